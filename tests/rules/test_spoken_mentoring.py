"""What people type about mentoring is read whole, in both languages, with any punctuation."""

from __future__ import annotations

import pytest

from rules.mentor_record import RecordKind, as_rated, may_edit, problems
from rules.spoken_mentoring import MentorWish, find_mentoring
from rules.typed_text import clean
from tests.builders import AT

_VISIT = {"customer": "华星", "good": "倾听", "improve": "报价"}


@pytest.mark.parametrize(
    ("text", "person", "fields"),
    [
        pytest.param("跟访 张三 客户:华星 做得好:倾听 待改进:报价", "张三", _VISIT, id="plain"),
        pytest.param(
            "陪访 张三 客户：华星，做得好：倾听；待改进：报价。", "张三", _VISIT, id="full width"
        ),
        pytest.param("跟访张三，客户:华星,做得好:倾听,待改进:报价", "张三", _VISIT, id="no blank"),
        pytest.param("待改进:报价", None, {}, id="no verb"),
        pytest.param(
            "ride-along Li Lei customer: Acme good: listens improve: quotes next: call",
            "Li Lei",
            {"customer": "Acme", "good": "listens", "improve": "quotes", "next": "call"},
            id="English",
        ),
        pytest.param("我要陪访 A001", "A001", {}, id="a number and no fields"),
        pytest.param("陪访", "", {}, id="a verb alone"),
        pytest.param(
            "陪访 张三 做得好:倾听 做得好:开场", "张三", {"good": "倾听; 开场"}, id="a key twice"
        ),
        pytest.param("陪访 张三 客户:", "张三", {"customer": ""}, id="a key without a value"),
        pytest.param(
            "跟访 张三 客户:华星 做得好:倾听 待改进:报价 倾听:4.5",
            "张三",
            {**_VISIT, "listening": "4.5"},
            id="rated",
        ),
        pytest.param(
            "跟访张三，倾听评分：４．５分，客户：华星。",
            "张三",
            {"customer": "华星", "listening": "4.5分"},
            id="rated, full width",
        ),
        pytest.param(
            "陪访 张三 倾听:4分做得好:会问",
            "张三",
            {"good": "会问", "listening": "4分"},
            id="rated, no blank behind",
        ),
        pytest.param(
            "joint visit Li Lei customer: Acme listening: 4.5/5",
            "Li Lei",
            {"customer": "Acme", "listening": "4.5/5"},
            id="rated, English",
        ),
        pytest.param("陪访 张三 倾听:9", "张三", {"listening": "9"}, id="rated off the scale"),
        pytest.param("陪访 张三 倾听:-1", "张三", {"listening": "-1"}, id="rated below nothing"),
        pytest.param(
            "陪访 张三 做得好:善于倾听:能复述",
            "张三",
            {"good": "善于倾听:能复述"},
            id="listening in words",
        ),
        pytest.param(
            "陪访 张三 待改进:倾听:3次打断",
            "张三",
            {"improve": "倾听:3次打断"},
            id="a count of times",
        ),
        pytest.param(
            "陪访 张三 待改进:倾听:3分钟就打断",
            "张三",
            {"improve": "倾听:3分钟就打断"},
            id="minutes",
        ),
    ],
)
def test_a_visit_in_one_message(text: str, person: str | None, fields: dict[str, str]) -> None:
    found = find_mentoring(clean(text))

    assert (found.person if found else None) == person
    assert (found.fields if found else {}) == fields


@pytest.mark.parametrize(
    ("text", "wish", "person", "other"),
    [
        pytest.param("我的带教", MentorWish.DESK, "", "", id="desk"),
        pytest.param("my mentees", MentorWish.DESK, "", "", id="desk, English"),
        pytest.param("张三 近况", MentorWish.MENTEE, "张三", "", id="mentee"),
        pytest.param("how is Li Lei doing?", MentorWish.MENTEE, "Li Lei", "", id="mentee, English"),
        pytest.param("给 张三 安排导师 李四", MentorWish.PAIR, "张三", "李四", id="pair"),
        pytest.param("pair Li Lei with Han", MentorWish.PAIR, "Li Lei", "Han", id="pair, English"),
        pytest.param("換導師", MentorWish.ANOTHER, "", "", id="another, traditional"),
        pytest.param("给师傅打分", MentorWish.RATE, "", "", id="rate"),
        pytest.param("我今天的提成", None, "", "", id="commission"),
        pytest.param("how is my commission doing", None, "", "", id="commission, English"),
    ],
)
def test_other_wishes(text: str, wish: MentorWish | None, person: str, other: str) -> None:
    found = find_mentoring(clean(text))

    if wish is None:
        assert found is None
        return
    assert found is not None
    assert (found.wish, found.person, found.other) == (wish, person, other)


def test_a_reason_comes_with_the_wish_for_another_mentor() -> None:
    found = find_mentoring("换导师 因为讲得太快")

    assert found is not None
    assert (found.wish, found.words) == (MentorWish.ANOTHER, "讲得太快")


@pytest.mark.parametrize(
    ("length", "problem"),
    [
        pytest.param(0, "missing", id="missing"),
        pytest.param(999, None, id="just under"),
        pytest.param(1000, None, id="at"),
        pytest.param(1001, "too_long", id="just over"),
    ],
)
def test_a_note_is_there_and_no_letter(length: int, problem: str | None) -> None:
    wrong = problems(RecordKind.REVIEW, {"comment": "x" * length}, AT.date(), today=AT.date())

    assert wrong.get("comment") == problem


def test_a_report_of_her_own_rates_nobody() -> None:
    found = find_mentoring("复盘 客户:华星 总结:报价太早 倾听:4")

    assert found is not None
    assert found.fields == {"customer": "华星", "report": "报价太早 倾听:4"}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        pytest.param("0.5", None, id="under"),
        pytest.param("1", "1", id="lowest"),
        pytest.param("4.25", None, id="a quarter"),
        pytest.param("4.49", None, id="just under a half"),
        pytest.param("4.50", "4.5", id="a half"),
        pytest.param("５．０", "5", id="full width"),
        pytest.param("5.5", None, id="over"),
        pytest.param("0", None, id="0 is none"),
        pytest.param("4.5分。", "4.5", id="points"),
        pytest.param("4/5", "4", id="of five"),
        pytest.param("4.5 Out of 5", "4.5", id="out of five"),
        pytest.param("9/10", None, id="another scale"),
        pytest.param("4; 5", None, id="two"),
        pytest.param("1e0", None, id="no plain number"),
        pytest.param("nan", None, id="not a number"),
    ],
)
def test_listening_is_rated_from_1_to_5_in_halves(written: str, kept: str | None) -> None:
    filled = dict.fromkeys(("customer", "good", "improve", "next"), "x")

    wrong = problems(
        RecordKind.RIDE_ALONG, {**filled, "listening": written}, AT.date(), today=AT.date()
    )

    assert wrong == ({} if kept else {"listening": "off_scale"})
    assert as_rated(written) == (kept or written)


def test_a_visit_needs_no_rating() -> None:
    filled = dict.fromkeys(("customer", "good", "improve", "next"), "x")

    for blank in ({}, {"listening": ""}, {"listening": "  "}):
        said = {**filled, **blank}
        assert problems(RecordKind.RIDE_ALONG, said, AT.date(), today=AT.date()) == {}


@pytest.mark.parametrize(("days", "may"), [(0, True), (1, True), (2, False)])
def test_a_record_is_changed_on_its_day_and_the_next(days: int, may: bool) -> None:  # noqa: FBT001 - a case's value
    day = AT.date().replace(day=10)

    assert may_edit(day, day.replace(day=10 + days)) is may


@pytest.mark.parametrize(
    ("text", "kind", "person", "on_day"),
    [
        pytest.param("昨天陪王五跑了客户,登记一下", "ride_along", "王五", "昨天", id="yesterday"),
        pytest.param("我前天陪王五跑了客户,登记一下", "ride_along", "王五", "前天", id="after me"),
        pytest.param("大前天我跟王五谈了,登记一下", "talk", "王五", "大前天", id="three days ago"),
        pytest.param("今天陪王五跑了客户,想登记一下", "ride_along", "王五", "今天", id="today"),
        pytest.param(
            "昨天上午陪王五跑了客户,登记一下", "ride_along", "王五", "昨天上午", id="a morning"
        ),
        pytest.param("昨晚跟王五聊了,登记一下", "talk", "王五", "昨晚", id="last night"),
        pytest.param("上午陪王五跑了客户,登记一下", "ride_along", "王五", "", id="this morning"),
        pytest.param("刚才陪王五跑了客户,登记一下", "ride_along", "王五", "", id="just now"),
        pytest.param(
            "陪王五昨天跑了客户,登记一下", "ride_along", "王五", "昨天", id="after the name"
        ),
        pytest.param(
            "上周五陪王五见了客户,登记一下", "ride_along", "王五", "上周五", id="a weekday"
        ),
        pytest.param("周二和王五面谈了,登记一下", "talk", "王五", "周二", id="the last Tuesday"),
        pytest.param(
            "11月20日陪王五见了客户,登记一下", "ride_along", "王五", "11月20日", id="a date"
        ),
        pytest.param("20号陪王五见了客户,登记一下", "ride_along", "王五", "20号", id="a day"),
        pytest.param("陪访 张三 昨天 客户:华星", "ride_along", "张三", "昨天", id="keys follow"),
        pytest.param("陪访昨天张三 客户:华星", "ride_along", "张三", "昨天", id="before the name"),
        pytest.param(
            "ride-along Li Lei yesterday customer: Acme",
            "ride_along",
            "Li Lei",
            "yesterday",
            id="English",
        ),
        pytest.param(
            "yesterday ride-along Li Lei customer: Acme",
            "ride_along",
            "Li Lei",
            "yesterday",
            id="English, first",
        ),
        pytest.param(
            "跟访 张三 昨天 日期:11月20日",
            "ride_along",
            "张三",
            "11月20日",
            id="its own key counts",
        ),
        pytest.param("复盘 昨天见了华星", "report", "", None, id="a report is her words"),
        pytest.param("陪访 今天", "ride_along", "", "今天", id="a day alone"),
    ],
)
def test_the_day_that_was_said_is_its_day(
    text: str, kind: str, person: str, on_day: str | None
) -> None:
    found = find_mentoring(clean(text))

    assert found is not None
    assert (found.kind, found.person) == (kind, person)
    assert found.fields.get("on_day", "") == (on_day or "")
