"""Cards and forms as Markdown, where no card template is set: buttons are links that type for her.

A link of the kind `dtmd://dingtalkclient/sendMessage` lets the client send its content as if she
had typed it: the button's words, and its token behind a `#`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from bot.cards.card import Action, Card
from bot.cards.form import Form
from bot.cards.message import Message
from bot.channels.dingtalk.markdown import escaped, inner
from bot.channels.pieces import pieces, utf8
from bot.channels.plain import plain
from bot.channels.questions import Questions

#: `msgParam` may have 15,000 bytes; a piece grows by what is escaped in it, twice.
_PIECE, _MESSAGE = 2_000, 11_000
_SEND = "dtmd://dingtalkclient/sendMessage?content="
_TYPED = re.compile(r"(?:^|\s)#(?P<token>[\w.:-]+~\S*~\S+)\s*$")


def of_message(message: Message, *, language: str) -> list[str]:
    """Lay a message out as the texts of as many messages as its length needs."""
    blocks = list(_text(message.text)) if not (message.card or message.form) else []
    if message.card:
        blocks += _card(message.card)
    if message.form:
        blocks += _form(message.form, language)
    return _packed(blocks or [escaped(message.preview)])


def typed_token(text: str) -> str:
    """Give the token at the end of what a button typed; empty where there is none."""
    found = _TYPED.search(text)
    return found["token"] if found else ""


def _card(card: Card) -> Iterator[str]:
    yield from _text(card.title, is_strong=True)
    if card.figure:
        yield from _pair(card.figure.label, card.figure.value, strong=card.figure.value)
    yield from _text(card.text)
    for row in card.rows:
        yield from _pair(row.label, row.value, strong=row.label)
    yield from _text(card.footnote)
    if card.link:
        yield f"[{inner(card.link.label)}]({quote(card.link.url, safe=':/?=&%')})"
    if card.state:
        yield from _text(card.state, is_strong=True)
    else:
        yield from (_link(action) for action in card.actions)


def _form(form: Form, language: str) -> Iterator[str]:
    """Show the title and the first question; the rest is asked in turn."""
    yield from _text(form.title, is_strong=True)
    if form.inputs:
        asking = Questions(form=form, language=language, words="dialogue")
        yield from _text("\n".join(asking.lines(form.inputs[0])))


def _text(text: str, *, is_strong: bool = False) -> Iterator[str]:
    for paragraph in plain(text).split("\n\n"):
        for piece in pieces(paragraph.strip("\n"), _PIECE, measure=utf8):
            if not piece.strip():
                continue
            # Emphasis ends at a line's end and holds no spaces at its edges.
            lines = [line.strip() for line in piece.split("\n") if line.strip()]
            yield "  \n".join(f"**{inner(one)}**" if is_strong else escaped(one) for one in lines)


def _pair(label: str, value: str, *, strong: str) -> Iterator[str]:
    """Put two side by side, one of them in bold, or below each other where they are long."""
    is_long = utf8(label) + utf8(value) > _PIECE
    if is_long or "\n" in plain(label).strip() or not (label.strip() and value.strip()):
        yield from _text(label, is_strong=strong == label)
        yield from _text(value, is_strong=strong == value)
        return
    first, *rest = plain(value).strip().split("\n")
    left = f"**{inner(label.strip())}**" if strong == label else escaped(label)
    right = f"**{inner(first.strip())}**" if strong == value else inner(first.strip())
    yield "  \n".join([f"{left} {right}", *(escaped(line) for line in rest)])


def _link(action: Action) -> str:
    typed = quote(f"{plain(action.label)} #{action.token}", safe="")
    return f"[{inner(action.label)}]({_SEND}{typed})"


def _packed(blocks: Sequence[str]) -> list[str]:
    packed: list[str] = []
    for block in blocks:
        longer = f"{packed[-1]}\n\n{block}" if packed else block
        if packed and _size(longer) <= _MESSAGE:
            packed[-1] = longer
        else:
            packed.append(block)
    return packed


def _size(text: str) -> int:
    """Count the bytes that it has inside `msgParam`, which is JSON."""
    return len(json.dumps(text, ensure_ascii=False).encode("utf-8", "surrogatepass"))
