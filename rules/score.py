"""A test result that a trainer or HR writes down in chat, as facts; titles by language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rules.learning import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class AskScore:
    """What is missing is to be filled in; `domains` are titles by id."""

    domains: tuple[tuple[str, Mapping[str, str]], ...]
    today: date
    name: str = ""
    domain: str = ""
    value: str = ""
    out_of: str = "100"


@dataclass(frozen=True, slots=True, kw_only=True)
class TestResult:
    """A result as it is shown: with its scale, and what passes on a scale of 100."""

    name: str
    number: str
    domain: Mapping[str, str]
    value: Decimal
    out_of: Decimal
    percent: Decimal
    pass_mark: Decimal
    taken_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreDraft:
    """To be confirmed; `argument` is what the button says."""

    result: TestResult
    argument: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreKept:
    """It is kept; how far she is on her path with it."""

    result: TestResult
    progress: Progress
