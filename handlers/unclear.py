"""What is said to somebody who was not understood: what she may have meant, or her first steps."""

from __future__ import annotations

from handlers.help import first_steps
from handlers.intent import Intent
from handlers.understood import NOT_WANTED, Understanding
from rules.people import Person, Role
from rules.statement import NotUnderstood

_HR = frozenset({Role.HR, Role.HRBP})
_LEADS = _HR | {Role.MANAGER}
#: Whom a button is of use to, as the handlers decide; what is not named here is everybody's.
_USERS: dict[Intent, frozenset[Role]] = {
    **dict.fromkeys(
        (
            Intent.CANDIDATES, Intent.SCREEN, Intent.PROFILE, Intent.JOIN, Intent.SET_PLAN,
            Intent.EXPORT_ROSTER, Intent.IMPORT_ROSTER, Intent.INTERVIEW, Intent.CANDIDATE_SCORE,
            Intent.PAIRING, Intent.RISK_MODEL,
        ),
        _HR,
    ),
    **dict.fromkeys(
        (
            Intent.RISK_LIST, Intent.INTERVENTION, Intent.RETENTION_REPORT, Intent.PROBATION,
            Intent.DOSSIER, Intent.SET_TARGET, Intent.LEAVER,
        ),
        _LEADS,
    ),
    **dict.fromkeys((Intent.BIND_GROUP, Intent.UNBIND_GROUP, Intent.TEAM_STATUS),
                    frozenset({Role.MANAGER})),
    Intent.UNREACHABLE: _HR | {Role.ADMIN},
    Intent.RECORD_SCORE: _HR | {Role.TRAINER, Role.MENTOR},
    **dict.fromkeys((Intent.MENTEES, Intent.MENTOR_LEAVE), frozenset({Role.MENTOR})),
    Intent.MENTEE: _LEADS | {Role.MENTOR},
    **dict.fromkeys(
        (
            Intent.PULSE, Intent.ANOTHER_MENTOR, Intent.MY_MENTOR, Intent.MY_PROBATION,
            Intent.COURSE_DONE, Intent.NEXT_COURSE, Intent.OBJECTION,
        ),
        frozenset({Role.REP}),
    ),
}  # fmt: skip
#: A button knows no name: it leads to the list that the one is chosen from.
_LISTS = {
    Intent.SCREEN: Intent.CANDIDATES,
    Intent.MENTEE: Intent.MENTEES,
    Intent.INTERVENTION: Intent.RISK_LIST,
    Intent.PROBATION: Intent.TEAM_STATUS,
    Intent.PREFERENCE: Intent.REMINDERS,
}
_MOST = 3
#: Of several roles the one whose line is shown.
_LINES = (Role.HR, Role.MANAGER, Role.MENTOR, Role.REP)


def unclear(text: str, understood: Understanding, person: Person) -> NotUnderstood:
    """Give what she may have meant and may do, else the first steps of her roles, and one line."""
    useful = [
        _LISTS.get(one, one)
        for one in understood.offers
        if person.roles & _USERS.get(one, person.roles)
    ]
    open_to_her = [one for one in useful if person.roles & _USERS.get(one, person.roles)]
    line = next((role.value for role in _LINES if role in person.roles), "other")
    return NotUnderstood(
        text=text,
        offers=tuple(dict.fromkeys(one.value for one in open_to_her))[:_MOST],
        steps=first_steps(person.roles),
        line=f"not_understood.{line}",
        is_declined=understood.problem == NOT_WANTED,
    )
