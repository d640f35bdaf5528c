"""Files on the platforms' own wires: an export reaches its rep, a photo reaches a record."""

from __future__ import annotations

import asyncio
import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import aiohttp
import pytest
from python_calamine import CalamineWorkbook

from bot.cards.actions import token_of
from bot.channels.channel import Inbound, Incoming
from handlers.link import offer_code
from storage.store import Store
from tests.builders import a_deal_now, a_hire
from tests.dingtalk_site import a_dingtalk_site
from tests.imitations.dingtalk import BATCH, UPLOAD, DingTalk
from tests.imitations.slack import Fault
from tests.imitations.wecom import errcode
from tests.journeys.site import a_site
from tests.mentoring_team import KEY, LEI, WANG, Team
from tests.slack_site import a_slack_site
from tests.wecom_site import a_wecom_site

_JPEG = b"\xff\xd8\xff\xe0 at the customer's door"
_ASK = "导出我的提成"


def _rows(content: bytes) -> list[list[object]]:
    assert zipfile.is_zipfile(io.BytesIO(content))
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [list(row) for row in book.get_sheet_by_index(0).to_python()]


def _adds_up(content: bytes, total: str) -> bool:
    rows = _rows(content)
    lines = [row for row in rows[1:] if row[0]]
    states = [row for row in rows if row[1] in {"预计", "已确认", "待发放", "已发放"}]
    sums = {sum(Decimal(str(row[3])) for row in some) for some in (lines, states)}
    return sums == {Decimal(total)}


async def test_in_slack_an_export_is_shared_in_three_steps_in_direct_chat(tmp_path: Path) -> None:
    async with a_slack_site(tmp_path / "home") as here:
        await here.site.send(
            a_deal_now("D1", amount="9000", customer_id="华星科技"),
            a_deal_now("D2", amount="8000", customer_id="华星科技"),
        )
        await here.writes(_ASK)
        await here.slack.told(2)
        while not here.slack.shared:
            await _a_moment()
        [(channel, name, content)] = here.slack.shared

    assert (channel, name.startswith("提成-")) == ("D1", True)
    assert _adds_up(content, "1190.00")


async def test_in_slack_a_file_that_can_not_be_put_there_leaves_its_card(tmp_path: Path) -> None:
    async with a_slack_site(tmp_path / "home") as here:
        here.slack.fail("upload", Fault("status", "500"))
        await here.site.send(a_deal_now("D1", amount="9000", customer_id="华星科技"))
        await here.writes(_ASK)
        posted = await here.slack.told(2)

    assert "¥450.00" in posted[-1].words
    assert here.slack.shared == []


async def test_in_wecom_an_export_is_uploaded_and_sent_once(tmp_path: Path) -> None:
    async with a_wecom_site(tmp_path / "home") as here:
        await here.site.send(a_deal_now("D1", amount="9000", customer_id="华星科技"))
        await here.told(1)
        await here.says(_ASK, msg_id="x")
        await here.says(_ASK, msg_id="x")
        while not here.qyapi.files("lilei"):
            await _a_moment()
        [(name, content)] = here.qyapi.files("lilei")

    assert name.endswith(".xlsx")
    assert _adds_up(content, "450.00")


async def test_in_wecom_a_photo_is_fetched_with_a_token_that_had_ended(tmp_path: Path) -> None:
    async with a_wecom_site(tmp_path / "home") as here:
        await here.says("帮助", msg_id="1")
        await here.more_than(0)
        here.qyapi.end_token()
        media_id = here.qyapi.holds("", _JPEG)
        photo = here.caller.message(
            "image", at=datetime.now(UTC).timestamp(), MsgId="2", MediaId=media_id
        )
        before = len(here.qyapi.delivered["lilei"])
        await here.post(photo)
        await here.more_than(before)
        async with here.site.app.store.read() as uow:
            body = await uow.attachments.body(1)

    assert body == _JPEG


async def test_in_wecom_a_photo_that_is_gone_is_asked_for_again(tmp_path: Path) -> None:
    async with a_wecom_site(tmp_path / "home") as here:
        here.qyapi.fail("media/get", errcode(40007))
        photo = here.caller.message(
            "image", at=datetime.now(UTC).timestamp(), MsgId="2", MediaId="media-9"
        )
        await here.post(photo)
        said = await here.read(1)

    assert "请再发一次" in said


async def test_in_dingtalk_an_export_goes_by_the_upload_and_not_by_the_webhook(
    tmp_path: Path,
) -> None:
    async with DingTalk().running() as far, a_dingtalk_site(tmp_path / "home", far) as site:
        await site.send(a_deal_now("D1", amount="9000", customer_id="华星科技"))
        await far.say(far.message(_ASK))
        await far.until(lambda: bool(far.files("staff1")))
        [(name, content)] = far.files("staff1")
        paths = [call.path for call in far.calls]

    assert name.endswith(".xlsx")
    assert _adds_up(content, "450.00")
    assert paths.index(UPLOAD) < len(paths) - 1
    assert paths[-1] == BATCH


async def test_in_the_web_chat_a_file_is_hers_alone(tmp_path: Path) -> None:
    async with a_site(tmp_path / "home") as site:
        await site.send(
            a_hire("A001", name="李雷"),
            a_hire("A002"),
            a_deal_now("D1", amount="9000", customer_id="华星科技"),
        )
        await site.link(1, 2)
        await site.says(1, _ASK)
        async with site.app.store.read() as uow:
            [entry] = [
                one
                for one in await uow.chat.page(person_id=1, before=None, limit=9)
                if one.key.startswith("answer:")
            ]
        answers = []
        for person_id in (1, 2, None):
            cookies = aiohttp.CookieJar(unsafe=True)
            async with aiohttp.ClientSession(site.url, cookie_jar=cookies) as browser:
                if person_id is not None:
                    async with site.app.store.begin() as uow:
                        person = (await uow.people.by_id([person_id]))[person_id]
                        code = await offer_code(uow, person, at=datetime.now(UTC))
                    await browser.post("/chat/enter", data={"code": code})
                answer = await browser.get(f"/chat/files/{entry.id}")
                answers.append((answer.status, await answer.read()))
                disposition = answer.headers.get("Content-Disposition", "")
                assert disposition.startswith("attachment") == (person_id == 1)

    assert [status for status, _ in answers] == [200, 404, 401]
    assert _adds_up(answers[0][1], "450.00")


@pytest.fixture
async def team(store: Store) -> Team:
    made = Team(store)
    await made.prepare()
    await made.pair(LEI, WANG)
    return made


async def test_a_photo_after_the_visit_goes_into_its_record(team: Team) -> None:
    await team.says(WANG, "陪访 李雷 客户:华星 做得好:倾听 待改进:报价 下一步:下周再去")
    await team.presses(WANG, "提交")
    team.channel.held["m1"] = _JPEG

    photo = Incoming(source="m1", name="合影.jpg")
    act = Inbound(id="p", channel="fake", sender="@3", at=team.clock.now)
    await team.dispatcher.receive(replace(act, files=(photo,)))
    await team.presses(WANG, "附到刚才 李雷")
    again = await team.presses(WANG, "附到刚才 李雷")

    async with team.store.begin() as uow:
        record = await uow.mentor_records.one(1)
        kept = await uow.attachments.one(1)
    assert record is not None
    assert kept is not None
    assert (record.fields["photo"], kept.used_for) == ("attachment:1", "mentor_record:1")
    assert "之前已经提交过" in again.text


async def test_somebody_else_s_photo_is_taken_into_no_record(team: Team) -> None:
    team.channel.held["m1"] = _JPEG
    photo = Incoming(source="m1", name="合影.jpg")
    act = Inbound(id="p", channel="fake", sender="@1", at=team.clock.now)
    await team.dispatcher.receive(replace(act, files=(photo,)))
    token = token_of("mentor_record", "new:ride_along:1", person_id=WANG, key=KEY)
    await team.does(WANG, "", token=token)
    await team.submits(
        WANG,
        customer="华星",
        on_day="2026-11-23",
        good="倾听",
        improve="报价",
        next="再去",
        photo="attachment:1",
    )

    assert "不是你发的" in team.messages(WANG)[-1].text
    async with team.store.begin() as uow:
        assert await uow.mentor_records.one(1) is None


async def test_a_photo_is_part_of_one_record_alone(team: Team) -> None:
    team.channel.held["m1"] = _JPEG
    photo = Incoming(source="m1", name="合影.jpg")
    for act, customer in (("a", "华星"), ("b", "远东")):
        said = f"陪访 李雷 客户:{customer} 做得好:倾听 待改进:报价 下一步:再去"
        await team.says(WANG, said, act=act)
        await team.presses(WANG, "提交")
    sent = Inbound(id="p", channel="fake", sender="@3", at=team.clock.now)
    await team.dispatcher.receive(replace(sent, files=(photo,)))
    for record in (1, 2):
        token = token_of("mentor_record", f"photo:{record}:1", person_id=WANG, key=KEY)
        await team.does(WANG, "", token=token)

    assert "已经在另一条记录里" in team.messages(WANG)[-1].text
    async with team.store.begin() as uow:
        records = [await uow.mentor_records.one(number) for number in (1, 2)]
        kept = await uow.attachments.one(1)
    assert [one.fields.get("photo") for one in records if one] == ["attachment:1", None]
    assert kept is not None
    assert kept.used_for == "mentor_record:1"


async def test_a_voice_goes_beside_the_photo_of_a_form_that_is_opened_with_it(team: Team) -> None:
    team.channel.held |= {"v1": b"#!AMR\n1", "m1": _JPEG}
    for source in ("v1", "m1"):
        file = Incoming(source=source, is_voice=source == "v1")
        act = Inbound(id=source, channel="fake", sender="@3", at=team.clock.now)
        await team.dispatcher.receive(replace(act, files=(file,)))
    token = token_of("mentor_record", "new:ride_along:1::1,2", person_id=WANG, key=KEY)
    await team.does(WANG, "", token=token)
    visit = {"customer": "华星", "good": "倾听", "improve": "报价", "next": "再去"}
    await team.submits(WANG, **visit, on_day="2026-12-24")
    asked_again = team.form(WANG)
    await team.submits(WANG, **visit, on_day="2026-11-23")

    async with team.store.begin() as uow:
        record = await uow.mentor_records.one(1)
        held = [one.used_for for n in (1, 2) if (one := await uow.attachments.one(n))]
    assert any(question.problem for question in asked_again.inputs)
    assert record is not None
    assert (record.fields["voice"], record.fields["photo"]) == ("attachment:1", "attachment:2")
    assert held == ["mentor_record:1"] * 2


async def test_what_is_sent_while_a_record_waits_goes_into_the_draft(team: Team) -> None:
    await team.says(WANG, "陪访 李雷 客户:华星 做得好:倾听 待改进:报价 下一步:再去")
    team.channel.held["v1"] = b"#!AMR\n1"
    act = Inbound(id="v", channel="fake", sender="@3", at=team.clock.now)
    await team.dispatcher.receive(replace(act, files=(Incoming(source="v1", is_voice=True),)))
    draft = await team.presses(WANG, "附到刚才 李雷")
    await team.presses(WANG, "提交")

    async with team.store.begin() as uow:
        record = await uow.mentor_records.one(1)
        kept = await uow.attachments.one(1)
    assert "这样记吗" in draft.text
    assert record is not None
    assert kept is not None
    assert (record.state, record.fields["voice"]) == ("saved", "attachment:1")
    assert kept.used_for == "mentor_record:1"


async def test_a_voice_of_another_is_taken_into_no_record(team: Team) -> None:
    team.channel.held["v1"] = b"#!AMR\n1"
    act = Inbound(id="v", channel="fake", sender="@1", at=team.clock.now)
    await team.dispatcher.receive(replace(act, files=(Incoming(source="v1", is_voice=True),)))
    token = token_of("mentor_record", "new:ride_along:1", person_id=WANG, key=KEY)
    await team.does(WANG, "", token=token)
    await team.submits(
        WANG, customer="华星", good="倾听", improve="报价", next="再去", voice="attachment:1"
    )

    assert "不是你发的" in team.messages(WANG)[-1].text
    async with team.store.begin() as uow:
        assert await uow.mentor_records.one(1) is None


async def _a_moment() -> None:
    await asyncio.sleep(0.02)
