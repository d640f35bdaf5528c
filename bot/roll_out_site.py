"""`foothold retention roll-out`: managers are told of alerts in turn, in an order by chance."""

from __future__ import annotations

from datetime import date, datetime

from rich.console import Console

from bot.command_store import as_it_is
from bot.opening import now
from config.settings import read_settings
from rules.errors import Conflict, Invalid
from rules.people import Role
from rules.periods import first_of_next_month, local_day
from rules.roll_out import steps
from storage.store import Store

console = Console(soft_wrap=True)
_EVERYBODY = 1_000_000


async def draw_roll_out(*, months: int, first: str) -> None:
    """Draw the order in which managers are told of alerts; once drawn it stands."""
    at, settings = now(), read_settings()
    today = local_day(at, settings.zone)
    begins = _month(first) if first else first_of_next_month(today)
    if settings.loop.hold_back:
        raise Conflict("error.invalid", field="loop.hold_back", reason="reps are drawn already")
    async with as_it_is(settings) as store:
        lines = await drawn(store, months=months, begins=begins, at=at)
    for line in lines:
        console.print(line, markup=False)


async def drawn(store: Store, *, months: int, begins: date, at: datetime) -> list[str]:
    """Draw and keep an order, and give it as lines; `Conflict` where one was drawn before."""
    async with store.begin() as uow:
        if await uow.roll_outs.steps():
            raise Conflict("error.invalid", field="roll-out", reason="it was drawn before")
        reps = [one for one in await uow.people.everyone(limit=_EVERYBODY) if one.is_active]
        teams = {one.manager_id for one in reps if Role.REP in one.roles and one.manager_id}
        found = steps(teams, months=months, first=begins, seed=f"{at.isoformat()}")
        await uow.roll_outs.draw(found, at=at)
        await uow.audit.add(
            at=at, actor="cli", action="retention.roll_out", subject="everybody",
            teams=str(len(found)), months=str(months), first=f"{begins:%Y-%m}",
        )  # fmt: skip
        people = await uow.people.by_id(found)
    return [f"{day:%Y-%m}  {people[one].number}" for one, day in found.items()]


def _month(written: str) -> date:
    try:
        return date.fromisoformat(f"{written}-01")
    except ValueError as error:
        raise Invalid("first", f"it is a month such as 2027-01, not {written}") from error
