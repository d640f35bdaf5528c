"""Facts of HR's orders, the first day and the last, with one name wherever words may stand."""

from __future__ import annotations

from datetime import date

from rules.joining import AskJoin, AskStartDay, Joined, Missing, StartDayKept
from rules.leaving import AskLastDay, AskTakeover, Leaver, OpenItem, OpenKind
from rules.mentor_change import MentorFit
from rules.order import OrderShown
from rules.people import Person, Role
from rules.roster import RosterExport, RosterLine


def of_hr(name: str) -> tuple[object, ...]:
    """Give facts for each kind of answer to HR."""
    person = Person(id=1, number="A1", name=name, roles=frozenset({Role.REP}))
    items = tuple(OpenItem(kind=kind, ref="1", title=name) for kind in OpenKind)
    given = OpenItem(kind=OpenKind.DEAL, ref="d2", title=name, to=name, due_on="2026-11-30")
    return (
        OrderShown(
            order_id=1,
            kind="join",
            stage="done",
            name=name,
            rows=(("number", "A1"), ("hired_on", "2026-11-24"), ("engagement", "employee")),
            missing=tuple(one.value for one in Missing),
            code="7F3KQ2MN",
            mentors=(MentorFit(person_id=2, name=name, mentees=1, capacity=3),),
            rep_id=1,
            since="2026-11-24",
        ),
        AskStartDay(person_id=1, name=name),
        StartDayKept(
            joined=Joined(
                person_id=1,
                name=name,
                number="A1",
                hired_on="2026-11-24",
                missing=tuple(one.value for one in Missing),
                mentors=(MentorFit(person_id=2, name=name, mentees=1, capacity=3),),
                since="2026-11-24",
            ),
            is_welcomed=True,
        ),
        AskJoin(filled={"name": name}, plans=("standard",)),
        Leaver(
            person_id=1,
            name=name,
            number="A1",
            items=(*items, given),
            unpaid_minor=45_000,
            currency="CNY",
            may_hand_over=True,
            may_leave=True,
        ),
        AskLastDay(person_id=1, name=name),
        AskTakeover(person_id=1, name=name, kind="deal", items=(("d1", name),)),
        RosterExport(on=date(2026, 11, 24), lines=(RosterLine(person=person),)),
    )
