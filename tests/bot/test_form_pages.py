"""The page of a form: sealed, for half an hour, sent once, and words are never lost."""

from __future__ import annotations

import asyncio
import html
from collections.abc import AsyncIterator, Iterator

import aiohttp
import pytest

from bot.form_links import FormLink, FormLinks
from bot.redaction import Redactor
from storage.store import Store
from tests.dispatching import KEY, ME, take_up
from tests.form_site import FormSite, at_fields
from tests.ride_along import ANSWERS, FORM, RideAlongs, ride_alongs


@pytest.fixture(autouse=True)
def records() -> Iterator[RideAlongs]:
    with ride_alongs() as made:
        yield made


@pytest.fixture
async def site(store: Store) -> AsyncIterator[FormSite]:
    made = FormSite(store)
    await made.prepare()
    await made.link()
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def browser(site: FormSite) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(site.url, headers={"Accept-Language": "zh-CN"}) as session:
        yield session


def posted(**changed: str) -> list[tuple[str, str]]:
    """Give the answers as a browser sends them: one pair for each chosen box."""
    answers = {**ANSWERS, **changed}
    return [
        (name, part)
        for name, value in answers.items()
        for part in (value.split(",") if name == "good" else [value])
    ]


async def test_the_page_asks_every_field_with_its_label_and_takes_no_script(
    site: FormSite, browser: aiohttp.ClientSession
) -> None:
    async with browser.get(await site.ask()) as answer:
        text = await answer.text()

    assert answer.status == 200
    assert all(f'name="{question.name}"' in text for question in FORM.inputs[:-1])
    assert all(question.label in text for question in FORM.inputs)
    assert "<script" not in text
    assert "<title>填写表单 · 站稳</title>" in text


async def test_its_headers_keep_it_out_of_caches_frames_and_referrers(
    site: FormSite, browser: aiohttp.ClientSession
) -> None:
    async with browser.get(await site.ask()) as answer:
        headers = answer.headers

    assert headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "script-src" not in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"


async def test_what_is_sent_is_written_and_answered_in_the_chat(
    site: FormSite, browser: aiohttp.ClientSession, records: RideAlongs
) -> None:
    path = await site.ask()

    async with browser.post(path, data=posted()) as answer:
        text = await answer.text()

    assert [kept | {"photo": ""} for kept in records.kept] == [ANSWERS]
    assert site.channel.cards[-1].title == "陪访已记下"
    assert (answer.status, answer.method) == (200, "GET")
    assert "已经提交了" in text


async def test_a_second_time_says_when_it_was_sent_also_after_a_restart(
    site: FormSite, browser: aiohttp.ClientSession, records: RideAlongs
) -> None:
    path = await site.ask()
    await browser.post(path, data=posted())
    await site.stop()
    site.pass_time(minutes=5)
    await site.start()

    async with browser.post(path, data=posted(customer="远山物流")) as answer:
        text = await answer.text()

    assert (answer.status, len(records.kept)) == (409, 1)
    assert "已经提交了(" in text


async def test_two_at_once_are_one(
    site: FormSite, browser: aiohttp.ClientSession, records: RideAlongs
) -> None:
    path = await site.ask()

    answers = await asyncio.gather(*(browser.post(path, data=posted()) for _ in range(5)))

    assert len(records.kept) == 1
    assert sorted({answer.status for answer in answers}) in ([200], [200, 409])
    texts = [await answer.text() for answer in answers]
    assert all("已经提交了" in text for text in texts)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({"customer": ""}, "请填写这一项", id="needed"),
        pytest.param({"day": "24/11"}, "请填日期,比如 2026-11-24", id="no date"),
        pytest.param({"stage": "other"}, "没有这个选项,请重新选", id="not offered"),
        pytest.param({"rep": "1"}, "没有这个选项,请重新选", id="a number is no person"),
        pytest.param({"good": "listen,x"}, "没有这个选项,请重新选", id="one of several"),
        pytest.param({"note": "长" * 4001}, "最多 4000 个字,这里有 4001 个", id="too long"),
        pytest.param({"customer": "?"}, "customer", id="refused by its handler"),
    ],
)
async def test_what_is_wrong_stands_at_its_field_and_the_words_stay(
    site: FormSite, browser: aiohttp.ClientSession, changed: dict[str, str], said: str
) -> None:
    path = await site.ask()

    async with browser.post(path, data=posted(**changed)) as answer:
        text = html.unescape(await answer.text())

    assert answer.status == 422
    [problem] = at_fields(text)
    assert said in problem
    assert "下次带方案" in text or "note" in changed


async def test_a_refused_form_can_be_sent_again_on_the_same_page(
    site: FormSite, browser: aiohttp.ClientSession, records: RideAlongs
) -> None:
    path = await site.ask()
    await browser.post(path, data=posted(customer="?"))

    async with browser.post(path, data=posted()) as answer:
        assert answer.status == 200

    assert len(records.kept) == 1
    assert len(site.channel.cards) == 2


async def test_what_she_may_no_longer_do_is_refused(
    site: FormSite, browser: aiohttp.ClientSession, records: RideAlongs
) -> None:
    path = await site.ask()
    records.asker_left = True

    async with browser.post(path, data=posted()) as answer:
        assert answer.status == 403

    assert records.kept == []


async def test_after_half_an_hour_the_link_is_dead(
    site: FormSite, browser: aiohttp.ClientSession, records: RideAlongs
) -> None:
    path = await site.ask()
    site.pass_time(minutes=30)

    async with browser.post(path, data=posted()) as answer:
        text = await answer.text()

    assert (answer.status, records.kept) == (410, [])
    assert "链接过期了" in text


async def test_a_link_that_was_touched_opens_nothing(
    site: FormSite, browser: aiohttp.ClientSession
) -> None:
    path = await site.ask()
    changed = path[:-9] + ("a" if path[-9] != "a" else "b") + path[-8:]

    statuses = [
        (await browser.get(bad)).status
        for bad in (changed, path[:-1], path.upper(), "/forms/x", f"/forms/{'a' * 2000}")
    ]

    assert statuses == [404] * 5


async def test_a_link_of_another_site_key_opens_nothing() -> None:
    link = FormLink(
        person_id=1, channel="fake", address=ME, route="x", argument="", act="a", until=9
    )
    url = FormLinks(site="", key=b"j" * 32).url(link)

    assert FormLinks(site="", key=KEY).opened(url.removeprefix("/forms/")) is None
    assert FormLinks(site="", key=b"j" * 32).opened(url.removeprefix("/forms/")) == link


async def test_an_account_that_changed_hands_opens_nothing(
    site: FormSite, browser: aiohttp.ClientSession
) -> None:
    path = await site.ask()
    await site.link(2)

    async with browser.get(path) as answer:
        assert answer.status == 403


async def test_what_was_answered_in_the_chat_stands_on_the_page(
    site: FormSite, browser: aiohttp.ClientSession
) -> None:
    path = await site.ask()
    await site.dispatcher.receive(site.said("李雷", act="b"))
    await site.dispatcher.receive(site.said("华星科技", act="c"))

    async with browser.get(path) as answer:
        text = await answer.text()

    assert 'value="华星科技"' in text
    assert '<option value="S02" selected>' in text


async def test_a_form_that_the_page_sent_is_over_in_the_chat(
    site: FormSite, browser: aiohttp.ClientSession, records: RideAlongs
) -> None:
    path = await site.ask()
    await browser.post(path, data=posted())

    await site.dispatcher.receive(site.said("华星科技", act="b"))

    assert "(2/" not in site.channel.cards[-1].title
    assert len(records.kept) == 1


async def test_a_form_that_the_chat_sent_is_over_on_the_page(
    site: FormSite, browser: aiohttp.ClientSession, records: RideAlongs
) -> None:
    path = await site.ask()
    for n, word in enumerate(("2", "华星", "跳过", "1", "跳过", "5", "跳过", "4.5", "跳过")):
        await site.dispatcher.receive(site.said(word, act=f"answer {n}"))

    async with browser.post(path, data=posted()) as answer:
        assert answer.status == 409

    assert len(records.kept) == 1


async def test_what_a_failing_store_leaves_unwritten_is_written_by_another_process(
    site: FormSite, browser: aiohttp.ClientSession, records: RideAlongs
) -> None:
    path = await site.ask()
    records.outages.append(ConnectionResetError())
    async with browser.post(path, data=posted()) as answer:
        assert "已经提交了" in await answer.text()
    assert records.kept == []
    site.pass_time(seconds=16)

    await take_up(site.another(site.store), 8)

    assert len(records.kept) == 1
    assert site.channel.cards[-1].title == "陪访已记下"


async def test_english_is_spoken_to_whoever_reads_it(browser: aiohttp.ClientSession) -> None:
    async with browser.get("/forms/nothing", headers={"Accept-Language": "en-GB"}) as answer:
        text = await answer.text()

    assert 'lang="en"' in text
    assert "This link does not open" in text


def test_its_address_is_in_no_log_line() -> None:
    link = FormLink(
        person_id=1, channel="fake", address=ME, route="x", argument="", act="a", until=9
    )
    url = FormLinks(site="https://foothold.example", key=KEY).url(link)

    line = Redactor().text(f"GET {url} failed")

    assert line == "GET https://foothold.example/forms/*** failed"


def test_the_same_act_gives_the_same_link() -> None:
    link = FormLink(
        person_id=1, channel="fake", address=ME, route="x", argument="", act="a", until=9
    )
    links = FormLinks(site="https://foothold.example", key=KEY)

    assert links.url(link) == links.url(link)
