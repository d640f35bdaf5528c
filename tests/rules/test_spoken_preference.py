"""What reps type to be left alone, in tables: what is meant, and what is about something else."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.notices import NoticeKind
from rules.preference import Wish
from rules.spoken_preference import REMINDERS, SpokenPreference, find_hours, find_preference
from rules.typed_text import clean, fold

_HOUR = timedelta(hours=1)
_HALF = timedelta(minutes=30)


def _read(text: str) -> SpokenPreference | None:
    return find_preference(fold(clean(text)))


def _wants(wish: Wish, **slots: object) -> SpokenPreference:
    return SpokenPreference(wish=wish, **slots)  # type: ignore[arg-type] # a table's slots


@pytest.mark.parametrize(
    ("text", "length", "until", "may_be_afternoon"),
    [
        ("拜访中", None, None, False),
        ("我在拜访客户", None, None, False),
        ("开会", None, None, False),
        ("我正在开会呢", None, None, False),
        ("勿扰", None, None, False),
        ("In a meeting", None, None, False),
        ("I'm visiting a customer", None, None, False),
        ("do not disturb please", None, None, False),
        ("/foothold 拜访中", None, None, False),
        ("拜访中 2 小时", timedelta(hours=2), None, False),
        ("开会半小时", _HALF, None, False),
        ("免打扰４５分钟", timedelta(minutes=45), None, False),
        ("visiting for 1 hour", _HOUR, None, False),
        ("busy for half an hour", _HALF, None, False),
        ("in a meeting for 90 min", timedelta(minutes=90), None, False),
        ("拜访到15:00", None, time(15), False),
        ("拜访中到下午3点半", None, time(15, 30), False),
        ("开会到三点一刻", None, time(3, 15), True),
        ("visiting until 15:00", None, time(15), False),
        ("visiting until 3pm", None, time(15), False),
        ("in a meeting until 3", None, time(3), True),
        ("in a meeting till 09:30", None, time(9, 30), False),
        ("拜访到中午12点", None, time(12), False),
        ("拜访到凌晨12点", None, time(0), False),
        ("visiting until 12 p.m.", None, time(12), False),
        ("visiting until 12am", None, time(0), False),
        ("拜访到24点", None, time(0), False),
    ],
)
def test_a_visit(
    text: str,
    length: timedelta | None,
    until: time | None,
    may_be_afternoon: bool,  # noqa: FBT001 - a table's column
) -> None:
    expected = _wants(Wish.VISIT, length=length, until=until, may_be_afternoon=may_be_afternoon)

    assert _read(text) == expected


@pytest.mark.parametrize(
    "text",
    ["结束拜访", "拜访结束了", "开完会了", "会开完了", "散会", "取消勿扰", "Done visiting",
     "I'm back", "meeting is over", "visit over"],
)  # fmt: skip
def test_the_end_of_a_visit(text: str) -> None:
    assert _read(text) == _wants(Wish.VISIT_DONE)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("9点到18点上班", time(9), time(18)),
        ("我9点到18点上班", time(9), time(18)),
        ("上班时间9点到6点", time(9), time(18)),
        ("我的上班时间是早上九点半到下午六点", time(9, 30), time(18)),
        ("工作时间改成 8:30-17:30", time(8, 30), time(17, 30)),
        ("从十点到十九点上班", time(10), time(19)),
        ("22点到6点上班", time(22), time(6)),
        ("下午2点到晚上10点上班", time(14), time(22)),
        ("my hours 9-18", time(9), time(18)),
        ("my hours are 9am to 6pm", time(9), time(18)),
        ("I work from 9 to 5", time(9), time(17)),
        ("working hours: 08:30 - 17:00", time(8, 30), time(17)),
        ("7-3 working hours", time(7), time(15)),
    ],
)
def test_her_hours(text: str, start: time, end: time) -> None:
    assert _read(text) == _wants(Wish.HOURS, start=start, end=end)


@pytest.mark.parametrize("text", ["恢复默认上班时间", "取消我的上班时间", "reset my hours"])
def test_the_companys_hours_again(text: str) -> None:
    assert _read(text) == _wants(Wish.HOURS)


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("snooze", {}),
        ("晚点提醒我", {}),
        ("snooze 1 hour", {"length": _HOUR}),
        ("Snooze for 20 minutes", {"length": timedelta(minutes=20)}),
        ("1小时后提醒", {"length": _HOUR}),
        ("1 个小时后再提醒我", {"length": _HOUR}),
        ("半小时后提醒我吧", {"length": _HALF}),
        ("一个半小时后提醒", {"length": timedelta(minutes=90)}),
        ("remind me in 20 minutes", {"length": timedelta(minutes=20)}),
        ("24小时后提醒", {"length": timedelta(hours=24)}),
        ("snooze until 15:00", {"until": time(15)}),
        ("推迟到下午4点", {"until": time(16)}),
        ("明天提醒我", {"is_tomorrow": True}),
        ("remind me tomorrow", {"is_tomorrow": True}),
    ],
)
def test_a_pause(text: str, slots: dict[str, object]) -> None:
    assert _read(text) == _wants(Wish.SNOOZE, **slots)


@pytest.mark.parametrize("text", ["恢复提醒", "取消推迟", "resume", "unsnooze"])
def test_the_end_of_a_pause(text: str) -> None:
    assert _read(text) == _wants(Wish.SNOOZE_DONE)


@pytest.mark.parametrize(
    ("text", "wish", "kind", "unknown"),
    [
        ("静音 业绩提醒", Wish.MUTE, NoticeKind.DEAL, ""),
        ("静音成单消息提醒", Wish.MUTE, None, "成单消息提醒"),
        ("把月结提醒静音", Wish.MUTE, NoticeKind.STATEMENT, ""),
        ("关闭业绩提醒", Wish.MUTE, NoticeKind.DEAL, ""),
        ("静音 课程提醒", Wish.MUTE, NoticeKind.COURSE, ""),
        ("mute deals", Wish.MUTE, NoticeKind.DEAL, ""),
        ("Mute the late deals", Wish.MUTE, NoticeKind.LATE_DEALS, ""),
        ("mute course reminders", Wish.MUTE, NoticeKind.COURSE, ""),
        ("取消静音", Wish.UNMUTE, None, ""),
        ("unmute all", Wish.UNMUTE, None, ""),
        ("取消静音 月结", Wish.UNMUTE, NoticeKind.STATEMENT, ""),
        ("恢复业绩提醒", Wish.UNMUTE, NoticeKind.DEAL, ""),
        ("unmute monthly statement", Wish.UNMUTE, NoticeKind.STATEMENT, ""),
    ],
)
def test_a_kind(text: str, wish: Wish, kind: NoticeKind | None, unknown: str) -> None:
    assert _read(text) == _wants(wish, kind=kind, unknown_kind=unknown)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("25小时后提醒", "preference.bad_length"),
        ("0分钟后提醒", "preference.bad_length"),
        ("拜访到25点", "preference.bad_time"),
        ("visiting until 15:75", "preference.bad_time"),
        ("my hours 9-30", "preference.bad_time"),
    ],
)
def test_what_can_not_be_is_named(text: str, problem: str) -> None:
    read = _read(text)

    assert read is not None
    assert read.problem == problem


@pytest.mark.parametrize(
    "text",
    ["我的提醒", "提醒设置", "我的上班时间", "静音", "my reminders", "Reminders please", "mute"],
)
def test_a_question_about_it(text: str) -> None:
    assert REMINDERS.fullmatch(fold(clean(text)))
    assert _read(text) is None


@pytest.mark.parametrize(
    "text",
    ["我今天的提成", "再签两万", "拜访记录", "拜访 张三 客户:华星", "明天几点开会",
     "会议改到下周三", "9点到18点的提成", "2小时", "关闭账号", "恢复出厂设置", "my hours",
     "back to work", "mute?!", "", "昨天拜访了三个客户", "what is a visit"],
)  # fmt: skip
def test_what_is_about_something_else(text: str) -> None:
    read = _read(text)

    assert read is None


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("9-18", time(9), time(18)),
        ("9:00-18:00", time(9), time(18)),
        ("9点到6点", time(9), time(18)),
        ("from 10am to 7pm", time(10), time(19)),
    ],
)
def test_hours_in_a_field(text: str, start: time, end: time) -> None:
    assert find_hours(fold(clean(text))) == _wants(Wish.HOURS, start=start, end=end)


@pytest.mark.parametrize("text", ["late", "9", "9-", "", "9-18-20"])
def test_no_hours_in_a_field(text: str) -> None:
    assert find_hours(fold(clean(text))) is None


@given(st.text("我在请到点半小时提醒静音 0123456789:-后pm", max_size=120))
def test_whatever_is_typed_is_read_or_left_alone(text: str) -> None:
    read = _read(text)

    assert read is None or read.wish in Wish


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("隐藏金额", Wish.HIDE),
        ("隐藏我的金额", Wish.HIDE),
        ("请把金额隐藏", None),
        ("不要显示提成", Wish.HIDE),
        ("/foothold 隐藏金额", Wish.HIDE),
        ("hide sums", Wish.HIDE),
        ("Hide my amounts please", Wish.HIDE),
        ("hide all my sums", Wish.HIDE),
        ("显示金额", Wish.SHOW),
        ("取消隐藏金额", Wish.SHOW),
        ("不再隐藏金额", Wish.SHOW),
        ("show sums", Wish.SHOW),
        ("unhide the sums", Wish.SHOW),
        ("隐藏金额是什么意思", None),
        ("show my commission", None),
        ("显示我的客户", None),
        ("hide", None),
    ],
)
def test_sums_hidden_and_shown(text: str, wish: Wish | None) -> None:
    assert _read(text) == (None if wish is None else _wants(wish))
