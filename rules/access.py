"""Who may see what (RULES): one function over one table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from rules.people import Person, Role


class PaySight(IntEnum):
    """How much of somebody's commission one may see; each level holds the ones below."""

    NOTHING = 0
    DEAL_COUNT = 1
    RESULTS = 2
    TOTAL = 3
    LINES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the actor stands to the subject today."""

    is_self: bool
    is_manager: bool
    is_managers_manager: bool
    #: Whether she is HR of the subject's branch, as HRBP; what she sees there is what HR sees.
    is_hrbp: bool = False


def is_hrbp_of(actor: Person, subject: Person) -> bool:
    """Whether a HRBP looks after the subject: of her own branch, and never of herself.

    Without a branch on both sides there is none: who belongs nowhere is HR's alone.
    """
    return (
        Role.HRBP in actor.roles
        and actor.id != subject.id
        and bool(_key(actor.branch))
        and _key(actor.branch) == _key(subject.branch)
    )


def sees_as_hr(actor: Person, subject: Person) -> bool:
    """Whether the actor sees of the subject what HR sees: HR of everybody, a HRBP of her branch.

    She sees; what changes anything is HR's.
    """
    return Role.HR in actor.roles or is_hrbp_of(actor, subject)


def _key(branch: str) -> str:
    """How a branch is written is no matter."""
    return " ".join(branch.casefold().split())


def _is_hr(actor: Person, how: Standing) -> bool:
    return Role.HR in actor.roles or how.is_hrbp


def standing(actor: Person, subject: Person, managers_manager_id: int | None) -> Standing:
    """Tell how two persons stand to each other."""
    return Standing(
        is_self=actor.id == subject.id,
        is_manager=subject.manager_id == actor.id,
        is_managers_manager=managers_manager_id == actor.id,
        is_hrbp=is_hrbp_of(actor, subject),
    )


def may_see_pay(actor: Person, how: Standing, *, manager_sees_pay: bool = False) -> PaySight:
    """Give how much of the subject's pay the actor may see.

    One's own line by line; finance line by line; HR totals; the direct manager results, sums only
    where the site says so; a manager's manager counts; nobody else anything. Where two of these
    hold at once, the narrowest wins.
    """
    if how.is_self:
        return PaySight.LINES
    held: list[PaySight] = []
    if Role.FINANCE in actor.roles:
        held.append(PaySight.LINES)
    if _is_hr(actor, how):
        held.append(PaySight.TOTAL)
    if how.is_manager:
        held.append(PaySight.TOTAL if manager_sees_pay else PaySight.RESULTS)
    if how.is_managers_manager:
        held.append(PaySight.DEAL_COUNT)
    return min(held, default=PaySight.NOTHING)


class PulseSight(IntEnum):
    """How much of a rep's ratings of her mentoring one may see."""

    NOTHING = 0
    #: 带教需要关注, without a figure.
    ATTENTION = 1
    FIGURE = 2


def may_see_pulse(actor: Person, how: Standing, *, is_mentor: bool) -> PulseSight:
    """Give how much of the ratings that the subject gave the actor may see.

    HR the figures, the direct manager whether the mentoring needs attention, whoever mentors her
    nothing, whatever else she is. Where two of these hold at once, the narrowest wins.
    """
    if how.is_self or is_mentor:
        return PulseSight.NOTHING
    held: list[PulseSight] = []
    if _is_hr(actor, how):
        held.append(PulseSight.FIGURE)
    if how.is_manager:
        held.append(PulseSight.ATTENTION)
    return min(held, default=PulseSight.NOTHING)


def may_see_mentoring(actor: Person, how: Standing, *, is_mentor: bool) -> bool:
    """Whether the actor may see how the subject is mentored: her mentor, her manager, HR."""
    return is_mentor or how.is_manager or (_is_hr(actor, how) and not how.is_self)


def may_arrange_mentoring(actor: Person) -> bool:
    """Whether the actor decides who mentors whom: HR alone."""
    return Role.HR in actor.roles


def may_see_courses(actor: Person, how: Standing, *, is_mentor: bool = False) -> bool:
    """Whether the actor may see the subject's courses, tests and progress.

    Her own; HR and trainers; the direct manager and her mentor. Nobody else, above or beside.
    """
    of_the_house = Role.TRAINER in actor.roles or _is_hr(actor, how)
    return how.is_self or how.is_manager or is_mentor or of_the_house


def may_record_scores(actor: Person) -> bool:
    """Whether the actor writes test results down: trainers and HR; nobody her own."""
    return bool(actor.roles & {Role.HR, Role.TRAINER})


def may_decide_target(actor: Person, subject: Person, *, is_handed_to_hr: bool) -> bool:
    """Whether the actor may approve or decline a change of the subject's target.

    Her direct manager; HR once it was handed to it, or where she has no manager. Nobody decides
    about herself.
    """
    if actor.id == subject.id:
        return False
    if subject.manager_id == actor.id:
        return True
    return is_handed_to_hr and Role.HR in actor.roles


def may_see_probation(actor: Person, subject: Person) -> bool:
    """Whether the actor may read the subject's probation: HR, her HRBP and the direct manager."""
    if actor.id == subject.id:
        return False
    return subject.manager_id == actor.id or sees_as_hr(actor, subject)


def may_keep_probation(actor: Person, subject: Person) -> bool:
    """Whether the actor may state facts of the subject's probation and decide: who may, but HRBP.

    HR and the direct manager.
    """
    if actor.id == subject.id:
        return False
    return subject.manager_id == actor.id or Role.HR in actor.roles


def may_sign_second(actor: Person, subject: Person, *, first: int | None) -> bool:
    """Whether the actor may give the second signature under an ending of the subject's probation.

    Somebody of HR who is neither the subject, nor her direct manager, nor who signed first.
    """
    return Role.HR in actor.roles and actor.id not in {subject.id, subject.manager_id, first}


def may_see_target(actor: Person, how: Standing) -> bool:
    """Whether the actor may see the subject's target and how far she is: her manager and HR too."""
    return how.is_self or how.is_manager or _is_hr(actor, how)


def may_see_target_history(actor: Person, how: Standing) -> bool:
    """Whether the actor may see who knew which target of the subject when: herself and HR."""
    return how.is_self or _is_hr(actor, how)


def may_decide_report(actor: Person, subject: Person) -> bool:
    """Whether the actor may confirm what the subject reports: 内勤 or her manager."""
    if actor.id == subject.id:
        return False
    return Role.SALES_OPS in actor.roles or subject.manager_id == actor.id


class RiskSight(IntEnum):
    """How much of what speaks for somebody's leaving one may see."""

    NOTHING = 0
    #: Facts without the signal of the pulse: who manages and mentors her in one person.
    FACTS_BUT_PULSE = 1
    #: Facts and a talk outline.
    FACTS = 2
    #: Level, band and history too.
    ALL = 3


def may_see_risk(actor: Person, how: Standing, *, is_mentor: bool) -> RiskSight:
    """Give how much of the subject's risk the actor may see.

    HR all of it, the direct manager facts; the mentor, peers, those above and she herself (who asks
    what is held about her) nothing. Where two of these hold at once, the narrowest wins; a manager
    who mentors her keeps the facts of a manager, without the pulse.
    """
    if how.is_self or how.is_managers_manager:
        return RiskSight.NOTHING
    if how.is_manager:
        return RiskSight.FACTS_BUT_PULSE if is_mentor else RiskSight.FACTS
    if is_mentor or not _is_hr(actor, how):
        return RiskSight.NOTHING
    return RiskSight.ALL


def may_see_candidates(actor: Person) -> bool:
    """Whether the actor may see candidates, their resumes and scores: HR alone."""
    return Role.HR in actor.roles


def may_record_interview(actor: Person, *, is_interviewer: bool) -> bool:
    """Whether the actor may write down what came of an interview: whoever led it, and HR."""
    return is_interviewer or Role.HR in actor.roles


def may_hire(actor: Person) -> bool:
    """Whether the actor sees the profile and matches, and decides about candidates: HR alone."""
    return Role.HR in actor.roles
