"""Who sees ratings and mentoring (RULES): every role, however one stands to the rep."""

from __future__ import annotations

import pytest

from handlers.mentoring import Match, pair
from rules.access import PulseSight, Standing, may_arrange_mentoring, may_see_pulse
from rules.errors import NotAllowed, NotFound
from rules.mentor_desk import MenteeCard
from rules.people import Person, Role
from rules.periods import week_of
from storage.pulse import Answers
from storage.store import Store
from tests.asking import tries
from tests.builders import AT, a_hire, given_plan, take_in

_SCOPES = {"mentor": "A002", "manager": "A003", "peer": "A004"}


async def _company(store: Store, role: Role) -> None:
    """Let A002 mentor Lei with three low ratings in weeks that are cut; all have one role."""
    await given_plan(store)
    everybody = [a_hire(number, roles=[role.value]) for number in _SCOPES.values()]
    await take_in(store, a_hire("A001", name="李雷", manager="A003"), *everybody)
    async with store.begin() as uow:
        people = await uow.people.by_id([1, 2])
        since = AT.date().replace(day=1)
        await pair(Match(rep=people[1], mentor=people[2], since=since), uow, at=AT, actor="test")
        for day in (2, 9, 16):
            week = week_of(AT.date().replace(day=day)).start
            await uow.pulses.save(1, week, Answers(satisfaction=6, applied=6), at=AT)


@pytest.mark.parametrize("role", list(Role))
async def test_a_mentee_card_shows_ratings_to_hr_and_a_manager_no_figure(
    store: Store, role: Role
) -> None:
    await _company(store, role)

    for scope, number in _SCOPES.items():
        _is_hers(await tries(store, number, "mentee", text="李雷 近况"), role, scope)


def _is_hers(answer: object, role: Role, scope: str) -> None:
    if scope == "peer" and role is not Role.HR:
        assert isinstance(answer, NotFound)
        return
    assert isinstance(answer, MenteeCard)
    assert answer.mean == ("6.00" if (role, scope) == (Role.HR, "peer") else "")
    assert answer.needs_attention is (scope == "manager")


@pytest.mark.parametrize("role", list(Role))
async def test_nobody_rates_or_confirms_for_a_rep(store: Store, role: Role) -> None:
    await _company(store, role)

    for scope, number in _SCOPES.items():
        rated = await tries(store, number, "pulse", argument="1:2026-11-23:satisfaction:8")
        visited = await tries(store, number, "mentor_visit", argument="yes:1")

        assert isinstance(rated, NotAllowed), scope
        assert isinstance(visited, NotAllowed), scope


@pytest.mark.parametrize("role", list(Role))
async def test_the_mentor_alone_writes_about_a_mentee(store: Store, role: Role) -> None:
    await _company(store, role)

    for scope, number in _SCOPES.items():
        answer = await tries(store, number, "mentor_record", argument="new:talk:1")

        assert isinstance(answer, NotAllowed) is (scope != "mentor"), scope


@pytest.mark.parametrize("role", list(Role))
async def test_hr_alone_arranges_who_mentors_whom(store: Store, role: Role) -> None:
    await _company(store, role)

    paired = await tries(store, "A004", "pairing", argument="pair:1:4:2026-11-24")
    changed = await tries(store, "A004", "mentor_change", argument="keep:1")

    assert isinstance(paired, NotAllowed) is (role is not Role.HR)
    assert isinstance(changed, NotAllowed if role is not Role.HR else NotFound)


@pytest.mark.parametrize(
    ("roles", "how", "sight"),
    [
        pytest.param([Role.HR], "nothing", PulseSight.FIGURE, id="HR"),
        pytest.param([Role.MANAGER], "manager", PulseSight.ATTENTION, id="her manager"),
        pytest.param([Role.MANAGER], "nothing", PulseSight.NOTHING, id="another's manager"),
        pytest.param([Role.HR], "manager", PulseSight.ATTENTION, id="HR that manages her"),
        pytest.param([Role.HR], "mentor", PulseSight.NOTHING, id="HR that mentors her"),
        pytest.param([Role.MANAGER], "both", PulseSight.NOTHING, id="manager and mentor in one"),
        pytest.param([Role.HR], "self", PulseSight.NOTHING, id="herself"),
        pytest.param([Role.HRBP], "nothing", PulseSight.NOTHING, id="HRBP"),
    ],
)
def test_the_narrowest_sight_wins(roles: list[Role], how: str, sight: PulseSight) -> None:
    actor = Person(id=9, number="A009", name="x", roles=frozenset(roles))
    stands = Standing(
        is_self=how == "self", is_manager=how in {"manager", "both"}, is_managers_manager=False
    )

    assert may_see_pulse(actor, stands, is_mentor=how in {"mentor", "both"}) is sight
    assert may_arrange_mentoring(actor) is (Role.HR in roles)
