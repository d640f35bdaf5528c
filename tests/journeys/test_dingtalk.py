"""A rep in DingTalk: she asks, is told, presses and fills in, while connections come and go."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.builders import a_deal_now, a_hire
from tests.dingtalk_site import a_dingtalk_site
from tests.imitations.dingtalk import (
    BATCH,
    CARD,
    CLIENT_SECRET,
    CORP,
    TEMPLATE,
    DingTalk,
    Fault,
    Shown,
)
from tests.journeys.site import Site

QUESTION = "我今天的佣金"


@pytest.fixture
async def far() -> AsyncIterator[DingTalk]:
    async with DingTalk().running() as opened:
        yield opened


@pytest.fixture
async def site(tmp_path: Path, far: DingTalk) -> AsyncIterator[Site]:
    async with a_dingtalk_site(tmp_path / "home", far) as opened:
        yield opened


@pytest.fixture
async def card_site(tmp_path: Path, far: DingTalk) -> AsyncIterator[Site]:
    async with a_dingtalk_site(tmp_path / "home", far, template=TEMPLATE) as opened:
        yield opened


async def told(far: DingTalk, n: int, *, to: str = "staff1") -> list[Shown]:
    """Wait until somebody was shown n messages, and give all."""
    await far.until(lambda: len(far.shown[to]) >= n)
    return far.shown[to]


async def test_a_deal_is_told_and_her_question_answered(site: Site, far: DingTalk) -> None:
    await site.send(a_deal_now("D1", amount="9000", customer_id="华星科技"))
    await told(far, 1)

    await far.say(far.message(QUESTION))

    notice, answer = await told(far, 2)
    assert (notice.kind, answer.kind) == ("sampleMarkdown", "session:markdown")
    assert "¥450.00" in answer.body["text"]
    assert "450" not in notice.preview + answer.preview


async def test_a_question_pushed_twice_is_answered_once(site: Site, far: DingTalk) -> None:
    del site
    message = far.message(QUESTION)
    await far.say(message)
    await far.say(message)
    await told(far, 1)

    await far.say(far.message("帮助"))

    assert len(await told(far, 2)) == 2


async def test_in_a_group_nothing_personal_is_said(site: Site, far: DingTalk) -> None:
    await site.send(a_deal_now("D1", amount="9000", customer_id="华星科技"))
    await told(far, 1)

    await far.say(far.message(QUESTION, group="cidGroup=="))

    [line] = await told(far, 1, to="cidGroup==")
    _, answer = await told(far, 2)
    assert line.body == {"content": "已私下发给你"}
    assert (answer.kind, "¥450.00" in answer.body["text"]) == ("sampleMarkdown", True)


async def test_a_stranger_is_told_nothing_but_how_to_be_known(site: Site, far: DingTalk) -> None:
    await site.send(a_deal_now("D1", amount="9000", customer_id="华星科技"))
    await told(far, 1)

    await far.say(far.message(QUESTION, sender="visitor", senderStaffId=None))

    [answer] = await told(far, 1, to="visitor")
    assert "绑定码" in answer.body["text"]
    assert "¥" not in answer.body["text"]


@pytest.mark.parametrize("code", [1000, 1011])
async def test_after_closed_connections_nothing_is_doubled(
    site: Site, far: DingTalk, code: int
) -> None:
    del site
    message = far.message(QUESTION)
    await far.say(message)
    await told(far, 1)
    await far.close(code)
    await far.connected(2)

    await far.say(message)
    await far.say(far.message("帮助"))

    assert (len(await told(far, 2)), far.lost) == (2, [])


async def test_no_message_is_lost_while_connections_are_taken_back(
    site: Site, far: DingTalk
) -> None:
    del site
    far.closes_after = 0.1
    for n in range(4):
        await far.take_back(closes=n % 2 == 0)
        for _ in range(3):
            await far.say(far.message("帮助"))
        await far.connected(2)

    assert (len(await told(far, 12)), far.lost) == (12, [])


async def test_a_hung_api_holds_up_nobody(site: Site, far: DingTalk) -> None:
    far.fail(BATCH, *[Fault.HANG] * 5)
    await site.send(*(a_deal_now(f"D{n}", amount="1000", customer_id="华星科技") for n in range(5)))
    await far.until(lambda: len(far.called(BATCH)) >= 1)

    acks = [await far.say(far.message("帮助")) for _ in range(3)]
    await far.ping()

    assert len(await told(far, 3)) >= 3
    assert [ack and ack["code"] for ack in acks] == [200] * 3


async def test_a_button_of_a_card_is_answered_with_another_card(
    card_site: Site, far: DingTalk
) -> None:
    await card_site.send(a_deal_now("D1", amount="9000", customer_id="华星科技"))
    [notice] = await told(far, 1)
    why = json.loads(notice.body["buttons"])[0]["action"]["params"]
    track = next(iter(far.cards))

    await far.press(
        track, {"cardPrivateData": {"actionIds": [why["actionId"]], "params": why["params"]}}
    )

    _, answer = await told(far, 2)
    assert answer.kind == "card"
    assert "9,000.00 × 5% = ¥450.00" in str(answer.body)


async def test_a_button_of_somebody_elses_card_tells_nothing(
    card_site: Site, far: DingTalk
) -> None:
    await card_site.send(
        a_deal_now("D1", amount="9000", customer_id="华星科技"), a_hire("A002", name="王芳")
    )
    async with card_site.app.store.begin() as uow:
        await uow.links.link(
            channel="dingtalk", address=f"{CORP}:staff2", person_id=2, at=datetime.now(UTC)
        )
    [notice] = await told(far, 1)
    why = json.loads(notice.body["buttons"])[0]["action"]["params"]["actionId"]

    await far.press("t", {"cardPrivateData": {"actionIds": [why]}}, user="staff2")

    [answer] = await told(far, 1, to="staff2")
    assert "9,000" not in json.dumps(answer.body)


async def test_a_form_filled_in_on_a_card_is_taken_once(card_site: Site, far: DingTalk) -> None:
    await far.say(far.message("假如再签"))
    [asked] = await told(far, 1)
    hidden, amount = json.loads(asked.body["form"])["fields"]
    filled = {hidden["name"]: hidden["defaultValue"], amount["name"]: "20000"}
    content = {"cardPrivateData": {"actionIds": ["submit"], "params": {"form": filled}}}
    track = next(iter(far.cards))

    acks = [await far.press(track, content), await far.press(track, content)]

    assert "1,400.00" in json.dumps((await told(far, 2))[1].body)
    assert [ack and ack["code"] for ack in acks] == [200, 200]
    await far.say(far.message("帮助"))
    assert len(await told(far, 3)) == 3
    del card_site


async def test_without_cards_a_form_is_asked_question_by_question(
    site: Site, far: DingTalk
) -> None:
    del site
    await far.say(far.message("假如再签"))
    await told(far, 1)

    await far.say(far.message("20000"))

    question, answer = await told(far, 2)
    assert "dtmd://" in question.body["text"]
    assert "1,400.00" in answer.body["text"]


async def test_a_notice_whose_answer_was_lost_is_sent_again_and_there_once(
    card_site: Site, far: DingTalk
) -> None:
    far.fail(CARD, Fault.RESET_AFTER)
    await card_site.send(a_deal_now("D1", amount="9000", customer_id="华星科技"))

    await far.until(lambda: len(far.called(CARD)) == 2)

    first, second = far.called(CARD)
    assert first == second
    assert len(far.shown["staff1"]) == 1


async def test_no_secret_and_no_word_of_hers_reaches_the_log(
    site: Site, far: DingTalk, capfd: pytest.CaptureFixture[str]
) -> None:
    message = far.message(f"{QUESTION} 秘密")
    far.fail(BATCH, Fault.SERVER_ERROR)
    await site.send(a_deal_now("D1", amount="9000", customer_id="华星科技"))
    await far.say(message)
    await far.close(1011)
    await far.connected(2)
    await asyncio.sleep(0.1)

    said = "".join(capfd.readouterr())
    session = str(message["sessionWebhook"]).rpartition("=")[2]
    hidden = [CLIENT_SECRET, session, "秘密", "李雷", *far.tokens]
    assert "dingtalk.connected" in said
    assert [one for one in hidden if one in said] == []
