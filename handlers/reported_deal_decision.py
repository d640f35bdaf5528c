"""内勤 or the manager decides about a report, or about two that are one customer's (CARDS 16)."""

from __future__ import annotations

from dataclasses import replace

from handlers.interaction import Interaction
from handlers.reported_deal_match import compared, linked, put_told
from handlers.reported_deal_posting import answered, any_report, audit, settle, verb_of
from rules.access import may_decide_report
from rules.errors import Conflict, NotAllowed
from rules.people import Person
from rules.reported_deal import Case, ReportedDeal, State, Verdict
from rules.statement import AskReportReason, ReportAnswer
from storage.store import UnitOfWork

_LONGEST_REASON = 300


async def decide_report(
    interaction: Interaction, uow: UnitOfWork
) -> ReportAnswer | AskReportReason:
    """Confirm or decline a report, or decide what it and another are; the first tap counts.

    Raises `NotAllowed` for anybody but 内勤 and her manager.
    """
    await uow.lock_ledger()
    verb, report = verb_of(interaction), await any_report(interaction, uow)
    reporter = (await uow.people.by_id([report.person_id]))[report.person_id]
    if not may_decide_report(interaction.person, reporter):
        raise NotAllowed("report.not_yours")
    is_open = report.state is State.REPORTED or (
        report.state is State.CONFIRMED and report.case is not Case.NONE
    )
    if not is_open:
        # Somebody was first, or the record came: she is told how it stands.
        stage = "recorded" if report.deal_id is not None else report.state.value
        return await answered(report, reporter, uow, stage)
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
    report = await settle(report, reporter, interaction, uow)
    await put_told(report, reporter, uow, stage=stage, at=interaction.at)
    await audit(report, interaction, uow, f"report.{stage}")
    return await answered(report, reporter, uow, stage)
