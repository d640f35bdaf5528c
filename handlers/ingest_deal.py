"""Take deal events in: the deal as now known, what it posts to the ledger, and who is told."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from handlers.deal_facts import told
from handlers.deal_news import Posted, deal_notice, fact_at, late_deals, put_digest
from handlers.events import DealCancelled, DealSaid, Event
from handlers.ingest_person import PersonDesk
from handlers.needs import Needs
from handlers.reported_deal_match import CHAT, WINDOW, Met, meet, put_asking, sale_of
from rules.commission import CommissionLine, DealCredit, LineKind, Posting, Totals, post, unpriced
from rules.crediting import Account, PlanVersion, Sold, Terms, credited, version_on, waiting
from rules.deal import Deal, Stamp, cancel
from rules.errors import Invalid, NotFound
from rules.notices import LateDeals, Notice
from rules.people import Person
from rules.periods import local_day
from rules.plan import Plan
from rules.reported_deal import Case, ReportedDeal
from storage.deal import Key
from storage.outset import Outset
from storage.unit_of_work import UnitOfWork

#: Older facts are no news at once; they go to the digest of the next morning (DESIGN).
_NEWS_FOR = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class _Change:
    """One event's effect on one deal, to be posted once its accounts are read."""

    event: Event
    deal: Deal
    bases: Mapping[Account, Sold]
    is_quiet: bool
    #: Where it will count once its cost is known.
    waiting: Collection[Account] = ()


class DealDesk:
    """The deals and accounts of a batch, read once, written once."""

    def __init__(
        self,
        uow: UnitOfWork,
        *,
        outset: Outset,
        people: PersonDesk,
        at: datetime,
    ) -> None:
        self._uow = uow
        self._people = people
        self._at = at
        self._terms = Terms(version=self._version, zone=lambda i: self._people.by_id(i).zone)
        self._plans = {version.id: version.plan for version in outset.versions}
        self._versions: dict[str, list[PlanVersion]] = {}
        for version in outset.versions:
            self._versions.setdefault(version.plan.name, []).append(version)
        self._may_wait = any(plan.needs_cost for plan in self._plans.values())
        self._locks = outset.locks
        self._deals: dict[Key, Deal] = {}
        self._looked_for: set[Key] = set()
        self._credits: dict[int, dict[Account, DealCredit]] = {}
        self._totals: dict[Account, Totals] = {}
        self._read: set[Account] = set()
        self._next_id = outset.next_deal_id
        self._changes: list[_Change] = []
        self._changed: set[Key] = set()
        #: Persons whose deals, known before, were told otherwise.
        self._corrected: set[int] = set()
        self._touched: set[tuple[int, Account]] = set()
        self._lines: list[CommissionLine] = []
        self._notices: list[Notice] = []
        self._late: dict[tuple[int, str], tuple[Event, LateDeals]] = {}
        self._reports: dict[int, ReportedDeal] = {}
        self._met: list[Met] = []

    @property
    def touched_people(self) -> set[int]:
        """Those in whose accounts, or of whose deals, anything has changed."""
        posted = {account.person_id for _, account in self._touched}
        shared = {share.person_id for key in self._changed for share in self._deals[key].shares}
        return posted | shared

    @property
    def corrected_people(self) -> set[int]:
        """Those of whom a deal that was known already is another now, or nobody's."""
        return self._corrected

    async def load(self, events: Sequence[Event]) -> None:
        """Read the deals these events name, with their credits."""
        keys = {
            (event.source, event.said.deal_id)
            for event in events
            if isinstance(event.said, DealSaid)
        } - self._looked_for
        if not keys:
            return
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
        after = told(before, event, said, self._people.person)
        if after == before:
            return set()
        self._must_have_plans(after)
        if before is None:
            after = replace(after, id=self._next_id)
            self._next_id += 1
        else:
            self._corrected |= {one.person_id for one in (*before.shares, *after.shares)}
        self._deals[key] = after
        self._changed.add(key)
        bases = credited(after, self._terms)
        waits = waiting(after, self._terms) if self._may_wait else ()
        self._changes.append(_Change(event, after, bases, is_quiet, waits))
        return {f"deal:{key[0]}/{key[1]}"} if before is None else set()

    async def post(self) -> None:
        """Post the changes taken since the last call, in their order."""
        await self._meet_reports()
        touched = {
            account
            for change in self._changes
            for account in (
                *change.bases,
                *change.waiting,
                *self._credits.get(change.deal.id, ()),
            )
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
        await self._uow.outbox.put_all(self._notices)

    async def settle_reports(self) -> None:
        """Write what the deals did to reports made in chat, and ask whoever must decide."""
        met_last = {met.report.id: met for met in self._met}
        await self._uow.reported_deals.save([met.report for met in met_last.values()])
        for met in met_last.values():
            if met.report.case is not Case.NONE:
                reporter = self._people.by_id(met.report.person_id)
                with suppress(NotFound):
                    # Nobody to decide: the record counts, and the report waits.
                    await put_asking(met.report, reporter, self._uow, at=self._at)

    async def _meet_reports(self) -> None:
        """Take back reports that a record of this batch is of, right before it is posted."""
        records = [change for change in self._changes if change.event.source != CHAT]
        if not records:
            return
        # The day of the sale by whose clock it may be is one off at most, and the window has it.
        days = [change.deal.closed_at.date() for change in records]
        live = await self._uow.reported_deals.live(min(days) - WINDOW, max(days) + WINDOW)
        if not live:
            return
        for report in live:
            self._reports.setdefault(report.id, report)
        await self._people.load_ids({report.person_id for report in live})
        posted = {(CHAT, report.number) for report in live if report.is_posted}
        posted -= self._looked_for
        found = await self._uow.deals.by_key(posted)
        self._looked_for |= posted
        self._deals |= found
        self._credits |= await self._uow.ledger.credits([deal.id for deal in found.values()])
        changes, self._changes = self._changes, []
        for change in changes:
            self._changes += self._met_by(change)

    def _met_by(self, change: _Change) -> list[_Change]:
        """Give a change with what comes before it: the taking back of a report that it meets."""
        if change.event.source == CHAT:
            return [change]
        zones = {
            share.person_id: self._people.by_id(share.person_id).zone
            for share in change.deal.shares
        }
        met = meet(change.deal, sale_of(change.deal, zones), self._reports)
        if met is None:
            return [change]
        self._reports[met.report.id] = met.report
        self._met.append(met)
        if not met.leaves:
            return [change]
        key = CHAT, met.report.number
        before = self._deals[key]
        event = Event(
            source=CHAT,
            id=f"{met.report.number}:{met.report.revision}",
            type="deal.cancelled",
            stamp=Stamp(met.report.revision, self._at, f"{met.report.revision}"),
            said=DealCancelled(deal_id=met.report.number),
        )
        self._deals[key] = cancel(before, stamp=event.stamp)
        self._corrected |= {one.person_id for one in before.shares}
        self._changed.add(key)
        gone = _Change(event, self._deals[key], {}, is_quiet=True)
        # What she was told of the report holds for its record word by word: no news twice.
        is_known = dict(change.bases) == dict(credited(before, self._terms))
        return [gone, replace(change, is_quiet=change.is_quiet or is_known)]

    async def tell_late(self) -> None:
        """Add what old facts did to the digests of their people; everything else is written."""
        for (person_id, _), (event, late) in sorted(self._late.items(), key=lambda one: one[0]):
            person = self._people.by_id(person_id)
            await put_digest(self._uow, person, late, event=event, at=self._at)

    def _post(self, change: _Change) -> None:
        known = self._credits.setdefault(change.deal.id, {})
        posted: dict[int, list[Posted]] = {}
        for account in sorted({*change.bases, *known, *change.waiting}):
            credit, sold = known.get(account, DealCredit()), change.bases.get(account, Sold())
            if not sold and not credit.sold and account not in change.waiting:
                # Whoever had a part of it once and has none now is not even read.
                continue
            plan = self._plan(account)
            totals = self._totals.get(account, Totals())
            posting = post(
                plan,
                totals=totals,
                credit=credit,
                base=sold.base,
                units=sold.units,
                beside=sold.beside,
            )
            if posting is None and account in change.waiting and account not in known:
                # It is kept with her, and she is told once that it waits.
                posting = unpriced(totals)
            if posting is None:
                continue
            self._totals[account] = posting.after
            known[account] = posting.credit_after
            self._touched.add((change.deal.id, account))
            is_settled = (plan.name, account.period) in self._locks
            self._add_lines(change, account, posting, is_settled=is_settled)
            posted.setdefault(account.person_id, []).append(
                Posted(
                    account=account,
                    plan=plan,
                    posting=posting,
                    is_settled=is_settled,
                    waits_for_cost=account in change.waiting,
                )
            )
        for person_id, of_person in posted.items():
            self._tell(change, self._people.by_id(person_id), of_person)

    def _tell(self, change: _Change, person: Person, posted: Sequence[Posted]) -> None:
        if change.is_quiet or not person.is_active:
            return
        if self._at - fact_at(change.event, change.deal) > _NEWS_FOR:
            if all(one.waits_for_cost for one in posted):
                return
            key = person.id, posted[-1].plan.currency
            late = late_deals(change.deal, posted)
            _, known = self._late.get(key, (change.event, None))
            self._late[key] = change.event, late if known is None else known + late
            return
        self._notices.append(
            deal_notice(change.event, change.deal, person, posted, terms=self._terms, at=self._at)
        )

    def _add_lines(
        self, change: _Change, account: Account, posting: Posting, *, is_settled: bool
    ) -> None:
        plan = self._plan(account)
        person = self._people.by_id(account.person_id)
        today = local_day(self._at, person.zone)
        before, after = posting.priced(plan)
        period, on_day = account.period, local_day(fact_at(change.event, change.deal), person.zone)
        if is_settled:
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
                        units_before=before.units,
                        units_after=after.units,
                        beside_before_minor=before.beside,
                        beside_after_minor=after.beside,
                        all_units_before=posting.before.units,
                        all_units_after=posting.after.units,
                        worth_after_minor=posting.after.posted,
                        posted_at=self._at,
                    )
                )

    def _plan(self, account: Account) -> Plan:
        number = self._people.by_id(account.person_id).number
        return self._plans[account.plan_version_id].of(number)

    def _open_period(self, plan: Plan, today: date) -> str:
        period = plan.calendar.period(today)
        while (plan.name, period) in self._locks:
            period = plan.calendar.period(plan.calendar.days(period).end)
        return period

    def _must_have_plans(self, deal: Deal) -> None:
        for share in deal.shares:
            person = self._people.by_id(share.person_id)
            day = local_day(deal.closed_at, person.zone)
            version = self._version(person.id, day)
            if version is None:
                name = self._people.plan_name(person.id, day)
                raise Needs(
                    f"plan:{person.number}",
                    f"employee {person.number} has no plan on {day}: no version of {name} counts "
                    "then. Apply one from that day, or name another (default_plan in the settings,"
                    " plan in her row of the roster); then: foothold events replay",
                )
            if version.plan.currency != deal.amount.currency:
                raise Invalid(
                    "data.currency",
                    f"{deal.amount.currency} is not the plan's currency {version.plan.currency}",
                )

    def _version(self, person_id: int, day: date) -> PlanVersion | None:
        plan_name = self._people.plan_name(person_id, day)
        return version_on(self._versions.get(plan_name, ()), day)
