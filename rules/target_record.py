"""What a target was, who proposed what and who said what to it: added to, never overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from rules.target import Cause, Consent, GrowthVerdict, Target, in_force


class WordKind(StrEnum):
    """What somebody, or the clock, did with a target. Each is said once at most."""

    ACKNOWLEDGED = "acknowledged"
    APPROVED = "approved"
    DECLINED = "declined"
    ACCEPTED = "accepted"
    #: She keeps the target she has.
    KEPT = "kept"
    #: The manager signed an approval that had none, since the last 14 days had begun.
    SIGNED = "signed"
    REMINDED = "reminded"
    HANDED_TO_HR = "handed_to_hr"
    #: Whoever asked for it by hand took it back before anybody decided.
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetWord:
    """One such word. `by` is None for the clock."""

    kind: WordKind
    at: datetime
    by: int | None = None
    note: str = ""
    #: The reference of paper or scan.
    signature: str = ""
    #: Of an approval: whose word the change needed then.
    consent: Consent | None = None


class Standing(StrEnum):
    """Where a change stands."""

    HOLDS = "holds"
    WAITS_FOR_MANAGER = "waits_for_manager"
    WAITS_FOR_REP = "waits_for_rep"
    DECLINED = "declined"
    KEPT = "kept"
    WITHDRAWN = "withdrawn"


#: Words after which a change is no more.
_ENDS = {
    WordKind.WITHDRAWN: Standing.WITHDRAWN,
    WordKind.DECLINED: Standing.DECLINED,
    WordKind.KEPT: Standing.KEPT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetStep:
    """A month's base (no `cause`), or a proposed change of it. `id` is 0 until stored."""

    id: int = 0
    person_id: int
    month: str
    cause: Cause | None = None
    #: What the month would be by this alone.
    target: Target
    #: What was in force when it was made, and what it would be then.
    before: Target
    after: Target
    #: The two figures it was decided by.
    evidence: GrowthVerdict | None = None
    #: Strictly more than this was asked for, in percent.
    more_than: str = ""
    #: Of results: the workdays of each window, the deals in the earlier.
    window: int = 0
    deals_before: int = 0
    has_conflict: bool = False
    reward_minor: int = 0
    currency: str = ""
    policy_version: str
    strict_seed: bool = False
    made_at: datetime
    #: Of a proposal: the day by whose figures it was judged; earlier than made after an outage.
    judged_on: date | None = None
    words: tuple[TargetWord, ...] = ()

    def word(self, kind: WordKind) -> TargetWord | None:
        """Give a word that was said, None where it was not."""
        return next((one for one in self.words if one.kind is kind), None)

    @property
    def standing(self) -> Standing:
        """Where it stands; a base holds from the start."""
        if self.cause is None:
            return Standing.HOLDS
        for kind, end in _ENDS.items():
            if self.word(kind):
                return end
        approved, accepted = self.word(WordKind.APPROVED), self.word(WordKind.ACCEPTED)
        if approved is None:
            return Standing.WAITS_FOR_MANAGER
        if approved.consent is Consent.MANAGER or accepted is not None:
            return Standing.HOLDS
        return Standing.WAITS_FOR_REP

    @property
    def is_signed_by_manager(self) -> bool:
        """Whether the manager's word has a signature reference."""
        words = (self.word(WordKind.APPROVED), self.word(WordKind.SIGNED))
        return any(word is not None and word.signature for word in words)


def held(steps: Sequence[TargetStep]) -> list[TargetStep]:
    """Give what holds of one month's steps in the order in which it came to hold, the base first.

    A proposal may wait for days: what people said last stands, not what was proposed last.
    """
    found = [step for step in steps if step.standing is Standing.HOLDS]
    return sorted(found, key=lambda one: (one.cause is not None, _agreed_at(one)))


def changes_held(steps: Sequence[TargetStep]) -> list[tuple[Cause, Target]]:
    """Give the changes among them, each by itself."""
    return [(step.cause, step.target) for step in held(steps) if step.cause is not None]


def _agreed_at(step: TargetStep) -> datetime:
    """Give when the last word came that it needed."""
    words = [step.word(kind) for kind in (WordKind.APPROVED, WordKind.ACCEPTED)]
    return max((word.at for word in words if word is not None), default=step.made_at)


def target_of(steps: Sequence[TargetStep]) -> Target | None:
    """Give the target in force of one month's steps, oldest first; None without a base."""
    base = next((step for step in steps if step.cause is None), None)
    if base is None:
        return None
    return in_force(base.target, changes_held(steps), strict_seed=base.strict_seed)


def target_with(steps: Sequence[TargetStep], step: TargetStep) -> Target:
    """Give what one month's target would be, did this proposed step hold beside the others."""
    others = [one for one in steps if one.id != step.id]
    base = next((one.target for one in steps if one.cause is None), step.before)
    new = [(step.cause, step.target)] if step.cause is not None else []
    return in_force(base, [*changes_held(others), *new], strict_seed=step.strict_seed)


def beside_others(steps: Sequence[TargetStep], step: TargetStep) -> TargetStep:
    """Give a step that waits with the bars of today: others may have come to hold since."""
    return replace(step, before=target_of(steps) or step.before, after=target_with(steps, step))


def reward_step(steps: Sequence[TargetStep]) -> TargetStep | None:
    """Give the change of a month whose stretch is rewarded and holds; None without one."""
    return next(
        (
            step
            for step in reversed(steps)
            if step.cause is Cause.RESULTS and step.reward_minor and step.standing is Standing.HOLDS
        ),
        None,
    )


def reward_bar(step: TargetStep) -> int:
    """Give the number of deals from which on the reward is due."""
    return step.target.stretch or step.target.pass_bar


@dataclass(frozen=True, slots=True, kw_only=True)
class MyTarget:
    """How a month stands, one's own or another's; today is of `workdays_left` if it is one."""

    person_id: int
    name: str
    is_own: bool
    #: Whether the reader may see who knew which target when.
    has_history: bool
    month: str
    last_day: date
    workdays_left: int
    target: Target
    #: One number instead of two (`strict_seed`).
    is_one_number: bool
    reward_minor: int
    currency: str
    done: int
    counted: tuple[str, ...]
    #: Closed in the month and not counted: cancelled, own, in exchange, empty, not qualified yet.
    not_counted: int
    #: The newest that she has not acknowledged, and the changes that wait for her answer.
    unacknowledged: int | None = None
    waiting: tuple[TargetStep, ...] = ()
    #: It is no workday of hers.
    is_off_today: bool = False
    #: When she said that she knows of the newest; None where she has not.
    known_at: datetime | None = None
    zone: str = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoTarget:
    """There is no target for her this month, and why it may be so."""

    month: str
    name: str = ""
    is_own: bool = True
    #: Confirmed persons have none any more.
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetHistory:
    """Who knew which target when: the steps, newest first, with the names of those who spoke."""

    month: str
    zone: str
    steps: tuple[TargetStep, ...]
    names: tuple[tuple[int, str], ...] = ()
    name: str = ""
    is_own: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AskDecision:
    """The manager's word is asked for, with a reason and, where both sign, a reference."""

    step: TargetStep
    name: str
    is_approval: bool
    needs_signature: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAcceptance:
    """Her acceptance in the last 14 days needs a signature reference."""

    step: TargetStep


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetAnswered:
    """What became of a word: `told` names the sentence, `target` is in force now."""

    told: str
    step: TargetStep
    name: str
    target: Target
