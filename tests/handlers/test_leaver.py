"""Who leaves has no chat from then on, and what was hers is nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.dialogue import begun
from storage.store import Store
from tests import samples
from tests.builders import AT, Event, a_hire, an_event, take_in
from tests.dispatching import ME, Office, typed
from tests.jobs.crew import answers
from tests.post_office import leaving


def _hired_again(version: int = 3) -> Event:
    said = {"employee_id": "A001", "name": "Rep A001"}
    return an_event("again-A001", "employee.hired", said, version=version)


@pytest.fixture
async def office(store: Store) -> Office:
    """A001 with two chats, a code and a form in hand."""
    office = Office(store)
    await office.prepare()
    await office.link()
    async with store.begin() as uow:
        await uow.links.link(channel="other", address="o1", person_id=1, at=AT)
        session = begun(samples.RECORD, channel="fake", address=ME, person_id=1, at=AT)
        await uow.form_sessions.save(session)
    return office


async def _chats(store: Store) -> list[tuple[object, ...]]:
    return await answers(store, "SELECT channel, address, person_id FROM identity")


async def test_who_leaves_has_no_chat_any_more_and_the_history_is_kept(office: Office) -> None:
    await take_in(office.store, leaving())

    assert await _chats(office.store) == []
    past = await answers(
        office.store, "SELECT channel, address, person_id, why FROM identity_past ORDER BY channel"
    )
    assert past == [("fake", ME, 1, "left"), ("other", "o1", 1, "left")]


@pytest.mark.parametrize(
    ("at", "day"),
    [
        pytest.param("2026-11-30T15:59:00Z", "2026-11-30", id="the evening"),
        pytest.param("2026-11-30T16:00:00Z", "2026-12-01", id="midnight where she is"),
        pytest.param("2026-12-01T00:30:00+09:00", "2026-11-30", id="told from another zone"),
    ],
)
async def test_who_left_on_no_named_day_left_on_her_own_day_of_it(
    office: Office, at: str, day: str
) -> None:
    told = an_event("gone", "employee.left", {"employee_id": "A001"}, version=2, occurred_at=at)

    await take_in(office.store, told)

    left = await answers(office.store, "SELECT left_on FROM person WHERE number = 'A001'")
    assert [str(one) for (one,) in left] == [day]


async def test_the_same_leaving_twice_closes_once(office: Office) -> None:
    await take_in(office.store, leaving())
    await take_in(office.store, leaving())

    assert await answers(office.store, "SELECT count(*) FROM identity_past") == [(2,)]


async def test_who_leaves_is_in_the_middle_of_no_form(office: Office) -> None:
    await take_in(office.store, leaving())

    async with office.store.read() as uow:
        found = await uow.form_sessions.open_in("fake", ME, since=AT - timedelta(days=1))
    assert found is None


async def test_a_code_of_who_left_is_void_even_if_she_comes_back(office: Office) -> None:
    code = await office.code()
    await take_in(office.store, leaving())
    await take_in(office.store, _hired_again())

    await office.dispatcher.receive(typed(code))

    assert await _chats(office.store) == []


async def test_who_comes_back_must_be_linked_again(office: Office) -> None:
    await take_in(office.store, leaving(), _hired_again())

    assert await _chats(office.store) == []
    code = await office.code()
    await office.dispatcher.receive(typed(code))
    assert await _chats(office.store) == [("fake", ME, 1)]


async def test_a_leaving_that_a_newer_hiring_has_overtaken_closes_nothing(office: Office) -> None:
    await take_in(office.store, _hired_again())
    before = await _chats(office.store)

    await take_in(office.store, leaving())

    assert await _chats(office.store) == before


async def test_a_word_from_a_closed_account_is_answered_like_a_strangers(office: Office) -> None:
    await take_in(office.store, leaving())

    await office.dispatcher.receive(typed("我今天的提成"))

    [text] = office.channel.texts
    assert "李雷" not in text
    assert "450" not in text


async def test_an_address_that_somebody_else_has_now_shows_nothing_of_before(
    office: Office,
) -> None:
    await take_in(office.store, a_hire("A003", name="韩梅梅"))
    async with office.store.begin() as uow:
        await uow.links.link(channel="fake", address=ME, person_id=3, at=AT)

    await office.dispatcher.receive(typed("我今天的提成"))

    assert "450" not in office.channel.texts[0]
    past = await answers(office.store, "SELECT person_id, why FROM identity_past")
    assert past == [(1, "given away")]


async def test_her_word_revives_a_chat_that_seemed_dead(office: Office) -> None:
    async with office.store.begin() as uow:
        await uow.links.mark_dead(channel="fake", address=ME, person_id=1, at=AT, reason="x")

    await office.dispatcher.receive(typed("帮助"))

    async with office.store.read() as uow:
        assert await uow.links.dead(limit=9) == []


async def test_a_group_does_not_tell_whether_her_own_chat_is_alive(office: Office) -> None:
    async with office.store.begin() as uow:
        await uow.links.mark_dead(channel="fake", address=ME, person_id=1, at=AT, reason="x")

    await office.dispatcher.receive(typed("帮助", is_private=False))

    async with office.store.read() as uow:
        assert await uow.links.count_dead() == 1
