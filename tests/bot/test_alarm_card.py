"""An alarm says what, how many and what next, in both languages, for every count there is."""

from __future__ import annotations

import json

import pytest

from bot.cards.reader import Reader
from bot.notices import KINDS
from rules.notices import NoticeKind

_COUNTS = dict.fromkeys("failed ledger base deal price notice stuck".split(), 2)


@pytest.mark.parametrize("what", ["job", "reconcile"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_alarm_gives_numbers_ids_and_the_next_step(what: str, language: str) -> None:
    facts = {
        "what": what,
        "job": "reconcile",
        "slot": "2026-11-25T04:47:00+08:00",
        "counts": _COUNTS,
        "named": ["ledger 1:1:2026-11"],
        "error": "",
    }

    text = KINDS[NoticeKind.ALARM].card(json.dumps(facts), Reader(language=language)).as_text()

    assert "2026-11-25 04:47" in text
    assert text.count("  2") == len(_COUNTS)
    assert "ledger 1:1:2026-11" in text
    assert "foothold" in text.splitlines()[-1]
