"""How a person's accounts stand: what of their sums is expected, earned, payable and paid."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rules.commission import Totals
from rules.crediting import Account, PlanVersion, Terms, plan_on, version_on
from rules.earning import States, credited_deal, states
from rules.errors import NotFound
from rules.people import Person
from rules.plan import Plan
from storage.plan import Lock
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanBook:
    """The plans as stored, and who of the people it was read for has which from when."""

    versions: Mapping[int, PlanVersion]
    locks: Mapping[tuple[str, str], Lock]
    assigned: Mapping[int, list[tuple[date, str]]]
    zones: Mapping[int, str]
    #: Employee numbers, by which a plan names quotas.
    numbers: Mapping[int, str]
    default_plan: str

    @property
    def terms(self) -> Terms:
        """What deals are credited under."""
        return Terms(version=self._version, zone=self._zone)

    def current(self, person_id: int, day: date) -> PlanVersion:
        """Give the version a person has on a day; the first one if hers begins later.

        Raises `NotFound` where there is no such plan at all.
        """
        versions = self._of_plan(person_id, day)
        if not versions:
            raise NotFound("error.no_plan")
        version = version_on(versions, day) or versions[0]
        return replace(version, plan=version.plan.of(self.numbers.get(person_id, "")))

    def plan(self, account: Account) -> Plan:
        """Give the plan of an account, with the quota of its person."""
        number = self.numbers.get(account.person_id, "")
        return self.versions[account.plan_version_id].plan.of(number)

    def version_in(self, person_id: int, day: date) -> PlanVersion | None:
        """Give the version a person has on a day; None before the first."""
        return self._version(person_id, day)

    def first_day(self, person: Person, until: date) -> date:
        """Give the day from which a person is on plans: hired, or else first assigned, by then."""
        assigned = [day for day, _ in self.assigned.get(person.id, ())]
        return min(until, person.hired_on or min(assigned, default=until))

    async def of(self, uow: UnitOfWork, people: Collection[Person]) -> PlanBook:
        """Give the same plans as assigned to other people."""
        return replace(
            self,
            assigned=await uow.plans.assignments([person.id for person in people]),
            zones={person.id: person.zone for person in people},
            numbers={person.id: person.number for person in people},
        )

    def lock(self, account: Account) -> Lock | None:
        """Give the lock of an account's period, None while it is open."""
        plan = self.versions[account.plan_version_id].plan
        return self.locks.get((plan.name, account.period))

    def _version(self, person_id: int, day: date) -> PlanVersion | None:
        return version_on(self._of_plan(person_id, day), day)

    def _of_plan(self, person_id: int, day: date) -> list[PlanVersion]:
        name = plan_on(self.assigned.get(person_id, ()), day, default=self.default_plan)
        return [version for version in self.versions.values() if version.plan.name == name]

    def _zone(self, person_id: int) -> str:
        # Others share deals with her, but their accounts are not looked at here.
        return self.zones.get(person_id, "UTC")


async def plan_book(uow: UnitOfWork, people: Collection[Person], *, default_plan: str) -> PlanBook:
    """Read all plans, and the assignments of these people."""
    plans = PlanBook(
        versions=await uow.plans.versions(),
        locks=await uow.plans.locks(),
        assigned={},
        zones={},
        numbers={},
        default_plan=default_plan,
    )
    return await plans.of(uow, people)


async def account_states(
    uow: UnitOfWork, book: PlanBook, account: Account, totals: Totals, today: date
) -> States:
    """Sort an account's sum by how certain it is, as of a day."""
    plan = book.plan(account)
    credits_ = await uow.ledger.credits_of(account)
    deals = [
        credited_deal(deal, credits_[deal.id], account=account, terms=book.terms)
        for deal in await uow.deals.of_account(account)
    ]
    lock = book.lock(account)
    paid = 0
    if lock is not None and lock.paid_on is not None and lock.paid_on <= today:
        closed_on = plan.payable_on.last_cut_off(lock.paid_on) + timedelta(days=1)
        paid = states(plan, totals=totals, deals=deals, day=closed_on).payable
    return states(plan, totals=totals, deals=deals, day=today, paid=paid)


async def period_states(
    uow: UnitOfWork,
    book: PlanBook,
    accounts: Mapping[Account, Totals],
    period_total: int,
    *,
    today: date,
) -> States:
    """Sort what a period holds; the four states add up to it.

    Corrections of a locked period stand in the period that was open then: they are certain.
    """
    sums = States()
    is_paid = False
    for account, totals in accounts.items():
        sums += await account_states(uow, book, account, totals, today)
        lock = book.lock(account)
        is_paid |= lock is not None and lock.paid_on is not None and lock.paid_on <= today
    moved = period_total - sum(totals.posted for totals in accounts.values())
    return sums + (States(paid=moved) if is_paid else States(earned=moved))
