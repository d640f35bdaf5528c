"""What she asks for counts from the moment she asks, in her zone, and can be turned back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from bot.notices import MAY_BE_MUTED
from handlers.interaction import Interaction
from handlers.preference import change, reminders
from handlers.understanding import Intent, understand
from rules.errors import NotFound
from rules.notices import NoticeKind
from rules.preference import AskHours, Preference, Reminders, Wish
from rules.working_hours import Hours
from storage.store import Store
from tests.builders import AT, a_hire, take_in

#: 11:00 in Shanghai, where A001 is, and 04:00 in Berlin, where A002 is.
_NOW = AT


@pytest.fixture
async def staffed(store: Store) -> Store:
    """A store with a person in Shanghai and one in Berlin."""
    await take_in(store, a_hire("A001"), a_hire("A002", zone="Europe/Berlin"))
    return store


async def _act(
    store: Store, text: str = "", *, person_id: int = 1, argument: str = "", **answers: str
) -> Reminders | AskHours:
    async with store.begin() as uow:
        person = (await uow.people.by_id([person_id]))[person_id]
        interaction = Interaction(
            id="webchat-1",
            person=person,
            at=_NOW,
            understood=understand(text, today=_NOW.date()),
            argument=argument,
            answers=answers,
            may_be_muted=MAY_BE_MUTED,
        )
        if interaction.understood.intent is Intent.REMINDERS:
            return await reminders(interaction, uow)
        return await change(interaction, uow)


async def _kept(store: Store, person_id: int = 1) -> Preference:
    async with store.read() as uow:
        return await uow.preferences.one(person_id)


def _utc(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("person_id", "text", "until"),
    [
        pytest.param(1, "拜访中", "2026-11-24T05:00", id="two hours"),
        pytest.param(1, "开会半小时", "2026-11-24T03:30", id="as long as she says"),
        pytest.param(1, "visiting until 15:00", "2026-11-24T07:00", id="until her 15:00"),
        pytest.param(1, "拜访到3点", "2026-11-24T07:00", id="3 is 15 by now"),
        pytest.param(1, "拜访到11点", "2026-11-24T15:00", id="11 just now is 23"),
        pytest.param(2, "visiting until 3pm", "2026-11-24T14:00", id="by her own clock"),
        pytest.param(2, "拜访到5点", "2026-11-24T04:00", id="5 is 5 where it is 4"),
    ],
)
async def test_a_visit_ends_when_she_says(
    staffed: Store, person_id: int, text: str, until: str
) -> None:
    shown = await _act(staffed, text, person_id=person_id)

    assert (await _kept(staffed, person_id)).visiting_until == _utc(until)
    assert isinstance(shown, Reminders)
    assert (shown.wish, shown.visiting_until) == (Wish.VISIT, _utc(until))


@pytest.mark.parametrize(
    ("text", "until"),
    [
        pytest.param("snooze", "2026-11-24T04:00", id="an hour"),
        pytest.param("2小时后提醒", "2026-11-24T05:00", id="as long as she says"),
        pytest.param("snooze until 09:00", "2026-11-25T01:00", id="09:00 is tomorrow's"),
        pytest.param("明天提醒我", "2026-11-25T00:36", id="her next working morning"),
    ],
)
async def test_a_pause_ends_when_she_says(staffed: Store, text: str, until: str) -> None:
    await _act(staffed, text)

    assert (await _kept(staffed)).snoozed_until == _utc(until)


async def test_the_same_words_twice_are_the_same_wish(staffed: Store) -> None:
    first = await _act(staffed, "拜访中")

    assert await _act(staffed, "拜访中") == first


async def test_each_wish_can_be_turned_back(staffed: Store) -> None:
    for text in ("拜访中", "snooze", "my hours 10-19", "静音 业绩提醒"):
        await _act(staffed, text)
    asked = await _kept(staffed)

    for argument in ("visit_done", "snooze_done", "hours", "unmute:deal"):
        await _act(staffed, argument=argument)

    assert asked.hours == Hours(start=time(10), end=time(19))
    assert asked.muted == {NoticeKind.DEAL}
    assert await _kept(staffed) == Preference()


async def test_a_button_does_what_words_do(staffed: Store) -> None:
    await _act(staffed, "拜访中")
    by_words = await _kept(staffed)
    await _act(staffed, argument="visit_done")

    await _act(staffed, argument="visit")

    assert await _kept(staffed) == by_words


async def test_all_kinds_are_heard_again_at_once(staffed: Store) -> None:
    for kind in MAY_BE_MUTED:
        await _act(staffed, argument=f"mute:{kind.value}")
    assert (await _kept(staffed)).muted == set(MAY_BE_MUTED)

    await _act(staffed, "取消静音")

    assert (await _kept(staffed)).muted == frozenset()


@pytest.mark.parametrize(
    ("text", "argument", "called"),
    [
        pytest.param("静音 天气提醒", "", "天气提醒", id="a kind that is not there"),
        pytest.param("", "mute:line_question", "?", id="one that somebody waits for"),
        pytest.param("", "mute:alarm", "?", id="an alarm"),
        pytest.param("", "mute:nonsense", "nonsense", id="a button of another release"),
    ],
)
async def test_what_can_not_be_muted_changes_nothing(
    staffed: Store, text: str, argument: str, called: str
) -> None:
    shown = await _act(staffed, text, argument=argument)

    assert isinstance(shown, Reminders)
    assert (shown.wish, shown.unknown_kind) == (None, called)
    assert await _kept(staffed) == Preference()


async def test_hours_are_asked_for_and_taken_from_the_field(staffed: Store) -> None:
    asked = await _act(staffed, argument="ask")
    shown = await _act(staffed, argument="ask", hours="９点到６点")

    assert asked == AskHours(Hours())
    assert isinstance(shown, Reminders)
    assert (shown.hours, shown.has_own_hours) == (Hours(start=time(9), end=time(18)), True)


@pytest.mark.parametrize(
    ("text", "hours", "problem"),
    [
        pytest.param("visiting until 09:00", "", "preference.past", id="gone by"),
        pytest.param("25小时后提醒", "", "preference.bad_length", id="more than a day"),
        pytest.param("my hours 9-30", "", "preference.bad_time", id="no such hour"),
        pytest.param("5:00-23:00上班", "", "preference.bad_hours", id="eighteen hours"),
        pytest.param("9:00-9:30上班", "", "preference.bad_hours", id="half an hour"),
        pytest.param("", "from nine on", "preference.no_hours", id="a field without hours"),
    ],
)
async def test_what_can_not_be_is_refused(
    staffed: Store, text: str, hours: str, problem: str
) -> None:
    with pytest.raises(NotFound) as refused:
        await _act(staffed, text, argument="ask", hours=hours)

    assert refused.value.message_id == problem
    assert await _kept(staffed) == Preference()


async def test_her_state_shows_what_still_runs(staffed: Store) -> None:
    past = Preference(visiting_until=AT, snoozed_until=AT)
    async with staffed.begin() as uow:
        await uow.preferences.save(1, past)

    shown = await _act(staffed, "我的提醒")

    assert isinstance(shown, Reminders)
    assert (shown.visiting_until, shown.snoozed_until) == (None, None)
    assert shown.muted == tuple((kind, False) for kind in MAY_BE_MUTED)
    assert shown.next_digest == _utc("2026-11-25T00:36")


async def test_one_persons_wish_is_not_anothers(staffed: Store) -> None:
    await _act(staffed, "静音 业绩提醒")

    assert await _kept(staffed, 2) == Preference()
    assert replace(await _kept(staffed), muted=frozenset()) == Preference()
