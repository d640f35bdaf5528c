"""Candidates: which one is meant, what a resume says, an interview's form, a test's score."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from bot.cards.card import Action, Card, Row, Tone
from bot.cards.form import Choice, Form, Input, InputKind
from bot.cards.reader import Reader
from rules.candidate import ResumeTaken, ScoreKind, WhichCandidate
from rules.interview import (
    HIGHEST,
    LONGEST_EVIDENCE,
    LOWEST,
    AskCandidateScore,
    AskInterview,
    CandidateScoreSaved,
    InterviewDue,
    InterviewSaved,
)
from rules.resume_evidence import SCALE

Facts = (
    WhichCandidate
    | ResumeTaken
    | AskInterview
    | InterviewSaved
    | AskCandidateScore
    | CandidateScoreSaved
)
_MOST_ROWS = 6


def word(facts: Facts, reader: Reader) -> Card | Form:
    """Give the card or form for what was found or kept of a candidate."""
    match facts:
        case WhichCandidate():
            return which(facts, reader)
        case ResumeTaken():
            return resume(facts, reader)
        case AskInterview():
            return ask_interview(facts, reader)
        case InterviewSaved():
            return interview_saved(facts, reader)
        case AskCandidateScore():
            return ask_score(facts, reader)
        case CandidateScoreSaved():
            return score_saved(facts, reader)


def which(facts: WhichCandidate, reader: Reader) -> Card:
    """Ask which of several is meant, or whose a resume is."""
    route, _, argument = facts.route.partition(":")
    actions = [
        Action(
            label=reader.say("candidate.choice", name=one.name, ref=one.ref),
            route=route,
            argument=f"{argument}:{one.id}",
        )
        for one in facts.choices
    ]
    if facts.may_add:
        new = Action(
            label=reader.say("candidate.new"),
            route=route,
            argument=f"{argument}:new",
            is_primary=not facts.choices,
        )
        actions.append(new)
    rows = tuple(
        Row(label=one.ref, value=" · ".join(x for x in (one.post, reader.day(one.added_on)) if x))
        for one in facts.choices
    )
    said = "candidate.whose" if facts.may_add else "candidate.which"
    return Card(
        title=reader.say(f"{said}_title"),
        tone=Tone.ASKING,
        text=reader.say(said, name=facts.name or reader.say("resume.unnamed")),
        rows=rows,
        actions=tuple(actions),
    )


def resume(facts: ResumeTaken, reader: Reader) -> Card:
    """Say what a resume came to: points with a quoted sentence, and what was left out."""
    names = facts.names.get(reader.language, {})
    quotes = dict(facts.quotes)
    rows = tuple(
        Row(
            label=names.get(trait, trait),
            value=f"{points}/{SCALE}" + (f" 「{quotes[trait]}」" if trait in quotes else ""),
        )
        for trait, points in facts.points[:_MOST_ROWS]
    )
    text = [reader.say("resume.repeat")] if facts.is_repeat else []
    if facts.pages > facts.pages_read:
        read = {"pages": facts.pages, "read": facts.pages_read}
        text.append(reader.say("resume.part_read", **read))
    if facts.is_cut:
        text.append(reader.say("resume.cut"))
    if facts.dropped:
        left_out = reader.listed(tuple(reader.say(f"protected.{one}") for one in facts.dropped))
        text.append(reader.say("resume.dropped", names=left_out))
    if facts.doubted:
        text.append(reader.say("resume.doubted", n=facts.doubted))
    if not rows:
        text.append(reader.say("resume.no_evidence"))
    return Card(
        title=reader.say("resume.taken_title", name=facts.candidate),
        tone=Tone.GOOD,
        text="\n".join(text),
        rows=rows,
        footnote=reader.say("resume.scale", scale=SCALE),
        actions=(
            Action(
                label=reader.say("resume.button.screen"),
                route="screen",
                argument=str(facts.candidate_id),
            ),
        ),
    )


def ask_interview(facts: AskInterview, reader: Reader) -> Form:
    """Ask for ratings, each with the words or act that it is based on."""
    inputs = [_input("held_on", InputKind.DATE, facts.values, facts.problems, reader)]
    scale = tuple(
        Choice(value=str(n), label=reader.say(f"interview.rating.{n}"))
        for n in range(LOWEST, HIGHEST + 1)
    )
    for key, zh, en in facts.traits:
        name = zh if reader.language == "zh" else en
        for field, kind in (("rating", InputKind.CHOICE), ("said", InputKind.MULTILINE)):
            problem = facts.problems.get(f"{field}_{key}", "")
            inputs.append(
                Input(
                    name=f"{field}_{key}",
                    label=reader.say(f"interview.field.{field}", trait=name),
                    kind=kind,
                    choices=scale if kind is InputKind.CHOICE else (),
                    placeholder=reader.say(f"interview.hint.{field}"),
                    value=facts.values.get(f"{field}_{key}", ""),
                    is_required=False,
                    problem=_problem(problem, reader),
                )
            )
    note = _input(
        "note", InputKind.MULTILINE, facts.values, facts.problems, reader, is_required=False
    )
    return Form(
        title=reader.say("interview.form_title", name=facts.candidate),
        route="interview",
        argument=facts.argument,
        inputs=(*inputs, note),
        submit=reader.say("interview.submit"),
    )


def interview_saved(facts: InterviewSaved, reader: Reader) -> Card:
    """Say what is kept, with the evidence beside each rating."""
    day = reader.day(date.fromisoformat(facts.on_day))
    return Card(
        title=reader.say("interview.saved_title", name=facts.candidate),
        tone=Tone.GOOD,
        text=reader.say("interview.repeat" if facts.is_repeat else "interview.saved", day=day),
        rows=tuple(
            Row(label=zh if reader.language == "zh" else en, value=f"{value} 「{evidence}」")
            for zh, en, value, evidence in facts.ratings
        ),
        footnote=reader.say("interview.footnote"),
    )


def due(facts: str, reader: Reader) -> Card:
    """Remind of an interview that took place; its first line names nobody."""
    told = InterviewDue(**json.loads(facts))
    day = reader.day(date.fromisoformat(told.on_day))
    last = reader.say("interview.last") if told.number == told.of else ""
    return Card(
        title=reader.say("interview.due_title"),
        tone=Tone.ASKING,
        text=reader.say("interview.due", name=told.candidate, day=day),
        footnote=last,
        actions=(
            Action(
                label=reader.say("interview.button"),
                route="interview",
                argument=f"due:{told.interview_id}",
                is_primary=True,
            ),
        ),
    )


def ask_score(facts: AskCandidateScore, reader: Reader) -> Form:
    """Ask for a test's score as it was given, with both ends of its scale."""
    kinds = tuple(
        Choice(value=kind.value, label=reader.say(f"candidate_score.kind.{kind.value}"))
        for kind in (ScoreKind.ASSESSMENT, ScoreKind.SITUATIONAL)
    )
    traits = tuple(
        Choice(value=key, label=zh if reader.language == "zh" else en)
        for key, zh, en in facts.traits
    )
    values, problems = facts.values, facts.problems
    return Form(
        title=reader.say("candidate_score.form_title", name=facts.candidate),
        route="candidate_score",
        argument=facts.argument,
        inputs=(
            _choice("kind", kinds, values, problems, reader),
            _choice("trait", traits, values, problems, reader),
            _input("score", InputKind.NUMBER, values, problems, reader),
            _input("high", InputKind.NUMBER, values, problems, reader),
            _input("low", InputKind.NUMBER, values, problems, reader, is_required=False),
            _input("taken_on", InputKind.DATE, values, problems, reader),
        ),
        submit=reader.say("interview.submit"),
    )


def score_saved(facts: CandidateScoreSaved, reader: Reader) -> Card:
    """Say what is kept: the raw score on its scale, and for display the percentage."""
    name = facts.names[0] if reader.language == "zh" else facts.names[1]
    said = {"score": facts.score, "low": facts.low, "high": facts.high, "percent": facts.percent}
    return Card(
        title=reader.say("candidate_score.saved_title", name=facts.candidate),
        tone=Tone.GOOD,
        text=reader.say("candidate_score.repeat") if facts.is_repeat else "",
        rows=(
            Row(label=name, value=reader.say("candidate_score.value", **said)),
            Row(
                label=reader.say("candidate_score.field.kind"),
                value=reader.say(f"candidate_score.kind.{facts.kind}"),
            ),
        ),
    )


def _input(
    name: str,
    kind: InputKind,
    values: Mapping[str, str],
    problems: Mapping[str, str],
    reader: Reader,
    *,
    is_required: bool = True,
) -> Input:
    return Input(
        name=name,
        label=reader.say(f"candidate_score.field.{name}"),
        kind=kind,
        value=values.get(name, ""),
        is_required=is_required,
        problem=_problem(problems.get(name, ""), reader),
    )


def _choice(
    name: str,
    choices: tuple[Choice, ...],
    values: Mapping[str, str],
    problems: Mapping[str, str],
    reader: Reader,
) -> Input:
    return Input(
        name=name,
        label=reader.say(f"candidate_score.field.{name}"),
        kind=InputKind.CHOICE,
        choices=choices,
        value=values.get(name, ""),
        problem=_problem(problems.get(name, ""), reader),
    )


def _problem(problem: str, reader: Reader) -> str:
    if not problem:
        return ""
    return reader.say(f"interview.problem.{problem}", limit=LONGEST_EVIDENCE)
