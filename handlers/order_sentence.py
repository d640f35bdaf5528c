"""What has a grammar of its own: reminders, courses, targets, records, a deal to report."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from handlers.intent import Intent
from handlers.understood import Understanding
from rules.spoken_candidate import find_candidate_score, find_interview
from rules.spoken_course import COURSES, NEXT, whose_courses
from rules.spoken_export import EXPORT
from rules.spoken_good_news import is_bind, is_unbind
from rules.spoken_hiring import find_hiring
from rules.spoken_hr import find_hr
from rules.spoken_leave import find_leave
from rules.spoken_mentoring import find_mentoring
from rules.spoken_preference import REMINDERS, find_preference
from rules.spoken_reach import UNREACHABLE
from rules.spoken_report import find_report
from rules.spoken_retention import is_retention_report, is_risk_model
from rules.spoken_risk import find_risk
from rules.spoken_score import find_score
from rules.spoken_target import (
    find_dossier,
    find_probation,
    is_target,
    is_target_history,
    whose_target,
)
from rules.spoken_undo import UNDO
from rules.typed_text import fold

#: Beyond this nobody asks, she tells a story: no names and typing errors are looked for.
MAX_QUESTION = 120
#: A report names a customer and a product in full.
_MAX_REPORT = 400
_MAX_RECORD = 800


#: What is said in these words alone.
_WORDS = (
    (Intent.REMINDERS, REMINDERS),
    (Intent.EXPORT_COMMISSION, EXPORT),
    (Intent.UNREACHABLE, UNREACHABLE),
    (Intent.UNDO, UNDO),
)


def _read_preference(typed: str) -> Understanding | None:
    """Read how she wants to be told things; such a sentence has a grammar of its own."""
    folded = fold(typed)
    for intent, words in _WORDS:
        if words.fullmatch(folded):
            return _known(typed, intent)
    wanted = find_preference(folded)
    if wanted is None:
        return None
    known = _known(typed, Intent.PREFERENCE)
    return replace(known, preference=wanted, problem=wanted.problem)


def read_record(typed: str) -> Understanding | None:
    """Read what is about mentoring; a record may be as long as its writer likes."""
    wanted = find_mentoring(typed)
    if wanted is None:
        return None
    return replace(_known(typed, Intent(wanted.wish.value)), mentoring=wanted)


def _read_course(typed: str) -> Understanding | None:
    """Read a question about courses, which is known whole or not at all."""
    folded = fold(typed)
    if score := find_score(typed, folded):
        return replace(_known(typed, Intent.RECORD_SCORE), score=score)
    if NEXT.fullmatch(folded):
        return _known(typed, Intent.NEXT_COURSE)
    if COURSES.fullmatch(folded):
        return _known(typed, Intent.COURSES)
    name = whose_courses(folded)
    if name is None:
        return None
    return replace(_known(typed, Intent.COURSES), person=_as_typed(name, typed, folded))


def _as_typed(name: str, typed: str, folded: str) -> str:
    """Give a name found in the folded text in the script she wrote it in: 張三."""
    at = -1 if name.isascii() else folded.find(name)
    return typed[at : at + len(name)] if at >= 0 else name


#: What is known whole or not at all.
_KNOWN_WHOLE = (
    (Intent.TARGET, is_target),
    (Intent.TARGET_WHY, is_target_history),
    (Intent.BIND_GROUP, is_bind),
    (Intent.UNBIND_GROUP, is_unbind),
)


def _read_target(typed: str) -> Understanding | None:
    folded = fold(typed).strip()
    if person := find_dossier(typed.strip()):
        return replace(_known(typed, Intent.DOSSIER), person=person)
    if person := find_probation(typed.strip()):
        return replace(_known(typed, Intent.PROBATION), person=person)
    if whose := whose_target(folded):
        intent = Intent.TARGET_WHY if whose[1] else Intent.TARGET
        plain = typed.strip()
        return replace(_known(typed, intent), person=_as_typed(whose[0], plain, folded))
    for intent, asks in _KNOWN_WHOLE:
        if asks(folded):
            return _known(typed, intent)
    return None


def _read_candidate(typed: str) -> Understanding | None:
    """Read that an interview or a test of a candidate is to be recorded."""
    for intent, find in (
        (Intent.INTERVIEW, find_interview),
        (Intent.CANDIDATE_SCORE, find_candidate_score),
    ):
        name = find(typed)
        if name is not None:
            return replace(_known(typed, intent), person=name or None)
    return None


def _read_hiring(typed: str) -> Understanding | None:
    """Read what HR asks of candidates and the profile."""
    wanted = find_hiring(typed)
    if wanted is None:
        return None
    return replace(_known(typed, Intent(wanted.wish.value)), person=wanted.person)


def _read_risk(typed: str) -> Understanding | None:
    """Read what is about alerts, or about what is held of herself."""
    wanted = find_risk(typed)
    if wanted is None:
        return None
    return replace(_known(typed, Intent(wanted.wish.value)), risk=wanted)


def _read_hr(typed: str) -> Understanding | None:
    """Read what HR orders: hiring, leaving, a plan, a target, the roster."""
    wanted = find_hr(typed)
    if wanted is None:
        return None
    known = _known(typed, Intent(wanted.wish.value))
    return replace(known, person=wanted.person or None, hr=wanted)


def _read_retention(typed: str) -> Understanding | None:
    """Read that the report of who stays is asked for, or what speaks about risk."""
    if is_risk_model(typed):
        return _known(typed, Intent.RISK_MODEL)
    return _known(typed, Intent.RETENTION_REPORT) if is_retention_report(typed) else None


def _read_report(typed: str) -> Understanding | None:
    """Read a deal to report."""
    report = find_report(typed, fold(typed))
    if report is None:
        return None
    return replace(_known(typed, Intent.REPORT_DEAL), report=report, problem=report.problem)


def _known(typed: str, intent: Intent) -> Understanding:
    return Understanding(intent=intent, confidence=1.0, text=typed.lower())


#: What has a grammar of its own, in the order it is tried, with how long such a text may be: a
#: record of what is done may be longer than a question.
_GRAMMARS = (
    (_MAX_RECORD, _read_hr),
    (MAX_QUESTION, _read_preference),
    (MAX_QUESTION, _read_course),
    (MAX_QUESTION, _read_target),
    (MAX_QUESTION, _read_candidate),
    (MAX_QUESTION, _read_hiring),
    (MAX_QUESTION, _read_retention),
    (_MAX_RECORD, _read_risk),
    (_MAX_REPORT, _read_report),
)


def read_order(typed: str) -> Understanding | None:
    """Read what has a grammar of its own: reminders, courses, targets, a deal to report."""
    for longest, read in _GRAMMARS:
        if len(typed) <= longest and (wanted := read(typed)):
            return wanted
    return None


def read_leave(typed: str, today: date) -> Understanding | None:
    """Read a mentor's leave; what is wrong with its days is told by whoever takes it in."""
    leave = find_leave(fold(typed), today) if len(typed) <= MAX_QUESTION else None
    if leave is None:
        return None
    return replace(_known(typed, Intent.MENTOR_LEAVE), leave=leave)
