"""Whoever opens a chat is greeted in one message, on each platform, whatever she may do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import product
from typing import Any

import pytest

from bot import answers
from bot.cards.actions import seal
from bot.cards.card import Card
from bot.cards.reader import Reader
from handlers.help import greeting, open_to
from handlers.interaction import Interaction
from handlers.routes import BY_ID
from handlers.understanding import understand
from rules.people import Person, Role
from rules.statement import Greeting
from storage.store import Store
from tests.contracts.stands import Stands
from tests.contracts.test_channels import STANDS
from tests.samples import NOON, a_message


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """No SQL of its own is tested here."""
    return sqlite_url


_ROLES: list[Any] = [
    pytest.param([], ["commission"], id="nobody's"),
    pytest.param([Role.REP], ["commission", "courses", "target"], id="a rep's"),
    pytest.param([Role.REP, Role.MENTOR], ["mentees", "commission", "courses"], id="a mentor's"),
    pytest.param([Role.MANAGER], ["team_status", "risk_list"], id="a manager's"),
    pytest.param([Role.HR], ["candidates", "risk_list"], id="hr's"),
    pytest.param([Role.ADMIN], ["unreachable"], id="an administrator's"),
    pytest.param([Role.FINANCE], [], id="finance's"),
    pytest.param(list(Role), ["team_status", "risk_list", "candidates"], id="everything"),
]


async def _greeted(roles: Sequence[Role], store: Store) -> Greeting:
    person = Person(id=1, number="A001", name="李雷", roles=frozenset(roles))
    asked = understand("", today=NOON.date())
    async with store.read() as uow:
        return await greeting(Interaction(id="i", person=person, at=NOON, understood=asked), uow)


@pytest.mark.parametrize(("roles", "steps"), _ROLES)
async def test_her_first_steps_are_those_of_her_roles(
    store: Store, roles: Sequence[Role], steps: Sequence[str]
) -> None:
    found = await _greeted(roles, store)

    assert list(found.steps) == steps
    assert all(step in BY_ID for step in found.steps)


@pytest.mark.parametrize("stands", STANDS)
async def test_it_is_one_message(stands: Stands, store: Store) -> None:
    async with stands() as stand:
        for language, roles in product(("zh", "en"), (case.values[0] for case in _ROLES)):
            card = answers.word(await _greeted(roles, store), Reader(language=language))
            assert isinstance(card, Card)
            said = a_message(card=card, text=card.as_text())
            message = seal(said, person_id=1, key=b"k" * 32)
            rendered = json.loads(stand.channel.render(message, address=stand.address))

            assert len(rendered.get("posts", [0])) == 1


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.REP])
def test_who_does_not_sell_is_not_told_how_to_ask_for_pay_of_her_own(role: Role) -> None:
    told = _help_of(role)

    assert "今天的提成" not in told.text
    assert "报单" not in [action.label for action in told.actions]
    assert "拜访中" in told.text


@pytest.mark.parametrize(
    ("role", "first"),
    [
        (Role.REP, "问提成"),
        (Role.MENTOR, "我的带教"),
        (Role.MANAGER, "等我处理"),
        (Role.HR, "等我处理"),
        (Role.HRBP, "风险名单"),
        (Role.FINANCE, "李雷的提成"),
        (Role.SALES_OPS, "等我处理"),
        (Role.ADMIN, "机器人联系不上谁"),
        (Role.TRAINER, "录测评成绩"),
    ],
)
def test_help_begins_with_the_work_of_a_role(role: Role, first: str) -> None:
    assert first in _help_of(role).text.splitlines()[0]
    both = _help_of(Role.REP, role)
    assert first in both.text.splitlines()[0]
    assert "问提成" in both.text
    assert "报单" in [action.label for action in both.actions]


def _help_of(*roles: Role) -> Card:
    person = Person(id=1, number="A001", name="李雷", roles=frozenset(roles))
    asked = understand("", today=NOON.date())
    found = open_to(Interaction(id="i", person=person, at=NOON, understood=asked))
    card = answers.word(found, Reader(language="zh"))
    assert isinstance(card, Card)
    return card
