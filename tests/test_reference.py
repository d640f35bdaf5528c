"""The reference pages say what the code does: the committed schemas are those of the events."""

import json
import re
from pathlib import Path

import pytest

from handlers.events import SCHEMAS

FOLDER = Path(__file__).parent.parent / "docs" / "reference" / "schemas"


@pytest.mark.parametrize("name", [pytest.param(name, id=name) for name in SCHEMAS])
def test_the_schema_file_is_what_foothold_schema_prints(name: str) -> None:
    written = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    assert written == SCHEMAS[name].model_json_schema()


def test_there_is_a_schema_file_for_each_event_and_no_other() -> None:
    assert {file.stem for file in FOLDER.glob("*.json")} == set(SCHEMAS)


def test_each_guard_against_leaks_names_tests_that_are_there() -> None:
    root = FOLDER.parent.parent.parent
    page = (root / "docs" / "reference" / "retention.md").read_text("utf-8")
    table = page.partition("### Eleven guards")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (\d+) [^|]+\| (.+) \|$", table, re.MULTILINE)

    assert [int(number) for number, _ in rows] == list(range(1, 12))
    for number, cell in rows:
        named = re.findall(r"`(test_\w+)`(?: \((tests/[\w/]+\.py)\))?", cell)
        assert named, number
        for name, file in named:
            where = root / (file or "tests/jobs/test_retention_evaluate.py")
            assert f"def {name}(" in where.read_text("utf-8"), name
