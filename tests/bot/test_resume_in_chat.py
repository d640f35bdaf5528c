"""HR sends a resume in chat: it is read outside of any transaction, and goes to its candidate."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.channels.channel import Inbound, Incoming
from config.lexicon import read_lexicon
from config.plans import read_plan
from storage.store import Store
from tests.builders import AT, a_hire, take_in
from tests.dispatching import Office, typed
from tests.handlers.test_candidate_events import an_application
from tests.jobs.crew import answers
from tests.resume_files import docx, paragraph, pdf, table

_RESUME = docx(
    table(["姓名", "王芳", "性别", "女"], ["电话", "13800138000"]),
    paragraph("负责客户开发,新签客户120家"),
)


@pytest.fixture
async def office(store: Store) -> AsyncIterator[Office]:
    """HR (A009) at her chat, and 王芳 who applied with this number."""
    made = Office(Store(store.url, read_plan=read_plan, lexicon=read_lexicon()))
    await made.prepare()
    hr = a_hire("A009", name="郑云", roles=["hr"])
    await take_in(made.store, hr, an_application(phone="13800138000"))
    async with made.store.begin() as uow:
        person = (await uow.people.by_number(["A009"]))["A009"][0]
        await uow.links.link(channel="fake", address="@hr", person_id=person.id, at=AT)
    yield made
    await made.store.close()


def _sent(act: str, name: str) -> Inbound:
    file = Incoming(source="m1", name=name, size=0)
    return replace(typed("", act), sender="@hr", files=(file,))


async def _presses(office: Office, act: str) -> None:
    button = next(one for one in office.channel.cards[-1].actions if one.route == "resume")
    await office.dispatcher.receive(replace(typed("", act), sender="@hr", token=button.token))


async def test_a_resume_goes_to_the_candidate_with_its_contact(office: Office) -> None:
    office.channel.held["m1"] = _RESUME

    await office.dispatcher.receive(_sent("file", "王芳.docx"))
    await _presses(office, "press")

    card = office.channel.cards[-1]
    assert card.title == "简历已存 · 王芳"
    assert "已略去:性别" in card.text
    assert [row.value for row in card.rows] == ["2/5 「负责客户开发,新签客户120家」"]
    assert await answers(office.store, "SELECT candidate_id FROM candidate_resume") == [(1,)]


async def test_a_scan_is_answered_in_a_sentence_and_the_file_stays(office: Office) -> None:
    office.channel.held["m1"] = pdf([], [])

    await office.dispatcher.receive(_sent("file", "扫描.pdf"))
    await _presses(office, "press")

    assert "扫描图片" in office.channel.cards[-1].text
    assert await answers(office.store, "SELECT count(*) FROM attachment") == [(1,)]
    assert await answers(office.store, "SELECT count(*) FROM candidate_resume") == [(0,)]
