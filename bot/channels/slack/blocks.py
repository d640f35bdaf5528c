"""Cards and forms as Block Kit, within its documented limits and without cutting anything away.

What people wrote goes into `plain_text` and `rich_text` alone, where Slack reads no markup: a rep
named `<!channel>` pings nobody, and a customer called A*B*C stays that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.cards.card import Action, Card
from bot.cards.form import Choice, Form, Input, InputKind
from bot.channels.pieces import pieces
from bot.channels.plain import plain
from bot.channels.questions import choices, is_number

#: A block as Slack's JSON.
Block = dict[str, Any]

#: docs.slack.dev, Block Kit reference. Texts of one message together may not pass about 13,200.
MAX_BLOCKS, MAX_CHARS = 50, 12_000
_HEADER, _RICH, _CONTEXT = 150, 2900, 2000
_BUTTON, _OPTION, _VIEW_TITLE, _LABEL, _PLACEHOLDER = 75, 75, 24, 2000, 150
_BUTTONS, _OPTIONS, _BOXES = 25, 100, 10
#: The action of the button that sends a form filled in inside a message.
SUBMIT = "submit"
#: The callback of a form in a modal.
FORM_VIEW = "form"


def of_text(text: str) -> list[Block]:
    """Lay a text out."""
    return list(_rich(text))


def of_card(card: Card) -> list[Block]:
    """Lay a card out: what happened, how much, the rows, the small print, the buttons."""
    blocks = list(_title(card.title))
    if card.figure:
        blocks.append(_lines([(card.figure.label, card.figure.value)], is_strong=True))
    blocks += _rich(card.text)
    blocks += _rows([(row.label, row.value) for row in card.rows])
    blocks += [_context(piece) for piece in _cut(card.footnote, _CONTEXT)]
    if card.link:
        link = {"type": "link", "url": card.link.url, "text": plain(card.link.label)}
        blocks.append(_rich_text([link]))
    if card.state:
        return [*blocks, *_rich(card.state, is_bold=True)]
    return [*blocks, *_buttons(card.actions)]


def of_form(form: Form) -> list[Block]:
    """Ask a form inside a message, where no modal can be opened."""
    button = _button(Action(label=form.submit, route="", token=form.token, is_primary=True), SUBMIT)
    blocks = [*_title(form.title), *_inputs(form, has_files=False)]
    return [
        *blocks,
        *_told_whole([form.submit], _BUTTON),
        {"type": "actions", "elements": [button]},
    ]


def view(form: Form) -> Block:
    """Ask a form in a modal; its token comes back with the answers."""
    return {
        "type": "modal",
        "callback_id": FORM_VIEW,
        "private_metadata": form.token,
        "title": _plain(_short(form.title, _VIEW_TITLE)),
        "submit": _plain(_short(form.submit, _VIEW_TITLE)),
        "blocks": [
            *_told_whole([form.title, form.submit], _VIEW_TITLE),
            *_inputs(form, has_files=True),
        ],
    }


def problems(form: Form) -> dict[str, str]:
    """Give what was wrong with which input, by its block."""
    return {
        _block_id(n): plain(question.problem)
        for n, question in enumerate(form.inputs)
        if question.problem
    }


def messages(blocks: Sequence[Block]) -> list[list[Block]]:
    """Part blocks into as many messages as their number and texts need."""
    parted: list[list[Block]] = [[]]
    count = 0
    for block in blocks:
        size = _size(block)
        if parted[-1] and (len(parted[-1]) == MAX_BLOCKS or count + size > MAX_CHARS):
            parted.append([])
            count = 0
        parted[-1].append(block)
        count += size
    return parted


def _title(title: str) -> Iterator[Block]:
    if 0 < len(plain(title)) <= _HEADER:
        yield {"type": "header", "text": _plain(title)}
    else:
        yield from _rich(title, is_bold=True)


def _rich(text: str, *, is_bold: bool = False) -> Iterator[Block]:
    for piece in _cut(text, _RICH):
        yield _rich_text([_run(piece, is_bold=is_bold)])


def _rows(rows: Sequence[tuple[str, str]]) -> Iterator[Block]:
    """Put rows below each other, label and value side by side, as many as fit into a block."""
    fitting: list[tuple[str, str]] = []
    count = 0
    for label, value in rows:
        size = len(label) + len(value) + 3
        if fitting and count + size > _RICH:
            yield _lines(fitting)
            fitting, count = [], 0
        if size > _RICH:
            yield from _rich(label, is_bold=True)
            yield from _rich(value)
            continue
        fitting.append((label, value))
        count += size
    if fitting:
        yield _lines(fitting)


def _lines(rows: Sequence[tuple[str, str]], *, is_strong: bool = False) -> Block:
    runs: list[Block] = []
    for label, value in rows:
        if runs:
            runs.append(_run("\n"))
        runs += [_run(plain(label) or " ", is_bold=not is_strong), _run("  ")]
        runs.append(_run(plain(value) or " ", is_bold=is_strong))
    return _rich_text(runs)


def _rich_text(runs: Sequence[Block]) -> Block:
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": list(runs)}],
    }


def _run(text: str, *, is_bold: bool = False) -> Block:
    styled = {"style": {"bold": True}} if is_bold else {}
    return {"type": "text", "text": text, **styled}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [_plain(text)]}


def _buttons(actions: Sequence[Action]) -> Iterator[Block]:
    yield from _told_whole([action.label for action in actions], _BUTTON)
    for first in range(0, len(actions), _BUTTONS):
        some = actions[first : first + _BUTTONS]
        elements = [_button(action, f"press-{first + n}") for n, action in enumerate(some)]
        yield {"type": "actions", "elements": elements}


def _button(action: Action, action_id: str) -> Block:
    primary = {"style": "primary"} if action.is_primary else {}
    return {
        "type": "button",
        "action_id": action_id,
        "text": _plain(_short(action.label, _BUTTON)),
        "value": action.token,
        **primary,
    }


def _inputs(form: Form, *, has_files: bool) -> Iterator[Block]:
    for n, question in enumerate(form.inputs):
        if question.kind is InputKind.FILE and not has_files and not question.is_required:
            continue  # it is sent into the chat, which then asks what it is for
        if question.problem:
            yield _context(question.problem)
        labels = [choice.label for choice in choices(question)]
        yield from _told_whole(labels, _OPTION)
        yield {
            "type": "input",
            "block_id": _block_id(n),
            "optional": not question.is_required,
            "label": _plain(_short(question.label, _LABEL)),
            "element": _element(question, has_files=has_files),
        }


def _element(question: Input, *, has_files: bool) -> Block:
    element: Block = {"action_id": _action_id(question)}
    offered = choices(question)
    if offered:
        return element | _select(question, offered)
    match question.kind:
        case InputKind.DATE:
            element |= {"type": "datepicker"}
            if question.value:
                element["initial_date"] = question.value
            return element | _placeholder(question)
        case InputKind.NUMBER if is_number(question.value or "0"):
            element |= {"type": "number_input", "is_decimal_allowed": True}
        case InputKind.FILE if has_files:
            return element | {"type": "file_input", "max_files": 1}
        case _:
            element |= {"type": "plain_text_input", "max_length": 3000}
            element["multiline"] = question.kind is InputKind.MULTILINE
    if question.value:
        element["initial_value"] = plain(question.value)
    return element | _placeholder(question)


def _select(question: Input, offered: Sequence[Choice]) -> Block:
    options: list[Block] = [
        {"text": _plain(_short(choice.label, _OPTION)), "value": choice.value} for choice in offered
    ]
    meant = question.value.split(",") if question.value else []
    chosen = [option for option in options if option["value"] in meant]
    if question.kind is not InputKind.CHOICES:
        first: Block = {"initial_option": chosen[0]} if chosen else {}
        return {"type": "static_select", **_listed(options), **first} | _placeholder(question)
    first = {"initial_options": chosen} if chosen else {}
    if len(options) <= _BOXES:
        return {"type": "checkboxes", "options": options, **first}
    return {"type": "multi_static_select", **_listed(options), **first} | _placeholder(question)


def _listed(options: Sequence[Block]) -> Block:
    """Give up to 100 options as they are, more in groups of a hundred."""
    if len(options) <= _OPTIONS:
        return {"options": options}
    firsts = range(0, len(options), _OPTIONS)
    groups = [options[first : first + _OPTIONS] for first in firsts]
    return {
        "option_groups": [
            {"label": _plain(f"{first + 1}-{first + len(some)}"), "options": some}
            for first, some in zip(firsts, groups, strict=True)
        ]
    }


def _placeholder(question: Input) -> Block:
    if not question.placeholder:
        return {}
    return {"placeholder": _plain(_short(question.placeholder, _PLACEHOLDER))}


def _told_whole(labels: Sequence[str], limit: int) -> Iterator[Block]:
    """Say in full what is cut short on a button, an option or a title."""
    for label in labels:
        if len(plain(label)) > limit:
            yield from _rich(label)


def _block_id(n: int) -> str:
    return f"input-{n}"


def _action_id(question: Input) -> str:
    return question.name[:255]


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": plain(text) or " ", "emoji": False}


def _short(text: str, limit: int) -> str:
    shown = plain(text)
    return shown if len(shown) <= limit else f"{shown[: limit - 1]}…"


def _cut(text: str, limit: int) -> list[str]:
    return [piece for piece in pieces(plain(text), limit) if piece.strip()]


def _size(block: Any) -> int:  # noqa: ANN401 - JSON
    """Count the characters that a reader sees in a block."""
    if isinstance(block, dict):
        own = len(text) if isinstance(text := block.get("text"), str) else 0
        return own + sum(_size(value) for value in block.values())
    return sum(_size(value) for value in block) if isinstance(block, list) else 0
