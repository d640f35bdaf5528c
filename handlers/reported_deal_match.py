"""A deal of record meets the reports of it: what it is a record of counts by itself no more.

The law stays whole in any order: a report that was posted is taken back in the transaction that
posts its record, and one that may be the record's waits until a person has decided.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rules.deal import Deal
from rules.errors import NotFound
from rules.notices import Notice, NoticeKind, ReportNews, notice_facts
from rules.people import Person, Role
from rules.periods import local_day
from rules.reported_deal import (
    WINDOW_DAYS,
    Case,
    ReportedDeal,
    Sale,
    State,
    Verdict,
    best,
    match,
)
from storage.unit_of_work import UnitOfWork

#: The source of deals that stand for a report alone.
CHAT = "chat"
#: A day on the record may be another in the zone of its rep.
WINDOW = timedelta(days=WINDOW_DAYS + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """A report as it is after a record was told, and whether it must leave the ledger."""

    report: ReportedDeal
    before: ReportedDeal

    @property
    def leaves(self) -> bool:
        """Whether it stood in the ledger and must no more."""
        return self.before.is_posted and not self.report.counts


def sale_of(deal: Deal, zones: Mapping[int, str]) -> Sale:
    """Give what is compared of a deal; its day is that of the first who shares it."""
    people = [share.person_id for share in deal.shares]
    return Sale(
        people=frozenset(people),
        customer=deal.customer,
        amount=deal.amount,
        on_day=local_day(deal.closed_at, zones.get(people[0], "Asia/Shanghai")),
    )


def meet(deal: Deal, sale: Sale, reports: Mapping[int, ReportedDeal]) -> Met | None:
    """Give the one report that a record changes; None where it changes none."""
    if any(report.deal_id == deal.id for report in reports.values()):
        return None
    open_ = {
        report.id: report
        for report in reports.values()
        if report.deal_id is None and deal.id not in report.cleared
    }
    verdicts = [(match(report.sale, sale), report) for report in open_.values()]
    for wanted in (Verdict.CERTAIN, Verdict.DOUBTFUL, Verdict.RIVAL):
        for verdict, report in verdicts:
            if verdict is wanted and (met := _met(report, deal.id, verdict)):
                return met
    return None


def _met(report: ReportedDeal, deal_id: int, verdict: Verdict) -> Met | None:
    if verdict is Verdict.CERTAIN:
        after = linked(report, deal_id)
    elif report.case is not Case.NONE:
        return None
    else:
        case = Case.DOUBT if verdict is Verdict.DOUBTFUL else Case.RIVAL
        after = replace(report, case=case, other_deal_id=deal_id, other_report_id=None)
    if report.is_posted and not after.counts:
        after = replace(after, is_posted=False, revision=report.revision + 1)
    return Met(report=after, before=report)


def linked(report: ReportedDeal, deal_id: int) -> ReportedDeal:
    """Give a report that is this record from now on."""
    return replace(
        report,
        state=State.CONFIRMED,
        deal_id=deal_id,
        case=Case.NONE,
        other_deal_id=None,
        other_report_id=None,
    )


async def compared(
    report: ReportedDeal, reporter: Person, uow: UnitOfWork
) -> tuple[Verdict, int | None]:
    """Compare a report with the records there are; those of other reports are left out."""
    noon = datetime.combine(report.sold_on, datetime.min.time(), tzinfo=report.at.tzinfo)
    deals = await uow.deals.closed_between(noon - WINDOW, noon + WINDOW + timedelta(days=1))
    taken = {
        other.deal_id
        for other in await uow.reported_deals.live(
            report.sold_on - 2 * WINDOW, report.sold_on + 2 * WINDOW
        )
        if other.id != report.id
    }
    zones = {reporter.id: reporter.zone}
    return best(
        report.sale,
        {
            deal.id: sale_of(deal, zones)
            for deal in deals
            if deal.id not in taken and deal.id not in report.cleared
        },
    )


async def deciders(
    reporter: Person, uow: UnitOfWork, *, besides: Person | None = None
) -> list[Person]:
    """Give who confirms her reports: 内勤, or her manager where there is none.

    `besides` is the other rep of a 撞单: without 内勤 her manager is asked too.
    """
    found = [
        one
        for one in await uow.people.having(Role.SALES_OPS)
        if one.id != reporter.id and one.is_active
    ]
    if found or reporter.manager_id is None:
        return found
    ids = {one.manager_id for one in (reporter, besides) if one is not None and one.manager_id}
    managers = (await uow.people.by_id(sorted(ids))).values()
    return [one for one in managers if one.is_active and one.id != reporter.id]


async def put_asking(
    report: ReportedDeal,
    reporter: Person,
    uow: UnitOfWork,
    *,
    at: datetime,
    besides: Person | None = None,
) -> Sequence[Person]:
    """Ask whoever decides, one card each; raise `NotFound` where nobody could.

    `besides` is as for `deciders`.
    """
    asked = await deciders(reporter, uow, besides=besides)
    if not asked:
        raise NotFound("report.nobody")
    news = await report_news(report, reporter, uow, stage="asked")
    about = f"{report.case}{report.other_deal_id or ''}-{report.other_report_id or ''}"
    await uow.outbox.put(
        [
            Notice(
                key=f"report:{report.id}:{about}:{one.id}",
                person_id=one.id,
                kind=NoticeKind.REPORTED_DEAL,
                subject=f"report:{report.id}:{one.id}",
                facts=notice_facts(news),
                at=at,
            )
            for one in asked
        ]
    )
    return asked


async def put_told(
    report: ReportedDeal, reporter: Person, uow: UnitOfWork, *, stage: str, at: datetime
) -> None:
    """Tell the rep what became of her report."""
    news = await report_news(report, reporter, uow, stage=stage)
    await uow.outbox.put(
        [
            Notice(
                key=f"report:{report.id}:{stage}:{reporter.id}",
                person_id=reporter.id,
                kind=NoticeKind.REPORT_TOLD,
                subject=f"report:{report.id}:{reporter.id}",
                facts=notice_facts(news),
                at=at,
            )
        ]
    )


async def report_news(
    report: ReportedDeal, reporter: Person, uow: UnitOfWork, *, stage: str
) -> ReportNews:
    """Give what is told of a report; of what it is compared with the customer, sum and name."""
    other_name, other_customer, other_minor = "", "", None
    people: list[int] = []
    if report.other_deal_id is not None:
        deal = (await uow.deals.by_id([report.other_deal_id])).get(report.other_deal_id)
        if deal is not None:
            other_customer, other_minor = deal.customer, deal.amount.minor
            people = [share.person_id for share in deal.shares]
    elif report.other_report_id is not None:
        other = await uow.reported_deals.by_id(report.other_report_id)
        if other is not None:
            other_customer, other_minor = other.customer, other.amount.minor
            people = [other.person_id]
    if people:
        found = await uow.people.by_id(people)
        other_name = next((one.name for one in found.values()), "")
    return ReportNews(
        stage=stage,
        report_id=report.id,
        name=reporter.name,
        customer=report.customer,
        currency=report.amount.currency,
        minor=report.amount.minor,
        product=report.product,
        on_day=report.sold_on.isoformat(),
        case=report.case.value,
        is_about_report=report.other_report_id is not None,
        other_name=other_name,
        other_customer=other_customer,
        other_minor=other_minor,
        reason=report.reason,
        photo=report.photo,
    )
