"""What we say in WeCom: texts and template cards by message/send, each sent at most once."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import Any, Protocol

import structlog

from bot.cards.file import File
from bot.cards.message import Message
from bot.cards.words import say
from bot.channels.channel import Capabilities, Content, Inbound, Incoming, Outcome, Receipt
from bot.channels.handles import WrittenHandle
from bot.channels.wecom import cards, ends
from bot.channels.wecom.client import Answer, App
from bot.limits import Window
from rules.privacy import DataClass

log = structlog.get_logger()

_VERSION = 1
#: WeCom's longest: what comes again within it is not delivered twice.
_DUPLICATE_SECONDS = 14_400
#: To one member, of one app: WeCom drops the rest and does not say so (D 90236).
_A_MINUTE, _AN_HOUR = 30, 1000
#: To one group, of one app (D 90248).
_CHAT_A_MINUTE = 200
#: WeCom keeps a file for three days.
_MEDIA_SECONDS, _MEDIA_KNOWN = 250_000.0, 200
_MARK_BITS, _MARK_ZERO, _MARK_ONE = 20, "\u200b", "\u200c"
_MARK_BYTES = 3 * _MARK_BITS


@dataclass(frozen=True, slots=True)
class Member:
    """Whom a message is for, as an address says it: "corpid:userid"."""

    corp_id: str
    user: str

    def __str__(self) -> str:
        """Give the address: WeCom tells no A from a in a userid, and gives either."""
        return f"{self.corp_id}:{self.user.casefold()}"

    @classmethod
    def of(cls, address: str) -> Member:
        """Read an address."""
        corp_id, _, user = address.partition(":")
        return cls(corp_id, user)


@dataclass(frozen=True, slots=True)
class Chat:
    """A group that the app has made, as an address says it: "corpid:#chatid"; no userid has #."""

    corp_id: str
    id: str

    def __str__(self) -> str:
        """Give the address."""
        return f"{self.corp_id}:#{self.id}"

    @classmethod
    def of(cls, address: str) -> Chat | None:
        """Read an address; None where it is a member's."""
        corp_id, _, chat = address.partition(":#")
        return cls(corp_id, chat) if chat else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handle(WrittenHandle):
    """How a pressed card can be changed; see `Inbound.handle`."""

    #: Changes it once, within 72 hours.
    response_code: str = ""
    task_id: str = ""


class NothingSent(Exception):
    """A file could not be put with WeCom, so that no message was sent."""

    def __init__(self, receipt: Receipt) -> None:
        super().__init__(receipt.reason)
        self.receipt = receipt


class Api(Protocol):
    """What the channel asks of WeCom; a `Client` is one."""

    @property
    def app(self) -> App:
        """Who calls."""
        ...

    async def send(self, body: bytes) -> Answer:
        """Send a message."""
        ...

    async def send_to_chat(self, body: bytes) -> Answer:
        """Send a message to a group of the app's own."""
        ...

    async def update_card(self, *, user: str, code: str, word: str) -> Answer:
        """Put a word in place of a card's buttons."""
        ...

    async def upload(self, content: bytes, *, name: str, kind: str) -> str:
        """Give the media_id of a file."""
        ...

    async def media(self, media_id: str) -> Content:
        """Give a file that a member sent."""
        ...


class WeCom:
    """The channel of a self-built app; it is in no group."""

    name = "wecom"

    def __init__(self, client: Api, *, carries: DataClass = DataClass.ASSESSMENT) -> None:
        self.capabilities = Capabilities(
            deduplicates=timedelta(seconds=_DUPLICATE_SECONDS),
            updates_messages=True,
            sends_files=True,
            carries=carries,
        )
        self._client = client
        #: By hash of the bytes: the same file again in the same words is one that was sent twice.
        self._media: dict[str, tuple[str, float]] = {}

    def render(self, message: Message, *, address: str) -> bytes:
        """Give the calls that bring a message; raise ValueError for another company's member."""
        language = language_of(message)
        name = hash_of(message.key, address)
        if (chat := Chat.of(address)) is not None:
            self._must_be_ours(chat.corp_id)
            return _json({"v": _VERSION, "language": language, "posts": _chat_posts(chat, message)})
        laid = cards.laid_out(message, language=language)
        texts = [piece for text in laid.texts for piece in _pieces(text, message.preview, name)]
        parts: list[dict[str, Any]] = [
            *({"msgtype": "text", "text": {"content": text}} for text in texts),
            *(
                {"msgtype": "template_card", "template_card": {**card, "task_id": f"{name}-{n}"}}
                for n, card in enumerate(laid.cards)
            ),
        ]
        if message.file is not None:
            parts.append({"msgtype": "file", "file": asdict(message.file)})
        member = Member.of(address)
        self._must_be_ours(member.corp_id)
        posts = [{**self._common(member.user), **part} for part in parts]
        said = {"v": _VERSION, "language": language, "posts": posts}
        return _json(said)

    def windows(self, rendered: bytes, to: Inbound | None = None) -> Sequence[Window]:
        """Give the member's minute and hour; an answer counts as any message does."""
        del to
        posts = json.loads(rendered)["posts"]
        if "chatid" in posts[0]:
            key = f"wecom:{self._client.app.agent_id}:#{posts[0]['chatid']}"
            return [Window(key=key, limit=_CHAT_A_MINUTE, seconds=60.0, calls=len(posts))]
        key = f"wecom:{posts[0]['agentid']}:@{posts[0]['touser']}"
        return [
            Window(key=key, limit=limit, seconds=seconds, calls=len(posts))
            for limit, seconds in ((_A_MINUTE, 60.0), (_AN_HOUR, 3600.0))
        ]

    async def send(self, rendered: bytes) -> Receipt:
        """Send all calls; what had arrived of them does not arrive again when they are repeated."""
        receipt = Receipt(outcome=Outcome.REFUSED, reason="nothing to send")
        for post in json.loads(rendered)["posts"]:
            receipt = await self._post(post)
            if receipt.outcome is not Outcome.SENT:
                return receipt
        return receipt

    async def reply(self, rendered: bytes, to: Inbound) -> Receipt:
        """Answer in a message of its own, and say on the card that was pressed that it was."""
        handle = Handle.read(to.handle)
        if not handle.response_code:
            return await self.send(rendered)
        word = say(json.loads(rendered)["language"], "wecom.pressed")
        receipt, _ = await asyncio.gather(
            self.send(rendered), self._mark_pressed(to, handle.response_code, word)
        )
        return receipt

    def _must_be_ours(self, corp_id: str) -> None:
        if corp_id != self._client.app.corp_id:
            # The same userid is somebody else there.
            raise ValueError("a member of another company")

    def _common(self, user: str) -> dict[str, Any]:
        return {
            "touser": user,
            "agentid": self._client.app.agent_id,
            "enable_id_trans": 0,  # else $userName=...$ in a text would become a name
            "enable_duplicate_check": 1,
            "duplicate_check_interval": _DUPLICATE_SECONDS,
        }

    async def _post(self, post: Mapping[str, Any]) -> Receipt:
        try:
            if post["msgtype"] == "file":
                post = {**post, "file": {"media_id": await self._media_id(File(**post["file"]))}}
            is_chat = "chatid" in post
            send = self._client.send_to_chat if is_chat else self._client.send
            answer = await send(_json(post))
        except NothingSent as nothing:
            return nothing.receipt
        except Exception as error:  # noqa: BLE001 - every end of a call is a receipt
            return ends.receipt_of(error)
        if missed := [name for name in ("invaliduser", "unlicenseduser") if answer.get(name)]:
            return ends.unreachable(missed[0])
        return Receipt(outcome=Outcome.SENT, ref=str(answer.get("response_code", "")))

    async def _media_id(self, file: File) -> str:
        """Put a file with WeCom, once in a process while it is kept; raise `NothingSent`."""
        content = file.content
        known = sha256(file.name.encode() + b"\0" + content).hexdigest()
        media_id, until = self._media.get(known, ("", 0.0))
        if time.monotonic() < until:
            return media_id
        try:
            media_id = await self._client.upload(content, name=file.name, kind="file")
        except Exception as error:
            receipt = ends.receipt_of(error)
            if receipt.outcome is Outcome.UNKNOWN:
                receipt = replace(receipt, outcome=Outcome.NOT_SENT)
            raise NothingSent(receipt) from error
        while len(self._media) >= _MEDIA_KNOWN:
            del self._media[next(iter(self._media))]
        self._media[known] = media_id, time.monotonic() + _MEDIA_SECONDS
        return media_id

    async def fetch(self, file: Incoming) -> Content:
        """Give a file that WeCom holds; raise `FileNotFetched`."""
        return await self._client.media(file.source)

    async def _mark_pressed(self, to: Inbound, code: str, word: str) -> None:
        """Nothing depends on it: a code that was used, or is too old, changes no answer."""
        user = Member.of(to.sender).user
        try:
            await self._client.update_card(user=user, code=code, word=word)
        except Exception as error:  # noqa: BLE001
            reason = ends.receipt_of(error).reason
            log.info("wecom.card_not_updated", interaction=to.id, reason=reason)


def _chat_posts(chat: Chat, message: Message) -> list[dict[str, Any]]:
    """Give the calls for a group: it takes no card with buttons, so the words alone (D 90248)."""
    pieces = cards.in_pieces(message.text, preview=message.preview, written=cards.spoken)
    return [
        {"chatid": chat.id, "msgtype": "text", "text": {"content": one}, "safe": 0}
        for one in pieces
    ]


def language_of(message: Message) -> str:
    """Give the language a message is worded in, by its neutral line."""
    is_chinese = any("\u4e00" <= char <= "\u9fff" for char in message.preview)
    return "zh" if is_chinese else "en"


def hash_of(key: str, address: str) -> str:
    """Give the name of a message to an address, in the letters that a task_id may have."""
    return sha256(f"{key}\0{address}".encode()).hexdigest()[:40]


def _pieces(text: str, preview: str, name: str) -> list[str]:
    """Cut a text, and mark each piece with whose it is by what nobody sees.

    WeCom would else take two answers of the same words for one that was sent twice.
    """
    bits = f"{int(name, 16):b}"[-_MARK_BITS:].zfill(_MARK_BITS)
    mark = bits.replace("0", _MARK_ZERO).replace("1", _MARK_ONE)
    found = cards.in_pieces(text, preview=preview, written=cards.spoken, spare=_MARK_BYTES)
    return [f"{piece}{mark}" for piece in found]


def _json(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
