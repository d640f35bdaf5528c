"""Who could take a rep over: by what she lacks and they know, her team and post, and their room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from rules.learning import Assessment, entry_test
from rules.mentor_change import MentorFit
from rules.mentoring import Pairing, is_on_leave
from rules.people import Person, Role
from rules.pulse import FreeMentor, assess_pulse, leaves_pool, propose_mentors
from storage.unit_of_work import UnitOfWork

_MOST_MENTORS = 1000
_WEEK = timedelta(days=7)
_TEAM, _POST, _DOMAIN = "team:", "post:", "domain:"


async def free_mentors(
    pairing: Pairing, rep: Person, uow: UnitOfWork, *, week: date
) -> tuple[MentorFit, ...]:
    """Give up to three who could take a rep over in the week of a Monday, each with the reasons.

    Fit is how many of the rep's open gaps the mentor is strong in, whether she is of the same team,
    and whether she has the same post that week; of equals who has more room goes first.
    """
    lasting = await uow.mentoring.lasting(week, week + _WEEK - timedelta(days=1))
    load = Counter({mentor: len(reps) for mentor, reps in _mentees(lasting).items()})
    out_of_pool = await _out_of_pool(lasting, uow, week=week)
    mentors = await uow.people.having(Role.MENTOR, limit=_MOST_MENTORS)
    posts = await uow.posts.on([rep.id, *(one.id for one in mentors)], week)
    people = {one.id: one for one in mentors}
    scores = await _scores(people, uow)
    policy = uow.mentoring_policy
    found = []
    for one in mentors:
        if one.id in {pairing.mentor_id, rep.id} | out_of_pool or await _is_away(one, week, uow):
            continue
        strong = {f"{_DOMAIN}{d}" for d in policy.strong_of(one.number, scores.get(one.id, {}))}
        found.append(
            FreeMentor(
                person_id=one.id,
                mentees=load[one.id],
                capacity=policy.capacity_of(one.number),
                strengths=frozenset(strong | _place(one, posts)),
            )
        )
    needs = await _gaps(rep, uow) | _place(rep, posts)
    return tuple(
        _fit(one, people[one.person_id], needs, uow) for one in propose_mentors(found, needs)
    )


def _fit(one: FreeMentor, person: Person, needs: frozenset[str], uow: UnitOfWork) -> MentorFit:
    shared = one.strengths & needs
    domains = [uow.catalogue.domain(s.removeprefix(_DOMAIN)) for s in sorted(shared)]
    return MentorFit(
        person_id=one.person_id,
        name=person.name,
        mentees=one.mentees,
        capacity=one.capacity,
        strong=tuple(dict(domain.title) for domain in domains if domain is not None),
        is_same_team=any(s.startswith(_TEAM) for s in shared),
        is_same_post=any(s.startswith(_POST) for s in shared),
    )


async def _gaps(rep: Person, uow: UnitOfWork) -> frozenset[str]:
    """Give the domains of her open courses."""
    known = await uow.learning.enrolments([rep.id])
    courses = [uow.catalogue.course(one.course_id) for one in known if one.is_open]
    return frozenset(f"{_DOMAIN}{course.domain}" for course in courses if course is not None)


async def _scores(people: Mapping[int, Person], uow: UnitOfWork) -> dict[int, dict[str, Decimal]]:
    """Give the newest score of each mentor in each domain, of 100."""
    tests: dict[int, list[Assessment]] = {}
    for one in await uow.learning.assessments(list(people)):
        tests.setdefault(one.person_id, []).append(one)
    return {
        who: {domain: score.percent for domain, score in entry_test(hers).scores.items()}
        for who, hers in tests.items()
    }


def _place(person: Person, posts: Mapping[int, str]) -> frozenset[str]:
    """Give her team and her post, as far as they are known; how a post is written is no matter."""
    post = " ".join(posts.get(person.id, "").casefold().split())
    team = {f"{_TEAM}{person.manager_number}"} if person.manager_number else set()
    return frozenset(team | ({f"{_POST}{post}"} if post else set()))


def _mentees(pairings: Sequence[Pairing]) -> dict[int, set[int]]:
    """Give whom each mentor has."""
    found: dict[int, set[int]] = {}
    for one in pairings:
        found.setdefault(one.mentor_id, set()).add(one.rep_id)
    return found


async def _is_away(one: Person, week: date, uow: UnitOfWork) -> bool:
    leaves = await uow.mentoring.leave(one.id, week, week + _WEEK - timedelta(days=1))
    return is_on_leave(week, leaves, uow.calendar.of(one.number).workdays)


async def _out_of_pool(pairings: Sequence[Pairing], uow: UnitOfWork, *, week: date) -> set[int]:
    """Give the mentors whose mean over at least two pairs is too low."""
    rated = await uow.pulses.ratings([one.id for one in pairings], until=week - _WEEK)
    out = set()
    for mentor_id in {one.mentor_id for one in pairings}:
        hers = [rated.get(one.id, []) for one in pairings if one.mentor_id == mentor_id]
        verdicts = [assess_pulse([rating for _, rating in one]) for one in hers]
        if leaves_pool([one.mean for one in verdicts if one.mean is not None]):
            out.add(mentor_id)
    return out
