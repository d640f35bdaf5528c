"""How each end of a call to WeCom is told, and what arrives once however often it is sent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.channels.channel import Outcome
from tests import samples
from tests.bot.wecom.desk import ADDRESS, Desk
from tests.imitations import wecom
from tests.imitations.wecom import Fault, errcode
from tests.samples import PREVIEW, a_message


async def test_a_message_is_sent_once_however_often_it_is_repeated(desk: Desk) -> None:
    receipts = [await desk.send(), await desk.send(), await desk.send()]

    assert [receipt.outcome for receipt in receipts] == [Outcome.SENT] * 3
    assert desk.texts == [f"{PREVIEW}\n你好"]


async def test_two_answers_of_the_same_words_both_arrive(desk: Desk) -> None:
    await desk.send(key="a")
    await desk.send(key="b")

    assert desk.texts == [f"{PREVIEW}\n你好"] * 2


async def test_a_card_that_is_sent_twice_is_one_card(desk: Desk) -> None:
    rendered = desk.channel.render(a_message(card=samples.NEW_DEAL), address=ADDRESS)

    receipts = [await desk.channel.send(rendered), await desk.channel.send(rendered)]

    assert [receipt.outcome for receipt in receipts] == [Outcome.SENT] * 2
    assert len(desk.qyapi.delivered["lilei"]) == 1


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(wecom.RESET_AFTER, id="line cut after it was taken"),
        pytest.param(wecom.BROKEN_AFTER, id="502 after it was taken"),
        pytest.param(wecom.RESET, id="line cut before"),
        pytest.param(wecom.BROKEN, id="502 before"),
        pytest.param(wecom.BANNED, id="a page"),
        pytest.param(wecom.HALF, id="half an answer"),
        pytest.param(errcode(-1), id="busy"),
    ],
)
async def test_what_may_have_arrived_is_unknown_and_arrives_once_when_repeated(
    desk: Desk, fault: Fault
) -> None:
    desk.qyapi.fail("message/send", fault)

    first, second = await desk.send(), await desk.send()

    assert (first.outcome, second.outcome) == (Outcome.UNKNOWN, Outcome.SENT)
    assert desk.texts == [f"{PREVIEW}\n你好"]


async def test_an_answer_that_does_not_come_is_unknown(desk: Desk) -> None:
    desk.qyapi.fail("message/send", Fault(seconds=5))

    receipt = await desk.send()

    assert (receipt.outcome, receipt.reason) == (Outcome.UNKNOWN, "TimeoutError")


async def test_nobody_at_the_other_end_is_not_sent(desk: Desk) -> None:
    await desk.send()
    desk.at("http://127.0.0.1:9")

    receipt = await desk.send(key="b")

    assert (receipt.outcome, receipt.retry_after) == (Outcome.NOT_SENT, None)


async def test_what_a_proxy_does_not_let_through_is_not_sent(desk: Desk) -> None:
    desk.qyapi.fail("message/send", Fault(status=407, text="<html>who are you?</html>"))

    receipt = await desk.send()

    assert (receipt.outcome, desk.texts) == (Outcome.NOT_SENT, [])


async def test_an_answer_nested_too_deep_may_have_arrived(desk: Desk) -> None:
    desk.qyapi.fail("message/send", Fault(text="[" * 200_000))

    receipt = await desk.send()

    assert (receipt.outcome, receipt.reason) == (Outcome.UNKNOWN, "status 200")


async def test_no_such_host_is_not_sent(desk: Desk) -> None:
    desk.at("http://qyapi.invalid")

    receipt = await desk.send()

    assert receipt.outcome is Outcome.NOT_SENT


@pytest.mark.parametrize(
    ("fault", "wait"),
    [
        pytest.param(errcode(45009), 60, id="too many"),
        pytest.param(errcode(45033), 2, id="too many at once"),
        pytest.param(Fault(status=429, headers={"Retry-After": "7"}), 7, id="429"),
        pytest.param(Fault(status=429), 60, id="429 without a word"),
        pytest.param(Fault(status=429, headers={"Retry-After": "soon"}), 60, id="429 in words"),
    ],
)
async def test_a_limit_says_when_to_come_again(desk: Desk, fault: Fault, wait: float) -> None:
    desk.qyapi.fail("message/send", fault)

    receipt = await desk.send()

    assert (receipt.outcome, receipt.is_throttled) == (Outcome.NOT_SENT, True)
    assert receipt.retry_after == wait


@pytest.mark.parametrize("code", [40003, 46004, 60111, 81013, 45002, 42014, 40058], ids=str)
async def test_what_will_never_be_taken_is_refused(desk: Desk, code: int) -> None:
    desk.qyapi.fail("message/send", errcode(code))

    receipt = await desk.send()

    assert (receipt.outcome, receipt.reason) == (Outcome.REFUSED, f"errcode {code}")


async def test_who_is_no_member_is_refused(desk: Desk) -> None:
    rendered = desk.channel.render(a_message(text="hi"), address=f"{wecom.CORP}:nobody")

    assert (await desk.channel.send(rendered)).outcome is Outcome.REFUSED


@pytest.mark.parametrize("code", [60020, 48002, 301002], ids=str)
async def test_what_an_operator_has_to_mend_waits(desk: Desk, code: int) -> None:
    desk.qyapi.fail("message/send", errcode(code))

    first, second = await desk.send(), await desk.send()

    assert (first.outcome, first.retry_after) == (Outcome.NOT_SENT, 300)
    assert (first.is_throttled, second.outcome) == (False, Outcome.SENT)


async def test_the_first_part_does_not_come_twice_when_the_second_fails(desk: Desk) -> None:
    long = a_message(text="".join(f"第{number}句。" for number in range(300)))
    rendered = desk.channel.render(long, address=ADDRESS)
    await desk.channel.send(rendered)
    whole = list(desk.texts)
    desk.qyapi.delivered.clear()
    other = desk.channel.render(replace(long, key="b"), address=ADDRESS)
    desk.qyapi.fail("message/send", None, wecom.RESET)

    receipts = [await desk.channel.send(other), await desk.channel.send(other)]

    assert [receipt.outcome for receipt in receipts] == [Outcome.UNKNOWN, Outcome.SENT]
    assert (len(whole), desk.texts) == (2, whole)
