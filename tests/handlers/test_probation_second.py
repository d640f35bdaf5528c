"""HR's second signature after an alert: who may give it, crossed taps, twice, and too late."""

from __future__ import annotations

import asyncio

import pytest

from bot.cards.reader import Reader
from bot.notices import KINDS
from rules.notices import NoticeKind
from rules.probation_view import AskProbation, ProbationView
from storage.store import Store
from tests.builders import an_event, take_in
from tests.jobs.crew import answers
from tests.jobs.night import told
from tests.probation_file import (
    CONFIRMING,
    ENDING,
    HR,
    HR2,
    LEI,
    MIN,
    a_company,
    alert_until,
    asks,
    refused,
    sign,
)

_SIGN = {"wish": "sign", "signature": "HR-1"}
_REFUSE = {"wish": "refuse", "reason": "带教没有做到"}


@pytest.fixture
async def calm(store: Store) -> Store:
    """Lei (1), Min (2), HR (3, 4); criteria told, seen and signed; never an alert."""
    await a_company(store)
    await sign(store)
    return store


@pytest.fixture
async def company(calm: Store) -> Store:
    """The same, with an alert about Lei until 10 October."""
    await alert_until(calm, "2026-10-10")
    return calm


async def _ends(store: Store, who: int = MIN, *, act: str = "e", day: str = "2026-11-20") -> object:
    return await asks(store, who, "probation_change", "1:outcome", day=day, act=act, **ENDING)


async def _seconds(
    store: Store, who: int, *, act: str = "s2", day: str = "2026-11-23", **written: str
) -> object:
    return await asks(store, who, "probation_change", "1:second", act=act, day=day, **written)


async def _outcomes(store: Store) -> list[tuple[object, ...]]:
    return await answers(
        store,
        "SELECT detail, by_id, signature, second_signature FROM probation_fact "
        "WHERE kind = 'outcome'",
    )


@pytest.mark.parametrize(
    ("last", "done"),
    [
        pytest.param("2026-11-20", "ending", id="open today"),
        pytest.param("2026-09-21", "ending", id="60 days ago"),
        pytest.param("2026-09-20", "outcome", id="61 days ago"),
    ],
)
async def test_when_one_signature_is_not_enough(calm: Store, last: str, done: str) -> None:
    await alert_until(calm, last)

    answer = await _ends(calm)

    assert isinstance(answer, ProbationView)
    assert answer.done == done
    assert len(await _outcomes(calm)) == (done == "outcome")


async def test_an_alert_closed_before_dawn_was_open_on_that_day_of_hers(calm: Store) -> None:
    await alert_until(calm, "2026-09-21", is_before_dawn=True)  # 60 days ago

    answer = await _ends(calm)

    assert isinstance(answer, ProbationView)
    assert answer.done == "ending"


async def test_hr_is_asked_and_signs(company: Store) -> None:
    await _ends(company)
    asked = [person for person, _ in await told(company, "probation_second")]
    form = await _seconds(company, HR)

    signed = await _seconds(company, HR, **_SIGN)

    assert asked == [HR, HR2]
    assert isinstance(form, AskProbation)
    assert isinstance(signed, ProbationView)
    assert (signed.done, signed.outcome) == ("second", "ended")
    assert await _outcomes(company) == [("ended", MIN, "P-9", "HR-1")]
    [(reader, facts)] = await told(company, "probation_told")
    assert (reader, facts["what"]) == (MIN, "second_signed")


async def test_until_then_nothing_is_decided_and_no_second_time_asked(company: Store) -> None:
    await _ends(company)

    again = await _ends(company, act="again")

    assert refused(again) == "second_waits"
    assert await _outcomes(company) == []
    assert len(await told(company, "probation_second")) == 2


async def test_hr_may_leave_it_unsigned_with_a_reason(company: Store) -> None:
    await _ends(company)

    without = await _seconds(company, HR, wish="refuse", reason=" ")
    refusal = await _seconds(company, HR, act="r", **_REFUSE)
    late = await _seconds(company, HR2, act="l", **_SIGN)

    assert refused(without) == "form_missing"
    assert isinstance(refusal, ProbationView)
    assert (refusal.done, refusal.waits) == ("not_signed", "")
    assert refused(late) == "second_not_asked"
    assert await _outcomes(company) == []
    [(reader, facts)] = await told(company, "probation_told")
    assert (reader, facts["what"], facts["reason"]) == (MIN, "not_signed", "带教没有做到")


async def test_after_a_refusal_it_may_be_asked_anew(company: Store) -> None:
    await _ends(company)
    await _seconds(company, HR, **_REFUSE)

    again = await _ends(company, act="again", day="2026-11-24")
    signed = await _seconds(company, HR2, act="s3", day="2026-11-25", **_SIGN)

    assert isinstance(again, ProbationView)
    assert isinstance(signed, ProbationView)
    assert signed.outcome == "ended"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param(MIN, MIN, "second_only_hr", id="the manager again"),
        pytest.param(HR, HR, "second_is_first", id="the same of HR"),
        pytest.param(HR, MIN, "second_only_hr", id="the manager after HR"),
    ],
)
async def test_who_may_not_sign_second(
    company: Store, first: int, second: int, expected: str
) -> None:
    await _ends(company, first)

    answer = await _seconds(company, second, **_SIGN)

    assert refused(answer) == expected
    assert await _outcomes(company) == []


async def test_hr_who_is_also_her_manager_is_refused_as_second(company: Store) -> None:
    both = {"employee_id": "A002", "roles": ["manager", "hr"]}
    await take_in(company, an_event("both", "employee.updated", both, version=2))
    await _ends(company, HR)

    asked = [person for person, _ in await told(company, "probation_second")]
    answer = await _seconds(company, MIN, **_SIGN)

    assert asked == [HR2]
    assert refused(answer) == "second_is_manager"
    assert await _outcomes(company) == []


async def test_where_nobody_could_sign_second_nothing_waits(store: Store) -> None:
    await a_company(store)
    await sign(store)
    await alert_until(store, "2026-10-10")
    gone = [
        an_event(f"gone{n}", "employee.left", {"employee_id": f"A00{n}"}, version=2) for n in (3, 4)
    ]
    await take_in(store, *gone)

    answer = await _ends(store)

    assert refused(answer) == "second_nobody"
    assert await answers(store, "SELECT 1 FROM probation_fact WHERE kind = 'ending'") == []


async def test_crossed_taps_are_one_word(company: Store) -> None:
    await _ends(company)

    both = await asyncio.gather(
        _seconds(company, HR, act="x", **_SIGN),
        _seconds(company, HR2, act="y", **_REFUSE),
        _seconds(company, HR2, act="z", wish="sign", signature="HR-2"),
    )

    kinds = await answers(
        company,
        "SELECT kind FROM probation_fact WHERE kind IN ('second_signed', 'not_signed')",
    )
    assert len(kinds) == 1
    assert len(await _outcomes(company)) == (kinds == [("second_signed",)])
    assert sum(isinstance(one, ProbationView) for one in both) == 1


async def test_the_same_tap_twice_is_one_word(company: Store) -> None:
    await _ends(company)
    await _ends(company)
    await _seconds(company, HR, **_SIGN)

    again = await _seconds(company, HR, **_SIGN)

    assert refused(again) == "probation_decided"
    assert len(await _outcomes(company)) == 1


async def test_a_second_signature_after_the_last_day_is_too_late(company: Store) -> None:
    await _ends(company, day="2026-11-30")

    late = await _seconds(company, HR, day="2026-12-01", **_SIGN)

    assert refused(late) == "ending_too_late"
    assert await _outcomes(company) == []


async def test_a_confirmation_meanwhile_stands_and_asks_for_no_second(company: Store) -> None:
    await _ends(company)
    confirmed = await asks(company, HR, "probation_change", "1:outcome", act="c", **CONFIRMING)

    late = await _seconds(company, HR2, **_SIGN)

    assert isinstance(confirmed, ProbationView)
    assert confirmed.outcome == "confirmed"
    assert refused(late) == "probation_decided"


async def test_she_hears_nothing_of_it(company: Store) -> None:
    await _ends(company)
    await _seconds(company, HR, **_SIGN)

    assert await answers(
        company, f"SELECT kind FROM notice WHERE person_id = {LEI} AND kind <> 'criteria'"  # noqa: S608 - our own number
    ) == []  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_cards_say_what_and_until_when(company: Store, language: str) -> None:
    await _ends(company)
    await _seconds(company, HR, **_REFUSE)
    reader = Reader(language=language)
    rows = await answers(
        company,
        "SELECT kind, facts FROM notice WHERE kind IN ('probation_second', 'probation_told')",
    )

    cards = {kind: KINDS[NoticeKind(str(kind))].card(str(facts), reader) for kind, facts in rows}

    second, news = cards["probation_second"], cards["probation_told"]
    assert "周敏" in second.text
    assert second.figure is not None
    assert ("还有 10 天" if language == "zh" else "10 days left") in second.figure.value
    assert "带教没有做到" in news.text
    assert [action.route for action in news.actions] == ["probation_change", "probation"]
