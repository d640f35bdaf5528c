"""Slack end to end: signed requests in, answers at an imitation of its Web API."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from structlog.testing import capture_logs

from bot.channels.slack.directory import Directory
from bot.channels.slack.inbound import spoken
from bot.channels.slack.manifest import manifest
from bot.channels.slack.shortcuts import TEXTS
from handlers.routes import BY_ID
from handlers.understanding import understand
from storage.store import Store
from tests.builders import AT, a_deal, a_hire, given_plan, take_in
from tests.imitations.slack import (
    BOT_TOKEN,
    TEAM,
    Fault,
    a_slack,
    a_user,
    event,
    payload,
    signed,
)
from tests.patience import until, until_found
from tests.slack_site import ME, SlackSite, a_slack_site

_VECTOR = (
    "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
    "&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
    "&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands"
    "%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
    "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[SlackSite]:
    """A site in Slack."""
    async with a_slack_site(tmp_path / "home") as opened:
        yield opened


async def test_a_rep_asks_in_a_direct_message_and_is_answered_there(here: SlackSite) -> None:
    ack = await here.writes("我今天的佣金")

    [answer] = await here.slack.told(1)
    assert (ack.status, ack.body) == (200, "")
    assert answer.channel == f"D{ME[1:]}"
    assert "提成" in answer.words
    assert answer.text == "站稳有回复"


async def test_the_same_event_delivered_four_times_links_and_writes_once(here: SlackSite) -> None:
    said = here.message("提醒设置")
    for _ in range(4):
        await here.post(*event(said))
    await here.slack.told(1)

    async with here.site.app.store.read() as uow:
        assert await uow.links.person_of("slack", f"{TEAM}:{ME}") == 1


async def test_a_stranger_s_e_mail_is_asked_for_once_and_gives_nothing_away(
    here: SlackSite,
) -> None:
    here.slack.users["U9"] = a_user("U9", email="somebody@example.com")
    await here.writes("我今天的佣金", user="U9")
    await here.writes("李雷的佣金", user="U9")

    told = await here.slack.told(2)
    assert ["¥" in one.words or "李雷" in one.words for one in told] == [False, False]
    assert [call.method for call in here.slack.calls].count("users.info") == 1


async def test_who_could_not_be_looked_up_is_looked_up_at_her_next_word(here: SlackSite) -> None:
    here.slack.users["U9"] = a_user("U9", email="li.lei@example.com")
    here.slack.fail("users.info", Fault("status", "503"))
    await here.writes("我今天的佣金", user="U9")
    await here.slack.told(1)
    await here.writes("我今天的佣金", user="U9")
    await here.slack.told(2)

    async with here.site.app.store.read() as uow:
        assert await uow.links.person_of("slack", f"{TEAM}:U9") == 1


@pytest.mark.parametrize(
    ("more", "status"),
    [
        pytest.param({"event_id": "Ev\ud800"}, 200, id="half a character in the id"),
        pytest.param({"event_id": "Ev\0"}, 200, id="NUL in the id"),
        pytest.param({"event_id": "E" * 5000}, 200, id="a long id"),
        pytest.param({"event": {"text": "\udc00帮助"}}, 200, id="half a character in the text"),
        pytest.param(
            {"event": {"files": [{"url_private": "x", "size": "big"}], "subtype": "file_share"}},
            400,
            id="a size that is none",
        ),
    ],
)
async def test_strange_fields_are_no_mistake_of_ours(
    here: SlackSite, more: dict[str, object], status: int
) -> None:
    said = here.message("帮助")
    inside = more.pop("event", {})
    assert isinstance(inside, dict)
    said = {**said, **more, "event": {**said["event"], **inside}}

    ack = await here.post(*event(said))

    assert ack.status == status
    if status == 200:
        await here.slack.told(1)


@pytest.mark.parametrize(
    "user",
    [
        pytest.param(a_user("U9", email="li.lei@example.com", team="T9"), id="another workspace"),
        pytest.param(a_user("U9", email="li.lei@example.com", is_stranger=True), id="stranger"),
        pytest.param(
            a_user("U9", email="li.lei@example.com", is_email_confirmed=False), id="unchecked"
        ),
        pytest.param(a_user("U9", email="li.lei@example.com", deleted=True), id="deleted"),
    ],
)
async def test_an_e_mail_that_proves_nothing_links_nobody(
    here: SlackSite, user: dict[str, object]
) -> None:
    here.slack.users["U9"] = user
    await here.writes("我今天的佣金", user="U9")
    await here.slack.told(1)

    async with here.site.app.store.read() as uow:
        assert await uow.links.person_of("slack", f"{TEAM}:U9") is None


async def test_who_has_written_nothing_yet_is_found_by_her_e_mail(store: Store) -> None:
    await given_plan(store)
    await take_in(store, a_hire("A001", email="Li.Lei@example.com"), a_hire("A002", email="no@x.y"))
    async with a_slack() as slack, aiohttp.ClientSession() as session:
        slack.users["U1"] = a_user("U1", email="Li.Lei@example.com")
        client = AsyncWebClient(
            BOT_TOKEN, base_url=f"{slack.url}/api/", session=session, retry_handlers=[]
        )
        directory = Directory(client, store=store, clock=lambda: AT, owner="test")
        looking = asyncio.create_task(directory.run())
        await until(lambda: len(slack.calls) >= 2)
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)

    async with store.read() as uow:
        assert await uow.links.person_of("slack", f"{TEAM}:U1") == 1
        assert [one.number for one in await uow.people.unlinked(limit=9)] == ["A002"]


async def test_a_new_deal_is_told_with_buttons_and_a_neutral_line(here: SlackSite) -> None:
    await here.writes("帮助")
    await here.slack.told(1)
    now = datetime.now(UTC).isoformat()
    await here.site.send(a_deal(employee_id="A001", customer_id="华星科技", closed_at=now))

    notice = (await here.slack.told(2))[-1]
    assert "450.00" in notice.words
    assert "450" not in notice.text
    assert "华星" not in notice.text
    await here.presses(notice.values()[0])
    why = (await here.slack.told(3))[-1]
    assert "¥9,000.00 × 5% = ¥450.00" in why.words


async def test_a_command_in_a_channel_is_answered_in_private(here: SlackSite) -> None:
    ack = await here.commands("我今天的佣金", channel="C7")

    [answer] = await here.slack.told(1)
    assert ack.json == {"response_type": "ephemeral", "text": "已私下发给你"}
    assert answer.channel == f"D{ME[1:]}"


async def test_a_mention_in_a_channel_shows_nothing_personal_there(here: SlackSite) -> None:
    said = {"type": "app_mention", "channel": "C7", "user": ME, "text": "<@U0BOT> 我今天的佣金"}
    body = {"type": "event_callback", "team_id": TEAM, "event_id": "Ev77", "event": said}
    await here.post(*event(body))

    line, answer = await here.slack.told(2)
    assert (line.channel, line.only_for, line.words) == ("C7", ME, "已私下发给你")
    assert (answer.channel, answer.only_for) == (f"D{ME[1:]}", "")


async def test_a_command_may_speak_of_a_payload(here: SlackSite) -> None:
    ack = await here.commands("what is the payload?")

    [answer] = await here.slack.told(1)
    assert ack.status == 200
    assert "payload" in answer.words


async def test_a_form_opens_as_a_modal_and_its_errors_stand_at_their_fields(
    here: SlackSite,
) -> None:
    await here.commands("假如再签")
    await until(lambda: bool(here.slack.modals))
    [modal] = here.slack.modals

    wrong = await here.submits(modal, amount="0")
    right = await here.submits(modal, amount="20000")

    [answer] = await here.slack.told(1)
    assert wrong.json["response_action"] == "errors"
    assert list(wrong.json["errors"]) == ["input-0"]
    assert (right.status, right.body) == (200, "")
    assert "20,000.00" in answer.words


async def test_a_trigger_that_is_too_old_becomes_a_form_in_the_chat(here: SlackSite) -> None:
    await here.commands("假如再签", trigger=here.slack.trigger(age=5))

    [asked] = await here.slack.told(1)
    assert [block["type"] for block in asked.blocks][-2:] == ["input", "actions"]
    state = {"values": {"input-0": {"amount": {"type": "plain_text_input", "value": "20000"}}}}
    pressed = here.press(asked.values()[0], state=state)
    pressed["actions"][0]["action_id"] = "submit"
    await here.post(*payload(pressed))
    answer = (await here.slack.told(2))[-1]
    assert "20,000.00" in answer.words


async def test_another_s_button_is_refused(here: SlackSite) -> None:
    await here.writes("帮助")
    [told] = await here.slack.told(1)
    here.slack.users["U2"] = a_user("U2", email="wang@example.com")
    press = here.press("why~1~c2lnbmVk")
    await here.post(*payload(press))

    refused = (await here.slack.told(2))[-1]
    assert refused.words != told.words
    assert "¥" not in refused.words


async def test_home_shows_what_can_be_asked(here: SlackSite) -> None:
    said = {"type": "app_home_opened", "tab": "home", "user": ME, "channel": f"D{ME}"}
    body = {"type": "event_callback", "team_id": TEAM, "event_id": "Ev78", "event": said}
    await here.post(*event(body))

    await until(lambda: ME in here.slack.homes)
    assert here.slack.posted == []


@pytest.mark.parametrize("shortcut", TEXTS)
async def test_each_shortcut_leads_to_its_route(shortcut: str) -> None:
    route = BY_ID[shortcut]

    assert understand(TEXTS[shortcut], today=datetime.now(UTC).date()).intent is route.intent


async def test_our_own_words_and_edits_are_no_acts(here: SlackSite) -> None:
    for more in ({"bot_id": "B1"}, {"subtype": "message_changed"}, {"subtype": "channel_join"}):
        assert (await here.writes("我今天的佣金", **more)).status == 200

    # The directory looks up by e-mail who has no chat yet, by its own clock and for no act.
    methods = {call.method for call in here.slack.calls}
    assert methods <= {"users.lookupByEmail"}


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(dict, id="none"),
        pytest.param(lambda: signed(b"other"), id="of another body"),
        pytest.param(lambda: signed(b"{}", secret="0" * 32), id="with another secret"),
        pytest.param(lambda: signed(b"{}", at=time.time() - 301), id="too old"),
        pytest.param(lambda: signed(b"{}", at=time.time() + 3600), id="from the future"),
        pytest.param(
            lambda: {**signed(b"{}"), "X-Slack-Request-Timestamp": "soon"}, id="no number"
        ),
        pytest.param(
            lambda: {**signed(b"{}"), "X-Slack-Request-Timestamp": "٣"}, id="another's digits"
        ),
        pytest.param(
            lambda: {**signed(b"{}"), "X-Slack-Request-Timestamp": "9" * 400}, id="a huge number"
        ),
        pytest.param(
            lambda: {**signed(b"{}"), "X-Slack-Request-Timestamp": "9" * 5000}, id="no time"
        ),
    ],
)
async def test_what_slack_did_not_sign_is_401(
    here: SlackSite, headers: Callable[[], dict[str, str]]
) -> None:
    said = await here.post(b"{}", "application/json", headers())

    assert said.status == 401


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        pytest.param({}, "not signed", id="none"),
        pytest.param(signed(b"other"), "another signature", id="of another body"),
        pytest.param(signed(b"{}", at=time.time() - 660), " s old", id="a clock that jumped"),
    ],
)
async def test_the_log_says_why_it_was_refused(
    here: SlackSite, headers: dict[str, str], reason: str
) -> None:
    with capture_logs() as lines:
        await here.post(b"{}", "application/json", headers)

    [line] = [one for one in lines if one["event"] == "slack.refused"]
    assert line["reason"].endswith(reason)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        pytest.param(b"{", "application/json", id="half"),
        pytest.param(b"[]", "application/json", id="a list"),
        pytest.param(b"[" * 200_000, "application/json", id="deeper than can be read"),
        pytest.param(b"payload=%7B", "application/x-www-form-urlencoded", id="half a payload"),
        pytest.param(b"", "application/x-www-form-urlencoded", id="empty"),
        pytest.param(b'{"type":"event_callback"}', "application/json", id="no event"),
        pytest.param(b'{"type":"block_actions","actions":[]}', "application/json", id="no action"),
        pytest.param(b"command=%2Ffoothold", "application/x-www-form-urlencoded", id="no sender"),
    ],
)
async def test_what_is_not_slack_s_is_400(here: SlackSite, raw: bytes, kind: str) -> None:
    assert (await here.post(raw, kind)).status == 400


async def test_slack_s_own_vector_and_its_challenge(here: SlackSite) -> None:
    headers = signed(_VECTOR.encode(), at=1531420618)
    challenge = {"type": "url_verification", "challenge": "3eZbrw1aB"}

    assert headers["X-Slack-Signature"] == (
        "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    )
    assert (await here.post(*event(challenge))).json == {"challenge": "3eZbrw1aB"}


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        pytest.param(Fault("ratelimited", "60"), "pending", id="429"),
        pytest.param(Fault("error", "token_revoked"), "pending", id="token refused"),
        pytest.param(Fault("error", "user_not_found"), "dead", id="no such user"),
        pytest.param(Fault("error", "internal_error"), "pending", id="internal error"),
        pytest.param(Fault("status", "503"), "pending", id="503"),
        pytest.param(Fault("html"), "pending", id="a proxy's page"),
        pytest.param(Fault("status", "407"), "pending", id="a proxy lets nothing through"),
        pytest.param(Fault("reset"), "pending", id="reset before"),
        pytest.param(Fault("reset", late=True), "pending", id="reset after"),
    ],
)
async def test_each_end_of_a_send_is_told_apart_and_money_is_looked_up_before_a_second_post(
    here: SlackSite, fault: Fault, state: str
) -> None:
    await here.writes("帮助")
    await here.slack.told(1)
    here.slack.fail("chat.postMessage", fault)
    now = datetime.now(UTC).isoformat()
    await here.site.send(a_deal(employee_id="A001", closed_at=now))

    await _until_settled(here, state)
    posts = [one for one in here.slack.posted if "450.00" in one.words]
    assert len(posts) == (1 if fault.late else 0)


async def test_over_the_socket_the_same_things_happen_and_it_comes_back(tmp_path: Path) -> None:
    async with a_slack_site(tmp_path / "home", by_socket=True) as here:
        await here.slack.connected(1)
        asked = await here.slack.envelope("events_api", here.message("我今天的佣金"))
        command = here.command("我今天的佣金", channel="C7")
        in_a_channel = await here.slack.envelope("slash_commands", dict(command))
        acks = [await here.slack.acked(one) for one in (asked, in_a_channel)]
        told = await here.slack.told(2)
        await here.slack.sockets[-1].send_str(
            json.dumps({"type": "disconnect", "reason": "refresh_requested"})
        )
        await here.slack.connected(2)
        again = await here.slack.envelope("events_api", here.message("帮助"))
        await here.slack.acked(again)
        await here.slack.told(3)

    assert acks == [{}, {"response_type": "ephemeral", "text": "已私下发给你"}]
    assert {one.channel for one in told} == {f"D{ME[1:]}"}


async def test_a_socket_that_broke_off_without_a_word_is_back_in_seconds(tmp_path: Path) -> None:
    async with a_slack_site(tmp_path / "home", by_socket=True) as here:
        await here.slack.connected(1)
        await here.slack.break_off()
        passing: list[int] = []
        async with _seconds(passing):
            await here.slack.connected(2)
        await here.slack.acked(await here.slack.envelope("events_api", here.message("帮助")))

    assert len(passing) < 9, "the client of Slack looks every ten seconds by itself"


@asynccontextmanager
async def _seconds(passing: list[int]) -> AsyncIterator[None]:
    """Count seconds by the loop's own clock: while a busy machine stands still, none pass in it."""

    async def count() -> None:
        while True:
            await asyncio.sleep(1)
            passing.append(1)

    counting = asyncio.create_task(count())
    yield
    counting.cancel()


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("&lt;b&gt; &amp;amp;", "<b> &amp;"),
        ("<@U123> hi <#C1|sales>", "@U123 hi #sales"),
        ("<https://x.example|the page> <mailto:a@b.c|a@b.c>", "the page a@b.c"),
        ("<!channel> 佣金", "channel 佣金"),
    ],
)
def test_slack_s_markup_is_read_as_what_was_typed(raw: str, text: str) -> None:
    assert spoken(raw) == text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_manifest_asks_for_what_is_used_within_its_limits(language: str) -> None:
    over_http = manifest("https://foothold.example/slack/events", language=language)
    by_socket = manifest("", language=language)

    [command] = over_http["features"]["slash_commands"]
    assert command["url"] == over_http["settings"]["interactivity"]["request_url"]
    assert "https://" not in json.dumps(by_socket)
    assert by_socket["settings"]["socket_mode_enabled"] is True
    names = [one["name"] for one in over_http["features"]["shortcuts"]]
    assert all(len(name) <= 24 for name in names)
    assert len(over_http["display_information"]["description"]) <= 140


async def _until_settled(here: SlackSite, state: str) -> None:
    async def ends() -> list[tuple[str, str | None]]:
        async with here.site.app.store.read() as uow:
            notices = await uow.outbox.listed(["pending", "sending", "sent", "unknown", "dead"])
        return [(one.state, one.reason) for one in notices]

    def is_tried_again() -> bool:
        return sum(one.method == "chat.postMessage" for one in here.slack.calls) > 1

    await until_found(ends, lambda found: [one[0] for one in found] == [state] and is_tried_again())
