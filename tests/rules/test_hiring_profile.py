"""Who is top, and what marks them: ties, tenure, sizes, chance, and a habit that all have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from rules.hiring import Standing, Trait, TraitKind
from rules.hiring_effect import (
    Measure,
    cliffs_delta,
    compare,
    discoveries,
    hedges_g,
    shrunk,
)
from rules.hiring_profile import (
    Found,
    LeftOut,
    NoMarker,
    QuarterResult,
    Ranking,
    Seller,
    find,
    last_full_quarter,
    rank,
    shares,
)

_LAST = "2026-Q3"
_QUARTERS = ("2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3")


def _seller(
    person: str,
    credited: str = "100",
    *,
    quota: str | None = "100",
    quarters: Sequence[str] = _QUARTERS,
    hired_on: date | None = date(2020, 1, 1),
    is_on_probation: bool = False,
    **values: float,
) -> Seller:
    result = QuarterResult(
        credited=Decimal(credited), quota=None if quota is None else Decimal(quota)
    )
    return Seller(
        person=person,
        quarters=dict.fromkeys(quarters, result),
        hired_on=hired_on,
        is_on_probation=is_on_probation,
        values=values,
    )


@pytest.mark.parametrize(
    ("sellers", "top"), [(1, 1), (4, 1), (5, 1), (6, 2), (10, 2), (11, 3), (15, 3), (50, 10)]
)
def test_the_top_is_a_fifth_rounded_up(sellers: int, top: int) -> None:
    ranking = rank([_seller(f"p{n}", f"{n}") for n in range(1, sellers + 1)], last=_LAST)

    assert (len(ranking.top), len(ranking.rest)) == (top, sellers - top)


def test_whoever_is_level_at_the_cut_is_in() -> None:
    sellers = [_seller("a", "150"), *(_seller(f"b{n}", "120") for n in range(3)),
               *(_seller(f"c{n}", "90") for n in range(6))]  # fmt: skip

    assert len(rank(sellers, last=_LAST).top) == 4


def test_levels_are_compared_as_they_are_shown() -> None:
    sellers = [
        _seller("a", "120.001"),
        _seller("b", "120.004"),
        *(_seller(f"c{n}") for n in "1234"),
    ]

    top = {one.person for one in rank(sellers[:5], last=_LAST).top}

    assert top == {"a", "b"}


@pytest.mark.parametrize(
    ("hired_on", "is_ranked"),
    [
        pytest.param(date(2026, 4, 1), True, id="two quarters to the day"),
        pytest.param(date(2026, 4, 2), False, id="a day short"),
        pytest.param(date(2026, 3, 31), True, id="a day over"),
    ],
)
def test_two_quarters_of_tenure_are_needed(
    hired_on: date,
    is_ranked: bool,  # noqa: FBT001 - a table's column
) -> None:
    ranking = rank([_seller("a", hired_on=hired_on)], last=_LAST)

    assert (ranking.sellers == 1) is is_ranked
    assert ranking.left_out == ({} if is_ranked else {"a": LeftOut.SHORT_TENURE})


def test_without_a_day_of_hire_quarters_with_results_are_the_tenure() -> None:
    short = _seller("a", quarters=("2026-Q3",), hired_on=None)
    enough = _seller("b", quarters=("2026-Q2", "2026-Q3"), hired_on=None)

    assert [one.person for one in rank([short, enough], last=_LAST).top] == ["b"]


def test_probationers_and_those_without_a_quota_are_left_out_by_name() -> None:
    sellers = [
        _seller("new", is_on_probation=True),
        _seller("zero", quota="0"),
        _seller("none", quota=None),
        _seller("old", quarters=("2024-Q1", "2024-Q2")),
        _seller("in"),
    ]

    assert rank(sellers, last=_LAST).left_out == {
        "new": LeftOut.ON_PROBATION,
        "zero": LeftOut.NO_QUOTA,
        "none": LeftOut.NO_QUOTA,
        "old": LeftOut.NO_QUOTA,
    }


def test_only_the_last_four_full_quarters_count() -> None:
    early = _seller("early", "500", quarters=("2024-Q4", "2025-Q3"))
    late = Seller(
        person="late",
        quarters={
            "2025-Q3": QuarterResult(credited=Decimal(900), quota=Decimal(100)),
            "2025-Q4": QuarterResult(credited=Decimal(110), quota=Decimal(100)),
            "2026-Q4": QuarterResult(credited=Decimal(900), quota=Decimal(100)),
        },
        hired_on=date(2020, 1, 1),
    )

    ranking = rank([early, late], last=_LAST)

    assert ranking.attainment == {"late": Decimal("110.00")}
    assert ranking.quarters == _QUARTERS


def test_quarters_are_weighed_by_their_quota() -> None:
    one = Seller(
        person="a",
        quarters={
            "2026-Q2": QuarterResult(credited=Decimal(300), quota=Decimal(100)),
            "2026-Q3": QuarterResult(credited=Decimal(0), quota=Decimal(300)),
        },
        hired_on=date(2020, 1, 1),
    )

    assert rank([one], last=_LAST).attainment == {"a": Decimal("75.00")}


@pytest.mark.parametrize(
    ("today", "quarter"),
    [
        (date(2026, 9, 30), "2026-Q2"),
        (date(2026, 10, 1), "2026-Q3"),
        (date(2026, 1, 1), "2025-Q4"),
    ],
)  # fmt: skip
def test_a_quarter_is_full_once_it_is_over(today: date, quarter: str) -> None:
    assert last_full_quarter(today) == quarter


def _crew(many: int, value: Callable[[int, bool], float]) -> list[Seller]:
    top = -(-many // 5)
    return [
        _seller(f"p{n}", "150" if n < top else "80", drive=value(n, n < top)) for n in range(many)
    ]


def _found(sellers: Sequence[Seller], *keys: str) -> Found:
    traits = [Trait(key=key) for key in keys or ("drive",)]
    return find(sellers, traits, last=_LAST, version="t", draws=500)


@pytest.mark.parametrize(
    ("many", "standing"),
    [
        (0, Standing.TOO_FEW), (14, Standing.TOO_FEW), (15, Standing.PILOT),
        (49, Standing.PILOT), (50, Standing.USABLE), (51, Standing.USABLE),
    ],
)  # fmt: skip
def test_what_a_profile_is_good_for_depends_on_who_is_ranked(many: int, standing: Standing) -> None:
    found = _found(_crew(many, lambda n, is_top: n % 5 + 3.0 * is_top))

    assert found.standing is standing
    assert (found.profile is None) is (standing is Standing.TOO_FEW)
    assert found.profile is None or found.profile.may_match is (standing is Standing.USABLE)


def test_a_trait_that_parts_them_enters_with_all_the_weight() -> None:
    found = _found(_crew(60, lambda n, is_top: n % 7 + 8.0 * is_top))

    assert found.profile is not None
    (only,) = found.profile.dimensions
    assert (only.trait.key, only.weight, only.is_less_better) == ("drive", Decimal(100), False)
    marker = found.profile.markers[0]
    assert marker.measure == Measure.HEDGES_G
    assert marker.low is not None
    assert marker.value is not None
    assert marker.high is not None
    assert 0 < marker.low < marker.value < marker.high


def test_less_of_a_trait_may_mark_the_top() -> None:
    found = _found(_crew(60, lambda n, is_top: n % 7 - 8.0 * is_top))

    assert found.profile is not None
    assert found.profile.dimensions[0].is_less_better


def test_a_habit_that_everybody_has_marks_nobody() -> None:
    found = _found(_crew(60, lambda _n, _is_top: 12.0))

    assert found.profile is not None
    assert found.profile.markers[0].why_not == NoMarker.NO_VARIANCE
    assert not found.profile.dimensions


def test_a_bar_that_many_of_the_rest_meet_is_no_mark() -> None:
    # The top all have 12; so has half of the rest, and the other half far less.
    found = _found(_crew(100, lambda n, is_top: 12.0 if is_top or n % 2 else 1.0))

    assert found.profile is not None
    assert found.profile.markers[0].overlap == Decimal("50.00")
    assert found.profile.markers[0].why_not == NoMarker.SHARED


def test_noise_is_not_found() -> None:
    draw = np.random.default_rng(7)
    keys = [f"t{n}" for n in range(20)]
    values = {key: draw.normal(size=60) for key in keys}
    sellers = [
        replace(
            _seller(f"p{n}", "150" if n < 12 else "80"),
            values={key: float(values[key][n]) for key in keys},
        )
        for n in range(60)
    ]

    found = _found(sellers, *values)

    assert found.profile is not None
    assert not [one for one in found.profile.markers if one.marks]


def test_a_trait_that_too_few_have_is_no_data() -> None:
    sellers = _crew(60, lambda n, _is_top: float(n))
    few = [*(_seller(one.person, "80") for one in sellers[1:]), sellers[0]]

    found = _found(few)

    assert found.profile is not None
    assert found.profile.markers[0].why_not == NoMarker.FEW_VALUES


def test_behaviours_are_told_and_never_weigh() -> None:
    sellers = _crew(60, lambda n, is_top: n % 7 + 8.0 * is_top)
    touches = Trait(key="drive", kind=TraitKind.BEHAVIOUR)

    found = find(sellers, [touches], last=_LAST, version="t", draws=500)

    assert found.profile is not None
    assert found.profile.found(TraitKind.BEHAVIOUR)[0].marks
    assert not found.profile.dimensions


def test_groups_without_spread_inside_are_compared_by_order() -> None:
    effect = compare(np.full(12, 5.0), np.full(48, 4.0), seed=1, draws=200)

    assert effect is not None
    assert (effect.measure, effect.value) == (Measure.CLIFFS_DELTA, 1.0)
    assert effect.p < 0.01
    assert np.isfinite(effect.g)


def test_skewed_values_are_compared_by_order() -> None:
    draw = np.random.default_rng(3)

    effect = compare(draw.lognormal(1, 1.5, 20), draw.lognormal(0, 1.5, 80), seed=1, draws=200)

    assert effect is not None
    assert effect.measure is Measure.CLIFFS_DELTA


def test_the_same_seed_gives_the_same_interval() -> None:
    top, rest = np.arange(12.0) + 5, np.arange(48.0) / 4

    assert compare(top, rest, seed=1, draws=200) == compare(top, rest, seed=1, draws=200)


def test_hedges_g_of_a_worked_case() -> None:
    # Means 4 and 2, deviations 1 and 1, J = 1 - 3 / (4 x 4 - 1) = 0.8
    assert hedges_g(np.array([3.0, 4, 5]), np.array([1.0, 2, 3])) == pytest.approx(1.6)


def test_cliffs_delta_of_a_worked_case() -> None:
    # 1 against 1, 2: half of a tie lost; 3 against both: won
    assert cliffs_delta(np.array([1.0, 3]), np.array([1.0, 2])) == pytest.approx(0.25)


def test_benjamini_hochberg_of_the_published_case() -> None:
    chances = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205]

    assert discoveries(chances, rate=0.05) == [True, True, *[False] * 6]
    assert discoveries([], rate=0.1) == []


def test_small_samples_are_drawn_to_nothing() -> None:
    few = compare(np.array([5.0, 6, 7]), np.arange(12.0), seed=1, draws=300)
    assert few is not None

    assert abs(shrunk([few])[0]) < abs(few.g)
    assert shrunk([]) == []


def test_weights_of_several_traits_come_to_a_hundred() -> None:
    sellers = [
        _seller(
            f"p{n}", "150" if n < 12 else "80",
            a=n % 7 + 8.0 * (n < 12), b=n % 5 + 6.0 * (n < 12), c=n % 11 + 9.0 * (n < 12),
        )
        for n in range(60)
    ]  # fmt: skip

    found = _found(sellers, "a", "b", "c")

    assert found.profile is not None
    assert len(found.profile.dimensions) == 3
    assert found.profile.weight == Decimal(100)


def _ranked(*attainment: int) -> Ranking:
    values = {f"P{n}": Decimal(value) for n, value in enumerate(attainment)}
    return Ranking(top=(), rest=(), left_out={}, attainment=values, quarters=())


@pytest.mark.parametrize(
    ("attainment", "shares_of"),
    [
        pytest.param((90, 80, 70, 60, 50), ("0.00", "20.00", "40.00", "60.00", "80.00"), id="5"),
        pytest.param((90, 80, 80, 60), ("0.00", "25.00", "25.00", "75.00"), id="ties are one"),
        pytest.param((9, 8, 7), ("0.00", "33.33", "66.66"), id="cut, never up"),
        pytest.param((), (), id="nobody"),
    ],
)
def test_from_which_share_on_a_seller_is_top(
    attainment: tuple[int, ...], shares_of: tuple[str, ...]
) -> None:
    assert list(shares(_ranked(*attainment)).values()) == [Decimal(one) for one in shares_of]


@pytest.mark.parametrize("many", range(1, 40))
def test_who_is_over_her_share_is_who_ranks_in_the_top(many: int) -> None:
    sellers = [_seller_of(n, credited=(n * 7) % 13) for n in range(many)]
    found = rank(sellers, last="2026-Q3")

    top = {person for person, share in shares(found).items() if share < 20}

    assert top == {one.person for one in found.top}


def _seller_of(n: int, *, credited: int) -> Seller:
    result = QuarterResult(credited=Decimal(credited), quota=Decimal(10))
    return Seller(person=f"S{n}", quarters={"2026-Q2": result, "2026-Q3": result})
