"""No text is an error, and none takes longer than its length."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers.understanding import understand
from tests.understanding.meaning import understood


@given(st.text(max_size=300))
@example("İ的佣金")
@example("\ue000的佣金")
@example("ﷺ" * 300)
def test_no_text_is_an_error(text: str) -> None:
    read = understood(text)

    assert len(read.offers) <= 3


_PIECES = (
    "我的|佣金|今天|11月1日到|两万|再签| my | commission |8000 |张三的|为什么| of |Li Lei |@|31号"
    "|2月30日|?|-|@Foothold |用金 |最近999个月|Oct 32"
).split("|")


@given(st.lists(st.sampled_from(_PIECES), max_size=30), st.dates())
def test_no_sentence_of_known_words_is_an_error(pieces: list[str], today: date) -> None:
    read = understand("".join(pieces), today=today)

    assert read.range is None or read.range.days.start < read.range.days.end


@pytest.mark.parametrize(
    "piece",
    ["1", "我", "11月1日到", "a ", "- ", "王", "张三的", "from ", "两万", "<@", "从", "前"],
)
def test_a_long_repetition_takes_no_longer_than_its_length(piece: str) -> None:
    began = time.process_time()

    understood((piece * 2000)[:2000])

    # Milliseconds as a rule; a search that went exponential would take minutes.
    assert time.process_time() - began < 1
