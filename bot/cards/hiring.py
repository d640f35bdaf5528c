"""Hiring (CARDS 11): the queue, one candidate with what speaks for her, and a named decision."""

from __future__ import annotations

from decimal import Decimal

from bot.cards import profile
from bot.cards.card import Action, Card, Row, Tone
from bot.cards.form import Form, Input, InputKind
from bot.cards.reader import Reader
from rules.candidate import CandidateState
from rules.hiring_desk import (
    AskReason,
    AskWeights,
    CandidateQueue,
    Choice,
    Decided,
    ForCandidate,
    ProfileSaved,
    ProfileShown,
    QueueLine,
    Screen,
)
from rules.hiring_match import DimensionScore, MatchScore, Pool
from rules.hiring_validity import Precision, Validity

Facts = (
    CandidateQueue
    | Screen
    | AskReason
    | Decided
    | ForCandidate
    | ProfileShown
    | AskWeights
    | ProfileSaved
)
_MOST_ROWS = 8
_LONGEST_QUOTE = 60
_MOST_NAMED = 6


def word(facts: Facts, reader: Reader) -> Card | Form:
    """Give the card or form for what a handler of hiring found."""
    match facts:
        case CandidateQueue():
            return queue(facts, reader)
        case Screen():
            return screen(facts, reader)
        case AskReason() | Decided():
            return (
                ask_reason(facts, reader)
                if isinstance(facts, AskReason)
                else decided(facts, reader)
            )
        case ForCandidate():
            return for_candidate(facts, reader)
        case _:
            return profile.word(facts, reader)


def queue(facts: CandidateQueue, reader: Reader) -> Card:
    """List who waits, key reviews first, each by a button that opens her card."""
    waiting = len(facts.lines) + facts.more
    if not waiting:
        return Card(
            title=reader.say("hiring.queue_title"),
            text=reader.say("hiring.queue_empty"),
            actions=_proposals(facts, reader),
        )
    rows = [Row(label=one.name, value=_line(one, reader)) for one in facts.lines]
    if facts.more:
        rows.append(_row("more", reader.say("hiring.more", n=facts.more), reader))
    if facts.precision.percent is not None:
        rows.append(_row("precision", _precision(facts.precision, reader), reader))
    return Card(
        title=reader.say("hiring.queue_title"),
        tone=Tone.ASKING,
        figure=Row(
            label=reader.say("hiring.row.waiting"), value=reader.say("hiring.people", n=waiting)
        ),
        text=reader.say("hiring.queue_text", **_counts(facts)),
        rows=tuple(rows),
        footnote=_validity(facts.validity, reader),
        actions=(
            *(
                Action(label=one.name, route="screen", argument=str(one.candidate_id))
                for one in facts.lines
            ),
            *_proposals(facts, reader),
        ),
    )


def screen(facts: Screen, reader: Reader) -> Card:
    """Say her score and pool, each dimension's value by its weight with its words, what lacks."""
    found = facts.match
    rows = [
        Row(label=one.dimension.trait.named(reader.language), value=_part(one, reader))
        for one in found.dimensions
        if one.raw is not None
    ][:_MOST_ROWS]
    if found.missing:
        rows.append(_row("missing", _missing(found, reader), reader))
    if facts.state is not CandidateState.OPEN:
        rows.append(_row("state", reader.say(f"hiring.state.{facts.state.value}"), reader))
    if facts.decided is not None:
        said = reader.say(
            "hiring.decided_before",
            choice=reader.say(f"hiring.choice.{facts.decided.choice.value}"),
            who=facts.decided_by,
            when=reader.moment(facts.decided.at, facts.zone),
            reason=facts.decided.reason,
        )
        rows.append(_row("decided", said, reader))
    title = reader.say("hiring.screen_title", name=facts.name, post=facts.post).rstrip(" ·")
    return Card(
        title=title,
        tone=Tone.ASKING,
        figure=Row(label=reader.say("hiring.row.score"), value=_score(found.score, reader)),
        text=reader.say(
            f"hiring.pool_text.{found.pool.value}",
            weight=f"{found.weight_scored}",
            low=f"{found.pools.low:f}",
            key=f"{found.pools.key:f}",
        ),
        rows=tuple(rows),
        footnote=f"{_validity(facts.validity, reader)}\n{reader.say('hiring.foot')}",
        actions=(
            *(_hire(facts.candidate_id, reader) if facts.may_be_hired else ()),
            *_open_to(facts, reader),
            Action(
                label=reader.say("hiring.button.explain"),
                route="tell_candidate",
                argument=str(facts.candidate_id),
            ),
        ),
    )


def ask_reason(facts: AskReason, reader: Reader) -> Form:
    """Ask for the reason of a decision."""
    choice = reader.say(f"hiring.choice.{facts.choice.value}")
    return Form(
        title=reader.say("hiring.reason_title", name=facts.name, choice=choice),
        route="decide_candidate",
        argument=f"{facts.candidate_id}:{facts.choice.value}",
        inputs=(
            Input(
                name="reason",
                label=reader.say("hiring.reason"),
                kind=InputKind.MULTILINE,
                value=facts.reason,
            ),
        ),
        submit=choice,
    )


def decided(facts: Decided, reader: Reader) -> Card:
    """Say what was kept, and that nobody was told."""
    choice = reader.say(f"hiring.choice.{facts.choice.value}")
    return Card(
        title=reader.say("hiring.decided_title", name=facts.name, choice=choice),
        tone=Tone.GOOD,
        text=reader.say(f"hiring.decided_text.{facts.choice.value}"),
        rows=(_row("reason", facts.reason, reader),),
        actions=(
            *(_hire(facts.candidate_id, reader) if facts.choice is Choice.KEY else ()),
            Action(label=reader.say("hiring.button.queue"), route="candidates"),
        ),
    )


def for_candidate(facts: ForCandidate, reader: Reader) -> Card:
    """Word what she may be told: what is looked at, her own values, what lacks, who decides."""
    parts = [
        reader.say(
            "hiring.tell.dimension",
            name=one.dimension.trait.named(reader.language),
            weight=f"{one.weight}",
            value=f"{one.score}",
        )
        for one in facts.match.dimensions
        if one.score is not None
    ]
    lines = [reader.say("hiring.tell.how"), *parts]
    if facts.match.missing:
        lines.append(reader.say("hiring.tell.missing", names=_missing(facts.match, reader)))
    lines += [reader.say("hiring.tell.never"), reader.say("hiring.tell.who")]
    return Card(
        title=reader.say("hiring.tell.title", name=facts.name),
        text="\n".join(lines),
        footnote=reader.say("hiring.tell.foot"),
    )


def _proposals(facts: CandidateQueue, reader: Reader) -> tuple[Action, ...]:
    label = reader.say("hiring.button.threshold")
    return tuple(
        Action(label=label, route="threshold", argument=f"see:{one}") for one in facts.proposals
    )


def _hire(candidate_id: int, reader: Reader) -> tuple[Action, ...]:
    """Give the button that opens the form of a first day with what her file says."""
    label = reader.say("hiring.button.hire")
    return (Action(label=label, route="join", argument=f"candidate:{candidate_id}"),)


def _open_to(facts: Screen, reader: Reader) -> tuple[Action, ...]:
    """Give what may be decided: all while she applies; once she took it back, to open it again."""
    if facts.state is CandidateState.OPEN:
        return _choices(facts.candidate_id, reader)
    if facts.state is not CandidateState.WITHDRAWN:
        return ()
    argument = f"{facts.candidate_id}:{Choice.WAIT.value}"
    label = reader.say("hiring.button.reopen")
    return (Action(label=label, route="decide_candidate", argument=argument),)


def _choices(candidate_id: int, reader: Reader) -> tuple[Action, ...]:
    return tuple(
        Action(
            label=reader.say(f"hiring.choice.{choice.value}"),
            route="decide_candidate",
            argument=f"{candidate_id}:{choice.value}",
        )
        for choice in Choice
    )


def _line(one: QueueLine, reader: Reader) -> str:
    return reader.say(
        "hiring.line",
        score=_score(one.match.score, reader),
        pool=reader.say(f"hiring.pool.{one.match.pool.value}"),
        weight=f"{one.match.weight_scored}",
    )


def _counts(facts: CandidateQueue) -> dict[str, int]:
    return {
        "key": facts.counts.get(Pool.KEY_REVIEW.value, 0),
        "again": facts.counts.get(Pool.MIDDLE.value, 0)
        + facts.counts.get(Pool.ELIMINATION_REVIEW.value, 0),
        "lacking": facts.counts.get(Pool.INSUFFICIENT_DATA.value, 0),
    }


def _part(one: DimensionScore, reader: Reader) -> str:
    said = f"{one.score} × {one.weight}% = {one.points}"
    quote = next((each.quote for each in one.evidence if each.quote), "")
    if not quote:
        source = one.evidence[0].source if one.evidence else ""
        named = reader.say(f"hiring.source.{source}") if source in _SOURCES else source
        return f"{said} {named}".rstrip()
    short = quote if len(quote) <= _LONGEST_QUOTE else f"{quote[:_LONGEST_QUOTE]}…"
    return f"{said} {reader.quoted(short)}"


_SOURCES = frozenset(("assessment", "situational", "interview", "resume"))


def _missing(found: MatchScore, reader: Reader) -> str:
    names = [one.dimension.trait.named(reader.language) for one in found.missing]
    return reader.listed(names[:_MOST_NAMED])


def _score(score: Decimal | None, reader: Reader) -> str:
    return reader.say("hiring.no_score_yet") if score is None else f"{score}"


def _validity(one: Validity, reader: Reader) -> str:
    if one.is_established:
        return reader.say(
            "hiring.valid", n=one.people, auc=f"{one.auc}", low=f"{one.low}", high=f"{one.high}"
        )
    return reader.say("hiring.not_valid", n=one.people)


def _precision(one: Precision, reader: Reader) -> str:
    return reader.say(
        "hiring.precision",
        confirmed=one.confirmed,
        hired=one.hired,
        percent=f"{one.percent}",
        low=f"{one.low}",
        high=f"{one.high}",
    )


def _row(name: str, value: str, reader: Reader) -> Row:
    return Row(label=reader.say(f"hiring.row.{name}"), value=value)
