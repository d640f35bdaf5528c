"""Rows of a command as a table in which nothing is cut off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Column, Table

#: Of a file or a pipe, which have no width of their own.
_WIDE = 400


def print_table(console: Console, columns: Iterable[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table; what is wider than the terminal goes on below, and None is empty."""
    table = Table(*(Column(name, overflow="fold") for name in columns))
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row))
    console.print(table, markup=False, width=None if console.is_terminal else _WIDE)
