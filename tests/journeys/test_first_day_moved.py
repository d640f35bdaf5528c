"""Hired ahead, and the first day moves: she is welcomed once, in the morning of the day it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest

from rules.joining import WELCOME_FOR
from storage.store import Store
from tests.builders import a_hire, an_event, take_in
from tests.mentoring_team import HR, LEI, Team

_SHE = 7


@pytest.fixture
async def team(store: Store) -> Team:
    """A team whose A200 begins on 1 December, and has a chat by now."""
    team = Team(store)
    await team.prepare()
    await take_in(store, a_hire("A200", name="孙丽", hired_on="2026-12-01"), at=team.clock.now)
    await _links(team)
    return team


async def _links(team: Team) -> None:
    async with team.store.begin() as uow:
        await uow.links.link(channel="fake", address=f"@{_SHE}", person_id=_SHE, at=team.clock.now)
        await uow.outbox.revive(_SHE)


async def _updated(
    team: Team, hired_on: str, *, version: int = 2, is_quiet: bool = False, **also: object
) -> None:
    said: Mapping[str, object] = {"employee_id": "A200", "hired_on": hired_on, **also}
    event = an_event(f"moved-{version}", "employee.updated", said, version=version)
    await take_in(team.store, event, at=team.clock.now, is_quiet=is_quiet)
    await take_in(team.store, event, at=team.clock.now, is_quiet=is_quiet)


async def _welcomes(team: Team, *days: str) -> list[str]:
    """Let those days come, at eight and at eleven in Shanghai; give on which she was welcomed."""
    found = []
    for day in days:
        before = _said(team)
        for hour in (0, 3):
            team.clock.now = datetime.combine(
                date.fromisoformat(day), datetime.min.time(), UTC
            ).replace(hour=hour)
            await team.relay()
        found += [day] * (_said(team) - before)
    return found


def _said(team: Team) -> int:
    return sum("欢迎,孙丽" in one.text for one in team.messages(_SHE))


@pytest.mark.parametrize("is_quiet", [False, True], ids=["by webhook", "by import"])
async def test_put_off_she_is_welcomed_on_the_later_day(team: Team, *, is_quiet: bool) -> None:
    await _updated(team, "2026-12-15", is_quiet=is_quiet)

    days = await _welcomes(
        team, "2026-11-30", "2026-12-01", "2026-12-14", "2026-12-15", "2026-12-16"
    )

    assert days == ["2026-12-15"]


async def test_brought_forward_she_is_welcomed_on_the_earlier_day(team: Team) -> None:
    await _updated(team, "2026-11-26")

    days = await _welcomes(team, "2026-11-25", "2026-11-26", "2026-12-01")

    assert days == ["2026-11-26"]


async def test_brought_forward_to_a_day_that_has_begun_she_is_welcomed_at_once(team: Team) -> None:
    await _updated(team, "2026-11-20")
    await team.relay()
    at_once = _said(team)

    assert (at_once, await _welcomes(team, "2026-12-01")) == (1, [])


async def test_moved_there_and_back_she_is_welcomed_once(team: Team) -> None:
    await _updated(team, "2026-12-15")
    await _updated(team, "2026-12-01", version=3)

    assert await _welcomes(team, "2026-12-01", "2026-12-15") == ["2026-12-01"]


async def test_an_older_word_that_comes_late_moves_nothing(team: Team) -> None:
    await _updated(team, "2026-12-15", version=3)
    await _updated(team, "2026-12-08", version=2)

    assert await _welcomes(team, "2026-12-08", "2026-12-15") == ["2026-12-15"]


async def test_corrected_after_she_was_welcomed_nothing_comes_again(team: Team) -> None:
    before = await _welcomes(team, "2026-12-01")
    await _updated(team, "2026-12-15")

    assert (before, await _welcomes(team, "2026-12-15")) == (["2026-12-01"], [])


async def test_who_leaves_before_it_is_not_welcomed(team: Team) -> None:
    await _updated(team, "2026-12-15")
    left = {"employee_id": "A200", "last_active_on": "2026-11-24"}
    await take_in(team.store, an_event("left", "employee.left", left, version=4), at=team.clock.now)

    assert await _welcomes(team, "2026-12-01", "2026-12-15") == []


async def test_who_comes_back_before_it_is_welcomed_once_on_her_new_day(team: Team) -> None:
    left = {"employee_id": "A200", "last_active_on": "2026-11-24"}
    await take_in(team.store, an_event("left", "employee.left", left, version=2), at=team.clock.now)
    back = {"employee_id": "A200", "name": "孙丽", "hired_on": "2026-12-08"}
    await take_in(
        team.store, an_event("back", "employee.hired", back, version=3), at=team.clock.now
    )
    await _links(team)

    assert await _welcomes(team, "2026-12-01", "2026-12-08") == ["2026-12-08"]


async def test_it_waits_for_her_chat_no_shorter_than_for_her_day(store: Store) -> None:
    team = Team(store)
    await team.prepare()
    await take_in(store, a_hire("A200", name="孙丽", hired_on="2026-12-01"), at=team.clock.now)
    await _welcomes(team, "2026-12-01")
    await _updated(team, "2026-12-15")
    await _links(team)

    assert await _welcomes(team, "2026-12-02", "2026-12-15") == ["2026-12-15"]


async def test_moved_to_long_ago_she_is_no_newcomer(team: Team) -> None:
    long_ago = team.clock.now.date() - WELCOME_FOR
    await _updated(team, long_ago.replace(day=long_ago.day - 1).isoformat())

    assert await _welcomes(team, "2026-11-24", "2026-12-01") == []


async def test_others_and_other_notices_keep_their_morning(team: Team) -> None:
    other = a_hire("A201", name="周舟", hired_on="2026-12-01")
    await take_in(team.store, other, at=team.clock.now)
    async with team.store.read() as uow:
        before = [one for one in await uow.outbox.listed(["pending"]) if one.person_id != _SHE]
    await _updated(team, "2026-12-15")
    await _updated(team, "2026-12-15", version=3, name="孙莉")

    async with team.store.read() as uow:
        after = [one for one in await uow.outbox.listed(["pending"]) if one.person_id != _SHE]
    assert before == after
    assert {HR} <= {one.person_id for one in after}
    assert LEI not in {one.person_id for one in after}
