"""How like a text is to examples."""

from __future__ import annotations

import pytest

from rules.likeness import Likeness

_EXAMPLES = {
    "course": ["我的课程", "what should i learn next"],
    "mentor": ["想换师傅", "rate my mentor"],
    "none": ["今天天气怎么样"],
}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        pytest.param("我的课程", "course", id="the example itself"),
        pytest.param("我的培训", "course", id="another word for it"),
        pytest.param("ＷＨＡＴ ＳＨＯＵＬＤ Ｉ ＬＥＡＲＮ", "course", id="full width"),
        pytest.param("换导师", "mentor", id="a part, in other words"),
        pytest.param("what shuold i lern", "course", id="typing errors"),
        pytest.param("天气", "none", id="what is out of scope"),
    ],
)
def test_the_likest_label_comes_first(text: str, label: str) -> None:
    assert Likeness(_EXAMPLES).scores(text)[0][0] == label


@pytest.mark.parametrize("text", ["", "???", "\x00", "ωξψ"])
def test_what_shares_nothing_is_like_nothing(text: str) -> None:
    assert Likeness(_EXAMPLES).scores(text) == []


def test_an_example_is_wholly_like_itself() -> None:
    (label, score), *_ = Likeness({"a": ["abc"]}).scores("abc")

    assert label == "a"
    assert score == pytest.approx(0.75)
