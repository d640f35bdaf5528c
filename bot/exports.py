"""`foothold export audit|people|commission`: what an office asks for, as files."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from rich.console import Console

from bot.cards import roster as roster_card
from bot.cards.reader import Reader
from bot.command_store import command_store
from bot.opening import now
from bot.sheets.table import Table, xlsx
from handlers.finance_export import FinanceExport, FinanceLine, finance_lines
from handlers.roster_export import roster
from rules.money import Money
from rules.periods import local_day

console = Console(soft_wrap=True)
_AUDIT_COLUMNS = ("id", "at", "actor", "action", "subject", "detail")
_COLUMNS = (
    "number", "name", "plan", "version", "period", "origin_period", "day", "kind", "deal",
    "cause", "amount", "currency", "provisional", "earned", "payable", "paid",
)  # fmt: skip


async def export_people(out: Path) -> None:
    """Write everybody who works here, with the titles that an import reads; audited."""
    async with command_store() as (store, settings), store.begin() as uow:
        today = local_day(now(), settings.zone)
        found = await roster(uow, today, default_plan=settings.default_plan)
        await uow.audit.add(at=now(), actor="cli", action="roster.export", subject="people")
    reader = Reader()
    table = Table(
        title=today.isoformat(),
        columns=roster_card.columns(reader),
        rows=roster_card.rows(found, reader),
    )
    _write(out, xlsx(table))
    console.print(f"{len(found.lines)} people: {out}", markup=False)


async def export_audit(out: Path, *, since: date | None) -> None:
    """Write audit rows as JSON lines, oldest first; `foothold audit verify` checks the chain."""
    count = 0
    async with command_store() as (store, settings), store.read() as uow:
        with _opened(out) as file:
            async for row in uow.audit.rows(since=since, zone=settings.zone):
                said = dict(zip(_AUDIT_COLUMNS, row, strict=True))
                file.write((json.dumps(said, ensure_ascii=False, default=str) + "\n").encode())
                count += 1
    console.print(f"{count} audit rows: {out}", markup=False)


async def export_commission(period: str, out: Path) -> None:
    """Write a period's ledger, one row a line, to the cent, then each account's states; audited."""
    async with command_store() as (store, settings), store.begin() as uow:
        today = local_day(now(), settings.zone)
        found = await finance_lines(uow, period, today=today, default_plan=settings.default_plan)
        await uow.audit.add(
            at=now(), actor="cli", action="commission.export", subject=f"period:{period}"
        )
    table = Table(title=period, columns=_COLUMNS, rows=[_row(one) for one in _ordered(found)])
    _write(out, xlsx(table))
    total = sum(line.minor for line in found.lines)
    console.print(f"{len(found.lines)} lines, {len(found.states)} accounts: {out}", markup=False)
    currencies = {line.currency for line in found.lines}
    if len(currencies) == 1:
        console.print(f"sum {Money(minor=total, currency=currencies.pop()).amount}")


def _ordered(found: FinanceExport) -> list[FinanceLine]:
    """Give each person's lines, and under them what their sum is made of."""
    return sorted((*found.lines, *found.states), key=lambda one: (one.number, one.is_state))


def _row(one: FinanceLine) -> tuple[str | Decimal | date, ...]:
    def sum_(minor: int | None) -> Decimal | str:
        return "" if minor is None else Money(minor=minor, currency=one.currency).amount

    return (
        one.number,
        one.name,
        one.plan,
        str(one.version),
        one.period,
        one.origin_period,
        one.day or "",
        one.kind,
        one.deal,
        one.cause,
        sum_(one.minor),
        one.currency,
        *(sum_(minor) for minor in one.states),
    )


def _write(out: Path, content: bytes) -> None:
    with _opened(out) as file:
        file.write(content)


def _opened(out: Path) -> BinaryIO:
    """Open a file that holds pay or names: its owner alone reads it."""
    out.touch(mode=0o600)
    return out.open("wb")
