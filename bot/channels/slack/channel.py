"""What we say in Slack: messages by chat.postMessage, forms as modals, the rest beside them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.file import File
from bot.cards.message import Message
from bot.channels.channel import Capabilities, Content, Inbound, Incoming, Outcome, Receipt
from bot.channels.handles import WrittenHandle
from bot.channels.plain import plain
from bot.channels.slack import blocks, ends, files, history
from bot.channels.slack.calls import called
from bot.limits import Window
from rules.privacy import DataClass

_VERSION = 1
#: A trigger opens one modal, within three seconds of the press.
_TRIGGER_SECONDS = 2.6
#: Slack's tier 4, of each method.
_A_MINUTE = 100
#: Its tier 3.
_UPDATES_A_MINUTE = 50
_IN_THE_REQUEST = "request"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message goes, as an address says it: "team:user", "team:channel:user" in a group."""

    team: str
    user: str
    channel: str = ""

    def __str__(self) -> str:
        """Give the address."""
        return ":".join(part for part in (self.team, self.channel, self.user) if part)

    @classmethod
    def of(cls, address: str) -> Place:
        """Read an address."""
        team, *channel, user = address.split(":")
        return cls(team=team, user=user, channel=channel[0] if channel else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Handle(WrittenHandle):
    """How an act can be answered where it was done; see `Inbound.handle`."""

    #: Opens a modal, until shortly after `at` (Unix seconds).
    trigger: str = ""
    at: float = 0.0
    #: Her Home tab is what she looks at.
    is_home: bool = False
    #: The message that a pressed button is of, "channel:ts", in her direct chat with us.
    message: str = ""


class Slack:
    """The channel. `client` must retry nothing by itself: the outbox is the only retry."""

    name = "slack"
    looks_back = timedelta(hours=24)

    def __init__(
        self,
        client: AsyncWebClient,
        *,
        real_time: Callable[[], float],
        carries: DataClass = DataClass.ASSESSMENT,
    ) -> None:
        self.capabilities = Capabilities(
            updates_messages=True, shows_forms=True, sends_files=True, carries=carries
        )
        self._client = client
        self._real_time = real_time
        #: Acts whose request is still open: what it is to be answered with.
        self._open: dict[str, asyncio.Future[dict[str, Any]]] = {}

    def render(self, message: Message, *, address: str) -> bytes:
        """Give the calls that bring a message, as many as its length needs, and its modal."""
        place = Place.of(address)
        laid = _laid_out(message)
        posts = [_post(place, some, preview=plain(message.preview)) for some in laid]
        view = None if message.form is None else blocks.view(message.form)
        errors = {} if message.form is None else blocks.problems(message.form)
        marks = history.mark(posts, key=message.key, address=address)
        said = {"v": _VERSION, "posts": posts, "marks": marks, "view": view, "errors": errors}
        if message.replaces and len(posts) == 1:
            said["replaces"] = True
        if place.channel:
            said["line"] = plain(message.text)
        elif message.file is not None:
            said["file"] = asdict(message.file)
        return json.dumps(said, ensure_ascii=False, sort_keys=True).encode()

    def windows(self, rendered: bytes, to: Inbound | None = None) -> Sequence[Window]:
        """Give a message a second to one conversation, as Slack asks, or an answer's own limit."""
        said = json.loads(rendered)
        method = "" if to is None else self._way(said, to, Handle.read(to.handle))
        if method == _IN_THE_REQUEST:
            return ()
        if method:
            limit = _UPDATES_A_MINUTE if method == "chat.update" else _A_MINUTE
            return (Window(key=f"slack:{method}", limit=limit, seconds=60.0),)
        if to is not None:
            return ()  # Slack lets bursts to one conversation pass, and says 429 where it does not
        channel = said["posts"][0]["channel"]
        return (Window(key=f"slack:@{channel}", limit=1, seconds=1.0),)

    async def send(self, rendered: bytes) -> Receipt:
        """Post; a message in several parts that stops in the middle may have arrived."""
        return await self._send(json.loads(rendered))

    async def resume(self, rendered: bytes, *, since: datetime) -> Receipt:
        """Send those parts of a message that her conversation does not hold."""
        said = json.loads(rendered)
        marks, user = said.get("marks", [""]), said["posts"][0]["channel"]
        if not all(marks):
            return _never_known("it has no mark")
        try:
            there = await history.there(self._client, user, since=since)
        except history.CanNotTell as error:
            return _never_known(str(error))
        except Exception as error:  # noqa: BLE001 - every end of a call is a receipt
            return ends.of_look(error)
        if marks[-1] not in there:
            parts = zip(said["posts"], marks, strict=True)
            missing = [post for post, name in parts if name not in there]
            return await self._send({**said, "posts": missing})
        if "file" in said:
            return _never_known("its file may be there")
        return Receipt(outcome=Outcome.SENT, ref=there[marks[-1]])

    async def _send(self, said: Mapping[str, Any]) -> Receipt:
        receipt = Receipt(outcome=Outcome.REFUSED, reason="nothing to send")
        for n, post in enumerate(said["posts"]):
            method = "chat.postEphemeral" if "user" in post else "chat.postMessage"
            receipt = await self._call(method, post)
            if receipt.outcome is not Outcome.SENT:
                return receipt if n == 0 else _half(receipt)
        return await self._with_file(said, receipt)

    async def fetch(self, file: Incoming) -> Content:
        """Give a file that Slack holds; raise `FileNotFetched`."""
        return await files.fetched(self._client, file)

    async def _with_file(self, said: Mapping[str, Any], receipt: Receipt) -> Receipt:
        """Send the file that goes with a message which is there already."""
        if "file" not in said:
            return receipt
        end = await files.shared(self._client, File(**said["file"]), said["posts"][0]["channel"])
        return receipt if end.outcome is Outcome.SENT else _half(end)

    async def reply(self, rendered: bytes, to: Inbound) -> Receipt:
        """Answer in the open request, the modal or the Home tab that the act came from."""
        said, handle = json.loads(rendered), Handle.read(to.handle)
        if (line := said.get("line")) is not None and to.id in self._open:
            self._settle(to.id, {"response_type": "ephemeral", "text": _escaped(line)})
            return Receipt(outcome=Outcome.SENT)
        if handle.is_home:
            return await self._publish(said, to)
        if said["view"] is None:
            if line is None:
                self._settle(to.id, {})  # the modal closes, the answer comes as a message
            return await self._replace(said, to, handle)
        return await self._ask(said, to, handle)

    def _way(self, said: Mapping[str, Any], to: Inbound, handle: Handle) -> str:
        """Tell what `reply` answers by: an open request, a method of its own, "" for a message."""
        if said.get("line") is not None and to.id in self._open:
            return _IN_THE_REQUEST
        if handle.is_home:
            return "views.publish"
        if said["view"] is None:
            return "chat.update" if said.get("replaces") and handle.message else ""
        if to.id in self._open and to.answers:
            return _IN_THE_REQUEST
        lives = self._real_time() - handle.at <= _TRIGGER_SECONDS
        return "views.open" if handle.trigger and lives else ""

    async def answered(self, act: str, seconds: float) -> dict[str, Any]:
        """Wait for what a request kept open is to be answered with; empty if it takes longer."""
        waiting = self._open[act]
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.shield(waiting)
        except TimeoutError:
            return {}
        finally:
            self._open.pop(act, None)

    def keep_open(self, act: str) -> None:
        """Say, before an act is accepted, that its request waits for `answered`."""
        self._open.setdefault(act, asyncio.get_running_loop().create_future())

    async def _ask(self, said: Mapping[str, Any], to: Inbound, handle: Handle) -> Receipt:
        if to.id in self._open and to.answers:  # a modal that was sent, and is shown again
            errors = said["errors"]
            if errors:
                self._settle(to.id, {"response_action": "errors", "errors": errors})
            else:
                self._settle(to.id, {"response_action": "update", "view": said["view"]})
            return Receipt(outcome=Outcome.SENT)
        if handle.trigger and self._real_time() - handle.at <= _TRIGGER_SECONDS:
            opened = {"trigger_id": handle.trigger, "view": said["view"]}
            receipt = await self._call("views.open", opened)
            if receipt.outcome is Outcome.SENT:
                self._settle(to.id, {})
                return receipt
        # Too late for a modal, or there was nothing to open one with: the form itself is sent.
        self._settle(to.id, {})
        return await self._send(said)

    async def _replace(self, said: Mapping[str, Any], to: Inbound, handle: Handle) -> Receipt:
        """Put an answer in place of the message it is of; as a new one where that can not be."""
        channel, _, ts = handle.message.partition(":")
        if said.get("replaces") and to.is_private and ts:
            post = said["posts"][0]
            update = {"channel": channel, "ts": ts, "text": post["text"], "blocks": post["blocks"]}
            receipt = await self._call("chat.update", update)
            if receipt.outcome is not Outcome.REFUSED:
                return receipt
        return await self._send(said)

    async def _publish(self, said: Mapping[str, Any], to: Inbound) -> Receipt:
        shown = [block for post in said["posts"] for block in post["blocks"]]
        home = {"type": "home", "blocks": shown[: 2 * blocks.MAX_BLOCKS]}
        user = Place.of(to.sender).user
        return await self._call("views.publish", {"user_id": user, "view": home})

    def _settle(self, act: str, answer: dict[str, Any]) -> None:
        waiting = self._open.get(act)
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)

    async def _call(self, method: str, body: Mapping[str, Any]) -> Receipt:
        try:
            answer = await called(self._client, method, body)
        except Exception as error:  # noqa: BLE001 - every end of a call is a receipt
            return ends.receipt_of(error)
        ref = f"{answer.get('channel', '')}:{answer.get('ts', '')}"
        return Receipt(outcome=Outcome.SENT, ref=ref)


def _laid_out(message: Message) -> list[list[blocks.Block]]:
    if message.form:
        shown = blocks.of_card(message.card) if message.card else []
        return blocks.messages([*shown, *blocks.of_form(message.form)])
    if message.card:
        return blocks.messages(blocks.of_card(message.card))
    return blocks.messages(blocks.of_text(message.text) or blocks.of_text(message.preview))


def _post(place: Place, shown: Sequence[blocks.Block], *, preview: str) -> dict[str, Any]:
    # The text is what a lock screen shows, so it is the neutral line and never the card's words.
    to = (
        {"channel": place.channel, "user": place.user} if place.channel else {"channel": place.user}
    )
    return {**to, "text": _escaped(preview), "blocks": list(shown), "unfurl_links": False}


def _half(receipt: Receipt) -> Receipt:
    """Some parts are there: sent again, they would come twice."""
    if receipt.outcome is Outcome.REFUSED:
        return receipt
    return Receipt(outcome=Outcome.UNKNOWN, reason=f"only in part: {receipt.reason}")


def _never_known(reason: str) -> Receipt:
    return Receipt(outcome=Outcome.UNKNOWN, reason=reason, is_final=True)


def _escaped(text: str) -> str:
    """Escape what Slack reads as markup in a plain `text`."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
