"""Every sentence stands in both languages with the same gaps."""

from __future__ import annotations

from string import Formatter

from bot.cards.words import catalogue


def _gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_both_languages_word_the_same_ids() -> None:
    assert set(catalogue("zh")) == set(catalogue("en"))


def test_both_languages_fill_the_same_gaps() -> None:
    zh, en = catalogue("zh"), catalogue("en")

    differing = {key: (zh[key], en[key]) for key in zh if _gaps(zh[key]) ^ _gaps(en[key])}

    assert differing == {}
