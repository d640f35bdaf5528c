"""A comment that comes back refused keeps what was spoken into it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.channels.channel import Inbound, Incoming
from storage.store import Store
from tests.mentoring_team import LEI, WANG, Team

_TOO_LONG = "字" * 1001


@pytest.fixture
async def team(store: Store) -> Team:
    made = Team(store)
    await made.prepare()
    await made.pair(LEI, WANG)
    await made.says(LEI, "复盘 今天见了华星,报价太早")
    await made.presses(LEI, "提交")
    await made.relay()
    return made


async def _sends(team: Team, person: int, source: str) -> None:
    team.channel.held[source] = b"#!AMR\n" + source.encode()
    act = Inbound(id=source, channel="fake", sender=f"@{person}", at=team.clock.now)
    voice = Incoming(source=source, is_voice=True)
    await team.dispatcher.receive(replace(act, files=(voice,)))


async def test_what_was_spoken_into_a_refused_comment_stays_with_it(team: Team) -> None:
    await _sends(team, WANG, "v1")
    await team.presses(WANG, "点评")
    await team.submits(WANG, comment=_TOO_LONG, voice="attachment:1")
    back = team.form(WANG)
    await team.submits(WANG, comment="先问预算")

    async with team.store.begin() as uow:
        kept, voice = await uow.mentor_records.comment_on(1), await uow.attachments.one(1)
    assert {one.name: one.value for one in back.inputs}["comment"] == _TOO_LONG
    assert kept is not None
    assert (kept.state, kept.fields["voice"]) == ("saved", "attachment:1")
    assert voice is not None
    assert voice.used_for == f"mentor_record:{kept.id}"


async def test_somebody_else_s_voice_is_taken_into_no_comment(team: Team) -> None:
    await _sends(team, LEI, "v1")
    await team.presses(WANG, "点评")
    refused = await team.submits(WANG, comment="先问预算", voice="attachment:1")

    assert "不是你发的" in refused.text
    async with team.store.begin() as uow:
        assert await uow.mentor_records.comment_on(1) is None
