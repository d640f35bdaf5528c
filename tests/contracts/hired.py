"""Facts of the answers to HR who screens, with one name wherever anybody's words may stand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from rules.hiring import (
    PERCENT,
    CompetencyProfile,
    Dimension,
    Evidence,
    MarkerLine,
    Source,
    Standing,
    Trait,
    TraitKind,
    TraitScore,
)
from rules.hiring_desk import (
    AskReason,
    AskWeights,
    CandidateQueue,
    Choice,
    Decided,
    Decision,
    ForCandidate,
    ProfileSaved,
    ProfileShown,
    QueueLine,
    Screen,
    Version,
)
from rules.hiring_habit import HabitCount
from rules.hiring_match import match
from rules.hiring_validity import Precision, Validity

_AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
_DAY = date(2026, 11, 24)


def of_screening(name: str) -> tuple[object, ...]:
    """Give one of each kind of fact."""
    titles = {"zh": name, "en": name}
    behaviour = Trait(key="touches_per_week", title=titles, kind=TraitKind.BEHAVIOUR)
    profile = CompetencyProfile(
        version="1",
        dimensions=(
            Dimension(trait=Trait(key="drive", title=titles), weight=Decimal(70)),
            Dimension(trait=Trait(key="calm", title=titles), weight=Decimal(30)),
        ),
        source=Source.DATA,
        sellers=60,
        top=12,
        markers=(
            MarkerLine(
                trait=behaviour,
                measure="hedges_g",
                value=Decimal("0.60"),
                threshold=Decimal("12.00"),
                overlap=Decimal("20.00"),
            ),
        ),
    )
    found = match(
        profile,
        {
            "drive": TraitScore(
                trait="drive",
                value=Decimal(90),
                scale=PERCENT,
                evidence=(Evidence(source="resume", quote=name),),
            )
        },
    )
    pilot = CompetencyProfile(
        version="2", dimensions=(), standing=Standing.PILOT, source=Source.DATA, sellers=34
    )
    validity = Validity(people=34, confirmed=20)
    line = QueueLine(candidate_id=1, name=name, post=name, match=found)
    decision = Decision(
        candidate_id=1,
        choice=Choice.KEY,
        reason=name,
        by=1,
        at=_AT,
        pool="key_review",
        score="90.00",
        weight_scored="70.00",
        profile_version="1",
    )
    return (
        CandidateQueue(
            lines=(line,),
            more=1,
            counts={"key_review": 2},
            validity=validity,
            precision=Precision(
                confirmed=7,
                hired=10,
                running=1,
                percent=Decimal("70.00"),
                low=Decimal("39.68"),
                high=Decimal("89.22"),
            ),
            proposals=(1,),
        ),
        Screen(
            candidate_id=1,
            name=name,
            post=name,
            match=found,
            validity=validity,
            zone="Asia/Shanghai",
            decided=decision,
            decided_by=name,
        ),
        AskReason(candidate_id=1, name=name, choice=Choice.WAIT, reason=name),
        Decided(candidate_id=1, name=name, choice=Choice.PAUSE, reason=name),
        ForCandidate(candidate_id=1, name=name, match=found),
        ProfileShown(
            profile=profile,
            pilot=pilot,
            upcoming=Version(version=name, starts_on=_DAY, by="cli", at=_AT),
            habits=(
                HabitCount(name="touches", needed=Decimal(12), kept=5, judged=8, unknown=1),
                HabitCount(name="listening", needed=Decimal("4.50"), kept=2, judged=3, unknown=6),
            ),
        ),
        AskWeights(profile=profile, starts_on=_DAY),
        ProfileSaved(version="3", starts_on=_DAY, profile=profile),
    )
