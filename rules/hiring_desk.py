"""What HR sees and says at the desk of hiring: the profile, the queue, one candidate, a decision.

CARDS 11. A pool is a proposal in words; each of three buttons is a named decision with a reason,
and none of them tells the candidate anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from rules.candidate import CandidateState
from rules.hiring import CompetencyProfile
from rules.hiring_habit import HabitCount
from rules.hiring_match import MatchScore
from rules.hiring_validity import Precision, Validity

LONGEST_REASON = 500


class Choice(StrEnum):
    """What a person of HR decides; it says nothing for good, and she may decide anew."""

    #: 列入重点考察
    KEY = "key"
    #: 先不动
    WAIT = "wait"
    #: 暂不推进: the file stays open.
    PAUSE = "pause"
    #: 本人退出: she took her application back, and told HR so. 先不动 opens it again.
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What somebody decided about a candidate, and what she saw as she did."""

    candidate_id: int
    choice: Choice
    reason: str
    by: int
    at: datetime
    pool: str
    #: Two places; empty where there was no score.
    score: str
    weight_scored: str
    profile_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A stored profile's line in the list of versions."""

    version: str
    starts_on: date
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileShown:
    """The profile in force, who set it, and the next one where there is one."""

    profile: CompetencyProfile
    #: A profile from data that is shown and not used.
    pilot: CompetencyProfile | None = None
    upcoming: Version | None = None
    #: Rows 2 to 4 among the reps of today: what a profile's behaviours ask of them.
    habits: tuple[HabitCount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskWeights:
    """The form with each dimension's weight; `written` is what came back with a problem."""

    profile: CompetencyProfile
    starts_on: date
    written: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileSaved:
    """A new version and its first day."""

    version: str
    starts_on: date
    profile: CompetencyProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLine:
    """One candidate in the queue."""

    candidate_id: int
    name: str
    post: str
    match: MatchScore
    decided: Choice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateQueue:
    """Who waits for a word: key reviews first, then the middle, what lacks data, and the low ones.

    The low ones are a queue to be read, not a list of the rejected.
    """

    lines: tuple[QueueLine, ...]
    #: Beside the lines.
    more: int
    #: By pool, of all that wait.
    counts: Mapping[str, int]
    validity: Validity
    precision: Precision
    #: Of thresholds, that wait for a word of HR.
    proposals: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One candidate: score, evidence, what is missing, and what was decided before."""

    candidate_id: int
    name: str
    post: str
    match: MatchScore
    validity: Validity
    zone: str
    decided: Decision | None = None
    decided_by: str = ""
    state: CandidateState = CandidateState.OPEN

    @property
    def may_be_hired(self) -> bool:
        """Whether a person decided for her, and her application is open still."""
        is_for = self.decided is not None and self.decided.choice is Choice.KEY
        return is_for and self.state is CandidateState.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class AskReason:
    """The form of a decision."""

    candidate_id: int
    name: str
    choice: Choice
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was kept."""

    candidate_id: int
    name: str
    choice: Choice
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForCandidate:
    """What a candidate may be told in plain words: her own figures alone, how, and who decides."""

    candidate_id: int
    name: str
    match: MatchScore


def in_queue_order(lines: list[QueueLine]) -> list[QueueLine]:
    """Order by pool, then by score: nobody is last because data is missing."""
    order = {"key_review": 0, "middle": 1, "insufficient_data": 2, "elimination_review": 3}
    return sorted(
        lines,
        key=lambda one: (
            order[one.match.pool.value],
            -(one.match.score or Decimal(0)),
            one.candidate_id,
        ),
    )
