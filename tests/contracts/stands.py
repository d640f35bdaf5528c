"""A stand per channel: the channel, and the eyes of whoever sits at its other end.

A platform joins the contract suite by adding its stand here and a row in `test_channels.py`.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol
from urllib.parse import unquote

import aiohttp
from pydantic import SecretStr
from rich.console import Console as Terminal
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.channel import Channel, Content, FileNotFetched
from bot.channels.console import Console
from bot.channels.dingtalk.channel import DingTalk
from bot.channels.dingtalk.ends import read_answer
from bot.channels.dingtalk.texts import typed_token
from bot.channels.slack.channel import Slack
from bot.channels.webchat import Hub, WebChat
from bot.channels.wecom.aibot import WeComBot
from bot.channels.wecom.channel import WeCom
from bot.channels.wecom.client import Answer, App, Refused
from bot.web.chat_view import ChatView, Contact
from config.platforms import DingTalkSettings
from tests.fakes import MemoryChatLog
from tests.imitations import dingtalk, lark, wecom, wecom_bot
from tests.imitations.slack import BOT_TOKEN, TEAM, SlackServer, a_slack
from tests.lark_channel import LarkChannel
from tests.samples import NOON, PREVIEW

_PERSON = Contact(person_id=7, name="张三")


def squeezed(text: str) -> str:
    """Forget how a text was wrapped and framed."""
    return re.sub(r"[\s│╭╮╰╯─]", "", text)


class Stand(Protocol):
    """What the contract asks of a channel's far end."""

    address: str

    @property
    def channel(self) -> Channel: ...

    async def visible(self) -> str:
        """Everything that can be read, squeezed."""
        ...

    async def tokens(self) -> list[str]:
        """What the last message's buttons, or else its form, would send back."""
        ...

    async def live_markup(self) -> set[str]:
        """Foreign markup that came alive instead of being shown."""
        ...

    async def files(self) -> list[tuple[str, bytes]]:
        """The files that came, with their names."""
        ...


Stands = Callable[[], AbstractAsyncContextManager[Stand]]


@asynccontextmanager
async def web_chat() -> AsyncIterator[Stand]:
    """Open our own page."""
    yield WebChatStand()


@asynccontextmanager
async def console() -> AsyncIterator[Stand]:
    """Open a terminal."""
    with TemporaryDirectory() as folder:
        yield ConsoleStand(Path(folder))


@asynccontextmanager
async def slack() -> AsyncIterator[Stand]:
    """Open Slack."""
    async with a_slack() as server, aiohttp.ClientSession() as session:
        yield SlackStand(server, session)


@asynccontextmanager
async def dingtalk_cards() -> AsyncIterator[Stand]:
    """Open DingTalk with the card template."""
    yield DingTalkCardStand()


@asynccontextmanager
async def dingtalk_markdown() -> AsyncIterator[Stand]:
    """Open DingTalk without it."""
    yield DingTalkMarkdownStand()


@asynccontextmanager
async def we_com() -> AsyncIterator[Stand]:
    """Open WeCom."""
    yield WeComStand()


@asynccontextmanager
async def we_com_bot() -> AsyncIterator[Stand]:
    """Open a bot's chat in WeCom."""
    yield WeComBotStand()


@asynccontextmanager
async def lark_stub() -> AsyncIterator[Stand]:
    """Open the stub of a fourth platform."""
    async with lark.Lark().running() as far, aiohttp.ClientSession() as session:
        yield LarkStand(far, session)


class SlackStand:
    """Slack as its imitation shows it."""

    address = f"{TEAM}:U7"

    def __init__(self, server: SlackServer, session: aiohttp.ClientSession) -> None:
        self._server = server
        client = AsyncWebClient(
            BOT_TOKEN, base_url=f"{server.url}/api/", session=session, retry_handlers=[]
        )
        self.channel = Slack(client, real_time=time.time)

    async def visible(self) -> str:
        return squeezed("".join(one.words for one in self._server.posted))

    async def tokens(self) -> list[str]:
        return [value for one in self._server.posted for value in one.values()]

    async def files(self) -> list[tuple[str, bytes]]:
        return [(name, content) for _, name, content in self._server.shared]

    async def live_markup(self) -> set[str]:
        said = json.dumps([(one.text, one.blocks) for one in self._server.posted])
        return {"mrkdwn", "\x1b"} & set(re.findall(r"mrkdwn|\x1b", said))


class WebChatStand:
    """The log as the page shows it."""

    address = "7"

    def __init__(self) -> None:
        self._log = MemoryChatLog()
        self.channel = WebChat(log=self._log, hub=Hub(), clock=lambda: NOON)

    async def visible(self) -> str:
        return squeezed("".join((await self._read()).text))

    async def tokens(self) -> list[str]:
        return (await self._read()).tokens

    async def files(self) -> list[tuple[str, bytes]]:
        entries = await self._log.page(person_id=7, before=None, limit=99)
        found = [ChatView().file_of(entry) for entry in entries]
        return [(file.name, file.content) for file in found if file is not None]

    async def live_markup(self) -> set[str]:
        return {"img", "script", "b", "onerror"} & (await self._read()).names

    async def _read(self) -> _Reader:
        entries = await self._log.page(person_id=7, before=None, limit=99)
        reader = _Reader()
        reader.feed(ChatView().entries(entries, contact=_PERSON, has_older=False))
        return reader


class ConsoleStand:
    """A terminal of 60 columns."""

    address = "7"

    def __init__(self, folder: Path) -> None:
        self._out = StringIO()
        terminal = Terminal(file=self._out, width=60, force_terminal=False, legacy_windows=False)
        self._folder = folder
        self.channel = Console(out=terminal, language="zh", folder=folder)

    async def visible(self) -> str:
        return squeezed(self._out.getvalue())

    async def tokens(self) -> list[str]:
        acts = [self.channel.heard(str(number)) for number in range(1, 10)]
        return [act.token for act in acts if act and act.token]

    async def files(self) -> list[tuple[str, bytes]]:
        return [(path.name, path.read_bytes()) for path in self._folder.iterdir()]

    async def live_markup(self) -> set[str]:
        return {"\x1b"} & set(self._out.getvalue())


class DingTalkCardStand:
    """The cards of the template; it shows all but buttons and form as plain text."""

    address = f"{dingtalk.CORP}:staff1"

    def __init__(self, *, template: str = dingtalk.TEMPLATE) -> None:
        self._far = dingtalk.DingTalk()
        settings = DingTalkSettings(
            corp_id=dingtalk.CORP,
            client_id=dingtalk.CLIENT_ID,
            client_secret=SecretStr(dingtalk.CLIENT_SECRET),
            card_template_id=template,
        )
        self.channel = DingTalk(_InProcess(self._far), settings=settings, real_time=lambda: 0.0)

    async def visible(self) -> str:
        return squeezed("".join(word for one in self._bodies() for word in _card_words(one)))

    async def tokens(self) -> list[str]:
        last = self._bodies()[-1]
        buttons = [one["action"]["params"]["actionId"] for one in json.loads(last["buttons"])]
        fields = json.loads(last["form"])["fields"]
        return buttons or [one["defaultValue"] for one in fields if one.get("hidden")]

    async def files(self) -> list[tuple[str, bytes]]:
        return self._far.files("staff1")

    async def live_markup(self) -> set[str]:
        return {
            "not a string" for one in self._bodies() for v in one.values() if type(v) is not str
        }

    def _bodies(self) -> list[dict[str, Any]]:
        return [one.body for one in self._far.shown["staff1"] if one.kind != "sampleFile"]


class DingTalkMarkdownStand(DingTalkCardStand):
    """The same without a template: Markdown, read as CommonMark is."""

    def __init__(self) -> None:
        super().__init__(template="")

    async def visible(self) -> str:
        return squeezed("".join(_markdown_words(one["text"]) for one in self._bodies()))

    async def tokens(self) -> list[str]:
        links = [link for one in self._bodies() for link in _LINK.findall(one["text"])]
        return [typed_token(unquote(link.partition("content=")[2])) for link in links]

    async def live_markup(self) -> set[str]:
        texts = [re.sub(r"\\.", "", one["text"]) for one in self._bodies()]
        foreign = [re.sub(r"\[[^\]]*\]\(dtmd:[^)]*\)|\*\*", "", text) for text in texts]
        return {mark for text in foreign for mark in _LIVE.findall(text)}


class _InProcess:
    """DingTalk's API without a network; it checks as the imitation does."""

    def __init__(self, far: dingtalk.DingTalk) -> None:
        self._far = far

    async def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return read_answer(*self._far.take(path, dict(body)))

    async def get(self, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        return read_answer(*self._far.take(path, dict(query)))

    async def put(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return read_answer(*self._far.take(path, dict(body)))

    async def answer_at(self, webhook: str, body: Mapping[str, Any]) -> None:
        raise AssertionError(f"{webhook} was not given: {body}")

    async def file(self, robot: str, code: str) -> Content:
        raise FileNotFetched(f"{robot} {code}")

    async def upload(self, content: bytes, *, name: str) -> str:
        return self._far.holds(name, content)


_LIVE = re.compile(r"[<`*_\[\]]|^[#>+-]", re.MULTILINE)
_LINK = re.compile(r"\]\((dtmd://dingtalkclient/sendMessage\?content=[^)]*)\)")


def _card_words(values: Mapping[str, str]) -> Iterator[str]:
    yield from (values[name] for name in ("title", "figure_label", "figure", "text"))
    for row in json.loads(values["rows"]):
        yield from (row["label"], row["value"])
    yield from (values[name] for name in ("footnote", "state", "form_title"))
    for one in json.loads(values["form"])["fields"]:
        yield from (one["label"], *(choice["text"] for choice in one.get("options", ())))
    yield values["form_button"]
    yield from (one["text"] for one in json.loads(values["buttons"]))


def _markdown_words(text: str) -> str:
    marks = re.sub(r"(?<!\\)\*\*", "", _LINK.sub("]", text))
    return re.sub(r"\\(.)|(?<!\\)[\[\]]", r"\1", marks)


class WeComStand:
    """A member's telephone: what WeCom shows of a card, and no more than it shows."""

    address = f"{wecom.CORP}:lilei"

    def __init__(self) -> None:
        self._qyapi = wecom.Qyapi()
        self.channel = WeCom(_QyapiInProcess(self._qyapi))

    async def visible(self) -> str:
        bodies = self._qyapi.delivered["lilei"]
        # Pieces of a text are read on, past the neutral line that begins each.
        words = ["".join(wecom.shown(body)).removeprefix(PREVIEW) for body in bodies]
        return squeezed("".join(words))

    async def tokens(self) -> list[str]:
        bodies = self._qyapi.delivered["lilei"]
        return [key for body in bodies for key in wecom.keys(body)]

    async def files(self) -> list[tuple[str, bytes]]:
        return self._qyapi.files("lilei")

    async def live_markup(self) -> set[str]:
        bodies = self._qyapi.delivered["lilei"]
        return {link for body in bodies for link in wecom.live_links(body)}


class WeComBotStand:
    """The same telephone, in the chat with a bot."""

    address = f"{wecom_bot.BOT}:lilei"

    def __init__(self) -> None:
        self._server = wecom_bot.BotServer()
        self.channel = WeComBot(_Talk(self._server))

    async def visible(self) -> str:
        words = ["".join(wecom_bot.read(body)).removeprefix(PREVIEW) for _, body in self._delivered]
        return squeezed("".join(words))

    async def tokens(self) -> list[str]:
        return self._server.keys()

    async def files(self) -> list[tuple[str, bytes]]:
        return self._server.files("lilei")

    async def live_markup(self) -> set[str]:
        return {live for _, body in self._delivered for live in wecom_bot.live_markup(body)}

    @property
    def _delivered(self) -> list[tuple[str, wecom.Json]]:
        return self._server.delivered


class _Talk:
    """A line to the imitation without a network."""

    name = "line"
    bot_id = wecom_bot.BOT

    def __init__(self, server: wecom_bot.BotServer) -> None:
        self._server = server

    async def ask(self, cmd: str, body: wecom.Json, *, req_id: str = "") -> wecom.Json:
        frame = {"cmd": cmd, "headers": {"req_id": req_id}, "body": body}
        code, said = self._server.take(frame)
        if code:
            raise Refused(code)
        return {"errcode": 0, "body": said}


class _QyapiInProcess:
    """Calls the imitation without a network."""

    def __init__(self, qyapi: wecom.Qyapi) -> None:
        self.app = App(api_url="", corp_id=wecom.CORP, agent_id=wecom.AGENT, secret=wecom.SECRET)
        self._qyapi = qyapi
        asked = {"corpid": wecom.CORP, "corpsecret": wecom.SECRET}
        self._token = qyapi.answer("gettoken", asked, b"")["access_token"]

    async def send(self, body: bytes) -> Answer:
        return self._ask("message/send", body)

    async def send_to_chat(self, body: bytes) -> Answer:
        return self._ask("appchat/send", body)

    async def update_card(self, *, user: str, code: str, word: str) -> Answer:
        raise NotImplementedError

    async def upload(self, content: bytes, *, name: str, kind: str) -> str:
        assert kind == "file"
        return self._qyapi.holds(name, content)

    async def media(self, media_id: str) -> Content:
        name, body = self._qyapi.held(media_id, self._token)
        return Content(body=body, name=name)

    def _ask(self, path: str, body: bytes) -> Answer:
        answer = self._qyapi.answer(path, {"access_token": self._token}, body)
        if answer["errcode"]:
            raise Refused(answer["errcode"])
        return answer


class LarkStand:
    """What is shown to somebody in 飞书."""

    address = f"{lark.TENANT}:ou_lilei"

    def __init__(self, far: lark.Lark, session: aiohttp.ClientSession) -> None:
        self._far = far
        self.channel = LarkChannel(session, url=far.url)

    async def visible(self) -> str:
        # Pieces of a text are read on, past the neutral line that heads each card.
        words = [lark.words_of({"all": one["elements"]}) for one in self._cards()]
        return squeezed("".join("".join(some) for some in words))

    async def tokens(self) -> list[str]:
        return [token for one in self._cards() for token in lark.tokens_of(one)]

    async def live_markup(self) -> set[str]:
        said = json.dumps(self._cards(), ensure_ascii=False)
        return {mark for mark in ("lark_md", "\x1b", '"markdown"') if mark in said}

    async def files(self) -> list[tuple[str, bytes]]:
        sent = [content for kind, content in self._far.shown["ou_lilei"] if kind == "file"]
        return [self._far.held[one["file_key"]] for one in sent]

    def _cards(self) -> list[lark.Json]:
        return [content for kind, content in self._far.shown["ou_lilei"] if kind == "interactive"]


class _Reader(HTMLParser):
    """Reads the page as a person does, and keeps which tags and attributes there are."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tokens: list[str] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.names |= {tag, *values}
        self.tokens += [token] if (token := values.get("data-token")) else []
        self.text += [shown for name in ("placeholder", "value") if (shown := values.get(name))]

    def handle_data(self, data: str) -> None:
        self.text.append(data)
