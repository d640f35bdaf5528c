"""What we say in DingTalk: interactive cards where there is a template, Markdown elsewhere."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, Protocol

from bot.cards.file import File
from bot.cards.message import Message
from bot.channels.channel import Capabilities, Content, Inbound, Incoming, Outcome, Receipt
from bot.channels.dingtalk import cards, texts
from bot.channels.dingtalk.client import BATCH, CARD, GROUP, READ, UPDATE
from bot.channels.dingtalk.doubt import Doubt
from bot.channels.dingtalk.ends import CallFailed, listed, refused, unreachable
from bot.channels.handles import WrittenHandle
from bot.channels.plain import plain
from bot.limits import Window
from config.platforms import DingTalkSettings, Mode

_VERSION = 1
#: An answer sets out a little before its address dies.
_EARLY_SECONDS = 30.0
_FLOW_SECONDS = 30.0
#: A card is known by its outTrackId. No page says for how long; a day is surely within it.
_DUPLICATES = timedelta(days=1)
#: Calls a second of one app to one interface, on the standard edition.
_CALLS_A_SECOND = 20
#: Whose being read is asked for, to hear whether DingTalk answers.
_NO_MESSAGE = {"processQueryKey": "none"}
#: How the address of somebody begins whom the organisation does not have.
_STRANGER = "?"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message goes, as an address says it: "corp:user", "corp:group:user" in a group."""

    corp: str
    user: str
    group: str = ""

    def __str__(self) -> str:
        """Give the address."""
        return ":".join(part for part in (self.corp, self.group, self.user) if part)

    @classmethod
    def of(cls, address: str) -> Place:
        """Read an address."""
        corp, *group, user = address.split(":")
        return cls(corp=corp, user=user, group=":".join(group))

    @classmethod
    def of_stranger(cls, corp: str, sender: str) -> Place:
        """Give the place of somebody without an id in the organisation: only answers reach her."""
        return cls(corp=corp, user=_STRANGER + sha256(sender.encode()).hexdigest()[:24])

    @property
    def is_stranger(self) -> bool:
        """Whether nothing but an answer reaches her."""
        return self.user.startswith(_STRANGER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handle(WrittenHandle):
    """How an act can be answered in its conversation; see `Inbound.handle`."""

    #: An address that needs no token, until `until` (Unix seconds).
    webhook: str = ""
    until: float = 0.0
    #: The card that was used, by its outTrackId.
    track: str = ""


class Api(Protocol):
    """The calls that the channel makes; each raises `CallFailed` unless it did its work."""

    async def get(self, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        """Ask the API for something."""
        ...

    async def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Call the API."""
        ...

    async def put(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Change something by the API."""
        ...

    async def answer_at(self, webhook: str, body: Mapping[str, Any]) -> None:
        """Say something in the conversation that an address stands for."""
        ...

    async def file(self, robot: str, code: str) -> Content:
        """Give a file that somebody sent."""
        ...

    async def upload(self, content: bytes, *, name: str) -> str:
        """Put a file with DingTalk and give its mediaId."""
        ...


class DingTalk:
    """The channel. With a template every message to a person is a card, known by its own id."""

    name = "dingtalk"

    def __init__(
        self,
        client: Api,
        *,
        settings: DingTalkSettings,
        real_time: Callable[[], float],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._settings = settings
        self._real_time = real_time
        self._doubt = Doubt(
            lambda: client.get(READ, {"robotCode": settings.robot, **_NO_MESSAGE}),
            monotonic=monotonic,
        )
        has_cards = bool(settings.card_template_id)
        self.capabilities = Capabilities(
            deduplicates=_DUPLICATES if has_cards else timedelta(),
            updates_messages=has_cards,
            shows_forms=has_cards,
            sends_files=True,
            carries=settings.carries,
        )

    @staticmethod
    def group(corp: str, conversation: str) -> str:
        """Give the address of everybody in a group (openConversationId)."""
        return f"{corp}:{conversation}:"

    def render(self, message: Message, *, address: str) -> bytes:
        """Give the calls that bring a message, as many as its length needs."""
        place = Place.of(address)
        if place.group:
            posts = [self._group(place, plain(message.text) or plain(message.preview))]
        elif self._settings.card_template_id and not place.is_stranger:
            laid = cards.of_message(message)
            posts = [self._card(message, place, values, n) for n, values in enumerate(laid)]
        else:
            laid_out = texts.of_message(message, language=_language(message))
            posts = [self._robot(place, plain(message.preview), text) for text in laid_out]
        if message.file is not None and not place.group:
            posts.append(self._file(place, message.file))
        said = {"v": _VERSION, "to": address, "posts": posts}
        if message.replaces and len(posts) == 1 and posts[0]["path"] == CARD:
            said["replaces"] = True
        return json.dumps(said, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")

    def windows(self, rendered: bytes, to: Inbound | None = None) -> Sequence[Window]:
        """Give what one app may do with one interface on the standard edition, call by call."""
        said = json.loads(rendered)
        path = said["posts"][0]["path"].rpartition("/")[2]
        if to is not None and self._answers(said, to, Handle.read(to.handle)):
            path = "sessionWebhook"
        key = f"dingtalk:{self._settings.client_id}:{path}"
        calls = len(said["posts"])
        return (Window(key=key, limit=_CALLS_A_SECOND, seconds=1.0, calls=calls),)

    async def send(self, rendered: bytes) -> Receipt:
        """Send what was rendered; a message in parts that stops in the middle may have arrived."""
        said = json.loads(rendered)
        if Place.of(said["to"]).is_stranger:
            return refused("nobody of the organisation")
        # Before the first part alone: what stops in the middle is unknown as well.
        has_key = said["posts"][0]["path"] == CARD
        if not has_key and (not_now := await self._doubt.holds_back()) is not None:
            return not_now
        receipt = refused("nothing to send")
        for n, post in enumerate(said["posts"]):
            receipt = await self._sent(post)
            if receipt.outcome is not Outcome.SENT:
                return receipt if n == 0 else self._half(receipt)
        return receipt

    async def reply(self, rendered: bytes, to: Inbound) -> Receipt:
        """Answer in the conversation of the act while it can be; cards are always sent."""
        said, handle = json.loads(rendered), Handle.read(to.handle)
        if answers := self._answers(said, to, handle):
            for n, answer in enumerate(answers):
                receipt = await self._answered(handle.webhook, answer)
                if n == 0 and receipt.outcome in {Outcome.NOT_SENT, Outcome.REFUSED}:
                    break  # it is certainly not there: the other way may still be open
                if receipt.outcome is not Outcome.SENT:
                    return receipt if n == 0 else self._half(receipt)
            else:
                return receipt
        if said.get("replaces") and handle.track and said["to"] == to.sender:
            receipt = await self._replaced(handle.track, said["posts"][0]["body"]["cardData"])
            if receipt.outcome is not Outcome.REFUSED:
                return receipt
        return await self.send(rendered)

    async def _replaced(self, track: str, shown: Mapping[str, Any]) -> Receipt:
        """Put an answer in place of the card it is of; the whole of it, so that nothing stays."""
        body = {
            "outTrackId": track,
            "cardData": dict(shown),
            "cardUpdateOptions": {"updateCardDataByKey": False},
        }
        try:
            await self._client.put(UPDATE, body)
        except CallFailed as failed:
            return failed.receipt
        return Receipt(outcome=Outcome.SENT, ref=track)

    def _answers(
        self, said: Mapping[str, Any], to: Inbound, handle: Handle
    ) -> list[dict[str, Any]]:
        """Give a message as its conversation's address takes it; empty where it can not."""
        answers = [_as_answer(post, Place.of(said["to"])) for post in said["posts"]]
        is_there = said["to"] == (to.sender if to.is_private else to.conversation)
        lives = self._real_time() < handle.until - _EARLY_SECONDS
        if not (is_there and lives and handle.webhook) or None in answers:
            return []
        return [answer for answer in answers if answer is not None]

    async def _answered(self, webhook: str, body: Mapping[str, Any]) -> Receipt:
        try:
            await self._client.answer_at(webhook, body)
        except CallFailed as failed:
            return failed.receipt
        return Receipt(outcome=Outcome.SENT)

    async def _sent(self, post: Mapping[str, Any]) -> Receipt:
        receipt = await self._posted(post)
        if post["path"] != CARD:
            self._doubt.heard(receipt)
        return receipt

    async def _posted(self, post: Mapping[str, Any]) -> Receipt:
        try:
            body = post["body"]
            if "file" in post:
                body = await self._with_media(body, File(**post["file"]))
            said = await self._client.post(post["path"], body)
        except CallFailed as failed:
            return failed.receipt
        return _read_card(said) if post["path"] == CARD else _read_robot(said)

    async def _with_media(self, body: Mapping[str, Any], file: File) -> dict[str, Any]:
        """Put the file with DingTalk first: what waits may wait longer than an id of it lives."""
        media_id = await self._client.upload(file.content, name=file.name)
        params = {**json.loads(body["msgParam"]), "mediaId": media_id}
        return {**body, "msgParam": json.dumps(params, ensure_ascii=False)}

    async def fetch(self, file: Incoming) -> Content:
        """Give a file that DingTalk holds; raise `FileNotFetched`."""
        return await self._client.file(self._settings.robot, file.source)

    def _half(self, receipt: Receipt) -> Receipt:
        """Some parts are there: sent again, they would come twice, unless they are cards."""
        if receipt.outcome is Outcome.REFUSED or self.capabilities.deduplicates:
            return receipt
        return Receipt(outcome=Outcome.UNKNOWN, reason=f"only in part: {receipt.reason}")

    def _robot(self, place: Place, preview: str, text: str) -> dict[str, Any]:
        params = {"title": preview, "text": text}
        body = {
            "robotCode": self._settings.robot,
            "userIds": [place.user],
            "msgKey": "sampleMarkdown",
            "msgParam": json.dumps(params, ensure_ascii=False),
        }
        return {"path": BATCH, "body": body}

    def _file(self, place: Place, file: File) -> dict[str, Any]:
        params = {"fileName": file.name, "fileType": file.name.rpartition(".")[2]}
        body = {
            "robotCode": self._settings.robot,
            "userIds": [place.user],
            "msgKey": "sampleFile",
            "msgParam": json.dumps(params, ensure_ascii=False),
        }
        return {"path": BATCH, "body": body, "file": asdict(file)}

    def _group(self, place: Place, text: str) -> dict[str, Any]:
        body = {
            "robotCode": self._settings.robot,
            "openConversationId": place.group,
            "msgKey": "sampleText",
            "msgParam": json.dumps({"content": text}, ensure_ascii=False),
        }
        return {"path": GROUP, "body": body}

    def _presses(self) -> dict[str, str]:
        """Say by which way what is done with a card comes back: it is said of each card."""
        if self._settings.mode is Mode.STREAM:
            return {"callbackType": "STREAM"}
        return {"callbackType": "HTTP", "callbackRouteKey": self._settings.card_route}

    def _card(
        self, message: Message, place: Place, values: Mapping[str, str], n: int
    ) -> dict[str, Any]:
        known = sha256(f"{message.key}\n{place}\n{n}".encode()).hexdigest()[:32]
        preview = plain(message.preview)
        body = {
            "cardTemplateId": self._settings.card_template_id,
            "outTrackId": known,
            **self._presses(),
            "userIdType": 1,
            "cardData": {"cardParamMap": dict(values)},
            "openSpaceId": f"dtv1.card//IM_ROBOT.{place.user}",
            "imRobotOpenSpaceModel": {
                "supportForward": False,
                "lastMessageI18n": {"ZH_CN": preview, "EN_US": preview},
            },
            "imRobotOpenDeliverModel": {
                "spaceType": "IM_ROBOT",
                "robotCode": self._settings.robot,
            },
        }
        return {"path": CARD, "body": body}


def _as_answer(post: Mapping[str, Any], place: Place) -> dict[str, Any] | None:
    """Give a post as a conversation's address takes it; None for a card or a file."""
    if post["path"] == CARD or "file" in post:
        return None
    said = json.loads(post["body"]["msgParam"])
    if post["path"] == BATCH:
        return {"msgtype": "markdown", "markdown": said}
    at = {"atUserIds": [] if place.is_stranger else [place.user], "isAtAll": False}
    return {"msgtype": "text", "text": said, "at": at}


def _read_robot(said: Mapping[str, Any]) -> Receipt:
    """Read whom an answer leaves out: with status 200 it may have reached nobody."""
    if listed(said, "invalidStaffIdList"):
        return unreachable("nobody of the organisation")
    if listed(said, "flowControlledStaffIdList"):
        reason = "flow control"
        return Receipt(outcome=Outcome.NOT_SENT, reason=reason, retry_after=_FLOW_SECONDS)
    return Receipt(outcome=Outcome.SENT, ref=str(said.get("processQueryKey", "")))


def _read_card(said: Mapping[str, Any]) -> Receipt:
    result = said.get("result")
    if said.get("success") is False or not isinstance(result, dict):
        return Receipt(outcome=Outcome.UNKNOWN, reason="no result")
    delivered = result.get("deliverResults")
    ends = delivered if isinstance(delivered, list) else []
    if any(isinstance(one, dict) and one.get("success") is False for one in ends):
        return refused("not delivered")
    return Receipt(outcome=Outcome.SENT, ref=str(result.get("outTrackId", "")))


def _language(message: Message) -> str:
    """Guess what a form's hints are worded in: the language of the form itself."""
    words = message.form.title if message.form else message.text
    return "en" if words.isascii() else "zh"
