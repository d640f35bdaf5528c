"""隐藏金额 where a message can be changed: the tap shows the sums on the very card."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.builders import a_deal
from tests.dingtalk_site import a_dingtalk_site
from tests.imitations.dingtalk import TEMPLATE, UPDATE, DingTalk
from tests.imitations.slack import Fault, Posted
from tests.journeys.test_dingtalk import told
from tests.slack_site import ME, SlackSite, a_slack_site


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[SlackSite]:
    async with a_slack_site(tmp_path / "home") as opened:
        yield opened


async def _hidden_notice(slack: SlackSite) -> Posted:
    """Let her hide her sums, and be told of a deal."""
    await slack.writes("隐藏金额")
    await slack.slack.told(1)
    closed = datetime.now(UTC).isoformat()
    await slack.site.send(a_deal(employee_id="A001", closed_at=closed))
    return (await slack.slack.told(2))[-1]


async def _taps(slack: SlackSite, notice: Posted) -> None:
    place = {"type": "message", "channel_id": notice.channel, "message_ts": notice.ts}
    await slack.presses(notice.values()[0], container={**place, "is_ephemeral": False})


async def test_slack_shows_them_on_the_card_itself(slack: SlackSite) -> None:
    notice = await _hidden_notice(slack)
    before = notice.words

    await _taps(slack, notice)
    await slack.slack.until_called("chat.update")

    assert ("450" in before, "****" in before) == (False, True)
    assert "¥450.00" in notice.words
    assert len(slack.slack.posted) == 2


async def test_slack_shows_them_in_a_message_where_the_card_can_not_be_changed(
    slack: SlackSite,
) -> None:
    notice = await _hidden_notice(slack)
    slack.slack.fail("chat.update", Fault("error", "edit_window_closed"))

    await _taps(slack, notice)

    answer = (await slack.slack.told(3))[-1]
    assert (answer.channel, "¥450.00" in answer.words) == (f"D{ME[1:]}", True)


async def test_dingtalk_shows_them_on_the_card_itself(tmp_path: Path) -> None:
    async with (
        DingTalk().running() as far,
        a_dingtalk_site(tmp_path / "home", far, template=TEMPLATE) as site,
    ):
        await far.say(far.message("隐藏金额"))
        await told(far, 1)
        await site.send(a_deal(employee_id="A001", closed_at=datetime.now(UTC).isoformat()))
        notice = (await told(far, 2))[-1].body
        before = json.dumps(notice)
        show = json.loads(notice["buttons"])[0]["action"]["params"]
        track = list(far.cards)[-1]

        await far.press(
            track, {"cardPrivateData": {"actionIds": [show["actionId"]], "params": show["params"]}}
        )
        await far.until(lambda: bool(far.called(UPDATE)))

        assert ("450" in before, "****" in before) == (False, True)
        assert "¥450.00" in json.dumps(far.cards[track], ensure_ascii=False)
        assert len(far.shown["staff1"]) == 2
