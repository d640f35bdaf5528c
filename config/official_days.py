"""The official days off and make-up days of a country, year by year, as the library knows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import holidays

from rules.workdays import OfficialYear

_FIRST, _LAST = 1991, 2100
_SATURDAY = 5
#: Where each year's moved days are published by the state shortly before it. A year without a
#: make-up day is one that the library does not know yet.
_MOVES_DAYS = frozenset({"CN"})


class OfficialDays(Mapping[int, OfficialYear]):
    """The table of a country, "CN" or with its part "DE-BE"; a year is worked out when asked for.

    Years that `own` holds are taken from there. Raises `LookupError` for a country or part that the
    library has no table of.
    """

    def __init__(self, country: str, own: Mapping[int, OfficialYear] | None = None) -> None:
        self._country, _, self._part = country.partition("-")
        self._years = dict(own or {})
        parts = holidays.list_supported_countries(include_aliases=False).get(self._country)
        if parts is None or (self._part and self._part not in parts):
            raise LookupError(country)

    def __getitem__(self, year: int) -> OfficialYear:
        if year not in self._years:
            if not _FIRST <= year <= _LAST:
                raise KeyError(year)
            self._years[year] = self._worked_out(year)
        return self._years[year]

    def __iter__(self) -> Iterator[int]:
        return iter(range(_FIRST, _LAST + 1))

    def __len__(self) -> int:
        return _LAST + 1 - _FIRST

    def _worked_out(self, year: int) -> OfficialYear:
        off, works = self._known(year)
        if self._country in _MOVES_DAYS:
            if not works:
                return OfficialYear(off=off, is_published=False)
            # A holiday may be published as one stretch with a weekend of the year beside it.
            beside = [self._known(near) for near in (year - 1, year + 1)]
            all_off = off.union(*(days for days, moved in beside if moved))
            all_works = works.union(*(moved for _, moved in beside))
            off = frozenset(day for day in _stretched(all_off, all_works) if day.year == year)
        return OfficialYear(off=off, works=works)

    def _known(self, year: int) -> tuple[frozenset[date], frozenset[date]]:
        """Give the days off and the make-up days that the library names."""
        table = holidays.country_holidays(
            self._country, subdiv=self._part or None, years=year, expand=False
        )
        works = frozenset(day for day in table.weekend_workdays if day.year == year)
        return frozenset(day for day in table if day.year == year), works


def _stretched(off: frozenset[date], works: frozenset[date]) -> frozenset[date]:
    """Add the weekends that a holiday touches: the state publishes one stretch off (放假)."""
    one = timedelta(days=1)
    stretch = set(off)
    waiting = list(off)
    while waiting:
        day = waiting.pop()
        for near in (day - one, day + one):
            if near.weekday() >= _SATURDAY and near not in stretch and near not in works:
                stretch.add(near)
                waiting.append(near)
    return frozenset(stretch)
