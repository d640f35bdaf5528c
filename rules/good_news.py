"""喜报: a rep's own deal told to her team, by her own tap: product and her name, never a sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group chat, as the channel of that name addresses everybody in it."""

    channel: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodNewsPolicy:
    """What the site allows; `groups` are those it names itself, by the number of a manager."""

    names_customer: bool = False
    groups: Mapping[str, Group] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodNews:
    """What is told: facts of the notices. `customer` is empty unless the site allows it.

    Without `channel` it is told to each colleague by herself.
    """

    deal_id: int
    name: str
    product: str
    customer: str = ""
    channel: str = ""
    address: str = ""


class Stage(StrEnum):
    """How far a 喜报 has come."""

    PREVIEW = "preview"
    POSTED = "posted"
    REPEATED = "repeated"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodNewsAnswer:
    """The answer to her tap: what is, or was, told and where."""

    stage: Stage
    news: GoodNews | None = None
    #: How many are told one by one, where the team has no group.
    colleagues: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAnswer:
    """The answer to a manager who said that a group is, or is no more, her team's."""

    is_bound: bool
    #: Whether it was so before.
    is_repeat: bool = False


def group_for(bound: Sequence[Group], *, fixed: Group | None, here: str) -> Group | None:
    """Give the group of a team: the site's own, else one on the chat she taps in, else the newest.

    `bound` are those in which the manager said so, the newest first.
    """
    if fixed is not None:
        return fixed
    nearby = (one for one in bound if one.channel == here)
    return next(nearby, bound[0] if bound else None)
