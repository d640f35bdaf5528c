"""A rep reports a deal in chat, looks it over, submits it or takes it back (CARDS 16)."""

from __future__ import annotations

from dataclasses import replace

from handlers.interaction import Interaction
from handlers.reported_deal_form import drafted, form_of, said_in
from handlers.reported_deal_match import (
    WINDOW,
    compared,
    linked,
    put_asking,
    put_told,
)
from handlers.reported_deal_posting import answered, any_report, audit, settle, verb_of
from rules.errors import Conflict, NotAllowed, NotFound
from rules.reported_deal import (
    Case,
    ReportedDeal,
    State,
    Verdict,
    is_repeat,
    match,
)
from rules.statement import AskReport, ReportAnswer
from storage.unit_of_work import UnitOfWork


async def report_deal(interaction: Interaction, uow: UnitOfWork) -> AskReport | ReportAnswer:
    """Keep what she typed or filled in as a draft, to be confirmed by herself first.

    Raises `NotFound` for a sum or day that can not be.
    """
    edited = await _own(interaction, uow) if interaction.argument else None
    said, sold_on = said_in(interaction)
    if edited is not None and not interaction.answers:
        return form_of(edited)
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
    draft = await drafted(interaction, uow, said, said.amount, sold_on)
    if edited is None:
        return await answered(await uow.reported_deals.add(draft), interaction.person, uow, "draft")
    _must_be(edited, State.DRAFT)
    changed = replace(draft, id=edited.id, key=edited.key)
    await uow.reported_deals.save([changed])
    return await answered(changed, interaction.person, uow, "draft")


async def own_report(interaction: Interaction, uow: UnitOfWork) -> ReportAnswer | AskReport:
    """Do what she wants with her own report: submit it, drop it, take it back."""
    await uow.lock_ledger()
    verb, report = verb_of(interaction), await _own(interaction, uow)
    person = interaction.person
    if verb == "submit":
        return await _submit(report, interaction, uow)
    if verb == "edit":
        _must_be(report, State.DRAFT)
        return form_of(report)
    if verb != "withdraw" or report.deal_id is not None:
        raise Conflict("report.settled")
    if report.state in (State.DRAFT, State.REPORTED, State.CONFIRMED):
        report = replace(report, state=State.WITHDRAWN)
        await settle(report, person, interaction, uow)
    return await answered(report, person, uow, report.state.value)


async def _submit(report: ReportedDeal, interaction: Interaction, uow: UnitOfWork) -> ReportAnswer:
    person = interaction.person
    if report.state is not State.DRAFT:
        stage = "recorded" if report.deal_id is not None else report.state.value
        return await answered(report, person, uow, stage)
    others = await uow.reported_deals.live(report.sold_on - WINDOW, report.sold_on + WINDOW)
    if any(one.person_id == person.id and is_repeat(report, one) for one in others):
        raise Conflict("report.twice", customer=report.customer)
    verdict, deal_id = await compared(report, person, uow)
    if verdict is Verdict.CERTAIN and deal_id is not None:
        known = linked(report, deal_id)
        await uow.reported_deals.save([known])
        return await answered(known, person, uow, "recorded")
    report, owner = replace(report, state=State.REPORTED), None
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
    asked = await put_asking(report, person, uow, at=interaction.at, besides=owner)
    await uow.reported_deals.save([report])
    await audit(report, interaction, uow, "report.submit")
    stage = "rival" if report.case is Case.RIVAL else "reported"
    answer = await answered(report, person, uow, stage)
    return replace(answer, names=tuple(one.name for one in asked[:2]))


async def _own(interaction: Interaction, uow: UnitOfWork) -> ReportedDeal:
    report = await any_report(interaction, uow)
    if report.person_id != interaction.person.id:
        raise NotAllowed("report.not_yours")
    return report


def _must_be(report: ReportedDeal, state: State) -> None:
    if report.state is not state:
        raise Conflict("report.settled")
