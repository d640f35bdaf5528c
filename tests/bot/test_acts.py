"""An act as bytes: read back whole, and told apart by what was done, not by when it came."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels import acts
from bot.channels.channel import Inbound
from tests.builders import AT

_ACT = Inbound(
    id="act",
    channel="fake",
    sender="@1",
    at=AT,
    text="你好\x00😀",
    token="question~line:1~mac",
    answers={"question": "金额不对"},
    conversation="room",
    is_private=False,
)


def test_an_act_is_read_back_whole() -> None:
    assert acts.read(acts.written(_ACT)) == _ACT


@pytest.mark.parametrize("body", [b"", b"{}", b"3", acts.written(_ACT).replace(b'"v":1', b'"v":2')])
def test_bytes_of_another_release_are_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"act of version|validation error"):
        acts.read(body)


def test_a_redelivery_has_the_same_fingerprint() -> None:
    later = replace(_ACT, at=AT + timedelta(seconds=9))

    assert acts.fingerprint(later) == acts.fingerprint(_ACT)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(replace(_ACT, text="不"), id="words"),
        pytest.param(replace(_ACT, token=""), id="button"),
        pytest.param(replace(_ACT, answers={}), id="answers"),
        pytest.param(replace(_ACT, sender="@2"), id="sender"),
        pytest.param(replace(_ACT, conversation=""), id="place"),
    ],
)
def test_another_act_has_another_fingerprint(other: Inbound) -> None:
    assert acts.fingerprint(other) != acts.fingerprint(_ACT)
