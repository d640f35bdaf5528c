"""How each kind of notice is told: its card, and what the relay must know of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial

from bot.cards import (
    alarm,
    alert,
    candidate,
    confirmation,
    course,
    deal,
    good_news,
    held_data,
    intervention,
    joining,
    leaving,
    mentored,
    probation,
    question,
    reach,
    reported_deal,
    statement,
    target_change,
    threshold,
    unmatched,
)
from bot.cards.card import Card
from bot.cards.reader import Reader
from bot.still_asked import (
    alert_is_open,
    all_are_open,
    any_chat_is_dead,
    any_course_is_open,
    course_is_overdue,
    deal_is_won,
    interview_is_unrecorded,
    is_new_here,
    is_without_outcome,
    mentor_is_undecided,
    nudge_is_due,
    open_courses_now,
    outcome_is_unknown,
    report_is_open,
    start_is_unknown,
    target_is_undecided,
    threshold_is_undecided,
    visit_is_unanswered,
    waits_for_second,
    week_is_owed,
    week_is_unrated,
    welcome_now,
)
from rules.good_news import Group
from rules.notices import NoticeKind
from rules.privacy import DataClass
from storage.outbox import StoredNotice
from storage.unit_of_work import UnitOfWork


async def _always(one: StoredNotice, uow: UnitOfWork) -> bool:
    del one, uow
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One row of the table."""

    card: Callable[[str, Reader], Card]
    #: What its card tells: it goes to a chat of hers that may carry that.
    holds: DataClass
    #: What a lock screen may show of it.
    preview: str = "preview.work"
    #: Asked before every attempt, in the transaction of the claim: it reads, and writes nothing.
    #: That who left is told nothing holds for every kind, and is the relay's own question.
    still_true: Callable[[StoredNotice, UnitOfWork], Awaitable[bool]] = _always
    #: Asked after that: its facts as they are now. Only for kinds that may repeat, since what has
    #: changed is rendered anew.
    renewed: Callable[[StoredNotice, UnitOfWork], Awaitable[str]] | None = None
    #: Arriving twice harms nobody, so what may have arrived is sent again.
    may_repeat: bool = False
    #: Comes by the clock: told in her working hours alone, and not while she has paused reminders.
    is_scheduled: bool = False
    #: She may say that she wants none of these.
    may_be_muted: bool = False
    #: Where it is for a group: which. It is sent there at once and at most once, nobody's own.
    group: Callable[[str], Group] | None = None
    #: What tells her, by the same facts, that such a group did not get it.
    lost: NoticeKind | None = None


Kinds = Mapping[NoticeKind, Kind]

#: What harms nobody if it arrives twice: what is told at once, and what comes by the clock. A row
#: that does not say so is sent once at the most.
_at_once = partial(Kind, may_repeat=True)
_by_clock = partial(Kind, may_repeat=True, is_scheduled=True)

KINDS: Kinds = {
    NoticeKind.DEAL: Kind(
        card=deal.told_deal, preview="preview.money", holds=DataClass.MONEY, may_be_muted=True
    ),
    NoticeKind.LATE_DEALS: Kind(
        card=deal.told_late,
        preview="preview.money",
        holds=DataClass.MONEY,
        is_scheduled=True,
        may_be_muted=True,
    ),
    # Somebody waits for her answer, so it is never muted.
    NoticeKind.LINE_QUESTION: _at_once(
        card=question.told, preview="preview.money", holds=DataClass.MONEY
    ),
    NoticeKind.ALARM: _at_once(card=alarm.told, holds=DataClass.PERSONAL),
    NoticeKind.STATEMENT: Kind(
        card=statement.told,
        preview="preview.money",
        holds=DataClass.MONEY,
        is_scheduled=True,
        may_be_muted=True,
    ),
    NoticeKind.UNMATCHED: _by_clock(card=unmatched.told, holds=DataClass.PERSONAL),
    NoticeKind.MENTOR_WEEK: _by_clock(card=mentored.monday, holds=DataClass.PERSONAL),
    NoticeKind.MENTOR_MISSING: _by_clock(
        card=mentored.missing, holds=DataClass.PERSONAL, still_true=week_is_owed
    ),
    NoticeKind.MENTOR_VISIT: _at_once(
        card=mentored.visit, holds=DataClass.MONEY, still_true=visit_is_unanswered
    ),
    NoticeKind.MENTOR_REPORT: _at_once(card=mentored.report, holds=DataClass.MONEY),
    NoticeKind.MENTOR_COMMENT: _at_once(card=mentored.comment, holds=DataClass.MONEY),
    # HR is told the same day, whatever hour it is.
    NoticeKind.MENTOR_PROPOSAL: _at_once(
        card=mentored.proposal, holds=DataClass.ASSESSMENT, still_true=mentor_is_undecided
    ),
    NoticeKind.MENTOR_ATTENTION: _by_clock(card=mentored.attention, holds=DataClass.ASSESSMENT),
    NoticeKind.MENTOR_CHANGED: _at_once(card=mentored.changed, holds=DataClass.PERSONAL),
    NoticeKind.PULSE: _by_clock(
        card=mentored.rating, holds=DataClass.PERSONAL, still_true=week_is_unrated
    ),
    NoticeKind.COURSE: _by_clock(
        card=course.told_digest,
        holds=DataClass.ASSESSMENT,
        still_true=any_course_is_open,
        renewed=open_courses_now,
        may_be_muted=True,
    ),
    NoticeKind.COURSE_OVERDUE: _by_clock(
        card=course.told_overdue, holds=DataClass.ASSESSMENT, still_true=course_is_overdue
    ),
    NoticeKind.TARGET_MONTH: _by_clock(
        card=target_change.told_month, preview="preview.money", holds=DataClass.PERSONAL
    ),
    NoticeKind.TARGET_PROPOSAL: _by_clock(
        card=target_change.told_proposal, holds=DataClass.ASSESSMENT, still_true=target_is_undecided
    ),
    NoticeKind.TARGET_CHANGE: _by_clock(
        card=target_change.told_change, preview="preview.money", holds=DataClass.ASSESSMENT
    ),
    NoticeKind.TARGET_REWARD: Kind(
        card=target_change.told_reward, preview="preview.money", holds=DataClass.MONEY
    ),
    NoticeKind.CRITERIA: _at_once(card=probation.told_criteria, holds=DataClass.PERSONAL),
    NoticeKind.PROBATION_REVIEW: _by_clock(
        card=probation.told_review, holds=DataClass.ASSESSMENT, still_true=is_without_outcome
    ),
    # An ending has few days: HR is asked the same day.
    NoticeKind.PROBATION_SECOND: _at_once(
        card=confirmation.told_second, holds=DataClass.ASSESSMENT, still_true=waits_for_second
    ),
    NoticeKind.PROBATION_TOLD: _by_clock(card=confirmation.told_signer, holds=DataClass.ASSESSMENT),
    NoticeKind.CONFIRMED: _by_clock(card=confirmation.told_confirmed, holds=DataClass.PERSONAL),
    NoticeKind.REPORTED_DEAL: _at_once(
        card=reported_deal.told_asked,
        preview="preview.money",
        holds=DataClass.MONEY,
        still_true=report_is_open,
    ),
    NoticeKind.INTERVIEW_DUE: _by_clock(
        card=candidate.due, holds=DataClass.ASSESSMENT, still_true=interview_is_unrecorded
    ),
    NoticeKind.REPORT_TOLD: _at_once(
        card=reported_deal.told_rep, preview="preview.money", holds=DataClass.MONEY
    ),
    NoticeKind.THRESHOLD: _by_clock(
        card=threshold.told, holds=DataClass.ASSESSMENT, still_true=threshold_is_undecided
    ),
    # The list and what comes alone have a moment of their own: 08:20 (CARDS 10).
    NoticeKind.ALERT: _at_once(
        card=alert.told_alert, holds=DataClass.ASSESSMENT, still_true=alert_is_open
    ),
    NoticeKind.ALERT_LIST: _at_once(
        card=alert.told_list, holds=DataClass.ASSESSMENT, still_true=all_are_open
    ),
    NoticeKind.ALERT_NUDGE: _by_clock(
        card=alert.told_nudge, holds=DataClass.ASSESSMENT, still_true=nudge_is_due
    ),
    NoticeKind.WATCH_DIGEST: _by_clock(card=alert.told_digest, holds=DataClass.ASSESSMENT),
    NoticeKind.INTERVENTION_CHECK: _by_clock(
        card=intervention.check, holds=DataClass.ASSESSMENT, still_true=outcome_is_unknown
    ),
    NoticeKind.OBJECTION: _at_once(card=held_data.objection, holds=DataClass.PERSONAL),
    NoticeKind.UNREACHABLE: _by_clock(
        card=reach.told, holds=DataClass.PERSONAL, still_true=any_chat_is_dead
    ),
    # Her first message of all: it comes when she links her chat, with her steps as they are then.
    NoticeKind.WELCOME: _at_once(
        card=joining.welcome,
        holds=DataClass.PERSONAL,
        still_true=is_new_here,
        renewed=welcome_now,
    ),
    NoticeKind.NO_START_DAY: _by_clock(
        card=joining.no_start, holds=DataClass.PERSONAL, still_true=start_is_unknown
    ),
    NoticeKind.JOINED: _by_clock(card=joining.joined, holds=DataClass.PERSONAL),
    NoticeKind.LEAVER: _by_clock(card=leaving.told, holds=DataClass.ASSESSMENT),
    NoticeKind.TAKEN_OVER: _by_clock(card=leaving.taken_over, holds=DataClass.ASSESSMENT),
    NoticeKind.GOOD_NEWS: Kind(
        card=good_news.told,
        preview="preview.good_news",
        holds=DataClass.PERSONAL,
        still_true=deal_is_won,
        group=good_news.place_of,
        lost=NoticeKind.GOOD_NEWS_LOST,
    ),
    NoticeKind.GOOD_NEWS_TOLD: _by_clock(
        card=good_news.told,
        preview="preview.good_news",
        holds=DataClass.PERSONAL,
        still_true=deal_is_won,
    ),
    NoticeKind.GOOD_NEWS_LOST: _at_once(card=good_news.lost, holds=DataClass.PERSONAL),
}

MAY_BE_MUTED = tuple(name for name, kind in KINDS.items() if kind.may_be_muted)
