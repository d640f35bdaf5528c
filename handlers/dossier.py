"""The evidence of one probation: what was told and signed, targets, results, talks and courses.

No alert, no rating of a mentor and no risk is in it (RULES, below the table).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from handlers.account import plan_book
from handlers.dossier_guidance import courses, guidance
from handlers.interaction import Interaction
from handlers.subject import known_to_hr, subject
from handlers.target_count import count
from rules.access import may_see_probation, sees_as_hr
from rules.errors import NotAllowed, NotFound
from rules.people import Engagement, Person
from rules.probation_record import FactKind, ProbationFile
from rules.probation_view import Dossier, DossierReady
from rules.target_record import TargetStep, target_of
from storage.unit_of_work import UnitOfWork

#: Kinds of facts that are evidence; how the house came to its decision is its own business.
_EVIDENCE = {
    FactKind.CRITERIA_TOLD,
    FactKind.CRITERIA_ACKNOWLEDGED,
    FactKind.CRITERIA_SIGNED,
    FactKind.PAUSED,
    FactKind.OUTCOME,
}
#: What it comes as.
ENDINGS = ("xlsx", "html")
_Rows = tuple[tuple[str, ...], ...]


async def ask_dossier(interaction: Interaction, uow: UnitOfWork) -> DossierReady:
    """Collect the evidence of whom HR or the direct manager names, and say what is in it.

    HR gets it as a file: a workbook or, with "7:html", a page to print.
    """
    actor = interaction.person
    if not interaction.argument and not interaction.understood.person:
        raise NotFound("probation.dossier_whose")
    person = await subject(interaction, uow, may_see=lambda one: may_see_probation(actor, one))
    if person is None:
        await known_to_hr(interaction, uow)
        raise NotAllowed("error.probation_of_others")
    is_hr = sees_as_hr(actor, person)
    found = await dossier(
        uow,
        person.number,
        at=interaction.at,
        actor=f"person:{actor.id}",
        default_plan=interaction.default_plan,
        shows_health=is_hr,
    )
    _, _, asked = interaction.argument.partition(":")
    ending = asked if asked in ENDINGS else ENDINGS[0]
    return DossierReady(person_id=person.id, dossier=found, ending=ending if is_hr else "")


async def dossier(
    uow: UnitOfWork,
    number: str,
    *,
    at: datetime,
    actor: str,
    default_plan: str,
    shows_health: bool = True,
) -> Dossier:
    """Collect a person's evidence; the read is audited. Raises `NotFound` without a probation.

    Why a pause was is about her health: whoever is not of HR reads that there was one.
    """
    found = (await uow.people.by_number([number])).get(number)
    if found is None:
        raise NotFound("error.nobody_of_that_name", name=number)
    person = found[0]
    file = await uow.probations.of(person)
    if file is None or person.engagement is not Engagement.EMPLOYEE:
        raise NotFound("error.no_such_period", name=person.name)
    await uow.audit.add(
        at=at, actor=actor, action="probation.dossier", subject=f"person:{person.id}"
    )
    steps = await uow.targets.of(person.id)
    named = {fact.by for fact in file.facts if fact.by}
    named |= {word.by for step in steps for word in step.words if word.by}
    names = {one.id: one.name for one in (await uow.people.by_id(named)).values()}
    return Dossier(
        name=person.name,
        number=person.number,
        written_at=at,
        tables=(
            ("合同期限 Contract", ("what", "from", "to"), _periods(file)),
            (
                "标准与结论 Criteria",
                ("on", "what", "by", "detail", "text", "signature", "second signature"),
                _facts(file, names, shows_health=shows_health),
            ),
            (
                "业绩 Results",
                ("month", "pass bar", "valid deals", "which"),
                await _results(uow, person, steps, default_plan=default_plan),
            ),
            (
                "目标 Targets",
                tuple("month cause pass_bar stretch word by at text signature".split()),
                _words(steps, names),
            ),
            await guidance(uow, person),
            await courses(uow, person),
        ),
    )


def _periods(file: ProbationFile) -> _Rows:
    contract, probation = file.contract, file.probation
    ends_on = contract.ends_on.isoformat() if contract.ends_on else "open-ended"
    return (
        ("contract", contract.starts_on.isoformat(), ends_on),
        ("probation", probation.starts_on.isoformat(), probation.ends_on.isoformat()),
    )


def _facts(file: ProbationFile, names: Mapping[int, str], *, shows_health: bool) -> _Rows:
    return tuple(
        (
            fact.on.isoformat(),
            fact.kind.value,
            names.get(fact.by or 0, ""),
            fact.detail if shows_health or fact.kind is not FactKind.PAUSED else "",
            fact.note,
            fact.signature,
            fact.second_signature,
        )
        for fact in file.facts
        if fact.kind in _EVIDENCE
    )


async def _results(
    uow: UnitOfWork, person: Person, steps: Sequence[TargetStep], *, default_plan: str
) -> _Rows:
    book = await plan_book(uow, [person], default_plan=default_plan)
    rows: list[tuple[str, ...]] = []
    for month in sorted({step.month for step in steps}):
        target = target_of([step for step in steps if step.month == month])
        if target is not None and book.versions:
            done = await count(uow, person, uow.calendar.month.days(month), book)
            titles = "; ".join(deal.title for deal in done.valid)
            rows.append((month, str(target.pass_bar), str(len(done.valid)), titles))
    return tuple(rows)


def _words(steps: Sequence[TargetStep], names: Mapping[int, str]) -> _Rows:
    return tuple(
        (
            step.month,
            step.cause.value if step.cause else "base",
            str(step.target.pass_bar),
            str(step.target.stretch or ""),
            word.kind.value,
            names.get(word.by or 0, ""),
            word.at.isoformat(timespec="minutes"),
            word.note,
            word.signature,
        )
        for step in steps
        for word in step.words
        if word.by
    )
