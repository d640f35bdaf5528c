"""Who works in the made-up company, and what was before a visitor came: told to nobody."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rules.periods import week_of

#: An event as a CRM or an HR system would post it.
Raw = dict[str, object]

_DAYS_BACK = 95
_PROBATION = timedelta(days=182)
_CUSTOMERS = (
    "华星科技 远山贸易 青禾餐饮 海石物流 蓝图教育 长风制造 木棉医疗 北辰能源 新岸传媒 同舟建材 "
    "Maple-Foods Harbor-Tools Northwind-Labs Riverside-Clinic"
).split()
#: By the manager of each; the HRBP is of the first.
_BRANCHES = {"M01": "华东分公司", "M02": "华南分公司", "B01": "华东分公司"}
#: By the first role.
_POSTS = {"rep": "销售代表", "mentor": "高级销售", "manager": "销售主管"}
_PRODUCTS = ("企业版", "门店版")


@dataclass(frozen=True, slots=True)
class Employee:
    """A line of the roster; `weeks` since she was hired."""

    number: str
    name: str
    roles: tuple[str, ...]
    engagement: str
    locale: str
    weeks: int
    manager: str | None = None
    mentor: str | None = None
    #: What she scored in her entry tests, by domain; nobody is tested twice here.
    scores: tuple[tuple[str, int], ...] = ()

    @property
    def branch(self) -> str:
        """Where she belongs: with her manager; HR, finance and the administrator nowhere."""
        return _BRANCHES.get(self.manager or self.number, "")

    @property
    def sells(self) -> bool:
        """Whether deals are hers."""
        return "rep" in self.roles


STAFF = (
    Employee("M01", "周敏", ("manager",), "employee", "zh", 210),
    Employee("M02", "Daniel Reed", ("manager",), "employee", "en", 160),
    Employee("T01", "赵强", ("mentor", "rep"), "employee", "zh", 120, "M01"),
    Employee("T02", "孙丽", ("mentor", "rep"), "employee", "zh", 98, "M01"),
    Employee("T03", "Grace Hall", ("mentor", "rep"), "employee", "en", 140, "M02"),
    Employee("T04", "马骏", ("mentor", "rep"), "employee", "zh", 88, "M01"),
    Employee("H01", "吴静", ("hr",), "employee", "zh", 180),
    Employee("X01", "何宁", ("admin",), "employee", "zh", 200),
    Employee("F01", "郑云", ("finance",), "employee", "zh", 150),
    Employee("O01", "冯洁", ("sales_ops",), "employee", "zh", 90),
    Employee(
        *("S01", "李雷", ("rep",), "employee", "zh", 9, "M01", "T01"),
        (("product", 60), ("industry", 52), ("communication", 66)),
    ),
    Employee(
        *("S02", "韩梅梅", ("rep",), "employee", "zh", 3, "M01", "T02"),
        (("product", 74), ("negotiation", 48), ("customers", 55)),
    ),
    Employee("S03", "王芳", ("rep",), "agent", "zh", 14, "M01"),
    Employee("S04", "张伟", ("rep",), "employee", "zh", 1, "M01", "T01"),
    Employee("S05", "陈晨", ("rep",), "employee", "zh", 18, "M01", "T02"),
    Employee(
        *("S06", "Emma Clark", ("rep",), "employee", "en", 6, "M02", "T03"),
        (("product", 58), ("tools", 50)),
    ),
    Employee("S07", "Lucas Meyer", ("rep",), "employee", "en", 22, "M02"),
    Employee("S08", "刘洋", ("rep",), "agent", "zh", 26, "M02"),
    Employee("S09", "杨雪", ("rep",), "employee", "zh", 12, "M02", "T03"),
    Employee("B01", "孟琪", ("hrbp",), "employee", "zh", 70),
    Employee("H02", "Laura Bennett", ("hr",), "employee", "en", 130),
)


def roster(today: datetime) -> list[Raw]:
    """Give the events that hire everybody, confirm the old, and pair and test the new."""
    pairs = [
        event(
            f"pair-{one.number}",
            "mentoring.paired",
            today,
            employee_id=one.number,
            mentor_id=one.mentor,
            starts_on=_hired_on(one, today).isoformat(),
        )
        for one in STAFF
        if one.mentor
    ]
    confirmed = [
        event(f"stay-{one.number}", "employee.confirmed", today, employee_id=one.number)
        for one in STAFF
        if today.date() - _hired_on(one, today) > _PROBATION
    ]
    tests = [
        event(
            f"test-{one.number}-{domain}",
            "assessment.scored",
            today - timedelta(weeks=one.weeks),
            employee_id=one.number,
            domain=domain,
            score=str(score),
        )
        for one in STAFF
        for domain, score in one.scores
    ]
    return [_hired(one, today) for one in STAFF] + confirmed + pairs + tests


def history(chance: random.Random, today: datetime) -> list[Raw]:
    """Give three months of deals and payments."""
    events: list[Raw] = []
    for one in STAFF:
        days = min(one.weeks * 7, _DAYS_BACK)
        for n in range(max(0, days // chance.randint(6, 11)) if one.sells else 0):
            at = today - timedelta(days=chance.uniform(0.5, days))
            closed = deal(chance, f"{one.number}-{n}", one.number, at)
            events.append(closed)
            if chance.random() < 0.6:  # noqa: PLR2004 - a made-up company
                events.append(_paid(closed, at + timedelta(days=chance.randint(1, 9)), today))
    return events


def deal(chance: random.Random, key: str, number: str, at: datetime) -> Raw:
    """Make a signed deal of somebody up."""
    amount = chance.choice((2_800, 4_500, 6_000, 8_000, 9_000, 12_800, 16_500))
    return event(
        f"close-{key}",
        "deal.closed",
        at,
        deal_id=f"HT-{key}",
        employee_id=number,
        amount=f"{amount}.00",
        currency="CNY",
        customer_id=chance.choice(_CUSTOMERS).replace("-", " "),
        product=chance.choice(_PRODUCTS),
        closed_at=at.isoformat(),
    )


def skill(number: str, day: date, at: datetime, *, product: int, communication: int) -> Raw:
    """Give what somebody scored in the tests of a week."""
    week = week_of(day).start.isoformat()
    return event(
        f"skill-{number}-{week}",
        "skill.scored",
        at,
        employee_id=number,
        week=week,
        product=str(product),
        communication=str(communication),
    )


def event(event_id: str, type_: str, at: datetime, *, version: int = 1, **data: object) -> Raw:
    """Put an envelope around what an event says."""
    return {
        "id": event_id,
        "type": type_,
        "occurred_at": at.isoformat(),
        "version": version,
        "data": data,
    }


def _hired(one: Employee, today: datetime) -> Raw:
    hired_on = _hired_on(one, today)
    return event(
        f"hire-{one.number}",
        "employee.hired",
        today,
        employee_id=one.number,
        name=one.name,
        roles=list(one.roles),
        engagement=one.engagement,
        locale=one.locale,
        contract_months=36,
        hired_on=hired_on.isoformat(),
        probation_ends_on=(hired_on + _PROBATION).isoformat(),
        manager=one.manager,
        branch=one.branch,
        post=_POSTS.get(one.roles[0], ""),
    )


def _hired_on(one: Employee, today: datetime) -> date:
    return (today - timedelta(weeks=one.weeks)).date()


def _paid(closed: Raw, at: datetime, today: datetime) -> Raw:
    said = closed["data"]
    assert isinstance(said, dict)  # noqa: S101 - made above
    at = min(at, today)
    return event(
        f"paid-{said['deal_id']}",
        "deal.paid",
        at,
        deal_id=said["deal_id"],
        instalment_id="1",
        amount=said["amount"],
        paid_at=at.isoformat(),
    )
