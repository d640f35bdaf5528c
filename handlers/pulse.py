"""A rep rates her mentoring of a week: one question per card, changed until the week is cut."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from handlers.interaction import Interaction
from handlers.mentor_change import propose
from rules.errors import Conflict, NotAllowed, NotFound
from rules.mentor_change import Reason
from rules.mentoring import Pairing
from rules.periods import week_of
from rules.pulse import LARGEST, is_alarming
from rules.pulse_card import AskRating, Question, RatingSaved
from storage.pulse import Answers
from storage.unit_of_work import UnitOfWork


async def pulse(interaction: Interaction, uow: UnitOfWork) -> AskRating | RatingSaved:
    """Ask for a rating, or keep one; a low one reaches HR at once and nobody else.

    The newest answer of a week counts. Raises `Conflict` once the week is cut.
    """
    if not interaction.argument:
        return await _asked(interaction, uow)
    number, week, question, value = (*interaction.argument.split(":"), "")[:4]
    found = (await uow.mentoring.by_id([int(number)])).get(int(number))
    if found is None or found.rep_id != interaction.person.id:
        raise NotAllowed("error.button_not_yours")
    monday, asked = date.fromisoformat(week), Question(question)
    if interaction.at >= uow.calendar.cut_at(week_of(monday), interaction.person.zone):
        raise Conflict("pulse.closed")
    if not value.isascii() or not value.isdigit() or int(value) > LARGEST:
        return AskRating(pairing_id=found.id, week=week, question=asked.value, problem="scale")
    await uow.mentoring.lock(found.rep_id)
    known, source = await uow.pulses.told(found.id, monday)
    # What a file said is in no part her own answer.
    hers = known if known is not None and source is None else Answers()
    said = replace(hers, **{asked.value: int(value)})
    await uow.pulses.save(found.id, monday, said, at=interaction.at)
    if is_alarming(int(value)):
        await propose(found, Reason.ALARM, monday, uow, at=interaction.at, score=int(value))
    return _told(found, monday, asked, said)


async def _asked(interaction: Interaction, uow: UnitOfWork) -> AskRating:
    today = interaction.today
    pairings = await uow.mentoring.of_rep(interaction.person.id, today, today)
    hers = [one for one in pairings if not one.is_stand_in]
    if not hers:
        raise NotFound("pulse.no_mentor")
    said = interaction.understood.mentoring
    is_wrong = said is not None and bool(said.score) and not _is_on_scale(said.score)
    return AskRating(
        pairing_id=hers[-1].id,
        week=week_of(today).start.isoformat(),
        question=Question.SATISFACTION.value,
        problem="scale" if is_wrong else "",
    )


def _is_on_scale(score: str) -> bool:
    return score.isascii() and score.isdigit() and int(score) <= LARGEST


def _told(pairing: Pairing, week: date, asked: Question, said: Answers) -> AskRating | RatingSaved:
    """Ask what is not answered yet, or say that both are kept."""
    if said.satisfaction is not None and said.applied is not None:
        return RatingSaved(satisfaction=said.satisfaction, applied=said.applied)
    other = Question.APPLIED if asked is Question.SATISFACTION else Question.SATISFACTION
    value = said.satisfaction if asked is Question.SATISFACTION else said.applied
    return AskRating(
        pairing_id=pairing.id, week=week.isoformat(), question=other.value, saved=value
    )
