"""Tables of what is typed and what is meant by it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import pytest
from _pytest.mark.structures import ParameterSet

from handlers.understanding import Intent, Understanding, understand

#: A Sunday in the middle of a month and a quarter.
TODAY = date(2026, 11, 15)


class Meaning(NamedTuple):
    """The slots of an understanding, as a table can write them."""

    intent: Intent | None
    days: str | None = None
    amount: str | None = None
    person: str | None = None
    code: str | None = None
    problem: str | None = None


def said(text: str, intent: Intent, **slots: str) -> ParameterSet:
    return pytest.param(text, Meaning(intent, **slots), id=text)


def understood(text: str) -> Understanding:
    return understand(text, today=TODAY)


def meaning(read: Understanding) -> Meaning:
    return Meaning(
        read.intent,
        days=f"{read.range.days.start} {read.range.days.last}" if read.range else None,
        amount=None if read.amount is None else str(read.amount),
        person=read.person,
        code=read.code,
        problem=read.problem,
    )


def asked_back(text: str, *offers: Intent) -> ParameterSet:
    return pytest.param(text, offers, id=text)


def means(table: dict[Intent, str]) -> list[ParameterSet]:
    """Give (text, intent) for each text of a table, one a line."""
    return [
        pytest.param(text.strip(), intent, id=text.strip())
        for intent, texts in table.items()
        for text in texts.strip().splitlines()
    ]
