"""How like a text is to examples."""

from __future__ import annotations

import pytest

from rules.likeness import Likeness

_EXAMPLES = {
    "course": ["我的课程", "what should i learn next"],
    "mentor": ["想换师傅", "rate my mentor"],
    "none": ["今天天气怎么样"],
}


_KNOWN = Likeness(_EXAMPLES, outside="none")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        pytest.param("我的课程", "course", id="the example itself"),
        pytest.param("我的培训", "course", id="another word for it"),
        pytest.param("ＷＨＡＴ ＳＨＯＵＬＤ Ｉ ＬＥＡＲＮ", "course", id="full width"),
        pytest.param("换导师", "mentor", id="a part, in other words"),
        pytest.param("what shuold i lern", "course", id="typing errors"),
    ],
)
def test_the_likest_label_comes_first(text: str, label: str) -> None:
    assert _KNOWN.ranked(text)[0] == label


@pytest.mark.parametrize("text", ["", "???", "\x00", "ωξψ"])
def test_what_shares_nothing_is_as_much_ours_as_not(text: str) -> None:
    assert _KNOWN.margin(text) == 0


@pytest.mark.parametrize(
    ("text", "is_ours"),
    [("课程", True), ("给师傅打分", True), ("天气", False), ("今天怎么样", False)],
)
def test_what_is_out_of_scope_is_on_the_other_side(text: str, *, is_ours: bool) -> None:
    assert (_KNOWN.margin(text) > 0) is is_ours


def test_what_is_outside_is_no_guess() -> None:
    assert set(_KNOWN.ranked("天气")) == {"course", "mentor"}
