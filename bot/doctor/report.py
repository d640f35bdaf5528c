"""Look at everything, in the order in which things have to be mended, and print it."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from rich.console import Console

from bot import logs
from bot.doctor import chats, company, database, machine, setup, site
from bot.doctor.checklist import checklist
from bot.doctor.finding import Finding, Status
from bot.doctor.permissions import permissions
from config.settings import Settings, read_settings, try_settings, unknown_variables
from rules.periods import local_day

console = Console(soft_wrap=True)
_COLOURS = {Status.OK: "green", Status.WARN: "yellow", Status.FAIL: "red"}


async def run_doctor(*, as_json: bool) -> None:
    """Print one line per check; exit 1 where one fails. Nothing of the site is changed."""
    tell(await examine(), as_json=as_json)


async def run_checklist(*, as_json: bool) -> None:
    """Print what to set in WeCom's admin console; exit 1 where anything of it is wrong."""
    tell(await checklist(_settings()), as_json=as_json)


async def run_permissions(*, as_json: bool) -> None:
    """Print the permissions that DingTalk has to give; exit 1 where one is missing."""
    tell(await permissions(_settings()), as_json=as_json)


def _settings() -> Settings:
    settings = read_settings()
    logs.configure(
        level="error",
        written=logs.Format(settings.log.format),
        secrets=settings.secret_values,
    )
    return settings


def tell(findings: Sequence[Finding], *, as_json: bool) -> None:
    """Print findings; exit 1 where one fails."""
    is_well = all(one.status is not Status.FAIL for one in findings)
    if as_json:
        print(json.dumps({"ok": is_well, "checks": [asdict(one) for one in findings]}))
    else:
        for one in findings:
            _print(one)
    if not is_well:
        sys.exit(1)


async def examine() -> list[Finding]:
    """Give all findings; with settings that can not be read only what needs none."""
    settings, faults = try_settings()
    found = [machine.python(), *setup.settings(faults, unknown_variables())]
    if settings is None:
        return [*found, machine.font()]
    logs.configure(  # a driver that complains says what a finding says better
        level="error",
        written=logs.Format(settings.log.format),
        secrets=settings.secret_values,
    )
    return [
        *found,
        machine.home(settings),
        machine.disk(settings),
        machine.font(),
        *setup.calendar(settings, local_day(datetime.now(UTC), settings.zone)),
        setup.address(settings),
        setup.metrics(settings),
        *setup.hooks(settings),
        *await database.redis(settings),
        *await chats.chats(settings),
        *await _stored(settings),
        *await site.site(settings),
    ]


async def _stored(settings: Settings) -> list[Finding]:
    async with database.opened(settings) as store:
        found, is_readable = await database.database(store)
        if store is None or not is_readable:
            return found
        async with store.read() as uow:
            return [*found, *await company.company(uow, settings)]


def _print(one: Finding) -> None:
    colour = _COLOURS[one.status]
    console.print(f"[{colour}]{one.status:<4}[/] {one.check}: ", end="")
    console.print(one.said, markup=False, highlight=False, end="\n" if not one.next else "")
    if one.next:
        console.print(f" -> {one.next}", markup=False, highlight=False)
