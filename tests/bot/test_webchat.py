"""The web chat over HTTP: who may read and write what, once each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from secrets import token_hex

import asyncpg
import pytest
from aiohttp import ClientResponse, ClientSession, CookieJar

from bot.channels.channel import Outcome
from bot.channels.webchat import Hub, StoredChatLog, WebChat, read_said
from config.plans import read_plan
from storage.chat import ChatEntry
from storage.database import is_sqlite
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.builders import a_hire, given_plan, take_in
from tests.chat_site import Site
from tests.fakes import MemoryChatLog
from tests.patience import SECONDS
from tests.samples import NEW_DEAL, NOON, a_message
from tests.servers import free_port

OWN = {"X-Foothold-Chat": "1"}
ID = "0123456789abcdef0123456789abcdef"


@pytest.fixture
async def demo() -> AsyncIterator[Site]:
    site = Site()
    await site.start()
    yield site
    await site.stop()


@pytest.fixture
async def live() -> AsyncIterator[Site]:
    site = Site(is_demo=False)
    await site.start()
    yield site
    await site.stop()


@pytest.fixture
async def browser() -> AsyncIterator[ClientSession]:
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        yield session


async def post(
    browser: ClientSession, site: Site, *, person: int = 1, **act: object
) -> ClientResponse:
    url = f"{site.url}/chat/messages?person={person}"
    return await browser.post(url, json={"id": token_hex(16), **act}, headers=OWN)


async def entered(browser: ClientSession, site: Site, code: str = "code-of-1") -> ClientResponse:
    return await browser.post(f"{site.url}/chat/enter", data={"code": code})


async def events(stream: ClientResponse, count: int) -> list[dict[str, str]]:
    """Read so many events; the text of an entry is left out, its id is not."""
    found: list[dict[str, str]] = []
    event: dict[str, str] = {}
    async with asyncio.timeout(SECONDS):
        while len(found) < count:
            line = (await stream.content.readline()).decode().rstrip("\n")
            name, _, value = line.partition(": ")
            event |= {name: value} if name in {"id", "event"} else {}
            if not line and event:
                found.append(event)
                event = {}
    return found


# --- who reads ------------------------------------------------------------------------------------


async def test_without_a_session_one_is_told_how_to_get_a_link(
    live: Site, browser: ClientSession
) -> None:
    answer = await browser.get(f"{live.url}/chat", headers={"Accept-Language": "zh-CN"})

    assert answer.status == 401
    assert "先领一个进入链接" in await answer.text()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        pytest.param("GET", "/chat/stream", id="stream"),
        pytest.param("GET", "/chat/history?before=9&person=1", id="history"),
        pytest.param("POST", "/chat/messages?person=1", id="messages"),
        pytest.param("GET", "/chat/1", id="the demo's address"),
    ],
)
async def test_without_a_session_nothing_is_told(
    live: Site, browser: ClientSession, method: str, path: str
) -> None:
    answer = await browser.request(method, live.url + path)

    assert answer.status == 401


async def test_a_cookie_that_is_no_text_is_nobody(live: Site) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", live.port)
    cookie = b"Cookie: foothold_chat=\xff.1.\xfe\r\n"
    writer.write(b"GET /chat HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + cookie + b"\r\n")

    answer = await reader.read()

    writer.close()
    await writer.wait_closed()
    assert answer.startswith((b"HTTP/1.1 401 ", b"HTTP/1.1 400 "))


async def test_outside_the_demo_nobody_is_listed(live: Site, browser: ClientSession) -> None:
    await entered(browser, live)

    answer = await browser.get(f"{live.url}/chat/people")

    assert answer.status == 404


async def test_a_link_is_not_used_up_by_looking_at_it(live: Site, browser: ClientSession) -> None:
    for _ in range(2):
        look = await browser.get(f"{live.url}/chat/enter?code=code-of-1")
        assert look.status == 200

    answer = await entered(browser, live)

    assert "张三" in await answer.text()


async def test_a_link_is_good_once(live: Site, browser: ClientSession) -> None:
    await entered(browser, live)
    browser.cookie_jar.clear()

    answer = await entered(browser, live)

    assert answer.status == 410
    assert (await browser.get(f"{live.url}/chat")).status == 401


@pytest.mark.parametrize(
    "code", [pytest.param("", id="none"), pytest.param("<script>", id="markup")]
)
async def test_a_wrong_code_opens_nothing(live: Site, browser: ClientSession, code: str) -> None:
    answer = await entered(browser, live, code)

    assert answer.status == 410
    assert "<script>" not in (await answer.text()).split("</head>")[1]


async def test_another_site_can_not_log_her_in(live: Site, browser: ClientSession) -> None:
    answer = await browser.post(
        f"{live.url}/chat/enter", data={"code": "code-of-1"}, headers={"Origin": "https://evil.cn"}
    )

    assert answer.status == 403
    assert live.codes == {"code-of-1": 1}


async def test_the_session_decides_whose_log_is_read(live: Site, browser: ClientSession) -> None:
    await live.tell(1, a_message("a", text="for one"))
    await live.tell(2, a_message("b", text="for two"))
    await entered(browser, live)

    page = await (await browser.get(f"{live.url}/chat/2")).text()
    older = await (await browser.get(f"{live.url}/chat/history?before=9&person=2")).text()

    assert ("for one" in page, "for one" in older) == (True, True)
    assert ("for two" in page, "for two" in older) == (False, False)


async def test_who_has_left_is_let_out(live: Site, browser: ClientSession) -> None:
    await entered(browser, live)

    del live.contacts[1]

    assert (await browser.get(f"{live.url}/chat")).status == 401


async def test_the_demo_knows_only_its_people(demo: Site, browser: ClientSession) -> None:
    answer = await browser.get(f"{demo.url}/chat/999")

    assert answer.status == 404


# --- who writes -----------------------------------------------------------------------------------


async def test_words_are_kept_and_passed_on(demo: Site, browser: ClientSession) -> None:
    answer = await post(browser, demo, id=ID, text="  我今天的提成\x00 ")

    inbound = demo.received[0]
    assert answer.status == 200
    assert (inbound.id, inbound.sender) == (f"webchat:1:{ID}", "1")
    assert (inbound.text, inbound.token, inbound.at) == ("我今天的提成", "", NOON)
    assert read_said(demo.log.entries[0].body).text == "我今天的提成"


async def test_a_form_passes_its_token_and_answers_on(demo: Site, browser: ClientSession) -> None:
    await post(browser, demo, text="已提交", token="t~1~x", answers={"customer": "华星\x1b"})

    inbound = demo.received[0]
    assert (inbound.text, inbound.token) == ("", "t~1~x")
    assert inbound.answers == {"customer": "华星"}


async def test_the_same_act_twice_is_one_entry_and_one_answer(
    demo: Site, browser: ClientSession
) -> None:
    await post(browser, demo, id=ID, text="我今天的提成")
    again = await post(browser, demo, id=ID, text="我今天的提成")

    assert again.status == 200
    assert {inbound.id for inbound in demo.received} == {f"webchat:1:{ID}"}
    assert [entry.is_from_person for entry in demo.log.entries] == [True, False]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({}, 403, id="without our header"),
        pytest.param({**OWN, "Origin": "https://evil.cn"}, 403, id="from another site"),
        pytest.param({**OWN, "Origin": "null"}, 403, id="from nowhere"),
        pytest.param({**OWN, "Sec-Fetch-Site": "cross-site"}, 403, id="said to be cross-site"),
        pytest.param({**OWN, "Sec-Fetch-Site": "same-site"}, 403, id="from a neighbour"),
        pytest.param({**OWN, "Sec-Fetch-Site": "same-origin"}, 200, id="from our page"),
    ],
)
async def test_only_our_own_page_may_write(
    demo: Site, browser: ClientSession, headers: dict[str, str], status: int
) -> None:
    url = f"{demo.url}/chat/messages?person=1"
    answer = await browser.post(url, json={"id": ID, "text": "hi"}, headers=headers)

    assert answer.status == status
    assert len(demo.received) == (status == 200)


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        pytest.param("", 400, "没能读懂", id="nothing"),
        pytest.param("[]", 400, "没能读懂", id="a list"),
        pytest.param('{"id": "x", "text": "hi"}', 400, "没能读懂", id="an id not made by our page"),
        pytest.param(f'{{"id": "{ID}", "text": 1}}', 400, "没能读懂", id="a number for words"),
        pytest.param(f'{{"id": "{ID}", "who": 2}}', 400, "没能读懂", id="an unknown key"),
        pytest.param(
            f'{{"id": "{ID}", "text": "\\ud800"}}', 400, "没能读懂", id="half a character"
        ),
        pytest.param(f'{{"id": "{ID}", "text": " \\u0000"}}', 422, "写点内容", id="blanks"),
        pytest.param(f'{{"id": "{ID}", "text": "{"字" * 4001}"}}', 422, "4001 个字", id="too long"),
        pytest.param(
            f'{{"id": "{ID}", "token": "t", "answers": {{"a": "{"字" * 4001}"}}}}',
            422,
            "最多 4000",
            id="an answer too long",
        ),
    ],
)
async def test_what_can_not_be_taken_in_is_refused_with_a_reason(
    demo: Site, browser: ClientSession, body: str, status: int, words: str
) -> None:
    url = f"{demo.url}/chat/messages?person=1"
    answer = await browser.post(url, data=body.encode(), headers=OWN)

    assert answer.status == status
    assert words in (await answer.json())["problem"]
    assert demo.log.entries == []


async def test_the_longest_text_passes(demo: Site, browser: ClientSession) -> None:
    answer = await post(browser, demo, text="字" * 4000)

    assert answer.status == 200


# --- the stream -----------------------------------------------------------------------------------


async def test_a_stream_begins_after_what_the_page_has(demo: Site, browser: ClientSession) -> None:
    for number in range(3):
        await demo.tell(1, a_message(f"m{number}", text=str(number)))

    async with browser.get(f"{demo.url}/chat/stream?person=1&after=1") as stream:
        got = await events(stream, 3)

    assert got == [{"event": "today"}, {"id": "2", "event": "entry"}, {"id": "3", "event": "entry"}]


async def test_a_stream_that_comes_back_goes_on_where_it_was(
    demo: Site, browser: ClientSession
) -> None:
    for number in range(3):
        await demo.tell(1, a_message(f"m{number}", text=str(number)))

    url = f"{demo.url}/chat/stream?person=1&after=0"
    async with browser.get(url, headers={"Last-Event-ID": "2"}) as stream:
        got = await events(stream, 2)

    assert got == [{"event": "today"}, {"id": "3", "event": "entry"}]


async def test_a_stream_carries_only_her_own_messages(demo: Site, browser: ClientSession) -> None:
    async with browser.get(f"{demo.url}/chat/stream?person=1") as stream:
        await events(stream, 1)
        await demo.tell(2, a_message("for two"))
        await demo.tell(1, a_message("for one"))
        got = await events(stream, 2)

    assert got == [{"event": "others"}, {"id": "2", "event": "entry"}]


async def test_what_another_process_wrote_arrives(demo: Site, browser: ClientSession) -> None:
    elsewhere = WebChat(log=demo.log, hub=Hub(), clock=demo.clock)
    async with browser.get(f"{demo.url}/chat/stream?person=1") as stream:
        await events(stream, 1)
        await elsewhere.send(elsewhere.render(a_message("m"), address="1"))
        got = await events(stream, 1)

    assert got == [{"id": "1", "event": "entry"}]


async def test_she_sees_that_an_answer_is_on_its_way(demo: Site, browser: ClientSession) -> None:
    demo.reply = demo.answer_slowly
    async with browser.get(f"{demo.url}/chat/stream?person=1") as stream:
        await events(stream, 1)
        writing = asyncio.create_task(post(browser, demo, text="我今天的提成"))
        got = await events(stream, 3)
        await writing

    assert [event["event"] for event in got] == ["answering", "entry", "entry"]


async def test_a_page_left_open_overnight_learns_the_new_day(
    demo: Site, browser: ClientSession
) -> None:
    async with browser.get(f"{demo.url}/chat/stream?person=1") as stream:
        await events(stream, 1)
        demo.clock.pass_time(days=1)
        demo.hub.notify(1)
        got = await events(stream, 1)

    assert got == [{"event": "today"}]


async def test_a_stopping_server_lets_its_streams_go(demo: Site, browser: ClientSession) -> None:
    async with browser.get(f"{demo.url}/chat/stream?person=1") as stream:
        await events(stream, 1)
        async with asyncio.timeout(50):  # a server that waits for its streams stops after 60
            await demo.stop()


# --- pages ----------------------------------------------------------------------------------------


async def test_the_past_comes_in_stretches_without_gap_or_double(
    demo: Site, browser: ClientSession
) -> None:
    for number in range(70):
        await demo.tell(1, a_message(f"m{number}", text=f"m{number}."))

    page = await (await browser.get(f"{demo.url}/chat/1")).text()
    middle = await (await browser.get(f"{demo.url}/chat/history?person=1&before=41")).text()
    first = await (await browser.get(f"{demo.url}/chat/history?person=1&before=11")).text()

    counts = [
        [part.count(f">m{number}.<") for part in (first, middle, page)] for number in range(70)
    ]
    assert counts == [[1, 0, 0]] * 10 + [[0, 1, 0]] * 30 + [[0, 0, 1]] * 30
    assert ['class="older"' in part for part in (first, middle, page)] == [False, True, True]


async def test_the_list_counts_what_was_not_seen(demo: Site, browser: ClientSession) -> None:
    for number in range(3):
        await demo.tell(2, a_message(f"m{number}", card=NEW_DEAL))

    page = await (await browser.get(f"{demo.url}/chat/people?person=1&seen=1-0.2-1")).text()

    assert page.count("2 条未读") == 1
    assert "¥740.00" not in page


async def test_a_name_that_is_markup_stays_a_name(demo: Site, browser: ClientSession) -> None:
    page = await (await browser.get(f"{demo.url}/chat/7")).text()

    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("/chat", 200, id="the list"),
        pytest.param("/chat/1", 200, id="a conversation"),
        pytest.param("/chat/999", 404, id="nobody"),
        pytest.param("/chat/enter", 200, id="the way in"),
        pytest.param("/chat/static/chat.js", 200, id="a script"),
        pytest.param("/chat/static/chat.css", 200, id="a stylesheet"),
        pytest.param("/chat/people", 200, id="a fragment"),
    ],
)
async def test_every_answer_allows_nothing_but_our_own_files(
    demo: Site, browser: ClientSession, path: str, status: int
) -> None:
    answer = await browser.get(demo.url + path)

    assert answer.status == status
    assert answer.headers["Content-Security-Policy"].startswith(
        "default-src 'none'; script-src 'self'"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("none.js", id="unknown"),
        pytest.param("..%2fchat.py", id="one up"),
        pytest.param("%2e%2e/chat.py", id="one up, in code"),
        pytest.param("chat.py", id="a program"),
    ],
)
async def test_no_other_file_is_served(demo: Site, browser: ClientSession, name: str) -> None:
    answer = await browser.get(f"{demo.url}/chat/static/{name}")

    assert answer.status == 404


# --- the channel and its log ----------------------------------------------------------------------


class UnreachableLog(MemoryChatLog):
    """A log whose store is gone."""

    async def append(self, **_: object) -> int | None:
        raise TimeoutError


async def test_a_log_out_of_reach_leaves_the_message_unknown() -> None:
    channel = WebChat(log=UnreachableLog(), hub=Hub(), clock=lambda: NOON)

    receipt = await channel.send(channel.render(a_message(), address="1"))

    assert (receipt.outcome, receipt.reason) == (Outcome.UNKNOWN, "TimeoutError")


async def _fill_the_disk(uow: UnitOfWork) -> None:
    connection = uow.chat._connection  # noqa: SLF001 - no repository fills a disk
    await connection.exec_driver_sql("PRAGMA max_page_count = 1")


async def take_away(store: Store) -> None:
    """Fill the disk under SQLite; end every connection to PostgreSQL."""
    if is_sqlite(store.url):
        await store.write(_fill_the_disk)
        return
    admin = await asyncpg.connect(store.url.replace("+asyncpg", ""))
    await admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await admin.close()


async def test_a_store_that_fails_leaves_the_message_unknown(store: Store) -> None:
    channel = WebChat(log=StoredChatLog(store), hub=Hub(), clock=lambda: NOON)
    await take_away(store)

    long = a_message(text="x" * 1_000_000)
    receipt = await channel.send(channel.render(long, address="1"))

    assert receipt.outcome is Outcome.UNKNOWN


async def test_a_store_where_nobody_listens_leaves_the_message_unknown() -> None:
    nowhere = Store(f"postgresql+asyncpg://nobody@127.0.0.1:{free_port()}/x", read_plan=read_plan)
    channel = WebChat(log=StoredChatLog(nowhere), hub=Hub(), clock=lambda: NOON)

    receipt = await channel.send(channel.render(a_message(), address="1"))

    assert receipt.outcome is Outcome.UNKNOWN


async def test_an_entry_for_nobody_is_a_bug_not_an_outage(store: Store) -> None:
    channel = WebChat(log=StoredChatLog(store), hub=Hub(), clock=lambda: NOON)

    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await channel.send(channel.render(a_message(), address="404"))


async def test_the_stored_log_keeps_order_and_every_key_once(store: Store) -> None:
    await given_plan(store)
    await take_in(store, a_hire("A001"))
    async with store.read() as uow:
        person_id = (await uow.people.by_number(["A001"]))["A001"][0].id
    log = StoredChatLog(store)

    ids = [
        await log.append(
            person_id=person_id, key=key, is_from_person=False, body=key.encode(), at=NOON
        )
        for key in ("a", "b", "a", "c")
    ]

    last = await log.page(person_id=person_id, before=None, limit=2)
    later = await log.after(person_id=person_id, entry_id=last[0].id, limit=9)
    assert [entry_id is None for entry_id in ids] == [False, False, True, False]
    assert [entry.key for entry in last] == ["b", "c"]
    assert [entry.key for entry in later] == ["c"]
    assert later[0] == ChatEntry(
        id=ids[3] or 0, person_id=person_id, key="c", is_from_person=False, body=b"c", at=NOON
    )
