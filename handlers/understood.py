"""What was understood of a message, with its slots."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from handlers.intent import Intent
from rules.spoken_hr import SpokenHr
from rules.spoken_leave import SpokenLeave
from rules.spoken_mentoring import SpokenMentoring
from rules.spoken_point import SpokenRange
from rules.spoken_preference import SpokenPreference
from rules.spoken_report import SpokenReport
from rules.spoken_risk import SpokenRisk
from rules.spoken_score import SpokenScore

#: The confidence of what was understood after a typing error was put right.
CORRECTED = 0.85
#: The problem of a sentence that says what is not to be done.
NOT_WANTED = "not_understood.nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What was understood; with `intent` None, `offers` are up to three guesses to choose from.

    `problem` is a message id ("range.impossible_date", "range.future", "range.several",
    "amount.not_positive", "amount.too_large", "amount.vague", "amount.several"): tell it instead of
    answering for a range or sum that was not meant.
    """

    intent: Intent | None
    range: SpokenRange | None = None
    amount: Decimal | None = None
    #: As she wrote it: 張三, Li Lei. None is the asker herself.
    person: str | None = None
    #: Of a deal that is asked about, as she wrote it: 华星那单.
    customer: str | None = None
    #: In capitals, without blanks.
    code: str | None = None
    #: 1 every word known, 0.85 after correcting a typing error, below it how likely it is, 0.5
    #: offers, 0 nothing.
    confidence: float
    offers: tuple[Intent, ...] = ()
    #: What was typed, cleaned and in small letters.
    text: str = ""
    problem: str | None = None
    preference: SpokenPreference | None = None
    mentoring: SpokenMentoring | None = None
    report: SpokenReport | None = None
    score: SpokenScore | None = None
    risk: SpokenRisk | None = None
    leave: SpokenLeave | None = None
    hr: SpokenHr | None = None
    #: Ids of the courses that what she named may be.
    courses: tuple[str, ...] = ()

    @property
    def is_by_likeness(self) -> bool:
        """Whether it was taken for what it most likely means, some words of it being unknown."""
        return self.intent is not None and self.confidence < CORRECTED
