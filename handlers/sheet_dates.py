"""Days and times as people write them in a cell; what could be two different days is refused."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache

from handlers.sheet import Cell
from handlers.sheet_cells import BadCell, plain

_TIME = (
    r"(?:[T\s]\s*(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(?P<offset>Z|[+-]\d{2}:?\d{2})?)?"
)
_YEAR_FIRST = re.compile(
    rf"(?:(?P<y>\d{{4}})(?:([-/.])(?P<m>\d{{1,2}})\2(?P<d>\d{{1,2}})"
    rf"|\s*年\s*(?P<m2>\d{{1,2}})\s*月\s*(?P<d2>\d{{1,2}})\s*[日号]?)"
    rf"|(?P<y3>\d{{4}})(?P<m3>\d{{2}})(?P<d3>\d{{2}})){_TIME}"
)
_YEAR_LAST = re.compile(rf"(?P<a>\d{{1,2}})([-/.])(?P<b>\d{{1,2}})\2(?P<y>\d{{4}}){_TIME}")
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_FIRST, _LAST = date(1950, 1, 1), date(2099, 12, 31)
_MONTHS = 12


def day(cell: Cell, epoch: date) -> date:
    """Give a day; a time of day beside it is dropped. `epoch` is what bare numbers count from."""
    at = moment(cell, epoch)
    return at.date() if isinstance(at, datetime) else at


def moment(cell: Cell, epoch: date) -> date | datetime:
    """Give a day where no time of day is written, else a time: aware if an offset stands there.

    Midnight without an offset is a day: Excel keeps both as one number.
    """
    at = cell if isinstance(cell, date) else _read(cell, epoch)
    if not _FIRST <= (at.date() if isinstance(at, datetime) else at) <= _LAST:
        raise BadCell("import.date_range", first=str(_FIRST.year), last=str(_LAST.year))
    if isinstance(at, datetime) and at.tzinfo is None and at == datetime.combine(at, at.min.time()):
        return at.date()
    return at


# Many rows share a day.
@lru_cache(maxsize=1024)
def _read(cell: Cell, epoch: date) -> date | datetime:
    written = plain(cell)
    if match := _YEAR_FIRST.fullmatch(written):
        parts = [match[part] or match[f"{part}2"] or match[f"{part}3"] for part in "md"]
        return _at(match, match["y"] or match["y3"], *parts)
    if match := _YEAR_LAST.fullmatch(written):
        first, second = match["a"], match["b"]
        if first != second and int(first) <= _MONTHS and int(second) <= _MONTHS:
            raise BadCell(
                "import.date_ambiguous",
                one=f"{match['y']}-{second:0>2}-{first:0>2}",
                other=f"{match['y']}-{first:0>2}-{second:0>2}",
            )
        month, of_month = (second, first) if int(first) > _MONTHS else (first, second)
        return _at(match, match["y"], month, of_month)
    if _SERIAL.fullmatch(written):
        return _from_serial(Decimal(written), epoch)
    raise BadCell("import.date")


def _at(match: re.Match[str], year: str, month: str, of_month: str) -> date | datetime:
    try:
        on = date(int(year), int(month), int(of_month))
        if not match["clock"]:
            return on
        hour, minute, second = (int(part) for part in f"{match['clock']}:0".split(":")[:3])
        return datetime(
            on.year, on.month, on.day, hour, minute, second, tzinfo=_zone(match["offset"])
        )
    except ValueError:
        raise BadCell("import.date_none") from None


def _zone(offset: str | None) -> timezone | None:
    if not offset or offset == "Z":
        return UTC if offset else None
    minutes = int(offset[1:3]) * 60 + int(offset[-2:])
    return timezone(timedelta(minutes=-minutes if offset[0] == "-" else minutes))


def _from_serial(serial: Decimal, epoch: date) -> datetime:
    seconds = int((serial * 86400).to_integral_value())
    return datetime(epoch.year, epoch.month, epoch.day) + timedelta(seconds=seconds)  # noqa: DTZ001 - the caller knows the zone
