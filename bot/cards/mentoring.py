"""Who mentors whom, a mentor's week and desk, a mentee before a visit (CARDS 6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.cards.card import Action, Card, Row, Tone
from bot.cards.reader import Reader
from rules.mentor_change import ConfirmPairing, NothingChanged, Paired
from rules.mentor_desk import Desk, LastRecord, MenteeCard, MenteeGrowth, MenteeWeek, MentorWeek
from rules.mentoring import TaskKind

_MOST_BUTTONS = 6
#: A task that has two of them shows two lines at most of what was written.
_QUOTED = 60


def desk(facts: Desk, reader: Reader) -> Card:
    """Show what is open for each mentee, with a button for each."""
    if not facts.mentees:
        return Card(title=reader.say("mentoring.nobody_title"), text=reader.say("mentoring.nobody"))
    done, owed = _sums(facts.mentees)
    said = "mentoring.away" if facts.is_away else "mentoring.done_of"
    return Card(
        title=reader.say("mentoring.desk"),
        text=reader.say(said, done=done, owed=owed),
        rows=_lines(facts.mentees, reader),
        footnote=reader.say("mentoring.how"),
        actions=_buttons(facts.mentees, reader),
    )


def monday(facts: MentorWeek, reader: Reader) -> Card:
    """Tell a mentor on Monday what the week asks of her, one line per mentee."""
    return _week("mentoring.monday", facts, reader)


def missing(facts: MentorWeek, reader: Reader) -> Card:
    """Remind her of what is missing, and of nothing else."""
    return _week("mentoring.missing", facts, reader)


def mentee(facts: MenteeCard, reader: Reader) -> Card:
    """Show a mentee before a visit: this week's tasks and what was said last."""
    rows = []
    if facts.week:
        week = reader.say("mentoring.week_n", n=facts.week)
        rows.append(Row(label=reader.say("mentoring.row.since"), value=week))
    rows.append(
        Row(
            label=reader.say("mentoring.row.mentor"),
            value=facts.mentor or reader.say("mentoring.no_mentor"),
        )
    )
    if facts.this_week is not None and facts.this_week.tasks:
        rows.append(
            Row(label=reader.say("mentoring.row.this_week"), value=_states(facts.this_week, reader))
        )
    rows += [] if facts.growth is None else _growth(facts.growth, reader)
    rows += [_looked_back(one, reader) for one in facts.last]
    rows += _pulse(facts, reader)
    actions = _buttons((facts.this_week,), reader) if _may_record(facts) else ()
    return Card(
        title=reader.say("mentoring.mentee", name=facts.name), rows=tuple(rows), actions=actions
    )


def confirm_pairing(facts: ConfirmPairing, reader: Reader) -> Card:
    """Ask HR whether that is who mentors whom."""
    now = facts.now or reader.say("mentoring.no_mentor")
    drop = Action(label=reader.say("mentoring.button.drop"), route="pairing", argument="drop")
    return Card(
        title=reader.say("mentoring.confirm_title"),
        tone=Tone.ASKING,
        rows=(
            Row(label=reader.say("mentoring.row.rep"), value=facts.rep),
            Row(label=reader.say("mentoring.row.now"), value=now),
            Row(
                label=reader.say("mentoring.row.new"),
                value=reader.say(
                    "mentoring.with_load",
                    name=facts.mentor,
                    n=facts.mentees,
                    of=facts.capacity,
                ),
            ),
        ),
        text=reader.say("mentoring.full", name=facts.mentor)
        if facts.mentees >= facts.capacity
        else "",
        footnote=reader.say("mentoring.confirm_note"),
        actions=(
            Action(
                label=reader.say("mentoring.button.confirm"),
                route="pairing",
                argument=facts.argument,
                is_primary=True,
            ),
            drop,
        ),
    )


def paired(facts: Paired, reader: Reader) -> Card:
    """Say who mentors whom from now on."""
    said = "mentoring.paired" if facts.is_new else "mentoring.paired_before"
    since = reader.day(date.fromisoformat(facts.since))
    return Card(
        title=reader.say("mentoring.paired_title"),
        tone=Tone.GOOD,
        text=reader.say(said, rep=facts.rep, mentor=facts.mentor, since=since),
        actions=_back(facts, reader),
    )


def nothing_changed(facts: NothingChanged, reader: Reader) -> Card:
    """Say that all is as it was."""
    del facts
    return Card(title=reader.say("mentoring.nothing_changed"))


def _back(facts: Paired, reader: Reader) -> tuple[Action, ...]:
    """Give the contrary order: an arrangement is never deleted, another takes its place."""
    if not facts.back:
        return ()
    label = reader.say("mentoring.pair_back", name=facts.before)
    return (Action(label=label, route="pairing", argument=facts.back),)


def _may_record(facts: MenteeCard) -> bool:
    return facts.may_record and facts.this_week is not None


def _week(said: str, facts: MentorWeek, reader: Reader) -> Card:
    done, owed = _sums(facts.mentees)
    return Card(
        title=reader.say(f"{said}_title"),
        tone=Tone.ASKING,
        text=reader.say(said, done=done, owed=owed),
        rows=_lines(facts.mentees, reader),
        footnote=reader.say("mentoring.how"),
        actions=_buttons(facts.mentees, reader),
    )


def _sums(mentees: Sequence[MenteeWeek]) -> tuple[int, int]:
    return sum(one.done for one in mentees), sum(one.owed for one in mentees)


def _lines(mentees: Sequence[MenteeWeek], reader: Reader) -> tuple[Row, ...]:
    return tuple(Row(label=one.name, value=_states(one, reader)) for one in mentees)


def _states(one: MenteeWeek, reader: Reader) -> str:
    tasks = [
        reader.say(f"mentoring.state.{state}", task=reader.say(f"mentoring.task.{kind}"))
        for kind, state in one.tasks
    ]
    joint = reader.say("mentoring.joint") if one.is_joint else ""
    return (" ".join(tasks) or reader.say("mentoring.no_tasks")) + joint


def _buttons(mentees: Sequence[MenteeWeek | None], reader: Reader) -> tuple[Action, ...]:
    """Give a button for each open record, the mentee's name on it where there are several."""
    lines = [one for one in mentees if one is not None]
    actions = [
        Action(
            label=_label(one, kind, reader, is_named=len(lines) > 1),
            route="mentor_record",
            argument=_argument(one, kind),
        )
        for one in lines
        for kind in one.open
        if not _is_joint(one, kind)
    ]
    joint = [one for one in lines if any(_is_joint(one, kind) for kind in one.open)]
    if not joint:
        return tuple(actions[:_MOST_BUTTONS])
    together = Action(label=reader.say("mentor_joint.button"), route="mentor_joint")
    return (*actions[: _MOST_BUTTONS - 1], together)


def _is_joint(one: MenteeWeek, kind: TaskKind) -> bool:
    """Whether it is a review that one form takes in for all; a report of hers has its own."""
    return one.is_joint and kind is TaskKind.REVIEW and not one.report_id


def _label(one: MenteeWeek, kind: TaskKind, reader: Reader, *, is_named: bool) -> str:
    task = reader.say(f"mentoring.task.{kind.value}")
    return f"{one.name} {task}" if is_named else reader.say("mentoring.button.record", task=task)


def _argument(one: MenteeWeek, kind: TaskKind) -> str:
    if kind is TaskKind.REVIEW and one.report_id:
        return f"comment:{one.report_id}"
    return f"new:{kind.value}:{one.pairing_id}"


def _growth(facts: MenteeGrowth, reader: Reader) -> list[Row]:
    rows = []
    if facts.has_courses:
        said = reader.say("mentoring.courses", done=facts.courses_done, due=facts.courses_due)
        title = facts.next_course.get(reader.language, "")
        following = reader.say("mentoring.next_course", title=title) if title else ""
        rows.append(Row(label=reader.say("mentoring.row.courses"), value=f"{said}{following}"))
    if facts.pass_bar:
        said = reader.say("mentoring.target", done=facts.deals, bar=facts.pass_bar)
        more = reader.say("mentoring.stretch", n=facts.stretch) if facts.stretch else ""
        rows.append(Row(label=reader.say("mentoring.row.target"), value=f"{said}{more}"))
    return rows


def _looked_back(one: LastRecord, reader: Reader) -> Row:
    words = [
        reader.say(f"mentoring.last_{name}", words=said[:_QUOTED])
        for name, said in (("improve", one.improve), ("next", one.next))
        if said
    ]
    day = reader.day(date.fromisoformat(one.on_day))
    label = reader.say(f"mentoring.task.{one.kind}")
    return Row(label=label, value=" ".join([day, *words]))


def _pulse(facts: MenteeCard, reader: Reader) -> list[Row]:
    label = reader.say("mentoring.row.pulse")
    if facts.needs_attention:
        return [Row(label=label, value=reader.say("pulse.attention"))]
    if facts.mean:
        value = reader.say("pulse.mean", mean=facts.mean, n=facts.ratings)
        return [Row(label=label, value=value)]
    return []
