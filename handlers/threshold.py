"""HR decides about a proposed threshold, with a reason; the new version is dated forward only."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date, datetime
from decimal import Decimal

from handlers.interaction import Interaction
from handlers.mentoring import all_hr
from rules.errors import Conflict, NotAllowed, NotFound
from rules.hiring import Pools
from rules.notices import Notice, NoticeKind
from rules.people import Role
from rules.risk import RiskPolicy
from rules.threshold_record import (
    AskThreshold,
    ThresholdDecided,
    ThresholdNews,
    ThresholdShown,
    news_of,
    reason_of,
    starts_on,
)
from storage.threshold import Proposed
from storage.unit_of_work import UnitOfWork

_STATES = {"approve": "approved", "decline": "declined"}
#: The rule whose approved versions the night's assessment reads.
TRAINING_DUE = "training_due"
#: The edges of the pools of candidates.
MATCH_LOW, MATCH_KEY = "match_low", "match_key"


async def threshold(
    interaction: Interaction, uow: UnitOfWork
) -> AskThreshold | ThresholdDecided | ThresholdShown:
    """Show a proposal ("see:7"), ask for a reason, then decide; the first decision stands.

    Raises `NotAllowed` for all but HR.
    """
    if Role.HR not in interaction.person.roles:
        raise NotAllowed("threshold.not_yours")
    word, _, number = interaction.argument.partition(":")
    is_asking = not interaction.answers
    find = uow.thresholds.look if is_asking else uow.thresholds.hold
    one = await find(int(number)) if number.isdecimal() else None
    if one is None or word not in {*_STATES, "see"}:
        raise NotFound("threshold.gone")
    if one.state != "open":
        return await _decided(one, uow)
    if word == "see":
        return ThresholdShown(news=_news(one))
    begins = starts_on(interaction.today)
    if is_asking:
        return AskThreshold(word=word, news=_news(one), starts_on=begins)
    state = _STATES[word]
    reason = reason_of(interaction.answers)
    if state == "approved":
        await _must_not_cross(one, begins, uow)
    await uow.thresholds.decide(
        one,
        state,
        by=interaction.person.id,
        reason=reason,
        at=interaction.at,
    )
    if state == "approved":
        await uow.thresholds.add(one, starts_on=begins, by=interaction.person.id, at=interaction.at)
    await uow.audit.add(
        at=interaction.at,
        actor=f"person:{interaction.person.id}",
        action=f"threshold.{state}",
        subject=f"threshold:{one.id}",
    )
    return await _decided(replace(one, state=state, decided_by=interaction.person.id), uow)


async def tell_hr(one: Proposed, uow: UnitOfWork, *, at: datetime) -> int:
    """Tell all of HR of a proposal, each once; give how many are new."""
    facts = json.dumps(asdict(_news(one)), ensure_ascii=False)
    notices = [
        Notice(
            key=f"threshold:{one.id}:{hr.id}",
            person_id=hr.id,
            kind=NoticeKind.THRESHOLD,
            subject=f"threshold:{one.id}",
            facts=facts,
            at=at,
        )
        for hr in await all_hr(uow, besides=[])
    ]
    return await uow.outbox.put(notices)


async def policy_on(uow: UnitOfWork, policy: RiskPolicy, day: date) -> RiskPolicy:
    """Give the site's figures of risk with what HR has approved by a day in place of the settings.

    Its version says so, and is kept with each assessment.
    """
    found = await uow.thresholds.on(TRAINING_DUE, day)
    if found is None:
        return policy
    said = f"{policy.version};{found.value}@{found.starts_on}"
    return replace(policy, training_under=found.value, version=said[:_LONGEST_VERSION])


async def pools_on(uow: UnitOfWork, day: date) -> Pools:
    """Give the edges of the pools (RULES row 6) with what HR has approved by a day."""
    low = await uow.thresholds.on(MATCH_LOW, day)
    key = await uow.thresholds.on(MATCH_KEY, day)
    usual = Pools()
    return Pools(
        low=usual.low if low is None else low.value, key=usual.key if key is None else key.value
    )


async def _must_not_cross(one: Proposed, begins: date, uow: UnitOfWork) -> None:
    """Raise `Conflict` where the lower edge of the pools would lie over the upper one.

    Both may have been proposed on the edges of one day, and one approved meanwhile.
    """
    pools = await pools_on(uow, begins)
    proposed = Decimal(one.proposed)
    low = proposed if one.rule == MATCH_LOW else pools.low
    key = proposed if one.rule == MATCH_KEY else pools.key
    if low > key:
        raise Conflict("threshold.crosses", low=f"{low:f}", key=f"{key:f}")


_LONGEST_VERSION = 64


def _news(one: Proposed) -> ThresholdNews:
    return news_of({**json.loads(one.evidence), "proposal_id": one.id})


async def _decided(one: Proposed, uow: UnitOfWork) -> ThresholdDecided:
    people = await uow.people.by_id([one.decided_by] if one.decided_by else [])
    return ThresholdDecided(
        state=one.state,
        news=_news(one),
        by=next((each.name for each in people.values()), ""),
        starts_on=await uow.thresholds.starts(one.id),
    )
