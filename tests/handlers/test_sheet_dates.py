"""Days and times as people write them, and those that could be two different days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from handlers.sheet import EXCEL_EPOCH, MAC_EPOCH, Cell
from handlers.sheet_cells import BadCell
from handlers.sheet_dates import day, moment

NOON_IN_SHANGHAI = datetime(2026, 11, 24, 12, 0, tzinfo=timezone(timedelta(hours=8)))


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param(date(2026, 11, 24), id="a day of the workbook"),
        pytest.param(datetime.fromisoformat("2026-11-24T00:00:00"), id="midnight is a day"),
        pytest.param("2026-11-24", id="dashes"),
        pytest.param("2026/11/24", id="slashes"),
        pytest.param("2026.11.24", id="dots"),
        pytest.param("2026年11月24日", id="characters"),
        pytest.param("2026 年 11 月 24 号", id="characters and spaces"),
        pytest.param("２０２６－１１－２４", id="full-width"),
        pytest.param("20261124", id="eight digits"),
        pytest.param(Decimal(20261124), id="eight digits as a number"),
        pytest.param("24.11.2026", id="day first, no month 24"),
        pytest.param("11/24/2026", id="month first, no month 24"),
        pytest.param(Decimal(46350), id="a serial number"),
        pytest.param("46350", id="a serial number as text"),
        pytest.param("2026-11-24 00:00:00", id="midnight as text"),
    ],
)
def test_a_day_is_read(cell: Cell) -> None:
    assert moment(cell, EXCEL_EPOCH) == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("cell", "at"),
    [
        pytest.param("2026-11-24 10:30", "2026-11-24T10:30:00", id="minutes"),
        pytest.param("2026/11/24 9:05:07", "2026-11-24T09:05:07", id="seconds"),
        pytest.param("2026年11月24日 10:30", "2026-11-24T10:30:00", id="characters"),
        pytest.param("2026-11-24T10:30:00.123", "2026-11-24T10:30:00", id="fractions drop"),
        pytest.param(Decimal("46350.4375"), "2026-11-24T10:30:00", id="a serial number"),
    ],
)
def test_a_time_without_offset_stays_without(cell: Cell, at: str) -> None:
    assert moment(cell, EXCEL_EPOCH) == datetime.fromisoformat(at)


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param("2026-11-24T12:00:00+08:00", id="offset"),
        pytest.param("2026-11-24T12:00+0800", id="offset without colon"),
        pytest.param("2026-11-24T04:00:00Z", id="Greenwich"),
    ],
)
def test_a_time_with_offset_is_aware(cell: str) -> None:
    assert moment(cell, EXCEL_EPOCH) == NOON_IN_SHANGHAI


def test_midnight_at_greenwich_stays_a_time() -> None:
    assert moment("2026-11-24T00:00Z", EXCEL_EPOCH) == datetime(2026, 11, 24, tzinfo=UTC)


def test_serial_numbers_of_an_old_mac_count_from_1904() -> None:
    assert moment(Decimal(44888), MAC_EPOCH) == date(2026, 11, 24)


def test_a_day_drops_the_time() -> None:
    assert day("2026-11-24 10:30", EXCEL_EPOCH) == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        pytest.param("05/11/2026", "import.date_ambiguous", id="May or November"),
        pytest.param("5.11.2026", "import.date_ambiguous", id="the same with dots"),
        pytest.param("24-11-26", "import.date", id="two digits for the year"),
        pytest.param("11月24日", "import.date", id="no year"),
        pytest.param("2026-11", "import.date", id="no day"),
        pytest.param("2026-11/24", "import.date", id="two separators"),
        pytest.param("昨天", "import.date", id="yesterday"),
        pytest.param(Decimal(12), "import.date", id="a small number"),
        pytest.param("2026-02-29", "import.date_none", id="no leap year"),
        pytest.param("32.11.2026", "import.date_none", id="no day 32"),
        pytest.param("2026-11-24 25:00", "import.date_none", id="no hour 25"),
        pytest.param("2026-11-24T10:00+99:00", "import.date_none", id="no such offset"),
        pytest.param("1926-11-24", "import.date_range", id="a century early"),
        pytest.param(date(2126, 11, 24), "import.date_range", id="a century late"),
        pytest.param("99999", "import.date_range", id="a serial number too far"),
    ],
)
def test_a_date_that_is_unclear_is_refused(cell: Cell, reason: str) -> None:
    with pytest.raises(BadCell) as refused:
        moment(cell, EXCEL_EPOCH)

    assert refused.value.reason_id == reason


def test_an_ambiguous_date_offers_both_days() -> None:
    with pytest.raises(BadCell) as refused:
        moment("5/11/2026", EXCEL_EPOCH)

    assert refused.value.values == {"one": "2026-11-05", "other": "2026-05-11"}


def test_the_same_number_for_day_and_month_is_clear() -> None:
    assert moment("11/11/2026", EXCEL_EPOCH) == date(2026, 11, 11)
