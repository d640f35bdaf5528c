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
from handlers.help import greeting
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
