"""Weekly skill scores: taken in with their scale, and what their growth proposes."""

from __future__ import annotations

import pytest

from rules.target import Target
from rules.target_record import (
    AskDecision,
    MyTarget,
    TargetAnswered,
)
from storage.store import Store
from tests.builders import an_event, take_in
from tests.jobs.crew import answers
from tests.jobs.night import told
from tests.target_month import (
    GREW,
    LEI,
    MIN,
    a_company,
    asks,
    night,
    scored,
    steps,
)


@pytest.fixture
async def company(store: Store) -> Store:
    """Lei (1), her manager Min (2) and HR (3)."""
    return await a_company(store)


async def test_skill_growth_lowers_the_bar_once_the_manager_says_so(company: Store) -> None:
    await night(company, "2026-11-02")
    await take_in(company, *GREW)
    await night(company, "2026-11-17")
    [_, step] = await steps(company)

    form = await asks(company, MIN, "target_decide", f"{step.id}:approve")
    before = await asks(company, LEI, "target")
    done = await asks(company, MIN, "target_decide", f"{step.id}:approve", reason="进步明显")

    assert step.evidence is not None
    assert str(step.evidence.percent) == "11.67"
    assert isinstance(form, AskDecision)
    assert isinstance(before, MyTarget)
    assert before.target == Target(pass_bar=3)
    assert isinstance(done, TargetAnswered)
    assert (done.told, done.target) == ("approved_changed", Target(pass_bar=2))
    [(person, facts)] = await told(company, "target_change")
    assert (person, facts["what"], facts["pass_after"]) == (LEI, "changed", 2)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("60", "66", id="ten percent exactly"),
        pytest.param("0", "67", id="a zero base"),
        pytest.param("67", "60", id="less than before"),
    ],
)
async def test_no_growth_or_no_base_proposes_nothing(
    company: Store, first: str, second: str
) -> None:
    await take_in(company, scored("2026-11-02", first, first), scored("2026-11-09", second, second))

    await night(company, "2026-11-17")

    assert [one.cause for one in await steps(company)] == [None]


async def test_a_week_that_is_not_cut_yet_proposes_nothing(company: Store) -> None:
    await take_in(company, *GREW)

    await night(company, "2026-11-16")

    assert [one.cause for one in await steps(company)] == [None]


async def test_another_scale_is_compared_as_percent_and_kept_raw(company: Store) -> None:
    await take_in(
        company,
        scored("2026-11-02", "3", "3", scale="5"),
        scored("2026-11-09", "67", "67"),
    )

    await night(company, "2026-11-17")

    [_, step] = await steps(company)
    assert step.evidence is not None
    assert (str(step.evidence.before), str(step.evidence.after)) == ("60.00", "67.00")
    [(kept, scale)] = await answers(
        company, "SELECT value, out_of FROM assessment ORDER BY week, domain LIMIT 1"
    )
    assert (kept, scale) == ("3", "5")


async def test_an_older_word_on_a_week_has_no_effect(company: Store) -> None:
    await take_in(company, scored("2026-11-09", "67", "67"))
    old = an_event(
        "late",
        "skill.scored",
        {"employee_id": "A001", "week": "2026-11-11", "product": "1", "communication": "1"},
        version=0,
    )

    [result] = await take_in(company, old)

    assert result.outcome == "accepted"
    assert await answers(company, "SELECT DISTINCT value FROM assessment") == [("67",)]


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"product": "101"}, id="above the scale"),
        pytest.param({"product": "-1"}, id="negative"),
        pytest.param({"scale": "0"}, id="no scale"),
        pytest.param({"week": "soon"}, id="no week"),
    ],
)
async def test_a_score_out_of_scale_is_refused(company: Store, said: dict[str, object]) -> None:
    data = {"employee_id": "A001", "week": "2026-11-09", "product": "1", "communication": "1"}

    [result] = await take_in(company, an_event("bad", "skill.scored", {**data, **said}))

    assert result.outcome == "refused"
