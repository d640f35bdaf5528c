"""A rep reports a deal in chat, 内勤 or her manager decides, and it counts once (CARDS 16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from handlers.account import plan_book
from handlers.ingest import Outcome, ingest
from handlers.interaction import Interaction
from handlers.reported_deal_match import (
    CHAT,
    WINDOW,
    compared,
    linked,
    put_asking,
    put_told,
    report_news,
)
from rules import money
from rules.access import may_decide_report
from rules.errors import Conflict, Invalid, NotAllowed, NotFound
from rules.notices import ReportNews
from rules.people import Person
from rules.reported_deal import (
    OLDEST_DAYS,
    Case,
    ReportedDeal,
    State,
    Verdict,
    is_repeat,
    match,
)
from rules.spoken_amount import find_amounts
from rules.spoken_report import SpokenReport, spoken_sum
from rules.statement import AskReport, AskReportReason, ReportAnswer
from rules.typed_text import clean, fold
from storage.store import UnitOfWork

_LONGEST = 200
_LONGEST_REASON = 300


async def report_deal(interaction: Interaction, uow: UnitOfWork) -> AskReport | ReportAnswer:
    """Keep what she typed or filled in as a draft, to be confirmed by herself first.

    Raises `NotFound` for a sum or day that can not be.
    """
    edited = await _own(interaction, uow) if interaction.argument else None
    said, sold_on = _said(interaction)
    if edited is not None and not interaction.answers:
        return _form(edited)
    if said is None:
        return AskReport(argument="", sold_on=interaction.today.isoformat())
    if said.problem:
        raise NotFound(said.problem)
    if not said.customer or said.amount is None:
        amount = "" if said.amount is None else str(said.amount)
        return AskReport(
            argument="",
            customer=said.customer,
            amount=amount,
            product=said.product,
            sold_on=sold_on.isoformat(),
        )
    draft = await _draft(interaction, uow, said, said.amount, sold_on)
    if edited is None:
        return await _answer(await uow.reported_deals.add(draft), interaction.person, uow, "draft")
    _must_be(edited, State.DRAFT)
    changed = replace(draft, id=edited.id, key=edited.key)
    await uow.reported_deals.save([changed])
    return await _answer(changed, interaction.person, uow, "draft")


async def own_report(interaction: Interaction, uow: UnitOfWork) -> ReportAnswer | AskReport:
    """Do what she wants with her own report: submit it, drop it, take it back."""
    await uow.lock_ledger()
    verb, report = _verb(interaction), await _own(interaction, uow)
    person = interaction.person
    if verb == "submit":
        return await _submit(report, interaction, uow)
    if verb == "edit":
        _must_be(report, State.DRAFT)
        return _form(report)
    if verb != "withdraw" or report.deal_id is not None:
        raise Conflict("report.settled")
    if report.state in (State.DRAFT, State.REPORTED, State.CONFIRMED):
        report = replace(report, state=State.WITHDRAWN)
        await _settle(report, person, interaction, uow)
    return await _answer(report, person, uow, report.state.value)


async def decide_report(
    interaction: Interaction, uow: UnitOfWork
) -> ReportAnswer | AskReportReason:
    """Confirm or decline a report, or decide what it and another are; the first tap counts.

    Raises `NotAllowed` for anybody but 内勤 and her manager.
    """
    await uow.lock_ledger()
    verb, report = _verb(interaction), await _any(interaction, uow)
    reporter = (await uow.people.by_id([report.person_id]))[report.person_id]
    if not may_decide_report(interaction.person, reporter):
        raise NotAllowed("report.not_yours")
    is_open = report.state is State.REPORTED or (
        report.state is State.CONFIRMED and report.case is not Case.NONE
    )
    if not is_open:
        # Somebody was first, or the record came: she is told how it stands.
        stage = "recorded" if report.deal_id is not None else report.state.value
        return await _answer(report, reporter, uow, stage)
    decided = replace(report, decided_by=interaction.person.id)
    if verb == "decline":
        reason = interaction.answers.get("reason", "").strip()[:_LONGEST_REASON]
        if not reason:
            return AskReportReason(argument=f"decline:{report.id}", customer=report.customer)
        return await _finish(
            replace(decided, state=State.DECLINED, reason=reason, case=Case.NONE),
            reporter, interaction, uow, "declined",
        )  # fmt: skip
    if report.case is Case.NONE:
        if verb != "confirm":
            raise Conflict("report.settled")
        return await _finish(
            replace(decided, state=State.CONFIRMED), reporter, interaction, uow, "confirmed"
        )
    return await _decide_case(verb, decided, reporter, interaction, uow)


async def _decide_case(
    verb: str,
    report: ReportedDeal,
    reporter: Person,
    interaction: Interaction,
    uow: UnitOfWork,
) -> ReportAnswer:
    other_id = report.other_deal_id
    plain = replace(report, case=Case.NONE, other_deal_id=None, other_report_id=None)
    if verb == "same" and report.case is Case.DOUBT and other_id is not None:
        return await _finish(linked(report, other_id), reporter, interaction, uow, "recorded")
    if verb == "other" and other_id is not None:
        cleared = replace(plain, state=State.CONFIRMED, cleared=report.cleared | {other_id})
        return await _finish(cleared, reporter, interaction, uow, "confirmed")
    rival_id = report.other_report_id
    rival = None if rival_id is None else await uow.reported_deals.by_id(rival_id)
    if verb not in ("mine", "theirs", "both") or rival is None:
        raise Conflict("report.case_open")
    owner = (await uow.people.by_id([rival.person_id]))[rival.person_id]
    if not may_decide_report(interaction.person, owner):
        raise NotAllowed("report.needs_both")
    if verb == "theirs":
        lost = replace(plain, state=State.DECLINED)
        answer = await _finish(lost, reporter, interaction, uow, "lost")
        await put_told(rival, owner, uow, stage="kept", at=interaction.at)
        return answer
    if verb == "mine" and rival.deal_id is None:
        gone = replace(rival, state=State.DECLINED, decided_by=interaction.person.id)
        await _finish(gone, owner, interaction, uow, "lost")
    else:
        await put_told(rival, owner, uow, stage="kept", at=interaction.at)
    return await _finish(
        replace(plain, state=State.CONFIRMED), reporter, interaction, uow, "confirmed"
    )


async def _submit(report: ReportedDeal, interaction: Interaction, uow: UnitOfWork) -> ReportAnswer:
    person = interaction.person
    if report.state is not State.DRAFT:
        stage = "recorded" if report.deal_id is not None else report.state.value
        return await _answer(report, person, uow, stage)
    others = await uow.reported_deals.live(report.sold_on - WINDOW, report.sold_on + WINDOW)
    if any(one.person_id == person.id and is_repeat(report, one) for one in others):
        raise Conflict("report.twice", customer=report.customer)
    verdict, deal_id = await compared(report, person, uow)
    if verdict is Verdict.CERTAIN and deal_id is not None:
        known = linked(report, deal_id)
        await uow.reported_deals.save([known])
        return await _answer(known, person, uow, "recorded")
    report = replace(report, state=State.REPORTED)
    rival = next((one for one in others if match(report.sale, one.sale) is Verdict.RIVAL), None)
    if verdict is Verdict.DOUBTFUL:
        report = replace(report, case=Case.DOUBT, other_deal_id=deal_id)
    elif verdict is Verdict.RIVAL:
        report = replace(report, case=Case.RIVAL, other_deal_id=deal_id)
    elif rival is not None:
        report = replace(report, case=Case.RIVAL, other_report_id=rival.id)
        owner = (await uow.people.by_id([rival.person_id]))[rival.person_id]
        told = replace(rival, case=Case.NONE)
        await put_told(told, owner, uow, stage="rival", at=interaction.at)
    asked = await put_asking(report, person, uow, at=interaction.at)
    await uow.reported_deals.save([report])
    await _audit(report, interaction, uow, "report.submit")
    stage = "rival" if report.case is Case.RIVAL else "reported"
    answer = await _answer(report, person, uow, stage)
    return replace(answer, names=tuple(one.name for one in asked[:2]))


async def _finish(
    report: ReportedDeal,
    reporter: Person,
    interaction: Interaction,
    uow: UnitOfWork,
    stage: str,
) -> ReportAnswer:
    """Write a decision, post what it posts, and tell the rep what no other notice tells her."""
    if stage == "confirmed":
        verdict, deal_id = await compared(report, reporter, uow)
        if verdict is Verdict.CERTAIN and deal_id is not None:
            report, stage = linked(report, deal_id), "recorded"
    report = await _settle(report, reporter, interaction, uow)
    await put_told(report, reporter, uow, stage=stage, at=interaction.at)
    await _audit(report, interaction, uow, f"report.{stage}")
    return await _answer(report, reporter, uow, stage)


async def _settle(
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


def _said(interaction: Interaction) -> tuple[SpokenReport | None, date]:
    written = interaction.answers
    if not written:
        return interaction.understood.report, interaction.today
    customer = clean(written.get("customer", ""))[:_LONGEST]
    if not customer:
        raise Invalid("customer", "?")
    typed = fold(clean(written.get("amount", "")))
    amounts = find_amounts(typed)
    if len(amounts) != 1:
        raise NotFound("amount.vague", field="amount")
    value, problem = spoken_sum(amounts[0], typed)
    if problem:
        raise NotFound(problem, field="amount")
    product = clean(written.get("product", ""))[:_LONGEST]
    sold_on = _day(written.get("sold_on", ""), interaction.today)
    return SpokenReport(customer=customer, amount=value, product=product), sold_on


def _day(written: str, today: date) -> date:
    if not written.strip():
        return today
    try:
        day = date.fromisoformat(written.strip())
    except ValueError:
        raise NotFound("report.bad_day", field="sold_on") from None
    if day > today:
        raise NotFound("report.future", field="sold_on")
    if today - day > timedelta(days=OLDEST_DAYS):
        raise NotFound("report.too_old", field="sold_on", days=OLDEST_DAYS)
    return day


async def _draft(
    interaction: Interaction,
    uow: UnitOfWork,
    said: SpokenReport,
    amount: Decimal,
    sold_on: date,
) -> ReportedDeal:
    person = interaction.person
    book = await plan_book(uow, [person], default_plan=interaction.default_plan)
    currency = book.current(person.id, sold_on).plan.currency
    try:
        minor = money.to_minor(amount, currency)
    except Invalid as error:
        raise NotFound("amount.vague", field="amount") from error
    return ReportedDeal(
        key=interaction.id,
        person_id=person.id,
        customer=said.customer,
        amount=money.Money(minor=minor, currency=currency),
        product=said.product,
        sold_on=sold_on,
        at=interaction.at,
    )


def _form(report: ReportedDeal) -> AskReport:
    return AskReport(
        argument=f"edit:{report.id}",
        customer=report.customer,
        amount=str(report.amount.amount),
        product=report.product,
        sold_on=report.sold_on.isoformat(),
    )


def _verb(interaction: Interaction) -> str:
    return interaction.argument.partition(":")[0]


async def _any(interaction: Interaction, uow: UnitOfWork) -> ReportedDeal:
    named = interaction.argument.partition(":")[2]
    report = await uow.reported_deals.by_id(int(named)) if named.isdecimal() else None
    if report is None:
        raise NotFound("report.gone")
    return report


async def _own(interaction: Interaction, uow: UnitOfWork) -> ReportedDeal:
    report = await _any(interaction, uow)
    if report.person_id != interaction.person.id:
        raise NotAllowed("report.not_yours")
    return report


def _must_be(report: ReportedDeal, state: State) -> None:
    if report.state is not state:
        raise Conflict("report.settled")


async def _answer(
    report: ReportedDeal, reporter: Person, uow: UnitOfWork, stage: str
) -> ReportAnswer:
    news: ReportNews = await report_news(report, reporter, uow, stage=stage)
    return ReportAnswer(news=news)


async def _audit(
    report: ReportedDeal, interaction: Interaction, uow: UnitOfWork, action: str
) -> None:
    await uow.audit.add(
        at=interaction.at,
        actor=f"person:{interaction.person.id}",
        action=action,
        subject=f"report:{report.id}",
    )
