"""How each kind of notice is told: its card, and what the relay must know of it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

import structlog

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
from bot.cards.hidden_sum import veiled
from bot.cards.message import Message
from bot.cards.reader import Reader, reader_of
from bot.still_asked import alert_is_open, all_are_open, nudge_is_due, outcome_is_unknown
from handlers.good_news import is_alive
from handlers.hidden_sum import NOTICE
from handlers.newcomer import welcome_of
from rules.course import CourseDigest, CourseLine, CourseOverdue
from rules.good_news import Group
from rules.interview import InterviewState
from rules.notices import (
    Alarm,
    Confirmed,
    CriteriaTold,
    DealNews,
    LateDeals,
    LineQuestion,
    NoticeKind,
    ProbationReview,
    ProbationTold,
    ReportNews,
    SecondSignature,
    StatementReady,
    TargetNews,
    TargetReward,
    UnmatchedEvents,
)
from rules.people import Person
from rules.periods import local_day, week_of
from rules.privacy import DataClass
from rules.probation_record import FactKind
from rules.reach import NewlyUnreachable
from rules.reported_deal import State
from rules.target_record import Standing
from storage.outbox import StoredNotice
from storage.store import UnitOfWork

log = structlog.get_logger()

_NAMED = 3


async def _always(one: StoredNotice, uow: UnitOfWork) -> bool:
    del one, uow
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One row of the table."""

    card: Callable[[str, Reader], Card]
    preview: str
    #: What its card tells: it goes to a chat of hers that may carry that.
    holds: DataClass
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


def _deal(facts: str, reader: Reader) -> Card:
    return deal.deal_news(DealNews(**json.loads(facts)), reader)


def _late_deals(facts: str, reader: Reader) -> Card:
    told = json.loads(facts)
    return deal.late_deals(LateDeals(**{**told, "titles": tuple(told["titles"])}), reader)


def _line_question(facts: str, reader: Reader) -> Card:
    return question.line_question(LineQuestion(**json.loads(facts)), reader)


def _alarm(facts: str, reader: Reader) -> Card:
    told = json.loads(facts)
    return alarm.alarm(Alarm(**{**told, "named": tuple(told["named"])}), reader)


def _statement(facts: str, reader: Reader) -> Card:
    return statement.statement_ready(StatementReady(**json.loads(facts)), reader)


def _unmatched(facts: str, reader: Reader) -> Card:
    told = json.loads(facts)
    found = UnmatchedEvents(**{**told, "reasons": tuple(told["reasons"])})
    return unmatched.unmatched_events(found, reader)


def _unreachable(facts: str, reader: Reader) -> Card:
    return reach.newly(NewlyUnreachable(**json.loads(facts)), reader)


async def _is_any_dead(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether there is still a chat that nothing reaches."""
    del one
    return await uow.links.count_dead() > 0


async def _is_missing(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether a mentor still owes anything of the week that she is reminded of."""
    monday = date.fromisoformat(json.loads(one.facts)["week"])
    pairings = await uow.mentoring.of_mentor(one.person_id, monday, week_of(monday).last)
    tasks = await uow.mentoring.tasks([pairing.id for pairing in pairings], monday)
    return any(task.done_on is None and not task.is_optional for task in tasks)


async def _is_unrated(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether a question of the pulse has still no answer."""
    facts = json.loads(one.facts)
    said = await uow.pulses.answers(facts["pairing_id"], date.fromisoformat(facts["week"]))
    return asdict(said)[str(facts["question"])] is None


async def _is_undecided(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether HR has still to decide about a change of mentor."""
    return await uow.pulses.is_undecided(json.loads(one.facts)["proposal_id"])


def _course(facts: str, reader: Reader) -> Card:
    lines = tuple(CourseLine(**one) for one in json.loads(facts)["lines"])
    return course.digest(CourseDigest(lines=lines), reader)


def _course_overdue(facts: str, reader: Reader) -> Card:
    told = json.loads(facts)
    found = CourseOverdue(**{**told, "line": CourseLine(**told["line"])})
    return course.overdue(found, reader)


async def _any_open(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether any of a digest's courses is still to be taken (RULES row 9)."""
    return bool(json.loads(await _still_open(one, uow))["lines"])


async def _still_open(one: StoredNotice, uow: UnitOfWork) -> str:
    """Give a digest without the courses that were completed since it was put."""
    told = json.loads(one.facts)
    is_open = await _open_courses(one.person_id, uow)
    left = [line for line in told["lines"] if line["course_id"] in is_open]
    if left == told["lines"]:
        return one.facts
    return json.dumps({**told, "lines": left}, ensure_ascii=False)


async def _is_overdue_still(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether the course that a mentor is told of was not completed meanwhile."""
    told = json.loads(one.facts)
    person_id = int(told.get("person_id", 0))
    return not person_id or told["line"]["course_id"] in await _open_courses(person_id, uow)


async def _open_courses(person_id: int, uow: UnitOfWork) -> set[str]:
    known = await uow.learning.enrolments([person_id])
    return {each.course_id for each in known if each.is_open}


def _target(card: Callable[[TargetNews, Reader], Card]) -> Callable[[str, Reader], Card]:
    return lambda facts, reader: card(TargetNews(**json.loads(facts)), reader)


def _reward(facts: str, reader: Reader) -> Card:
    return target_change.reward(TargetReward(**json.loads(facts)), reader)


def _criteria(facts: str, reader: Reader) -> Card:
    return probation.criteria(CriteriaTold(**json.loads(facts)), reader)


def _review(facts: str, reader: Reader) -> Card:
    told = json.loads(facts)
    return probation.review(ProbationReview(**{**told, "gaps": tuple(told["gaps"])}), reader)


async def _is_without_outcome(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether a probation still has no outcome."""
    person_id = int(json.loads(one.facts)["person_id"])
    person = (await uow.people.by_id([person_id])).get(person_id)
    file = None if person is None else await uow.probations.of(person)
    return file is not None and file.outcome is None


def _second(facts: str, reader: Reader) -> Card:
    return confirmation.second(SecondSignature(**json.loads(facts)), reader)


def _probation_told(facts: str, reader: Reader) -> Card:
    told = json.loads(facts)
    months = tuple((month, bar, done) for month, bar, done in told["months"])
    return confirmation.told(ProbationTold(**{**told, "months": months}), reader)


def _confirmed(facts: str, reader: Reader) -> Card:
    return confirmation.confirmed(Confirmed(**json.loads(facts)), reader)


async def _waits_for_second(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether an ending still waits for HR's signature."""
    person_id = int(json.loads(one.facts)["person_id"])
    person = (await uow.people.by_id([person_id])).get(person_id)
    file = None if person is None else await uow.probations.of(person)
    if file is None or file.waiting is None:
        return False
    return file.outcome is None and file.waiting.kind is FactKind.ENDING


async def _waits_for_decision(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether nobody has decided: a proposal that was answered is asked about no more."""
    step = await uow.targets.seen(int(json.loads(one.facts)["step_id"]))
    if step is None or step.standing is not Standing.WAITS_FOR_MANAGER:
        return False
    person = (await uow.people.by_id([step.person_id]))[step.person_id]
    return person.confirmed_on is None


def _reported(facts: str, reader: Reader) -> Card:
    return reported_deal.asked(ReportNews(**json.loads(facts)), reader)


def _report_told(facts: str, reader: Reader) -> Card:
    return reported_deal.told(ReportNews(**json.loads(facts)), reader)


async def _is_report_open(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether what the card asks is still to be decided."""
    news = ReportNews(**json.loads(one.facts))
    report = await uow.reported_deals.by_id(news.report_id)
    return (
        report is not None
        and report.case == news.case
        and (report.state is State.REPORTED or bool(report.case))
    )


async def _welcome_now(one: StoredNotice, uow: UnitOfWork) -> str:
    """Give her first steps as they are when she can first be told."""
    person = (await uow.people.by_id([one.person_id])).get(one.person_id)
    if person is None:
        return one.facts
    steps = await welcome_of(person, uow, local_day(one.created_at, person.zone))
    return json.dumps(asdict(steps), ensure_ascii=False)


async def _is_won(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether the deal of a 喜报 was not cancelled since."""
    return await is_alive(int(json.loads(one.facts)["deal_id"]), uow)


async def _is_unrecorded(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether an interview that took place is still to be recorded, and by her."""
    kept = await uow.interviews.seen(int(json.loads(one.facts)["interview_id"]))
    if kept is None or kept.interviewer_id != one.person_id:
        return False
    return kept.state is InterviewState.PLANNED


KINDS: Kinds = {
    NoticeKind.DEAL: Kind(
        card=_deal, preview="preview.money", holds=DataClass.MONEY, may_be_muted=True
    ),
    NoticeKind.LATE_DEALS: Kind(
        card=_late_deals,
        preview="preview.money",
        holds=DataClass.MONEY,
        is_scheduled=True,
        may_be_muted=True,
    ),
    # Somebody waits for her answer, so it is never muted.
    NoticeKind.LINE_QUESTION: Kind(
        card=_line_question, preview="preview.money", holds=DataClass.MONEY, may_repeat=True
    ),
    NoticeKind.ALARM: Kind(
        card=_alarm, preview="preview.work", holds=DataClass.PERSONAL, may_repeat=True
    ),
    NoticeKind.STATEMENT: Kind(
        card=_statement,
        preview="preview.money",
        holds=DataClass.MONEY,
        is_scheduled=True,
        may_be_muted=True,
    ),
    NoticeKind.UNMATCHED: Kind(
        card=_unmatched,
        preview="preview.work",
        holds=DataClass.PERSONAL,
        is_scheduled=True,
        may_repeat=True,
    ),
    NoticeKind.MENTOR_WEEK: Kind(
        card=mentored.monday,
        preview="preview.work",
        holds=DataClass.PERSONAL,
        is_scheduled=True,
        may_repeat=True,
    ),
    NoticeKind.MENTOR_MISSING: Kind(
        card=mentored.missing,
        preview="preview.work",
        holds=DataClass.PERSONAL,
        still_true=_is_missing,
        is_scheduled=True,
        may_repeat=True,
    ),
    NoticeKind.MENTOR_VISIT: Kind(
        card=mentored.visit, preview="preview.work", holds=DataClass.MONEY, may_repeat=True
    ),
    NoticeKind.MENTOR_REPORT: Kind(
        card=mentored.report, preview="preview.work", holds=DataClass.MONEY, may_repeat=True
    ),
    NoticeKind.MENTOR_COMMENT: Kind(
        card=mentored.comment, preview="preview.work", holds=DataClass.MONEY, may_repeat=True
    ),
    # HR is told the same day, whatever hour it is.
    NoticeKind.MENTOR_PROPOSAL: Kind(
        card=mentored.proposal,
        preview="preview.work",
        holds=DataClass.ASSESSMENT,
        still_true=_is_undecided,
        may_repeat=True,
    ),
    NoticeKind.MENTOR_ATTENTION: Kind(
        card=mentored.attention,
        preview="preview.work",
        holds=DataClass.ASSESSMENT,
        is_scheduled=True,
        may_repeat=True,
    ),
    NoticeKind.MENTOR_CHANGED: Kind(
        card=mentored.changed, preview="preview.work", holds=DataClass.PERSONAL, may_repeat=True
    ),
    NoticeKind.PULSE: Kind(
        card=mentored.rating,
        preview="preview.work",
        holds=DataClass.PERSONAL,
        still_true=_is_unrated,
        is_scheduled=True,
        may_repeat=True,
    ),
    NoticeKind.COURSE: Kind(
        card=_course,
        preview="preview.work",
        holds=DataClass.ASSESSMENT,
        still_true=_any_open,
        renewed=_still_open,
        may_repeat=True,
        is_scheduled=True,
        may_be_muted=True,
    ),
    NoticeKind.COURSE_OVERDUE: Kind(
        card=_course_overdue,
        preview="preview.work",
        holds=DataClass.ASSESSMENT,
        still_true=_is_overdue_still,
        may_repeat=True,
        is_scheduled=True,
    ),
    NoticeKind.TARGET_MONTH: Kind(
        card=_target(target_change.month),
        holds=DataClass.PERSONAL,
        preview="preview.money",
        is_scheduled=True,
        may_repeat=True,
    ),
    NoticeKind.TARGET_PROPOSAL: Kind(
        card=_target(target_change.proposal),
        holds=DataClass.ASSESSMENT,
        preview="preview.work",
        still_true=_waits_for_decision,
        is_scheduled=True,
        may_repeat=True,
    ),
    NoticeKind.TARGET_CHANGE: Kind(
        card=_target(target_change.change),
        holds=DataClass.ASSESSMENT,
        preview="preview.money",
        is_scheduled=True,
        may_repeat=True,
    ),
    NoticeKind.TARGET_REWARD: Kind(card=_reward, holds=DataClass.MONEY, preview="preview.money"),
    NoticeKind.CRITERIA: Kind(
        card=_criteria, holds=DataClass.PERSONAL, preview="preview.work", may_repeat=True
    ),
    NoticeKind.PROBATION_REVIEW: Kind(
        card=_review,
        holds=DataClass.ASSESSMENT,
        preview="preview.work",
        still_true=_is_without_outcome,
        is_scheduled=True,
        may_repeat=True,
    ),
    # An ending has few days: HR is asked the same day.
    NoticeKind.PROBATION_SECOND: Kind(
        card=_second,
        holds=DataClass.ASSESSMENT,
        preview="preview.work",
        still_true=_waits_for_second,
        may_repeat=True,
    ),
    NoticeKind.PROBATION_TOLD: Kind(
        card=_probation_told,
        holds=DataClass.ASSESSMENT,
        preview="preview.work",
        is_scheduled=True,
        may_repeat=True,
    ),
    NoticeKind.CONFIRMED: Kind(
        card=_confirmed,
        holds=DataClass.PERSONAL,
        preview="preview.work",
        is_scheduled=True,
        may_repeat=True,
    ),
    NoticeKind.REPORTED_DEAL: Kind(
        card=_reported,
        preview="preview.money",
        holds=DataClass.MONEY,
        still_true=_is_report_open,
        may_repeat=True,
    ),
    NoticeKind.INTERVIEW_DUE: Kind(
        card=candidate.due,
        preview="preview.work",
        holds=DataClass.ASSESSMENT,
        still_true=_is_unrecorded,
        is_scheduled=True,
        may_repeat=True,
    ),
    NoticeKind.REPORT_TOLD: Kind(
        card=_report_told, preview="preview.money", holds=DataClass.MONEY, may_repeat=True
    ),
    NoticeKind.THRESHOLD: Kind(
        card=threshold.told,
        preview="preview.work",
        holds=DataClass.ASSESSMENT,
        may_repeat=True,
        is_scheduled=True,
    ),
    # The list and what comes alone have a moment of their own: 08:20 (CARDS 10).
    NoticeKind.ALERT: Kind(
        card=alert.told_alert,
        preview="preview.work",
        holds=DataClass.ASSESSMENT,
        still_true=alert_is_open,
        may_repeat=True,
    ),
    NoticeKind.ALERT_LIST: Kind(
        card=alert.told_list,
        preview="preview.work",
        holds=DataClass.ASSESSMENT,
        still_true=all_are_open,
        may_repeat=True,
    ),
    NoticeKind.ALERT_NUDGE: Kind(
        card=alert.told_nudge,
        preview="preview.work",
        holds=DataClass.ASSESSMENT,
        still_true=nudge_is_due,
        may_repeat=True,
        is_scheduled=True,
    ),
    NoticeKind.WATCH_DIGEST: Kind(
        card=alert.told_digest,
        preview="preview.work",
        holds=DataClass.ASSESSMENT,
        may_repeat=True,
        is_scheduled=True,
    ),
    NoticeKind.INTERVENTION_CHECK: Kind(
        card=intervention.check,
        preview="preview.work",
        holds=DataClass.ASSESSMENT,
        still_true=outcome_is_unknown,
        may_repeat=True,
        is_scheduled=True,
    ),
    NoticeKind.OBJECTION: Kind(
        card=held_data.objection,
        preview="preview.work",
        holds=DataClass.PERSONAL,
        may_repeat=True,
    ),
    NoticeKind.UNREACHABLE: Kind(
        card=_unreachable,
        preview="preview.work",
        holds=DataClass.PERSONAL,
        still_true=_is_any_dead,
        is_scheduled=True,
        may_repeat=True,
    ),
    # Her first message of all: it comes when she links her chat, with her steps as they are then.
    NoticeKind.WELCOME: Kind(
        card=joining.welcome,
        preview="preview.work",
        holds=DataClass.PERSONAL,
        renewed=_welcome_now,
        may_repeat=True,
    ),
    NoticeKind.JOINED: Kind(
        card=joining.joined,
        preview="preview.work",
        holds=DataClass.PERSONAL,
        is_scheduled=True,
        may_repeat=True,
    ),
    NoticeKind.LEAVER: Kind(
        card=leaving.told,
        preview="preview.work",
        holds=DataClass.ASSESSMENT,
        is_scheduled=True,
        may_repeat=True,
    ),
    NoticeKind.TAKEN_OVER: Kind(
        card=leaving.taken_over,
        preview="preview.work",
        holds=DataClass.ASSESSMENT,
        is_scheduled=True,
        may_repeat=True,
    ),
    NoticeKind.GOOD_NEWS: Kind(
        card=good_news.told,
        preview="preview.good_news",
        holds=DataClass.PERSONAL,
        still_true=_is_won,
        group=good_news.place_of,
        lost=NoticeKind.GOOD_NEWS_LOST,
    ),
    NoticeKind.GOOD_NEWS_TOLD: Kind(
        card=good_news.told,
        preview="preview.good_news",
        holds=DataClass.PERSONAL,
        still_true=_is_won,
        is_scheduled=True,
        may_repeat=True,
    ),
    NoticeKind.GOOD_NEWS_LOST: Kind(
        card=good_news.lost, preview="preview.work", holds=DataClass.PERSONAL, may_repeat=True
    ),
}

MAY_BE_MUTED = tuple(name for name, kind in KINDS.items() if kind.may_be_muted)


def worded(
    one: StoredNotice,
    person: Person,
    missed: Sequence[StoredNotice],
    *,
    kinds: Kinds = KINDS,
    hides_sums: bool = False,
) -> Message:
    """Word a notice for a person; its text begins with what may not have reached her."""
    reader = reader_of(person, hides_sums=hides_sums)
    kind = kinds[NoticeKind(one.kind)]
    card = replace(kind.card(one.facts, reader), holds=kind.holds)
    card = veiled(card, reader, f"{NOTICE}{one.id}")
    text = card.as_text()
    if mention := _mention(missed, reader, kinds):
        text = f"{mention}\n{text}"
        # Not `state`: that settles a card and takes its buttons away.
        card = replace(card, text=f"{mention}\n{card.text}".rstrip())
    return Message(
        key=one.dedup_key,
        preview=reader.say(kind.preview),
        text=text,
        card=card,
        expires_at=one.expires_at,
    )


def _mention(missed: Sequence[StoredNotice], reader: Reader, kinds: Kinds) -> str:
    titles = [title for one in missed[:_NAMED] if (title := _title(one, reader, kinds))]
    return reader.say("unknown.mention", titles="; ".join(titles)) if titles else ""


def _title(one: StoredNotice, reader: Reader, kinds: Kinds) -> str:
    try:
        return kinds[NoticeKind(one.kind)].card(one.facts, reader).title
    except Exception:
        # Worded by an earlier release, perhaps: no reason to lose the message that mentions it.
        log.exception("notice.unmentionable", notice=one.id)
        return ""
