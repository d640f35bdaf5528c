"""Cards and forms as WeCom's template cards, and whole in a text where a card has no room.

The first words of everything, which a banner shows, are the neutral line. WeCom cuts on screen
what is longer than it advises, so nothing longer goes into a card (D 90236, 101032).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.cards.card import Action, Card, Row
from bot.cards.form import Form, Input, InputKind
from bot.cards.message import Message
from bot.channels.pieces import pieces, utf8
from bot.channels.plain import plain
from bot.channels.questions import Questions, choices

#: A template_card, or a text.
Part = dict[str, Any]

TEXT_BYTES = 2048
_TITLE, _DESC, _UNDER_TITLE, _VALUE = 26, 30, 112, 26
#: In columns of a screen: a Chinese character takes two.
_LABEL_COLUMNS, _BUTTON_COLUMNS, _SELECT_COLUMNS = 10, 20, 26
_ROWS, _BUTTONS, _SELECTS, _OPTIONS = 6, 6, 3, 10
_KEY_BYTES, _OPTION_BYTES = 1024, 128
_WIDE = frozenset("WFA")


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A message as it is sent: texts first, then cards."""

    texts: Sequence[str]
    cards: Sequence[Part]


def laid_out(message: Message, *, language: str) -> Laid:
    """Lay a message out; the cards have no task_id yet."""
    preview = plain(message.preview)
    if message.card is None and message.form is None:
        return Laid(texts=[message.text], cards=[])
    shown = _of_card(message.card, preview) if message.card else Laid(texts=[], cards=[])
    asked = _of_form(message.form, preview, language) if message.form else Laid(texts=[], cards=[])
    return Laid(texts=[*shown.texts, *asked.texts], cards=[*shown.cards, *asked.cards])


def in_pieces(
    text: str, *, preview: str, written: Callable[[str], str], spare: int = 0
) -> list[str]:
    """Give a text in pieces that WeCom does not cut, `spare` bytes shorter than it would.

    `written` escapes, after the cut: an escape must not fall apart. Each piece has a banner of its
    own, and so each begins with the neutral line.
    """
    line = plain(preview)
    said = plain(text).removeprefix(line).removeprefix("\n")
    first = f"{written(line)}\n"
    room = TEXT_BYTES - spare - utf8(first)
    found = pieces(said, room, measure=lambda part: utf8(written(part)))
    return [f"{first}{written(piece)}".rstrip("\n") for piece in found]


def spoken(text: str) -> str:
    """Give a text in which nothing is a link: WeCom reads `<a href>` in what we send."""
    return text.replace("<a", "<\u2060a").replace("<A", "<\u2060A")


def columns(text: str) -> int:
    """Count how wide a text is on a screen."""
    return sum(2 if unicodedata.east_asian_width(char) in _WIDE else 1 for char in text)


def _of_card(card: Card, preview: str) -> Laid:
    actions = () if card.state else card.actions
    if not actions:  # such a template card needs an address to lead to
        return Laid(texts=[card.as_text()], cards=[])
    rows = [row for row in card.rows if _has_room(row)][:_ROWS]
    under = _under_title(card, beside=rows)
    is_whole = len(under) <= _UNDER_TITLE
    long = any(columns(plain(action.label)) > _BUTTON_COLUMNS for action in actions)
    said_link = f"{card.link.label} {card.link.url}" if card.link else ""
    if not is_whole:
        under, rows = _head(card), []
    first: Part = {"sub_title_text": under} if 0 < len(under) <= _UNDER_TITLE else {}
    if rows:
        first["horizontal_content_list"] = [_row(row) for row in rows]
    cards = [
        {
            "card_type": "button_interaction",
            "main_title": {"title": preview},
            **(first if n == 0 else {}),
            "button_list": [_button(one, f"{number}. " if long else "") for number, one in some],
        }
        for n, some in enumerate(_in_cards(actions))
    ]
    said = [] if is_whole else [card.as_text()]
    if long:
        said += [f"{number}. {action.label}" for number, action in enumerate(actions, start=1)]
    # A card would show it as a button that leaves the chat; in a text it is what it is.
    said += [said_link] if said_link and is_whole else []
    return Laid(texts=["\n".join(said)] if said else [], cards=cards)


def _under_title(card: Card, *, beside: Sequence[Row]) -> str:
    """Word what stands above the rows, and those rows that have no room among them."""
    others = [f"{row.label}  {row.value}" for row in card.rows if row not in beside]
    parts = (_head(card), card.text, *others, card.footnote)
    return "\n".join(plain(part) for part in parts if part)


def _head(card: Card) -> str:
    figure = f"{card.figure.label} {card.figure.value}" if card.figure else ""
    return "\n".join(plain(part) for part in (card.title, figure) if part)


def _has_room(row: Row) -> bool:
    label, value = plain(row.label), plain(row.value)
    is_line = "\n" not in label + value and bool(label)
    return is_line and columns(label) <= _LABEL_COLUMNS and len(value) <= _VALUE


def _row(row: Row) -> Part:
    return {"keyname": plain(row.label), "value": plain(row.value)}


def _in_cards(actions: Sequence[Action]) -> list[list[tuple[int, Action]]]:
    """Part buttons, with their numbers, into cards; in one card each key is there once."""
    cards: list[list[tuple[int, Action]]] = [[]]
    for number, action in enumerate(actions, start=1):
        is_there = any(action.token == other.token for _, other in cards[-1])
        if is_there or len(cards[-1]) == _BUTTONS:
            cards.append([])
        cards[-1].append((number, action))
    return cards


def _button(action: Action, number: str) -> Part:
    label = f"{number}{plain(action.label)}"
    while columns(label) > _BUTTON_COLUMNS:  # the whole of it stands in the text before the card
        label = f"{label.rstrip('…')[:-1]}…"
    return {"text": label, "key": action.token}


def _of_form(form: Form, preview: str, language: str) -> Laid:
    if _is_all_choices(form):
        return _selects(form, preview)
    question = Questions(form=form, language=language).open
    lines = Questions(form=form, language=language).lines(question) if question else []
    return Laid(texts=["\n".join([form.title, *lines])], cards=[])


def _selects(form: Form, preview: str) -> Laid:
    problems = [question.problem for question in form.inputs if question.problem]
    title = plain(form.title)
    has_room = len(title) <= _DESC and "\n" not in title
    said = [*([] if has_room else [form.title]), *problems]
    card = {
        "card_type": "multiple_interaction",
        "main_title": {"title": preview, **({"desc": title} if has_room else {})},
        "select_list": [_select(question) for question in form.inputs],
        "submit_button": {"text": plain(form.submit), "key": form.token},
    }
    return Laid(texts=["\n".join(said)] if said else [], cards=[card])


def _select(question: Input) -> Part:
    offered = choices(question)
    chosen = {"selected_id": question.value} if question.value else {}
    return {
        "question_key": question.name,
        "title": plain(question.label),
        "option_list": [{"id": one.value, "text": plain(one.label)} for one in offered],
        **chosen,
    }


def _is_all_choices(form: Form) -> bool:
    """Whether a card of selects can ask it all, and show each word of it."""
    return (
        0 < len(form.inputs) <= _SELECTS
        and all(_is_select(question) for question in form.inputs)
        and columns(plain(form.submit)) <= _BUTTON_COLUMNS
        and 0 < utf8(form.token) <= _KEY_BYTES
    )


def _is_select(question: Input) -> bool:
    offered = choices(question)
    return (
        question.is_required  # a select can not be left empty
        and question.kind in {InputKind.CHOICE, InputKind.RATING}
        and 0 < len(offered) <= _OPTIONS
        and columns(plain(question.label)) <= _SELECT_COLUMNS
        and all(columns(plain(one.label)) <= _BUTTON_COLUMNS for one in offered)
        and all(0 < utf8(one.value) <= _OPTION_BYTES for one in offered)
    )
