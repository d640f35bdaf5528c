"""Which table a file is that HR drops in chat: told by its columns, no word is needed for it."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.sheet_columns import PEOPLE, Titles
from handlers.sheet_learning_cells import ASSESSMENTS, ENROLMENTS
from handlers.sheet_mentoring import PAIRINGS, RATINGS

#: In this order: who has a name and a number may stand in a table of anything. A roster goes
#: before pairings alone (`_is_roster`): no other table has a column that it has too.
KINDS: dict[str, Titles] = {
    "ratings": RATINGS,
    "assessments": ASSESSMENTS,
    "enrolments": ENROLMENTS,
    "pairings": PAIRINGS,
    "people": PEOPLE,
}


def kind_of(header: Sequence[str]) -> str:
    """Give the first kind whose needed columns are all there; people, who say what is missing."""
    for kind, titles in KINDS.items():
        fields = {titles.field_of(title) for title in header}
        if all(fields & set(group) for group in titles.needed):
            return "people" if kind == "pairings" and _is_roster(header) else kind
    return "people"


def _is_roster(header: Sequence[str]) -> bool:
    """Whether a table that names mentors is one of people all the same.

    "Start Date" is both a hiring and the beginning of a pairing: with a name beside it, and no date
    that is a pairing's alone, it is a hiring. A list of mentors may name the post, but neither who
    manages somebody nor the kind of her contract.
    """
    fields = {PEOPLE.field_of(title) for title in header}
    is_of_pairs = any(
        PAIRINGS.field_of(title) == "starts_on" and PEOPLE.field_of(title) is None
        for title in header
    )
    is_of_people = bool(fields & {"manager_number", "engagement"})
    return "name" in fields and (is_of_people or ("hired_on" in fields and not is_of_pairs))


def field_of_any(title: str) -> str | None:
    """Name a field that a title means in any of them; None for no known one."""
    return next((found for one in KINDS.values() if (found := one.field_of(title))), None)
