"""A company with one probation that runs to 30 November, and what its people ask and state."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.cards.reader import Reader
from rules.alert import Closed
from rules.errors import FootholdError
from rules.probation import ProbationPolicy
from rules.risk import Assessment, Level
from storage.alert import Finding
from storage.store import Store
from tests import asking
from tests.builders import a_hire, given_plan, take_in

#: Lei is the rep, Min her manager, HR and HR2 are of HR.
LEI, MIN, HR, HR2 = 1, 2, 3, 4
#: The last workday before the end of 30 November.
LAST = "2026-11-30"
ENDING = {"kind": "ended", "reason": "三个月均未达标", "signature": "P-9"}
CONFIRMING = {"kind": "confirmed", "reason": "达标", "signature": "P-10"}


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T07:22:00+08:00").astimezone(UTC)


async def alert_until(store: Store, day: str, *, is_before_dawn: bool = False) -> None:
    """Let an alert about Lei be opened two weeks before a day, and closed on its afternoon.

    Or at 05:22, as the night's job closes one: by UTC that is the day before.
    """
    closed = at(day) + timedelta(hours=-2 if is_before_dawn else 9)
    opened = closed - timedelta(days=14)
    found = Assessment(
        person_id=LEI, week=opened.date(), level=Level.AMBER, signals=(), policy_version="1"
    )
    async with store.begin() as uow:
        await uow.risks.add([found], night=opened.date(), at=opened)
        kept = (await uow.risks.newest([LEI]))[LEI]
        await uow.alerts.open(Finding(assessment_id=kept.id, found=found, owner_id=MIN, at=opened))
        alert = await uow.alerts.open_of(LEI)
        assert alert is not None
        await uow.alerts.close(alert.id, Closed.SETTLED, at=closed)


async def asks(
    store: Store,
    person_id: int,
    route: str,
    argument: str = "",
    *,
    day: str = "2026-11-20",
    text: str = "",
    act: str = "i",
    may_extend: bool | str = False,
    **written: str,
) -> object:
    """Run a route; give the facts or the refusal."""
    return await asking.asks(
        store,
        person_id,
        route,
        argument,
        text=text,
        at=at(day),
        id=act,
        answers=written,
        probation=ProbationPolicy(may_extend=bool(may_extend)),
    )


def refused(answer: object) -> str:
    """Give which refusal it is, once it was worded in both languages with every gap filled."""
    assert isinstance(answer, FootholdError)
    for language in ("zh", "en"):
        assert "{" not in Reader(language=language).say(answer.message_id, **answer.values)
    return answer.message_id.removeprefix("error.")


async def a_company(store: Store) -> Store:
    """Lei on a three-year contract with six months of probation, Min and two of HR."""
    await given_plan(store)
    await take_in(
        store,
        a_hire(
            "A001",
            name="李雷",
            manager="A002",
            hired_on="2026-06-01",
            contract_months=36,
            probation_ends_on=LAST,
        ),
        a_hire("A002", name="周敏", roles=["manager"]),
        a_hire("A003", name="吴静", roles=["hr"]),
        a_hire("A004", name="孙丽", roles=["hr"]),
    )
    return store


async def sign(store: Store) -> None:
    """Tell the criteria, have them seen, and enter where they are signed."""
    await asks(store, MIN, "probation_change", "1:criteria", act="c", criteria="每月 3 单")
    await asks(store, LEI, "probation_ack")
    await asks(store, MIN, "probation_change", "1:sign", act="s", signature="P-7")
