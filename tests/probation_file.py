"""A company with one probation that runs to 30 November, and what its people ask and state."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bot.cards.reader import Reader
from handlers.interaction import AlertOpenOn, Interaction, newest_alert
from handlers.routes import BY_ID
from handlers.understanding import understand
from rules.errors import FootholdError
from rules.probation import ProbationPolicy
from storage.store import Store, UnitOfWork
from tests.builders import a_hire, given_plan, take_in

#: Lei is the rep, Min her manager, HR and HR2 are of HR.
LEI, MIN, HR, HR2 = 1, 2, 3, 4
#: The last workday before the end of 30 November.
LAST = "2026-11-30"
ENDING = {"kind": "ended", "reason": "三个月均未达标", "signature": "P-9"}
CONFIRMING = {"kind": "confirmed", "reason": "达标", "signature": "P-10"}


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T07:22:00+08:00").astimezone(UTC)


def alert_on(day: str) -> AlertOpenOn:
    """Give what answers that an alert about Lei was open on a day."""

    async def opened(uow: UnitOfWork, person_id: int, since: date) -> date | None:
        del uow
        found = date.fromisoformat(day)
        return found if person_id == LEI and found >= since else None

    return opened


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
    alert: str = "",
    **written: str,
) -> object:
    """Run a route; give the facts or the refusal. `alert` is the day one about Lei was open."""
    try:
        async with store.begin() as uow:
            person = (await uow.people.by_id([person_id]))[person_id]
            interaction = Interaction(
                id=act,
                person=person,
                at=at(day),
                understood=understand(text, today=at(day).date()),
                argument=argument,
                answers=written,
                probation=ProbationPolicy(may_extend=bool(may_extend)),
                alert_open_on=alert_on(alert) if alert else newest_alert,
            )
            return await BY_ID[route].handler(interaction, uow)
    except FootholdError as error:
        return error


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
