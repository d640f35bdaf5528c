"""The policy of mentoring is read from the site's file, else from the sample."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from config.mentoring import FILE, read_mentoring
from rules.errors import FootholdError
from rules.mentoring import MentoringPolicy


def test_the_sample_is_what_the_rules_default_to(tmp_path: Path) -> None:
    assert read_mentoring(tmp_path) == MentoringPolicy()


def test_the_sites_own_file_is_used(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(
        'version = "2"\nweekly_cap = 9\ncapacity = 3\nstrong_from = "90.5"\n'
        '[mentors.A007]\ncapacity = 1\nstrong = ["product"]\n'
    )

    policy = read_mentoring(tmp_path)

    assert (policy.weekly_cap, policy.capacity, policy.version) == (9, 3, "2")
    assert policy.strong_from == Decimal("90.5")
    assert policy.capacity_of("A007") == 1
    assert policy.strong_of("A007", {}) == {"product"}


@pytest.mark.parametrize(
    ("line", "key"),
    [
        pytest.param("weekly_cap = 0", "mentoring.toml weekly_cap", id="a cap of nothing"),
        pytest.param("capacity = -1", "mentoring.toml capacity", id="below zero"),
        pytest.param("strong_from = 85.5", "mentoring.toml strong_from", id="no exact number"),
        pytest.param("cap = 6", "mentoring.toml cap", id="no such key"),
        pytest.param("[mentors.A1]\nroom = 1", "mentoring.toml mentors.A1.room", id="of a mentor"),
        pytest.param("x =", "mentoring.toml", id="no TOML"),
    ],
)
def test_a_wrong_key_is_named(tmp_path: Path, line: str, key: str) -> None:
    (tmp_path / FILE).write_text(f'version = "1"\n{line}\n')

    with pytest.raises(FootholdError) as refused:
        read_mentoring(tmp_path)

    assert refused.value.values["key"] == key
