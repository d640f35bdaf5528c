"""WeCom's access token: renewed once where it ended, and asked for no more with a wrong secret."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from bot.channels.channel import Outcome
from tests.bot.wecom.desk import Desk
from tests.imitations import wecom
from tests.imitations.wecom import Fault, errcode


@pytest.mark.parametrize("code", [40014, 42001, 40001], ids=str)
async def test_a_token_that_ended_is_renewed_once_and_the_call_repeated(
    desk: Desk, code: int
) -> None:
    await desk.send()
    desk.qyapi.end_token()
    desk.qyapi.fail("message/send", errcode(code))

    receipt = await desk.send(key="b")

    assert (receipt.outcome, desk.qyapi.count("gettoken")) == (Outcome.SENT, 2)


async def test_a_token_that_is_refused_again_is_not_renewed_again(desk: Desk) -> None:
    await desk.send()
    desk.qyapi.end_token()
    desk.qyapi.fail("message/send", errcode(42001), errcode(42001))

    receipt = await desk.send(key="b")

    assert (receipt.outcome, receipt.reason) == (Outcome.NOT_SENT, "errcode 42001")
    assert (desk.qyapi.count("gettoken"), desk.qyapi.count("message/send")) == (2, 3)


async def test_a_wrong_secret_is_tried_once_in_an_hour(desk: Desk) -> None:
    desk.qyapi.secret = "another"

    with capture_logs() as logs:
        receipts = [await desk.send(), await desk.send(), await desk.send()]
    tried = desk.qyapi.count("gettoken")
    desk.now += 3599
    await desk.send()
    after = desk.qyapi.count("gettoken")
    desk.now += 2
    desk.qyapi.secret = wecom.SECRET

    assert {(one.outcome, one.reason, one.retry_after) for one in receipts} == {
        (Outcome.NOT_SENT, "secret refused", 300)
    }
    assert (tried, after, (await desk.send()).outcome) == (1, 1, Outcome.SENT)
    assert [line["event"] for line in logs].count("wecom.secret_refused") == 1


async def test_a_secret_that_is_refused_with_a_fresh_token_too_is_given_up(desk: Desk) -> None:
    await desk.send()
    desk.qyapi.end_token()
    desk.qyapi.fail("message/send", errcode(40001), errcode(40001))

    with capture_logs() as logs:
        await desk.send(key="b")
    desk.qyapi.end_token()
    desk.qyapi.fail("message/send", errcode(42001))
    receipt = await desk.send(key="c")

    assert (receipt.outcome, receipt.reason) == (Outcome.NOT_SENT, "secret refused")
    assert desk.qyapi.count("gettoken") == 2
    assert "wecom.secret_refused" in [line["event"] for line in logs]


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(wecom.RESET, id="cut"),
        pytest.param(wecom.BROKEN, id="502"),
        pytest.param(wecom.BANNED, id="a page"),
        pytest.param(errcode(-1), id="busy"),
        pytest.param(Fault(text='{"errcode":0}'), id="no token in it"),
        pytest.param(Fault(text="[]"), id="a list"),
    ],
)
async def test_without_a_token_nothing_was_sent(desk: Desk, fault: Fault) -> None:
    desk.qyapi.fail("gettoken", fault, fault)  # aiohttp asks once more where a line is cut

    receipt = await desk.send()

    assert (receipt.outcome, desk.qyapi.count("message/send")) == (Outcome.NOT_SENT, 0)


async def test_no_secret_or_token_gets_into_a_log_line_or_a_receipt(desk: Desk) -> None:
    desk.qyapi.fail("gettoken", wecom.BROKEN)
    desk.qyapi.fail("message/send", wecom.RESET, wecom.BANNED, errcode(45009))

    with capture_logs() as logs:
        receipts = [await desk.send() for _ in range(5)]

    told = f"{logs}{receipts}"
    assert [word for word in (wecom.SECRET, "access-token", "你好", "lilei") if word in told] == []
