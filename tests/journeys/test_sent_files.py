"""Files beside words: a mention in Slack, a picture between lines in DingTalk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rules.attachment import AttachmentKind
from storage.store import Store
from tests.imitations.slack import TEAM, event
from tests.slack_site import ME, SlackSite, a_slack_site
from tests.voices import by_dingtalk, opened, pressed, record

JPEG = b"\xff\xd8\xff\xe0 at the customer's door"


async def _kept(store: Store, number: int = 1) -> tuple[str, AttachmentKind, bytes] | None:
    async with store.read() as uow:
        known = await uow.attachments.one(number)
        if known is None:
            return None
        return known.name, known.kind, await uow.attachments.body(number)


async def test_in_slack_a_file_in_a_message_is_fetched_with_the_token_and_kept_once(
    tmp_path: Path,
) -> None:
    async with a_slack_site(tmp_path / "home") as here:
        photo = here.slack.file("合影.jpg", JPEG)
        for _ in range(2):
            await here.writes("", id="Ev1", subtype="file_share", files=[photo])
        [answer] = await here.slack.told(1)
        kept, second = await _kept(here.site.app.store), await _kept(here.site.app.store, 2)
        fetched = [call for call in here.slack.calls if call.method == "file"]

    assert "照片收到了" in answer.words
    assert kept == ("合影.jpg", AttachmentKind.PHOTO, JPEG)
    assert (second, len(fetched)) == (None, 1)


async def test_in_slack_a_file_in_a_mention_is_answered_in_direct_chat_alone(
    tmp_path: Path,
) -> None:
    async with a_slack_site(tmp_path / "home") as here:
        photo = here.slack.file("合影.jpg", JPEG)
        await here.post(*event(_mention(here, "<@U0BOT>", files=[photo])))
        posted = await here.slack.told(2)
        kept = await _kept(here.site.app.store)

    [line] = [one for one in posted if one.channel == "C0SALES"]
    [answer] = [one for one in posted if one.channel != "C0SALES"]
    assert (line.only_for, "合影" in line.words) == (ME, False)
    assert "合影.jpg" in answer.words
    assert kept is not None


async def test_in_slack_words_beside_a_file_are_what_is_asked(tmp_path: Path) -> None:
    async with a_slack_site(tmp_path / "home") as here:
        photo = here.slack.file("合影.jpg", JPEG)
        await here.post(*event(_mention(here, "<@U0BOT> 帮助", files=[photo])))
        await here.slack.told(2)
        kept = await _kept(here.site.app.store)

    assert kept is None


async def test_in_slack_without_the_right_to_read_files_she_is_told_that_it_did_not_arrive(
    tmp_path: Path,
) -> None:
    async with a_slack_site(tmp_path / "home") as here:
        here.slack.reads_files = False
        photo = here.slack.file("合影.jpg", JPEG)
        await here.writes("", subtype="file_share", files=[photo])
        [answer] = await here.slack.told(1)
        kept = await _kept(here.site.app.store)

    assert "没能从聊天软件取到" in answer.words
    assert kept is None


def _mention(here: SlackSite, text: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    said = here.message(text, type="app_mention", channel="C0SALES", channel_type="channel", **more)
    return {**said, "team_id": TEAM}


async def test_in_dingtalk_words_and_a_picture_in_one_message_are_a_record_with_its_photo(
    tmp_path: Path,
) -> None:
    async with by_dingtalk(tmp_path / "home") as wire:
        said = "陪访 李雷 客户:华星 做得好:倾听 待改进:报价 下一步:再去"
        shown = await wire.shows(said, JPEG)
        await wire.types(f"#{pressed(wire, 'submit:1')}")
        found, kept = await record(wire.site.app.store), await _kept(wire.site.app.store)

    assert "已附上" in shown
    assert found is not None
    assert (found.fields["photo"], found.fields["next"]) == ("attachment:1", "再去")
    assert kept is not None
    assert kept[2] == JPEG


async def test_in_a_form_the_words_answer_and_the_picture_is_there_when_it_is_asked_for(
    tmp_path: Path,
) -> None:
    async with by_dingtalk(tmp_path / "home") as wire:
        await opened(wire)
        for words in ("华星科技", "跳过", "倾听"):
            await wire.types(words)
        asked = await wire.shows("报价太早", JPEG)
        rated = await wire.types("下周再去")
        refused = await wire.types("很好")
        saved = await wire.types("4.5")
        found = await record(wire.site.app.store)

    assert "下一步" in asked
    assert "可打半分" in rated
    assert "请回复一个数" in refused
    assert "已记下" in saved
    assert found is not None
    assert (found.fields["improve"], found.fields["photo"]) == ("报价太早", "attachment:1")
    assert found.fields["listening"] == "4.5"
