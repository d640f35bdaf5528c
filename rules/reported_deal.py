"""Deals reported in chat (报单): whether one is a record of the CRM's, and when it counts.

CARDS 16: before a person has confirmed it, it enters no total; the CRM's own record of it is never
counted beside it; a doubtful pair, and two reps on one customer (撞单), are decided by a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from enum import StrEnum

from rules.money import Money
from rules.typed_text import fold

#: Days between report and record, inclusive, either way.
WINDOW_DAYS = 7
#: How old a deal may be when it is reported, in days.
OLDEST_DAYS = 90
_ALIKE = 0.8
_PUNCTUATION = re.compile(r"[\W_]+")
_ENDINGS = re.compile(
    "(?:股份有限公司|有限责任公司|有限公司|分公司|公司|集团|股份|科技|网络|技术)$"
    r"|(?<=[a-z0-9])(?: (?:co|company|ltd|limited|inc|llc|corp|corporation|group|tech|technology"
    r"|technologies|gmbh|plc))$"
)
#: C-1001, 88213: the customer's number in the CRM, which no rep types.
_CODE = re.compile(r"[a-z]{0,6} ?\d[\da-z ]*", re.ASCII)


class Verdict(StrEnum):
    """What a record is to a report, the clearest first."""

    CERTAIN = "certain"
    DOUBTFUL = "doubtful"
    #: Somebody else's, with the same customer.
    RIVAL = "rival"
    NONE = "none"


class State(StrEnum):
    """How far a report has come."""

    DRAFT = "draft"
    REPORTED = "reported"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Case(StrEnum):
    """What a person has to decide before a report counts."""

    NONE = ""
    DOUBT = "doubt"
    RIVAL = "rival"


LIVE = (State.REPORTED, State.CONFIRMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """What is compared: of a report, or of a deal as recorded."""

    people: frozenset[int]
    customer: str
    amount: Money
    on_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedDeal:
    """A report. `key` is the act it came by; the same act twice is one report."""

    key: str
    person_id: int
    customer: str
    amount: Money
    product: str
    sold_on: date
    at: datetime
    id: int = 0
    state: State = State.DRAFT
    decided_by: int | None = None
    reason: str = ""
    #: The record that it is, so that the report itself counts no more.
    deal_id: int | None = None
    case: Case = Case.NONE
    #: What the case is about: a record, or the report of somebody else.
    other_deal_id: int | None = None
    other_report_id: int | None = None
    #: Records that somebody has said it is not.
    cleared: frozenset[int] = frozenset()
    #: Rises with each posting and each taking back.
    revision: int = 0
    is_posted: bool = False
    #: As the form's file field gave it; empty for none.
    photo: str = ""
    #: What one of two managers has said of a 撞单 so far, and which of them.
    word: str = ""
    word_by: int | None = None

    @property
    def sale(self) -> Sale:
        """What is compared of it."""
        return Sale(
            people=frozenset({self.person_id}),
            customer=self.customer,
            amount=self.amount,
            on_day=self.sold_on,
        )

    @property
    def counts(self) -> bool:
        """Whether it stands in the ledger by itself: confirmed, undisputed, not recorded yet."""
        return self.state is State.CONFIRMED and self.deal_id is None and self.case is Case.NONE

    @property
    def number(self) -> str:
        """Its number as a deal of the source "chat"."""
        return f"R{self.id}"


def customer_key(name: str) -> str:
    """Give a customer's name without width, case, punctuation and what all companies are called."""
    words = _PUNCTUATION.sub(" ", fold(unicodedata.normalize("NFKC", name)).casefold()).strip()
    bare = words
    while (shorter := _ENDINGS.sub("", bare).strip()) != bare and shorter:
        bare = shorter
    return bare.replace(" ", "") or words.replace(" ", "")


def match(report: Sale, record: Sale) -> Verdict:
    """Tell what a record is to a report.

    Certain: the same customer, amount and person, at most 7 days apart. Doubtful: of these the
    amount differs, or the customer is written alike or only as a number.
    """
    if abs((report.on_day - record.on_day).days) > WINDOW_DAYS:
        return Verdict.NONE
    ours, theirs = customer_key(report.customer), customer_key(record.customer)
    is_same_amount = report.amount == record.amount
    is_same = bool(ours) and ours == theirs
    is_alike = is_same or (is_same_amount and _are_alike(ours, theirs))
    if not report.people & record.people:
        return Verdict.RIVAL if is_alike else Verdict.NONE
    if is_same and is_same_amount:
        return Verdict.CERTAIN
    is_nameless = not theirs or _CODE.fullmatch(theirs) is not None
    return Verdict.DOUBTFUL if is_alike or (is_same_amount and is_nameless) else Verdict.NONE


def best(report: Sale, records: Mapping[int, Sale]) -> tuple[Verdict, int | None]:
    """Give the clearest verdict over records by id, and whose; between equals the nearest day.

    Of several certain ones any is right: they are the same in all that counts.
    """
    found = sorted(
        (list(Verdict).index(verdict), abs((report.on_day - record.on_day).days), id_)
        for id_, record in records.items()
        if (verdict := match(report, record)) is not Verdict.NONE
    )
    if not found:
        return Verdict.NONE, None
    return list(Verdict)[found[0][0]], found[0][2]


def is_repeat(one: ReportedDeal, other: ReportedDeal) -> bool:
    """Whether two reports of one person are the same sale: not where both name other products."""
    if one.product and other.product and fold(one.product) != fold(other.product):
        return False
    return match(one.sale, other.sale) is Verdict.CERTAIN


def _are_alike(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < 2:  # noqa: PLR2004 - one character stands in too many names
        return False
    return shorter in longer or SequenceMatcher(None, one, other).ratio() >= _ALIKE
