"""HR's second signature under an ending, where an alert about her was open lately (RULES)."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

from handlers import probation_form as form
from handlers.confirmation_waiting import tell
from handlers.interaction import Interaction
from rules.access import may_sign_second
from rules.errors import Conflict, NotAllowed, NotFound
from rules.notices import Notice, NoticeKind, SecondSignature
from rules.people import Role
from rules.probation import last_ending_day
from rules.probation_outcome import Outcome, OutcomeKind, check_outcome
from rules.probation_record import FactKind, ProbationFact, ProbationFile
from storage.unit_of_work import UnitOfWork


async def ask_second(
    file: ProbationFile, ending: ProbationFact, interaction: Interaction, uow: UnitOfWork
) -> None:
    """Keep the first signature, and ask everybody of HR who may give the second.

    Raises `Conflict` while one is asked for already, `NotAllowed` where nobody could give it.
    """
    person = file.person
    if file.waiting is not None and file.waiting.kind is FactKind.ENDING:
        raise Conflict("error.second_waits", name=person.name)
    hr = await uow.people.having(Role.HR)
    signers = [one for one in hr if may_sign_second(one, person, first=ending.by)]
    if not signers:
        raise NotAllowed("error.second_nobody")
    key = f"ending:{person.id}:{interaction.id}"
    if not await uow.probations.add(person.id, ending, key=key):
        return
    await _audit(file, interaction, uow, "probation.ending")
    last = last_ending_day(file.probation, uow.calendar.standard.workdays)
    facts = SecondSignature(
        person_id=person.id,
        name=person.name,
        signed_by=interaction.person.name,
        reason=ending.note,
        last_day=last.isoformat(),
        days_left=(last - interaction.today).days,
    )
    await uow.outbox.put(
        [
            Notice(
                key=f"{key}:{one.id}",
                person_id=one.id,
                kind=NoticeKind.PROBATION_SECOND,
                subject=f"probation:{person.id}:{one.id}",
                facts=json.dumps(asdict(facts), ensure_ascii=False),
                at=interaction.at,
                priority=3,
            )
            for one in signers
        ]
    )


def must_be_second(file: ProbationFile, interaction: Interaction) -> ProbationFact:
    """Give the ending that waits; raise where none does, or this person may not sign it."""
    ending, actor = file.waiting, interaction.person
    if ending is None or ending.kind is not FactKind.ENDING:
        raise Conflict("error.second_not_asked", name=file.person.name)
    if may_sign_second(actor, file.person, first=ending.by):
        return ending
    if Role.HR not in actor.roles:
        raise NotAllowed("error.second_only_hr")
    is_first = actor.id == ending.by
    raise NotAllowed("error.second_is_first" if is_first else "error.second_is_manager")


async def sign_second(file: ProbationFile, interaction: Interaction, uow: UnitOfWork) -> str:
    """Take HR's signature, which decides, or her word that she does not sign; the first stands.

    The day that counts is that of the second signature: too late for it is too late.
    """
    ending = must_be_second(file, interaction)
    wish = interaction.answers.get("wish", "")
    if wish not in {"sign", "refuse"}:
        raise NotFound("error.form_missing", field="wish")
    key = f"second:{file.person.id}:{ending.at.isoformat()}"
    if wish == "refuse":
        refusal = form.fact_of(
            FactKind.NOT_SIGNED, interaction, note=form.text(interaction, "reason")
        )
        if await uow.probations.add(file.person.id, refusal, key=key):
            await _audit(file, interaction, uow, "probation.not_signed")
            await _tell_first(file, ending, "not_signed", interaction, uow, reason=refusal.note)
        return "not_signed"
    signature = form.reference(interaction)
    outcome = Outcome(
        kind=OutcomeKind.ENDED,
        on=interaction.today,
        decided_by=ending.by or 0,
        reason=ending.note,
        signature=ending.signature,
    )
    check_outcome(
        file.probation,
        outcome,
        today=interaction.today,
        contract=file.contract,
        policy=interaction.probation,
        workdays=uow.calendar.standard.workdays,
    )
    second = form.fact_of(FactKind.SECOND_SIGNED, interaction, signature=signature)
    if await uow.probations.add(file.person.id, second, key=key):
        decided = replace(
            ending,
            kind=FactKind.OUTCOME,
            on=interaction.today,
            at=interaction.at,
            second_signature=signature,
        )
        await uow.probations.add(file.person.id, decided, key=file.outcome_key)
        await _audit(file, interaction, uow, "probation.second_signed")
        await _tell_first(file, ending, "second_signed", interaction, uow)
    return "second"


async def _tell_first(
    file: ProbationFile,
    ending: ProbationFact,
    what: str,
    interaction: Interaction,
    uow: UnitOfWork,
    *,
    reason: str = "",
) -> None:
    if ending.by is not None:
        key = f"{what}:{file.person.id}:{ending.at.isoformat()}"
        await tell(uow, ending.by, file.person, what, key=key, at=interaction.at, reason=reason)


async def _audit(
    file: ProbationFile, interaction: Interaction, uow: UnitOfWork, action: str
) -> None:
    await uow.audit.add(
        at=interaction.at,
        actor=f"person:{interaction.person.id}",
        action=action,
        subject=f"person:{file.person.id}",
    )
