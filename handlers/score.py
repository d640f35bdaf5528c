"""A trainer or HR writes a test result down: in one message or by a form, and confirms it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from handlers.ingest import Outcome, ingest
from handlers.interaction import Interaction
from handlers.mentoring import the_one
from rules.access import may_record_scores
from rules.errors import Invalid, NotAllowed, NotFound
from rules.learning import Score, progress
from rules.people import Person
from rules.score import AskScore, ScoreDraft, ScoreKept, TestResult
from rules.spoken_score import SpokenScore, parted
from storage.unit_of_work import UnitOfWork

_CHAT = "chat"
_KEEP = "keep:"
_HUNDRED = Decimal(100)


async def record_score(
    interaction: Interaction, uow: UnitOfWork
) -> AskScore | ScoreDraft | ScoreKept:
    """Show a result for confirmation, ask for what is missing, or keep what was confirmed.

    Raises `NotAllowed` for anybody but trainers and HR, and for one's own score; `NotFound` for a
    name, domain, score or day that can not be.
    """
    if not may_record_scores(interaction.person):
        raise NotAllowed("score.not_yours")
    if interaction.argument.startswith(_KEEP):
        return await _keep(interaction, uow)
    asked = _asked(interaction, uow)
    if not (asked.name and asked.domain and asked.value):
        return asked
    person = await the_one(asked.name, uow)
    taken_on = _day(interaction.answers.get("day", ""), interaction.today)
    result = _result(uow, person, asked.domain, _score(asked.value, asked.out_of), taken_on)
    _not_oneself(interaction.person, person)
    said = f"{result.value}/{result.out_of}"
    return ScoreDraft(
        result=result, argument=f"{_KEEP}{person.id}:{asked.domain}:{said}:{taken_on}"
    )


def _asked(interaction: Interaction, uow: UnitOfWork) -> AskScore:
    """Read the form or the message; what neither says is empty."""
    domains = tuple((one.id, one.title) for one in uow.catalogue.domains)
    empty = AskScore(domains=domains, today=interaction.today)
    if answers := interaction.answers:
        return AskScore(
            domains=domains,
            today=interaction.today,
            name=answers.get("name", "").strip(),
            domain=answers.get("domain", "").strip(),
            value=answers.get("score", "").strip(),
            out_of=answers.get("out_of", "").strip() or empty.out_of,
        )
    spoken = interaction.understood.score or SpokenScore()
    titles = {name: ident for ident, title in domains for name in (ident, *title.values())}
    name, domain = parted(spoken.about, titles)
    return AskScore(
        domains=domains,
        today=interaction.today,
        name=name,
        domain=domain,
        value="" if spoken.value is None else f"{spoken.value:f}",
        out_of=empty.out_of if spoken.out_of is None else f"{spoken.out_of:f}",
    )


async def _keep(interaction: Interaction, uow: UnitOfWork) -> ScoreKept:
    """Keep a confirmed result, as any system would report it; confirmed twice it is one."""
    person_id, domain, said, day = interaction.argument.removeprefix(_KEEP).split(":")
    person = (await uow.people.by_id([int(person_id)])).get(int(person_id))
    if person is None:
        raise NotFound("score.gone")
    _not_oneself(interaction.person, person)
    value, _, out_of = said.partition("/")
    score, taken_on = _score(value, out_of), date.fromisoformat(day)
    result = _result(uow, person, domain, score, taken_on)
    event = {
        "id": f"score:{interaction.id}",
        "type": "assessment.scored",
        "occurred_at": interaction.at.isoformat(),
        "version": int(interaction.at.timestamp()),
        "data": {
            "employee_id": person.number,
            "assessment_id": f"{person.number}:{domain}:{taken_on}",
            "domain": domain,
            "score": str(score.value),
            "out_of": str(score.out_of),
            "taken_at": f"{taken_on}T12:00:00+00:00",
        },
    }
    [kept] = await ingest(
        [(_CHAT, event)],
        uow,
        at=interaction.at,
        default_plan=interaction.default_plan,
        default_zone=person.zone,
    )
    if kept.outcome not in (Outcome.ACCEPTED, Outcome.DUPLICATE):
        raise NotFound("score.gone")
    await uow.audit.add(
        at=interaction.at,
        actor=f"person:{interaction.person.id}",
        action="score.record",
        subject=f"person:{person.id}",
    )
    known = await uow.learning.enrolments([person.id])
    return ScoreKept(result=result, progress=progress(known, interaction.today))


def _result(
    uow: UnitOfWork, person: Person, domain_id: str, score: Score, taken_on: date
) -> TestResult:
    domain = uow.catalogue.domain(domain_id)
    if domain is None:
        raise NotFound("score.no_domain", domain=domain_id)
    return TestResult(
        name=person.name,
        number=person.number,
        domain=dict(domain.title),
        value=score.value,
        out_of=score.out_of,
        percent=score.percent,
        pass_mark=domain.pass_mark,
        taken_on=taken_on,
    )


def _score(value: str, out_of: str) -> Score:
    try:
        return Score(value=Decimal(value), out_of=Decimal(out_of or _HUNDRED))
    except (Invalid, InvalidOperation):
        raise NotFound("score.off_the_scale", value=value, out_of=out_of) from None


def _day(said: str, today: date) -> date:
    """Give the day of a test; it can not lie ahead."""
    try:
        day = date.fromisoformat(said.strip()) if said.strip() else today
    except ValueError:
        raise NotFound("score.no_day", day=said) from None
    if day > today:
        raise NotFound("score.no_day", day=said)
    return day


def _not_oneself(actor: Person, person: Person) -> None:
    if actor.id == person.id:
        raise NotAllowed("score.own")
