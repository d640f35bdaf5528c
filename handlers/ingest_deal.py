"""Take deal events in: the deal as now known, what it posts to the ledger, and who is told."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from handlers.events import (
    DealAmended,
    DealCancelled,
    DealClosed,
    DealPaid,
    DealQualified,
    DealRefunded,
    DealSaid,
    EmployeeSaid,
    Event,
    Split,
)
from handlers.ingest_person import PersonDesk
from handlers.needs import Needs
from rules import deal as deals
from rules import money
from rules.commission import (
    Account,
    CommissionLine,
    DealCredit,
    LineKind,
    PlanVersion,
    Posting,
    Terms,
    Totals,
    credited,
    earned_part,
    post,
    version_on,
)
from rules.deal import Content, Deal, Instalment, Share
from rules.errors import Invalid
from rules.notices import DealNews, Notice, NoticeKind
from rules.people import Engagement
from rules.periods import local_day
from rules.plan import Mode, Plan
from storage.deal import Key
from storage.plan import Lock
from storage.store import UnitOfWork

#: Older closings are no news; they show in the rep's own answers (DESIGN, imports and old events).
_NEWS_FOR = timedelta(days=3)
_TOLD = tuple(field.name for field in fields(DealNews))


@dataclass(frozen=True, slots=True)
class _Change:
    """One event's effect on one deal, to be posted once its accounts are read."""

    event: Event
    deal: Deal
    bases: Mapping[Account, int]
    is_quiet: bool


class DealDesk:
    """The deals and accounts of a batch, read once, written once."""

    def __init__(
        self,
        uow: UnitOfWork,
        *,
        people: PersonDesk,
        at: datetime,
    ) -> None:
        self._uow = uow
        self._people = people
        self._plans: dict[int, Plan] = {}
        self._at = at
        self._terms = Terms(version=self._version, zone=lambda i: self._people.by_id(i).zone)
        self._versions: dict[str, list[PlanVersion]] | None = None
        self._locks: Mapping[tuple[str, str], Lock] = {}
        self._deals: dict[Key, Deal] = {}
        self._looked_for: set[Key] = set()
        self._credits: dict[int, dict[Account, DealCredit]] = {}
        self._totals: dict[Account, Totals] = {}
        self._read: set[Account] = set()
        self._next_id = 0
        self._changes: list[_Change] = []
        self._changed: set[Key] = set()
        self._touched: set[tuple[int, Account]] = set()
        self._lines: list[CommissionLine] = []
        self._notices: list[Notice] = []

    async def load(self, events: Sequence[Event]) -> None:
        """Read the deals these events name, with their credits and the plans."""
        keys = {
            (event.source, event.said.deal_id)
            for event in events
            if not isinstance(event.said, EmployeeSaid)
        } - self._looked_for
        if not keys:
            return
        if self._versions is None:
            self._versions = await self._read_versions()
            self._locks = await self._uow.plans.locks()
            self._next_id = await self._uow.deals.next_id()
        self._looked_for |= keys
        found = await self._uow.deals.by_key(keys)
        self._deals |= found
        self._credits |= await self._uow.ledger.credits([deal.id for deal in found.values()])
        named = {share.person_id for deal in found.values() for share in deal.shares}
        await self._people.load_ids(named)

    def take(self, event: Event, said: DealSaid, *, is_quiet: bool) -> set[str]:
        """Change a deal; raise `Invalid` or `Needs` before anything is changed."""
        key = event.source, said.deal_id
        before = self._deals.get(key)
        if before is None and not isinstance(said, DealClosed):
            raise Needs(f"deal:{key[0]}/{key[1]}", "its closing has not arrived yet")
        after = self._apply(before, event, said)
        if after == before:
            return set()
        self._must_have_plans(after)
        if before is None:
            after = replace(after, id=self._next_id)
            self._next_id += 1
        self._deals[key] = after
        self._changed.add(key)
        bases = credited(after, self._terms)
        self._changes.append(_Change(event, after, bases, is_quiet))
        return {f"deal:{key[0]}/{key[1]}"} if before is None else set()

    async def post(self) -> None:
        """Post the changes taken since the last call, in their order."""
        touched = {
            account
            for change in self._changes
            for account in (*change.bases, *self._credits.get(change.deal.id, ()))
        } - self._read
        self._totals |= await self._uow.ledger.totals(touched)
        self._read |= touched
        for change in self._changes:
            self._post(change)
        self._changes.clear()

    async def flush(self) -> None:
        """Write deals, ledger and notices."""
        await self._uow.deals.save([self._deals[key] for key in sorted(self._changed)])
        accounts = {account for _, account in self._touched}
        await self._uow.ledger.save(
            totals={account: self._totals[account] for account in sorted(accounts)},
            deal_credits={
                (deal_id, account): self._credits[deal_id][account]
                for deal_id, account in sorted(self._touched)
            },
            lines=self._lines,
        )
        await self._uow.outbox.put(self._notices)

    def _post(self, change: _Change) -> None:
        known = self._credits.setdefault(change.deal.id, {})
        told: dict[int, list[tuple[Account, Posting]]] = {}
        for account in sorted({*change.bases, *known}):
            posting = post(
                self._plans[account.plan_version_id],
                totals=self._totals.get(account, Totals()),
                credit=known.get(account, DealCredit()),
                base=change.bases.get(account, 0),
            )
            if posting is None:
                continue
            self._totals[account] = posting.after
            known[account] = posting.credit_after
            self._touched.add((change.deal.id, account))
            self._add_lines(change, account, posting)
            told.setdefault(account.person_id, []).append((account, posting))
        for person_id, postings in told.items():
            self._tell(change, person_id, postings)

    def _add_lines(self, change: _Change, account: Account, posting: Posting) -> None:
        plan = self._plans[account.plan_version_id]
        person = self._people.by_id(account.person_id)
        today = local_day(self._at, person.zone)
        period, on_day = account.period, self._on_day(change, person.zone)
        if (plan.name, period) in self._locks:
            period, on_day = self._open_period(plan, today), today
        for kind, minor in (
            (LineKind.DEAL, posting.this_deal),
            (LineKind.CATCH_UP, posting.catch_up),
        ):
            if minor:
                self._lines.append(
                    CommissionLine(
                        person_id=account.person_id,
                        plan_version_id=account.plan_version_id,
                        period=period,
                        origin_period=account.period,
                        kind=kind,
                        deal_id=change.deal.id,
                        cause_source=change.event.source,
                        cause_id=change.event.id,
                        on_day=on_day,
                        amount_minor=minor,
                        currency=plan.currency,
                        base_before_minor=posting.before.base,
                        base_after_minor=posting.after.base,
                        deal_base_before_minor=posting.credit_before.base,
                        deal_base_after_minor=posting.credit_after.base,
                        posted_at=self._at,
                    )
                )

    def _open_period(self, plan: Plan, today: date) -> str:
        period = plan.calendar.period(today)
        while (plan.name, period) in self._locks:
            period = plan.calendar.period(plan.calendar.days(period).end)
        return period

    def _on_day(self, change: _Change, zone: str) -> date:
        """Give the local day of the fact; a closing and its payments carry their own."""
        said = change.event.said
        at = change.event.stamp.occurred_at
        if isinstance(said, DealClosed):
            at = change.deal.closed_at
        elif isinstance(said, DealPaid):
            at = said.paid_at
        elif isinstance(said, DealQualified):
            at = said.qualified_at or at
        elif isinstance(said, DealRefunded):
            at = said.refunded_at or at
        return local_day(at, zone)

    def _tell(
        self, change: _Change, person_id: int, postings: Sequence[tuple[Account, Posting]]
    ) -> None:
        person = self._people.by_id(person_id)
        is_old = self._at - change.event.stamp.occurred_at > _NEWS_FOR
        if change.is_quiet or is_old or not person.is_active:
            return
        account, posting = postings[-1]
        plan = self._plans[account.plan_version_id]
        today = local_day(self._at, person.zone)
        next_tier = plan.next_tier(posting.after.base)
        part, whole = earned_part(plan, change.deal, zone=person.zone, day=today)
        rest = posting.after.base - posting.credit_after.base
        news = DealNews(
            event=change.event.type,
            source=change.event.source,
            event_id=change.event.id,
            deal_id=change.deal.id,
            title=change.deal.customer or change.deal.product or change.deal.number,
            on_day=self._on_day(change, person.zone).isoformat(),
            currency=plan.currency,
            this_deal=sum(p.this_deal for _, p in postings),
            catch_up=sum(p.catch_up for _, p in postings),
            deal_base=posting.credit_after.base,
            rest_base=rest,
            rate_before=str(plan.rate(posting.before.base)),
            rate_after=str(plan.rate(posting.after.base)),
            is_share=len(change.deal.shares) > 1,
            is_earned=whole > 0 and part >= whole,
            period=account.period,
            period_total=posting.after.posted,
            next_at=None if next_tier is None else next_tier.start - posting.after.base,
            next_rate="" if next_tier is None else str(next_tier.rate),
            next_is_whole=plan.mode is Mode.WHOLE_AMOUNT,
            word="agent" if person.engagement is Engagement.AGENT else "employee",
        )
        self._notices.append(
            Notice(
                key=f"deal:{change.event.source}/{change.event.id}:{person_id}",
                person_id=person_id,
                kind=NoticeKind.DEAL,
                subject=f"deal:{change.deal.id}:{person_id}",
                facts=json.dumps({name: getattr(news, name) for name in _TOLD}, ensure_ascii=False),
                at=self._at,
                priority=0,
            )
        )

    def _apply(self, before: Deal | None, event: Event, said: DealSaid) -> Deal:
        if isinstance(said, DealClosed):
            content = self._content(said, said.currency)
            if content.shares is None:
                raise Invalid("data.employee_id", "is missing; name employee_id or splits")
            return deals.close(
                before,
                source=event.source,
                number=said.deal_id,
                content=content,
                stamp=event.stamp,
            )
        assert before is not None  # noqa: S101 - `take` parks what has no deal yet
        currency = before.amount.currency
        if isinstance(said, DealAmended):
            content = self._content(said, said.currency or currency)
            return deals.amend(before, content=content, stamp=event.stamp)
        if isinstance(said, DealCancelled):
            return deals.cancel(before, stamp=event.stamp)
        if isinstance(said, DealQualified):
            return deals.qualify(before, at=said.qualified_at or event.stamp.occurred_at)
        if isinstance(said, DealPaid):
            paid = Instalment(_minor(said.amount, currency), said.paid_at, event.stamp)
            return deals.pay(before, instalment_id=said.instalment_id, instalment=paid)
        back = before.amount.minor if said.amount is None else _minor(said.amount, currency)
        refund = Instalment(back, said.refunded_at or event.stamp.occurred_at, event.stamp)
        return deals.refund(before, refund_id=said.refund_id or event.id, instalment=refund)

    def _content(self, said: DealClosed | DealAmended, currency: str) -> Content:
        money.exponent(currency, field="data.currency")
        amount = None
        if said.amount is not None:
            amount = money.Money(minor=_minor(said.amount, currency), currency=currency)
        cost = None if said.cost is None else money.to_minor(said.cost, currency, field="data.cost")
        return Content(
            amount=amount,
            shares=self._shares(said.employee_id, said.splits),
            closed_at=said.closed_at,
            opened_at=said.opened_at,
            customer=said.customer_id,
            product=said.product,
            cost_minor=cost,
        )

    def _shares(
        self, employee_id: str | None, splits: Sequence[Split] | None
    ) -> tuple[Share, ...] | None:
        if splits is None:
            if employee_id is None:
                return None
            return (Share(self._people.person(employee_id).id, Decimal(1)),)
        if employee_id is not None and employee_id not in {s.employee_id for s in splits}:
            raise Invalid("data.employee_id", "is not among the splits; name one or the other")
        if len({split.employee_id for split in splits}) != len(splits):
            raise Invalid("data.splits", "name somebody twice")
        total = sum((split.share for split in splits), Decimal(0))
        if total not in (1, 100):
            raise Invalid("data.splits", f"sum to {total}, not to 1")
        return tuple(
            Share(self._people.person(split.employee_id).id, split.share / total)
            for split in splits
        )

    def _must_have_plans(self, deal: Deal) -> None:
        for share in deal.shares:
            person = self._people.by_id(share.person_id)
            version = self._version(person.id, local_day(deal.closed_at, person.zone))
            if version is None:
                raise Needs(f"plan:{person.number}", f"employee {person.number} has no plan then")
            if version.plan.currency != deal.amount.currency:
                raise Invalid(
                    "data.currency",
                    f"{deal.amount.currency} is not the plan's currency {version.plan.currency}",
                )

    def _version(self, person_id: int, day: date) -> PlanVersion | None:
        plan_name = self._people.plan_name(person_id, day)
        return version_on((self._versions or {}).get(plan_name, ()), day)

    async def _read_versions(self) -> dict[str, list[PlanVersion]]:
        versions: dict[str, list[PlanVersion]] = {}
        for version in (await self._uow.plans.versions()).values():
            self._plans[version.id] = version.plan
            versions.setdefault(version.plan.name, []).append(version)
        return versions


def _minor(amount: Decimal, currency: str) -> int:
    return money.to_minor(amount, currency, field="data.amount")
