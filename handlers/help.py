"""Say what Foothold can do for the person who asks."""

from __future__ import annotations

from collections.abc import Collection

from handlers.interaction import Interaction
from rules.people import Role
from rules.statement import Greeting, Help
from storage.unit_of_work import UnitOfWork

#: Of whoever sells. Somebody without any role is taken for one: a first roster may have none.
_SELLS = (
    "help.commission",
    "help.why",
    "help.what_if",
    "help.report_deal",
    "help.target",
    "help.courses",
    "help.export_commission",
)
#: Everybody's, at the end.
_OF_ALL = ("help.reminders",)
#: What is open to a role beside these, told before what she may do as one who sells.
_OF_ROLE = {
    Role.SALES_OPS: ("help.waiting",),
    Role.FINANCE: ("help.pay_of", "help.leaver"),
    Role.MENTOR: ("help.mentees", "help.mentor_record", "help.mentor_leave"),
    Role.MANAGER: (
        "help.waiting",
        "help.team_status",
        "help.risk_list",
        "help.intervention",
        "help.probation_of",
        "help.bind_group",
        "help.set_target",
        "help.leaver",
        "help.retention_report",
    ),
    Role.HR: (
        "help.waiting",
        "help.candidates",
        "help.interview",
        "help.candidate_score",
        "help.profile",
        "help.join",
        "help.pairing",
        "help.probation_of",
        "help.leaver",
        "help.risk_list",
        "help.intervention",
        "help.record_score",
        "help.set_plan",
        "help.set_target",
        "help.export_roster",
        "help.retention_report",
        "help.risk_model",
        "help.unreachable",
    ),
    Role.HRBP: ("help.risk_list", "help.probation_of", "help.leaver", "help.retention_report"),
    Role.TRAINER: ("help.record_score",),
    Role.ADMIN: ("help.unreachable",),
}


#: What is offered first to whoever opens the chat, of each of her roles; more is under help.
_FIRST = {
    Role.MANAGER: ("team_status", "risk_list"),
    Role.HR: ("candidates", "risk_list"),
    Role.HRBP: ("risk_list",),
    Role.SALES_OPS: ("waiting",),
    Role.TRAINER: ("record_score",),
    Role.ADMIN: ("unreachable",),
    Role.MENTOR: ("mentees",),
    Role.REP: ("commission", "courses", "target"),
}
_MOST_FIRST = 3


async def greeting(interaction: Interaction, uow: UnitOfWork) -> Greeting:
    """Give the first steps of her roles."""
    del uow
    return Greeting(first_steps(interaction.person.roles))


def first_steps(roles: Collection[Role]) -> tuple[str, ...]:
    """Give what is offered first to somebody of these roles; her commission without any role."""
    if not roles:
        return ("commission",)
    steps = [one for role, some in _FIRST.items() if role in roles for one in some]
    return tuple(dict.fromkeys(steps))[:_MOST_FIRST]


async def can_do(interaction: Interaction, uow: UnitOfWork) -> Help:
    """List the topics open to her."""
    del uow
    return open_to(interaction)


def open_to(interaction: Interaction) -> Help:
    """List the topics open to her by her roles: the work of a role, then selling, then the rest."""
    roles = interaction.person.roles or {Role.REP}
    hers = [topic for role, topics in _OF_ROLE.items() if role in roles for topic in topics]
    if Role.REP in roles:
        hers += [*_SELLS, "help.held_data"]
    return Help(tuple(dict.fromkeys((*hers, *_OF_ALL))))
