"""A WeCom bot (智能机器人): in single chats and groups, over its long connection."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Protocol

from aiohttp import ClientSession
from yarl import URL

from bot.cards.file import File
from bot.cards.message import Message
from bot.channels.channel import (
    Capabilities,
    Content,
    FileNotFetched,
    Inbound,
    Incoming,
    Outcome,
    Receipt,
)
from bot.channels.downloads import downloaded, is_at
from bot.channels.handles import WrittenHandle
from bot.channels.wecom import cards, ends
from bot.channels.wecom.aibot_media import uploaded
from bot.channels.wecom.channel import hash_of, language_of
from bot.channels.wecom.client import Refused
from bot.channels.wecom.envelope import deciphered_file
from bot.channels.wecom.line import Frame, NotConnected
from bot.limits import Window
from rules.privacy import DataClass

_VERSION = 1
_A_MINUTE, _AN_HOUR = 30, 1000
_MARKED = re.compile(r"([\\`*_~#>|])")


class Talk(Protocol):
    """The line as the channel uses it; a `Line` is one."""

    name: str
    bot_id: str

    async def ask(self, cmd: str, body: Frame, *, req_id: str = "") -> Frame:
        """Send a frame and give its answer."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class BotHandle(WrittenHandle):
    """The frame an act came in, which can be answered on the line it came on."""

    line: str = ""
    req_id: str = ""
    #: The user or group it came from.
    chat: str = ""
    #: What answers it: "aibot_respond_msg", or "aibot_respond_welcome_msg" within 5 seconds.
    cmd: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed(WrittenHandle):
    """Where a file lies and what opens it; good for five minutes."""

    url: str = ""
    key: str = ""


class WeComBot:
    """The channel. An address is "bot:user", or "bot:group"."""

    name = "wecombot"

    def __init__(
        self,
        line: Talk,
        *,
        carries: DataClass = DataClass.ASSESSMENT,
        session: ClientSession | None = None,
        url: str = "",
    ) -> None:
        self.capabilities = Capabilities(sends_files=True, carries=carries)
        self._line = line
        self._session = session
        #: Where the line leads: files of an imitation lie there too.
        self._url = url.replace("ws", "http", 1)

    def render(self, message: Message, *, address: str) -> bytes:
        """Give the frames that bring a message; raise ValueError for a chat of another bot."""
        laid = cards.laid_out(message, language=language_of(message))
        bot_id, _, chat = address.partition(":")
        if bot_id != self._line.bot_id:
            # It may be another company's, where the same userid is somebody else.
            raise ValueError("a chat of another bot")
        name = hash_of(message.key, address)
        texts = [
            piece
            for text in laid.texts
            for piece in cards.in_pieces(text, preview=message.preview, written=escaped)
        ]
        posts: list[dict[str, Any]] = [
            *({"msgtype": "markdown", "markdown": {"content": text}} for text in texts),
            *(
                {"msgtype": "template_card", "template_card": {**card, "task_id": f"{name}-{n}"}}
                for n, card in enumerate(laid.cards)
            ),
        ]
        if message.file is not None:
            posts.append({"msgtype": "file", "file": asdict(message.file)})
        said = {"v": _VERSION, "name": name, "chat": chat, "posts": posts}
        return json.dumps(said, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")

    def windows(self, rendered: bytes, to: Inbound | None = None) -> Sequence[Window]:
        """Give the minute and hour of a chat; an answer counts as any message does."""
        del to
        said = json.loads(rendered)
        return [
            Window(
                key=f"wecombot:@{said['chat']}",
                limit=limit,
                seconds=seconds,
                calls=len(said["posts"]),
            )
            for limit, seconds in ((_A_MINUTE, 60.0), (_AN_HOUR, 3600.0))
        ]

    async def send(self, rendered: bytes) -> Receipt:
        """Send all frames; one that stops in the middle may have arrived."""
        return await self._send(json.loads(rendered), BotHandle())

    async def reply(self, rendered: bytes, to: Inbound) -> Receipt:
        """Answer the frame an act came in, where its line is open and this is its chat."""
        said, handle = json.loads(rendered), BotHandle.read(to.handle)
        is_open = bool(handle.line) and handle.line == self._line.name
        here = is_open and bool(handle.cmd) and said["chat"] == handle.chat
        return await self._send(said, handle if here else BotHandle())

    async def fetch(self, file: Incoming) -> Content:
        """Give a file that was sent to the bot, opened; raise `FileNotFetched`."""
        sealed = Sealed.read(file.source)
        try:
            address = URL(sealed.url)
            if self._session is None or not is_at(address, ours=self._url):
                raise FileNotFetched("not an address of WeCom")
            found = await downloaded(self._session, address)
            return replace(found, body=deciphered_file(found.body, sealed.key))
        except ValueError as error:  # no address, or nothing that the key opens
            raise FileNotFetched("not to be opened") from error

    async def _send(self, said: dict[str, Any], handle: BotHandle) -> Receipt:
        """Put the file with WeCom first: where that fails, she has seen nothing yet."""
        try:
            posts = [await self._with_media(post) for post in said["posts"]]
        except Exception as error:  # noqa: BLE001 - every end of a frame is a receipt
            return _not_seen(error)
        for n, post in enumerate(posts):
            answers = handle if n == 0 and post["msgtype"] != "file" else BotHandle()
            receipt = await self._post(said, post, answers)
            if receipt.outcome is not Outcome.SENT:
                return receipt if n == 0 or receipt.outcome is Outcome.REFUSED else _half(receipt)
        return Receipt(outcome=Outcome.SENT)

    async def _with_media(self, post: Frame) -> Frame:
        if post["msgtype"] != "file":
            return post
        return {**post, "file": {"media_id": await uploaded(self._line, File(**post["file"]))}}

    async def _post(self, said: dict[str, Any], post: Frame, handle: BotHandle) -> Receipt:
        try:
            if not await self._answer(said["name"], post, handle):
                await self._line.ask("aibot_send_msg", {"chatid": said["chat"], **post})
        except NotConnected:
            return _NO_LINE
        except Exception as error:  # noqa: BLE001 - every end of a frame is a receipt
            return ends.receipt_of(error)
        return Receipt(outcome=Outcome.SENT)

    async def _answer(self, name: str, post: Frame, handle: BotHandle) -> bool:
        """Answer the frame itself; False where it can not be answered (any more)."""
        if not handle.req_id:
            return False
        try:
            await self._line.ask(
                handle.cmd, _answering(name, post, handle.cmd), req_id=handle.req_id
            )
        except Refused:
            return False
        return True


def escaped(text: str) -> str:
    """Escape what WeCom reads as markup, so that it mentions, links and hides nothing."""
    marked = _MARKED.sub(r"\\\1", text)
    return marked.replace("<", "<\u2060").replace("](", "]\u2060(")


def _answering(name: str, post: Frame, cmd: str) -> Frame:
    if post["msgtype"] == "template_card":
        return post
    content = post["markdown"]["content"]
    if cmd == "aibot_respond_welcome_msg":
        return {"msgtype": "text", "text": {"content": content}}
    return {"msgtype": "stream", "stream": {"id": name, "finish": True, "content": content}}


def _not_seen(error: Exception) -> Receipt:
    """Give the end of a message whose file could not be put with WeCom."""
    if isinstance(error, NotConnected):
        return _NO_LINE
    receipt = ends.receipt_of(error)
    if receipt.outcome is not Outcome.UNKNOWN:
        return receipt
    return replace(receipt, outcome=Outcome.NOT_SENT)


#: Another process may have the line, and sends it then.
_NO_LINE = Receipt(outcome=Outcome.NOT_SENT, reason="no line here", retry_after=2.0)


def _half(receipt: Receipt) -> Receipt:
    """Some frames are there: sent again, they would come twice."""
    return Receipt(outcome=Outcome.UNKNOWN, reason=f"only in part: {receipt.reason}")
