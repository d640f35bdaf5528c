"""A report as it stands: found, answered, and in the ledger exactly while it counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from handlers.ingest import Outcome, ingest
from handlers.interaction import Interaction
from handlers.reported_deal_match import CHAT, report_news
from rules.errors import NotFound
from rules.people import Person
from rules.reported_deal import ReportedDeal
from rules.statement import ReportAnswer
from storage.unit_of_work import UnitOfWork


async def settle(
    report: ReportedDeal, reporter: Person, interaction: Interaction, uow: UnitOfWork
) -> ReportedDeal:
    """Let a report stand in the ledger exactly while it counts, as a deal of the source "chat"."""
    if report.counts == report.is_posted:
        await uow.reported_deals.save([report])
        return report
    report = replace(report, is_posted=report.counts, revision=report.revision + 1)
    data: dict[str, object] = {"deal_id": report.number}
    if report.counts:
        data |= {
            "employee_id": reporter.number,
            "amount": str(report.amount.amount),
            "currency": report.amount.currency,
            "customer_id": report.customer,
            "product": report.product,
            "closed_at": _closed_at(report, reporter).isoformat(),
        }
    event = {
        "id": f"{report.number}:{report.revision}",
        "type": "deal.closed" if report.counts else "deal.cancelled",
        "occurred_at": interaction.at.isoformat(),
        "version": report.revision,
        "data": data,
    }
    (result,) = await ingest(
        [(CHAT, event)],
        uow,
        at=interaction.at,
        default_plan=interaction.default_plan,
        default_zone=reporter.zone,
        is_quiet=not report.counts,
    )
    if result.outcome in (Outcome.REFUSED, Outcome.PARKED):
        raise NotFound("report.no_plan", name=reporter.name)
    await uow.reported_deals.save([report])
    return report


def _closed_at(report: ReportedDeal, reporter: Person) -> datetime:
    """Give when it was closed: as it was reported, or noon of an earlier day of hers."""
    zone = ZoneInfo(reporter.zone)
    if report.at.astimezone(zone).date() == report.sold_on:
        return report.at
    return datetime.combine(report.sold_on, time(12), zone)


def verb_of(interaction: Interaction) -> str:
    """Give what her button does with the report."""
    return interaction.argument.partition(":")[0]


async def any_report(interaction: Interaction, uow: UnitOfWork) -> ReportedDeal:
    """Give the report that a button names; raise `NotFound` where there is none."""
    named = interaction.argument.partition(":")[2]
    report = await uow.reported_deals.by_id(int(named)) if named.isdecimal() else None
    if report is None:
        raise NotFound("report.gone")
    return report


async def answered(
    report: ReportedDeal, reporter: Person, uow: UnitOfWork, stage: str
) -> ReportAnswer:
    """Give how a report stands, for a card."""
    return ReportAnswer(news=await report_news(report, reporter, uow, stage=stage))


async def audit(
    report: ReportedDeal, interaction: Interaction, uow: UnitOfWork, action: str
) -> None:
    """Keep who did what with a report."""
    await uow.audit.add(
        at=interaction.at,
        actor=f"person:{interaction.person.id}",
        action=action,
        subject=f"report:{report.id}",
    )
