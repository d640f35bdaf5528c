"""The figures of targets are read exactly, or refused by key."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from config.targets import FILE, read_targets
from rules.errors import FootholdError
from rules.target import TargetPolicy


def test_the_sample_is_the_default(tmp_path: Path) -> None:
    assert read_targets(tmp_path, strict_seed=False) == TargetPolicy(version="1")


def test_the_sites_own_file_counts_and_names_its_version(tmp_path: Path) -> None:
    own = 'version = "2026-11"\nskill_growth = "12.5"\nreward = "300.00"\n'
    (tmp_path / FILE).write_text(own, "utf-8")

    read = read_targets(tmp_path, strict_seed=True)

    assert (read.skill_growth, read.reward_minor, read.strict_seed) == (
        Decimal("12.5"),
        30_000,
        True,
    )
    assert read.version == "2026-11, strict_seed"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "target.toml version"),
        ('version = "1"\nbase = 0', "target.toml base"),
        ('version = "1"\nskill_growth = 10.5', "target.toml skill_growth"),
        ('version = "1"\nreward = "1.001"', "target.toml reward"),
        ('version = "1"\nbar = 3', "target.toml bar"),
        ("version", "target.toml"),
    ],
    ids=["no version", "no base", "a float", "part of a fen", "unknown key", "no TOML"],
)
def test_a_bad_file_stops_with_its_key(tmp_path: Path, text: str, key: str) -> None:
    (tmp_path / FILE).write_text(text, "utf-8")

    with pytest.raises(FootholdError) as refused:
        read_targets(tmp_path, strict_seed=False)

    assert refused.value.values["key"] == key
