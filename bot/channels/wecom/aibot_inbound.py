"""What a WeCom bot hears, as acts: words in a chat or a group, a pressed card (D 101027)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.channels.channel import Inbound, Incoming
from bot.channels.spoken import as_typed
from bot.channels.wecom.aibot import BotHandle, Sealed, WeComBot
from bot.channels.wecom.envelope import Malformed
from bot.channels.wecom.inbound import MSG_ID, USER, spoken

Body = Mapping[str, Any]

_MENTION_FIRST = re.compile(r"^\s*@\S+[\s\u2005]*")
_WELCOME, _ANSWER = "aibot_respond_welcome_msg", "aibot_respond_msg"


def read(frame: Body, *, line: str, bot_id: str, at: datetime) -> Inbound | None:
    """Give the act in a frame, None for what asks for nothing; raise `Malformed`."""
    try:
        if frame["cmd"] == "aibot_msg_callback":
            return _message(frame, line, bot_id, at)
        if frame["cmd"] == "aibot_event_callback":
            return _event(frame, line, bot_id, at)
    except (KeyError, TypeError, AttributeError) as error:
        raise Malformed("no frame of WeCom's") from error
    return None


def _message(frame: Body, line: str, bot_id: str, at: datetime) -> Inbound:
    body = frame["body"]
    text = _words(body)
    if _is_group(body):
        text = _MENTION_FIRST.sub("", text)
    act = _act(frame, line, bot_id, at, cmd=_ANSWER, text=spoken(text))
    return replace(act, files=_files(body))


def _files(body: Body) -> tuple[Incoming, ...]:
    """Give pictures and documents; each is fetched by an address and opened by a key of its own."""
    kind = body["msgtype"]
    parts = body["mixed"]["msg_item"] if kind == "mixed" else [body]
    sent = [one[one["msgtype"]] for one in parts if one.get("msgtype") in {"image", "file"}]
    return tuple(
        Incoming(
            source=Sealed(url=str(one["url"]), key=str(one["aeskey"])).written(),
            name=str(one.get("filename") or ""),
        )
        for one in sent
        if one.get("url") and one.get("aeskey")
    )


def _words(body: Body) -> str:
    """Give what was said: typed, spoken and turned into text by WeCom, or between pictures."""
    kind = body["msgtype"]
    if kind == "mixed":
        parts = [one for one in body["mixed"]["msg_item"] if one.get("msgtype") == "text"]
        return "\n".join(str(one["text"]["content"]) for one in parts)
    if kind == "voice":  # its words are all that WeCom gives of it
        return as_typed(body[kind]["content"])
    return str(body[kind]["content"]) if kind == "text" else ""


def _event(frame: Body, line: str, bot_id: str, at: datetime) -> Inbound | None:
    event = frame["body"]["event"]
    kind = event["eventtype"]
    if kind == "enter_chat":
        return replace(_act(frame, line, bot_id, at, cmd=_WELCOME), is_opening=True)
    if kind != "template_card_event":
        return None
    pressed = event.get(kind) or event  # below a key of its name, or beside it
    token, answers = str(pressed["event_key"]), _answers(pressed.get("selected_items"))
    return _act(frame, line, bot_id, at, cmd="", token=token, answers=answers)


def _answers(selected: Body | None) -> dict[str, str]:
    items = (selected or {}).get("selected_item") or ()
    return {
        str(one["question_key"]): ",".join(map(str, one["option_ids"]["option_id"]))
        for one in items
    }


def _act(
    frame: Body,
    line: str,
    bot_id: str,
    at: datetime,
    *,
    cmd: str,
    text: str = "",
    token: str = "",
    answers: dict[str, str] | None = None,
) -> Inbound:
    body = frame["body"]
    user = str(body["from"]["userid"]).casefold()
    group = str(body["chatid"]) if _is_group(body) else ""
    if not USER.fullmatch(user) or not USER.fullmatch(group or user):
        raise Malformed("no userid")
    if not MSG_ID.fullmatch(msg_id := str(body["msgid"])):
        raise Malformed("no msgid")
    handle = BotHandle(
        line=line, req_id=str(frame["headers"]["req_id"]), chat=group or user, cmd=cmd
    )
    return Inbound(
        id=f"bot:{msg_id}",
        channel=WeComBot.name,
        sender=f"{bot_id}:{user}",
        at=at,
        text=text,
        token=token,
        answers=answers or {},
        conversation=f"{bot_id}:{group}" if group else "",
        group=f"{bot_id}:{group}" if group else "",
        is_private=not group,
        handle=handle.written(),
    )


def _is_group(body: Body) -> bool:
    return bool(body.get("chattype") == "group")
