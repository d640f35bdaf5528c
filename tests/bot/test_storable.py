"""Whatever a platform hands in can be kept: half characters, NUL, names without end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.channels import acts
from bot.channels.channel import Inbound, Incoming, storable
from tests.samples import NOON

_ACT = Inbound(id="a", channel="slack", sender="T:U", at=NOON)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("我今天的提成", "我今天的提成"),
        ("👩‍👩‍👧‍👦🇨🇳", "👩‍👩‍👧‍👦🇨🇳"),
        ("\u202eקפה", "\u202eקפה"),
        ("半\ud83d个", "半\ufffd个"),
        ("\udc00a", "\ufffda"),
        ("零\0号", "零\ufffd号"),
        ("", ""),
    ],
)
def test_what_can_not_be_kept_is_replaced(said: str, kept: str) -> None:
    assert storable(said) == kept


def test_an_act_of_broken_text_is_written_and_read_back() -> None:
    broken = replace(
        _ACT,
        id="a\ud800",
        sender="T:\0",
        text="\ud83d",
        answers={"\ud83d": "\0"},
        files=(Incoming(source="s", name="\udfff.png"),),
    )

    again = acts.read(acts.written(broken))

    assert again == broken
    assert (again.id, again.sender, again.text) == ("a\ufffd", "T:\ufffd", "\ufffd")
    assert again.answers == {"\ufffd": "\ufffd"}
    assert again.files[0].name == "\ufffd.png"


@pytest.mark.parametrize(("length", "kept"), [(200, 200), (201, 164), (5000, 164)])
def test_a_name_fits_into_the_store_and_is_still_its_own(length: int, kept: int) -> None:
    one, same, other = (replace(_ACT, id="x" * length + end) for end in ("", "", "y"))

    assert len(one.id) == kept
    assert (one.id == same.id, one.id == other.id) == (True, False)
