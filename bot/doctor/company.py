"""What a site knows of its company: plans, people, and what waits for somebody."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from bot.doctor.finding import Finding, fail, ok, warn
from config.settings import Settings
from rules.people import Person, Role
from rules.periods import local_day
from storage.figures import Figures
from storage.unit_of_work import UnitOfWork

_NAMED = 3
_MOST = 1000
_LATE_SECONDS = 3600.0


async def company(uow: UnitOfWork, settings: Settings) -> list[Finding]:
    """Look at the rows; the schema is this release's."""
    now = datetime.now(UTC)
    figures = await uow.figures.read(now=now, real_now=now)
    return [
        *await _plans(uow, settings, now),
        await _admins(uow),
        await _chats(uow),
        await _reach(uow),
        _events(figures),
        _notices(figures),
        _jobs(figures),
    ]


async def _plans(uow: UnitOfWork, settings: Settings, now: datetime) -> list[Finding]:
    today = local_day(now, settings.zone)
    try:
        versions = (await uow.plans.versions()).values()
    except Exception as error:  # noqa: BLE001 - written by an earlier release, perhaps
        said = f"a stored plan can not be read ({type(error).__name__})"
        return [fail("plan", said, "`foothold policy apply FILE --starts-on DAY`")]
    started = {version.plan.name for version in versions if version.starts_on <= today}
    name = settings.default_plan
    found = [ok("plan", f"{name} counts today")]
    if name not in started:
        then = "`foothold policy apply FILE --starts-on DAY`, or set default_plan"
        found = [fail("plan", f"the default plan {name} does not count today", then)]
    gone = await uow.plans.assigned_names() - started
    if gone:
        said = f"people are assigned {_listed(gone)}, which does not count today"
        found.append(fail("plan", said, "`foothold policy apply FILE --starts-on DAY`"))
    return found


async def _admins(uow: UnitOfWork) -> Finding:
    if admins := await uow.people.having(Role.ADMIN):
        return ok("admins", f"administrators: {len(admins)}")
    then = "give somebody the role admin: `foothold import people FILE`"
    return warn("admins", "nobody is told when something goes wrong", then)


async def _chats(uow: UnitOfWork) -> Finding:
    unlinked = await uow.people.unlinked(limit=_MOST)
    if not await uow.people.everyone(limit=1):
        return warn("people", "nobody is on the roster", "`foothold import people FILE`")
    if not unlinked:
        return ok("people", "everybody has a chat")
    count = f"{_MOST} or more" if len(unlinked) == _MOST else str(len(unlinked))
    said = f"{count} people have no chat: {_numbers(unlinked)}"
    return warn("people", said, "`foothold person link NUMBER` for each")


async def _reach(uow: UnitOfWork) -> Finding:
    dead = await uow.links.count_dead()
    if not dead:
        return ok("reach", "no chat is known to be dead")
    return warn("reach", f"nothing reaches {dead} chats", "`foothold people unreachable`")


def _events(figures: Figures) -> Finding:
    waiting = {state: count for state, count in figures.events.items() if count}
    if not waiting:
        return ok("events", "none waits or was refused")
    return warn("events", _counted(waiting), "`foothold events list`")


def _notices(figures: Figures) -> Finding:
    lost = {state: count for state in ("unknown", "dead") if (count := figures.notices_in(state))}
    if not lost:
        return ok("notices", "none was lost")
    return warn("notices", _counted(lost), "`foothold notices list`")


def _jobs(figures: Figures) -> Finding:
    failed = {job for (job, state) in figures.runs if state == "failed"}
    late = {job for job, seconds in figures.lags.items() if seconds > _LATE_SECONDS}
    if failed:
        return warn("jobs", f"runs of {_listed(failed)} failed", "`foothold jobs list`")
    if late:
        said = f"runs of {_listed(late)} are over an hour late"
        return warn("jobs", said, "does a `foothold run` with the clock run?")
    return ok("jobs", "none failed, none is late")


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {state}" for state, count in counts.items())


def _numbers(people: Collection[Person]) -> str:
    return _listed(person.number for person in people)


def _listed(names: Iterable[str]) -> str:
    some = sorted(names)
    return ", ".join(some[:_NAMED]) + (" and others" if len(some) > _NAMED else "")
