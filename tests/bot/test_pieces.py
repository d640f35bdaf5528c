"""A text is cut at line ends, by the platform's own measure, and nothing of it is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.pieces import pieces, utf8

_TEXTS = st.text(alphabet=st.sampled_from("ab 提成¥😀\n"), max_size=200)


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("", 5, [""]),
        ("abcde", 5, ["abcde"]),
        ("abcdef", 5, ["abcde", "f"]),
        ("ab\ncd", 5, ["ab\ncd"]),
        ("ab\ncde", 5, ["ab", "cde"]),
        ("\n\nab", 5, ["ab"]),
        ("abcdefghijk\nl", 5, ["abcde", "fghij", "k\nl"]),
    ],
)
def test_it_is_cut_at_line_ends_first(text: str, limit: int, cut: list[str]) -> None:
    assert pieces(text, limit) == cut


def test_bytes_count_where_the_platform_counts_bytes() -> None:
    assert pieces("提成提成", 6, measure=utf8) == ["提成", "提成"]
    assert pieces("提成提成", 5, measure=utf8) == ["提", "成", "提", "成"]


def test_a_limit_under_one_character_is_an_error_and_no_endless_loop() -> None:
    with pytest.raises(ValueError, match="not one character"):
        pieces("提", 2, measure=utf8)


def test_what_joins_to_a_character_is_not_parted_from_it() -> None:
    assert pieces("a✈️b", 2) == ["a", "✈️", "b"]


@given(_TEXTS, st.integers(4, 30))
def test_every_piece_fits_and_nothing_but_line_ends_is_lost(text: str, limit: int) -> None:
    cut = pieces(text, limit, measure=utf8)

    assert all(utf8(piece) <= limit for piece in cut)
    assert "".join(cut).replace("\n", "") == text.replace("\n", "")
