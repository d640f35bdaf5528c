"""What the role pages say can be typed is understood, and its commands are there."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from bot.cli import app
from handlers.understanding import understand

_DOCS = Path(__file__).parent.parent / "docs"
_PAGES = ("hr.md", "finance.md", "manager.md")
_QUOTED = re.compile(r"`([^`]+)`")


def _first_cells(page: str) -> list[str]:
    """Give what stands quoted in the first column of the tables of a page."""
    lines = (_DOCS / page).read_text("utf-8").splitlines()
    cells = [line.split("|")[1] for line in lines if line.startswith("|")]
    return [quoted for cell in cells for quoted in _QUOTED.findall(cell)]


_SAID = [
    pytest.param(text, id=f"{page}: {text}")
    for page in _PAGES
    for text in _first_cells(page)
    if not text.startswith("foothold ")
]
_COMMANDS = [
    pytest.param(command, id=command)
    for page in _PAGES
    for command in _QUOTED.findall((_DOCS / page).read_text("utf-8"))
    if command.startswith("foothold ")
]


def test_the_pages_quote_something() -> None:
    assert len(_SAID) >= 30
    assert len(_COMMANDS) >= 6


@pytest.mark.parametrize("text", _SAID)
def test_what_a_page_says_is_understood(text: str) -> None:
    understood = understand(text, today=date(2026, 11, 24))

    assert understood.intent is not None, understood.offers


@pytest.mark.parametrize("command", _COMMANDS)
def test_a_command_of_a_page_is_there(command: str) -> None:
    words = command.removeprefix("foothold ").split()

    name, bound, _ = app.parse_args(_whole(words), exit_on_error=False, print_error=False)

    assert callable(name)
    assert bound.signature.parameters


def _whole(words: list[str]) -> list[str]:
    """Give a command as it is run: what a page writes as F is a path."""
    return ["/tmp/x" if word == "F" else word for word in words]  # noqa: S108 - never opened
