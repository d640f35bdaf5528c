"""The team of `mentoring_team` with figures: 李雷 is new and may stall, 韩梅 sells each week."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from rules.learning import CompletedBy, Enrolment, Reason, Why
from rules.periods import week_of
from storage.pulse import Answers
from storage.store import Store
from tests.builders import a_deal, an_event, take_in
from tests.jobs.crew import answers
from tests.mentoring_team import LEI, WANG, Team

#: A Tuesday at 05:38 in Shanghai; the week of the 16th was cut at midnight.
TUESDAY = datetime(2026, 11, 23, 21, 38, tzinfo=UTC)
#: The Mondays of the three weeks that are judged.
WEEKS = (date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16))
_HOUR_OF_LIST = timedelta(hours=2, minutes=42)
_DAY = timedelta(days=1)
#: From the first day of her work to the first night, and from that of her pairing.
_IN_NINTH_WEEK, _PAIRED = 57 * _DAY, 54 * _DAY


class RiskTeam(Team):
    """李雷 (1) has a manager (4), a mentor (3) and HR (5)."""

    #: The night that is looked at first, and the company's day of it.
    first = TUESDAY
    day = date(2026, 11, 24)

    async def begin(self, *, english: bool = False) -> RiskTeam:
        """Let her be in her ninth week on the first day, and others have sold."""
        await self.prepare(english=english)
        await self.pair(LEI, WANG, self.day - _PAIRED)
        await self.new("A001")
        wednesdays = [self.day + (7 * n - 20) * _DAY for n in range(12)]
        deals = [
            a_deal(f"F{n}", employee_id="A002", closed_at=f"{one.isoformat()}T10:00+08:00")
            for n, one in enumerate(wednesdays)
        ]
        await take_in(self.store, *deals, is_quiet=True)
        self.clock.now = self.first
        return self

    async def alerts(self) -> list[tuple[object, ...]]:
        """Give (state, level, news, why it was closed) of each alert."""
        query = "SELECT state, level, news, closed_why FROM alert ORDER BY id"
        return await answers(self.store, query)

    async def new(self, number: str, hired_on: str = "") -> None:
        """Let somebody be on probation."""
        said = {
            "employee_id": number,
            "hired_on": hired_on or (self.day - _IN_NINTH_WEEK).isoformat(),
            "contract_months": 36,
            "probation_ends_on": (self.day + 123 * _DAY).isoformat(),
        }
        await take_in(self.store, an_event(f"new-{number}", "employee.updated", said, version=2))

    async def courses(self, done: int, due: int, person: int = LEI) -> None:
        """Let so many courses be due, and so many of them completed."""
        async with self.store.begin() as uow:
            await uow.learning.save_enrolments(
                [
                    Enrolment(
                        person_id=person,
                        course_id=f"c{n}",
                        reason=Reason(why=Why.BASE, domain="x", score=Decimal(1)),
                        assigned_on=self.day - _PAIRED,
                        due_on=self.day - 23 * _DAY,
                        completed_at=self.first if n < done else None,
                        completed_by=CompletedBy.SELF if n < done else None,
                    )
                    for n in range(due)
                ]
            )

    async def ratings(self, *values: int, pairing: int = 1) -> None:
        """Let her have rated the weeks before this."""
        async with self.store.begin() as uow:
            newest = week_of(self.day - 7 * _DAY).start
            for n, value in enumerate(values):
                said = Answers(satisfaction=value, applied=value)
                await uow.pulses.save(pairing, newest - 7 * n * _DAY, said, at=self.first)

    async def sells(self, number: str, *days: str) -> None:
        """Let somebody close a deal on each of these days."""
        deals = [
            a_deal(f"{number}-{day}", employee_id=number, closed_at=f"{day}T10:00:00+08:00")
            for day in days
        ]
        await take_in(self.store, *deals, is_quiet=True)

    async def red(self) -> None:
        """Let all three signals be on."""
        await self.amber()
        await self.ratings(6, 6, 6)

    async def amber(self) -> None:
        """Let courses and results be signals; she has not sold for weeks."""
        await self.courses(7, 10)

    async def night(self) -> str:
        """Run the night's job, at 05:38."""
        return await self.job("risk")

    async def morning(self, *, days: int = 0) -> None:
        """Go to 08:20 of a day, run what the morning does, and carry it."""
        self.clock.now = self.first + timedelta(days=days) + _HOUR_OF_LIST
        await self.job("alert_list")
        self.clock.pass_time(minutes=4)
        await self.job("alert_reminder")
        await self.relay()
        self.clock.pass_time(minutes=41)
        await self.relay()

    async def later_night(self, *, days: int) -> str:
        """Run the job of a later night."""
        self.clock.now = self.first + timedelta(days=days)
        return await self.night()


async def a_risk_team(store: Store, *, shows_forms: bool = True) -> RiskTeam:
    """Give a team whose 李雷 is new, on a Tuesday before dawn; everything else is told."""
    team = await RiskTeam(store, shows_forms=shows_forms).begin()
    await team.relay()
    return team
