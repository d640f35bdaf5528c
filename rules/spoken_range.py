"""Ranges of days as people say them in chat: 11月1日到15日, since Monday, Nov 1 - 15."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rules.periods import DayRange, month_of
from rules.spoken_point import (
    DAY,
    EN_MONTH,
    HAN,
    MONTHS,
    ORDINAL,
    PATTERN,
    UNITS,
    YEAR,
    FutureError,
    Parts,
    Point,
    SpokenKind,
    SpokenRange,
    months_from,
    one_day,
    read_point,
    relative,
    to_int,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRange:
    """Words for a range at `start` to `end` of a text; 截至今天 alone names none.

    `problem` is "range.impossible_date" (2月30日) or "range.future" (明天); `range` is None then.
    """

    start: int
    end: int
    range: SpokenRange | None = None
    problem: str | None = None


_TO = " ?(?:到|至|~{1,3}|-|–|—|to|until|till|through|thru) ?"
_NOW = "(?:现在|目前|今|now|date|present)(?![a-z天日年])"
_UP_TO = "(?:到|至|一直到|截至|开始到|to|until|till|up to)"
_LOOSE_DATE = rf"(?:{YEAR}\.)?(?:1[0-9]|0?[1-9])[.-](?:{DAY})(?![\d万千百亿kw%])"
_ENDS = r"(?:[日号]|(?![\d一二三四五六七八九十月/.-]))"
_TERSE = (
    # 11月1-15日, 11/1-15
    rf"(?P<m1>{DAY}|{HAN})(?: ?月|/)(?P<d1>{DAY}|{HAN}){_TO}(?P<d2>{DAY}|{HAN}){_ENDS}"
    # 1-15号
    rf"|(?P<d3>{DAY}|{HAN}){_TO}(?P<d4>{DAY}|{HAN})[日号]"
    # 8-10月
    rf"|(?P<m5>{DAY}|{HAN}){_TO}(?P<m6>{DAY}|{HAN}) ?月份?(?![\d一二三四五六七八九十])"
    # Nov 1 - 15
    rf"|(?P<e7>{EN_MONTH}) (?P<d7>{DAY}){ORDINAL}?{_TO}(?P<d8>{DAY}){ORDINAL}?(?![a-z\d])"
    rf"(?:,? (?P<y8>{YEAR}))?"
    # 1-15 Nov
    rf"|(?P<d9>{DAY}){ORDINAL}?{_TO}(?P<d10>{DAY}){ORDINAL}?(?: of)? (?P<e10>{EN_MONTH})"
    rf"(?:,? (?P<y10>{YEAR}))?"
)
_FROM = "(?:(?:从|自|自从|由|from|between|since|starting) ?(?:the )?)?"
#: Not inside a word or number; Chinese may follow Latin without a gap: Tom今天.
_GAP = r"(?:(?<![a-z\d.,])|(?<=[a-z])(?=[\u4e00-\u9fff]))"
_SINCE = r"(?:以来|开始|起|onwards?(?![a-z])|on(?= ?$|[?.!])|至今)"
#: 15号之后 is from the 16th on.
_AFTER = r"(?:之后|以后|后(?![天来面续台补期]))(?!再|要|会|想|还)"
#: A day whose month is plain: 15号之前 is from the 1st to the 14th.
_ONE_DAY = (
    rf"(?:(?:上上|上|本|这|当)个?月份?的?|(?:{DAY}|{HAN}) ?月份?)? ?(?:{DAY}|{HAN})[日号]"
    rf"|{EN_MONTH} (?:{DAY}){ORDINAL}?(?![a-z\d])|(?:{DAY}){ORDINAL}(?![a-z])"
)
_SEARCH = re.compile(
    rf"{_GAP}(?:"
    rf"{_FROM}(?:{_TERSE})"
    rf"|(?P<so_far>(?:截[至止]|到)到?(?:今天|今日|目前|现在)(?:为止)?|(?:as of|up to|until) today)"
    rf"|{_FROM}(?P<loose_from>{_LOOSE_DATE}){_TO}(?P<loose_to>{_LOOSE_DATE})"
    rf"|{_FROM}(?P<point_from>{PATTERN}){_TO}(?:the )?(?P<point_to>{PATTERN})"
    rf"|{_FROM}(?P<loose_since>{_LOOSE_DATE}) ?{_SINCE}"
    rf"|(?P<loose_after>{_LOOSE_DATE}) ?{_AFTER}"
    rf"|{_FROM}(?P<since>{PATTERN})(?: ?{_UP_TO} ?{_NOW}| ?{_SINCE}|(?P<gone> ?{_AFTER}))"
    rf"|(?P<before>{_ONE_DAY}) ?(?:之前|以前|前(?![天后台面]))"
    rf"|before (?:the )?(?P<before_en>{_ONE_DAY})"
    rf"|(?:since|starting|从|自从?|(?P<after>after)) ?(?:the )?(?P<led>{PATTERN})"
    rf"|(?P<beginning>[年月周]初|本周初|月头)(?:到|至)(?:{_NOW}|今天)"
    rf"|(?:the )?(?P<single>{PATTERN})"
    rf")"
)

#: Only after "between" does "and" span days; alone it names two.
_ONE = timedelta(days=1)
_BARE_WEEKDAY = re.compile("(?:周|星期|礼拜)[一二三四五六日天]")
_WEEK_OF = re.compile("(?P<which>上上|上|本|这)个?(?:周|星期|礼拜)[一二三四五六日天]")
_AND = re.compile(r"((?:between|从) ?[^~]{1,25}?)((?<= )and(?= )|和|与)")

# --- Reading -------------------------------------------------------------------------------------


def find_ranges(text: str, today: date) -> list[FoundRange]:
    """Find the ranges named in a lower-case, NFKC text of simplified characters, left to right.

    A date without its year or month is the last one not in the future; a reversed range is turned
    round unless crossing the new year (or the month's end) makes it the shorter one.
    """
    text = _AND.sub(lambda match: match[1] + "~" * len(match[2]), text)
    return [_found(match, today) for match in _SEARCH.finditer(text)]


def _found(match: re.Match[str], today: date) -> FoundRange:
    if match["so_far"]:
        return FoundRange(start=match.start(), end=match.end())
    try:
        spoken = _spoken(match, today)
    except FutureError:
        return FoundRange(start=match.start(), end=match.end(), problem="range.future")
    except (ValueError, OverflowError):
        return FoundRange(start=match.start(), end=match.end(), problem="range.impossible_date")
    return FoundRange(start=match.start(), end=match.end(), range=spoken)


def _spoken(match: re.Match[str], today: date) -> SpokenRange:
    found = match.groupdict()
    if found["single"]:
        return _alone(read_point(found["single"], today), today)
    if (open_ended := _since(found, today) or _before(found, today)) is not None:
        return open_ended
    if found["loose_from"]:
        return _both(_loose(found["loose_from"]), _loose(found["loose_to"]), today)
    if found["point_from"]:
        first, last = found["point_from"], found["point_to"]
        if _BARE_WEEKDAY.fullmatch(last) and (week := _WEEK_OF.match(first)):
            last = week["which"] + last  # 上周一到周三 is of one week
        return _both(read_point(first, today), read_point(last, today), today)
    return _both(*_terse(found), today)


def _since(found: dict[str, str | None], today: date) -> SpokenRange | None:
    """Read what lasts until today: since Monday, 15号起, and from the day after 15号之后."""
    if loose := found["loose_since"] or found["loose_after"]:
        day = _alone(_loose(loose), today).days
        return _to_today(day.start if found["loose_since"] else _next(day.end, today), today)
    if said := found["since"] or found["led"]:
        days = _alone(read_point(said, today), today).days
        is_after = found["gone"] or found["after"]
        return _to_today(_next(days.end, today) if is_after else days.start, today)
    if beginning := found["beginning"]:
        kind = UNITS[beginning.removeprefix("本")[0]]
        return _to_today(relative(kind, 0, today).days.start, today)
    return None


def _before(found: dict[str, str | None], today: date) -> SpokenRange | None:
    """Read a month up to a day that does not count: 15号之前; today is the last that can."""
    before = found["before"] or found["before_en"]
    if before is None:
        return None
    point = read_point(before, today)
    if isinstance(point, Parts) and point.month is None:
        point = replace(point, year=today.year, month=today.month)
    last = _alone(point, today).days.start
    start = month_of(last).start
    return _between(start, max(min(last, today + _ONE), start + _ONE))


def _next(day: date, today: date) -> date:
    """Give the day after a time that is over; nothing has come after one that is not."""
    if day > today:
        raise FutureError
    return day


def _loose(text: str) -> Parts:
    numbers = [int(part) for part in re.split("[.-]", text)]
    year = numbers.pop(0) if len(numbers) == 3 else None  # noqa: PLR2004 - year, month, day
    return Parts(year=year, month=numbers[0], day=numbers[1])


def _terse(found: dict[str, str | None]) -> tuple[Parts, Parts]:
    english = found["e7"] or found["e10"]
    month = MONTHS.index(english[:3]) + 1 if english else to_int(found["m1"])
    year = to_int(found["y8"] or found["y10"])
    first = to_int(found["d1"] or found["d3"] or found["d7"] or found["d9"])
    last = to_int(found["d2"] or found["d4"] or found["d8"] or found["d10"])
    if found["m5"]:
        return Parts(month=to_int(found["m5"])), Parts(month=to_int(found["m6"]))
    return Parts(year=year, month=month, day=first), Parts(year=year, month=month, day=last)


def _alone(point: Point, today: date) -> SpokenRange:
    if isinstance(point, SpokenRange):
        return point
    if point.month is None and point.day is None and point.year is not None:
        start = date(point.year, 1, 1)
        return SpokenRange(kind=SpokenKind.YEAR, days=months_from(start, 12))
    first = _first(_last_past(point, today))
    if point.day is None:
        return SpokenRange(kind=SpokenKind.MONTH, days=month_of(first))
    return one_day(first)


def _both(start: Point, end: Point, today: date) -> SpokenRange:
    if isinstance(start, Parts) and isinstance(end, Parts):
        return _between_dates(start, end, today)
    first, last = _alone(start, today).days, _alone(end, today).days
    return _between(min(first.start, last.start), max(first.end, last.end))


def _between_dates(start: Parts, end: Parts, today: date) -> SpokenRange:
    """Let each end lend the other its year and month, then put them in order."""
    year, month = start.year or end.year, start.month or end.month
    first = replace(start, year=start.year or year, month=start.month or month)
    last = replace(end, year=end.year or year, month=end.month or month)
    if year is None:
        base = _last_past(first, today)
        first = replace(first, year=base.year, month=base.month)
        last = replace(last, year=base.year, month=last.month or base.month)
    if _first(first) <= _last(last):
        return _spanned(first, last)
    # Only an end that was given no year (or month) of its own can lie across the new one.
    step = 12 if month else 1
    crossing = (first, last)
    if end.year is None:
        crossing = (first, _later(last, step))
    elif start.year is None:
        crossing = (_later(first, -step), last)
    turned = _spanned(last, first)
    if crossing == (first, last):
        return turned
    return min(_spanned(*crossing), turned, key=lambda spoken: spoken.days.end - spoken.days.start)


def _spanned(first: Parts, last: Parts) -> SpokenRange:
    return _between(_first(first), _last(last) + timedelta(days=1))


def _last_past(point: Parts, today: date) -> Parts:
    """Fill year and month so that the date is the last one that is not in the future."""
    month = point.month or today.month
    if not 1 <= month <= 12:  # noqa: PLR2004 - months of a year
        raise ValueError(month)
    if point.year is not None:
        return replace(point, month=month)
    filled = replace(point, year=today.year, month=month)
    if (month, point.day or 1) > (today.month, today.day):
        return _later(filled, -12 if point.month else -1)
    return filled


def _later(point: Parts, months: int) -> Parts:
    years, month = divmod((point.month or 1) - 1 + months, 12)
    return replace(point, year=(point.year or 0) + years, month=month + 1)


def _first(point: Parts) -> date:
    return date(point.year or 0, point.month or 0, point.day or 1)


def _last(point: Parts) -> date:
    return _first(point) if point.day else month_of(_first(point)).last


def _to_today(start: date, today: date) -> SpokenRange:
    return _between(min(start, today), max(start, today) + timedelta(days=1))


def _between(start: date, end: date) -> SpokenRange:
    return SpokenRange(kind=SpokenKind.BETWEEN, days=DayRange(start=start, end=end))
