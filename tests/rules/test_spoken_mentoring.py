"""What people type about mentoring is read whole, in both languages, with any punctuation."""

from __future__ import annotations

import pytest

from rules.mentor_record import RecordKind, may_edit, problems
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


@pytest.mark.parametrize(("days", "may"), [(0, True), (1, True), (2, False)])
def test_a_record_is_changed_on_its_day_and_the_next(days: int, may: bool) -> None:  # noqa: FBT001 - a case's value
    day = AT.date().replace(day=10)

    assert may_edit(day, day.replace(day=10 + days)) is may
