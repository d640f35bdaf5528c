"""docs/operating.md names every command that the program has, and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from cyclopts import App

from bot.cli import app

_PAGE = Path(__file__).parent.parent / "docs/operating.md"
_TABLE = _PAGE.read_text("utf-8").split("\n## Commands\n")[1]


def _commands(group: App, before: str = "") -> Iterator[str]:
    for name in group:
        if name.startswith("-"):
            continue
        inner = list(_commands(group[name], f"{before}{name} "))
        yield from inner or [f"{before}{name}"]


def _named() -> Iterator[str]:
    """Give the commands of the table's first column; after a dot the group is not said again."""
    for cell in re.findall(r"^\| (`foothold .*?) \|", _TABLE, re.MULTILINE):
        first, *more = [re.findall(r"[a-z][a-z-]*", one) for one in re.findall("`(.*?)`", cell)]
        group = first[1]
        yield " ".join(first[1:3]) if more or len(first) > 2 else group
        yield from (f"{group} {one[0]}" for one in more)


def test_the_table_of_commands_is_the_programs() -> None:
    there = set(_commands(app))
    named = {name if name in there else name.split()[0] for name in _named()}

    assert named == there
