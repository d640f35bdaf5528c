"""Who was not understood is offered each thing once, and help at the end."""

from __future__ import annotations

import pytest

from bot.cards.reader import Reader
from bot.cards.talk import not_understood
from rules.statement import NotUnderstood


@pytest.mark.parametrize(
    ("offers", "steps", "routes"),
    [
        (("why", "help", "my_mentor"), (), ["why", "my_mentor", "help"]),
        (("help",), ("commission",), ["help"]),
        (("why",), (), ["why", "help"]),
        ((), ("commission", "target"), ["commission", "target", "help"]),
        ((), (), ["help"]),
    ],
)
def test_help_is_offered_once_and_last(
    offers: tuple[str, ...], steps: tuple[str, ...], routes: list[str]
) -> None:
    facts = NotUnderstood(text="x", offers=offers, steps=steps, line="not_understood.rep")

    card = not_understood(facts, Reader())

    assert [action.route for action in card.actions] == routes
