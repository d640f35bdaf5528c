"""What Foothold understands: intent or button -> handler."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from handlers import (
    commission,
    course,
    help,  # noqa: A004 - named for what it answers
    mentor_change,
    mentor_record,
    mentoring,
    my_mentor,
    my_probation,
    preference,
    probation,
    pulse,
    question,
    reach,
    reported_deal,
    target,
    team,
    what_if,
    why,
)
from handlers.interaction import Interaction
from handlers.understanding import Intent
from storage.store import UnitOfWork

Handler = Callable[[Interaction, UnitOfWork], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One thing that can be asked by typing or by a button."""

    id: str
    handler: Handler
    intent: Intent | None = None
    #: Such a handler makes the same of the same interaction, however often it arrives.
    writes: bool = False


ROUTES = (
    Route(
        id="commission",
        intent=Intent.COMMISSION,
        handler=commission.commission,
    ),
    Route(id="why", intent=Intent.WHY, handler=why.why),
    Route(id="what_if", intent=Intent.WHAT_IF, handler=what_if.what_if),
    Route(id="question", handler=question.question, writes=True),
    Route(id="reminders", intent=Intent.REMINDERS, handler=preference.reminders),
    Route(id="preference", intent=Intent.PREFERENCE, handler=preference.change, writes=True),
    Route(id="unreachable", intent=Intent.UNREACHABLE, handler=reach.unreachable),
    Route(id="mentees", intent=Intent.MENTEES, handler=mentoring.mentees),
    Route(id="mentee", intent=Intent.MENTEE, handler=mentoring.mentee, writes=True),
    Route(
        id="mentor_record",
        intent=Intent.MENTOR_RECORD,
        handler=mentor_record.record,
        writes=True,
    ),
    Route(id="mentor_visit", handler=mentor_record.visit, writes=True),
    Route(id="pairing", intent=Intent.PAIRING, handler=mentoring.pairing, writes=True),
    Route(id="pulse", intent=Intent.PULSE, handler=pulse.pulse, writes=True),
    Route(id="mentor_change", handler=mentor_change.change, writes=True),
    Route(
        id="another_mentor",
        intent=Intent.ANOTHER_MENTOR,
        handler=mentor_change.another,
        writes=True,
    ),
    Route(id="courses", intent=Intent.COURSES, handler=course.courses),
    Route(id="next_course", intent=Intent.NEXT_COURSE, handler=course.next_course),
    Route(id="course_done", handler=course.done, writes=True),
    Route(id="course_later", handler=course.later, writes=True),
    Route(id="target", intent=Intent.TARGET, handler=target.my_target),
    Route(id="target_why", intent=Intent.TARGET_WHY, handler=target.history),
    Route(id="target_ack", handler=target.acknowledge, writes=True),
    Route(id="target_answer", handler=target.answer, writes=True),
    Route(id="target_decide", handler=target.decide, writes=True),
    # Each read of a file is kept in the audit log, so it writes.
    Route(id="probation", intent=Intent.PROBATION, handler=probation.probation, writes=True),
    Route(id="probation_change", handler=probation.change, writes=True),
    Route(id="probation_ack", handler=probation.acknowledge, writes=True),
    Route(
        id="report_deal",
        intent=Intent.REPORT_DEAL,
        handler=reported_deal.report_deal,
        writes=True,
    ),
    Route(id="own_report", handler=reported_deal.own_report, writes=True),
    Route(id="decide_report", handler=reported_deal.decide_report, writes=True),
    Route(id="team_status", intent=Intent.TEAM_STATUS, handler=team.team),
    Route(id="my_mentor", intent=Intent.MY_MENTOR, handler=my_mentor.my_mentor),
    Route(id="my_probation", intent=Intent.MY_PROBATION, handler=my_probation.my_probation),
    Route(id="help", intent=Intent.HELP, handler=help.can_do),
)
BY_ID = {route.id: route for route in ROUTES}
BY_INTENT = {route.intent: route for route in ROUTES if route.intent is not None}
