"""From when to when somebody works, on her own clock, and the morning moment of her digest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rules.errors import Invalid

_MINUTE = timedelta(minutes=1)
_DAY_MINUTES = 24 * 60
_SHORTEST = 60
_LONGEST = 16 * 60
#: CARDS 5: about 08:40, spread over a quarter of an hour.
_DIGEST_FROM = time(8, 30)
_AFTER = 5
_SPREAD = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Working hours by her own clock, from `start` up to `end`; 22:00 to 06:00 end a day later.

    Raises `Invalid` for less than an hour, more than 16, or parts of a minute.
    """

    start: time = time(8, 30)
    end: time = time(18)

    def __post_init__(self) -> None:
        if any(at.second or at.microsecond for at in (self.start, self.end)):
            raise Invalid("hours", "hours and minutes only")
        if not _SHORTEST <= self.minutes <= _LONGEST:
            raise Invalid("hours", "1 to 16 hours")

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"

    @property
    def minutes(self) -> int:
        """How long they are."""
        return (_minute_of(self.end) - _minute_of(self.start)) % _DAY_MINUTES

    def window(self, day: date, zone: str) -> tuple[datetime, datetime]:
        """Give the hours of a working day in UTC: from the first up to, not including, the second.

        An hour that the clocks leave out is as long before as after the change; one that they
        repeat begins the first time and ends the first time.
        """
        ends_on = day if self.end > self.start else day + timedelta(days=1)
        return _utc(day, self.start, zone), _utc(ends_on, self.end, zone)

    def digest(self, day: date, zone: str, *, spread: int) -> datetime:
        """Give the moment of her digest on a working day, in UTC.

        08:35 to 08:49 where she works then, else from five minutes after she begins. `spread` is
        any number of hers; it is never minute 0 or 30 of her clock.
        """
        begin, end = _utc(day, _DIGEST_FROM, zone), timedelta(minutes=_AFTER + _SPREAD)
        start, stop = self.window(day, zone)
        if not (start <= begin and begin + end < stop):
            begin = start
        return off_the_mark(begin + _MINUTE * (_AFTER + spread % _SPREAD), zone)


def off_the_mark(at: datetime, zone: str) -> datetime:
    """Give the moment, or the minute after it where her clock shows minute 0 or 30."""
    local = at.astimezone(ZoneInfo(zone))
    if local.minute % 30 == 0:
        return at.replace(second=0, microsecond=0) + _MINUTE
    return at


def _minute_of(at: time) -> int:
    return at.hour * 60 + at.minute


def _utc(day: date, at: time, zone: str) -> datetime:
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)
