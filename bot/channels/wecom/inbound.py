"""What WeCom sends, as acts: words, a pressed card, a menu, somebody opening the chat (D 90239)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from bot.channels.channel import Inbound, Incoming
from bot.channels.spoken import as_typed
from bot.channels.wecom.channel import Handle, Member, WeCom
from bot.channels.wecom.envelope import Malformed, Node, children, text_of
from bot.channels.wecom.menu import TEXTS
from rules.periods import local_day

#: The plain message of a callback, by element.
Fields = Mapping[str, Node | list[Node]]

#: There are no commands in WeCom: some type a slash all the same.
_COMMAND = re.compile(r"^\s*[/／]\s*(?:foothold\b|站稳)?\s*", re.IGNORECASE)
USER = re.compile(r"[^\s:|]{1,64}")
MSG_ID = re.compile(r"\S{1,128}")
HELP = "帮助"
#: What has no words of its own is answered with what can be asked.
_WORDLESS = frozenset({"image", "voice", "video", "file", "location", "link"})
_FILES = frozenset({"image", "voice", "file"})
_PRESSES = frozenset({"template_card_event", "template_card_menu_event"})


def read(fields: Fields, *, at: datetime, zone: str) -> Inbound | None:
    """Give the act in a message, None for what asks for nothing; raise `Malformed`.

    `zone` is the organisation's: whoever opens the chat is greeted once on each of its days.
    """
    sender, kind = _sender(fields), text_of(fields, "MsgType")
    if kind == "event":
        return _event(fields, sender, at, zone)
    if kind != "text" and kind not in _WORDLESS:
        return None
    said = _said(fields, kind)
    msg_id = text_of(fields, "MsgId")
    if not MSG_ID.fullmatch(msg_id):
        raise Malformed("no MsgId")
    return replace(_act(f"msg:{msg_id}", sender, at, text=said), files=_files(fields, kind))


def _said(fields: Fields, kind: str) -> str:
    """Give what was typed, or what WeCom understood of what was spoken; most tenants get none."""
    if kind == "text":
        return spoken(text_of(fields, "Content"))
    return as_typed(_optional(fields, "Recognition")) if kind == "voice" else ""


def _files(fields: Fields, kind: str) -> tuple[Incoming, ...]:
    """Give what WeCom holds for three days."""
    media_id = _optional(fields, "MediaId")
    if kind not in _FILES or not MSG_ID.fullmatch(media_id):
        return ()
    name = _optional(fields, "FileName")
    return (Incoming(source=media_id, name=name, is_voice=kind == "voice"),)


def spoken(text: str) -> str:
    """Give what a person asks for: a bare slash asks what there is."""
    command = _COMMAND.match(text)
    return text.strip() if command is None else text[command.end() :].strip() or HELP


def _event(fields: Fields, sender: str, at: datetime, zone: str) -> Inbound | None:
    event = text_of(fields, "Event").casefold()
    if event == "enter_agent":  # whenever she opens it; she is greeted once a day
        opened = _act(f"enter:{sender}:{_day(fields, zone)}", sender, at, text="")
        return replace(opened, is_opening=True)
    if event == "click":
        text = TEXTS.get(text_of(fields, "EventKey"))
        return None if text is None else _act(_name(fields, sender), sender, at, text=text)
    if event not in _PRESSES:
        # subscribe too: it comes for each member at once when the app is made visible.
        return None
    return Inbound(
        id=_name(fields, sender),
        channel=WeCom.name,
        sender=sender,
        at=at,
        token=text_of(fields, "EventKey"),
        answers=_answers(fields),
        handle=Handle(
            response_code=_optional(fields, "ResponseCode"), task_id=_optional(fields, "TaskId")
        ).written(),
    )


def _sender(fields: Fields) -> str:
    user = text_of(fields, "FromUserName")
    if not USER.fullmatch(user):
        raise Malformed("no userid")
    return str(Member(text_of(fields, "ToUserName"), user))


def _act(act: str, sender: str, at: datetime, *, text: str) -> Inbound:
    return Inbound(id=act, channel=WeCom.name, sender=sender, at=at, text=text)


def _name(fields: Fields, sender: str) -> str:
    """Name an event: it has no MsgId, and two presses may share a second."""
    said = [sender, *(_optional(fields, name) for name in _NAMING), *_answers(fields).items()]
    return f"event:{sha256(repr(said).encode()).hexdigest()[:32]}"


def _answers(fields: Fields) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in children(fields.get("SelectedItems"), "SelectedItem"):
        if isinstance(item, dict):
            chosen = children(_one(item.get("OptionIds")), "OptionId")
            found[text_of(item, "QuestionKey")] = ",".join(
                one for one in chosen if isinstance(one, str)
            )
    return found


def _one(node: Node | list[Node] | None) -> Node | None:
    return node[0] if isinstance(node, list) else node


def _optional(fields: Fields, name: str) -> str:
    value = fields.get(name, "")
    return value if isinstance(value, str) else ""


def _day(fields: Fields, zone: str) -> str:
    seconds = text_of(fields, "CreateTime")
    if not seconds.isascii() or not seconds.isdecimal() or len(seconds) > _DIGITS:
        raise Malformed("no time")
    return local_day(datetime.fromtimestamp(int(seconds), UTC), zone).isoformat()


#: As many seconds since 1970 last for three centuries.
_DIGITS = 10
_NAMING = ("CreateTime", "Event", "EventKey", "TaskId")
