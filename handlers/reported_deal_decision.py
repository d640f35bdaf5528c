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
from storage.unit_of_work import UnitOfWork

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
    is_hers = may_decide_report(interaction.person, reporter)
    if not is_hers and not await _manages_rival(report, interaction, uow):
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
        if not is_hers:
            raise NotAllowed("report.not_yours")
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
    plain = replace(
        report, case=Case.NONE, other_deal_id=None, other_report_id=None, word="", word_by=None
    )
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
    if not await _is_settled_by(verb, interaction.person, report, (reporter, owner), uow):
        waits = replace(report, decided_by=None, word=verb, word_by=interaction.person.id)
        await uow.reported_deals.save([waits])
        await audit(waits, interaction, uow, "report.word")
        return await answered(waits, reporter, uow, "half")
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


async def _manages_rival(report: ReportedDeal, interaction: Interaction, uow: UnitOfWork) -> bool:
    """Whether she may decide about the other report of a 撞单."""
    if report.case is not Case.RIVAL or report.other_report_id is None:
        return False
    rival = await uow.reported_deals.by_id(report.other_report_id)
    if rival is None:
        return False
    owner = (await uow.people.by_id([rival.person_id]))[rival.person_id]
    return may_decide_report(interaction.person, owner)


async def _is_settled_by(
    verb: str,
    actor: Person,
    report: ReportedDeal,
    reps: tuple[Person, Person],
    uow: UnitOfWork,
) -> bool:
    """Whether a word of hers settles a 撞单 of these two, the reporter first.

    It does where both are hers to decide, where she gives way for her own rep, where the other
    manager has said the same, and where there is no other manager (docs/decisions/0034).
    """
    hers = [may_decide_report(actor, one) for one in reps]
    gives_way = verb == ("theirs" if hers[0] else "mine")
    if all(hers) or gives_way or (report.word == verb and report.word_by != actor.id):
        return True
    other = reps[1 if hers[0] else 0].manager_id
    found = (await uow.people.by_id([other])).get(other) if other is not None else None
    return found is None or not found.is_active


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
