"""What Foothold understands: intent or button -> handler."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from handlers import (
    alert,
    attachment,
    candidate,
    commission,
    commission_export,
    course,
    dossier,
    good_news,
    held_data,
    help,  # noqa: A004 - named for what it answers
    hidden_sum,
    hiring,
    hiring_profile,
    intervention,
    interview,
    joining,
    leaving,
    mentee,
    mentor_change,
    mentor_joint,
    mentor_leave,
    mentor_record,
    mentoring,
    my_mentor,
    my_probation,
    order,
    plan_order,
    preference,
    probation,
    pulse,
    question,
    reach,
    reported_deal,
    reported_deal_decision,
    retention_report,
    risk_list,
    risk_model,
    roster_export,
    roster_import,
    score,
    start_day,
    takeover,
    target,
    target_order,
    team,
    threshold,
    waiting,
    what_if,
    why,
)
from handlers.interaction import Interaction
from handlers.understanding import Intent
from storage.unit_of_work import UnitOfWork

Handler = Callable[[Interaction, UnitOfWork], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One thing that can be asked by typing or by a button."""

    id: str
    handler: Handler
    intent: Intent | None = None
    #: Such a handler makes the same of the same interaction, however often it arrives.
    writes: bool = False
    #: Whether files that come along are for it; others leave them with the platform.
    takes_files: bool = False
    #: Whether a voice message stays beside its words; elsewhere it is its words alone.
    keeps_voices: bool = False
    #: Gives what `handler` does, where that needs nothing of the store.
    at_once: Callable[[Interaction], object] | None = None


ROUTES = (
    Route(
        id="commission",
        intent=Intent.COMMISSION,
        handler=commission.answer,
    ),
    Route(id="why", intent=Intent.WHY, handler=why.why),
    Route(id="what_if", intent=Intent.WHAT_IF, handler=what_if.what_if),
    Route(id="question", handler=question.question, writes=True),
    Route(id="reminders", intent=Intent.REMINDERS, handler=preference.reminders),
    Route(id="preference", intent=Intent.PREFERENCE, handler=preference.change, writes=True),
    Route(id="show_sums", handler=hidden_sum.show),
    Route(id="waiting", intent=Intent.WAITING, handler=waiting.waiting),
    Route(id="ask_again", handler=waiting.ask_again),
    Route(id="unreachable", intent=Intent.UNREACHABLE, handler=reach.unreachable),
    Route(id="mentees", intent=Intent.MENTEES, handler=mentoring.mentees),
    Route(id="mentee", intent=Intent.MENTEE, handler=mentee.mentee, writes=True),
    Route(
        id="mentor_record",
        intent=Intent.MENTOR_RECORD,
        handler=mentor_record.record,
        writes=True,
        takes_files=True,
        keeps_voices=True,
    ),
    Route(id="mentor_joint", handler=mentor_joint.joint, writes=True),
    Route(
        id="mentor_leave",
        intent=Intent.MENTOR_LEAVE,
        handler=mentor_leave.leave,
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
    Route(id="course_done", intent=Intent.COURSE_DONE, handler=course.done, writes=True),
    Route(id="course_later", handler=course.later, writes=True),
    Route(id="record_score", intent=Intent.RECORD_SCORE, handler=score.record_score, writes=True),
    Route(id="target", intent=Intent.TARGET, handler=target.my_target),
    Route(id="target_why", intent=Intent.TARGET_WHY, handler=target.history),
    Route(id="target_ack", handler=target.acknowledge, writes=True),
    Route(id="target_answer", handler=target.answer, writes=True),
    Route(id="target_decide", handler=target.decide, writes=True),
    # Each read of a file is kept in the audit log, so it writes.
    Route(id="probation", intent=Intent.PROBATION, handler=probation.probation, writes=True),
    Route(id="dossier", intent=Intent.DOSSIER, handler=dossier.ask_dossier, writes=True),
    Route(id="probation_change", handler=probation.change, writes=True),
    Route(id="probation_ack", handler=probation.acknowledge, writes=True),
    Route(
        id="report_deal",
        intent=Intent.REPORT_DEAL,
        handler=reported_deal.report_deal,
        writes=True,
    ),
    Route(id="own_report", handler=reported_deal.own_report, writes=True),
    # Each look at an alert is kept in the audit log, so it writes.
    Route(id="alert", handler=alert.alert, writes=True),
    Route(id="risk_list", intent=Intent.RISK_LIST, handler=risk_list.risk_list, writes=True),
    # Each look at a report is kept in the audit log, so it writes.
    Route(
        id="retention_report",
        intent=Intent.RETENTION_REPORT,
        handler=retention_report.retention_report,
        writes=True,
    ),
    Route(id="risk_model", intent=Intent.RISK_MODEL, handler=risk_model.risk_model),
    Route(id="threshold", handler=threshold.threshold, writes=True),
    Route(
        id="intervention",
        intent=Intent.INTERVENTION,
        handler=intervention.intervention,
        writes=True,
    ),
    Route(id="intervention_outcome", handler=intervention.outcome, writes=True),
    Route(id="held_data", intent=Intent.HELD_DATA, handler=held_data.held_data),
    Route(id="objection", intent=Intent.OBJECTION, handler=held_data.objection, writes=True),
    Route(id="decide_report", handler=reported_deal_decision.decide_report, writes=True),
    Route(id="good_news", handler=good_news.good_news, writes=True),
    Route(id="bind_group", intent=Intent.BIND_GROUP, handler=good_news.bind_group, writes=True),
    Route(
        id="unbind_group",
        intent=Intent.UNBIND_GROUP,
        handler=good_news.unbind_group,
        writes=True,
    ),
    # Each look at a candidate is kept in the audit log, so it writes.
    Route(id="interview", intent=Intent.INTERVIEW, handler=interview.record, writes=True),
    Route(
        id="candidate_score",
        intent=Intent.CANDIDATE_SCORE,
        handler=interview.score,
        writes=True,
    ),
    Route(id="resume", handler=candidate.resume, writes=True),
    # Beside a file nothing is said; it is asked for by what came.
    Route(
        id="attachment",
        handler=attachment.attachment,
        writes=True,
        takes_files=True,
        keeps_voices=True,
    ),
    Route(
        id="export_commission",
        intent=Intent.EXPORT_COMMISSION,
        handler=commission_export.export,
    ),
    # HR's orders: each is a draft first, and counts when its button says so.
    Route(id="join", intent=Intent.JOIN, handler=joining.join, writes=True),
    Route(id="start_day", handler=start_day.start_day, writes=True),
    Route(id="join_code", handler=joining.new_code, writes=True),
    Route(id="leaver", intent=Intent.LEAVER, handler=leaving.leaver, writes=True),
    Route(id="take_over", handler=takeover.take_over, writes=True),
    Route(id="set_plan", intent=Intent.SET_PLAN, handler=plan_order.set_plan, writes=True),
    Route(id="set_target", intent=Intent.SET_TARGET, handler=target_order.set_target, writes=True),
    Route(
        id="import_roster",
        intent=Intent.IMPORT_ROSTER,
        handler=roster_import.import_roster,
        writes=True,
        takes_files=True,
    ),
    Route(
        id="export_roster",
        intent=Intent.EXPORT_ROSTER,
        handler=roster_export.export_roster,
        writes=True,
    ),
    Route(id="order", handler=order.order, writes=True),
    Route(id="to_undo", intent=Intent.UNDO, handler=order.to_undo),
    Route(id="team_status", intent=Intent.TEAM_STATUS, handler=team.team),
    Route(id="my_mentor", intent=Intent.MY_MENTOR, handler=my_mentor.my_mentor),
    Route(id="my_probation", intent=Intent.MY_PROBATION, handler=my_probation.my_probation),
    # Each look at a candidate is kept in the audit log, so it writes.
    Route(id="candidates", intent=Intent.CANDIDATES, handler=hiring.queue, writes=True),
    Route(id="screen", intent=Intent.SCREEN, handler=hiring.screen, writes=True),
    Route(id="decide_candidate", handler=hiring.decide, writes=True),
    Route(id="tell_candidate", handler=hiring.explain, writes=True),
    Route(id="profile", intent=Intent.PROFILE, handler=hiring_profile.profile),
    Route(id="profile_weights", handler=hiring_profile.change_weights, writes=True),
    Route(id="help", intent=Intent.HELP, handler=help.can_do, at_once=help.open_to),
    Route(id="greeting", handler=help.greeting),
)
BY_ID = {route.id: route for route in ROUTES}
BY_INTENT = {route.intent: route for route in ROUTES if route.intent is not None}
