"""Answers about commission, as facts: what it is, why, and what if. Amounts in minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from rules.access import PaySight
from rules.draw import Settled
from rules.earning import States
from rules.notices import ReportNews
from rules.periods import DayRange
from rules.plan_terms import EarnedOn, Extra, Measure, NextTier, Slice


class Change(StrEnum):
    """What an event did to its deal."""

    NEW = "new"
    CHANGED = "changed"
    TAKEN_BACK = "taken_back"
    REWARD = "reward"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """What one event posted, under the name of its deal; `catch_up` is part of `minor`."""

    line_id: int
    title: str
    change: Change
    on_day: date
    minor: int
    catch_up: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What somebody's commission is in a range. Above `sight` everything is empty or None."""

    person_name: str
    is_own: bool
    is_agent: bool
    sight: PaySight
    days: DayRange
    #: "day", "week", "month" ... as asked; "period" where it is one of the plan's.
    kind: str
    #: The plan's period that states, deals and base speak of: the one asked for, or the running.
    period: str
    is_current: bool
    currency: str
    total: int | None
    lines: tuple[StatementLine, ...]
    states: States | None
    #: The pay day of what is payable.
    pay_on: date | None
    period_total: int | None
    deals: int
    base: int | None
    next_tier: NextTier | None
    has_ever_sold: bool
    #: Whether deals are hers to sign; if not, whether she may ask about others'.
    sells: bool = True
    may_look_up: bool = False
    #: What the period pays where the plan has a draw.
    settled: Settled | None = None
    #: Deals of the period whose cost is not known yet, under a plan that pays by margin.
    waiting: int = 0
    #: What is asked of the period, where tiers go by a quota.
    quota: int = 0
    is_margin: bool = False
    #: What the period's commission is multiplied by; None without such factors.
    factor: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """How a sum came about, with the inputs it had then."""

    currency: str
    is_agent: bool
    title: str
    this_deal: int
    catch_up: int
    base_before: int
    base_after: int
    worth_before: int
    worth_after: int
    rate_after: Decimal
    slices: tuple[Slice, ...]
    is_per_deal: bool
    plan_title: str
    plan_version: int
    plan_starts_on: date
    period: str
    counted: tuple[str, ...]
    counted_more: int
    #: What turns the expected sum into an earned one, and how much is still missing.
    earned_on: EarnedOn
    missing: int
    has_others: bool
    #: Names the explained line, for a question on exactly it.
    argument: str
    #: What is paid besides rates, and what a limit made of the sum.
    extras: tuple[Extra, ...] = ()
    #: Of the whole deal, where the plan pays by margin: its net amount and its net cost.
    revenue: int = 0
    cost: int | None = None
    is_margin: bool = False
    quota: int = 0
    #: What of the quota was sold by then.
    sold: int = 0
    #: What the commission was multiplied by, and what it was before that.
    factor: Fraction = Fraction(1)
    unfactored: int = 0
    #: What a rate went by, in the unit of a tier's start: in a grid, or by a markup.
    measured: tuple[tuple[Measure, int], ...] = ()
    #: The product that a rate went by; empty is any other than the plan names.
    product: str = ""
    #: Of her share of the deal, where money that came late counts in part: all that came.
    collected: int | None = None
    #: What of the deal counts.
    deal_base: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """What one more deal would bring: a trial, never a promise."""

    currency: str
    is_agent: bool
    amount: int
    this_deal: int
    catch_up: int
    base_after: int
    worth_after: int
    rate_after: Decimal
    reaches_new_tier: bool
    #: Whether the amount is taken as a margin: that is what the plan pays by.
    is_margin: bool = False


@dataclass(frozen=True, slots=True)
class AskAmount:
    """The question came without an amount: ask for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskQuestion:
    """A line is doubted: ask what is wrong. `argument` names the line."""

    title: str
    argument: str


@dataclass(frozen=True, slots=True)
class QuestionSent:
    """The question is on its way to these people."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NothingYet:
    """There is no line to explain yet."""

    is_agent: bool


@dataclass(frozen=True, slots=True)
class Help:
    """What Foothold can do for this person, as ids of sentences."""

    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Greeting:
    """She opened the chat: what she may want first, as ids of routes."""

    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """What was said, and the nearest things that can be done; without any, her first steps.

    `line` is the id of one sentence on what can be done by who she is.
    """

    text: str
    offers: tuple[str, ...]
    steps: tuple[str, ...]
    line: str
    #: She said what is not to be done.
    is_declined: bool = False


@dataclass(frozen=True, slots=True)
class Linked:
    """A chat account now belongs to this person."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskReport:
    """A deal is to be reported; what is known of it stands in the form already."""

    argument: str
    customer: str = ""
    amount: str = ""
    product: str = ""
    sold_on: str = ""
    photo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskReportReason:
    """A report is to be declined, for a reason."""

    argument: str
    customer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAnswer:
    """How a report stands now; `names` are those who were asked."""

    news: ReportNews
    names: tuple[str, ...] = ()
