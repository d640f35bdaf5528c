"""Say what Foothold can do for the person who asks."""

from __future__ import annotations

from collections.abc import Collection

from handlers.interaction import Interaction
from rules.people import Role
from rules.statement import Greeting, Help
from storage.unit_of_work import UnitOfWork

TOPICS = (
    "help.commission",
    "help.why",
    "help.what_if",
    "help.report_deal",
    "help.target",
    "help.reminders",
    "help.courses",
    "help.export_commission",
)
#: What is open to a role beside these.
_OF_ROLE = {
    Role.SALES_OPS: ("help.waiting",),
    Role.MENTOR: ("help.mentees", "help.mentor_record", "help.mentor_leave"),
    Role.MANAGER: (
        "help.waiting",
        "help.team_status",
        "help.risk_list",
        "help.intervention",
        "help.bind_group",
        "help.set_target",
        "help.leaver",
        "help.retention_report",
    ),
    Role.HR: (
        "help.waiting",
        "help.risk_list",
        "help.intervention",
        "help.unreachable",
        "help.interview",
        "help.candidate_score",
        "help.candidates",
        "help.profile",
        "help.record_score",
        "help.join",
        "help.leaver",
        "help.set_plan",
        "help.set_target",
        "help.export_roster",
        "help.retention_report",
        "help.risk_model",
    ),
    Role.HRBP: ("help.risk_list", "help.leaver", "help.retention_report"),
    Role.TRAINER: ("help.record_score",),
    Role.REP: ("help.held_data",),
    Role.ADMIN: ("help.unreachable",),
}


#: What is offered first to whoever opens the chat, of each of her roles; more is under help.
_FIRST = {
    Role.MANAGER: ("team_status", "risk_list"),
    Role.HR: ("candidates", "risk_list"),
    Role.HRBP: ("risk_list",),
    Role.MENTOR: ("mentees",),
    Role.REP: ("commission", "courses", "target"),
}
_MOST_FIRST = 3


async def greeting(interaction: Interaction, uow: UnitOfWork) -> Greeting:
    """Give the first steps of her roles."""
    del uow
    return Greeting(first_steps(interaction.person.roles))


def first_steps(roles: Collection[Role]) -> tuple[str, ...]:
    """Give what is offered first to somebody of these roles."""
    steps = [one for role, some in _FIRST.items() if role in roles for one in some]
    return tuple(dict.fromkeys(steps or ["commission"]))[:_MOST_FIRST]


async def can_do(interaction: Interaction, uow: UnitOfWork) -> Help:
    """List the topics open to her."""
    del uow
    return open_to(interaction)


def open_to(interaction: Interaction) -> Help:
    """List the topics open to her, by what is known of her."""
    hers = [_OF_ROLE[role] for role in sorted(_OF_ROLE) if role in interaction.person.roles]
    return Help((*TOPICS, *dict.fromkeys(topic for topics in hers for topic in topics)))
