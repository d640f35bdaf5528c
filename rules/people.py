"""Who works here: persons, their roles, the engagement that decides the words and the law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Role(StrEnum):
    """What a person may be here, all at once if need be (RULES, "Who sees what")."""

    REP = "rep"
    MENTOR = "mentor"
    MANAGER = "manager"
    HR = "hr"
    HRBP = "hrbp"
    FINANCE = "finance"
    SALES_OPS = "sales_ops"
    TRAINER = "trainer"
    ADMIN = "admin"


class Engagement(StrEnum):
    """The kind of contract. Only employees have a probation in the law's sense."""

    EMPLOYEE = "employee"  # 劳动合同
    DISPATCH = "dispatch"  # 劳务派遣
    AGENT = "agent"  # 委托代理, paid 佣金
    INTERN = "intern"  # 实习


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody on the roster. `id` is ours, `number` is the company's (工号)."""

    id: int
    number: str
    name: str
    roles: frozenset[Role]
    engagement: Engagement = Engagement.EMPLOYEE
    #: None until the manager of that number is on the roster.
    manager_id: int | None = None
    manager_number: str | None = None
    email: str | None = None
    #: IANA name; her days begin and end here.
    zone: str = "Asia/Shanghai"
    #: "zh" or "en": the language of everything we write to her.
    locale: str = "zh"
    hired_on: date | None = None
    probation_ends_on: date | None = None
    #: 转正: since then she is on probation no more.
    confirmed_on: date | None = None
    left_on: date | None = None
    #: What she does, in the company's words.
    post: str = ""
    #: The part of the company that she belongs to (分公司); "" where nobody has said.
    branch: str = ""

    @property
    def is_active(self) -> bool:
        """Whether she still works here; who left is told nothing."""
        return self.left_on is None

    def is_confirmed(self, day: date) -> bool:
        """Whether her probation has ended well by a day."""
        return self.confirmed_on is not None and self.confirmed_on <= day
