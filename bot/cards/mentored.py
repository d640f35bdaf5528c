"""The card of each notice of mentoring, from its facts as they were kept."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot.cards import mentor_change, mentor_record, mentoring, pulse
from bot.cards.card import Card
from bot.cards.reader import Reader
from rules.mentor_change import (
    ChangeProposal,
    MentorChanged,
    MentorFit,
)
from rules.mentor_desk import MenteeWeek, MentorWeek
from rules.mentor_record import (
    CommentGiven,
    ReportToComment,
    VisitToConfirm,
)
from rules.pulse_card import AskRating, MentoringAttention


def monday(facts: str, reader: Reader) -> Card:
    """Word a mentor's Monday."""
    return mentoring.monday(_week(facts), reader)


def missing(facts: str, reader: Reader) -> Card:
    """Word what a mentor has still to do."""
    return mentoring.missing(_week(facts), reader)


def visit(facts: str, reader: Reader) -> Card:
    """Word a visit that a rep is asked about."""
    return mentor_record.visit(VisitToConfirm(**json.loads(facts)), reader)


def report(facts: str, reader: Reader) -> Card:
    """Word a report that waits for a comment."""
    return mentor_record.report(ReportToComment(**json.loads(facts)), reader)


def comment(facts: str, reader: Reader) -> Card:
    """Word a comment on her report."""
    return mentor_record.comment(CommentGiven(**json.loads(facts)), reader)


def proposal(facts: str, reader: Reader) -> Card:
    """Word a proposed change for HR."""
    told = json.loads(facts)
    mentors = tuple(MentorFit(**{**one, "strong": tuple(one["strong"])}) for one in told["mentors"])
    return mentor_change.proposal(ChangeProposal(**{**told, "mentors": mentors}), reader)


def attention(facts: str, reader: Reader) -> Card:
    """Word for a manager that a pairing needs attention."""
    return pulse.attention(MentoringAttention(**json.loads(facts)), reader)


def changed(facts: str, reader: Reader) -> Card:
    """Word a changed arrangement."""
    return mentor_change.changed(MentorChanged(**json.loads(facts)), reader)


def rating(facts: str, reader: Reader) -> Card:
    """Word a question of the pulse."""
    return pulse.ask(AskRating(**json.loads(facts)), reader)


def _week(facts: str) -> MentorWeek:
    told = json.loads(facts)
    mentees = tuple(_line(one) for one in told["mentees"])
    return MentorWeek(week=told["week"], mentees=mentees)


def _line(told: Mapping[str, object]) -> MenteeWeek:
    tasks = told["tasks"]
    assert isinstance(tasks, list)  # noqa: S101 - as `jobs.mentoring` wrote it
    kept = {**told, "tasks": tuple((kind, state) for kind, state in tasks)}
    return MenteeWeek(**kept)  # type: ignore[arg-type] # fields of one class, by name
