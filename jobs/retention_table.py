"""A plain table of reps by week or month as a panel; each refusal names file, column and row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import NoReturn

import numpy as np

from jobs.retention_cells import (
    Order,
    counted,
    day,
    flag,
    is_missing,
    numbers,
    order_of,
    period_of,
    quarter_ends,
)
from jobs.retention_peers import SPANS, peer_leavers
from rules.errors import Invalid
from rules.panel import NEVER, Flags, Floats, Integers, Panel, Words, starts
from rules.retention_roles import Roles, left_out, resolved

_CHUNK = 20_000
#: Of a column's cells; with fewer that are no numbers, these are mistakes and not words.
_WORDS_FROM = 0.05
_MOST_FAULTS = 2
#: Periods from the first to the last row: weeks of a century. A table longer has a slip in it.
_LONGEST = 5_300
#: Periods after the newest row from which a day of leaving is a way to write that there is none.
_FAR = 1_000

#: Opens the table anew: (row number as a spreadsheet shows it, cells), the header first.
Records = Callable[[], Iterable[tuple[int, list[str]]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A panel read from a table, and what its reader should know."""

    panel: Panel
    roles: Roles
    #: The rep of each person code, as the table writes her.
    reps: tuple[str, ...]
    #: Whether periods are those of the calendar; else they count each rep's own weeks.
    is_calendar: bool
    #: Whoever joined earlier has a smaller number; by row.
    joined: Integers
    #: The place of each rep in the table, by person code: it should tell nothing.
    notes: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class _Read:
    """What has been read so far, by column."""

    rows: list[int] = field(default_factory=list)
    reps: dict[str, int] = field(default_factory=dict)
    person: list[int] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=dict)
    numbers: dict[str, list[Floats]] = field(default_factory=dict)
    bad: dict[str, int] = field(default_factory=dict)
    first_bad: dict[str, tuple[int, str]] = field(default_factory=dict)


def read_table(records: Records, roles: Roles, *, file: str) -> Table:
    """Read a table; raise `Invalid` with one sentence where it is none."""
    titles = _titles(records, file)
    known = resolved(roles, titles, file=file)
    read = _read(records, titles, known, file=file)
    if not read.rows:
        raise Invalid(file, "has a header and no rows")
    wordy = _wordy(read, known, file=file)
    words = _read_words(records, titles, wordy, file=file)
    return _table(read, known, words, file=file, notes=_notes(known, titles))


def _titles(records: Records, file: str) -> list[str]:
    header = next(iter(records()), None)
    titles = [one.strip() for one in header[1]] if header else []
    if not any(titles):
        raise Invalid(file, "is empty: its first row names the columns")
    for place, one in enumerate(titles, start=1):
        if not one:
            raise Invalid(file, f"column {place} has no title in row 1")
        if titles.count(one) > 1:
            raise Invalid(file, f"two columns are called {one}")
    return titles


def _chunks(
    records: Records, titles: Sequence[str], file: str
) -> Iterator[tuple[list[int], dict[str, Sequence[str]]]]:
    rows = iter(records())
    next(rows, None)
    while chunk := list(islice(rows, _CHUNK)):
        whole = [(number, cells) for number, cells in chunk if any(cells)]
        for number, cells in whole:
            if len(cells) != len(titles):
                raise Invalid(
                    file, f"row {number} has {len(cells)} cells, the header {len(titles)}"
                )
        if whole:
            columns = zip(*(cells for _, cells in whole), strict=True)
            yield [number for number, _ in whole], dict(zip(titles, columns, strict=True))


def _read(records: Records, titles: Sequence[str], roles: Roles, *, file: str) -> _Read:
    read = _Read()
    texts = [one for one in (roles.when, roles.joined, roles.exit, roles.left) if one]
    read.texts = {one: [] for one in texts}
    candidates = [one for one in roles.features or () if one not in roles.words]
    read.numbers = {one: [] for one in candidates}
    for rows, columns in _chunks(records, titles, file):
        for number, cell in zip(rows, columns[roles.rep], strict=True):
            if is_missing(cell):
                _refuse(file, roles.rep, number, "is empty: whose row is it?")
            read.person.append(read.reps.setdefault(cell.strip(), len(read.reps)))
        for one in texts:
            read.texts[one] += columns[one]
        for one in candidates:
            found, bad = numbers(columns[one])
            read.numbers[one].append(found)
            if bad:
                read.bad[one] = read.bad.get(one, 0) + len(bad)
                read.first_bad.setdefault(one, (rows[bad[0]], columns[one][bad[0]]))
        read.rows += rows
    return read


def _wordy(read: _Read, roles: Roles, *, file: str) -> tuple[str, ...]:
    """Tell columns of words from columns of numbers with a mistake, which are refused."""
    wordy = [one for one in roles.features or () if one in roles.words]
    for one, bad in read.bad.items():
        known = bad + sum(int(np.sum(~np.isnan(part))) for part in read.numbers[one])
        if bad < max(_WORDS_FROM * known, _MOST_FAULTS):
            number, cell = read.first_bad[one]
            _refuse(file, one, number, f"is not a number: {cell.strip()[:40]!r}")
        wordy.append(one)
        del read.numbers[one]
    return tuple(wordy)


def _read_words(
    records: Records, titles: Sequence[str], wordy: Sequence[str], *, file: str
) -> dict[str, Words]:
    if not wordy:
        return {}
    levels: dict[str, dict[str, int]] = {one: {} for one in wordy}
    codes: dict[str, list[int]] = {one: [] for one in wordy}
    for _, columns in _chunks(records, titles, file):
        for one in wordy:
            seen = levels[one]
            codes[one] += [
                -1 if is_missing(cell) else seen.setdefault(cell.strip(), len(seen))
                for cell in columns[one]
            ]
    return {
        one: Words(codes=np.array(codes[one], dtype=np.int64), levels=tuple(levels[one]))
        for one in wordy
    }


def _table(
    read: _Read, roles: Roles, words: dict[str, Words], *, file: str, notes: list[str]
) -> Table:
    person = np.array(read.person, dtype=np.int64)
    order = _date_order(read, roles, file)
    when, is_dated = _periods(read, roles, order, file)
    joined = _joined(read, roles, order, person, file=file, is_dated=is_dated)
    is_own = not is_dated and _counts_own_weeks(person, when)
    first = np.full(len(read.reps), NEVER, dtype=np.int64)
    np.minimum.at(first, person, when)
    if is_own and joined is not None:
        when = when + joined - 1
    began = first[person] if joined is None else joined
    tenure = (when - began + 1).astype(np.float64)
    if is_own and joined is None:
        tenure = when.astype(np.float64)
        notes.append(f"{roles.when} counts each rep's own weeks: the split is by rep, not by time")
    whole = Panel(
        person=person,
        period=when,
        tenure=tenure,
        leaves=np.full(len(person), NEVER),
        seen_until=when,
        numbers={one: np.concatenate(parts) for one, parts in read.numbers.items()},
        words=words,
    )
    places = np.lexsort((when, person))
    rows = np.array(read.rows)[places]
    panel, began = whole.only(places), began[places]
    keep = _single(panel, rows, read, roles, places, file=file)
    if not keep.all():
        notes.append(f"{int(np.sum(~keep))} rows stand there twice, word for word, and count once")
    panel, began, places = panel.only(keep), began[keep], places[keep]
    panel = _with_outcome(panel, read, roles, order, places, file=file, notes=notes)
    panel = _lagged(panel, roles, file=file, is_dated=is_dated)
    return Table(
        panel=_with_peers(panel, roles, notes) if not is_own or joined is not None else panel,
        roles=roles,
        reps=tuple(read.reps),
        is_calendar=not is_own or joined is not None,
        joined=began,
        notes=tuple(notes),
    )


def _notes(roles: Roles, titles: Sequence[str]) -> list[str]:
    out = left_out(roles, titles)
    return [f"left out, protected or told by the leaving: {', '.join(out)}"] if out else []


def _date_order(read: _Read, roles: Roles, file: str) -> Order:
    titles = [one for one in (roles.when, roles.joined, roles.exit) if one]
    cells = {cell for one in titles for cell in set(read.texts[one])}
    return order_of(cells, said=roles.dates, file=file)


def _periods(read: _Read, roles: Roles, order: Order, file: str) -> tuple[Integers, bool]:
    cells = read.texts[roles.when]
    known: dict[str, int] = {}
    kinds: set[bool] = set()
    for number, cell in zip(read.rows, cells, strict=True):
        if cell not in known:
            known[cell], is_date = _period(cell, roles, order, file, number)
            kinds.add(is_date)
            if len(kinds) > 1:
                _refuse(file, roles.when, number, f"mixes dates and numbers: {cell!r}")
    low, high = min(known.values()), max(known.values())
    if high - low > _LONGEST:
        odd = next(
            n for n, cell in zip(read.rows, cells, strict=True) if known[cell] in (low, high)
        )
        _refuse(
            file,
            roles.when,
            odd,
            f"is one end of {high - low:,} {roles.unit}s, more than a century",
        )
    return np.array([known[cell] for cell in cells], dtype=np.int64), kinds == {True}


def _period(cell: str, roles: Roles, order: Order, file: str, row: int) -> tuple[int, bool]:
    text = cell.strip()
    for read in (_on_a_day, _as_a_number):
        try:
            return read(text, roles, order)
        except (ValueError, OverflowError):
            continue
    raise Invalid(file, f"row {row}, column {roles.when} is no whole number and no date: {text!r}")


def _on_a_day(text: str, roles: Roles, order: Order) -> tuple[int, bool]:
    on = counted(text, roles.unit) or day(text, order)
    return period_of(on, roles.unit), True


def _as_a_number(text: str, _: Roles, __: Order) -> tuple[int, bool]:
    value = float(text)
    if value != int(value):
        raise ValueError(text)
    return int(value), False


def _joined(
    read: _Read, roles: Roles, order: Order, person: Integers, *, file: str, is_dated: bool
) -> Integers | None:
    """Give the period of joining by row, as the rep's first row with one says it."""
    if not roles.joined:
        return None
    found = np.full(len(read.reps), -1, dtype=np.int64)
    for number, who, cell in zip(read.rows, person, read.texts[roles.joined], strict=True):
        if found[who] < 0 and not is_missing(cell):
            found[who], is_date = _period(
                cell, replace(roles, when=roles.joined), order, file, number
            )
            if is_dated and not is_date:
                _refuse(file, roles.joined, number, f"is no date, {roles.when} is one: {cell!r}")
    if (found < 0).any():
        who = int(np.flatnonzero(found < 0)[0])
        row = read.rows[int(np.flatnonzero(person == who)[0])]
        _refuse(file, roles.joined, row, "is empty in every row of this rep")
    return found[person]


def _counts_own_weeks(person: Integers, when: Integers) -> bool:
    """Whether week numbers begin anew with nearly each rep."""
    first = np.full(int(person.max()) + 1, NEVER, dtype=np.int64)
    np.minimum.at(first, person, when)
    return bool(np.mean(first == first.min()) >= 0.9 and first.min() in {0, 1})  # noqa: PLR2004


def _single(
    panel: Panel, rows: Integers, read: _Read, roles: Roles, places: Integers, *, file: str
) -> Flags:
    """Tell the first of equal rows; two rows of one rep and period that differ are refused."""
    same = np.zeros(len(panel), dtype=bool)
    same[1:] = (panel.person[1:] == panel.person[:-1]) & (panel.period[1:] == panel.period[:-1])
    for place in np.flatnonzero(same):
        here, there = int(places[place]), int(places[place - 1])
        texts = all(column[here] == column[there] for column in read.texts.values())
        values = all(
            np.array_equal(column[place], column[place - 1], equal_nan=True)
            for column in panel.numbers.values()
        )
        if not (texts and values):
            _refuse(
                file,
                roles.when,
                int(max(rows[place], rows[place - 1])),
                f"is there twice for this rep, see row {min(rows[place], rows[place - 1])}",
            )
    return ~same


def _with_outcome(
    panel: Panel,
    read: _Read,
    roles: Roles,
    order: Order,
    places: Integers,
    *,
    file: str,
    notes: list[str],
) -> Panel:
    last_period = np.full(len(read.reps), -NEVER, dtype=np.int64)
    np.maximum.at(last_period, panel.person, panel.period)
    by_person = np.full(len(read.reps), NEVER, dtype=np.int64)
    if roles.exit:
        cells, newest = read.texts[roles.exit], int(last_period.max())
        for place, who in zip(places.tolist(), panel.person.tolist(), strict=True):
            if not is_missing(cells[place]):
                row = read.rows[place]
                role = replace(roles, when=roles.exit)
                found, _ = _period(cells[place], role, order, file, row)
                if found - newest <= _FAR:  # 9999-12-31 says that she is still there
                    by_person[who] = min(by_person[who], found)
        return replace(panel, leaves=by_person[panel.person], seen_until=last_period[panel.person])
    flags = _flags(read, roles, places, file)
    counts, many = np.zeros(len(read.reps)), np.bincount(panel.person, minlength=len(read.reps))
    np.add.at(counts, panel.person, flags)
    is_whole = (counts == many) & (many > 1)
    if counts.any() and is_whole[counts > 0].mean() > 0.5:  # noqa: PLR2004 - most leavers
        notes.append(f"{roles.left} is the same in all rows of a rep: she left after her last row")
        flags = flags & (panel.period == last_period[panel.person])
    ahead = 1 if roles.left_in == "next" else 0
    flagged = np.flatnonzero(flags)
    np.minimum.at(by_person, panel.person[flagged], panel.period[flagged] + ahead)
    late = int(np.sum(panel.period >= by_person[panel.person])) if ahead else 0
    if late:
        notes.append(f"{late} rows after the leaving are not looked at")
    notes.append(
        f"{roles.left} = 1 is read as: left in the {roles.unit} "
        + ("after the row (--left-in this otherwise)" if ahead else "of the row, which is dropped")
    )
    return replace(
        panel, leaves=by_person[panel.person], seen_until=last_period[panel.person] + ahead
    )


def _flags(read: _Read, roles: Roles, places: Integers, file: str) -> Flags:
    cells = read.texts[roles.left]
    known: dict[str, bool | None] = {}
    for number, cell in zip(read.rows, cells, strict=True):
        if cell not in known:
            try:
                known[cell] = flag(cell)
            except ValueError:
                _refuse(file, roles.left, number, f"is neither 1 nor 0: {cell.strip()[:40]!r}")
    if None in known.values() and False in known.values():
        row = next(n for n, cell in zip(read.rows, cells, strict=True) if known[cell] is None)
        _refuse(file, roles.left, row, "is empty, and elsewhere 0: say which it is")
    found = np.array([bool(known[cell]) for cell in cells])
    return np.asarray(found[places])


def _with_peers(panel: Panel, roles: Roles, notes: list[str]) -> Panel:
    """Add how many of the same team had left by each row; weeks of her own can not tell that."""
    if roles.team not in panel.words:
        return panel
    span = SPANS[roles.unit]
    column = peer_leavers(panel, panel.words[roles.team].codes, span=span)
    notes.append(f"leavers of the same {roles.team} in {span} {roles.unit}s are a feature")
    return replace(panel, numbers={**panel.numbers, f"{roles.team} leavers": column})


def _lagged(panel: Panel, roles: Roles, *, file: str, is_dated: bool) -> Panel:
    """Put each value where it was known: so many rows later, or after its quarter."""
    columns = dict(panel.numbers)
    first, here = starts(panel.person), np.arange(len(panel))
    for title, after in roles.known_after.items():
        if title not in columns:
            raise Invalid(file, f"{title} is no column of numbers: a delay is for those")
        if after == "quarter":
            if not is_dated:
                raise Invalid(file, f"{title} waits for its quarter, so {roles.when} must be dates")
            ends = quarter_ends(panel.period, roles.unit)
            begins = np.ones(len(panel), dtype=bool)
            begins[1:] = (ends[1:] != ends[:-1]) | (panel.person[1:] != panel.person[:-1])
            block = np.maximum.accumulate(np.where(begins, here, 0))
            source = np.where(panel.period >= ends, here, block - 1)
        else:
            source = here - int(after)
        taken = columns[title][np.maximum(source, 0)]
        columns[title] = np.where(source >= first, taken, np.nan)
    return replace(panel, numbers=columns)


def _refuse(file: str, column: str, row: int, why: str) -> NoReturn:
    raise Invalid(file, f"row {row}, column {column} {why}")
