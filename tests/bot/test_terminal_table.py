"""A command's rows are whole words at every width of a terminal, and in a pipe."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from bot.terminal_table import print_table

_COLUMNS = ("name", "cron", "next", "error")
_ROWS = [
    ("housekeeping", "17 3 * * *", "2026-11-27T03:17+08:00", None),
    ("reconcile", "47 4 * * *", "2026-11-27T04:47+08:00", "[red]王芳[/red] " + "long " * 10),
]


def _printed(*, width: int, is_terminal: bool) -> str:
    out = StringIO()
    console = Console(file=out, width=width, force_terminal=is_terminal, soft_wrap=True)
    print_table(console, _COLUMNS, _ROWS)
    return out.getvalue()


@pytest.mark.parametrize("width", [20, 80, 100, 400])
def test_nothing_is_cut_off_in_a_terminal(width: int) -> None:
    text = _printed(width=width, is_terminal=True)

    assert all(value in text for row in _ROWS for value in row if value)


def test_a_pipe_gets_a_line_a_row_however_long() -> None:
    lines = _printed(width=80, is_terminal=False).splitlines()

    assert [line for line in lines if "housekeeping" in line and "2026-11-27T03:17" in line]
    assert [line for line in lines if "reconcile" in line and "[red]王芳[/red]" in line]


def test_a_narrow_terminal_gets_a_list_that_leaves_empty_cells_out() -> None:
    text = _printed(width=60, is_terminal=True)

    assert "name  housekeeping\ncron  17 3 * * *\nnext  2026-11-27T03:17+08:00\n\n" in text
    assert "│" not in text
