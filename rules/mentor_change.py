"""A change of mentor: why one is proposed to HR, how it stands, and what those concerned are told.

The notice to mentor and rep says that the arrangement changes, never a score or a reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rules.mentor_desk import Mentored


class Reason(StrEnum):
    """Why a change, or somebody to stand in, is proposed."""

    #: The mean of the weekly ratings is under 7.
    PULSE = "pulse"
    #: A single answer of 3 or less.
    ALARM = "alarm"
    #: The rep asks for it.
    ASKED = "asked"
    #: Whoever follows up a rep proposes it (RULES row 22); why is not told.
    FOLLOW_UP = "follow_up"
    LEAVE = "leave"
    #: The mentor owes more tasks than the weekly cap.
    LOAD = "load"
    #: The mentor has left the company.
    LEFT = "left"

    @property
    def needs_talk(self) -> bool:
        """Whether HR talks to the rep before she decides."""
        return self in {Reason.PULSE, Reason.ALARM, Reason.ASKED, Reason.FOLLOW_UP}

    @property
    def is_for_a_while(self) -> bool:
        """Whether somebody stands in and the pairing stays."""
        return self in {Reason.LEAVE, Reason.LOAD}


class Proposed(StrEnum):
    """Where a proposal stands."""

    OPEN = "open"
    #: HR has talked; she may decide now.
    TALKED = "talked"
    CHANGED = "changed"
    KEPT = "kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class MentorFit:
    """Somebody who could take a rep over, and why she fits."""

    person_id: int
    name: str
    mentees: int
    capacity: int
    #: Titles by language of the domains in which the rep has gaps and she is strong.
    strong: tuple[Mapping[str, str], ...] = ()
    is_same_team: bool = False
    #: False in notices of earlier releases.
    is_same_post: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeProposal(Mentored):
    """What HR reads. `mean` has two places, empty until three ratings exist; `score` is a low one.

    `mentors` are those who could take her over, the best fit first; empty if nobody is free.
    """

    proposal_id: int
    reason: str
    state: str
    rep: str
    rep_number: str
    mentor: str
    mean: str = ""
    ratings: int = 0
    score: int | None = None
    words: str = ""
    mentors: tuple[MentorFit, ...] = ()
    #: The mean of one or two mentees tells who gave it.
    is_identifiable: bool = False
    #: The last 14 days of her probation: no mentor is changed then.
    is_too_late: bool = False
    #: A Monday, ISO; for somebody who stands in.
    week: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDecided(Mentored):
    """The answer to HR: `state` as decided, with the mentor from now on."""

    state: str
    rep: str
    mentor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MentorChanged:
    """What the rep and both mentors are told. `role` says how the reader is concerned."""

    #: "rep", "new" or "old".
    role: str
    rep: str
    mentor: str
    #: ISO dates; `until` only for somebody who stands in.
    since: str
    until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAnother(Mentored):
    """A rep asks for another mentor: ask why; what she wrote so far is in `words`."""

    words: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class AnotherAsked(Mentored):
    """HR has her wish."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmPairing(Mentored):
    """HR has said who mentors whom: ask whether that is meant."""

    rep: str
    mentor: str
    #: Whom she has now; empty for nobody.
    now: str
    #: How many the mentor has today, and how many she takes.
    mentees: int
    capacity: int
    argument: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired(Mentored):
    """Who mentors whom from a day on; `is_new` unless it was so before."""

    rep: str
    mentor: str
    since: str
    is_new: bool
    #: Who had her until then, and what pairs them again; empty where nobody had.
    before: str = ""
    back: str = ""


@dataclass(frozen=True, slots=True)
class NothingChanged(Mentored):
    """She gave it up; nothing is kept."""
