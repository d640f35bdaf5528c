"""My target, its history, and the words of those who decide about a change of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from handlers.account import plan_book
from handlers.interaction import Interaction
from handlers.subject import known_to_hr, subject
from handlers.target_change import last_ending_on, tell_rep
from handlers.target_count import count
from handlers.target_reward import settle_rewards
from rules.access import Standing as PersonStanding
from rules.access import (
    may_decide_target,
    may_see_target,
    may_see_target_history,
    sees_as_hr,
    standing,
)
from rules.errors import Conflict, NotAllowed, NotFound
from rules.people import Person
from rules.periods import DayRange
from rules.target import Consent, consent_for
from rules.target_record import (
    AskAcceptance,
    AskDecision,
    MyTarget,
    NoTarget,
    Standing,
    TargetAnswered,
    TargetHistory,
    TargetStep,
    TargetWord,
    WordKind,
    beside_others,
    held,
    reward_step,
    target_of,
)
from storage.unit_of_work import UnitOfWork

_LONGEST_NOTE = 500
_LONGEST_SIGNATURE = 200


async def my_target(interaction: Interaction, uow: UnitOfWork) -> MyTarget | NoTarget:
    """Tell how a running month stands: the bars, what counts, done so far, days left.

    One's own or, for HR and the direct manager, of whom they name (张三的目标).
    """
    person, today = await _subject(interaction, uow, may_see_target), interaction.today
    is_own = person.id == interaction.person.id
    month = uow.calendar.month.period(today)
    steps = await uow.targets.of_month(person.id, month)
    target = target_of(steps)
    if target is None:
        return NoTarget(
            month=month, name=person.name, is_own=is_own, is_confirmed=person.is_confirmed(today)
        )
    days = uow.calendar.month.days(month)
    workdays = uow.calendar.of(person.number).workdays
    book = await plan_book(uow, [person], default_plan=interaction.default_plan)
    counted = await count(uow, person, days, book)
    rewarded = reward_step(steps)
    told = held(steps)
    newest = told[-1]
    # What she is paid is HR's and her own; a manager sees sums where the site says so (RULES).
    is_hr = sees_as_hr(interaction.person, person)
    shows_sums = is_own or is_hr or interaction.manager_sees_pay
    return MyTarget(
        person_id=person.id,
        name=person.name,
        is_own=is_own,
        has_history=may_see_target_history(
            interaction.person, standing(interaction.person, person, None)
        ),
        zone=interaction.person.zone,
        known_at=_known_at(newest),
        month=month,
        last_day=days.last,
        workdays_left=workdays.between(DayRange(start=today, end=days.end)),
        is_off_today=not workdays.is_workday(today),
        target=target,
        is_one_number=steps[0].strict_seed,
        reward_minor=rewarded.reward_minor if rewarded and shows_sums else 0,
        currency=rewarded.currency if rewarded else "",
        done=len(counted.valid),
        counted=tuple(deal.title for deal in counted.valid),
        not_counted=counted.others,
        unacknowledged=next((step.id for step in reversed(told) if not _known_at(step)), None),
        waiting=tuple(
            beside_others(steps, step) for step in steps if step.standing is Standing.WAITS_FOR_REP
        ),
    )


async def history(interaction: Interaction, uow: UnitOfWork) -> TargetHistory | NoTarget:
    """Tell why a target is what it is: each step with its two figures and who said what.

    One's own or, for HR, of whom it names: who knew which target when.
    """
    person = await _subject(interaction, uow, may_see_target_history)
    is_own = person.id == interaction.person.id
    month = uow.calendar.month.period(interaction.today)
    steps = await uow.targets.of(person.id)
    if not steps:
        return NoTarget(month=month, name=person.name, is_own=is_own)
    named = {word.by for step in steps for word in step.words if word.by is not None}
    people = await uow.people.by_id(named)
    return TargetHistory(
        month=month,
        zone=interaction.person.zone,
        name=person.name,
        is_own=is_own,
        steps=tuple(reversed(steps)),
        names=tuple((one.id, one.name) for one in people.values()),
    )


async def acknowledge(interaction: Interaction, uow: UnitOfWork) -> TargetAnswered:
    """Keep that she knows of a target; twice is once."""
    step = await _own_step(interaction, uow)
    if step.standing is not Standing.HOLDS:
        raise Conflict("error.target_not_yet")
    word = TargetWord(kind=WordKind.ACKNOWLEDGED, at=interaction.at, by=interaction.person.id)
    await uow.targets.say(step.id, word)
    return await _answered("acknowledged", step, interaction.person, uow)


async def answer(interaction: Interaction, uow: UnitOfWork) -> TargetAnswered | AskAcceptance:
    """Take her acceptance of a raise, or that she keeps what she has.

    In the last 14 days an acceptance has her signature reference, and the manager's word one too.
    """
    step, person = await _own_step(interaction, uow), interaction.person
    _, _, wish = interaction.argument.partition(":")
    if step.standing in {Standing.HOLDS, Standing.KEPT}:
        done = "accepted" if step.standing is Standing.HOLDS else "kept"
        return await _answered(done, step, person, uow)
    if step.standing is not Standing.WAITS_FOR_REP:
        raise Conflict("error.target_not_yet")
    if wish == "keep":
        word = TargetWord(kind=WordKind.KEPT, at=interaction.at, by=person.id)
        await uow.targets.say(step.id, word)
        await _audit(interaction, uow, step, "target.keep")
        return await _answered("kept", step, person, uow)
    _must_be_open(step, person, interaction, uow)
    signature = ""
    if await _consent(step, person, interaction, uow) is Consent.BOTH_SIGN:
        if not step.is_signed_by_manager:
            raise Conflict("error.target_manager_must_sign")
        signature = _written(interaction, "signature", _LONGEST_SIGNATURE)
        if not signature:
            return AskAcceptance(step=step)
    word = TargetWord(kind=WordKind.ACCEPTED, at=interaction.at, by=person.id, signature=signature)
    await uow.targets.say(step.id, word)
    await _audit(interaction, uow, step, "target.accept")
    await _settle(person, interaction, uow)
    return await _answered("accepted", step, person, uow)


async def decide(interaction: Interaction, uow: UnitOfWork) -> TargetAnswered | AskDecision:
    """Take the manager's, or HR's, word on a proposal; the first word stands.

    Without a reason, or a signature reference where both sign, it is asked for.
    """
    step_id, _, wish = interaction.argument.partition(":")
    step = await _step(step_id, uow)
    person = (await uow.people.by_id([step.person_id]))[step.person_id]
    is_handed = step.word(WordKind.HANDED_TO_HR) is not None
    if not may_decide_target(interaction.person, person, is_handed_to_hr=is_handed):
        raise NotAllowed("error.target_not_yours")
    consent = await _consent(step, person, interaction, uow)
    is_approval = wish != "decline"
    lacks_signature = (
        is_approval
        and consent is Consent.BOTH_SIGN
        and step.standing is Standing.WAITS_FOR_REP
        and not step.is_signed_by_manager
    )
    if step.cause is None or (
        step.standing is not Standing.WAITS_FOR_MANAGER and not lacks_signature
    ):
        return await _decided_before(step, person, uow)
    _must_be_open(step, person, interaction, uow)
    step = await _as_it_waits(step, uow)
    needs_signature = is_approval and consent is Consent.BOTH_SIGN
    reason = _written(interaction, "reason", _LONGEST_NOTE)
    signature = _written(interaction, "signature", _LONGEST_SIGNATURE)
    if not reason or (needs_signature and not signature):
        if interaction.answers:
            missing = "signature" if reason else "reason"
            raise NotFound(f"error.target_{missing}_missing", field=missing)
        return AskDecision(
            step=step, name=person.name, is_approval=is_approval, needs_signature=needs_signature
        )
    kind = WordKind.APPROVED if is_approval else WordKind.DECLINED
    word = TargetWord(
        kind=WordKind.SIGNED if lacks_signature else kind,
        at=interaction.at,
        by=interaction.person.id,
        note=reason,
        signature=signature,
        consent=consent if is_approval else None,
    )
    await uow.targets.say(step.id, word)
    await _audit(interaction, uow, step, f"target.{kind.value}")
    if not is_approval:
        return await _answered("declined", step, person, uow)
    now = await uow.targets.seen(step.id)
    what = "changed" if now is not None and now.standing is Standing.HOLDS else "asked"
    await tell_rep(
        uow, person, step, what=what, at=interaction.at, needs_signatures=needs_signature
    )
    await _settle(person, interaction, uow)
    return await _answered(f"approved_{what}", step, person, uow)


async def _decided_before(step: TargetStep, person: Person, uow: UnitOfWork) -> TargetAnswered:
    if step.cause is None:
        raise NotFound("error.target_unknown")
    return await _answered(f"was_{step.standing.value}", step, person, uow)


async def _answered(told: str, step: TargetStep, person: Person, uow: UnitOfWork) -> TargetAnswered:
    steps = await uow.targets.of_month(person.id, step.month)
    seen = next(one for one in steps if one.id == step.id)
    return TargetAnswered(
        told=told, step=seen, name=person.name, target=target_of(steps) or step.before
    )


async def _subject(
    interaction: Interaction, uow: UnitOfWork, may_see: Callable[[Person, PersonStanding], bool]
) -> Person:
    """Give whom it is about; raise `NotAllowed` alike for nobody and for whom she may not see."""
    actor = interaction.person
    if not interaction.argument and not interaction.understood.person:
        return actor
    found = await subject(
        interaction, uow, may_see=lambda one: may_see(actor, standing(actor, one, None))
    )
    if found is None:
        await known_to_hr(interaction, uow)
        raise NotAllowed("error.target_of_others")
    return found


async def _own_step(interaction: Interaction, uow: UnitOfWork) -> TargetStep:
    step_id, _, _ = interaction.argument.partition(":")
    step = await _step(step_id, uow)
    if step.person_id != interaction.person.id:
        raise NotAllowed("error.not_yours")
    return step


async def _step(step_id: str, uow: UnitOfWork) -> TargetStep:
    step = await uow.targets.step(int(step_id)) if step_id.isdigit() else None
    if step is None:
        raise NotFound("error.target_unknown")
    return step


def _must_be_open(
    step: TargetStep, person: Person, interaction: Interaction, uow: UnitOfWork
) -> None:
    if person.is_confirmed(interaction.today):
        raise Conflict("error.target_confirmed", name=person.name)
    last = uow.calendar.month.days(step.month).last
    if interaction.today > last:
        raise Conflict("error.target_month_over", month=step.month)


async def _as_it_waits(step: TargetStep, uow: UnitOfWork) -> TargetStep:
    return beside_others(await uow.targets.of_month(step.person_id, step.month), step)


async def _consent(
    step: TargetStep, person: Person, interaction: Interaction, uow: UnitOfWork
) -> Consent:
    """Tell whose word it needs today, against what is in force by now."""
    seen = await _as_it_waits(step, uow)
    return consent_for(
        seen.before,
        seen.after,
        today=interaction.today,
        last_ending_on=await last_ending_on(uow, person),
    )


async def _settle(person: Person, interaction: Interaction, uow: UnitOfWork) -> None:
    """Pay at once what is reached already when a stretch comes to hold."""
    await uow.lock_ledger()
    await settle_rewards(uow, [person.id], at=interaction.at, default_plan=interaction.default_plan)


async def _audit(interaction: Interaction, uow: UnitOfWork, step: TargetStep, action: str) -> None:
    await uow.audit.add(
        at=interaction.at,
        actor=f"person:{interaction.person.id}",
        action=action,
        subject=f"target:{step.id}",
    )


def _written(interaction: Interaction, name: str, longest: int) -> str:
    return interaction.answers.get(name, "").strip()[:longest]


def _known_at(step: TargetStep) -> datetime | None:
    words = [step.word(kind) for kind in (WordKind.ACKNOWLEDGED, WordKind.ACCEPTED)]
    return min((word.at for word in words if word is not None), default=None)
