"""A mentor speaks her record: on the wires of WeCom's app and of DingTalk's robot."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from rules.attachment import MOST_BYTES, Attachment, AttachmentKind
from storage.mentor_record import StoredRecord
from tests.voices import AMR, Wire, by_dingtalk, by_wecom, opened, pressed, record

Platform = Callable[[Path], AbstractAsyncContextManager[Wire]]
PLATFORMS = [pytest.param(by_wecom, id="WeCom"), pytest.param(by_dingtalk, id="DingTalk")]
#: What is answered after the question of what was good.
_REST = ("报价太早", "下周再去", "跳过", "跳过")
on_both = pytest.mark.parametrize("platform", PLATFORMS)


async def _kept(wire: Wire, number: int = 1) -> tuple[Attachment, bytes] | None:
    async with wire.site.app.store.read() as uow:
        known = await uow.attachments.one(number)
        return None if known is None else (known, await uow.attachments.body(number))


async def _typed(wire: Wire, *words: str) -> str:
    """Type one after the other, and give what the last is answered with."""
    said = ""
    for word in words:
        said = await wire.types(word)
    return said


async def _asked_what_was_good(wire: Wire) -> None:
    """Press for the form of a visit, and answer what comes before its first question in words."""
    await opened(wire)
    await _typed(wire, "华星科技", "跳过")


async def _finished_record(wire: Wire, *words: str) -> StoredRecord | None:
    """Type what is left of the form, and give the record it became."""
    await _typed(wire, *words)
    return await record(wire.site.app.store)


@on_both
async def test_what_she_speaks_into_a_record_is_her_words_and_stays_with_it(
    platform: Platform, tmp_path: Path
) -> None:
    async with platform(tmp_path / "home") as wire:
        await _asked_what_was_good(wire)
        asked = await wire.speaks("她听得很仔细。", times=2)
        saved = await _typed(wire, *_REST)
        found, kept = await record(wire.site.app.store), await _kept(wire)
        second = await _kept(wire, 2)

    assert "待改进" in asked
    assert found is not None
    assert (found.state, found.fields["good"]) == ("saved", "她听得很仔细")
    assert found.fields["voice"] == "attachment:1"
    assert "1 段" in saved
    assert kept is not None
    assert (kept[0].kind, kept[0].media_type) == (AttachmentKind.VOICE, "audio/amr")
    assert (kept[0].owner_id, kept[0].used_for) == (wire.mentor_id, "mentor_record:1")
    assert kept[1] == AMR
    assert second is None


@on_both
async def test_without_words_it_is_kept_and_the_question_stays_open(
    platform: Platform, tmp_path: Path
) -> None:
    async with platform(tmp_path / "home") as wire:
        await _asked_what_was_good(wire)
        first = await wire.speaks()
        second = await wire.speaks(body=AMR + b" and one more thing")
        found = await _finished_record(wire, "倾听", *_REST)
        held = [one[0].used_for for n in (1, 2) if (one := await _kept(wire, n))]

    assert "共 1 段" in first
    assert "做得好" in first
    assert "共 2 段" in second
    assert found is not None
    assert (found.fields["good"], found.fields["voice"]) == ("倾听", "attachment:1 attachment:2")
    assert held == ["mentor_record:1"] * 2


@on_both
async def test_a_record_that_is_spoken_in_one_message_is_understood_and_keeps_its_voice(
    platform: Platform, tmp_path: Path
) -> None:
    async with platform(tmp_path / "home") as wire:
        said = "陪访 李雷 客户:华星 做得好:倾听 待改进:报价 下一步:再去。"
        shown = await wire.speaks(said)
        before = await _kept(wire)
        await wire.types(f"#{pressed(wire, 'submit:1')}")
        found, after = await record(wire.site.app.store), await _kept(wire)

    assert "这样记吗" in shown
    assert "1 段" in shown
    assert found is not None
    assert (found.state, found.fields["next"]) == ("saved", "再去")
    assert before is not None
    assert after is not None
    assert (before[0].used_for, after[0].used_for) == ("", "mentor_record:1")


@on_both
async def test_elsewhere_what_is_spoken_counts_as_if_it_was_typed(
    platform: Platform, tmp_path: Path
) -> None:
    async with platform(tmp_path / "home") as wire:
        typed = await wire.types("我的带教")
        spoken = await wire.speaks("我的带教。")
        fetched = wire.fetched()

    assert typed.strip() == spoken.strip()
    assert "李雷" in spoken
    assert fetched == 0


@on_both
async def test_by_itself_and_without_words_it_is_kept_and_she_is_told_to_type(
    platform: Platform, tmp_path: Path
) -> None:
    async with platform(tmp_path / "home") as wire:
        said = await wire.speaks(times=2)
        kept, second = await _kept(wire), await _kept(wire, 2)

    assert "没给出文字" in said
    assert "30 天" in said
    assert kept is not None
    assert (kept[0].kind, kept[0].used_for, second) == (AttachmentKind.VOICE, "", None)


@on_both
async def test_a_download_that_fails_once_is_tried_again(
    platform: Platform, tmp_path: Path
) -> None:
    async with platform(tmp_path / "home") as wire:
        wire.breaks(1)
        await wire.speaks()
        kept, fetched = await _kept(wire), wire.fetched()

    assert kept is not None
    assert (kept[1], fetched) == (AMR, 2)


@on_both
async def test_where_it_can_not_be_had_she_is_asked_again_and_the_form_stays_open(
    platform: Platform, tmp_path: Path
) -> None:
    async with platform(tmp_path / "home") as wire:
        await _asked_what_was_good(wire)
        wire.breaks(2)
        refused = await wire.speaks()
        again = await wire.speaks()
        found = await _finished_record(wire, "倾听", *_REST)

    assert "请再发一次" in refused
    assert "共 1 段" in again
    assert found is not None
    assert (found.fields["good"], found.fields["voice"]) == ("倾听", "attachment:1")


@on_both
async def test_words_are_taken_where_their_voice_can_not_be_had(
    platform: Platform, tmp_path: Path
) -> None:
    async with platform(tmp_path / "home") as wire:
        await _asked_what_was_good(wire)
        wire.breaks(2)
        said = await wire.speaks("倾听")
        too_large = await wire.speaks("报价太早", body=AMR + bytes(MOST_BYTES))
        await _typed(wire, *_REST[1:])
        found, kept = await record(wire.site.app.store), await _kept(wire)

    assert "语音没能取到" in said
    assert "待改进" in said
    assert "语音太大" in too_large
    assert found is not None
    assert (found.fields["good"], found.fields["improve"]) == ("倾听", "报价太早")
    assert ("voice" in found.fields, kept) == (False, None)


@on_both
async def test_one_that_is_too_large_is_said_to_be(platform: Platform, tmp_path: Path) -> None:
    async with platform(tmp_path / "home") as wire:
        said = await wire.speaks(body=AMR + bytes(MOST_BYTES))
        kept, fetched = await _kept(wire), wire.fetched()

    assert "最多 20 MB" in said
    assert (kept, fetched) == (None, 1)


@on_both
async def test_after_the_visit_it_is_added_to_its_record(
    platform: Platform, tmp_path: Path
) -> None:
    async with platform(tmp_path / "home") as wire:
        await wire.types("陪访 李雷 客户:华星 做得好:倾听 待改进:报价 下一步:再去")
        await wire.types(f"#{pressed(wire, 'submit:1')}")
        for n in (1, 2):
            await wire.speaks(body=AMR + b"%d" % n)
            await wire.types(f"#{pressed(wire, f'photo:1:{n}')}")
        found = await record(wire.site.app.store)

    assert found is not None
    assert found.fields["voice"] == "attachment:1 attachment:2"
    assert "photo" not in found.fields


@on_both
async def test_two_in_a_row_are_one_answer_and_neither_is_lost(
    platform: Platform, tmp_path: Path
) -> None:
    async with platform(tmp_path / "home") as wire:
        await _asked_what_was_good(wire)
        wire.breaks(1)  # the first comes late: it is fetched again
        await asyncio.gather(wire.speaks("先倾听"), wire.speaks("再提问"))
        await wire.site.settled()
        found = await _finished_record(wire, *_REST)

    assert found is not None
    assert set(found.fields["good"].split("\n")) == {"先倾听", "再提问"}
    assert found.fields["improve"] == "报价太早"
    assert set(found.fields["voice"].split()) == {"attachment:1", "attachment:2"}
