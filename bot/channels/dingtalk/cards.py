"""Cards and forms as the values of our one card template (bot/channels/dingtalk/template.json).

The template shows every value but `form` and `buttons` as plain text, so nothing that people write
is markup there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.cards.card import Action, Row
from bot.cards.form import Form, Input, InputKind
from bot.cards.message import Message
from bot.channels.pieces import pieces, utf8
from bot.channels.plain import plain
from bot.channels.questions import choices

#: Hidden in each form, so that its answers come back with what they answer.
TOKEN_FIELD = "foothold_token"  # noqa: S105 - a name
#: The bytes of one card's words: what is longer goes on in another card.
_CARD, _PIECE = 9_000, 3_000
_KINDS = {
    InputKind.DATE: "DATE",
    InputKind.CHOICES: "MULTI_SELECT",
}
#: What an input of the template can be given as its value beforehand.
_Value = str | dict[str, Any]


@dataclass(slots=True)
class _Shown:
    """What one card shows."""

    title: str = ""
    figure: Row | None = None
    text: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    footnote: list[str] = field(default_factory=list)
    size: int = 0


def of_message(message: Message) -> list[dict[str, str]]:
    """Lay a message out as the values of as many cards as its length needs, buttons on the last."""
    shown = [_Shown()]
    for kind, part, size in _parts(message):
        if shown[-1].size and shown[-1].size + size > _CARD:
            shown.append(_Shown())
        last = shown[-1]
        last.size += size
        if isinstance(part, Row):
            last.rows.append(part)
        elif kind == "title":
            last.title = part
        else:
            (last.text if kind == "text" else last.footnote).append(part)
    if message.card and message.card.figure:
        shown[0].figure = message.card.figure
    values = [_values(one) for one in shown]
    values[-1] |= _acted_on(message)
    return values


def settled(params: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a submitted form becomes for her: filled in, and closed to a second time.

    `params` are those of the callback; where the template sends no `current_form` along, the form
    keeps its look and its button is closed.
    """
    values = {"form_status": "disabled"}
    form, asked = params.get("form"), params.get("current_form")
    if isinstance(form, dict) and isinstance(asked, dict):
        fields = [one for one in asked.get("fields") or () if isinstance(one, dict)]
        filled = [_filled(one, form.get(str(one.get("name")))) for one in fields]
        values["form"] = _json({"fields": filled})
    return {
        "cardUpdateOptions": {"updateCardDataByKey": True, "updatePrivateDataByKey": True},
        "userPrivateData": {"cardParamMap": values},
    }


def _filled(asked: Mapping[str, Any], value: object) -> dict[str, Any]:
    given = {} if value is None else {"defaultValue": value}
    return {**asked, **given, "readOnly": True}


def _parts(message: Message) -> Iterator[tuple[str, str | Row, int]]:
    """Give every word in the order of reading, in parts that fit a card, with their sizes."""
    card, form = message.card, message.form
    title = card.title if card else ""
    if utf8(title) <= _PIECE and title:
        yield "title", plain(title), utf8(title) + _figure_size(message)
    else:
        yield from _cut("text", title)
    yield from _cut("text", card.text if card else ("" if form else message.text))
    for row in card.rows if card else ():
        yield from _row(row)
    yield from _cut("footnote", card.footnote if card else "")
    if card and card.link:
        yield from _cut("footnote", f"{card.link.label} {card.link.url}")


def _row(row: Row) -> Iterator[tuple[str, Row, int]]:
    labels = pieces(plain(row.label), _PIECE, measure=utf8)
    for label in labels[:-1]:
        yield "row", Row(label=label, value=""), utf8(label)
    first, *rest = pieces(plain(row.value), _PIECE, measure=utf8)
    yield "row", Row(label=labels[-1], value=first), utf8(labels[-1]) + utf8(first)
    for value in rest:
        yield "row", Row(label="", value=value), utf8(value)


def _cut(kind: str, text: str) -> Iterator[tuple[str, str, int]]:
    for piece in pieces(plain(text), _PIECE, measure=utf8):
        if piece:
            yield kind, piece, utf8(piece)


def _figure_size(message: Message) -> int:
    figure = message.card.figure if message.card else None
    return utf8(figure.label) + utf8(figure.value) if figure else 0


def _values(shown: _Shown) -> dict[str, str]:
    rows = [{"label": plain(row.label), "value": plain(row.value)} for row in shown.rows]
    return {
        "title": shown.title,
        "figure_label": plain(shown.figure.label) if shown.figure else "",
        "figure": plain(shown.figure.value) if shown.figure else "",
        "text": "\n".join(shown.text),
        "rows": _json(rows),
        "footnote": "\n".join(shown.footnote),
        "state": "",
        "buttons": "[]",
        "form_title": "",
        "form": _json({"fields": []}),
        "form_button": "",
        "form_status": "hidden",
    }


def _acted_on(message: Message) -> dict[str, str]:
    """Give what can be pressed or filled in, or what came of it."""
    card, form = message.card, message.form
    values: dict[str, str] = {}
    if card:
        values["state"] = plain(card.state)
        values["buttons"] = _json([] if card.state else [_button(one) for one in card.actions])
    if form:
        values |= {
            "form_title": plain(form.title),
            "form": _json({"fields": _fields(form)}),
            "form_button": plain(form.submit),
            "form_status": "normal",
        }
    return values


def _button(action: Action) -> dict[str, Any]:
    pressed = {"actionId": action.token, "params": {"token": action.token}}
    return {
        "text": plain(action.label),
        "color": "blue" if action.is_primary else "gray",
        "action": {"type": "sendCardRequest", "params": pressed},
    }


def _fields(form: Form) -> Sequence[Mapping[str, Any]]:
    token = {
        "name": TOKEN_FIELD,
        "type": "TEXT",
        "label": "",
        "hidden": True,
        "defaultValue": form.token,
    }
    # No field of a card takes a file: it is sent into the chat, which then asks what it is for.
    asked = [one for one in form.inputs if one.kind is not InputKind.FILE or one.is_required]
    return [token, *(_field(question) for question in asked)]


def _field(question: Input) -> dict[str, Any]:
    label = "\n".join(part for part in (question.problem, question.label) if part)
    offered = choices(question)
    kind = _KINDS.get(question.kind, "SELECT" if offered else "TEXT")
    asked: dict[str, Any] = {
        "name": question.name,
        "label": plain(label),
        "type": kind,
        "required": question.is_required,
    }
    if question.placeholder:
        asked["placeholder"] = plain(question.placeholder)
    if offered:
        asked["options"] = [{"value": one.value, "text": plain(one.label)} for one in offered]
    if question.value:
        asked["defaultValue"] = _default(question, [one.value for one in offered])
    return asked


def _default(question: Input, offered: Sequence[str]) -> _Value:
    if not offered:
        return plain(question.value)
    if question.kind is not InputKind.CHOICES:
        known = question.value in offered
        index = offered.index(question.value) if known else -1
        return {"index": index, "value": question.value if known else ""}
    chosen = [value for value in question.value.split(",") if value in offered]
    return {"index": [offered.index(value) for value in chosen], "value": chosen}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
