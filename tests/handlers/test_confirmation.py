"""A confirmation: the same for the house by chat and by hook, on its day, and re-opened in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.cards.reader import Reader
from bot.notices import KINDS
from handlers.mentoring import Match, pair
from rules.notices import NoticeKind
from rules.probation_record import FactKind, ProbationFile
from rules.probation_view import ProbationView
from storage.store import Store
from tests.builders import Event, a_deal, a_hire, an_event, take_in
from tests.jobs.crew import answers
from tests.jobs.night import run, told
from tests.probation_file import CONFIRMING, ENDING, HR, LEI, MIN, a_company, asks, at, refused
from tests.probation_file import sign as signed
from tests.target_month import night

MENTOR = 5
_CONFIRMED = an_event(
    "conf", "employee.confirmed", {"employee_id": "A001", "confirmed_on": "2026-11-20"}
)


@pytest.fixture
async def company(store: Store) -> Store:
    """Lei (1), Min (2), HR (3, 4) and her mentor (5), paired since June."""
    await a_company(store)
    await take_in(store, a_hire("A005", name="王师傅", roles=["mentor"]))
    async with store.begin() as uow:
        people = await uow.people.by_id([LEI, MENTOR])
        match = Match(rep=people[LEI], mentor=people[MENTOR], since=date(2026, 6, 1))
        await pair(match, uow, at=at("2026-06-01"), actor="test", is_quiet=True)
    return store


async def _confirms(store: Store, *, day: str = "2026-11-20", **more: str) -> object:
    return await asks(store, MIN, "probation_change", "1:outcome", day=day, **CONFIRMING, **more)


async def _hook(store: Store, *events: Event) -> str:
    results = await take_in(store, *(events or (_CONFIRMED,)), at=at("2026-11-20"))
    return results[-1].outcome.value


async def _file(store: Store) -> ProbationFile:
    async with store.read() as uow:
        found = await uow.probations.of((await uow.people.by_id([LEI]))[LEI])
    assert found is not None
    return found


async def _house(store: Store) -> tuple[object, ...]:
    """Give what everybody's view of her hangs on."""
    file = await _file(store)
    async with store.read() as uow:
        (pairing,) = await uow.mentoring.ever_of_rep(LEI)
    outcomes = [fact.detail for fact in file.facts if fact.kind is FactKind.OUTCOME]
    return file.person.confirmed_on, pairing.ends_on, outcomes


_WHOLE = (date(2026, 11, 20), date(2026, 11, 20), ["confirmed"])


@pytest.mark.parametrize("ways", ["chat", "hook", "chat hook", "hook chat", "hook hook"])
async def test_by_chat_and_by_hook_the_house_is_the_same(company: Store, ways: str) -> None:
    for n, way in enumerate(ways.split()):
        event = (_CONFIRMED[0], {**_as_dict(_CONFIRMED), "id": f"conf-{n}"})
        await (_confirms(company) if way == "chat" else _hook(company, event))

    assert await _house(company) == _WHOLE
    readers = [person for person, _ in await told(company, "confirmed")]
    assert [readers.count(one) for one in (LEI, MIN, MENTOR)].count(2) == 0
    assert {LEI, MENTOR} <= set(readers)


def _as_dict(event: Event) -> dict[str, object]:
    assert isinstance(event[1], dict)
    return event[1]


async def test_those_concerned_are_told_and_who_decided_is_not(company: Store) -> None:
    await _confirms(company)

    news = await told(company, "confirmed")

    roles = {person: facts["role"] for person, facts in news}
    assert roles == {LEI: "rep", MENTOR: "mentor", HR: "hr", 4: "hr"}


async def test_hr_is_told_nothing_that_its_own_system_said(company: Store) -> None:
    await _hook(company)

    roles = {person: facts["role"] for person, facts in await told(company, "confirmed")}

    assert roles == {LEI: "rep", MENTOR: "mentor", MIN: "manager"}


async def test_a_second_word_in_chat_is_refused_and_changes_nothing(company: Store) -> None:
    await _hook(company)

    again = await _confirms(company)

    assert refused(again) == "probation_decided"
    assert await _house(company) == _WHOLE


async def test_an_ended_probation_is_not_confirmed_by_hook(company: Store) -> None:
    await signed(company)
    await asks(company, MIN, "probation_change", "1:outcome", act="e", **ENDING)

    outcome = await _hook(company)

    assert outcome == "refused"
    assert (await _house(company))[0] is None


async def test_a_late_word_leaves_what_the_mentor_did_meanwhile(company: Store) -> None:
    late = an_event(
        "late", "employee.confirmed", {"employee_id": "A001", "confirmed_on": "2026-11-02"}
    )

    await _hook(company, late)

    assert (await _house(company))[:2] == (date(2026, 11, 2), date(2026, 11, 20))


async def test_an_agent_passes_and_nobody_says_probation(store: Store) -> None:
    await take_in(store, a_hire("A001", name="李雷", engagement="agent"))

    await _hook(store)

    [(_, facts)] = await told(store, "confirmed")
    assert facts["is_employee"] is False
    for language, word in (("zh", "转正"), ("en", "confirm")):
        [(raw,)] = await answers(store, "SELECT facts FROM notice WHERE kind = 'confirmed'")
        card = KINDS[NoticeKind.CONFIRMED].card(str(raw), Reader(language=language))
        assert word not in card.as_text().lower()


async def test_afterwards_nobody_is_reminded_and_no_target_is_of_probation(company: Store) -> None:
    await night(company, "2026-11-02")
    await _confirms(company, day="2026-11-20")
    for day in ("2026-11-23", "2026-11-27"):
        await run(company, "probation", at(day))
    await night(company, "2026-12-01")

    async with company.read() as uow:
        months = {step.month for step in await uow.targets.of(LEI)}

    assert await told(company, "probation_review") == []
    assert months == {"2026-11"}


async def test_a_confirmation_for_a_later_day_waits_for_it(company: Store) -> None:
    waiting = await _confirms(company, confirms_on="2026-12-01")
    before = await _house(company)
    for day in ("2026-11-27", "2026-11-30"):
        await run(company, "probation", at(day))
    still = await _house(company)
    for _ in range(2):
        await run(company, "probation", at("2026-12-01"))

    assert isinstance(waiting, ProbationView)
    assert (waiting.done, waiting.waits, waiting.signed_by) == ("confirming", "confirming", "周敏")
    assert before == still == (None, None, [])
    assert await _house(company) == (date(2026, 12, 1), date(2026, 12, 1), ["confirmed"])
    assert await told(company, "probation_review") == []
    assert (await _file(company)).outcome == replace(
        (await _file(company)).facts[-1], by=MIN, signature="P-10"
    )


@pytest.mark.parametrize(
    ("confirms_on", "expected"),
    [
        pytest.param("2026-11-19", "confirms_on", id="yesterday"),
        pytest.param("2026-12-02", "confirms_on", id="beyond the end"),
        pytest.param("soon", "form_date", id="no date"),
    ],
)
async def test_a_day_that_is_none(company: Store, confirms_on: str, expected: str) -> None:
    answer = await _confirms(company, confirms_on=confirms_on)

    assert refused(answer) == expected


async def _with_a_deal(company: Store) -> None:
    """Let a November with a target and one valid deal be what the confirmation relies on."""
    await night(company, "2026-11-02")
    await take_in(company, a_deal("D1", closed_at="2026-11-05T10:00:00+08:00"))
    await take_in(company, a_deal("D2", closed_at="2026-11-06T10:00:00+08:00"))


_CANCELLED = an_event("gone", "deal.cancelled", {"deal_id": "D1"}, version=2)


async def test_a_cancellation_reopens_what_waits_and_corrects_the_month(company: Store) -> None:
    await _with_a_deal(company)
    await _confirms(company, confirms_on="2026-12-01")
    await take_in(company, _CANCELLED, at=at("2026-11-24"))
    await take_in(company, _CANCELLED, at=at("2026-11-24"))
    await run(company, "probation", at("2026-12-01"))

    [(reader, facts)] = await told(company, "probation_told")
    assert (reader, facts["what"], facts["months"]) == (MIN, "reopened", [["2026-11", 3, 1]])
    assert await _house(company) == (None, None, [])
    view = await asks(company, HR, "probation", "1", day="2026-11-25")
    assert isinstance(view, ProbationView)
    assert (view.waits, [one.done for one in view.results]) == ("", [1])


async def test_it_can_be_signed_again_and_reopened_again(company: Store) -> None:
    await _with_a_deal(company)
    await _confirms(company, confirms_on="2026-12-01")
    await take_in(company, _CANCELLED, at=at("2026-11-24"))
    await _confirms(company, day="2026-11-25", act="again", confirms_on="2026-12-01")
    second = an_event("gone2", "deal.cancelled", {"deal_id": "D2"}, version=2)

    await take_in(company, second, at=at("2026-11-26"))

    assert [facts["months"] for _, facts in await told(company, "probation_told")] == [
        [["2026-11", 3, 1]],
        [["2026-11", 3, 0]],
    ]


async def test_a_cancellation_never_reopens_what_is_decided(company: Store) -> None:
    await _with_a_deal(company)
    await _confirms(company)

    await take_in(company, _CANCELLED, at=at("2026-11-24"))

    assert await _house(company) == _WHOLE
    assert await told(company, "probation_told") == []
    view = await asks(company, HR, "probation", "1", day="2026-11-25")
    assert isinstance(view, ProbationView)
    assert (view.outcome, [one.done for one in view.results]) == ("confirmed", [1])


async def test_a_cancellation_of_another_reopens_nothing(company: Store) -> None:
    await _with_a_deal(company)
    await take_in(company, a_hire("A006"), a_deal("X", employee_id="A006"))
    await _confirms(company, confirms_on="2026-12-01")

    gone = an_event("gone-x", "deal.cancelled", {"deal_id": "X"}, version=2)
    await take_in(company, gone, at=at("2026-11-24"))

    assert (await _file(company)).waiting is not None
    assert await told(company, "probation_told") == []


async def test_a_hook_decides_what_waits_for_its_day(company: Store) -> None:
    await _confirms(company, confirms_on="2026-12-01")
    await _hook(company)
    await run(company, "probation", at("2026-12-01"))

    assert await _house(company) == _WHOLE
