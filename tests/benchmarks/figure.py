"""One measured figure, and the place it was measured on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A line of the table. `ratio` is ours by `beside`'s, or against a base named in `what`."""

    database: str
    what: str
    value: float
    unit: str
    beside: float | None = None
    ratio: float | None = None
    aim: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is measured: the whole, or a minute or two with --quick."""

    deals: int
    batched: int
    cards: int
    repeats: int
    periods: tuple[int, ...]
    answers: int
    rows: int
    notices: int
    reps: tuple[int, ...]


FULL = Size(
    deals=300,
    batched=4000,
    cards=100,
    repeats=100,
    periods=(10, 1_000, 100_000),
    answers=300,
    rows=100_000,
    notices=10_000,
    reps=(10_000, 100_000),
)
QUICK = Size(
    deals=100,
    batched=1000,
    cards=30,
    repeats=30,
    periods=(10, 1_000),
    answers=60,
    rows=5_000,
    notices=2_000,
    reps=(1_000, 10_000),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A database kind: a fresh folder, and fresh database addresses made beforehand."""

    database: str
    folder: Path
    urls: tuple[str, ...]

    def url(self, n: int) -> str:
        """Give the n-th fresh database."""
        return self.urls[n]

    def home(self, n: int) -> Path:
        """Give the home that belongs to the n-th database."""
        return self.folder / str(n)
