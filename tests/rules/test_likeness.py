"""How like a text is to examples."""

from __future__ import annotations

import pytest

from rules.likeness import Likeness

_EXAMPLES = {
    "course": ["我的课程", "what should i learn next"],
    "mentor": ["想换师傅", "rate my mentor"],
    "none": ["今天天气怎么样", "讲个笑话", "what time is it"],
}


_KNOWN = Likeness(_EXAMPLES, outside="none")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        pytest.param("我的课程", "course", id="the example itself"),
        pytest.param("我的培训", "course", id="another word for it"),
        pytest.param("ＷＨＡＴ ＳＨＯＵＬＤ Ｉ ＬＥＡＲＮ", "course", id="full width"),
        pytest.param("換導師", "mentor", id="a part, in other words and another script"),
        pytest.param("what shuold i lern", "course", id="typing errors"),
    ],
)
def test_the_likest_label_comes_first(text: str, label: str) -> None:
    assert _KNOWN.likely(text).labels[0][0] == label


@pytest.mark.parametrize("text", ["", "???", "\x00", "ωξψ"])
def test_what_shares_nothing_is_nothing_for_sure(text: str) -> None:
    found = _KNOWN.likely(text)

    assert (found.outside, found.labels[0][1]) == (1, 0)


@pytest.mark.parametrize(
    ("text", "is_ours"),
    [("课程", True), ("师傅打分", True), ("天气", False), ("今天怎么样", False)],
)
def test_what_is_out_of_scope_is_on_the_other_side(text: str, *, is_ours: bool) -> None:
    assert (_KNOWN.likely(text).outside < 1 / 3) is is_ours


def test_what_shares_little_is_nothing_for_sure() -> None:
    # Two characters and a bigram are known, of eighteen pieces: less than a third.
    assert _KNOWN.likely("给师傅打分").outside == 1


def test_what_is_outside_is_no_guess() -> None:
    assert {label for label, _ in _KNOWN.likely("天气").labels} == {"course", "mentor"}


def test_all_shares_make_one() -> None:
    found = _KNOWN.likely("我的课程")

    assert sum(share for _, share in found.labels) + found.outside == pytest.approx(1, abs=1e-5)


def test_the_same_examples_teach_the_same() -> None:
    again = Likeness(_EXAMPLES, outside="none")

    assert again.likely("我的培训") == _KNOWN.likely("我的培训")
