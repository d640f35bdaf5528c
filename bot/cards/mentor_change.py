"""A change of mentor: HR's card, her decision, and what those concerned read."""

from __future__ import annotations

from datetime import date

from bot.cards.card import Action, Card, Row, Tone
from bot.cards.form import Form, Input, InputKind
from bot.cards.reader import Reader
from rules.mentor_change import (
    AnotherAsked,
    AskAnother,
    ChangeDecided,
    ChangeProposal,
    MentorChanged,
    MentorFit,
    Proposed,
    Reason,
)
from rules.mentor_record import MAX_FIELD

_ROUTE = "mentor_change"


def proposal(facts: ChangeProposal, reader: Reader) -> Card:
    """Show HR why, who is free, and the next step: first a talk, then the decision."""
    reason = Reason(facts.reason)
    needs_talk = reason.needs_talk and facts.state == Proposed.OPEN.value
    is_later = reason is Reason.ALARM and facts.score is None
    why = "alarm_since" if is_later else reason.value
    text = [reader.say(f"mentor_change.reason.{why}", **_values(facts))]
    text += [reader.say("mentor_change.words", words=facts.words)] if facts.words else []
    text += [reader.say("mentor_change.too_late")] if facts.is_too_late else []
    is_nobody = not facts.mentors and not facts.is_too_late
    text += [reader.say("mentor_change.nobody_free")] if is_nobody else []
    text += [reader.say("mentor_change.talk_first")] if needs_talk else []
    return Card(
        title=reader.say(f"mentor_change.title.{_title(reason)}", name=facts.rep),
        tone=Tone.ASKING,
        text="\n".join(text),
        rows=_rows(facts, reader),
        footnote=reader.say("mentor_change.not_anonymous") if _is_told_apart(facts) else "",
        actions=_actions(facts, reader, needs_talk=needs_talk),
    )


def decided(facts: ChangeDecided, reader: Reader) -> Card:
    """Say how it was decided."""
    said = reader.say(f"mentor_change.{facts.state}", rep=facts.rep, mentor=facts.mentor)
    return Card(title=reader.say("mentor_change.decided_title"), tone=Tone.GOOD, text=said)


def changed(facts: MentorChanged, reader: Reader) -> Card:
    """Tell those concerned that the arrangement changes: no score, no reason."""
    until = reader.day(date.fromisoformat(facts.until)) if facts.until else ""
    since = reader.day(date.fromisoformat(facts.since))
    said = f"mentor_change.told_{facts.role}{'_while' if until else ''}"
    return Card(
        title=reader.say("mentor_change.told_title"),
        tone=Tone.CHANGED,
        text=reader.say(said, rep=facts.rep, mentor=facts.mentor, since=since, until=until),
    )


def ask_another(facts: AskAnother, reader: Reader) -> Form:
    """Ask a rep why she would like another mentor."""
    problem = ""
    if facts.problem:
        problem = reader.say(f"mentor_record.problem.{facts.problem}", limit=MAX_FIELD)
    return Form(
        title=reader.say("mentor_change.ask_title"),
        route="another_mentor",
        argument="ask",
        inputs=(
            Input(
                name="words",
                label=reader.say("mentor_change.ask_label"),
                kind=InputKind.MULTILINE,
                value=facts.words,
                problem=problem,
            ),
        ),
        submit=reader.say("mentor_change.ask_submit"),
    )


def another_asked(facts: AnotherAsked, reader: Reader) -> Card:
    """Say who has her wish, and who has not."""
    del facts
    return Card(
        title=reader.say("mentor_change.asked_title"),
        tone=Tone.GOOD,
        text=reader.say("mentor_change.asked"),
    )


def _values(facts: ChangeProposal) -> dict[str, object]:
    score = "" if facts.score is None else facts.score
    return {"rep": facts.rep, "mentor": facts.mentor, "score": score, "mean": facts.mean}


def _title(reason: Reason) -> str:
    if reason.is_for_a_while or reason is Reason.LEFT:
        return "stand_in"
    return "today" if reason is Reason.ALARM else "talk"


def _is_told_apart(facts: ChangeProposal) -> bool:
    return facts.is_identifiable and bool(facts.mean or facts.score is not None)


def _rows(facts: ChangeProposal, reader: Reader) -> tuple[Row, ...]:
    who = reader.say("question.who_value", name=facts.rep, number=facts.rep_number)
    rows = [
        Row(label=reader.say("mentoring.row.rep"), value=who),
        Row(label=reader.say("mentoring.row.mentor"), value=facts.mentor),
    ]
    if facts.mean:
        mean = reader.say("pulse.mean", mean=facts.mean, n=facts.ratings)
        rows.append(Row(label=reader.say("mentoring.row.pulse"), value=mean))
    free = [free_mentor(one, reader) for one in facts.mentors]
    if free:
        rows.append(Row(label=reader.say("mentor_change.row_free"), value=reader.listed(free)))
    return tuple(rows)


def free_mentor(one: MentorFit, reader: Reader) -> str:
    """Word somebody who is free: how many she has, and why she fits."""
    titles = [title.get(reader.language) or next(iter(title.values()), "") for title in one.strong]
    why = [reader.say("mentor_change.strong", domains=reader.listed(titles))] if titles else []
    why += [reader.say("mentor_change.same_team")] if one.is_same_team else []
    why += [reader.say("mentor_change.same_post")] if one.is_same_post else []
    values = {"name": one.name, "mentees": one.mentees, "capacity": one.capacity}
    said = reader.say("mentor_change.free", **values)
    return reader.say("mentor_change.because", who=said, why=reader.listed(why)) if why else said


def _actions(facts: ChangeProposal, reader: Reader, *, needs_talk: bool) -> tuple[Action, ...]:
    if needs_talk:
        return (_action("talked", f"talked:{facts.proposal_id}", reader, is_primary=True),)
    change = tuple(
        Action(
            label=reader.say("mentor_change.button.change", name=one.name),
            route=_ROUTE,
            argument=f"change:{facts.proposal_id}:{one.person_id}",
        )
        for one in facts.mentors
    )
    return (*change, _action("keep", f"keep:{facts.proposal_id}", reader))


def _action(label: str, argument: str, reader: Reader, *, is_primary: bool = False) -> Action:
    return Action(
        label=reader.say(f"mentor_change.button.{label}"),
        route=_ROUTE,
        argument=argument,
        is_primary=is_primary,
    )
