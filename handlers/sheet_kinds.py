"""Which table a file is that HR drops in chat: told by its columns, no word is needed for it."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.sheet_candidate import CANDIDATES, INTERVIEWS, SCORES
from handlers.sheet_columns import PEOPLE, Titles
from handlers.sheet_learning_cells import ASSESSMENTS, ENROLMENTS
from handlers.sheet_mentoring import PAIRINGS, RATINGS

#: In this order: who has a name and a number may stand in a table of anything. A roster goes
#: before pairings alone (`_is_roster`): no other table has a column that it has too.
KINDS: dict[str, Titles] = {
    "candidate_scores": SCORES,
    "interviews": INTERVIEWS,
    "ratings": RATINGS,
    "assessments": ASSESSMENTS,
    "enrolments": ENROLMENTS,
    "pairings": PAIRINGS,
    "candidates": CANDIDATES,
    "people": PEOPLE,
}

#: Words in a title by which a table says that these persons apply.
_APPLIES = ("候选", "应聘", "投递", "申请", "简历", "candidate", "applicant", "applied")


def kind_of(header: Sequence[str]) -> str:
    """Give the first kind whose needed columns are all there; people, who say what is missing."""
    for kind, titles in KINDS.items():
        fields = {titles.field_of(title) for title in header}
        if all(fields & set(group) for group in titles.needed):
            if kind == "candidates" and not _is_of_candidates(header):
                return "people"
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


def _is_of_candidates(header: Sequence[str]) -> bool:
    """Whether a table of names and addresses is one of candidates rather than a roster.

    It names their numbers, or says in a title that they apply; and nobody in it has a number of
    the company yet.
    """
    if any(PEOPLE.field_of(title) == "number" for title in header):
        return False
    has_number = any(CANDIDATES.field_of(title) == "candidate" for title in header)
    return has_number or any(word in title.casefold() for title in header for word in _APPLIES)


def field_of_any(title: str) -> str | None:
    """Name a field that a title means in any of them; None for no known one."""
    return next((found for one in KINDS.values() if (found := one.field_of(title))), None)
