"""Interviews and test scores of candidates, recorded in chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from zoneinfo import ZoneInfo

from handlers.candidate import lines, looked_at
from handlers.interaction import Interaction
from rules.access import may_record_interview, may_see_candidates
from rules.candidate import Candidate, RawScore, ScoreKind, WhichCandidate, scale_problem
from rules.deal import Stamp
from rules.errors import NotAllowed, NotFound
from rules.interview import (
    HIGHEST,
    LOWEST,
    AskCandidateScore,
    AskInterview,
    CandidateScoreSaved,
    Interview,
    InterviewSaved,
    InterviewState,
    rating_problems,
    ratings,
)
from rules.periods import local_day
from rules.resume_evidence import LexiconTrait
from storage.unit_of_work import UnitOfWork

_SOURCE = "chat"
_LONGEST_NOTE = 1000
_OLDEST_DAYS = 90

Recorded = AskInterview | InterviewSaved | WhichCandidate
Scored = AskCandidateScore | CandidateScoreSaved | WhichCandidate


async def record(interaction: Interaction, uow: UnitOfWork) -> Recorded:
    """Take an interview in: typed (录面试 王芳), by the reminder's button, or by its form.

    HR records any; others those they were planned for. A rating without evidence is refused.
    """
    word, _, rest = interaction.argument.partition(":")
    if not word:
        found = await _meant(interaction, uow)
        if len(found) != 1:
            return await _which(found, interaction, uow, "interview:of")
        return await _open(found[0].id, interaction, uow)
    if word == "of":
        return await _open(int(rest), interaction, uow)
    if word == "due":
        return await _due(int(rest), interaction, uow)
    number, _, opened = rest.partition(":")
    one = await _allowed(int(number), interaction, uow)
    if not interaction.answers:
        return _form(one, interaction.argument, interaction.today, uow)
    key = f"{_SOURCE}/{opened}:{interaction.person.id}"
    stored = (await uow.interviews.by_key([key])).get(key)
    return await _saved(one, stored[0] if stored else None, key, interaction, uow)


async def score(interaction: Interaction, uow: UnitOfWork) -> Scored:
    """Take a test's score in, on its own scale: 录测评 王芳, of HR alone."""
    if not may_see_candidates(interaction.person):
        raise NotAllowed("candidate.not_yours")
    word, _, rest = interaction.argument.partition(":")
    if not word:
        found = await _meant(interaction, uow)
        if len(found) != 1:
            return await _which(found, interaction, uow, "candidate_score:of")
        return _score_form(found[0], f"of:{found[0].id}", interaction, uow)
    one = await _allowed(int(rest), interaction, uow)
    if not interaction.answers:
        return _score_form(one, interaction.argument, interaction, uow)
    return await _score_saved(one, interaction, uow)


# --- Who is meant --------------------------------------------------------------------------------


async def _meant(interaction: Interaction, uow: UnitOfWork) -> Sequence[Candidate]:
    """Give whom she may mean: of that name, or who is hers; raise the same for none and secret."""
    name = interaction.understood.person or ""
    if may_see_candidates(interaction.person):
        found = await uow.candidates.named(name) if name else []
    else:
        mine = await uow.interviews.by(interaction.person.id)
        hers = [one for one in mine if name or one.state is InterviewState.PLANNED]
        known = await uow.candidates.by_id({one.candidate_id for one in hers})
        some = [one for one, _ in known.values() if not one.is_erased]
        found = [one for one in some if not name or _plain(one.name) == _plain(name)]
    if not found:
        raise NotFound("candidate.unknown" if name else "interview.how", name=name)
    return found


async def _which(
    found: Sequence[Candidate], interaction: Interaction, uow: UnitOfWork, route: str
) -> WhichCandidate:
    choices = await lines(found, interaction, uow)
    name = interaction.understood.person or ""
    return WhichCandidate(name=name, route=route, choices=choices)


async def _allowed(candidate_id: int, interaction: Interaction, uow: UnitOfWork) -> Candidate:
    """Give a candidate whom she may write about, and keep that she looked."""
    found = await uow.candidates.by_id([candidate_id])
    mine = await uow.interviews.of(candidate_id)
    is_hers = any(one.interviewer_id == interaction.person.id for one in mine)
    if not may_record_interview(interaction.person, is_interviewer=is_hers):
        raise NotAllowed("candidate.not_yours")
    if not found or found[candidate_id][0].is_erased:
        raise NotFound("candidate.gone")
    await looked_at(interaction, uow, candidate_id)
    return found[candidate_id][0]


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()


def _opened(interaction: Interaction) -> str:
    """Mark one opening of a form: sent twice it is one interview."""
    return sha256(interaction.id.encode()).hexdigest()[:12]


# --- The form of an interview --------------------------------------------------------------------


async def _due(interview_id: int, interaction: Interaction, uow: UnitOfWork) -> Recorded:
    planned = await uow.interviews.one(interview_id)
    if planned is None:
        raise NotFound("candidate.gone")
    one = await _allowed(planned.candidate_id, interaction, uow)
    if not interaction.answers and planned.state is InterviewState.PLANNED:
        held_on = local_day(planned.ends_at, interaction.person.zone)
        day = min(interaction.today, held_on)
        return _form(one, interaction.argument, day, uow)
    return await _saved(one, planned, planned.key, interaction, uow)


async def _open(candidate_id: int, interaction: Interaction, uow: UnitOfWork) -> Recorded:
    """Open the form of her own planned interview, or of one that nobody had planned."""
    one = await _allowed(candidate_id, interaction, uow)
    for each in await uow.interviews.of(one.id):
        is_hers = each.interviewer_id == interaction.person.id
        if is_hers and each.state is InterviewState.PLANNED:
            # Its record closes it, and ends its reminders.
            day = min(interaction.today, local_day(each.ends_at, interaction.person.zone))
            return _form(one, f"due:{each.id}", day, uow)
    return _form(one, f"new:{one.id}:{_opened(interaction)}", interaction.today, uow)


def _form(one: Candidate, argument: str, day: date, uow: UnitOfWork) -> AskInterview:
    return AskInterview(
        candidate=one.name,
        argument=argument,
        traits=_named(_asked(uow)),
        values={"held_on": day.isoformat()},
    )


async def _saved(
    one: Candidate,
    known: Interview | None,
    key: str,
    interaction: Interaction,
    uow: UnitOfWork,
) -> Recorded:
    """Keep an interview once; what is wrong is told at its field with all words given back."""
    if known is not None and known.state is InterviewState.RECORDED:
        return await _kept(one, known, interaction, uow, is_repeat=True)
    traits = _asked(uow)
    keys = tuple(trait.key for trait in traits)
    held_on = _day(interaction.answers.get("held_on", ""), interaction.today)
    wrong = dict(rating_problems(interaction.answers, keys))
    if held_on is None:
        wrong["held_on"] = "bad_day"
    if len(interaction.answers.get("note", "")) > _LONGEST_NOTE:
        wrong["note"] = "too_long"
    if wrong or held_on is None:
        return AskInterview(
            candidate=one.name,
            argument=interaction.argument,
            traits=_named(traits),
            values=dict(interaction.answers),
            problems=wrong,
        )
    kept = await _write(_told(one, key, held_on, interaction), known, interaction, uow)
    scores = [
        RawScore(
            kind=ScoreKind.INTERVIEW,
            trait=rating.trait,
            score=Decimal(rating.value),
            low=Decimal(LOWEST),
            high=Decimal(HIGHEST),
            taken_on=held_on,
            evidence=(rating.evidence,),
        )
        for rating in ratings(interaction.answers, keys)
    ]
    stamp, source = _stamp(interaction), f"interview:{kept.id}"
    await uow.candidates.save_scores((one.id, each, source, stamp) for each in scores)
    await _audit(interaction, uow, "interview.record", f"interview:{kept.id}")
    return await _kept(one, kept, interaction, uow)


def _told(one: Candidate, key: str, held_on: date, interaction: Interaction) -> Interview:
    noon = datetime.combine(held_on, time(12), ZoneInfo(interaction.person.zone))
    return Interview(
        id=0,
        key=key,
        candidate_id=one.id,
        interviewer_id=interaction.person.id,
        state=InterviewState.RECORDED,
        ends_at=min(noon, interaction.at),
        recorded_at=interaction.at,
        note=interaction.answers.get("note", "").strip(),
    )


async def _write(
    told: Interview, known: Interview | None, interaction: Interaction, uow: UnitOfWork
) -> Interview:
    """Write a record over its plan, or as an interview that nobody had planned."""
    if known is None:
        return await uow.interviews.add(told, _stamp(interaction))
    kept = replace(told, id=known.id, key=known.key, interviewer_id=known.interviewer_id)
    await uow.interviews.change(kept, _stamp(interaction))
    return kept


async def _kept(
    one: Candidate,
    kept: Interview,
    interaction: Interaction,
    uow: UnitOfWork,
    *,
    is_repeat: bool = False,
) -> InterviewSaved:
    scores = await uow.candidates.of_source(one.id, f"interview:{kept.id}")
    return InterviewSaved(
        candidate=one.name,
        on_day=local_day(kept.ends_at, interaction.person.zone).isoformat(),
        ratings=tuple(
            (*_names(uow, each.trait), f"{each.score:f}/{each.high:f}", " ".join(each.evidence))
            for each in scores
        ),
        is_repeat=is_repeat,
    )


# --- The form of a score -------------------------------------------------------------------------


def _score_form(
    one: Candidate, argument: str, interaction: Interaction, uow: UnitOfWork
) -> AskCandidateScore:
    traits = uow.lexicon.traits
    if not traits:
        raise NotFound("interview.no_traits")
    return AskCandidateScore(
        candidate=one.name,
        argument=argument,
        traits=_named(traits),
        values={"taken_on": interaction.today.isoformat()},
    )


async def _score_saved(one: Candidate, interaction: Interaction, uow: UnitOfWork) -> Scored:
    said = interaction.answers
    figures = {name: _number(said.get(name, "")) for name in ("score", "low", "high")}
    if not said.get("low", "").strip():
        figures["low"] = Decimal(0)
    taken_on = _day(said.get("taken_on", ""), interaction.today)
    trait = uow.lexicon.trait(said.get("trait", ""))
    value, low, high = figures["score"], figures["low"], figures["high"]
    wrong = {name: "no_number" for name, figure in figures.items() if figure is None}
    if trait is None:
        wrong["trait"] = "needed"
    if taken_on is None:
        wrong["taken_on"] = "bad_day"
    if value is not None and low is not None and high is not None:
        wrong |= {"score": "off_scale"} if scale_problem(value, low, high) else {}
    if wrong or value is None or low is None or high is None or not trait or not taken_on:
        asked = _score_form(one, interaction.argument, interaction, uow)
        return replace(asked, values=dict(said), problems=wrong)
    is_test = said.get("kind") != ScoreKind.SITUATIONAL.value
    raw = RawScore(
        kind=ScoreKind.ASSESSMENT if is_test else ScoreKind.SITUATIONAL,
        trait=trait.key,
        score=value,
        low=low,
        high=high,
        taken_on=taken_on,
    )
    is_repeat = raw in await uow.candidates.of_source(one.id, _SOURCE)
    await uow.candidates.save_scores([(one.id, raw, _SOURCE, _stamp(interaction))])
    await _audit(interaction, uow, "candidate.score", f"candidate:{one.id}")
    return CandidateScoreSaved(
        candidate=one.name,
        kind=raw.kind.value,
        names=_names(uow, trait.key),
        score=f"{value:f}",
        low=f"{low:f}",
        high=f"{high:f}",
        percent=str(raw.percent),
        is_repeat=is_repeat,
    )


def _number(written: str) -> Decimal | None:
    try:
        found = Decimal(written.strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < 10**9 else None


def _day(written: str, today: date) -> date | None:
    """Give a day that is past and not long past; None for any other."""
    try:
        day = date.fromisoformat(written.strip())
    except ValueError:
        return None
    return day if 0 <= (today - day).days <= _OLDEST_DAYS else None


def _asked(uow: UnitOfWork) -> tuple[LexiconTrait, ...]:
    if not uow.lexicon.asked:
        raise NotFound("interview.no_traits")
    return uow.lexicon.asked


def _named(traits: Sequence[LexiconTrait]) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (one.key, one.names.get("zh", one.key), one.names.get("en", one.key)) for one in traits
    )


def _names(uow: UnitOfWork, key: str) -> tuple[str, str]:
    found = uow.lexicon.trait(key)
    names = {} if found is None else found.names
    return names.get("zh", key), names.get("en", key)


def _stamp(interaction: Interaction) -> Stamp:
    return Stamp(int(interaction.at.timestamp()), interaction.at, interaction.id)


async def _audit(interaction: Interaction, uow: UnitOfWork, action: str, subject: str) -> None:
    actor = f"person:{interaction.person.id}"
    await uow.audit.add(at=interaction.at, actor=actor, action=action, subject=subject)
