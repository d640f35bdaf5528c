"""The outcome of a probation: decided at once, signed for a day to come, or after two signatures.

Everything here runs under the ledger's lock: a cancellation that comes meanwhile is before it or
after it, never in between (RULES row 13).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from handlers import probation_form as form
from handlers.ingest import Outcome as Ingested
from handlers.ingest import ingest
from handlers.interaction import Interaction
from handlers.probation_results import results
from handlers.probation_second import ask_second
from handlers.reported_deal_match import CHAT
from rules.errors import Conflict, Invalid, NotFound
from rules.people import Person
from rules.probation import last_lawful_day
from rules.probation_outcome import (
    ALERT_MEMORY,
    Outcome,
    OutcomeKind,
    check_outcome,
    last_confirmation_day,
    needs_second_signature,
)
from rules.probation_record import FactKind, ProbationFact, ProbationFile
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moment:
    """When a confirmation is told to the house, and under which plan its deals count."""

    at: datetime
    default_plan: str


async def decide(person: Person, interaction: Interaction, uow: UnitOfWork) -> str:
    """Take the outcome that a named person signs; give what it has come to, in a word.

    "outcome" is decided, "confirming" waits for its day, "ending" for HR's second signature.
    """
    await uow.lock_ledger()
    file = await open_file(person, uow)
    outcome = _read(interaction)
    _check(file, outcome, interaction, uow)
    since = interaction.today - ALERT_MEMORY
    alert = max(await uow.alerts.open_within(person.id, since, zone=person.zone), default=None)
    relied_on, _ = await results(
        uow, file, interaction.today, default_plan=interaction.default_plan
    )
    fact = ProbationFact(
        kind=FactKind.OUTCOME,
        on=outcome.on,
        at=interaction.at,
        by=outcome.decided_by,
        until=outcome.extends_to if outcome.kind is OutcomeKind.EXTENDED else None,
        detail=outcome.kind.value,
        note=outcome.reason,
        signature=outcome.signature,
        results=relied_on,
    )
    if needs_second_signature(outcome.kind, outcome.on, alert):
        await ask_second(file, replace(fact, kind=FactKind.ENDING), interaction, uow)
        return "ending"
    if outcome.on > interaction.today:
        await _sign_ahead(file, fact, interaction, uow)
        return "confirming"
    moment = _Moment(at=interaction.at, default_plan=interaction.default_plan)
    key = f"outcome:{person.id}:{interaction.id}"
    await _keep(
        file, fact, key if outcome.kind is OutcomeKind.EXTENDED else file.outcome_key, moment, uow
    )
    return "outcome"


async def confirm_due(
    person: Person, uow: UnitOfWork, *, today: date, at: datetime, default_plan: str
) -> bool:
    """Let a confirmation that was signed for today, or earlier, be decided; False without one.

    It is decided by who signed it; the clock only brings the day.
    """
    await uow.lock_ledger()
    file = await uow.probations.of(person)
    signed = None if file is None else file.waiting
    if file is None or file.outcome is not None or signed is None or signed.until is None:
        return False
    if signed.kind is not FactKind.CONFIRMING or signed.until > today:
        return False
    fact = replace(signed, kind=FactKind.OUTCOME, on=signed.until, until=None, at=at)
    moment = _Moment(at=at, default_plan=default_plan)
    return await _keep(file, fact, file.outcome_key, moment, uow)


async def open_file(person: Person, uow: UnitOfWork) -> ProbationFile:
    """Give her file as it is now; raise `Conflict` once it is decided."""
    file = await uow.probations.of(person)
    if file is None:
        raise NotFound("error.no_such_period", name=person.name)
    if file.outcome is not None:
        raise Conflict("error.probation_decided", name=person.name)
    return file


def _read(interaction: Interaction) -> Outcome:
    kind = form.outcome_kind(interaction)
    wished = form.day(interaction, "confirms_on") if kind is OutcomeKind.CONFIRMED else None
    return Outcome(
        kind=kind,
        on=wished or interaction.today,
        decided_by=interaction.person.id,
        reason=form.text(interaction, "reason"),
        signature=form.reference(interaction),
        extends_to=form.day(interaction, "extends_to"),
    )


def _check(
    file: ProbationFile, outcome: Outcome, interaction: Interaction, uow: UnitOfWork
) -> None:
    try:
        check_outcome(
            file.probation,
            outcome,
            today=interaction.today,
            contract=file.contract,
            policy=interaction.probation,
            workdays=uow.calendar.standard.workdays,
        )
    except Invalid as error:
        if error.field == "confirms_on":
            latest = last_confirmation_day(file.probation, interaction.today)
            raise NotFound("error.confirms_on", field="confirms_on", latest=latest) from error
        latest_lawful = last_lawful_day(file.contract)
        raise NotFound("error.extends_to", field="extends_to", latest=latest_lawful) from error


async def _sign_ahead(
    file: ProbationFile, fact: ProbationFact, interaction: Interaction, uow: UnitOfWork
) -> None:
    signed = replace(fact, kind=FactKind.CONFIRMING, on=interaction.today, until=fact.on)
    key = f"confirming:{file.person.id}:{interaction.id}"
    if await uow.probations.add(file.person.id, signed, key=key):
        await _audit(file.person, signed, uow)


async def _keep(
    file: ProbationFile, fact: ProbationFact, key: str, moment: _Moment, uow: UnitOfWork
) -> bool:
    """Keep a decision and, of a confirmation, tell the house; False where there was one."""
    person = file.person
    if not await uow.probations.add(person.id, fact, key=key):
        return False
    await _audit(person, fact, uow)
    if fact.detail == OutcomeKind.CONFIRMED:
        await _tell_house(file, fact, moment, uow)
    return True


async def _tell_house(
    file: ProbationFile, fact: ProbationFact, moment: _Moment, uow: UnitOfWork
) -> None:
    """Say it as HR's own system would: by the event that changes everybody's view of her."""
    event = {
        "id": f"confirmed:{file.outcome_key}",
        "type": "employee.confirmed",
        "occurred_at": moment.at.isoformat(),
        "data": {"employee_id": file.person.number, "confirmed_on": fact.on.isoformat()},
    }
    (result,) = await ingest(
        [(CHAT, event)],
        uow,
        at=moment.at,
        default_plan=moment.default_plan,
        default_zone=file.person.zone,
    )
    if result.outcome in (Ingested.REFUSED, Ingested.PARKED):
        raise Conflict("error.probation_decided", name=file.person.name)


async def _audit(person: Person, fact: ProbationFact, uow: UnitOfWork) -> None:
    await uow.audit.add(
        at=fact.at,
        actor=f"person:{fact.by}",
        action=f"probation.{fact.kind.value}",
        subject=f"person:{person.id}",
    )
