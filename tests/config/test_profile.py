"""A hand-set profile: each mistake is told with its line and key, and what would be right."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from config.profile import SAMPLE, ProfileRefused, parse_profile, profile_in, read_profile
from rules.hiring import Scale, Standing

_WHOLE = """
version = "h1"
[[dimensions]]
trait = "抗压"
weight = 60
scale = "0-10"
[[dimensions]]
trait = "listening to customers"
title = { zh = "倾听客户" }
weight = 40.5
less_is_better = true
"""


def test_a_profile_is_read() -> None:
    profile = parse_profile(_WHOLE)

    first, second = profile.dimensions
    assert (profile.version, profile.standing) == ("h1", Standing.USABLE)
    assert (first.trait.key, first.trait.named("zh")) == ("stress_resistance", "抗压能力")
    assert first.scale == Scale(high=Decimal(10))
    assert (second.trait.named("en"), second.weight) == ("倾听客户", Decimal("40.5"))
    assert second.is_less_better


def test_the_sample_can_be_used_and_weighs_a_hundred() -> None:
    profile = read_profile(SAMPLE)

    assert profile.may_match
    assert profile.weight == 100


def test_a_site_has_its_own(tmp_path: Path) -> None:
    assert profile_in(tmp_path).version == "hand-1"
    (tmp_path / "profile.toml").write_text(_WHOLE, "utf-8")

    assert profile_in(tmp_path).version == "h1"


def _problems(text: str) -> list[str]:
    with pytest.raises(ProfileRefused) as refused:
        parse_profile(text, file="p.toml")
    return str(refused.value).split("\n")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('trait = "gender"', 'p.toml:3: dimensions.trait - "gender" is a protected attribute'),
        ('trait = "年龄"', "protected attribute (age)"),
        ('trait = "x"\ntitle = "出生地"', "protected attribute"),
        ('trait = "listening"', "listening shows on the job alone"),
        ('trait = "每周跟进"', "touches_per_week shows on the job alone"),
        ('trait = ""', "is empty"),
        ("trait = 3", "is not a text"),
        ('trait = "x"\nwieght = 3', "wieght - is not a key of a profile; did you mean weight?"),
        ('trait = "x"\ntitle = 5', "is not a name"),
        ('trait = "x"\ntitle = { de = "y" }', "dimensions.title.de"),
        ('trait = "x"\nscale = "high"', "dimensions.scale"),
        ('trait = "x"\nless_is_better = "yes"', "is neither true nor false"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_line_and_key(line: str, said: str) -> None:
    weight = "" if "wieght" in line else "\nweight = 5"

    problems = _problems(f'version = "1"\n[[dimensions]]\n{line}{weight}\n')

    assert any(said in one for one in problems), problems


@pytest.mark.parametrize("weight", ["0", "-1", "1000.01", "1.234", '"much"', "true", "nan", "inf"])
def test_what_is_no_weight_is_refused(weight: str) -> None:
    (problem,) = _problems(f'version = "1"\n[[dimensions]]\ntrait = "x"\nweight = {weight}\n')

    assert problem.startswith("p.toml:4: dimensions.weight - ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "version - is missing"),
        ('version = "1"', "dimensions - is missing"),
        ('version = "1"\ndimensions = []', "dimensions - is missing"),
        ('version = "1"\ndimensions = 3', "dimensions - is missing"),
        ('version = "1"\nprofil = 3', "profil - is not a key of a profile"),
        ("version = ", "is not TOML"),
    ],
)
def test_what_is_no_profile_is_refused(text: str, said: str) -> None:
    assert any(said in one for one in _problems(text))


def test_a_trait_that_stands_there_twice_is_refused_at_the_second() -> None:
    one = '[[dimensions]]\ntrait = "抗压"\nweight = 5\n'

    (problem,) = _problems(f'version = "1"\n{one}{one}')

    assert problem == "p.toml:6: dimensions.trait - stress_resistance stands there twice"
