"""Facts of what helps a rep to grow: courses, targets, probation, each with a person's name."""

from __future__ import annotations

import json
from dataclasses import asdict

from rules.course import CourseDigest, CourseLine, CourseOverdue
from rules.good_news import GoodNews
from rules.joining import Joined, Missing, NoStartDay, Welcome
from rules.leaving import LeaverNews, TakenOver
from rules.mentor_change import MentorFit
from rules.notices import (
    Confirmed,
    CriteriaTold,
    NoticeKind,
    ProbationReview,
    ProbationTold,
    SecondSignature,
    TargetNews,
    TargetReward,
)

_Fact = (
    GoodNews
    | CourseDigest
    | CourseOverdue
    | TargetNews
    | TargetReward
    | CriteriaTold
    | ProbationReview
    | SecondSignature
    | ProbationTold
    | Confirmed
    | Welcome
    | Joined
    | NoStartDay
    | LeaverNews
    | TakenOver
)


def growing_facts(name: str) -> dict[NoticeKind, str]:
    """Give facts for each kind, with `name` wherever somebody's own words or names may stand."""
    facts: dict[NoticeKind, _Fact] = {
        NoticeKind.COURSE: CourseDigest(lines=(_line(name),)),
        NoticeKind.COURSE_OVERDUE: CourseOverdue(name=name, line=_line(name)),
        NoticeKind.TARGET_MONTH: _news("month", name),
        NoticeKind.TARGET_PROPOSAL: _news("proposed", name, cause="skill"),
        NoticeKind.TARGET_CHANGE: _news("changed", name, cause="results"),
        NoticeKind.TARGET_REWARD: TargetReward(
            month="2026-11", minor=45_000, currency="CNY", stretch=4, done=4
        ),
        NoticeKind.CRITERIA: CriteriaTold(text=name),
        NoticeKind.PROBATION_REVIEW: ProbationReview(
            person_id=1, name=name, number="A1", last_day="2026-11-30", days_left=7
        ),
        NoticeKind.PROBATION_SECOND: SecondSignature(
            person_id=1,
            name=name,
            signed_by=name,
            reason=name,
            last_day="2026-11-30",
            days_left=7,
        ),
        NoticeKind.WELCOME: Welcome(
            name=name, mentor=name, course=name, course_due_on="2026-11-30", courses=3, pass_bar=3
        ),
        NoticeKind.JOINED: Joined(
            person_id=1,
            name=name,
            number="A1",
            hired_on="2026-11-24",
            missing=tuple(one.value for one in Missing),
            mentors=(MentorFit(person_id=2, name=name, mentees=1, capacity=3),),
            since="2026-11-24",
        ),
        NoticeKind.NO_START_DAY: NoStartDay(people=((1, name), (2, name), (3, name)), more=4),
        NoticeKind.LEAVER: LeaverNews(
            person_id=1, name=name, number="A1", left_on="2026-11-24", counts={"deal": 2}
        ),
        NoticeKind.TAKEN_OVER: TakenOver(
            leaver=name, kind="deal", titles=(name,), due_on="2026-11-30", by=name
        ),
        NoticeKind.PROBATION_TOLD: ProbationTold(
            what="reopened", person_id=1, name=name, months=(("2026-11", 3, 2),), reason=name
        ),
        NoticeKind.CONFIRMED: Confirmed(role="mentor", name=name, on="2026-11-30"),
    }
    news = GoodNews(deal_id=1, name=name, product=name, customer=name, channel="slack", address="a")
    for kind in (NoticeKind.GOOD_NEWS, NoticeKind.GOOD_NEWS_TOLD, NoticeKind.GOOD_NEWS_LOST):
        facts[kind] = news
    return {kind: json.dumps(asdict(fact)) for kind, fact in facts.items()}


def _line(name: str) -> CourseLine:
    return CourseLine(
        course_id="c1",
        title={"zh": name, "en": name},
        domain={"zh": name, "en": name},
        why="gap",
        score="52.00",
        pass_mark="70",
        due_on="2026-11-24",
        is_overdue=True,
    )


def _news(what: str, name: str, *, cause: str = "") -> TargetNews:
    return TargetNews(
        what=what,
        step_id=1,
        name=name,
        number="A1",
        month="2026-11",
        last_day="2026-11-30",
        cause=cause,
        pass_before=3,
        stretch_before=None,
        pass_after=2,
        stretch_after=4,
        growth_before="60.00",
        growth_after="67.00",
        growth_percent="11.67",
        more_than="10",
        window=7,
        reward_minor=45_000,
        currency="CNY",
    )
