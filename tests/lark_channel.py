"""A stub of a fourth channel, 飞书 (Lark), so that the port is known to fit one (issue 4).

It lives with the tests: no product code knows it. What the port lacked for it was put into the
port, see docs/decisions/0031.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import aiohttp
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from yarl import URL

from bot.cards.card import Card
from bot.cards.file import File
from bot.cards.form import Form, Input, InputKind
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
from bot.channels.downloads import downloaded
from bot.channels.handles import WrittenHandle
from bot.channels.pieces import pieces, utf8
from bot.channels.plain import plain
from bot.channels.questions import choices
from bot.limits import Window
from rules.privacy import DataClass
from tests.imitations import lark

_HOUR = timedelta(hours=1)
_PIECE, _CARD = 3_000, 20_000
_A_SECOND = 5
_UNREACHABLE = frozenset({lark.NOT_VISIBLE})
_WIDGETS = {
    InputKind.DATE: "date_picker",
    InputKind.CHOICES: "multi_select_static",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource(WrittenHandle):
    """Where a file that somebody sent lies."""

    message: str = ""
    key: str = ""
    kind: str = "file"


class LarkChannel:
    """An address is "tenant:open_id". All is plain text: nothing that people write is markup."""

    name = "lark"
    capabilities = Capabilities(
        deduplicates=_HOUR, shows_forms=True, sends_files=True, carries=DataClass.ASSESSMENT
    )

    def __init__(self, session: aiohttp.ClientSession, *, url: str) -> None:
        self._session = session
        self._url = url
        self._token = ""

    def render(self, message: Message, *, address: str) -> bytes:
        tenant, _, user = address.partition(":")
        if tenant != lark.TENANT:
            raise ValueError("a member of another company")
        known = sha256(f"{message.key}\0{address}".encode()).hexdigest()[:40]
        posts: list[dict[str, Any]] = [
            {"msg_type": "interactive", "content": _json(card), "uuid": f"{known}-{n}"}
            for n, card in enumerate(_cards(message))
        ]
        if message.file is not None:
            file = asdict(message.file)  # it is put there when it is sent
            posts.append({"msg_type": "file", "file": file, "uuid": f"{known}-f"})
        posts = [{"receive_id": user, **post} for post in posts]
        return _json({"posts": posts}).encode()

    def windows(self, rendered: bytes, to: Inbound | None = None) -> Sequence[Window]:
        del to
        posts = json.loads(rendered)["posts"]
        key = f"lark:@{posts[0]['receive_id']}"
        return [Window(key=key, limit=_A_SECOND, seconds=1.0, calls=len(posts))]

    async def send(self, rendered: bytes) -> Receipt:
        receipt = Receipt(outcome=Outcome.REFUSED, reason="nothing to send")
        for post in json.loads(rendered)["posts"]:
            try:
                receipt = await self._post(post)
            except aiohttp.ClientConnectorError as error:
                return Receipt(outcome=Outcome.NOT_SENT, reason=type(error).__name__)
            except (aiohttp.ClientError, OSError, ValueError) as error:
                return Receipt(outcome=Outcome.UNKNOWN, reason=type(error).__name__)
            if receipt.outcome is not Outcome.SENT:
                return receipt  # what is there already is known by its uuid
        return receipt

    async def reply(self, rendered: bytes, to: Inbound) -> Receipt:
        del to
        return await self.send(rendered)

    async def fetch(self, file: Incoming) -> Content:
        resource = Resource.read(file.source)
        await self._get_token()
        path = f"{lark.MESSAGES}/{resource.message}/resources/{resource.key}"
        headers = {"Authorization": f"Bearer {self._token}"}
        address = URL(f"{self._url}{path}").with_query(type=resource.kind)
        if not resource.key:
            raise FileNotFetched("no key")
        return await downloaded(self._session, address, headers)

    async def _post(self, post: dict[str, Any]) -> Receipt:
        await self._get_token()
        if "file" in post:
            key = await self._uploaded(File(**post.pop("file")))
            post = {**post, "content": _json({"file_key": key})}
        said = await self._call(post)
        if said["code"] == lark.BAD_TOKEN:
            self._token = ""
            await self._get_token()
            said = await self._call(post)
        if said["code"] == lark.TOO_MANY:
            return Receipt(
                outcome=Outcome.NOT_SENT, reason="230020", retry_after=1.0, is_throttled=True
            )
        if said["code"]:
            is_unreachable = said["code"] in _UNREACHABLE
            reason = f"code {said['code']}"
            return Receipt(outcome=Outcome.REFUSED, reason=reason, is_unreachable=is_unreachable)
        return Receipt(outcome=Outcome.SENT, ref=str(said["data"]["message_id"]))

    async def _call(self, post: Mapping[str, Any]) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token}"}
        address = f"{self._url}{lark.MESSAGES}?receive_id_type=open_id"
        async with self._session.post(address, json=dict(post), headers=headers) as answer:
            return dict(await answer.json())

    async def _uploaded(self, file: File) -> str:
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("file_type", "stream")
        form.add_field("file_name", file.name)
        form.add_field("file", file.content, filename=file.name)
        headers = {"Authorization": f"Bearer {self._token}"}
        async with self._session.post(self._url + lark.FILES, data=form, headers=headers) as answer:
            return str((await answer.json())["data"]["file_key"])

    async def _get_token(self) -> None:
        if self._token:
            return
        body = {"app_id": lark.APP_ID, "app_secret": lark.APP_SECRET}
        async with self._session.post(self._url + lark.TOKEN_PATH, json=body) as answer:
            self._token = str((await answer.json())["tenant_access_token"])


def opened(raw: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    """Open a callback; raise ValueError where it is not the platform's."""
    stamp, nonce = headers["X-Lark-Request-Timestamp"], headers["X-Lark-Request-Nonce"]
    words = f"{stamp}{nonce}{lark.ENCRYPT_KEY}".encode() + raw
    if not hmac.compare_digest(sha256(words).hexdigest(), headers["X-Lark-Signature"]):
        raise ValueError("another signature")
    sealed = base64.b64decode(json.loads(raw)["encrypt"])
    key = hashlib.sha256(lark.ENCRYPT_KEY.encode()).digest()
    decryptor = Cipher(AES(key), CBC(sealed[:16])).decryptor()
    text = decryptor.update(sealed[16:]) + decryptor.finalize()
    return dict(json.loads(text[: -text[-1]]))


def read(said: Mapping[str, Any], *, at: datetime) -> Inbound | None:
    """Give the act in a callback, None for what asks for nothing."""
    header, event = said["header"], said["event"]
    if header["event_type"] == "card.action.trigger":
        action = event["action"]
        form = action.get("form_value")
        return Inbound(
            id=f"event:{header['event_id']}",
            channel=LarkChannel.name,
            sender=f"{header['tenant_key']}:{event['operator']['open_id']}",
            at=at,
            token=action["value"]["token"],
            answers=_answers(form) if form is not None else {},
        )
    if header["event_type"] != "im.message.receive_v1":
        return None
    message = event["message"]
    content, user = json.loads(message["content"]), event["sender"]["sender_id"]["open_id"]
    is_group = message["chat_type"] == "group"
    return Inbound(
        id=f"event:{header['event_id']}",
        channel=LarkChannel.name,
        sender=f"{header['tenant_key']}:{user}",
        at=at,
        text=str(content.get("text", "")).removeprefix("@_user_1").strip(),
        files=_files(message, content),
        conversation=f"{header['tenant_key']}:{message['chat_id']}" if is_group else "",
        is_private=not is_group,
    )


def _files(message: Mapping[str, Any], content: Mapping[str, Any]) -> tuple[Incoming, ...]:
    kind = "image" if message["message_type"] == "image" else "file"
    key = content.get("image_key") or content.get("file_key")
    if not key:
        return ()
    source = Resource(message=message["message_id"], key=key, kind=kind).written()
    return (Incoming(source=source, name=str(content.get("file_name") or "")),)


def _answers(form: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: ",".join(map(str, value)) if isinstance(value, list) else str(value or "")
        for name, value in form.items()
    }


def _cards(message: Message) -> list[dict[str, Any]]:
    """Lay a message out as cards, as many as its length needs, what can be pressed on the last."""
    elements = [_words(part) for part in _parts(message)]
    parted: list[list[dict[str, Any]]] = [[]]
    for element in elements:
        if parted[-1] and utf8(_json(parted[-1])) + utf8(_json(element)) > _CARD:
            parted.append([])
        parted[-1].append(element)
    parted[-1] += _acted_on(message)
    title = {"tag": "plain_text", "content": plain(message.preview)}
    return [{"header": {"title": title, "template": "blue"}, "elements": one} for one in parted]


def _parts(message: Message) -> list[str]:
    card, form = message.card, message.form
    said = [] if card or form else [message.text]
    said += _lines(card) if card else []
    said += [form.title] if form else []
    return [piece for one in said for piece in pieces(plain(one), _PIECE, measure=utf8) if piece]


def _lines(card: Card) -> list[str]:
    figure = [f"{card.figure.label}  {card.figure.value}"] if card.figure else []
    rows = [f"{row.label}  {row.value}" for row in card.rows]
    link = [f"{card.link.label} {card.link.url}"] if card.link else []
    return [card.title, *figure, card.text, *rows, card.footnote, card.state, *link]


def _acted_on(message: Message) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if message.card and message.card.actions and not message.card.state:
        buttons = [_button(one.label, one.token) for one in message.card.actions]
        found.append({"tag": "action", "actions": buttons})
    return [*found, _form(message.form)] if message.form else found


def _form(form: Form) -> dict[str, Any]:
    asked = [one for question in form.inputs for one in _question(question)]
    button = {**_button(form.submit, form.token), "action_type": "form_submit"}
    return {"tag": "form", "name": "form", "elements": [*asked, button]}


def _question(question: Input) -> list[dict[str, Any]]:
    label = "\n".join(part for part in (question.problem, question.label) if part)
    offered = choices(question)
    fallback = "select_static" if offered else "input"
    element: dict[str, Any] = {
        "tag": _WIDGETS.get(question.kind, fallback),
        "name": question.name,
        "required": question.is_required,
    }
    if question.placeholder:
        element["placeholder"] = _plain(question.placeholder)
    if offered:
        element["options"] = [{"text": _plain(one.label), "value": one.value} for one in offered]
    elif question.value:
        element["default_value"] = plain(question.value)
    return [_words(label), element]


def _words(text: str) -> dict[str, Any]:
    return {"tag": "div", "text": _plain(text)}


def _button(label: str, token: str) -> dict[str, Any]:
    return {"tag": "button", "text": _plain(label), "value": {"token": token}}


def _plain(text: str) -> dict[str, Any]:
    return {"tag": "plain_text", "content": plain(text) or " "}


def _json(said: object) -> str:
    return json.dumps(said, ensure_ascii=False, sort_keys=True)
