"""Which rows are whose: every table that names a person, and what erasing her does to it.

A test asks the metadata whether any reference to a person is missing here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table, and_, select

from storage.activity_tables import activity
from storage.attachment_tables import attachment
from storage.fairness_tables import audit_group
from storage.good_news_tables import good_news, team_group
from storage.learning_tables import assessment, course_reminder, enrolment
from storage.loop_tables import departure, hold_back, risk_band, roll_out_case
from storage.mentoring_tables import (
    mentor_leave,
    mentor_proposal,
    mentor_rating,
    mentor_record,
    mentor_task,
    pairing,
)
from storage.order_tables import hr_order, plan_signature, takeover
from storage.post_tables import person_post
from storage.probation_tables import probation_contract, probation_fact
from storage.profile_tables import candidate_hire
from storage.reported_deal_tables import reported_deal
from storage.retention_tables import rep_snapshot, risk_shadow
from storage.risk_tables import alert, alert_word, intervention, risk_assessment, risk_objection
from storage.tables import (
    account,
    chat_entry,
    commission_line,
    deal_credit,
    form_session,
    hidden_sum,
    identity,
    identity_past,
    interaction,
    link_code,
    notice,
    notice_attempt,
    person,
    plan_assignment,
    preference,
)
from storage.target_tables import target_step, target_word

Whose = Callable[[int], ColumnElement[bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """The rows of a table that are about somebody, as a condition on her id."""

    table: Table
    whose: Whose
    #: Kept by law (the books, the evidence of a signature): with her number's pseudonym alone.
    stays: bool = False


def _column(table: Table, name: str) -> Holding:
    return Holding(table=table, whose=lambda person_id: table.c[name] == person_id)


def _kept(table: Table, name: str = "person_id") -> Holding:
    return Holding(table=table, whose=lambda person_id: table.c[name] == person_id, stays=True)


def _of(table: Table, column: str, parent: Table, name: str) -> Holding:
    """Give the rows that belong to a row of hers in another table."""
    return Holding(
        table=table,
        whose=lambda person_id: table.c[column].in_(
            select(parent.c.id).where(parent.c[name] == person_id)
        ),
    )


#: In the order in which they can be deleted: a row before the one that it points to.
HOLDINGS: tuple[Holding, ...] = (
    _of(notice_attempt, "notice_id", notice, "person_id"),
    _column(notice, "person_id"),
    _column(hidden_sum, "person_id"),
    _column(form_session, "person_id"),
    _column(identity, "person_id"),
    _column(identity_past, "person_id"),
    _column(link_code, "person_id"),
    _column(chat_entry, "person_id"),
    _column(interaction, "person_id"),
    _column(preference, "person_id"),
    _column(activity, "person_id"),
    _column(course_reminder, "person_id"),
    _column(enrolment, "person_id"),
    _column(assessment, "person_id"),
    _column(hold_back, "person_id"),
    _column(departure, "person_id"),
    _column(person_post, "person_id"),
    _column(risk_band, "person_id"),
    _column(risk_shadow, "person_id"),
    _column(audit_group, "person_id"),
    _column(roll_out_case, "person_id"),
    # Whom a candidate became is forgotten; what she was as a candidate goes by its own limit.
    _column(candidate_hire, "person_id"),
    _of(alert_word, "alert_id", alert, "person_id"),
    _column(intervention, "person_id"),
    _column(alert, "person_id"),
    _column(risk_objection, "person_id"),
    _column(risk_assessment, "person_id"),
    _column(rep_snapshot, "person_id"),
    _of(target_word, "step_id", target_step, "person_id"),
    _column(target_step, "person_id"),
    _of(mentor_rating, "pairing_id", pairing, "rep_id"),
    _of(mentor_task, "pairing_id", pairing, "rep_id"),
    _of(mentor_record, "pairing_id", pairing, "rep_id"),
    Holding(
        table=mentor_record,
        whose=lambda person_id: and_(
            mentor_record.c.author_id == person_id, mentor_record.c.pairing_id.is_(None)
        ),
    ),
    _of(mentor_proposal, "pairing_id", pairing, "rep_id"),
    _column(pairing, "rep_id"),
    _column(mentor_leave, "mentor_id"),
    _column(probation_fact, "person_id"),
    _column(probation_contract, "person_id"),
    _column(reported_deal, "person_id"),
    _column(good_news, "person_id"),
    _column(team_group, "manager_id"),
    _column(attachment, "owner_id"),
    _column(hr_order, "person_id"),
    _column(takeover, "leaver_id"),
    _kept(plan_signature),
    _kept(plan_assignment),
    _kept(account),
    _kept(deal_credit),
    _kept(commission_line),
    Holding(table=person, whose=lambda person_id: person.c.id == person_id, stays=True),
)

#: Where somebody is named as who did or has something that is another's: the number stays, the
#: name it stood for is gone with her row of `person`.
DOERS = frozenset(
    {
        "period_lock.locked_by",
        "reported_deal.decided_by",
        "probation_fact.by_id",
        "alert.owner_id",
        "alert_word.by_id",
        "alert_word.to_id",
        "intervention.owner_id",
        "mentor_record.author_id",
        "mentor_proposal.decided_by",
        "pairing.mentor_id",
        "target_word.person_id",
        "hr_order.by_id",
        "plan_signature.by_id",
        "candidate_decision.by_id",
        "candidate_resume.taken_by",
        "interview.interviewer_id",
        "threshold_proposal.decided_by",
        "threshold_version.by_id",
        "roll_out_case.team_id",
        # The draw stands: without its day those who waited for it would count as told.
        "roll_out_step.team_id",
        "takeover.to_id",
        "takeover.by_id",
    }
)
