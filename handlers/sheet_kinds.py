"""Which table a file is that HR drops in chat: told by its columns, no word is needed for it."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.sheet_columns import PEOPLE, Titles
from handlers.sheet_learning_cells import ASSESSMENTS, ENROLMENTS
from handlers.sheet_mentoring import PAIRINGS, RATINGS

#: In this order: who has a name and a number may stand in a table of anything.
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
            return kind
    return "people"


def field_of_any(title: str) -> str | None:
    """Name a field that a title means in any of them; None for no known one."""
    return next((found for one in KINDS.values() if (found := one.field_of(title))), None)
