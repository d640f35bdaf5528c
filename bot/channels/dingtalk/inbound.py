"""What people do in DingTalk, read into acts: messages to the robot, and buttons and forms."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from bot.cards.words import say
from bot.channels.channel import Inbound, Incoming
from bot.channels.dingtalk.cards import TOKEN_FIELD
from bot.channels.dingtalk.channel import DingTalk, Handle, Place
from bot.channels.dingtalk.stream import Malformed
from bot.channels.dingtalk.texts import typed_token
from bot.channels.spoken import as_typed

Body = Mapping[str, Any]

_SINGLE, _GROUP = "1", "2"
_KINDS = frozenset({"picture", "file", "audio", "video"})


def read_message(said: Body, *, corp: str, at: datetime) -> Inbound:
    """Read a message to the robot, the same over Stream and HTTP; raise `Malformed`."""
    try:
        act, kind = str(said["msgId"]), str(said["conversationType"])
        conversation = str(said["conversationId"])
        text = _text(said)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise Malformed(f"no robot message: {type(error).__name__}") from None
    if kind not in {_SINGLE, _GROUP} or not act or not conversation:
        raise Malformed("no robot message: incomplete")
    place = _sender(said, corp)
    token = typed_token(text)
    there = Place(corp=corp, user=place.user, group=conversation) if kind == _GROUP else None
    return Inbound(
        id=f"message:{act}",
        channel=DingTalk.name,
        sender=str(place),
        at=at,
        text=text.removesuffix(f"#{token}").strip() if token else text,
        token=token,
        files=_files(said),
        conversation=str(there or ""),
        group=DingTalk.group(corp, conversation) if there else "",
        is_private=there is None,
        handle=_handle(said).written(),
    )


def read_press(said: Body, *, corp: str, at: datetime, frame_id: str) -> Inbound:
    """Read what somebody did with a card; raise `Malformed`.

    A form is one act however often it comes; a button may be pressed again, and each press has a
    frame of its own.
    """
    try:
        track, user, content = str(said["outTrackId"]), str(said["userId"]), str(said["content"])
        params, actions = pressed(said)
        form = params.get("form")
        token = _token(params, actions)
        answers = {} if form is None else _answers(form) or {"": ""}
    except (AttributeError, LookupError, TypeError, ValueError, RecursionError) as error:
        raise Malformed(f"no card callback: {type(error).__name__}") from None
    if said.get("corpId") != corp or not token or not user or ":" in user:
        raise Malformed("no card callback: incomplete")
    done = [track, user, content, *([] if answers else [frame_id])]
    return Inbound(
        id=f"card:{sha256(json.dumps(done).encode()).hexdigest()[:40]}",
        channel=DingTalk.name,
        sender=str(Place(corp=corp, user=user)),
        at=at,
        token=token,
        answers=answers,
        handle=Handle(track=track).written(),
    )


def pressed(said: Body) -> tuple[dict[str, Any], Sequence[object]]:
    """Give the parameters and the actions of a callback; raise what reading strange data raises."""
    private = json.loads(said["content"]).get("cardPrivateData") or {}
    params, actions = private.get("params") or {}, private.get("actionIds") or []
    if not isinstance(params, dict) or not isinstance(actions, list):
        raise TypeError
    return params, actions


def _sender(said: Body, corp: str) -> Place:
    """Give whose message it is; who is not of this organisation has no id that counts here."""
    staff = str(said.get("senderStaffId") or "")
    is_ours = said.get("senderCorpId") in {corp, None, ""}
    if staff and is_ours and ":" not in staff:
        return Place(corp=corp, user=staff)
    return Place.of_stranger(corp, str(said.get("senderId") or ""))


def _text(said: Body) -> str:
    kind, content = str(said["msgtype"]), said.get("content") or {}
    if kind == "text":
        return str(said["text"]["content"]).strip()
    if kind == "richText":
        words = [str(part["text"]) for part in content["richText"] if part.get("text")]
        text = "".join(words).strip()
    else:
        text = as_typed(content.get("recognition")) if kind == "audio" else ""
    # What has neither words nor a file is named, so that she is told what can not be read.
    return text if text or _files(said) else _named(kind if kind in _KINDS else "other")


def _files(said: Body) -> tuple[Incoming, ...]:
    """Give what DingTalk holds for us: each is fetched by a code that lives for a while."""
    kind, content = said.get("msgtype"), said.get("content")
    if not isinstance(content, dict) or kind == "video":
        return ()
    parts = content.get("richText") if kind == "richText" else [content]
    return tuple(
        Incoming(
            source=str(one["downloadCode"]),
            name=str(one.get("fileName") or ""),
            is_voice=kind == "audio",
        )
        for one in parts or ()
        if isinstance(one, dict) and one.get("downloadCode")
    )


def _named(kind: str) -> str:
    return say("zh", f"dingtalk.kind.{kind}")


def _handle(said: Body) -> Handle:
    webhook, until = said.get("sessionWebhook"), said.get("sessionWebhookExpiredTime")
    if not isinstance(webhook, str) or not isinstance(until, int | float):
        return Handle()
    try:
        return Handle(webhook=webhook, until=until / 1000)
    except OverflowError:
        return Handle()


def _token(params: Body, actions: Sequence[object]) -> str:
    form, asked = params.get("form") or {}, params.get("current_form") or {}
    hidden = [one for one in asked.get("fields", ()) if one.get("name") == TOKEN_FIELD]
    found = [
        form.get(TOKEN_FIELD),
        *(one.get("defaultValue") for one in hidden),
        params.get("token"),
        *actions,
    ]
    return next((one for one in found if isinstance(one, str) and one), "")


def _answers(form: Body) -> dict[str, str]:
    return {str(name): _answer(value) for name, value in form.items() if name != TOKEN_FIELD}


def _answer(value: object) -> str:
    """Give an answer as text: a select's as its value, several parted by commas."""
    if isinstance(value, dict):
        return _answer(value.get("value"))
    if isinstance(value, list):
        return ",".join(_answer(one) for one in value)
    if value is None or value is False:
        return ""
    return "true" if value is True else str(value)
