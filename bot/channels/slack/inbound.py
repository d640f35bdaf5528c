"""What Slack sends, as acts: a message, a mention, a command, a press, a form, a shortcut, Home."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from bot.channels.channel import Inbound, Incoming
from bot.channels.slack.blocks import FORM_VIEW, SUBMIT
from bot.channels.slack.channel import Handle, Place, Slack
from bot.channels.slack.shortcuts import TEXTS

#: A payload as it was parsed; nothing in it is sure to be there.
Body = Mapping[str, Any]

_MENTION_FIRST = re.compile(r"^\s*<@[A-Z0-9]+(\|[^>]*)?>[\s:,，:]*")
_MARKED = re.compile(r"<([@#!]?)([^|>]*)(?:\|([^>]*))?>")
#: What a message event may be besides a person's own words.
_SPOKEN = frozenset({"", "file_share", "thread_broadcast", "me_message"})
_HOME_TEXT = "help"
#: Modes of files that can not be had from Slack itself.
_NOT_HERE = frozenset({"tombstone", "hidden_by_limit", "external"})


class Malformed(ValueError):
    """Not a payload of Slack's; it is refused and never seen again."""


def read(body: Body, *, at: datetime, real_now: float) -> Inbound | None:
    """Give the act in a payload, None for what asks for nothing; raise `Malformed`."""
    try:
        if "command" in body:
            return _command(body, at=at, real_now=real_now)
        match body.get("type"):
            case "event_callback":
                return _event(body, at=at)
            case "block_actions":
                return _action(body, at=at, real_now=real_now)
            case "view_submission":
                return _submission(body, at=at, real_now=real_now)
            case "shortcut" | "message_action":
                return _shortcut(body, at=at, real_now=real_now)
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise Malformed(f"no {body.get('type', 'command')} of Slack's") from error
    return None


def spoken(text: str) -> str:
    """Give what a person typed, without Slack's markup."""
    return html.unescape(_MARKED.sub(_unmarked, text)).strip()


def _unmarked(found: re.Match[str]) -> str:
    kind, target, label = found.groups()
    if label:
        return f"{kind}{label}" if kind in "@#" else label
    return f"{kind if kind in '@#' else ''}{target}"


def _event(body: Body, *, at: datetime) -> Inbound | None:
    event = body["event"]
    if event.get("bot_id") or event.get("subtype", "") not in _SPOKEN or not event.get("user"):
        return None  # our own words, an edit, somebody joining
    place = Place(team=_team_of(body, event), user=event["user"])
    act = f"event:{body['event_id']}"
    if event["type"] == "app_home_opened":
        if event.get("tab") != "home":
            return None
        handle = Handle(is_home=True).written()
        return _act(act, place, at, text=_HOME_TEXT, handle=handle)
    is_mention = event["type"] == "app_mention"
    if not is_mention and (event["type"] != "message" or event.get("channel_type") != "im"):
        return None
    text = spoken(_MENTION_FIRST.sub("", event.get("text") or ""))
    group = event["channel"] if is_mention else ""
    return _act(act, place, at, text=text, group=group, files=_files(event.get("files")))


def _command(body: Body, *, at: datetime, real_now: float) -> Inbound:
    place = Place(team=body["team_id"], user=body["user_id"])
    act, handle = f"command:{body['trigger_id']}", _handle(body, real_now)
    channel = body["channel_id"]
    group = "" if channel.startswith("D") else channel
    text = spoken(body.get("text") or "") or _HOME_TEXT
    return _act(act, place, at, text=text, handle=handle, group=group)


def _action(body: Body, *, at: datetime, real_now: float) -> Inbound | None:
    pressed = body["actions"][0]
    if pressed.get("type") != "button" or not pressed.get("value"):
        return None  # an input inside a message that is being filled in
    place = _place(body)
    act = f"action:{place.user}:{pressed['action_ts']}:{pressed['action_id']}"
    answers = _answers(body.get("state")) if pressed["action_id"] == SUBMIT else {}
    return _act(
        act,
        place,
        at,
        token=pressed["value"],
        answers=answers,
        handle=_handle(body, real_now, message=_message(body)),
        group=_group(body),
    )


def _submission(body: Body, *, at: datetime, real_now: float) -> Inbound | None:
    view = body["view"]
    if view["callback_id"] != FORM_VIEW:
        return None
    answers = _answers(view["state"])
    said = repr(sorted(answers.items())).encode()
    # Every submission has a trigger of its own, also the second of a form that was sent back.
    act = body.get("trigger_id") or f"{view['id']}:{sha256(said).hexdigest()[:16]}"
    return _act(
        f"view:{act}",
        _place(body),
        at,
        token=view["private_metadata"],
        answers=answers or {"": ""},
        handle=_handle(body, real_now),
        files=_files_in(view["state"]),
    )


def _shortcut(body: Body, *, at: datetime, real_now: float) -> Inbound | None:
    text = TEXTS.get(body["callback_id"])
    if text is None:
        return None
    act = f"shortcut:{body['trigger_id']}"
    return _act(act, _place(body), at, text=text, handle=_handle(body, real_now))


def _act(
    act: str,
    place: Place,
    at: datetime,
    *,
    text: str = "",
    token: str = "",
    answers: dict[str, str] | None = None,
    handle: str = "",
    group: str = "",
    files: tuple[Incoming, ...] = (),
) -> Inbound:
    there = str(Place(team=place.team, user=place.user, channel=group)) if group else ""
    return Inbound(
        id=act,
        channel=Slack.name,
        sender=str(place),
        at=at,
        text=text,
        token=token,
        answers=answers or {},
        files=files,
        conversation=there,
        group=str(Place(team=place.team, user=group)) if group else "",
        is_private=not group,
        handle=handle,
    )


def _place(body: Body) -> Place:
    user = body["user"]
    team = user.get("team_id") or (body.get("team") or {}).get("id") or body["team_id"]
    return Place(team=team, user=user["id"])


def _team_of(body: Body, event: Body) -> str:
    """Give whose person she is: somebody of another company may write in a shared channel."""
    team = event.get("user_team") or event.get("source_team") or body["team_id"]
    return str(team)


def _group(body: Body) -> str:
    channel = str((body.get("channel") or {}).get("id") or "")
    return "" if channel.startswith("D") else channel


def _handle(body: Body, real_now: float, *, message: str = "") -> str:
    trigger = str(body.get("trigger_id") or "")
    return Handle(trigger=trigger, at=real_now, message=message).written()


def _message(body: Body) -> str:
    """Name the message of a pressed button; one that only she sees can not be changed."""
    held = body.get("container") or {}
    if held.get("type") != "message" or held.get("is_ephemeral"):
        return ""
    channel, ts = held.get("channel_id"), held.get("message_ts")
    return f"{channel}:{ts}" if channel and ts else ""


def _answers(state: Body | None) -> dict[str, str]:
    values = (state or {}).get("values") or {}
    found: dict[str, str] = {}
    for block in values.values():
        for name, given in block.items():
            found[name] = _answer(given)
    return found


def _files(sent: Sequence[Body] | None, field: str = "") -> tuple[Incoming, ...]:
    """Give files that Slack holds; one that was deleted, or lies elsewhere, has no address here."""
    return tuple(
        Incoming(
            source=str(address),
            name=str(one.get("name") or ""),
            size=int(one.get("size") or 0),
            field=field,
        )
        for one in sent or ()
        if one.get("mode") not in _NOT_HERE
        and (address := one.get("url_private_download") or one.get("url_private"))
    )


def _files_in(state: Body | None) -> tuple[Incoming, ...]:
    found: list[Incoming] = []
    for block in ((state or {}).get("values") or {}).values():
        for name, given in block.items():
            found += _files(given.get("files"), name)
    return tuple(found)


def _answer(given: Body) -> str:
    if "files" in given:
        return ""  # what is kept of it is the answer
    if "selected_options" in given:
        return ",".join(option["value"] for option in given["selected_options"] or ())
    if "selected_option" in given:
        return str((given["selected_option"] or {}).get("value", ""))
    for name in ("selected_date", "selected_user", "selected_time", "value"):
        if name in given:
            return str(given[name] or "")
    return ""
