"""A night, a list or an answer that is killed between two steps is done once by the next."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

import pytest

from storage.store import Store
from tests import commands
from tests.jobs.crew import Crew, answers
from tests.jobs.night import run, told
from tests.journeys.processes import kill, stalled
from tests.mentoring_team import HR, MANAGER
from tests.risk_team import TUESDAY, RiskTeam, a_risk_team

_TWENTY_PAST = TUESDAY + timedelta(hours=2, minutes=42)


@pytest.fixture
async def team(store: Store) -> RiskTeam:
    """All three signals of 李雷 are on."""
    found = await a_risk_team(store)
    await found.red()
    return found


async def _killed_at(team: RiskTeam, on: str, when: str, *, job: str, slot: datetime) -> None:
    """Run a job in a process, kill it inside a statement, and let its leases run out."""
    async with stalled(team.store.url, on=on, when=when) as stall:
        process = commands.start(
            *(team.store.url, job, slot.isoformat()),
            env=os.environ,
            module="tests.journeys.night_process",
        )
        try:
            await stall.reached()
        finally:
            await kill(process)
    await Crew(team.store).end_leases()


@pytest.mark.parametrize(
    ("on", "when"),
    [
        pytest.param("INSERT ON risk_assessment", "NEW.person_id > 0", id="while it assesses"),
        pytest.param("INSERT ON alert", "NEW.person_id > 0", id="after that, before the alert"),
        pytest.param("INSERT ON notice", "NEW.kind = 'alert'", id="before anybody is told"),
    ],
)
async def test_a_night_that_is_killed_is_done_once(team: RiskTeam, on: str, when: str) -> None:
    await _killed_at(team, on, when, job="risk", slot=TUESDAY)

    ended = await run(team.store, "risk", TUESDAY)

    assert ended.state == "done"
    assert await answers(team.store, "SELECT level, news FROM alert") == [("red", 1)]
    assert sorted(who for who, _ in await told(team.store, "alert")) == [MANAGER, HR]


async def test_a_list_that_is_killed_comes_once(team: RiskTeam) -> None:
    await team.ratings(8, 8, 8)
    await team.night()
    on, when = "INSERT ON alert_word", "NEW.kind = 'told'"
    await _killed_at(team, on, when, job="alert_list", slot=_TWENTY_PAST)

    await run(team.store, "alert_list", _TWENTY_PAST)

    assert sorted(who for who, _ in await told(team.store, "alert_list")) == [MANAGER, HR]
    assert await answers(team.store, "SELECT count(*) FROM alert_word") == [(2,)]
