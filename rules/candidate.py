"""Candidates: who applied, what was found out about them, and on which scale.

RULES 27: a score is stored as it was given, with its scale; it becomes a percentage for display and
for adding up alone. What may never decide about a person is in no field here (rules/protected.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

_HUNDRED = Decimal(100)
_PLACES = Decimal("0.01")


class CandidateState(StrEnum):
    """How an application stands."""

    OPEN = "open"
    #: She took it back.
    WITHDRAWN = "withdrawn"
    #: A named person decided not to go on (暂不推进 for good).
    REJECTED = "rejected"
    HIRED = "hired"

    @property
    def is_over(self) -> bool:
        """Whether the site has no more use for her file, so that its days are counted."""
        return self in {CandidateState.WITHDRAWN, CandidateState.REJECTED}


class ScoreKind(StrEnum):
    """Where a score is from."""

    #: 测评: a test.
    ASSESSMENT = "assessment"
    #: 情景测试: a situational judgement test.
    SITUATIONAL = "situational"
    INTERVIEW = "interview"
    #: Points of the resume's evidence (rules/resume_evidence.py).
    RESUME = "resume"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who applied. Contacts are digests: see rules/contact.py."""

    id: int
    name: str
    #: The post she applied for.
    post: str = ""
    state: CandidateState = CandidateState.OPEN
    email_sha: str | None = None
    phone_sha: str | None = None
    #: Another one with the same address or number and another name: HR looks at the two.
    looks_like_id: int | None = None
    added_at: datetime
    #: The day on which the application ended.
    settled_on: date | None = None

    @property
    def is_erased(self) -> bool:
        """Whether her file was erased: what is left is a number."""
        return not self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class RawScore:
    """One score as it was given, between `low` and `high`, the ends of its scale."""

    kind: ScoreKind
    trait: str
    score: Decimal
    high: Decimal
    low: Decimal = Decimal(0)
    taken_on: date
    #: What speaks for it: the sentence of a resume, the words of an interviewer.
    evidence: tuple[str, ...] = ()

    @property
    def percent(self) -> Decimal:
        """How far up its scale it is, in percent, half-up to two places."""
        share = (self.score - self.low) * _HUNDRED / (self.high - self.low)
        return share.quantize(_PLACES, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class TraitValue:
    """What is known of one trait: 0 to 100, from the scores beside it."""

    trait: str
    #: 0 to 100, half-up to two places.
    value: Decimal
    scores: tuple[RawScore, ...]

    @property
    def evidence(self) -> tuple[str, ...]:
        """All sentences and words that speak for it."""
        return tuple(said for score in self.scores for said in score.evidence)


def scale_problem(score: Decimal, low: Decimal, high: Decimal) -> str:
    """Say what is wrong with a score on its scale; "" where nothing is."""
    if not (score.is_finite() and low.is_finite() and high.is_finite()):
        return "is not a number"
    if high <= low:
        return f"the scale ends at {high}, which is not above {low}"
    if not low <= score <= high:
        return f"{score} is not on the scale from {low} to {high}"
    return ""


def trait_values(scores: Iterable[RawScore]) -> Mapping[str, TraitValue]:
    """Give what is known of each trait; one without a score is not there, for missing is not 0.

    Of each kind the newest score counts. Tests and interviews count alike: the mean of what there
    is. A resume, which its owner wrote herself, counts only where nothing else does.
    """
    by_trait: dict[str, dict[ScoreKind, RawScore]] = defaultdict(dict)
    for one in sorted(scores, key=lambda one: one.taken_on):
        by_trait[one.trait][one.kind] = one
    values = {}
    for trait, by_kind in by_trait.items():
        tested = [one for kind, one in by_kind.items() if kind is not ScoreKind.RESUME]
        counted = tested or list(by_kind.values())
        mean = sum((one.percent for one in counted), Decimal(0)) / len(counted)
        values[trait] = TraitValue(
            trait=trait,
            value=mean.quantize(_PLACES, rounding=ROUND_HALF_UP),
            scores=tuple(counted),
        )
    return values


def domain_tests(scores: Iterable[RawScore], domains: Collection[str]) -> tuple[RawScore, ...]:
    """Give of each of these domains the newest test, situational or not, in the order of names.

    An interview's rating and a resume's points are no tests of what somebody knows.
    """
    tests = (ScoreKind.ASSESSMENT, ScoreKind.SITUATIONAL)
    newest = {
        one.trait: one
        for one in sorted(scores, key=lambda one: one.taken_on)
        if one.kind in tests and one.trait in domains
    }
    return tuple(newest[domain] for domain in sorted(newest))


def same_candidate(
    name: str, email_sha: str | None, phone_sha: str | None, known: Sequence[Candidate]
) -> tuple[Candidate | None, Candidate | None]:
    """Give the one that this is, and else the one that it may be.

    The same one has the same name and the same address or number. The same number under another
    name may be a family's telephone, or a slip: a person looks, nothing is merged.
    """
    near = [
        one
        for one in known
        if not one.is_erased
        and (
            (email_sha is not None and one.email_sha == email_sha)
            or (phone_sha is not None and one.phone_sha == phone_sha)
        )
    ]
    same = next((one for one in near if _plain(one.name) == _plain(name)), None)
    return (same, None) if same else (None, near[0] if near else None)


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateLine:
    """How a candidate is told apart from another of her name: never by what is protected."""

    id: int
    name: str
    #: As the source calls her, "ats/C-17".
    ref: str
    post: str
    added_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichCandidate:
    """Several have the name: which one is meant."""

    name: str
    #: What is done once it is known: a route, a colon, and the argument before the id.
    route: str
    choices: tuple[CandidateLine, ...]
    #: Whether a new one may be taken in instead.
    may_add: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeTaken:
    """What a resume that was handed in came to."""

    candidate: str
    candidate_id: int
    file: str
    is_repeat: bool
    pages: int
    pages_read: int
    is_cut: bool
    #: Trait -> points of SCALE.
    points: tuple[tuple[str, int], ...]
    #: Trait and sentence of the strongest evidence, a few.
    quotes: tuple[tuple[str, str], ...]
    #: How many sentences name a term and do not count.
    doubted: int
    #: Keys of protected attributes that were left out.
    dropped: tuple[str, ...]
    #: Language -> trait -> name, as the lexicon has them.
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
