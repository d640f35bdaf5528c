"""Who did an act, and what it meets: her account, the form she is in, whether it came before.

Every act in every chat asks this, so it is one statement, which is a snapshot by itself: on SQLite
it is asked where it is needed (a look by keys is quicker than a thread), on PostgreSQL without a
transaction around it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, literal, select

from rules.people import Person
from storage.form_session import FormSession, read_session
from storage.person import MANAGER, read_person
from storage.prepared import Prepared, Row
from storage.tables import form_session, identity, interaction, person, preference


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Nobody has the account where `person` is None; the rest may be there all the same."""

    person: Person | None
    #: Whether her platform said that nothing reaches this account.
    is_dead: bool
    #: Whether her cards show sums only when tapped; None where she never said.
    hides_sums: bool | None
    #: The form that is open in her chat.
    session: FormSession | None
    #: Whether the act was kept before.
    was_kept: bool


def asking(channel: str, address: str, act: str, since: datetime) -> Mapping[str, object]:
    """Give what `CALLER` asks with; a form that last came forward before `since` is over."""
    return {"channel": channel, "address": address, "act": act, "since": since}


def read_caller(row: Row) -> Caller:
    """Read the one row that `CALLER` always finds."""
    return Caller(
        person=None if row.id is None else read_person(row),
        is_dead=row.dead_at is not None,
        hides_sums=row.hides_sums,
        session=None if row.form is None else read_session(row),
        was_kept=row.kept_id is not None,
    )


_ACT = select(literal(1).label("one")).subquery("act")
_OF_CHAT = (
    form_session.c.channel == bindparam("channel"),
    form_session.c.address == bindparam("address"),
    form_session.c.at >= bindparam("since"),
)
_KEPT = (
    interaction.c.channel == bindparam("channel"),
    interaction.c.ext_id == bindparam("act"),
)
_HERS = (
    identity.c.channel == bindparam("channel"),
    identity.c.address == bindparam("address"),
)
CALLER = Prepared(
    select(
        person,
        MANAGER.c.id.label("manager_id"),
        identity.c.dead_at,
        preference.c.hides_sums,
        *form_session.c,
        interaction.c.ext_id.label("kept_id"),
    ).select_from(
        _ACT.outerjoin(identity, and_(*_HERS))
        .outerjoin(person, person.c.id == identity.c.person_id)
        .outerjoin(MANAGER, MANAGER.c.number == person.c.manager_number)
        .outerjoin(preference, preference.c.person_id == person.c.id)
        .outerjoin(form_session, and_(*_OF_CHAT))
        .outerjoin(interaction, and_(*_KEPT))
    )
)
