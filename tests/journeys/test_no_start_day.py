"""Hired without a first day: HR is asked once, says it in chat, and she is welcomed once."""

from __future__ import annotations

import pytest

from storage.store import Store
from tests.builders import Event, a_hire, an_event, take_in
from tests.jobs.crew import answers
from tests.mentoring_team import HR, MANAGER, MONDAY, Team


@pytest.fixture
async def team(store: Store) -> Team:
    found = Team(store)
    await found.prepare()
    await found.relay()
    return found


async def _come(team: Team, *numbers: str, is_quiet: bool = False) -> None:
    hires = [a_hire(number, name=f"新人{number}", manager="A004") for number in numbers]
    await take_in(team.store, *hires, *hires, at=team.clock.now, is_quiet=is_quiet)
    team.clock.pass_time(hours=3)
    await team.relay()


def _dated(number: str, day: str) -> Event:
    said = {"employee_id": number, "hired_on": day}
    return an_event(f"dated-{number}-{day}", "employee.updated", said, version=9)


async def _kept(team: Team, kind: str) -> list[tuple[object, ...]]:
    return await answers(
        team.store,
        f"SELECT person_id, state FROM notice WHERE kind = '{kind}' AND id > 0 ORDER BY id",  # noqa: S608 - a word of this file
    )


async def _asked(team: Team) -> list[str]:
    return [one.text for one in team.messages(HR) if "没有入职日" in one.text]


async def test_hr_is_asked_once_and_by_her_word_she_is_welcomed(team: Team) -> None:
    await _come(team, "A300")
    before = await _kept(team, "welcome")
    form = await team.presses(HR, "补新人A300的入职日")
    done = await team.submits(HR, hired_on="2026-11-23")
    again = await team.presses(HR, "补新人A300的入职日")

    asked = [one for one in await _asked(team) if "新人A300" in one]
    assert len(asked) == 1
    assert before == []
    assert "入职日 · 新人A300" in form.text
    assert "还缺" in done.text
    assert "新人A300" in again.text
    assert [who for who, _ in await _kept(team, "welcome")] == [7]
    assert await answers(
        team.store, "SELECT CAST(hired_on AS TEXT) FROM person WHERE number = 'A300'"
    ) == [("2026-11-23",)]


async def test_many_at_once_are_one_card(team: Team) -> None:
    await _come(team, *(f"A30{n}" for n in range(5)))

    [card] = [one for one in await _asked(team) if "A300" in one]
    assert "5 位新人没有入职日" in card
    assert "另有 2 位" in card


async def test_the_system_names_the_day_later_and_nobody_is_asked_any_more(team: Team) -> None:
    hire = a_hire("A300", name="新人A300", manager="A004")
    await take_in(team.store, hire, at=team.clock.now)
    await take_in(team.store, _dated("A300", "2026-11-30"), at=team.clock.now)
    team.clock.pass_time(hours=3)
    await team.relay()

    assert not [one for one in await _asked(team) if "新人A300" in one]
    assert [who for who, _ in await _kept(team, "welcome")] == [7]
    assert [who for who, _ in await _kept(team, "joined")] == [HR]


@pytest.mark.parametrize(
    ("day", "is_welcomed"),
    [
        pytest.param("2026-11-23", True, id="a newcomer"),
        pytest.param("2026-10-22", False, id="of long ago"),
    ],
)
async def test_an_import_that_names_it_tells_nobody_at_once(
    team: Team, day: str, *, is_welcomed: bool
) -> None:
    await _come(team, "A300")
    await take_in(team.store, _dated("A300", day), at=team.clock.now, is_quiet=True)

    rows = await answers(
        team.store, "SELECT person_id, not_before IS NULL FROM notice WHERE kind = 'welcome'"
    )
    assert [(who, bool(at_once)) for who, at_once in rows] == ([(7, False)] if is_welcomed else [])
    assert await _kept(team, "joined") == []


async def test_an_import_without_days_asks_nobody(team: Team) -> None:
    await _come(team, "A300", is_quiet=True)

    assert not [one for one in await _asked(team) if "新人A300" in one]


async def test_a_day_too_far_is_refused_under_its_field(team: Team) -> None:
    await _come(team, "A300")
    await team.presses(HR, "补新人A300的入职日")

    answer = await team.submits(HR, hired_on="2027-06-30")

    assert answer.form is not None
    assert "半年" in str(answer.form)
    assert await _kept(team, "welcome") == []


async def test_a_manager_is_not_asked(team: Team) -> None:
    await _come(team, "A300")

    assert not [one for one in team.messages(MANAGER) if "没有入职日" in one.text]
    assert team.clock.now > MONDAY
