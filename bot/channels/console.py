"""The chat in a terminal: cards as panels, buttons by number, forms question by question."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import threading
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TextIO

from rich.console import Console as Terminal
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.cards.card import Action, Card, Row, Tone
from bot.cards.file import File
from bot.cards.form import Form, InputKind
from bot.cards.message import Message
from bot.cards.words import say
from bot.channels import wire
from bot.channels.channel import (
    Capabilities,
    Content,
    FileNotFetched,
    Inbound,
    Incoming,
    Outcome,
    Receipt,
)
from bot.channels.plain import plain
from bot.channels.questions import Questions
from bot.channels.webchat import ChatLog, Hub
from bot.limits import Window
from rules.attachment import MOST_BYTES, safe_name

_EDGE = {
    Tone.PLAIN: "bright_black",
    Tone.GOOD: "green",
    Tone.CHANGED: "blue",
    Tone.ASKING: "yellow",
}
_WIDEST = 72
_GIVES_UP = "/"
#: Before the path of a file that is sent by itself.
_FILE = "@"
_BATCH = 30
#: How often the web chat is looked at for what another process wrote.
_POLL_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What a typed line means: words, or a token with the answers of its form."""

    text: str = ""
    token: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    files: tuple[Incoming, ...] = ()


class Console:
    """The channel of `foothold console`: one person at one terminal."""

    name = "console"
    capabilities = Capabilities(shows_forms=True, sends_files=True)

    def __init__(self, *, out: Terminal, language: str, folder: Path | None = None) -> None:
        self._out = out
        #: Where files that are sent to her are written; the folder she stands in.
        self._folder = folder or Path.cwd()
        self._files: list[Incoming] = []
        self._language = language
        #: What a number presses. News that comes in between counts on: 1 stays what she reads.
        self._offered: list[Action] = []
        self._is_answered = False
        self._questions: Questions | None = None

    def render(self, message: Message, *, address: str) -> bytes:
        """Give the message as bytes; it is laid out when it is printed, for the width then."""
        return wire.written(message, address=address)

    def windows(self, rendered: bytes, to: Inbound | None = None) -> Sequence[Window]:
        """Nobody limits how much is told here."""
        del rendered, to
        return ()

    async def send(self, rendered: bytes) -> Receipt:
        """Print; what is printed twice is seen twice."""
        message = wire.read(rendered).message
        if message.card:
            self._show(message.card)
        elif not message.form:
            self._out.print(_text(message.text))
        if message.file:
            path = await asyncio.to_thread(_written, self._folder, message.file)
            self._out.print(_text(say(self._language, "attachment.saved_to", path=path)))
        if message.form:
            self._begin(message.form)
        return Receipt(outcome=Outcome.SENT)

    async def reply(self, rendered: bytes, to: Inbound) -> Receipt:
        """Answer as anything else is sent."""
        del to
        return await self.send(rendered)

    async def fetch(self, file: Incoming) -> Content:
        """Give a file of hers by its path; raise `FileNotFetched`."""
        return Content(body=await asyncio.to_thread(_read, Path(file.source)))

    def greet(self, name: str) -> None:
        """Say who one is here and how to go about it."""
        self._say("welcome", name=name)

    def lost(self) -> None:
        """Say that the last line was not kept, so that she types it again."""
        self._say("not_kept")

    def heard(self, line: str) -> Act | None:
        """Give what a typed line means; None where it answered a question and more are open."""
        line = plain(line).strip()
        if self._questions:
            return self._answered(self._questions, line)
        if not line:
            return None
        self._is_answered = True
        if line.startswith(_FILE) and (path := _path(line[1:])):
            return Act(files=(Incoming(source=str(path), name=path.name),))
        if line.isdecimal() and 1 <= int(line) <= len(self._offered):
            return Act(token=self._offered[int(line) - 1].token)
        for action in reversed(self._offered):
            if line.casefold() == action.label.casefold():
                return Act(token=action.token)
        return Act(text=line)

    def _show(self, card: Card) -> None:
        if self._is_answered:
            self._offered, self._is_answered = [], False
        first = len(self._offered) + 1
        self._offered += () if card.state else card.actions
        self._out.print(_panel(card, first=first, width=min(self._out.width, _WIDEST)))

    def _begin(self, form: Form) -> None:
        self._questions = Questions(form=form, language=self._language)
        self._files = []
        self._say("asking", title=form.title)
        self._ask()

    def _ask(self) -> None:
        if self._questions and (question := self._questions.open):
            self._out.print(_text("\n".join(self._questions.lines(question))))

    def _answered(self, questions: Questions, line: str) -> Act | None:
        if line == _GIVES_UP:
            self._questions = None
            self._say("given_up")
            return None
        question = questions.open
        if question and question.kind is InputKind.FILE and (path := _path(line)):
            questions.answers[question.name] = ""
            self._files.append(Incoming(source=str(path), name=path.name, field=question.name))
        elif problem := questions.answer(line):
            self._out.print(_text(problem, style="yellow"))
        if questions.open:
            self._ask()
            return None
        self._questions = None
        return Act(token=questions.form.token, answers=questions.answers, files=tuple(self._files))

    def _say(self, sentence: str, **values: object) -> None:
        self._out.print(_text(say(self._language, f"console.{sentence}", **values), style="dim"))


async def converse(
    console: Console,
    *,
    address: str,
    lines: AsyncIterable[str],
    receive: Callable[[Inbound], Awaitable[None]],
    clock: Callable[[], datetime],
) -> None:
    """Pass every typed line on as the person's of that address, until the lines end."""
    async for line in lines:
        act = console.heard(line)
        if act is None:
            continue
        inbound = Inbound(
            id=f"console:{address}:{secrets.token_hex(16)}",
            channel=console.name,
            sender=address,
            at=clock(),
            text=act.text,
            token=act.token,
            answers=act.answers,
            files=act.files,
        )
        try:
            await receive(inbound)
        except OSError:
            console.lost()


async def show_news(console: Console, *, log: ChatLog, hub: Hub, person_id: int) -> None:
    """Print what comes into a person's web chat from now on, until cancelled.

    Her notices go where they always go, whichever process sends them: a terminal is open for a
    while and would lose them afterwards. So it only reads along.
    """
    before = await log.page(person_id=person_id, before=None, limit=1)
    read = before[-1].id if before else 0
    with hub.listen(person_id) as ear:
        while True:
            with suppress(OSError):  # the store is away: looked at again
                for entry in await log.after(person_id=person_id, entry_id=read, limit=_BATCH):
                    read = entry.id
                    if not entry.is_from_person:
                        await console.send(entry.body)
            await ear.wait(_POLL_SECONDS)


async def typed_lines(stream: TextIO) -> AsyncIterator[str]:
    """Give the lines of a terminal as they are typed.

    The reading thread is a daemon: a blocked `readline` must not keep the process alive.
    """
    loop = asyncio.get_running_loop()
    typed: asyncio.Queue[str] = asyncio.Queue()

    def read() -> None:
        for line in iter(stream.readline, ""):
            loop.call_soon_threadsafe(typed.put_nowait, line)
        loop.call_soon_threadsafe(typed.put_nowait, "")

    threading.Thread(target=read, daemon=True, name="console").start()
    while line := await typed.get():
        yield line


def _path(line: str) -> Path | None:
    """Give the file that a line names; None where there is none."""
    written = line.strip().strip("'\"")
    try:
        path = Path(written).expanduser()
        return path if written and path.is_file() else None
    except (OSError, RuntimeError, ValueError):
        return None


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            found = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise FileNotFetched(type(error).__name__) from error
    if len(found) > MOST_BYTES:
        raise FileNotFetched("too big", is_too_big=True)
    return found


def _written(folder: Path, file: File) -> Path:
    """Write a file without putting it over another."""
    name = Path(safe_name(file.name, file.media_type))
    for n in itertools.count(1):
        path = folder / (name.name if n == 1 else f"{name.stem}-{n}{name.suffix}")
        with suppress(FileExistsError), path.open("xb") as to:
            to.write(file.content)
            return path
    raise AssertionError("there is a number that is free")


def _panel(card: Card, *, first: int, width: int) -> RenderableType:
    parts: list[RenderableType] = [_text(card.title, style="bold")]
    if card.figure:
        parts.append(_figure(card.figure))
    parts += [_text(card.text)] if card.text else []
    if card.rows:
        parts.append(_rows(card.rows))
    parts += [_text(card.footnote, style="dim")] if card.footnote else []
    parts += [_text(f"{card.link.label} {card.link.url}")] if card.link else []
    if card.state:
        parts.append(_text(card.state, style="bold"))
    elif card.actions:
        parts += ["", _buttons(card.actions, first=first)]
    return Panel(Group(*parts), border_style=_EDGE[card.tone], padding=(0, 1), width=width)


def _figure(figure: Row) -> Text:
    return Text.assemble((plain(figure.label), "dim"), "  ", (plain(figure.value), "bold"))


def _rows(rows: tuple[Row, ...]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    for row in rows:
        table.add_row(_text(row.label, style="dim"), _text(row.value))
    return table


def _buttons(actions: tuple[Action, ...], *, first: int) -> Text:
    numbered = ((f"{n} ", "bold cyan", plain(a.label)) for n, a in enumerate(actions, start=first))
    parts = [Text.assemble((number, style), label) for number, style, label in numbered]
    return Text("   ").join(parts)


def _text(text: str, *, style: str = "") -> Text:
    # A Text is printed as it stands: rich would read [red] in a plain str as an order.
    return Text(plain(text), style=style, overflow="fold")
