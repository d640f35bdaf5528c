"""Who applies to the made-up company, and what its hires of two years say about its bar."""

from __future__ import annotations

import json
import random
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from bot.demo.company import Raw, event
from handlers.threshold import MATCH_LOW, tell_hr
from jobs.threshold import Question, told_of
from rules.loop import LoopPolicy
from rules.threshold_record import Judged, Proposal
from storage.unit_of_work import UnitOfWork

_TRAITS = (
    "stress_resistance", "learning_ability", "communication", "customer_development", "goal_drive"
)  # fmt: skip
_POST = "销售代表"
#: Whose probation is over; a proposal asks for a hundred.
_PAST_HIRES = 240


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody who applied, with her scores of ten in the order of the traits; None was not met."""

    number: str
    name: str
    scores: tuple[int | None, ...]
    #: What she said of the first trait to the interviewer of HR; empty before an interview.
    said: str = ""


#: One or two for each pool: key review, between, under 60, and too little data.
APPLICANTS = (
    Applicant("C01", "林晓", (9, 9, 8, 9, 9), "连续两年做陌拜,被拒后第二天再约,月均新签 11 家"),
    Applicant("C02", "Olivia Brown", (9, 8, 9, 8, 9)),
    Applicant("C03", "唐果", (7, 7, 8, 6, 7), "上一家做渠道,压力大时会列清单逐个打"),
    Applicant("C04", "高远", (7, 6, 7, 7, 6)),
    Applicant("C05", "Jack Wilson", (4, 5, 5, 4, 5), "prefers warm leads to cold calls"),
    Applicant("C06", "许诺", (8, None, None, None, None)),
)


def applications(today: datetime) -> list[Raw]:
    """Give who applied, how they were tested, who was interviewed, and who is to be."""
    found: list[Raw] = []
    for n, one in enumerate(APPLICANTS):
        at = today - timedelta(days=3 + n)
        found.append(
            event(
                f"apply-{one.number}", "candidate.added", at,
                candidate_id=one.number, name=one.name, post=_POST,
            )
        )  # fmt: skip
        found += [
            event(
                f"test-{one.number}-{trait}", "candidate.assessed", at + timedelta(days=1),
                candidate_id=one.number, trait=trait, score=str(score), out_of="10",
                taken_on=(at + timedelta(days=1)).date().isoformat(),
            )
            for trait, score in zip(_TRAITS, one.scores, strict=True)
            if score is not None
        ]  # fmt: skip
        if one.said:
            found.append(_interview(one, at + timedelta(days=2)))
    ends_at = (today + timedelta(days=1)).replace(hour=15, minute=0)
    planned = event(
        "plan-C04", "interview.planned", today,
        interview_id="I-C04", candidate_id="C04", interviewer_id="T01", ends_at=ends_at.isoformat(),
    )  # fmt: skip
    return [*found, planned]


def _interview(one: Applicant, at: datetime) -> Raw:
    rating = {
        "trait": _TRAITS[0], "score": str(one.scores[0]), "out_of": "10", "evidence": one.said
    }  # fmt: skip
    return event(
        f"talk-{one.number}", "interview.recorded", at,
        interview_id=f"I-{one.number}", candidate_id=one.number, interviewer_id="H01",
        held_at=at.isoformat(), ratings=[rating],
    )  # fmt: skip


async def propose_bar(uow: UnitOfWork, *, at: datetime) -> bool:
    """Let the company's hires of two years speak for another bar; HR is told, nobody decides."""
    # numpy is loaded only where something is computed.
    from rules.threshold import propose  # noqa: PLC0415

    site = LoopPolicy()
    asked = Question.of_hiring(_hires(at.date()), present=Decimal(60), most=80, costs=site)
    found = propose(asked.cases, present=asked.present, cuts=asked.cuts, costs=asked.costs)
    if not isinstance(found, Proposal):
        return False
    news = told_of(asked, found)
    kept = await uow.thresholds.propose(
        MATCH_LOW,
        present=news.present,
        proposed=news.proposed,
        evidence=json.dumps(asdict(news)),
        at=at,
    )
    if kept is not None:
        await tell_hr(kept, uow, at=at)
    return kept is not None


def _hires(today: date) -> list[Judged]:
    """Make hires up: of those under 70 three in four left, of the others one in five."""
    chance = random.Random(26)  # noqa: S311 - a made-up company
    found = []
    for n in range(_PAST_HIRES):
        score = chance.randint(45, 95)
        stays = chance.random() < (0.25 if score < 70 else 0.8)  # noqa: PLR2004 - as said above
        found.append(
            Judged(
                person_id=n,
                value=Decimal(score),
                hired_on=today - timedelta(days=730 - 2 * n),
                has_stayed=stays,
            )
        )
    return found
