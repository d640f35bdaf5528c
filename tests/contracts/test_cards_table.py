"""The table of cards and forms in the documentation is what the code does."""

from __future__ import annotations

from bot import answers
from bot.notices import KINDS
from tests.contracts.cards_table import PAGE, all_kinds, table, written


def test_no_card_and_no_form_is_left_out() -> None:
    named = [kind for kind, _ in all_kinds()]

    types = {one.__name__ for one in answers.HOLDS}
    assert set(named) == {kind.value for kind in KINDS} | types
    assert len(named) == len(set(named))


async def test_the_page_says_what_each_chat_shows() -> None:
    page = PAGE.read_text("utf-8")

    # `python -m tests.contracts.cards_table` writes it anew.
    assert written(page, await table()) == page


async def test_every_cell_is_explained_on_the_page() -> None:
    page = PAGE.read_text("utf-8").partition("<!-- generated")[0]
    rows = [line.split(" | ")[2:] for line in (await table()).splitlines()[2:]]
    words = {cell.strip("| ").split(", then ")[0].lstrip("0123456789 ") for r in rows for cell in r}

    assert [word for word in sorted(words) if word.removesuffix("s") not in page] == []
