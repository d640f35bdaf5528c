"""What is worth telling somebody unasked, as facts; words and sending are others' business."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum


class NoticeKind(StrEnum):
    """All kinds of notices; `bot/notices.py` says how each is told."""

    DEAL = "deal"
    LATE_DEALS = "late_deals"
    LINE_QUESTION = "line_question"
    ALARM = "alarm"
    STATEMENT = "statement"
    UNMATCHED = "unmatched"

    MENTOR_WEEK = "mentor_week"
    MENTOR_MISSING = "mentor_missing"
    MENTOR_VISIT = "mentor_visit"
    MENTOR_REPORT = "mentor_report"
    MENTOR_COMMENT = "mentor_comment"
    MENTOR_PROPOSAL = "mentor_proposal"
    MENTOR_ATTENTION = "mentor_attention"
    MENTOR_CHANGED = "mentor_changed"
    PULSE = "pulse"
    COURSE = "course"
    COURSE_OVERDUE = "course_overdue"
    TARGET_MONTH = "target_month"
    TARGET_PROPOSAL = "target_proposal"
    TARGET_CHANGE = "target_change"
    TARGET_REWARD = "target_reward"
    CRITERIA = "criteria"
    PROBATION_REVIEW = "probation_review"
    PROBATION_SECOND = "probation_second"
    PROBATION_TOLD = "probation_told"
    CONFIRMED = "confirmed"
    REPORTED_DEAL = "reported_deal"
    REPORT_TOLD = "report_told"
    INTERVIEW_DUE = "interview_due"
    UNREACHABLE = "unreachable"

    ALERT = "alert"
    ALERT_LIST = "alert_list"
    ALERT_NUDGE = "alert_nudge"
    WATCH_DIGEST = "watch_digest"
    INTERVENTION_CHECK = "intervention_check"
    OBJECTION = "objection"
    #: A threshold that the site's own figures speak for.
    THRESHOLD = "threshold"

    WELCOME = "welcome"
    JOINED = "joined"
    NO_START_DAY = "no_start_day"
    LEAVER = "leaver"
    TAKEN_OVER = "taken_over"

    #: In a group; told to one colleague; to her whose group did not get it.
    GOOD_NEWS = "good_news"
    GOOD_NEWS_TOLD = "good_news_told"
    GOOD_NEWS_LOST = "good_news_lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing to tell one person. The same key is the same notice, however often it is put.

    `subject` orders notices: a later one of the same subject waits for the earlier.
    `not_before` and `expires_at` are business time.
    """

    key: str
    person_id: int
    kind: NoticeKind
    subject: str
    #: JSON object; the facts of the kind.
    facts: str
    at: datetime
    not_before: datetime | None = None
    expires_at: datetime | None = None
    #: Lower goes first; money is 0.
    priority: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class LineQuestion:
    """What somebody asks about a line of her commission; without the sum, which not all may see."""

    name: str
    number: str
    title: str
    period: str
    line_id: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """What an administrator should look at; `counts` are words of the cards with their number."""

    #: "job" or "reconcile": which sentence it begins with.
    what: str
    job: str
    #: The slot, ISO with zone.
    slot: str
    counts: dict[str, int]
    #: Ids of a few, never a name or sum.
    named: tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementReady:
    """A period of a person's plan is over: what it came to, in minor units of `currency`."""

    period: str
    currency: str
    total: int
    provisional: int
    earned: int
    payable: int
    paid: int
    deals: int
    #: ISO date of the next pay day.
    pay_on: str
    #: Where the plan has a draw: what it guarantees, what the period pays, what is still owed.
    draw: int = 0
    drawn: int = 0
    owed: int = 0
    #: Whether the draw is paid on top of the commission.
    is_on_top: bool = False
    #: Deals of the period whose cost is not known yet.
    waiting: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetNews:
    """A month's base or a change of it, for the rep or for who decides; decimals as text."""

    #: Which sentence: "month"; "proposed", "reminded", "handed"; "changed", "asked".
    what: str
    step_id: int
    name: str
    number: str
    month: str
    last_day: str
    #: Empty of a base.
    cause: str
    pass_before: int
    stretch_before: int | None
    pass_after: int
    stretch_after: int | None
    growth_before: str = ""
    growth_after: str = ""
    growth_percent: str = ""
    more_than: str = ""
    window: int = 0
    reward_minor: int = 0
    currency: str = ""
    is_one_number: bool = False
    has_conflict: bool = False
    #: The day by whose figures it was judged, where that is an earlier one; else empty.
    judged_on: str = ""
    #: In the last 14 days: both sign.
    needs_signatures: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CriteriaTold:
    """What is asked of her for confirmation, word for word."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbationReview:
    """A probation can be ended until `last_day`; `gaps` are what the company itself owes."""

    person_id: int
    name: str
    number: str
    last_day: str
    days_left: int
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondSignature:
    """An ending that has its first signature waits for HR's, until `last_day`."""

    person_id: int
    name: str
    signed_by: str
    reason: str
    last_day: str
    days_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbationTold:
    """What has become of what somebody signed; `months` are (month, bar, valid deals) as now."""

    #: "reopened", "second_signed", "not_signed": which sentence it is.
    what: str
    person_id: int
    name: str
    months: tuple[tuple[str, int, int], ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """Somebody is confirmed from a day on; `role` says how the reader is concerned."""

    #: "rep", "mentor", "manager", "hr".
    role: str
    name: str
    on: str
    #: Probation and confirmation are words of labour contracts alone; others pass an assessment.
    is_employee: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetReward:
    """The stretch of a month was reached, or is missed again; minor units, signed."""

    month: str
    minor: int
    currency: str
    stretch: int
    done: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmatchedEvents:
    """Events that came to nothing, for whoever can mend them."""

    parked: int
    refused: int
    new: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LateDeals:
    """What events told days after their facts did to one person's commission, for her digest."""

    currency: str
    #: The sum of all of them, in minor units.
    minor: int
    count: int
    #: Of the first three.
    titles: tuple[str, ...]

    def __add__(self, other: LateDeals) -> LateDeals:
        return LateDeals(
            currency=self.currency,
            minor=self.minor + other.minor,
            count=self.count + other.count,
            titles=tuple(dict.fromkeys((*self.titles, *other.titles)))[:3],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DealNews:
    """What a deal did to one person's commission; amounts in minor units of `currency`.

    The two bases with the plan version say how it was computed.
    """

    event: str
    source: str
    event_id: str
    deal_id: int
    title: str
    on_day: str
    currency: str
    this_deal: int
    catch_up: int
    deal_base: int
    rest_base: int
    rate_before: str
    rate_after: str
    is_share: bool
    is_earned: bool
    period: str
    period_total: int
    next_at: int | None
    next_rate: str
    next_is_whole: bool
    word: str
    #: Whether the plan confirms at signing, so that nothing of the period waits.
    is_period_earned: bool = False
    #: Whether the period was closed before: what was paid then stays.
    is_settled: bool = False
    #: As in `NextTier`.
    next_each: int = 0
    next_sum: int = 0
    next_unit: str = "amount"
    #: Whether the plan pays by the margin, and whether the deal's cost is still to come.
    is_margin: bool = False
    waits_for_cost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportNews:
    """A deal reported in chat, and what it may be the same as; amounts in minor units."""

    #: Which sentence it is told by: "asked", "reported", "confirmed", "declined" ...
    stage: str
    report_id: int
    name: str
    customer: str
    currency: str
    minor: int
    product: str
    on_day: str
    case: str
    is_about_report: bool
    other_name: str
    other_customer: str
    other_minor: int | None
    reason: str
    photo: str = ""


def notice_facts(news: ReportNews) -> str:
    """Write facts as they are kept with a notice."""
    return json.dumps(asdict(news), ensure_ascii=False)
