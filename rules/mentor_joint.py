"""A joint review (RULES row 10): one review, one line for each mentee who was there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.mentor_desk import Mentored
from rules.mentor_record import MAX_FIELD


@dataclass(frozen=True, slots=True, kw_only=True)
class AskJoint(Mentored):
    """Ask for the lines. `mentees` are (pairing id, name); values and problems by pairing id."""

    argument: str
    mentees: tuple[tuple[int, str], ...]
    values: Mapping[int, str] = field(default_factory=dict)
    problems: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class JointSaved(Mentored):
    """The review is kept. `lines` are (record id, mentee, line) of those who were there."""

    lines: tuple[tuple[int, str, str], ...]
    #: Who was not there, and still has a review to come.
    absent: tuple[str, ...]
    is_repeat: bool = False


def joint_problems(lines: Mapping[int, str]) -> dict[int, str]:
    """Give what is wrong with whose line: "missing" at the first if all are empty, "too_long"."""
    said = {number: line.strip() for number, line in lines.items()}
    if not any(said.values()):
        return {next(iter(said)): "missing"} if said else {}
    return {number: "too_long" for number, line in said.items() if len(line) > MAX_FIELD}
