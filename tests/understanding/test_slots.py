"""The days, sums, names and codes that are understood, and how sure that is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from handlers.understanding import Intent
from rules.spoken_point import SpokenKind
from tests.understanding.meaning import understood


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("昨天的佣金", SpokenKind.DAY, id="day"),
        pytest.param("上周的佣金", SpokenKind.WEEK, id="week"),
        pytest.param("上个月的佣金", SpokenKind.MONTH, id="month"),
        pytest.param("10月的佣金", SpokenKind.MONTH, id="named month"),
        pytest.param("本季度的佣金", SpokenKind.QUARTER, id="quarter"),
        pytest.param("今年的佣金", SpokenKind.YEAR, id="year"),
        pytest.param("1号到15号的佣金", SpokenKind.BETWEEN, id="between"),
    ],
)
def test_a_range_says_what_kind_of_period_was_named(text: str, kind: SpokenKind) -> None:
    spoken = understood(text).range

    assert spoken is not None
    assert spoken.kind is kind


def test_words_as_known_are_sure() -> None:
    assert understood("我今天的佣金").confidence == 1.0


@pytest.mark.parametrize("text", ["my comission todya", "我今天的用金", "体成多少"])
def test_a_corrected_typing_error_is_less_sure(text: str) -> None:
    assert understood(text).confidence == 0.85


def test_a_misspelt_request_to_link_is_offered_and_keeps_its_code() -> None:
    read = understood("邦定 483920")

    assert (read.intent, read.offers, read.code) == (None, (Intent.LINK,), "483920")


def test_two_ranges_are_asked_back_with_the_reason() -> None:
    read = understood("上个月和这个月的佣金")

    assert (read.intent, read.problem) == (None, "range.several")


def test_an_offer_keeps_the_range_and_sum_that_were_understood() -> None:
    read = understood("今天签了8000能拿多少")

    assert read.range is not None
    assert read.amount == Decimal(8000)


def test_a_name_is_returned_as_it_was_written() -> None:
    assert understood("張三的傭金").person == "張三"


def test_the_text_is_returned_cleaned_and_in_small_letters() -> None:
    assert understood("@Foothold ／Ｍｙ　Commission\u200b!").text == "my commission!"


@pytest.mark.parametrize("text", ["", " ", "\n", "x" * 2001, "佣金" * 1001])
def test_nothing_and_too_much_are_not_understood(text: str) -> None:
    assert understood(text).intent is None


@pytest.mark.parametrize("text", ["@Foothold", "/foothold", "/站稳 ", "??", "？？？"])
def test_being_called_without_a_question_is_a_call_for_help(text: str) -> None:
    assert understood(text).intent is Intent.HELP
