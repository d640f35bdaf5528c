"""What a told talk is to whoever tells it: a mentor's record, or a lead's word on an alert."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from handlers.intent import Intent
from handlers.understood import Understanding
from rules.intervention import InterventionKind
from rules.mentor_record import RecordKind
from rules.people import Role
from rules.spoken_mentoring import MentorWish, SpokenMentoring
from rules.spoken_risk import RiskWish, SpokenRisk

_LEADS = frozenset({Role.MANAGER, Role.HR, Role.HRBP})


def as_said_by(read: Understanding, roles: Collection[Role]) -> Understanding:
    """Give what it is from somebody of these roles: 跟李雷聊过了,他说再坚持一个月.

    Who leads and mentors nobody follows an alert up with it; who mentors and leads nobody records
    a talk. Both open a draft, in which nothing counts before it is confirmed.
    """
    leads, mentors = bool(_LEADS & set(roles)), Role.MENTOR in roles
    if leads and not mentors and read.intent is Intent.MENTOR_RECORD:
        return _followed_up(read)
    if mentors and not leads and read.intent is Intent.INTERVENTION:
        return _talked(read)
    return read


def _followed_up(read: Understanding) -> Understanding:
    told = read.mentoring
    if told is None or told.kind is not RecordKind.TALK or not told.person:
        return read
    note = "; ".join(told.fields[one] for one in ("talked", "agreed") if told.fields.get(one))
    fields = {"kind": InterventionKind.TALK.value, **({"note": note} if note else {})}
    risk = SpokenRisk(wish=RiskWish.RECORD, person=told.person, fields=fields)
    return replace(read, intent=Intent.INTERVENTION, mentoring=None, risk=risk)


def _talked(read: Understanding) -> Understanding:
    said = read.risk
    if said is None or said.wish is not RiskWish.RECORD or not said.person:
        return read
    note = said.fields.get("note", "")
    told = SpokenMentoring(
        wish=MentorWish.RECORD,
        kind=RecordKind.TALK,
        person=said.person,
        fields={"talked": note} if note else {},
    )
    return replace(read, intent=Intent.MENTOR_RECORD, risk=None, mentoring=told)
