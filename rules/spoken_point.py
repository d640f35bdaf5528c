"""A point or period of time as people say it in chat: 上周五, 11月3日, last month."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from rules.periods import DayRange, day_of, month_of, week_of
from rules.spoken_number import WORD, number


class SpokenKind(StrEnum):
    """What the words named; a plan may cut "month" and "quarter" its own way."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    BETWEEN = "between"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenRange:
    """The days meant, cut by the calendar, and the kind of period the words named."""

    kind: SpokenKind
    days: DayRange
    #: How many periods before today's, where the words counted from it: 上个月 is 1. A plan whose
    #: months are its own counts those.
    ago: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A calendar date of which some parts may be left to the reader."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


class FutureError(Exception):
    """The words name days to come."""


Point = Parts | SpokenRange

# --- Words ---------------------------------------------------------------------------------------

UNITS = {
    "日": SpokenKind.DAY, "天": SpokenKind.DAY, "day": SpokenKind.DAY,
    "周": SpokenKind.WEEK, "星期": SpokenKind.WEEK, "礼拜": SpokenKind.WEEK,
    "week": SpokenKind.WEEK,
    "月": SpokenKind.MONTH, "月份": SpokenKind.MONTH, "month": SpokenKind.MONTH,
    "季": SpokenKind.QUARTER, "季度": SpokenKind.QUARTER, "quarter": SpokenKind.QUARTER,
    "年": SpokenKind.YEAR, "年度": SpokenKind.YEAR, "year": SpokenKind.YEAR,
}  # fmt: skip
_MONTHS_OF = {SpokenKind.MONTH: 1, SpokenKind.QUARTER: 3, SpokenKind.YEAR: 12}
_OFFSETS = {
    "本": 0, "这": 0, "当": 0, "此": 0, "今": 0, "这一": 0, "this": 0, "current": 0,
    "上": -1, "上一": -1, "去": -1, "昨": -1, "last": -1, "previous": -1, "prior": -1,
    "上上": -2, "前": -2, "大前": -3, "上前": -3,
    "下": 1, "下一": 1, "下下": 2, "明": 1, "后": 2, "next": 1, "coming": 1,
}  # fmt: skip
_FIXED = {
    "yesterday": (SpokenKind.DAY, -1), "yesterdays": (SpokenKind.DAY, -1),
    "last night": (SpokenKind.DAY, -1), "day before yesterday": (SpokenKind.DAY, -2),
    "today": (SpokenKind.DAY, 0), "todays": (SpokenKind.DAY, 0), "tonight": (SpokenKind.DAY, 0),
    "this morning": (SpokenKind.DAY, 0), "this afternoon": (SpokenKind.DAY, 0),
    "this evening": (SpokenKind.DAY, 0), "tomorrow": (SpokenKind.DAY, 1),
    "week before last": (SpokenKind.WEEK, -2), "month before last": (SpokenKind.MONTH, -2),
    "mtd": (SpokenKind.MONTH, 0), "month to date": (SpokenKind.MONTH, 0),
    "wtd": (SpokenKind.WEEK, 0), "week to date": (SpokenKind.WEEK, 0),
    "qtd": (SpokenKind.QUARTER, 0), "quarter to date": (SpokenKind.QUARTER, 0),
    "ytd": (SpokenKind.YEAR, 0), "year to date": (SpokenKind.YEAR, 0),
}  # fmt: skip
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NAMED_DAYS = {
    "双十一": (11, 11), "双11": (11, 11), "双十二": (12, 12), "双12": (12, 12), "618": (6, 18),
    "国庆节": (10, 1), "国庆": (10, 1), "十一": (10, 1), "五一": (5, 1), "劳动节": (5, 1),
    "元旦": (1, 1), "national day": (10, 1), "christmas": (12, 25),
}  # fmt: skip
#: How many days off a feast has: 国庆期间.
_DAYS_OFF = {(10, 1): 7, (5, 1): 5, (1, 1): 3}
_TENTHS = {
    "上": (1, 10), "中": (11, 20), "下": (21, 31), "上半": (1, 15), "下半": (16, 31),
}  # fmt: skip
_EARLY_TO_LATE = {"early": "上", "mid": "中", "late": "下"}
_WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

#: Also 32 to 99: such a date is reported as impossible rather than not seen.
DAY = r"(?:[12]\d|3[01]|0?[1-9]|[3-9]\d)"
HAN = "[一二三四五六七八九十]{1,3}"
#: 3号, 三日 and 3 before 的 or the end, never the 一 of 一共.
_ZH_DAY = rf"(?:(?P<day>{DAY}|{HAN}) ?[日号]|(?P<bare>{DAY})(?=的|$|[到至~-]| \D))"
YEAR = r"(?:20\d\d)"
EN_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|june?|july?"
    "|may(?! (?:i|we|you|he|she|they|be|not|have)(?![a-z]))"
    "|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])"
)
_EN_WEEKDAY = "(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?s?(?![a-z])"
ORDINAL = "(?:st|nd|rd|th)"

# --- Each form with its reader -------------------------------------------------------------------


def to_int(text: str | None) -> int | None:
    """Give the whole number said, None for none."""
    if not text:
        return None
    value = number(text)
    return None if value is None else int(value)


def _date(match: re.Match[str], _today: date) -> Parts:
    found = match.groupdict()
    return Parts(
        year=to_int(found.get("year")),
        month=_month(found.get("month")),
        day=to_int(found.get("day") or found.get("bare")),
    )


def _month(text: str | None) -> int | None:
    if text and text[:3] in MONTHS:
        return MONTHS.index(text[:3]) + 1
    return to_int(text)


def _month_or_day(match: re.Match[str], _today: date) -> Point:
    """Read 11/3 as month and day; 15/11 can only be day and month."""
    first, second = int(match["month"]), int(match["day"])
    if first > 12 >= second:  # noqa: PLR2004 - months of a year
        first, second = second, first
    return Parts(month=first, day=second)


def _day_of_month(match: re.Match[str], today: date) -> Point:
    month = relative(SpokenKind.MONTH, _OFFSETS[match["which"]], today).days.start
    return Parts(year=month.year, month=month.month, day=to_int(match["day"]))


def _month_of_year(match: re.Match[str], today: date) -> Point:
    dated = _date(match, today)
    offset = _OFFSETS[match["which"]]
    return replace(dated, year=today.year + offset)


def _today_or_yesterday(match: re.Match[str], today: date) -> Point:
    return relative(SpokenKind.DAY, _OFFSETS[match["which"]], today)


def _unit(match: re.Match[str], today: date) -> Point:
    return relative(UNITS[match["unit"]], _OFFSETS[match["which"]], today)


def _fixed(match: re.Match[str], today: date) -> Point:
    return relative(*_FIXED[match.group()], today)


def _weekday(match: re.Match[str], today: date) -> Point:
    name = match["weekday"].replace("天", "日")
    day = _WEEKDAYS.index(name[:3]) if name.isascii() else "一二三四五六日".index(name)
    which = match["which"]
    if which and not which.isascii():
        monday = relative(SpokenKind.WEEK, _OFFSETS[which], today).days.start
        return one_day(monday + timedelta(days=day))
    back = (today.weekday() - day) % 7
    return one_day(today - timedelta(days=back or (7 if which == "last" else 0)))


def _named_day(match: re.Match[str], today: date) -> Point:
    """Give a day of sales by its name, or the week or month of it; the last one not to come."""
    named = _NAMED_DAYS[match["named"]]
    found = match.groupdict()
    day = date(today.year + _OFFSETS[found.get("which") or "今"], *named)
    if day > today and not found.get("which"):
        day = day.replace(year=day.year - 1)
    if day > today:
        raise FutureError
    span = found.get("span") or ""
    if ("周" in span and "黄金" not in span) or "week" in span:
        return SpokenRange(kind=SpokenKind.WEEK, days=week_of(day))
    if "月" in span:
        return SpokenRange(kind=SpokenKind.MONTH, days=month_of(day))
    if named in _DAYS_OFF and not re.search("[那当]天", span):
        end = min(day + timedelta(days=_DAYS_OFF[named]), today + timedelta(days=1))
        return SpokenRange(kind=SpokenKind.BETWEEN, days=DayRange(start=day, end=end))
    return one_day(day)


def _week_of_day(match: re.Match[str], today: date) -> Point:
    """Give the week that a date lies in: 11月9号那周, the week of Nov 9."""
    month, day = _month(match["month"]) or 0, to_int(match["day"]) or 0
    found = date(today.year, month, day)
    if found > today:
        found = found.replace(year=today.year - 1)
    return SpokenRange(kind=SpokenKind.WEEK, days=week_of(found))


def _tenth(match: re.Match[str], today: date) -> Point:
    """Give ten days of a month: 十月上旬, 上个月下旬, early October."""
    found = match.groupdict()
    if which := found.get("which"):
        month = relative(SpokenKind.MONTH, _OFFSETS[which], today).days.start
    else:
        month = date(today.year, _month(found["month"]) or 0, 1)
        month = month if month <= today else month.replace(year=today.year - 1)
    part = found["part"]
    first, last = _TENTHS[_EARLY_TO_LATE.get(part, part)]
    start = month.replace(day=first)
    if start > today:
        raise FutureError
    end = min(month.replace(day=min(last, month_of(month).last.day)), today)
    return SpokenRange(
        kind=SpokenKind.BETWEEN, days=DayRange(start=start, end=end + timedelta(days=1))
    )


def _weekend(match: re.Match[str], today: date) -> Point:
    """Give a Saturday and Sunday: 上周末, last weekend; without a word the last that has begun."""
    which = match["which"]
    monday = relative(SpokenKind.WEEK, _OFFSETS[which or "本"], today).days.start
    saturday = monday + timedelta(days=5)
    if saturday > today:
        if which:
            raise FutureError
        saturday -= timedelta(days=7)
    days = DayRange(start=saturday, end=saturday + timedelta(days=2))
    return SpokenRange(kind=SpokenKind.BETWEEN, days=days)


def _quarter(match: re.Match[str], today: date) -> Point:
    quarter = to_int(match["quarter"]) or 1
    year = to_int(match.groupdict().get("year"))
    year = year + 2000 if year and year < 100 else year  # noqa: PLR2004 - 25年
    start = date(year or today.year, quarter * 3 - 2, 1)
    start = start if year or start <= today else start.replace(year=start.year - 1)
    return SpokenRange(kind=SpokenKind.QUARTER, days=months_from(start, 3))


def _half(match: re.Match[str], today: date) -> Point:
    year = today.year - (match["which"] == "去年")
    start = date(year, 1 if match["half"] == "上" else 7, 1)
    return SpokenRange(kind=SpokenKind.BETWEEN, days=months_from(start, 6))


def _rolling(match: re.Match[str], today: date) -> Point:
    """Count back from today, today included: the last 7 days, 近三个月."""
    count = to_int(match["count"]) or 1
    unit = UNITS[match["unit"]]
    tomorrow = today + timedelta(days=1)
    if unit in _MONTHS_OF:
        start = same_day(tomorrow, -count * _MONTHS_OF[unit])
    else:
        start = tomorrow - timedelta(days=count * (7 if unit is SpokenKind.WEEK else 1))
    return SpokenRange(kind=SpokenKind.BETWEEN, days=DayRange(start=start, end=tomorrow))


def _ago(match: re.Match[str], today: date) -> Point:
    return one_day(today - timedelta(days=to_int(match["count"]) or 1))


_ZH_PERIOD = "星期|礼拜|季度|季|月份|月|周|年度|年"
_ZH_UNIT = f"天|日|{_ZH_PERIOD}"
_EN_OFFSET = "this|current|last|previous|prior|next|coming"
_EN_END = r"(?![a-z\d]|[,.]\d)"
_COUNT = r"(?P<count>\d{1,3}|[一二两三四五六七八九十]{1,3})"
_NEAR = "(?:最近|过去|近|这|前)的?这?"
_THIS_OR_LAST = "这一|上一|下一|上上|下下|上|本|这|当|此|下"
_ZH_WEEK = "(?:周|星期|礼拜)"
_ZH_WEEKDAY = "(?P<weekday>[一二三四五六日天])(?![共直些样个单笔下])"
_EN_UNIT = "(?P<unit>day|week|month|quarter|year)"

#: The first form that matches is taken, so the longer stand before the shorter.
_POINTS: tuple[tuple[str, Callable[[re.Match[str], date], Point]], ...] = (
    # 2026-11-03, 2026年11月3日, 2026年11月, 2026-11
    (rf"(?P<year>{YEAR})[-/.](?P<month>\d\d?)[-/.](?P<day>\d\d?)(?!\d)", _date),
    (rf"(?P<year>{YEAR}) ?年 ?(?P<month>{DAY}|{HAN}) ?月份?的? ?{_ZH_DAY}", _date),
    (rf"(?P<year>{YEAR}) ?年 ?(?P<month>{DAY}|{HAN}) ?月份?", _date),
    (rf"(?P<year>{YEAR})[-/](?P<month>0[1-9]|1[0-9])(?!\d)", _date),
    # 11月9号那周, the week of Nov 9; 十月上旬, 上个月下旬, early October
    (
        (
            rf"(?P<month>{DAY}|{HAN}) ?月份?的? ?(?P<day>{DAY}|{HAN}) ?[日号]"
            r"(?:那|当|所在的?|的那)一?个?(?:周|星期|礼拜)(?![一二三四五六日天])"
        ),
        _week_of_day,
    ),
    (rf"(?:the )?week of (?P<month>{EN_MONTH}) (?P<day>{DAY}){ORDINAL}?{_EN_END}", _week_of_day),
    (rf"(?P<month>{DAY}|{HAN}) ?月份?的?(?P<part>[上中下])旬", _tenth),
    (rf"(?P<month>{DAY}|{HAN}) ?月份?的?(?P<part>[上下]半)个?月", _tenth),
    (
        r"(?P<which>上上|上一|上|本|这|当)个?月份?的?(?P<part>[上中下](?=旬)|[上下]半(?=个?月))(?:旬|个?月)",
        _tenth,
    ),
    (rf"(?P<part>early|mid|late)[ -](?:in )?(?P<month>{EN_MONTH})", _tenth),
    # 去年10月3日, 11月3日, 上个月3号, 11月, 3号, 11/2026, 11/3
    (
        rf"(?P<which>今|去|前)年的? ?(?P<month>{DAY}|{HAN}) ?月份?(?:的? ?{_ZH_DAY})?",
        _month_of_year,
    ),
    (rf"(?P<month>{DAY}|{HAN}) ?月份?的? ?{_ZH_DAY}", _date),
    (rf"(?P<which>上上|上一|上|本|这|当)个?月份?的? ?(?P<day>{DAY}|{HAN})[日号]", _day_of_month),
    (rf"(?P<month>{DAY}|{HAN}) ?月份?", _date),
    (rf"(?P<day>{DAY}|{HAN})[日号]", _date),
    (rf"(?P<month>\d\d?)/(?P<year>{YEAR})(?!\d)", _date),
    (r"(?P<month>\d\d?)/(?P<day>\d\d?)(?![\d/])", _month_or_day),
    # Nov 3, 2026; 3rd of November; October last year; last October; October 2026; October; the 3rd
    (rf"(?P<month>{EN_MONTH}) (?P<day>{DAY}){ORDINAL}?(?:,? (?P<year>{YEAR}))?{_EN_END}", _date),
    (rf"(?P<day>{DAY}){ORDINAL}?(?: of)? (?P<month>{EN_MONTH})(?:,? (?P<year>{YEAR}))?", _date),
    (rf"(?P<month>{EN_MONTH})(?: of)? (?P<which>last|this) year", _month_of_year),
    (rf"(?:last|this) (?P<month>{EN_MONTH})", _date),
    (rf"(?P<month>{EN_MONTH})(?: of|,)? (?P<year>{YEAR})", _date),
    (rf"(?P<month>{EN_MONTH})", _date),
    (rf"(?:the )?(?P<day>{DAY}){ORDINAL}(?![a-z])", _date),
    # 双十一, 去年双十一那周, 618那个月
    (
        (
            r"(?:(?P<which>今|去|前)年的?)?(?P<named>双十一|双11|双十二|双12|618(?=大促|那|当))"
            r"(?:大促)?(?:的?(?P<span>那一?周|当周|那个月|当月|那天|当天))?"
        ),
        _named_day,
    ),
    # 国庆那周, 国庆期间, 五一假期, 去年国庆, national day week
    (
        (
            r"(?:(?P<which>今|去|前)年的?)?(?P<named>国庆节|国庆|五一|劳动节|元旦|十一(?=黄金周|长假|假期|那|期间))"
            r"(?:的?(?P<span>黄金周|长假|假期|期间|放假|那几天|这几天|那一?周|当周|那个?月|当月|那天|当天))?"
            r"(?:期间|那几天)?"
        ),
        _named_day,
    ),
    (
        (
            r"(?:over )?(?:the )?(?P<named>national day|christmas)"
            r"(?: (?P<span>week|holidays?))?(?![a-z])"
        ),
        _named_day,
    ),
    # 上周末, last weekend
    (rf"(?P<which>上上|上|本|这|下)?个?{_ZH_WEEK}末", _weekend),
    (r"(?:the )?(?P<which>last|this|next) weekend(?![a-z])", _weekend),
    # yesterday; 上周五 but not the 一 of 上周一共; last Friday
    (rf"(?:{'|'.join(sorted(_FIXED, key=len, reverse=True))})(?![a-z])", _fixed),
    (rf"(?P<which>上上|上|本|这|下)?个?{_ZH_WEEK}(?:的{_ZH_WEEK})?{_ZH_WEEKDAY}", _weekday),
    (rf"(?:(?P<which>last|this|on) )?(?P<weekday>{_EN_WEEKDAY})", _weekday),
    # 2026年第三季度, Q3 2026, 去年下半年
    (rf"(?:(?P<year>{YEAR}|2\d(?=年)) ?年?的?)?第?(?P<quarter>[一二三四1-4])季度", _quarter),
    (rf"(?:(?P<year>{YEAR}) ?年?)?q(?P<quarter>[1-4])(?![a-z\d])(?! (?:of )?20)", _quarter),
    (r"(?P<quarter>[1-4])q(?![a-z\d])", _quarter),
    (rf"q(?P<quarter>[1-4]) (?:of )?(?P<year>{YEAR})", _quarter),
    (r"(?P<which>今年|去年|本年)?的?(?P<half>上|下)半年", _half),
    # 最近7天, 近三个月, the last 7 days, the past week
    (rf"{_NEAR} ?{_COUNT} ?(?:个(?=[月季星礼]))?(?P<unit>{_ZH_UNIT})(?:内|里|以来)?", _rolling),
    (
        rf"(?:the )?(?:last|past|previous) (?P<count>\d{{1,3}}|{WORD}) {_EN_UNIT}s(?![a-z])",
        _rolling,
    ),
    (rf"(?:the )?past(?P<count>) {_EN_UNIT}(?![a-z])", _rolling),
    # 3天前, 3 days ago
    (rf"{_COUNT} ?天(?:之|以)?前", _ago),
    (rf"(?P<count>\d\d?|{WORD}) days? ago", _ago),
    # 昨天, 今早, 去年, 上个月, last month
    (r"(?P<which>大前|上前|前|昨|今|明|后)(?P<unit>天|日)(?:[上下]午|早上|晚上|一天|全天)?", _unit),
    (r"(?P<which>今|昨)(?:儿个?|[早晚夜])", _today_or_yesterday),
    (r"(?P<which>去|前|今|明)(?P<unit>年)度?", _unit),
    (r"(?P<which>当)(?P<unit>天|日)", _unit),
    (rf"(?P<which>{_THIS_OR_LAST})个?(?P<unit>{_ZH_PERIOD})(?![末底初])", _unit),
    (rf"(?:the )?(?P<which>{_EN_OFFSET}) {_EN_UNIT}s?(?![a-z])", _unit),
    # 2026年, in 2026
    (rf"(?P<year>{YEAR}) ?年", _date),
    (rf"(?<=in )(?P<year>{YEAR})(?![\d,.]\d|\d)", _date),
)
_READERS = tuple((re.compile(pattern), reader) for pattern, reader in _POINTS)

#: Finds what `read_point` reads; it holds no group, so that a search may use it more than once.
PATTERN = "(?:" + "|".join(re.sub(r"\(\?P<\w+>", "(?:", pattern) for pattern, _ in _POINTS) + ")"


def relative(kind: SpokenKind, offset: int, today: date) -> SpokenRange:
    """Give the day, week, ... so many after today's; raise FutureError for a later one."""
    if offset > 0:
        raise FutureError
    if kind is SpokenKind.DAY:
        return one_day(today + timedelta(days=offset))
    if kind is SpokenKind.WEEK:
        return SpokenRange(kind=kind, days=week_of(today + timedelta(weeks=offset)))
    months = _MONTHS_OF[kind]
    first = date(today.year, (today.month - 1) // months * months + 1, 1)
    days = months_from(same_day(first, offset * months), months)
    return SpokenRange(kind=kind, days=days, ago=-offset)


def one_day(day: date) -> SpokenRange:
    """Give one day as a range."""
    return SpokenRange(kind=SpokenKind.DAY, days=day_of(day))


def months_from(start: date, count: int) -> DayRange:
    """Give some whole months from their first day."""
    return DayRange(start=start, end=same_day(start, count))


def same_day(day: date, months: int) -> date:
    """Give the same day some months away, or that month's last day where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    return first.replace(day=min(day.day, month_of(first).last.day))


def read_point(text: str, today: date) -> Point:
    """Read what `PATTERN` matched; raise ValueError for no date, FutureError for one to come."""
    for pattern, reader in _READERS:
        if match := pattern.fullmatch(text):
            return reader(match, today)
    # Only what looks behind its words (in 2026) does not match them alone.
    return Parts(year=int(text))
