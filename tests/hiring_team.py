"""A company that hires: HR, a rep, a hand-set profile, and candidates in every pool."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from bot.cards.reader import Reader
from rules.hiring import CompetencyProfile, Dimension, Trait
from storage.store import Store
from tests.asking import asks
from tests.builders import Event, a_hire, an_event, given_plan, take_in

HR, REP, MANAGER, HR2 = 1, 2, 3, 4
ZH, EN = Reader(), Reader(language="en")
PROFILE = CompetencyProfile(
    version="hand-1",
    dimensions=(
        Dimension(
            trait=Trait(
                key="stress_resistance", title={"zh": "抗压能力", "en": "Stress resistance"}
            ),
            weight=Decimal(40),
        ),
        Dimension(
            trait=Trait(key="learning_ability", title={"zh": "学习能力", "en": "Learning ability"}),
            weight=Decimal(35),
        ),
        Dimension(
            trait=Trait(key="customer_development", title={"zh": "客户开发", "en": "Customers"}),
            weight=Decimal(25),
        ),
    ),
)


def applied(number: str, name: str, **data: object) -> Event:
    said = {"candidate_id": number, "name": name, "post": "销售代表", **data}
    return an_event(f"add-{number}", "candidate.added", said, source="ats")


def assessed(number: str, trait: str, score: str, *, out_of: str = "10") -> Event:
    said = {"candidate_id": number, "trait": trait, "score": score, "out_of": out_of}
    return an_event(f"score-{number}-{trait}", "candidate.assessed", said, source="ats")


def tested(number: str, score: str) -> list[Event]:
    """Give the same score of 10 in each dimension."""
    return [assessed(number, one.trait.key, score) for one in PROFILE.dimensions]


@dataclass(frozen=True, slots=True)
class Team:
    """What its people ask and say."""

    store: Store

    async def asks(
        self, person_id: int, route: str, argument: str = "", *, text: str = "", act: str = "i",
        **written: str,
    ) -> object:  # fmt: skip
        """Run a route as somebody; give the facts or the refusal."""
        return await asks(
            self.store, person_id, route, argument, text=text, id=act, answers=written
        )


async def hiring_team(store: Store) -> Team:
    """Take in: 1 王芳 90, 2 李强 70, 3 赵敏 50, 4 孙磊 with one dimension alone."""
    store.hand_profile = PROFILE
    await given_plan(store)
    await take_in(
        store,
        a_hire("A001", name="何姐", roles=["hr"]),
        a_hire("A002", name="李雷", manager="A003"),
        a_hire("A003", name="马经理", roles=["manager"]),
        a_hire("A004", name="许姐", roles=["hr"]),
        applied("C1", "王芳"),
        *tested("C1", "9"),
        applied("C2", "李强"),
        *tested("C2", "7"),
        applied("C3", "赵敏"),
        *tested("C3", "5"),
        applied("C4", "孙磊"),
        assessed("C4", "stress_resistance", "1"),
    )
    return Team(store)


@pytest.fixture
async def team(store: Store) -> Team:
    return await hiring_team(store)
