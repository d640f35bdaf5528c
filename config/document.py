"""A TOML file while it is read: in which line a key stands, and every problem found so far."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection
from dataclasses import dataclass

from rules.errors import FootholdError

#: Further problems are told once these are mended.
_MOST_PROBLEMS = 100
_LONGEST_SHOWN = 60
_ANY_HEADER = re.compile(r"\s*\[")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file; `key` is empty where it is the file, not one key."""

    line: int
    key: str
    problem: str
    #: What would be right.
    allowed: str = ""

    def __str__(self) -> str:
        key = f"{self.key} - " if self.key else ""
        allowed = f"; {self.allowed}" if self.allowed else ""
        return f"{self.line}: {key}{self.problem}{allowed}"


class FileRefused(FootholdError):
    """A file with its problems, each with its line."""

    sentence = "error.plan_refused"
    #: What such a file is, in messages about it.
    what = "a plan"

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.problems = problems
        self.file = file
        lines = "\n".join(f"{file}:{problem}" for problem in problems)
        super().__init__(self.sentence, problems=lines)

    def __str__(self) -> str:
        return str(self.values["problems"])


class PlanRefused(FileRefused):
    """A commission plan that can not be taken in."""


class CalendarRefused(FileRefused):
    """A calendar.toml that can not be used."""

    sentence = "error.calendar_refused"
    what = "a calendar"


class Document:
    """The lines of a file's text, counted from 1, and the problems in them."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self.problems: list[Problem] = []

    @property
    def whole(self) -> range:
        """All lines."""
        return range(1, len(self._lines) + 1)

    def wrong(self, lines: range, key: str, problem: str, allowed: str = "") -> None:
        """Note a problem of a key such as tiers.rate, looked for in some lines."""
        if len(self.problems) == _MOST_PROBLEMS:
            return
        line = self._line_of(key.rpartition(".")[2], lines)
        found = Problem(line, shortened(key), problem, allowed)
        if found not in self.problems:
            self.problems.append(found)

    def entries(self, name: str, count: int) -> list[range]:
        """Give the lines of each entry of a list, written as [[name]] or inside one list."""
        header = re.compile(rf"""\s*\[\[\s*["']?{name}["']?\s*]]""")
        starts = [n for n in self.whole if header.match(self._line(n))]
        if starts:
            ends = [n for n in self.whole if _ANY_HEADER.match(self._line(n))]
            after = dict(zip(ends, [*ends[1:], self.whole.stop], strict=True))
            found = [range(start, after[start]) for start in starts]
        else:
            found = [range(n, n + 1) for n in self._braces(name)]
        return found[:count] + [self.whole] * (count - len(found))

    def _braces(self, name: str) -> list[int]:
        """Give the line of each { from `name =` on; an inline table never spans lines."""
        begins = re.compile(rf"""\s*["']?{name}["']?\s*=""")
        first = next((n for n in self.whole if begins.match(self._line(n))), 1)
        lines = range(first, self.whole.stop)
        return [n for n in lines for _ in range(self._line(n).count("{"))]

    def table(self, name: str) -> range:
        """Give the lines of a table written as [name], all lines where it is written otherwise."""
        header = re.compile(rf"\s*\[\s*{re.escape(name)}\s*]")
        start = next((n for n in self.whole if header.match(self._line(n))), None)
        if start is None:
            return self.whole
        after = range(start + 1, self.whole.stop)
        stop = next((n for n in after if _ANY_HEADER.match(self._line(n))), self.whole.stop)
        return range(start, stop)

    def _line_of(self, key: str, lines: range) -> int:
        """Find where a key is set; the first of the lines where it is not."""
        name = re.escape(key)
        is_set = re.compile(rf"""(^|[\s{{,.])["']?{name}["']?\s*=|^\s*\[+\s*["']?{name}\b""")
        for number in lines:
            line = self._line(number)
            if key in line and is_set.search(line):
                return number
        return lines.start

    def _line(self, number: int) -> str:
        return self._lines[number - 1].split("#")[0]


def shown(value: object) -> str:
    """Give a value as the file would say it, short enough for a message."""
    if isinstance(value, str):
        return f'"{shortened(value)}"'
    try:
        return shortened(str(value))
    except ValueError:  # an integer of more digits than Python prints
        return "a number that long"


def shortened(text: str) -> str:
    """Cut what is too long for a message; what does not print is escaped."""
    cut = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)


def did_you_mean(word: str, allowed: Collection[str]) -> str:
    """Name what is allowed, and first what is nearest."""
    near = difflib.get_close_matches(shortened(word), allowed, n=1, cutoff=0.6)
    listed = f"allowed: {', '.join(allowed)}"
    return f"did you mean {near[0]}? {listed}" if near else listed
