"""Make a month's base and propose what skill and results ask for; nobody decides here."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from handlers.account import PlanBook
from handlers.target_count import credited_net
from rules.errors import Conflict
from rules.notices import Notice, NoticeKind, TargetNews
from rules.people import Engagement, Person, Role
from rules.periods import DayRange, local_day, week_of
from rules.probation import last_ending_day
from rules.skill import skill_of_week
from rules.target import (
    Cause,
    Consent,
    Growth,
    GrowthVerdict,
    Target,
    TargetPolicy,
    base_target,
    consent_for,
    in_force,
    month_of_change,
    propose_target,
    results_growth,
    results_windows,
    skill_growth,
)
from rules.target_record import (
    Standing,
    TargetStep,
    TargetWord,
    WordKind,
    changes_held,
    target_of,
)
from storage.unit_of_work import UnitOfWork

_LONG_AGO, _FAR_OFF = date(1970, 1, 1), date(2199, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A rule that fired: as of which day, with which figures, for which month."""

    cause: Cause
    on: date
    month: str
    verdict: GrowthVerdict
    deals_before: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whose target it is, on which day of hers, by which figures."""

    person: Person
    today: date
    at: datetime
    policy: TargetPolicy
    book: PlanBook


async def open_month(uow: UnitOfWork, subject: Subject, month: str) -> TargetStep | None:
    """Make the base of a month and tell her; None where it is there already."""
    person, policy = subject.person, subject.policy
    days = uow.calendar.month.days(month)
    employed = DayRange(start=person.hired_on or _LONG_AGO, end=person.left_on or _FAR_OFF)
    workdays = uow.calendar.of(person.number).workdays
    target = Target(pass_bar=base_target(policy, days, employed, workdays))
    step = await uow.targets.add(
        TargetStep(
            person_id=person.id,
            month=month,
            target=target,
            before=target,
            after=target,
            policy_version=policy.version,
            strict_seed=policy.strict_seed,
            made_at=subject.at,
        ),
        key=f"base:{person.id}:{month}",
    )
    if step is not None:
        await tell_rep(uow, person, step, what="month", at=subject.at)
    return step


async def judge_skill(
    uow: UnitOfWork, subject: Subject, week: DayRange, on: date, *, first: date
) -> Judgement | None:
    """Judge a week's growth of skill, once the week is cut (RULES row 14); None if it asks nothing.

    `on` is the day as of which it is judged, `first` the first after the cut; what was known later
    is looked at as known now.
    """
    if await _had_its_month(uow, subject, on, first=first):
        return None
    before = week_of(week.start - timedelta(days=1))
    tests = await uow.learning.assessments([subject.person.id])
    score = skill_of_week(tests, week, subject.person.zone)
    if score is None:
        return None
    base = skill_of_week(tests, before, subject.person.zone)
    return _fired(uow, Cause.SKILL, skill_growth(subject.policy, base, score), on)


async def _had_its_month(uow: UnitOfWork, subject: Subject, on: date, *, first: date) -> bool:
    """Whether a week was there for an earlier month, which growth of skill had no more to ask of.

    It acts on one month alone: what fired on the 23rd and found that month lowered already is not
    kept for the next one. Where that month is as it was, the tests came late, and it acts by `on`.
    """
    then = month_of_change(Cause.SKILL, first, uow.calendar.month)
    if then == month_of_change(Cause.SKILL, on, uow.calendar.month):
        return False
    steps = await uow.targets.of_month(subject.person.id, then)
    now = target_of(steps)
    if now is None or any(step.cause is Cause.SKILL for step in steps):
        return now is not None
    base = next(step.target for step in steps if step.cause is None)
    asked = (Cause.SKILL, Target(pass_bar=min(base.pass_bar, subject.policy.skill_pass_bar)))
    held = [*changes_held(steps), asked]
    return in_force(base, held, strict_seed=subject.policy.strict_seed) == now


async def judge_results(uow: UnitOfWork, subject: Subject, on: date) -> Judgement | None:
    """Judge the growth of credited net amount as of a day (RULES row 15); None for no cause."""
    person, policy = subject.person, subject.policy
    workdays = uow.calendar.of(person.number).workdays
    windows = results_windows(policy, on, workdays)
    (before, deals), (after, _) = await credited_net(uow, person, windows, subject.book)
    verdict = results_growth(policy, before=before, after=after, deals_before=deals)
    return _fired(uow, Cause.RESULTS, verdict, on, deals_before=deals)


async def propose_support(uow: UnitOfWork, subject: Subject, pass_bar: int) -> TargetStep | None:
    """Propose a lower pass bar for the running month, by hand of who follows her up (row 22).

    It goes the way of every proposal. None where it would not lower anything, or one was made.
    """
    month = month_of_change(Cause.SUPPORT, subject.today, uow.calendar.month)
    so_far = await _month_so_far(uow, subject, month)
    target = replace(so_far.base, pass_bar=pass_bar)
    after = so_far.with_target(Cause.SUPPORT, target, subject.policy)
    if after.pass_bar >= so_far.now.pass_bar:
        return None
    step = _by_hand(subject, month, Cause.SUPPORT, target, so_far)
    return await _put_forward(uow, subject, step)


@dataclass(frozen=True, slots=True, kw_only=True)
class _MonthSoFar:
    """A month's base, what is in force now, and the changes that hold, the newest to hold last."""

    base: Target
    now: Target
    held: tuple[tuple[Cause, Target], ...]

    def with_target(self, cause: Cause, target: Target, policy: TargetPolicy) -> Target:
        """Give what would be in force with one change more."""
        return in_force(self.base, [*self.held, (cause, target)], strict_seed=policy.strict_seed)


async def _month_so_far(uow: UnitOfWork, subject: Subject, month: str) -> _MonthSoFar:
    await open_month(uow, subject, month)
    steps = await uow.targets.of_month(subject.person.id, month)
    base = next(step for step in steps if step.cause is None).target
    held = tuple(changes_held(steps))
    return _MonthSoFar(base=base, now=target_of(steps) or base, held=held)


async def _put_forward(
    uow: UnitOfWork, subject: Subject, step: TargetStep, *, key: str = ""
) -> TargetStep | None:
    """Keep a proposal and ask for a decision; None where there is one of this key.

    Without a key a month has one of each cause, whatever its end.
    """
    assert step.cause is not None  # noqa: S101 - a base is no proposal
    key = key or f"{step.cause.value}:{step.person_id}:{step.month}"
    kept = await uow.targets.add(step, key=key)
    if kept is not None:
        await ask_for_decision(uow, subject.person, kept, what="proposed", at=subject.at)
    return kept


async def propose_by_hand(
    uow: UnitOfWork, subject: Subject, pass_bar: int, *, order_id: int
) -> TargetStep:
    """Propose another pass bar for the running month by hand of HR or her manager.

    A lower one needs the manager's word, a higher one the rep's acceptance too (rows 16 and 17).
    Raises `Conflict` where one by hand waits still, this very order too, or where it would change
    nothing.
    """
    person = subject.person
    month = month_of_change(Cause.ORDER, subject.today, uow.calendar.month)
    so_far = await _month_so_far(uow, subject, month)
    waiting = {Standing.WAITS_FOR_MANAGER, Standing.WAITS_FOR_REP}
    steps = await uow.targets.of_month(person.id, month)
    if any(step.cause is Cause.ORDER and step.standing in waiting for step in steps):
        raise Conflict("order.target_proposed", name=person.name)
    target = replace(so_far.base, pass_bar=pass_bar)
    if so_far.with_target(Cause.ORDER, target, subject.policy) == so_far.now:
        now = so_far.now.pass_bar
        raise Conflict("order.target_no_change", name=person.name, now=now)
    step = _by_hand(subject, month, Cause.ORDER, target, so_far)
    key = f"{Cause.ORDER.value}:{person.id}:{order_id}"
    kept = await _put_forward(uow, subject, step, key=key)
    if kept is None:
        raise Conflict("order.target_proposed", name=person.name)
    return kept


def _by_hand(
    subject: Subject, month: str, cause: Cause, target: Target, so_far: _MonthSoFar
) -> TargetStep:
    policy = subject.policy
    return TargetStep(
        person_id=subject.person.id,
        month=month,
        cause=cause,
        target=target,
        before=so_far.now,
        after=so_far.with_target(cause, target, policy),
        policy_version=policy.version,
        strict_seed=policy.strict_seed,
        made_at=subject.at,
    )


async def withdraw(uow: UnitOfWork, step_id: int, *, by: int, at: datetime) -> bool:
    """Take a proposal by hand back; False where somebody has decided about it."""
    step = await uow.targets.step(step_id)
    if step is None or step.standing is not Standing.WAITS_FOR_MANAGER:
        return False
    return await uow.targets.say(step.id, TargetWord(kind=WordKind.WITHDRAWN, at=at, by=by))


def _fired(
    uow: UnitOfWork, cause: Cause, verdict: GrowthVerdict, on: date, *, deals_before: int = 0
) -> Judgement | None:
    if verdict.growth is not Growth.FIRED:
        return None
    month = month_of_change(cause, on, uow.calendar.month)
    return Judgement(cause=cause, on=on, month=month, verdict=verdict, deals_before=deals_before)


async def propose(uow: UnitOfWork, subject: Subject, judged: Judgement) -> TargetStep | None:
    """Keep a proposal and tell who decides; a month has one of each cause, whatever its end."""
    policy, cause, verdict = subject.policy, judged.cause, judged.verdict
    so_far = await _month_so_far(uow, subject, judged.month)
    alone = propose_target(
        policy,
        so_far.base,
        skill=verdict if cause is Cause.SKILL else None,
        results=verdict if cause is Cause.RESULTS else None,
    )
    if alone is None:
        return None
    after = so_far.with_target(cause, alone.target, policy)
    if after == so_far.now:
        return None
    step = TargetStep(
        person_id=subject.person.id,
        month=judged.month,
        cause=cause,
        target=alone.target,
        before=so_far.now,
        after=after,
        evidence=verdict,
        more_than=str(policy.skill_growth if cause is Cause.SKILL else policy.results_growth),
        window=policy.window if cause is Cause.RESULTS else 0,
        deals_before=judged.deals_before,
        has_conflict=policy.strict_seed and any(one != cause for one, _ in so_far.held),
        reward_minor=policy.reward_minor if cause is Cause.RESULTS else 0,
        currency=policy.currency,
        policy_version=policy.version,
        strict_seed=policy.strict_seed,
        made_at=subject.at,
        judged_on=judged.on,
    )
    return await _put_forward(uow, subject, step)


async def ask_for_decision(
    uow: UnitOfWork, person: Person, step: TargetStep, *, what: str, at: datetime
) -> None:
    """Tell the manager; or HR, where it was handed over or where she has no manager."""
    manager = await manager_of(uow, person)
    to = [manager] if manager is not None and what != "handed" else []
    if not to:
        word = TargetWord(kind=WordKind.HANDED_TO_HR, at=at)
        await uow.targets.say(step.id, word)
        what, to = "handed", [one for one in await uow.people.having(Role.HR) if one != person]
    consent = consent_for(
        step.before,
        step.after,
        today=local_day(at, person.zone),
        last_ending_on=await last_ending_on(uow, person),
    )
    news = news_of(uow, person, step, what=what, needs_signatures=consent is Consent.BOTH_SIGN)
    await uow.outbox.put(
        [_notice(one, step, NoticeKind.TARGET_PROPOSAL, news, at=at, uow=uow) for one in to]
    )


async def tell_rep(
    uow: UnitOfWork,
    person: Person,
    step: TargetStep,
    *,
    what: str,
    at: datetime,
    needs_signatures: bool = False,
) -> None:
    """Tell her of her month, of a change, or ask for her acceptance."""
    kind = NoticeKind.TARGET_MONTH if what == "month" else NoticeKind.TARGET_CHANGE
    news = news_of(uow, person, step, what=what, needs_signatures=needs_signatures)
    await uow.outbox.put([_notice(person, step, kind, news, at=at, uow=uow)])


async def manager_of(uow: UnitOfWork, person: Person) -> Person | None:
    """Give her manager who works here; None where she has none, or is her own."""
    if person.manager_id is None or person.manager_id == person.id:
        return None
    manager = (await uow.people.by_id([person.manager_id])).get(person.manager_id)
    return manager if manager is not None and manager.is_active else None


async def last_ending_on(uow: UnitOfWork, person: Person) -> date | None:
    """Give the last day on which her probation can lawfully be ended; None where she has none."""
    file = await uow.probations.of(person)
    if person.engagement is not Engagement.EMPLOYEE or file is None or file.outcome is not None:
        return None
    return last_ending_day(file.probation, uow.calendar.standard.workdays)


def is_late(step: TargetStep, person: Person) -> bool:
    """Whether a proposal was judged by an earlier day than it was made on: after an outage."""
    return step.judged_on is not None and step.judged_on < local_day(step.made_at, person.zone)


def news_of(
    uow: UnitOfWork, person: Person, step: TargetStep, *, what: str, needs_signatures: bool
) -> TargetNews:
    """Give what is told of a step."""
    evidence = step.evidence
    return TargetNews(
        what=what,
        step_id=step.id,
        name=person.name,
        number=person.number,
        month=step.month,
        last_day=uow.calendar.month.days(step.month).last.isoformat(),
        cause=step.cause.value if step.cause else "",
        pass_before=step.before.pass_bar,
        stretch_before=step.before.stretch,
        pass_after=step.after.pass_bar,
        stretch_after=step.after.stretch,
        growth_before=str(evidence.before) if evidence else "",
        growth_after=str(evidence.after) if evidence else "",
        growth_percent=str(evidence.percent) if evidence else "",
        more_than=step.more_than,
        window=step.window,
        reward_minor=step.reward_minor,
        currency=step.currency,
        is_one_number=step.strict_seed,
        judged_on=step.judged_on.isoformat() if is_late(step, person) and step.judged_on else "",
        has_conflict=step.has_conflict,
        needs_signatures=needs_signatures,
    )


def _notice(
    to: Person,
    step: TargetStep,
    kind: NoticeKind,
    news: TargetNews,
    *,
    at: datetime,
    uow: UnitOfWork,
) -> Notice:
    return Notice(
        key=f"target:{step.id}:{news.what}:{to.id}",
        person_id=to.id,
        kind=kind,
        subject=f"target:{step.id}:{to.id}",
        facts=json.dumps(asdict(news), ensure_ascii=False),
        at=at,
        not_before=uow.calendar.of(to.number).digest_after(at, to.zone, spread=to.id)
        if news.what == "month"
        else None,
    )
