"""Facts of every kind of answer, with one name wherever somebody's own words or names may stand.

Every sum is 450.00 or a multiple of 1,000; nothing else reads so. A new kind adds its row here.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

from rules.access import PaySight
from rules.course import AskDone, CourseDone, CourseLater, CourseLine, Courses
from rules.draw import Settled
from rules.earning import States
from rules.learning import Progress
from rules.mentor_change import (
    AnotherAsked,
    AskAnother,
    ChangeDecided,
    ChangeProposal,
    ConfirmPairing,
    NothingChanged,
    Paired,
)
from rules.mentor_desk import Desk, LastRecord, MenteeCard, MenteeWeek
from rules.mentor_record import (
    AskRecord,
    NotYourMentee,
    RecordDraft,
    RecordDropped,
    RecordKind,
    RecordSaved,
    VisitAnswered,
    WhichMentee,
)
from rules.notices import NoticeKind
from rules.periods import DayRange
from rules.plan_terms import EarnedOn, Extra, Measure, NextTier, Paid, Slice
from rules.preference import AskHours, Reminders, Wish
from rules.probation_outcome import MonthResult
from rules.probation_view import (
    AskProbation,
    CriteriaAcknowledged,
    ProbationEnding,
    ProbationsEnding,
    ProbationView,
)
from rules.pulse_card import AskRating, RatingSaved
from rules.reach import DeadChat, Unreachable
from rules.statement import (
    AskAmount,
    AskQuestion,
    AskReport,
    AskReportReason,
    Change,
    Explanation,
    Greeting,
    Help,
    NothingYet,
    QuestionSent,
    ReportAnswer,
    Statement,
    StatementLine,
    WhatIf,
)
from rules.target import Cause, Growth, GrowthVerdict, Target
from rules.target_record import (
    AskAcceptance,
    AskDecision,
    MyTarget,
    NoTarget,
    TargetAnswered,
    TargetHistory,
    TargetStep,
)
from rules.working_hours import Hours
from tests.contracts.answered_later import of_files, of_risk, of_teams
from tests.contracts.hired import of_screening
from tests.contracts.hiring import of_hiring
from tests.contracts.hr import of_hr
from tests.contracts.loop import of_loop
from tests.contracts.reported import a_report

_DAY = date(2026, 11, 24)
_AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
_SUM, _BASE = 45_000, 900_000
_RATE = Decimal("0.05")


def answered(name: str) -> dict[type, object]:
    """Give facts for each kind of answer."""
    own = (*_of_money(name), *_of_work(name), *_of_growing(name), *_of_mentoring(name))
    facts = (
        *own,
        *of_risk(name),
        *of_files(name),
        *of_teams(name),
        *of_hiring(name),
        *of_screening(name),
        *of_hr(name),
        *of_loop(),
    )
    return {type(one): one for one in facts}


def _of_money(name: str) -> tuple[object, ...]:
    news = a_report(name, stage="draft", minor=_BASE)
    return (
        _statement(name),
        _explanation(name),
        WhatIf(
            currency="CNY",
            is_agent=False,
            amount=_BASE,
            this_deal=_SUM,
            catch_up=_SUM,
            base_after=_BASE,
            worth_after=_SUM,
            rate_after=_RATE,
            reaches_new_tier=True,
        ),
        AskAmount(),
        AskQuestion(title=name, argument="line:1"),
        QuestionSent((name,)),
        NothingYet(is_agent=False),
        AskReport(argument="new", customer=name, amount="9000.00", product=name),
        AskReportReason(argument="decline:1", customer=name),
        ReportAnswer(news=news, names=(name,)),
    )


def _statement(name: str) -> Statement:
    line = StatementLine(
        line_id=1, title=name, change=Change.NEW, on_day=_DAY, minor=_SUM, catch_up=_SUM
    )
    return Statement(
        person_name=name,
        is_own=True,
        is_agent=False,
        sight=PaySight.LINES,
        days=DayRange(start=date(2026, 11, 1), end=date(2026, 12, 1)),
        kind="period",
        period="2026-11",
        is_current=True,
        currency="CNY",
        total=_SUM,
        lines=(line,),
        states=States(provisional=_SUM, earned=_SUM, payable=_SUM, paid=_SUM),
        pay_on=date(2026, 12, 15),
        period_total=_SUM,
        deals=1,
        base=_BASE,
        next_tier=NextTier(_RATE, _BASE, is_whole=True, each=_SUM, sum=_SUM),
        has_ever_sold=True,
        settled=Settled(period="2026-11", commission=_SUM, draw=_BASE, paid=_BASE, owed=_SUM),
        waiting=1,
        quota=_BASE,
        is_margin=True,
    )


def _explanation(name: str) -> Explanation:
    part = Slice(start=0, end=None, minor=_BASE, rate=_RATE)
    return Explanation(
        currency="CNY",
        is_agent=False,
        title=name,
        this_deal=_SUM,
        catch_up=_SUM,
        base_before=_BASE,
        base_after=_BASE,
        worth_before=_SUM,
        worth_after=_SUM,
        rate_after=_RATE,
        slices=(part, part),
        is_per_deal=False,
        plan_title="standard",
        plan_version=1,
        plan_starts_on=_DAY,
        period="2026-11",
        counted=(name,),
        counted_more=0,
        earned_on=EarnedOn.SIGNING,
        missing=_BASE,
        has_others=True,
        argument="line:1",
        extras=(
            Extra(Paid.EACH, _SUM),
            Extra(Paid.SUM, _SUM),
            Extra(Paid.AT_MOST, _SUM),
            Extra(Paid.TAKEN_OFF, _SUM),
        ),
        measured=((Measure.PRODUCT, 0),),
        product=name,
        collected=_SUM,
        deal_base=_BASE,
        revenue=_BASE,
        cost=_SUM,
        is_margin=True,
        quota=_BASE,
    )


def _of_work(name: str) -> tuple[object, ...]:
    hours = Hours(start=time(9), end=time(18))
    dead = DeadChat(
        name=name, number="A1", channel="slack", reason=name, since=_AT, has_other=False
    )
    return (
        Reminders(
            wish=Wish.HIDE,
            kind=None,
            hours=hours,
            has_own_hours=False,
            zone="Asia/Shanghai",
            visiting_until=None,
            snoozed_until=None,
            muted=((NoticeKind.DEAL, False),),
            next_digest=_AT,
            hides_sums=True,
        ),
        AskHours(hours),
        Help(("help.commission",)),
        Greeting(("commission",)),
        Unreachable(chats=(dead,), total=1, skipped=0, zone="Asia/Shanghai"),
    )


def _of_growing(name: str) -> tuple[object, ...]:
    line = CourseLine(
        course_id="c1",
        title={"zh": name, "en": name},
        domain={"zh": name, "en": name},
        why="gap",
        score="52.00",
        pass_mark="70",
        due_on="2026-11-24",
        is_overdue=True,
    )
    progress = Progress(completed=1, total=2, due=1, due_completed=0)
    step, target = _step(), Target(pass_bar=3, stretch=4)
    view = ProbationView(
        person_id=1,
        name=name,
        starts_on=_DAY,
        ends_on=_DAY,
        last_day=_DAY,
        days_left=3,
        is_paused=False,
        pause="",
        is_hr=True,
        may_keep=True,
        told_on=None,
        acknowledged_on=None,
        signature=name,
        results=(MonthResult(month="2026-11", bar=3, done=2),),
        gaps=(),
    )
    return (
        Courses(name=name, is_own=True, progress=progress, lines=(line,)),
        AskDone(lines=(line,), is_chosen=True),
        CourseDone(title={"zh": name, "en": name}, progress=progress, next=line),
        CourseLater(is_tomorrow=True, count=1),
        MyTarget(
            person_id=7,
            name=name,
            is_own=True,
            has_history=True,
            month="2026-11",
            last_day=_DAY,
            workdays_left=3,
            target=target,
            is_one_number=False,
            reward_minor=_SUM,
            currency="CNY",
            done=1,
            counted=(name,),
            not_counted=1,
            unacknowledged=1,
            waiting=(step,),
        ),
        NoTarget(month="2026-11"),
        TargetHistory(month="2026-11", zone="Asia/Shanghai", steps=(step,), names=((1, name),)),
        AskDecision(step=step, name=name, is_approval=True, needs_signature=True),
        AskAcceptance(step=step),
        TargetAnswered(told="approved_changed", step=step, name=name, target=target),
        view,
        ProbationsEnding(
            people=(
                ProbationEnding(person_id=1, name=name, number="A1", ends_on=_DAY, days_left=7),
            ),
            within=60,
            more=1,
        ),
        AskProbation(what="criteria", view=view, criteria=name),
        CriteriaAcknowledged(_DAY),
    )


def _step() -> TargetStep:
    """Give a change by results, whose two windows made 7 × 450.00 and 7 × 1,000.00."""
    evidence = GrowthVerdict(
        growth=Growth.FIRED,
        before=Decimal(7 * _SUM),
        after=Decimal(7 * 100_000),
        percent=Decimal("122.22"),
    )
    target = Target(pass_bar=3, stretch=4)
    return TargetStep(
        id=1,
        person_id=1,
        month="2026-11",
        cause=Cause.RESULTS,
        target=target,
        before=target,
        after=target,
        evidence=evidence,
        more_than="10",
        window=7,
        reward_minor=_SUM,
        currency="CNY",
        policy_version="1",
        made_at=_AT,
    )


def _of_mentoring(name: str) -> tuple[object, ...]:
    week = MenteeWeek(pairing_id=1, name=name, tasks=(("ride_along", "open"),))
    values = {"customer": name, "good": name, "improve": name, "next": name, "listening": "4.5"}
    return (
        Desk(mentees=(week,)),
        MenteeCard(
            name=name,
            week=3,
            mentor=name,
            this_week=week,
            last=(LastRecord(kind="talk", on_day="2026-11-24", improve=name, next=name),),
        ),
        ConfirmPairing(rep=name, mentor=name, now=name, mentees=2, capacity=2, argument="1:2"),
        Paired(
            rep=name,
            mentor=name,
            since="2026-11-24",
            is_new=True,
            before=name,
            back="pair:1:2:2026-11-24",
        ),
        NothingChanged(),
        AskRecord(kind=RecordKind.RIDE_ALONG, mentee=name, argument="1", values=values),
        RecordDraft(record_id=1, kind=RecordKind.RIDE_ALONG, mentee=name, values=values),
        WhichMentee(record_id=1, name=name, choices=((1, name, "A1"),)),
        NotYourMentee(name=name, typed=(("customer", name),), mentees=(name,)),
        RecordSaved(record_id=1, kind=RecordKind.RIDE_ALONG, mentee=name, values=values),
        RecordDropped(),
        VisitAnswered(is_confirmed=True, mentor=name),
        AskRating(pairing_id=1, week="2026-11-23", question="satisfaction"),
        RatingSaved(satisfaction=8, applied=7),
        ChangeProposal(
            proposal_id=1,
            reason="asked",
            state="open",
            rep=name,
            rep_number="A1",
            mentor=name,
            words=name,
        ),
        ChangeDecided(state="changed", rep=name, mentor=name),
        AskAnother(words=name),
        AnotherAsked(),
    )
