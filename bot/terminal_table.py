"""Rows of a command as a table in which nothing is cut off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.measure import Measurement
from rich.table import Column, Table
from rich.text import Text


def print_table(console: Console, columns: Iterable[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table, or where the terminal is too narrow for it, each row as a list.

    None is empty. A file or a pipe has no width: there it is always a table.
    """
    names = list(columns)
    cells = [["" if value is None else str(value) for value in row] for row in rows]
    table = Table(*(Column(name, no_wrap=True) for name in names))
    for row in cells:
        table.add_row(*map(Text, row))
    wide = Console(file=console.file, width=10_000)
    needs = Measurement.get(wide, wide.options, table).maximum
    if not console.is_terminal or needs <= console.width:
        Console(file=console.file, width=needs).print(table)
        return
    for row in cells:
        said = [(name, value) for name, value in zip(names, row, strict=True) if value]
        label = max((len(name) for name, _ in said), default=0)
        for name, value in said:
            console.print(f"{name:<{label}}  {value}", markup=False, highlight=False)
        console.print()
