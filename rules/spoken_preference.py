"""What people type to be left alone or to be told again: 拜访中, "my hours 9-18", 静音 业绩提醒.

A sentence counts only as a whole: what is left over makes it another one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time, timedelta

from rules.notices import NoticeKind
from rules.preference import Wish
from rules.spoken_moment import find_moment
from rules.spoken_time import LENGTH, clock, clock_time, length

_NOON_HOURS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenPreference:
    """What she wants. A visit or pause has a length, an end by her clock, or neither.

    `problem` is a message id where what she said can not be: an hour 25, hours of no length.
    """

    wish: Wish
    length: timedelta | None = None
    until: time | None = None
    #: 3点 may be 15:00: the next of the two is meant.
    may_be_afternoon: bool = False
    is_tomorrow: bool = False
    #: Her working hours; both None gives the company's back.
    start: time | None = None
    end: time | None = None
    kind: NoticeKind | None = None
    #: What she called a kind that is not known.
    unknown_kind: str = ""
    problem: str | None = None


#: How each kind is called. A new kind adds its row.
_KINDS: dict[NoticeKind, str] = {
    NoticeKind.DEAL: """成单 成单提醒 成单通知 新单 新单提醒 新单通知 业绩提醒 业绩通知 提成提醒
        提成通知 佣金提醒 佣金通知 deal deals deal_news deal_notices new_deals
        commission_notices""",
    NoticeKind.LATE_DEALS: """晚到的单 晚到的单提醒 晚到 补到 补到的单 补单提醒 late_deals
        late_deal_digest late_deals_digest""",
    NoticeKind.COURSE: """课程 课程提醒 学习提醒 培训提醒 course courses course_reminder
        course_reminders""",
    NoticeKind.STATEMENT: """月结 月结提醒 月结通知 月度明细 月结单 结算提醒 结算通知 statement
        statements month_statement monthly_statement monthly_statements""",
}
_BY_NAME = {
    name.replace("_", " "): kind for kind, names in _KINDS.items() for name in names.split()
}

#: Bounded, or a text of nothing but these would be tried in too many ways.
_POLITE = r"(?:请|先|麻烦|帮我|我要|我想|我|正在|在|please |i'm |i am |i want to |can you ){0,4}"
_AFTER = r"(?:了|吧|一下|啦|哦|呢|谢谢| please| thanks| now){0,4}"
_LONG = rf"(?:for )?(?:{LENGTH})"
_CLOCK = rf"(?:直到|到|至|until|till|til|to) ?{clock('u')}"
_WHILE = rf"(?: ?(?:{_LONG}|{_CLOCK}))?"
_VISIT = (
    r"(?:拜访中|拜访客户中|拜访客户|拜访|见客户|见客户中|客户这里|客户这|客户那|开会中|开会|会议中|"
    r"勿扰|勿打扰|免打扰|请勿打扰|不方便|别打扰我|visiting|visiting a customer|visit|"
    r"in a meeting|in meeting|a meeting|with a customer|at a customer|at a customer's|busy|"
    r"do not disturb|don't disturb|dnd)"
)
_DONE = (
    r"(?:结束拜访|拜访结束|拜访完|拜访完成|拜访完毕|见完客户|客户见完|开完会|会开完|会议结束|散会|"
    r"取消勿扰|取消免打扰|关闭免打扰|关闭勿扰|结束勿扰|结束免打扰|"
    r"done visiting|visit done|visit over|visit is over|end visit|back|i'm back|"
    r"meeting over|meeting is over|meeting done|done with the meeting|dnd off|free again)"
)
_KIND = r"(?P<kind>[^,，。!?]{1,40}?)"


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"{_POLITE}{pattern}{_AFTER}[.。!！]?")


_WORK = r"(?:上班时间|工作时间|上班|my hours|my working hours|working hours|work|i work)"
_FROM = rf"(?:是|为|改成|改为|改到|are|from|set to|to|:|:)? ?(?:从|from )?{clock('a')}"
_TO = rf"(?: ?(?:到|至|-|—|–|~|to|until|till) ?){clock('b')}"
_VISITING = _whole(rf"{_VISIT}{_WHILE}(?: ?勿扰| ?别打扰)?")
_VISIT_DONE = _whole(_DONE)
_HOURS = (
    _whole(rf"(?:把)?(?:我的)?(?:my )?{_WORK} ?{_FROM}{_TO}"),
    _whole(rf"(?:从|from )?{clock('a')}{_TO} ?(?:上班|工作|work|working hours)"),
    _whole(rf"(?:把)?提醒(?:时间)?{_FROM}{_TO}"),
    _whole(
        rf"(?:每天|只在|只能在)? ?{clock('a')}{_TO} ?(?:之间)?(?:可以|再|才|能)?"
        r"(?:找我|提醒我?|发消息)"
    ),
    _whole(
        rf"(?:only )?(?:message|remind|ping|text|notify) me (?:only )?(?:between|from) "
        rf"{clock('a')}(?: ?(?:and|to|until|till|-) ?){clock('b')}"
    ),
)
_HOURS_BACK = _whole(
    r"(?:恢复(?:默认|公司)(?:上班|工作)?时间|取消(?:我的)?(?:上班|工作)时间|reset (?:my )?hours|"
    r"reset my working hours|company hours)"
)
_SNOOZE = (
    _whole(rf"(?:snooze|pause|推迟|稍后|暂停提醒|暂停){_WHILE}(?:再提醒|提醒|再说)?(?:我)?"),
    _whole(rf"(?:过)? ?{LENGTH} ?(?:后|以后|之后)(?:再)?(?:提醒|叫|说)(?:我)?"),
    _whole(rf"(?:remind me|tell me) (?:again )?in {LENGTH}"),
    _whole(rf"(?:静音|勿扰|mute|mute me|snooze me) ?(?:{_LONG}|{_CLOCK})"),
    _whole(r"(?:晚点|晚些|等会|等会儿|待会|待会儿|一会儿)(?:再)?(?:提醒|说)(?:我)?"),
)
_TOMORROW = _whole(
    r"(?:明天(?:早上|上午|一早)?(?:再)?(?:提醒|说)(?:我)?|推迟到明天|静音到明天|先?静音今天|"
    r"今天(?:先)?静音|"
    r"今天(?:先)?(?:别|不要|不用)(?:再)?(?:提醒|发消息|打扰)(?:我)?|"
    r"mute (?:me )?(?:for )?(?:today|until tomorrow)|no more (?:reminders|messages) today|"
    r"snooze until tomorrow|snooze till tomorrow|"
    r"remind me tomorrow|tomorrow please)"
)
_SNOOZE_DONE = _whole(
    r"(?:恢复提醒|取消推迟|取消暂停|继续提醒|重新提醒|打开提醒|turn reminders back on|"
    r"turn on reminders|unsnooze|resume|resume reminders)"
)
_MUTE = (
    _whole(rf"(?:静音|屏蔽|mute|silence) ?{_KIND}"),
    _whole(rf"把? ?{_KIND} ?静音"),
    _whole(rf"(?:关闭|关掉|不要|别发|别再发|turn off|stop) ?(?P<known>{'|'.join(_BY_NAME)})"),
)
_UNMUTE_ALL = _whole(r"(?:取消静音|取消所有静音|全部取消静音|取消屏蔽|unmute|unmute all)")
_UNMUTE = (
    _whole(rf"(?:取消静音|取消屏蔽|unmute) ?{_KIND}"),
    _whole(rf"(?:恢复|打开|开启|turn on|resume) ?(?P<known>{'|'.join(_BY_NAME)})"),
)
_SUMS = (
    r"(?:我的)?(?:所有)?(?:的)?"
    r"(?:金额|数字|提成|佣金|钱数|(?:my |the |all |all my )?(?:sums|amounts))"
)
_HIDE = _whole(rf"(?:把)?(?:隐藏|藏起|遮住|不显示|别显示|不要显示|hide|mask) ?{_SUMS}")
_SHOW = _whole(rf"(?:把)?(?:显示|取消隐藏|不隐藏|不再隐藏|别隐藏|show|unhide|unmask) ?{_SUMS}")
#: Questions about all this, and 静音 alone, which is answered with what can be muted.
REMINDERS = _whole(
    r"(?:我的提醒|提醒|提醒设置|通知设置|我的通知|消息设置|静音设置|免打扰设置|我的静音|静音|屏蔽|"
    r"上班时间|工作时间|我的上班时间|我的工作时间|"
    r"my reminders|reminders|my notifications|notifications|notification settings|"
    r"reminder settings|mute|mute settings|my hours|working hours|my working hours)"
)


def find_preference(text: str) -> SpokenPreference | None:
    """Give what a clean, folded text asks for; None where it is about something else."""
    for read in (_back, _visit, _hours, _pause, _sums, _unmute, _mute):
        if found := read(text):
            return found
    if moment := find_moment(text):
        wish, long, is_tomorrow = moment
        return SpokenPreference(wish=wish, length=long, is_tomorrow=is_tomorrow)
    return None


def _back(text: str) -> SpokenPreference | None:
    if _VISIT_DONE.fullmatch(text):
        return SpokenPreference(wish=Wish.VISIT_DONE)
    if _SNOOZE_DONE.fullmatch(text):
        return SpokenPreference(wish=Wish.SNOOZE_DONE)
    if _HOURS_BACK.fullmatch(text):
        return SpokenPreference(wish=Wish.HOURS)
    return None


def _sums(text: str) -> SpokenPreference | None:
    if _HIDE.fullmatch(text):
        return SpokenPreference(wish=Wish.HIDE)
    return SpokenPreference(wish=Wish.SHOW) if _SHOW.fullmatch(text) else None


def _visit(text: str) -> SpokenPreference | None:
    found = _VISITING.fullmatch(text)
    return None if found is None else _ending(Wish.VISIT, found)


def _pause(text: str) -> SpokenPreference | None:
    if _TOMORROW.fullmatch(text):
        return SpokenPreference(wish=Wish.SNOOZE, is_tomorrow=True)
    found = _first(_SNOOZE, text)
    return None if found is None else _ending(Wish.SNOOZE, found)


def _ending(wish: Wish, found: re.Match[str]) -> SpokenPreference:
    """Read for how long or until when."""
    groups = found.groupdict()
    if groups.get("quantity"):
        asked = length(found)
        return SpokenPreference(
            wish=wish, length=asked, problem=None if asked else "preference.bad_length"
        )
    if groups.get("hour_u"):
        until, is_said = clock_time(found, "u")
        problem = None if until is not None else "preference.bad_time"
        return SpokenPreference(
            wish=wish, until=until, may_be_afternoon=not is_said, problem=problem
        )
    return SpokenPreference(wish=wish)


def _hours(text: str) -> SpokenPreference | None:
    found = _first(_HOURS, text)
    return None if found is None else spoken_hours(found)


_HOURS_ALONE = re.compile(rf"(?:从|from )?{clock('a')}{_TO}")


def find_hours(text: str) -> SpokenPreference | None:
    """Read hours typed into a field: 9-18, 9点到18点, 9am to 6pm; None where they are none."""
    found = _HOURS_ALONE.fullmatch(text.strip())
    return None if found is None else spoken_hours(found)


def spoken_hours(found: re.Match[str]) -> SpokenPreference:
    """Read working hours; 9 to 6 is 09:00 to 18:00, 22 to 6 ends the next morning."""
    (start, _), (end, is_said) = clock_time(found, "a"), clock_time(found, "b")
    if start is None or end is None:
        return SpokenPreference(wish=Wish.HOURS, problem="preference.bad_time")
    if not is_said and end <= start and start.hour < _NOON_HOURS and end.hour < _NOON_HOURS:
        end = end.replace(hour=end.hour + _NOON_HOURS)
    return SpokenPreference(wish=Wish.HOURS, start=start, end=end)


def _mute(text: str) -> SpokenPreference | None:
    found = _first(_MUTE, text)
    return None if found is None else _of_kind(Wish.MUTE, found)


def _unmute(text: str) -> SpokenPreference | None:
    if _UNMUTE_ALL.fullmatch(text):
        return SpokenPreference(wish=Wish.UNMUTE)
    found = _first(_UNMUTE, text)
    return None if found is None else _of_kind(Wish.UNMUTE, found)


def _of_kind(wish: Wish, found: re.Match[str]) -> SpokenPreference:
    groups = found.groupdict()
    name = (groups.get("known") or groups.get("kind") or "").strip()
    kind = _BY_NAME.get(name.removeprefix("the ").removeprefix("my "))
    return SpokenPreference(wish=wish, kind=kind, unknown_kind="" if kind else name)


def _first(patterns: tuple[re.Pattern[str], ...], text: str) -> re.Match[str] | None:
    return next((found for pattern in patterns if (found := pattern.fullmatch(text))), None)
