"""docs/reference/plan.md names every key of a plan, and its examples are plans."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.document import PlanRefused
from config.plans import read_plan

_PAGE = Path(__file__).parents[2] / "docs/reference/plan.md"
_TEXT = _PAGE.read_text("utf-8")
_EXAMPLES = re.findall(r"```toml\n# (\S+)\n(.*?)```", _TEXT, re.DOTALL)


def test_the_page_names_the_keys_that_are_allowed() -> None:
    with pytest.raises(PlanRefused) as refused:
        read_plan("zzzz = 1")

    allowed = re.search(r"zzzz - .*allowed: (.*)", str(refused.value))

    assert allowed is not None
    named = re.findall(r"^\| `\W*(\w+)\W*` \|", _TEXT.split("\n## ")[0], re.MULTILINE)
    assert sorted(named) == sorted(allowed[1].split(", "))


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in _EXAMPLES])
def test_an_example_of_the_page_is_a_plan(text: str) -> None:
    assert read_plan(text).tiers


def test_the_sample_policy_is_a_plan() -> None:
    sample = _PAGE.parents[2] / "config/policies/commission.toml"

    assert read_plan(sample.read_text("utf-8")).name == "standard"
