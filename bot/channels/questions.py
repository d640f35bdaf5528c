"""A form asked question by question, for chats that have no form of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from bot.cards.form import Choice, Form, Input, InputKind
from bot.cards.words import say
from rules.attachment import id_of
from rules.named_day import named_day

#: Characters of one answer.
LONGEST = 4000
_RATINGS = tuple(Choice(value=str(n), label=str(n)) for n in range(1, 6))
_HINTS = {InputKind.CHOICES: "some_of", InputKind.DATE: "date", InputKind.FILE: "file"}


@dataclass(slots=True, kw_only=True)
class Questions:
    """Where one conversation stands in one form."""

    form: Form
    language: str
    #: Whose words: the terminal's know an Enter key.
    words: str = "console"
    answers: dict[str, str] = field(default_factory=dict)
    #: Her day: with it a date may be said in words (今天, 11月24日), not only as 2026-11-24.
    today: date | None = None

    @property
    def open(self) -> Input | None:
        """The question to ask now, or None when all are answered."""
        return next((q for q in self.form.inputs if q.name not in self.answers), None)

    def lines(self, question: Input) -> list[str]:
        """Word the question: its label, what was wrong before, its choices, how to answer."""
        offered = [f"  {n} {choice.label}" for n, choice in enumerate(question.choices, start=1)]
        hints = f" ({', '.join(self._hints(question))})" if self._hints(question) else ""
        problem = [question.problem] if question.problem else []
        return [*problem, f"{question.label}{hints}", *offered]

    def answer(self, line: str) -> str:
        """Take the answer to the open question; give what is wrong with it, or nothing."""
        question = self.open
        if question is None:
            raise ValueError("every question is answered")
        written = line.strip() or question.value
        if not written:
            return self._take(question, "") if not question.is_required else self._say("needed")
        limit = question.most or LONGEST
        if len(written) > limit:
            return self._say("too_long", limit=limit, length=len(written))
        return self._read(question, written)

    def add(self, question: Input, words: str) -> str:
        """Go on with an answer; where both are too long it stays as it was, and that is said."""
        said = f"{self.answers[question.name]}\n{words}"
        limit = question.most or LONGEST
        if len(said) > limit:
            return self._say("no_room", limit=limit, length=len(said), words=words)
        return self._take(question, said)

    def _read(self, question: Input, written: str) -> str:
        offered = choices(question)
        if offered:
            several = question.kind is InputKind.CHOICES
            chosen = _chosen(offered, re.split(r"[\s,，、]+", written) if several else [written])
            return self._take(question, ",".join(chosen)) if chosen else self._say("not_offered")
        if question.kind is InputKind.FILE and id_of(written) is None:
            return self._say("not_a_file")
        if question.kind is InputKind.NUMBER and not is_number(written):
            return self._say("not_a_number")
        if question.kind is InputKind.DATE and not is_date(written):
            day = named_day(written, self.today) if self.today else None
            return self._take(question, day.isoformat()) if day else self._say("not_a_date")
        return self._take(question, written)

    def _take(self, question: Input, value: str) -> str:
        self.answers[question.name] = value
        return ""

    def _say(self, sentence: str, **values: object) -> str:
        return say(self.language, f"{self.words}.{sentence}", **values)

    def _hints(self, question: Input) -> list[str]:
        hint = _HINTS.get(question.kind) or ("one_of" if question.choices else "")
        hints = [self._say(hint)] if hint else []
        if choices(question) is _RATINGS:
            hints.append("1-5")
        if question.placeholder:
            hints.append(question.placeholder)
        if question.value and question.kind is InputKind.FILE:
            hints.append(self._say("kept_file"))
        elif question.value:
            hints.append(self._say("default", value=question.value))
        elif not question.is_required:
            hints.append(self._say("optional"))
        return hints


def choices(question: Input) -> Sequence[Choice]:
    """Give what may be chosen; a rating without choices of its own goes from 1 to 5."""
    return question.choices or (_RATINGS if question.kind is InputKind.RATING else ())


def _chosen(offered: Sequence[Choice], written: Sequence[str]) -> list[str]:
    """Give the values meant, by number, value or label; empty if one of them is not offered."""
    meant = {str(n): choice.value for n, choice in enumerate(offered, start=1)}
    named = {name: c.value for c in offered for name in (c.value, c.label)}
    values = [meant.get(word) or named.get(word) for word in written if word]
    found = [value for value in values if value is not None]
    return found if len(found) == len(values) else []


def is_number(written: str) -> bool:
    """Tell whether somebody wrote a plain number."""
    try:
        return Decimal(written).is_finite()
    except InvalidOperation:
        return False


def is_date(written: str) -> bool:
    """Tell whether somebody wrote a date as 2026-11-24."""
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True
