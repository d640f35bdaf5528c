"""What a deal's change is worth telling its people at once, as notices."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime

from handlers.events import DealClosed, DealPaid, DealQualified, DealRefunded, Event
from rules.commission import Posting, rate_at
from rules.crediting import Account, Terms
from rules.deal import Deal
from rules.earning import credited_deal, earned_part
from rules.notices import DealNews, LateDeals, Notice, NoticeKind
from rules.people import Engagement, Person
from rules.periods import local_day
from rules.plan import Plan
from rules.plan_terms import Base, EarnedOn
from rules.plan_told import next_tier_of, tells_next_tier
from storage.unit_of_work import UnitOfWork

_TOLD = tuple(field.name for field in fields(DealNews))


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What an event changed in one account; `is_settled` where its period was closed before."""

    account: Account
    plan: Plan
    posting: Posting
    is_settled: bool
    waits_for_cost: bool = False


def fact_at(event: Event, deal: Deal) -> datetime:
    """Give the time of the fact that an event tells; a closing and its payments carry their own."""
    said = event.said
    at = event.stamp.occurred_at
    if isinstance(said, DealClosed):
        at = deal.closed_at
    elif isinstance(said, DealPaid):
        at = said.paid_at
    elif isinstance(said, DealQualified):
        at = said.qualified_at or at
    elif isinstance(said, DealRefunded):
        at = said.refunded_at or at
    return at


def deal_notice(
    event: Event,
    deal: Deal,
    person: Person,
    posted: Sequence[Posted],
    *,
    terms: Terms,
    at: datetime,
) -> Notice:
    """Tell one person what one event did to her accounts; the last of them gives the standing."""
    last = posted[-1]
    plan, posting = last.plan, last.posting
    today = local_day(at, person.zone)
    is_agent = person.engagement is Engagement.AGENT
    is_told = tells_next_tier(plan, today, is_agent=is_agent)
    next_tier = next_tier_of(plan, posting.after.base, posting.after.units) if is_told else None
    item = credited_deal(deal, posting.credit_after, account=last.account, terms=terms)
    part, whole = earned_part(plan, item, day=today)
    before, after = posting.priced(plan)
    went, goes = posting.going(plan)
    news = DealNews(
        event=event.type,
        source=event.source,
        event_id=event.id,
        deal_id=deal.id,
        title=deal.title,
        on_day=local_day(fact_at(event, deal), person.zone).isoformat(),
        currency=plan.currency,
        this_deal=sum(one.posting.this_deal for one in posted),
        catch_up=sum(one.posting.catch_up for one in posted),
        deal_base=posting.credit_after.base,
        rest_base=posting.after.base - posting.credit_after.base,
        rate_before=str(rate_at(went, before)),
        rate_after=str(rate_at(goes, after)),
        is_share=len(deal.shares) > 1,
        is_earned=whole > 0 and part >= whole,
        period=last.account.period,
        period_total=posting.after.posted,
        next_at=None if next_tier is None else next_tier.distance,
        next_rate="" if next_tier is None else str(next_tier.rate),
        next_is_whole=next_tier is not None and next_tier.is_whole,
        word="agent" if is_agent else "employee",
        is_period_earned=plan.earned_on is EarnedOn.SIGNING,
        is_settled=any(one.is_settled for one in posted),
        next_each=0 if next_tier is None else next_tier.each,
        next_sum=0 if next_tier is None else next_tier.sum,
        next_unit="amount" if next_tier is None else next_tier.unit,
        is_margin=plan.base is Base.MARGIN,
        waits_for_cost=any(one.waits_for_cost for one in posted),
    )
    return Notice(
        key=f"deal:{event.source}/{event.id}:{person.id}",
        person_id=person.id,
        kind=NoticeKind.DEAL,
        subject=f"deal:{deal.id}:{person.id}",
        facts=json.dumps({name: getattr(news, name) for name in _TOLD}, ensure_ascii=False),
        at=at,
        priority=0,
    )


def late_deals(deal: Deal, posted: Sequence[Posted]) -> LateDeals:
    """Give what an event about old facts did to one person's accounts."""
    postings = [one.posting for one in posted]
    return LateDeals(
        currency=posted[-1].plan.currency,
        minor=sum(posting.this_deal + posting.catch_up for posting in postings),
        count=1,
        titles=(deal.title,),
    )


async def put_digest(
    uow: UnitOfWork, person: Person, late: LateDeals, *, event: Event, at: datetime
) -> None:
    """Add to the digest of her next working morning; a further one where that is on its way.

    Hours of her own are the relay's business: they move the digest within its day.
    """
    outbox = uow.outbox
    due = uow.calendar.of(person.number).digest_after(at, person.zone, spread=person.id)
    key = f"late:{person.id}:{late.currency}:{local_day(due, person.zone)}"
    waiting = await outbox.waiting(key)
    if waiting is not None:
        known = json.loads(waiting)
        before = LateDeals(**{**known, "titles": tuple(known["titles"])})
        if await outbox.refresh(key, _facts(before + late)):
            return
    digest = Notice(
        key=key,
        person_id=person.id,
        kind=NoticeKind.LATE_DEALS,
        subject=key,
        facts=_facts(late),
        at=at,
        not_before=due,
    )
    if not await outbox.put([digest]):
        await outbox.put([replace(digest, key=f"{key}:{event.source}/{event.id}")])


def _facts(late: LateDeals) -> str:
    return json.dumps(asdict(late), ensure_ascii=False)
