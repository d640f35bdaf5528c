"""docs/reference/calendar.md names every key of a calendar, and its example is one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.calendars import read_calendar
from config.document import CalendarRefused

_PAGE = Path(__file__).parents[2] / "docs/reference/calendar.md"
_TEXT = _PAGE.read_text("utf-8")


def test_the_page_names_the_keys_that_are_allowed() -> None:
    with pytest.raises(CalendarRefused) as refused:
        read_calendar("zzzz = 1")

    allowed = re.search(r"zzzz - .*allowed: (.*)", str(refused.value))

    assert allowed is not None
    rows = re.findall(r"^\| (`.*?) \|", _TEXT.split("\n## ")[0], re.MULTILINE)
    assert sorted(re.findall(r"`(\w+)`", " ".join(rows))) == sorted(allowed[1].split(", "))


def test_the_example_of_the_page_is_a_calendar() -> None:
    [example] = re.findall(r"```toml\n(.*?)```", _TEXT, re.DOTALL)

    calendar = read_calendar(example)

    assert sorted(calendar.by_number) == ["B001", "S001", "S002"]
    assert calendar.of("S001").hours.minutes == 480
