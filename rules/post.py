"""Posts are dated (RULES, "Who sees what"): what somebody did is read of the post of that day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class PostFrom:
    """A post from a day on, in the company's words; "" is none from then on."""

    starts_on: date
    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostHeld:
    """A post with its first and last day; no last one where it lasts."""

    post: str
    starts_on: date
    ends_on: date | None


def post_on(rows: Sequence[PostFrom], day: date) -> str:
    """Give the post of a day, "" for none known.

    Before the first day that is known the first post counts: nobody has named an older one.
    """
    begun = [one for one in rows if one.starts_on <= day]
    if begun:
        return max(begun, key=lambda one: one.starts_on).post
    return min(rows, key=lambda one: one.starts_on).post if rows else ""


def held(rows: Sequence[PostFrom]) -> tuple[PostHeld, ...]:
    """Give each post from when to when, the oldest first; the same one named again is one."""
    found: list[PostHeld] = []
    for one in sorted(rows, key=lambda row: row.starts_on):
        if found and found[-1].ends_on is None:
            if found[-1].post == one.post:
                continue
            last = found.pop()
            ends_on = one.starts_on - timedelta(days=1)
            found.append(PostHeld(post=last.post, starts_on=last.starts_on, ends_on=ends_on))
        if one.post:
            found.append(PostHeld(post=one.post, starts_on=one.starts_on, ends_on=None))
    return tuple(found)
