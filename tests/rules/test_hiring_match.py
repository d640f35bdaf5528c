"""A match is a proposal: its score, its pool at the edges, what is missing, what never counts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from rules.errors import Conflict, Invalid
from rules.hiring import (
    PERCENT,
    CompetencyProfile,
    Dimension,
    Evidence,
    Scale,
    Standing,
    Trait,
    TraitKind,
    TraitScore,
    two_places,
)
from rules.hiring_match import Pool, match, pool_of
from rules.protected import protected


def _profile(**weights: str) -> CompetencyProfile:
    return CompetencyProfile(
        version="1",
        dimensions=tuple(
            Dimension(trait=Trait(key=key), weight=Decimal(weight))
            for key, weight in weights.items()
        ),
    )


def _scores(**values: str) -> dict[str, TraitScore]:
    return {
        key: TraitScore(trait=key, value=Decimal(value), scale=PERCENT)
        for key, value in values.items()
    }


@pytest.mark.parametrize(
    ("score", "pool"),
    [
        pytest.param("0", Pool.ELIMINATION_REVIEW, id="zero is a score"),
        pytest.param("59.99", Pool.ELIMINATION_REVIEW, id="just under 60"),
        pytest.param("59.994", Pool.ELIMINATION_REVIEW, id="rounds to 59.99"),
        pytest.param("59.995", Pool.MIDDLE, id="rounds half-up to 60.00"),
        pytest.param("60", Pool.MIDDLE, id="at 60"),
        pytest.param("60.01", Pool.MIDDLE, id="just over 60"),
        pytest.param("79.99", Pool.MIDDLE, id="just under 80"),
        pytest.param("80", Pool.MIDDLE, id="at 80"),
        pytest.param("80.004", Pool.MIDDLE, id="rounds to 80.00"),
        pytest.param("80.005", Pool.KEY_REVIEW, id="rounds half-up to 80.01"),
        pytest.param("80.01", Pool.KEY_REVIEW, id="just over 80"),
        pytest.param("100", Pool.KEY_REVIEW, id="all of it"),
    ],
)
def test_a_pool_begins_strictly_beyond_its_edge(score: str, pool: Pool) -> None:
    assert match(_profile(drive="1"), _scores(drive=score)).pool is pool


@pytest.mark.parametrize(
    ("weight", "pool"),
    [
        pytest.param("69.99", Pool.INSUFFICIENT_DATA, id="just under 70 %"),
        pytest.param("70", Pool.ELIMINATION_REVIEW, id="at 70 %"),
        pytest.param("70.01", Pool.ELIMINATION_REVIEW, id="just over"),
        pytest.param("69.995", Pool.ELIMINATION_REVIEW, id="shown as 70.00"),
    ],
)
def test_a_low_score_on_little_weight_is_no_low_score(weight: str, pool: Pool) -> None:
    profile = _profile(drive=weight, calm=str(100 - Decimal(weight)))

    found = match(profile, _scores(drive="10"))

    assert found.pool is pool
    assert found.score == Decimal("10.00")


def test_nothing_scored_is_no_score() -> None:
    found = match(_profile(drive="2", calm="3"), {})

    assert found.score is None
    assert found.weight_scored == Decimal(0)
    assert found.pool is Pool.INSUFFICIENT_DATA
    assert [one.dimension.trait.key for one in found.missing] == ["calm", "drive"]


def test_a_score_is_the_weighted_place_on_each_scale() -> None:
    profile = _profile(drive="60", calm="40")
    scores = {
        "drive": TraitScore(
            trait="drive",
            value=Decimal(4),
            scale=Scale(low=Decimal(1), high=Decimal(5)),
            evidence=(Evidence(source="resume", quote="三年客户开发", place="第 1 页"),),
        ),
        "calm": TraitScore(trait="calm", value=Decimal(7), scale=Scale(high=Decimal(10))),
    }

    found = match(profile, scores)

    # 60 x 0.75 + 40 x 0.7
    assert found.score == Decimal("73.00")
    assert [one.points for one in found.dimensions] == [Decimal("45.00"), Decimal("28.00")]
    assert found.dimensions[0].evidence[0].quote == "三年客户开发"


def test_less_of_a_trait_may_be_better() -> None:
    turned = replace(_profile(haste="1").dimensions[0], is_less_better=True)

    found = match(CompetencyProfile(version="1", dimensions=(turned,)), _scores(haste="30"))

    assert found.score == Decimal("70.00")


@pytest.mark.parametrize("standing", [Standing.PILOT, Standing.TOO_FEW])
def test_a_profile_that_is_shown_only_matches_nobody(standing: Standing) -> None:
    with pytest.raises(Conflict, match="not_usable"):
        match(replace(_profile(drive="1"), standing=standing), _scores(drive="90"))


def test_what_the_profile_does_not_ask_for_changes_nothing() -> None:
    plain = _scores(drive="65", calm="72")
    planted = plain | _scores(
        gender="100",
        age="0",
        birthplace="50",
        ethnicity="100",
        marriage="0",
        health="100",
        photo="0",
    )

    profile = _profile(drive="1", calm="1")

    assert match(profile, planted) == match(profile, plain)


@pytest.mark.parametrize(
    ("title", "attribute"),
    [
        ("gender", "gender"), ("性别", "gender"), ("性 别", "gender"), ("sex", "gender"),
        ("age", "age"), ("Age (years)", "age"), ("年龄", "age"), ("出生日期", "birth"),
        ("dateOfBirth", "birth"), ("birth_place", "birthplace"), ("hometown", "birthplace"),
        ("籍贯", "birthplace"), ("户口所在地", "birthplace"), ("ethnicity", "ethnicity"),
        ("民族", "ethnicity"), ("maritalStatus", "marriage"), ("marriage", "marriage"),
        ("婚育情况", "marriage"), ("怀孕", "marriage"), ("health", "health"),
        ("健康状况", "health"),
        ("photo_score", "photo"), ("照片", "photo"), ("身高", "looks"), ("政治面貌", "faith"),
        ("religion", "faith"), ("星座", "descent"),
    ],
)  # fmt: skip
def test_protected_attributes_are_known_by_many_names(title: str, attribute: str) -> None:
    assert protected(title) == attribute


@pytest.mark.parametrize(
    "title",
    """language management average_calls packaging face_to_face 客户年限 抗压能力 学习能力 工作年限
    lead_generation stage manager 健康险知识 health_insurance 业绩增长 racecourse
    年度业绩""".split(),
)
def test_words_of_the_job_are_not_taken_for_them(title: str) -> None:
    assert protected(title) is None


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("0-10", "0", "10"), ("1-5", "1", "5"), ("5", "0", "5"), ("%", "0", "100"),
        ("100分", "0", "100"), ("1~7", "1", "7"), ("-3 to 3", "-3", "3"),
    ],
)  # fmt: skip
def test_scales_are_read(text: str, low: str, high: str) -> None:
    assert Scale.read(text) == Scale(low=Decimal(low), high=Decimal(high))


@pytest.mark.parametrize("text", ["", "high", "5-5", "10-1", "0", "NaN", "Infinity", "1-2-3"])
def test_what_is_no_scale_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="scale"):
        Scale.read(text)


@pytest.mark.parametrize("value", ["-0.01", "10.01", "NaN", "Infinity"])
def test_a_value_beyond_its_scale_is_refused_not_cut(value: str) -> None:
    with pytest.raises(Invalid, match="scale"):
        TraitScore(trait="drive", value=Decimal(value), scale=Scale(high=Decimal(10)))


def test_a_behaviour_is_no_dimension() -> None:
    with pytest.raises(Invalid, match="on the job"):
        Dimension(trait=Trait(key="touches", kind=TraitKind.BEHAVIOUR), weight=Decimal(1))


@pytest.mark.parametrize("weight", ["0", "-1", "NaN"])
def test_a_dimension_weighs_something(weight: str) -> None:
    with pytest.raises(Invalid, match="weight"):
        Dimension(trait=Trait(key="drive"), weight=Decimal(weight))


def test_one_trait_stands_in_a_profile_once() -> None:
    one = _profile(drive="1").dimensions[0]
    with pytest.raises(Invalid, match="twice"):
        CompetencyProfile(version="1", dimensions=(one, one))


def test_the_pool_of_no_score_is_no_pool_of_a_person() -> None:
    assert pool_of(None, Decimal(100)) is Pool.INSUFFICIENT_DATA


def test_thirds_are_rounded_once_and_exactly() -> None:
    found = match(_profile(a="1", b="1", c="1"), _scores(a="80", b="80", c="80.01"))

    assert found.score == Decimal("80.00")
    assert found.pool is Pool.MIDDLE
    assert two_places(Decimal("79.995")) == Decimal("80.00")
