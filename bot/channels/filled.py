"""Whether a form was filled in as it was asked, for pages that send all its answers at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.cards.form import Form, Input, InputKind
from bot.cards.words import say
from bot.channels.questions import LONGEST, choices, is_date, is_number
from rules.attachment import id_of


def filled_in(form: Form, written: Mapping[str, str], *, language: str) -> Form:
    """Give the form with what was written in it, and at each field what is wrong with that."""
    inputs = tuple(
        replace(
            question,
            value=(value := written.get(question.name, "")),
            problem=_problem(question, value, language),
        )
        for question in form.inputs
    )
    return replace(form, inputs=inputs)


def is_good(form: Form) -> bool:
    """Tell whether nothing is wrong with any field."""
    return not any(question.problem for question in form.inputs)


def _problem(question: Input, written: str, language: str) -> str:
    if not written:
        return say(language, "forms.needed") if question.is_required else ""
    if len(written) > LONGEST:
        return say(language, "forms.too_long", limit=LONGEST, length=len(written))
    if offered := choices(question):
        several = question.kind is InputKind.CHOICES
        chosen = written.split(",") if several else [written]
        is_offered = {choice.value for choice in offered}.issuperset(chosen)
        return "" if is_offered else say(language, "forms.not_offered")
    is_right, problem = _CHECKS.get(question.kind, (bool, ""))
    return "" if is_right(written) else say(language, problem)


def _is_file(written: str) -> bool:
    return id_of(written) is not None


_CHECKS: Mapping[InputKind, tuple[Callable[[str], bool], str]] = {
    InputKind.FILE: (_is_file, "forms.not_a_file"),
    InputKind.NUMBER: (is_number, "forms.not_a_number"),
    InputKind.DATE: (is_date, "forms.not_a_date"),
}
