"""A company whose reps have targets, the days on which both rules fire, and what people ask."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from jobs.job import JobSite
from jobs.runner import Runner
from jobs.schedule import JOBS
from rules.target import TargetPolicy
from rules.target_record import TargetStep
from storage.store import Store
from tests import asking
from tests.builders import Event, a_deal, a_hire, an_event, given_plan, take_in
from tests.fakes import FixedClock
from tests.jobs.crew import hourly

POLICY = TargetPolicy(reward_minor=30_000, version="7")
SEED = TargetPolicy(reward_minor=30_000, version="7", strict_seed=True)
LEI, MIN, HR = 1, 2, 3


def morning(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T07:12:00+08:00").astimezone(UTC)


async def night(store: Store, day: str, policy: TargetPolicy = POLICY) -> None:
    """Run the job of a morning."""
    slot = morning(day)
    runner = Runner(
        store,
        jobs=JOBS,
        site=JobSite(targets=policy),
        clock=FixedClock(slot),
        slots_between=hourly,
        owner="test",
    )
    run = await runner.run_slot("target", slot)
    assert run.failed == 0


async def asks(
    store: Store,
    person_id: int,
    route: str,
    argument: str = "",
    *,
    day: str = "2026-11-17",
    text: str = "",
    **written: str,
) -> object:
    """Run a route; give the facts or the refusal."""
    return await asking.asks(
        store,
        person_id,
        route,
        argument,
        text=text,
        at=morning(day),
        answers=written,
        targets=POLICY,
    )


def scored(week: str, product_: str, communication: str, **more: object) -> Event:
    said: Mapping[str, object] = {
        "employee_id": "A001",
        "week": week,
        "product": product_,
        "communication": communication,
        **more,
    }
    return an_event(f"skill-{week}-{product_}", "skill.scored", said)


def sold(number: str, day: str, amount: str = "1000.00", **data: object) -> Event:
    return a_deal(number, closed_at=f"{day}T10:00:00+08:00", amount=amount, **data)


async def a_company(store: Store) -> Store:
    """Lei (1), her manager Min (2) and HR (3)."""
    await given_plan(store)
    await take_in(
        store,
        a_hire("A001", name="李雷", manager="A002", hired_on="2026-09-01"),
        a_hire("A002", name="周敏", roles=["manager"]),
        a_hire("A003", name="吴静", roles=["hr"]),
    )
    return store


async def steps(store: Store, month: str = "2026-11") -> list[TargetStep]:
    async with store.read() as uow:
        return await uow.targets.of_month(LEI, month)


#: Weeks of 2 and 9 November; the second is cut at the end of Monday the 16th.
GREW = (scored("2026-11-02", "60", "60"), scored("2026-11-09", "67", "67"))
#: Seven workdays before the 17th are 6, 9-13 and 16 November; before them 28 October to 5 November.
SOLD = (
    sold("B1", "2026-10-28"),
    sold("B2", "2026-10-30"),
    sold("B3", "2026-11-03"),
    sold("L1", "2026-11-10", "3200.00"),
)
