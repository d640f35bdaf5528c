"""Courses (CARDS 5): the digest, how far somebody is, what is next, her word that one is done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from bot.cards.card import Action, Card, Row, Tone
from bot.cards.reader import Reader
from rules.course import (
    AskDone,
    CourseDigest,
    CourseDone,
    CourseLater,
    CourseLine,
    CourseOverdue,
    Courses,
)
from rules.learning import Progress

_MOST_LINES = 5
_MOST_BUTTONS = 6
_BAR = 10

Facts = Courses | AskDone | CourseDone | CourseLater


def word(facts: Facts, reader: Reader) -> Card:
    """Give the card of an answer about courses."""
    match facts:
        case Courses():
            return courses(facts, reader)
        case AskDone():
            return ask_done(facts, reader)
        case CourseDone():
            return course_done(facts, reader)
        case CourseLater():
            return later(facts, reader)


def digest(facts: CourseDigest, reader: Reader) -> Card:
    """Remind of at most three courses, the overdue first, each with its reason and link."""
    return Card(
        title=reader.say("course.digest.title", n=len(facts.lines)),
        tone=Tone.ASKING,
        rows=tuple(_row(line, reader) for line in facts.lines),
        footnote=reader.say("course.digest.next"),
        actions=(
            _action("later_hour", "course_later", "hour", reader),
            _action("later_tomorrow", "course_later", "tomorrow", reader),
            *([_done(reader)] if any(one.may_be_self_reported for one in facts.lines) else []),
        ),
    )


def overdue(facts: CourseOverdue, reader: Reader) -> Card:
    """Tell a mentor, once, that a course stays open; the rep is left alone from now on."""
    return Card(
        title=reader.say("course.overdue.title", name=facts.name),
        text=reader.say("course.overdue.text", name=facts.name),
        rows=(_row(facts.line, reader),),
    )


def courses(facts: Courses, reader: Reader) -> Card:
    """Show how far somebody is, as a number with a bar, and what is open with its reason."""
    if not facts.progress.total:
        whose = "own" if facts.is_own else "others"
        return Card(
            title=reader.say("course.title.own"),
            text=reader.say(f"course.nothing.{whose}", name=facts.name),
        )
    title = "next" if facts.is_next else "own" if facts.is_own else "others"
    more = max(0, len(facts.lines) - _MOST_LINES)
    text = [] if facts.lines else [reader.say("course.all_done")]
    text += [reader.say("course.more", n=more)] if more else []
    reported = facts.is_own and any(one.may_be_self_reported for one in facts.lines)
    return Card(
        title=reader.say(f"course.title.{title}", name=facts.name),
        tone=Tone.PLAIN if facts.lines else Tone.GOOD,
        figure=_figure(facts.progress, reader),
        text="\n".join([bar(facts.progress), *text]),
        rows=tuple(_row(line, reader) for line in facts.lines[:_MOST_LINES]),
        actions=(_done(reader),) if reported else (),
    )


def ask_done(facts: AskDone, reader: Reader) -> Card:
    """Ask which course is done, or have the one confirmed."""
    if not facts.is_chosen:
        return Card(
            title=reader.say("course.which.title"),
            tone=Tone.ASKING,
            rows=tuple(_row(line, reader) for line in facts.lines[:_MOST_BUTTONS]),
            actions=tuple(
                Action(label=_in(line.title, reader), route="course_done", argument=line.course_id)
                for line in facts.lines[:_MOST_BUTTONS]
            ),
        )
    line = facts.lines[0]
    return Card(
        title=reader.say("course.confirm.title"),
        tone=Tone.ASKING,
        text=reader.say("course.confirm.text", title=_in(line.title, reader)),
        actions=(
            _action("yes", "course_done", f"yes:{line.course_id}", reader),
            _action("no", "courses", "", reader),
        ),
    )


def course_done(facts: CourseDone, reader: Reader) -> Card:
    """Say that a course is completed, how far she is now, and what is next."""
    return Card(
        title=reader.say("course.done.title", title=_in(facts.title, reader)),
        tone=Tone.GOOD,
        figure=_figure(facts.progress, reader),
        text=bar(facts.progress) if facts.next else reader.say("course.all_done"),
        rows=(_row(facts.next, reader),) if facts.next else (),
    )


def later(facts: CourseLater, reader: Reader) -> Card:
    """Say when the reminder comes again."""
    said = "none" if not facts.count else "tomorrow" if facts.is_tomorrow else "hour"
    return Card(title=reader.say(f"course.later.{said}"), tone=Tone.GOOD)


def told_digest(facts: str, reader: Reader) -> Card:
    """Word the notice of a day's courses."""
    lines = tuple(CourseLine(**one) for one in json.loads(facts)["lines"])
    return digest(CourseDigest(lines=lines), reader)


def told_overdue(facts: str, reader: Reader) -> Card:
    """Word the notice of a course that stays open."""
    found = json.loads(facts)
    return overdue(CourseOverdue(**{**found, "line": CourseLine(**found["line"])}), reader)


def bar(progress: Progress) -> str:
    """Draw how much is done in ten signs; the figure beside it says the same in words."""
    full = progress.completed * _BAR // progress.total if progress.total else 0
    return "■" * full + "□" * (_BAR - full)


def _figure(progress: Progress, reader: Reader) -> Row:
    value = reader.say("course.progress", done=progress.completed, total=progress.total)
    return Row(label=reader.say("course.completed"), value=value)


def _row(line: CourseLine, reader: Reader) -> Row:
    due = "course.overdue_since" if line.is_overdue else "course.due"
    said = [
        _in(line.title, reader),
        reader.say(
            f"course.why.{line.why}",
            domain=_in(line.domain, reader),
            score=line.score or "",
            mark=line.pass_mark or "",
        ),
    ]
    if line.failed_on:
        tried = reader.day(date.fromisoformat(line.failed_on))
        said.append(reader.say("course.failed", day=tried))
    said += [line.url] if line.url else []
    day = reader.day(date.fromisoformat(line.due_on))
    return Row(label=reader.say(due, day=day), value=" · ".join(said))


def _done(reader: Reader) -> Action:
    return _action("done", "course_done", "", reader)


def _action(said: str, route: str, argument: str, reader: Reader) -> Action:
    return Action(label=reader.say(f"course.button.{said}"), route=route, argument=argument)


def _in(titles: Mapping[str, str], reader: Reader) -> str:
    return titles.get(reader.language) or next(iter(titles.values()), "")
