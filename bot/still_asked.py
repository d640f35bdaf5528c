"""Whether what a message asks or tells is still so: looked up in the transaction of its claim.

The rows of an alert are held until that transaction ends, so that an answer is either before the
message is sent, which is then not sent, or after (docs/decisions/0038).
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date

from handlers.alert_news import may_still_see, still_asked
from handlers.good_news import is_alive
from handlers.newcomer import welcome_of
from rules.interview import InterviewState
from rules.joining import is_newcomer, lacks_start
from rules.notices import ReportNews
from rules.periods import local_day, week_of
from rules.probation_record import FactKind, ProbationFile
from rules.reported_deal import State
from rules.target_record import Standing
from storage.outbox import StoredNotice
from storage.unit_of_work import UnitOfWork

# --- Alerts --------------------------------------------------------------------------------------


async def alert_is_open(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether nobody has answered the one alert."""
    told = json.loads(one.facts)
    news = [(told["alert_id"], told["news"])]
    return await still_asked(one.person_id, news, uow, at=one.created_at)


async def all_are_open(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether nobody has answered any alert of a list; a list without it is on its way."""
    news = [(each["alert_id"], each["news"]) for each in json.loads(one.facts)["alerts"]]
    return await still_asked(one.person_id, news, uow, at=one.created_at)


async def nudge_is_due(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether what is reminded of has still no answer, or no record by its day."""
    told = json.loads(one.facts)
    alert = told["alert"]
    if told["what"] != "due":
        news = [(alert["alert_id"], alert["news"])]
        return await still_asked(one.person_id, news, uow, at=one.created_at)
    is_due = await uow.alerts.is_due(alert["alert_id"], date.fromisoformat(alert["due_on"]))
    return is_due and await may_still_see(
        one.person_id, [alert["alert_id"]], uow, at=one.created_at
    )


async def outcome_is_unknown(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether nobody has said how an intervention went."""
    return await uow.interventions.waits(json.loads(one.facts)["intervention_id"])


# --- Mentoring -----------------------------------------------------------------------------------


async def week_is_owed(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether a mentor still owes anything of the week that she is reminded of."""
    monday = date.fromisoformat(json.loads(one.facts)["week"])
    pairings = await uow.mentoring.of_mentor(one.person_id, monday, week_of(monday).last)
    tasks = await uow.mentoring.tasks([pairing.id for pairing in pairings], monday)
    return any(task.done_on is None and not task.is_optional for task in tasks)


async def week_is_unrated(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether a question of the pulse has still no answer."""
    facts = json.loads(one.facts)
    said = await uow.pulses.answers(facts["pairing_id"], date.fromisoformat(facts["week"]))
    return asdict(said)[str(facts["question"])] is None


async def mentor_is_undecided(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether HR has still to decide about a change of mentor."""
    return await uow.pulses.is_undecided(json.loads(one.facts)["proposal_id"])


async def visit_is_unanswered(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether a rep has not said yet whether a visit was so."""
    kept = await uow.mentor_records.one(int(json.loads(one.facts)["record_id"]))
    return kept is not None and kept.is_confirmed is None


# --- The first day -------------------------------------------------------------------------------


async def start_is_unknown(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether nobody has said a first day of any whom HR is asked about."""
    ids = [each for each, _ in json.loads(one.facts)["people"]]
    return any(lacks_start(each) for each in (await uow.people.by_id(ids)).values())


# --- Courses -------------------------------------------------------------------------------------


async def any_course_is_open(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether any of a digest's courses is still to be taken (RULES row 9)."""
    return bool(json.loads(await open_courses_now(one, uow))["lines"])


async def open_courses_now(one: StoredNotice, uow: UnitOfWork) -> str:
    """Give a digest without the courses that were completed since it was put."""
    told = json.loads(one.facts)
    is_open = await _open_courses(one.person_id, uow)
    left = [line for line in told["lines"] if line["course_id"] in is_open]
    if left == told["lines"]:
        return one.facts
    return json.dumps({**told, "lines": left}, ensure_ascii=False)


async def course_is_overdue(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether the course that a mentor is told of was not completed meanwhile."""
    told = json.loads(one.facts)
    person_id = int(told.get("person_id", 0))
    return not person_id or told["line"]["course_id"] in await _open_courses(person_id, uow)


async def _open_courses(person_id: int, uow: UnitOfWork) -> set[str]:
    known = await uow.learning.enrolments([person_id])
    return {each.course_id for each in known if each.is_open}


# --- Probation and targets -----------------------------------------------------------------------


async def is_without_outcome(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether a probation still has no outcome."""
    file = await _file_told_of(one, uow)
    return file is not None and file.outcome is None


async def waits_for_second(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether an ending still waits for HR's signature."""
    file = await _file_told_of(one, uow)
    if file is None or file.waiting is None:
        return False
    return file.outcome is None and file.waiting.kind is FactKind.ENDING


async def _file_told_of(one: StoredNotice, uow: UnitOfWork) -> ProbationFile | None:
    person_id = int(json.loads(one.facts)["person_id"])
    person = (await uow.people.by_id([person_id])).get(person_id)
    return None if person is None else await uow.probations.of(person)


async def target_is_undecided(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether nobody has decided: a proposal that was answered is asked about no more."""
    step = await uow.targets.seen(int(json.loads(one.facts)["step_id"]))
    if step is None or step.standing is not Standing.WAITS_FOR_MANAGER:
        return False
    person = (await uow.people.by_id([step.person_id]))[step.person_id]
    return person.confirmed_on is None


async def threshold_is_undecided(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether HR has still to decide about a proposed threshold."""
    found = await uow.thresholds.look(int(json.loads(one.facts)["proposal_id"]))
    return found is not None and found.state == "open"


# --- Deals, people and chats ---------------------------------------------------------------------


async def report_is_open(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether what the card asks is still to be decided."""
    news = ReportNews(**json.loads(one.facts))
    report = await uow.reported_deals.by_id(news.report_id)
    return (
        report is not None
        and report.case == news.case
        and (report.state is State.REPORTED or bool(report.case))
    )


async def deal_is_won(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether the deal of a 喜报 was not cancelled since."""
    return await is_alive(int(json.loads(one.facts)["deal_id"]), uow)


async def interview_is_unrecorded(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether an interview that took place is still to be recorded, and by her."""
    kept = await uow.interviews.seen(int(json.loads(one.facts)["interview_id"]))
    if kept is None or kept.interviewer_id != one.person_id:
        return False
    known = (await uow.candidates.by_id([kept.candidate_id])).get(kept.candidate_id)
    is_over = known is not None and known[0].state.is_over
    return kept.state is InterviewState.PLANNED and not is_over


async def any_chat_is_dead(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether there is still a chat that nothing reaches."""
    del one
    return await uow.links.count_dead() > 0


async def is_new_here(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether her first day, as it is now, was no old one when she was to be welcomed."""
    person = (await uow.people.by_id([one.person_id])).get(one.person_id)
    return person is not None and is_newcomer(person, local_day(one.created_at, person.zone))


async def welcome_now(one: StoredNotice, uow: UnitOfWork) -> str:
    """Give her first steps as they are when she can first be told."""
    person = (await uow.people.by_id([one.person_id])).get(one.person_id)
    if person is None:
        return one.facts
    steps = await welcome_of(person, uow, local_day(one.created_at, person.zone))
    return json.dumps(asdict(steps), ensure_ascii=False)
