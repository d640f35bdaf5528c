"""Every card and form as each chat shows it, as the table of docs/reference/cards.md.

`python -m tests.contracts.cards_table` writes it anew; `test_cards_table.py` compares.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path

from bot import answers
from bot.cards.actions import seal
from bot.cards.card import Card
from bot.cards.form import Form
from bot.cards.message import Message
from bot.cards.reader import Reader
from bot.channels.channel import Channel
from bot.notices import KINDS
from tests.contracts import stands
from tests.contracts.answered import answered
from tests.contracts.test_privacy import facts_of

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "cards.md"
BEGINS, ENDS = "<!-- generated: begin -->\n", "<!-- generated: end -->\n"
_CUSTOMER = "Huaxing Tech"
_READER = Reader(language="en")
_COLUMNS: Mapping[str, stands.Stands] = {
    "web chat": stands.web_chat,
    "Slack": stands.slack,
    "WeCom app": stands.we_com,
    "WeCom bot": stands.we_com_bot,
    "DingTalk, cards": stands.dingtalk_cards,
    "DingTalk, Markdown": stands.dingtalk_markdown,
    "terminal": stands.console,
}


async def table() -> str:
    """Give the whole table: a row for each kind of notice, of answer and of form."""
    rows = [
        f"| what | kind | {' | '.join(_COLUMNS)} |",
        f"| --- | --- |{' --- |' * len(_COLUMNS)}",
    ]
    async with AsyncExitStack() as opened:
        channels: dict[str, tuple[Channel, str]] = {}
        for name, stand in _COLUMNS.items():
            there = await opened.enter_async_context(stand())
            channels[name] = there.channel, there.address
        for kind, told in all_kinds():
            title = told.title.replace("|", "/")
            cells = [shown(told, *there) for there in channels.values()]
            rows.append(f"| {title} | `{kind}` | {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def all_kinds() -> list[tuple[str, Card | Form]]:
    """Give every kind with a sample of it, notices first, each in the order of its table."""
    facts = facts_of(_CUSTOMER)
    notices: list[tuple[str, Card | Form]] = [
        (kind.value, row.card(facts[kind], _READER)) for kind, row in KINDS.items()
    ]
    said = answered(_CUSTOMER)
    return [*notices, *((one.__name__, answers.word(said[one], _READER)) for one in said)]


def shown(told: Card | Form, channel: Channel, address: str) -> str:
    """Say in a word or two how a chat shows it."""
    asks_in_turn = not channel.capabilities.shows_forms or channel.name == "console"
    if isinstance(told, Form) and asks_in_turn:
        return "question by question"
    message = Message(
        key="k",
        preview="You have a reminder about your work",
        text=told.title if isinstance(told, Form) else told.as_text(),
        card=told if isinstance(told, Card) else None,
        form=told if isinstance(told, Form) else None,
    )
    sealed = seal(message, person_id=7, key=b"k" * 32)
    said = json.loads(channel.render(sealed, address=address))
    if "posts" not in said:
        return "text, numbered buttons" if channel.name == "console" else _own(told)
    if isinstance(told, Form):
        return "window" if said.get("view") else "form on the card"
    return _posts(said["posts"])


def _own(told: Card | Form) -> str:
    return "form" if isinstance(told, Form) else "card"


def _posts(posts: list[dict[str, object]]) -> str:
    """Count the texts and the cards that a message became."""
    texts = sum(post.get("msgtype") in {"text", "markdown"} for post in posts)
    texts += sum("batchSend" in str(post.get("path")) for post in posts)
    cards = len(posts) - texts
    parts = [_counted(texts, "text")] * bool(texts) + [_counted(cards, "card")] * bool(cards)
    return ", then ".join(parts)


def _counted(n: int, what: str) -> str:
    return what if n == 1 else f"{n} {what}s"


def written(page: str, rows: str) -> str:
    """Give the page with the table in it."""
    before, _, rest = page.partition(BEGINS)
    _, _, after = rest.partition(ENDS)
    return f"{before}{BEGINS}{rows}{ENDS}{after}"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8"), asyncio.run(table())), "utf-8")
