"""Every sentence stands in both languages with the same gaps."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from bot.cards.words import catalogue, say

#: A gap and then a plural of a thing that is counted: "{n} deals" would be "1 deals".
_UNCOUNTED = re.compile(
    r"\{\w+\} (?:(?:more|valid|earlier|later|new|ended) )?"
    r"(?:days|deals|months|weeks|people|reps|hires|courses|conditions|ratings|workdays|lines|pages|"
    r"have|are|were)\b"
)
#: What stands there is a limit of ours, two counts, or a figure and what it should be.
_NEVER_ONE = frozenset({
    "alert.stalled",
    "resume.part_read",
    "retention.picture_few",
    "risk_model.gate.few_cohorts",
    "risk_model.gate.few_leavers",
    "risk_model.gate.few_left",
    "risk_model.gate.not_watched",
    "target.reward_text",
})  # fmt: skip


def _gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_both_languages_word_the_same_ids() -> None:
    assert set(catalogue("zh")) == set(catalogue("en"))


def test_both_languages_fill_the_same_gaps() -> None:
    zh, en = catalogue("zh"), catalogue("en")

    differing = {key: (zh[key], en[key]) for key in zh if _gaps(zh[key]) ^ _gaps(en[key])}

    assert differing == {}


@pytest.mark.parametrize(
    ("count", "told"),
    [(0, "0 deals"), (1, "1 deal"), (2, "2 deals"), (11, "11 deals"), ("1", "1 deal")],
)
def test_one_is_not_many_in_english(count: object, told: str) -> None:
    assert say("en", "order.deals", n=count) == told
    assert say("zh", "order.deals", n=count) == f"{count} 单"


def test_a_verb_follows_its_count() -> None:
    assert "1 has nobody" in say("en", "leaving.waiting", n=1)
    assert "2 have nobody" in say("en", "leaving.waiting", n=2)


def test_no_english_count_is_followed_by_a_bare_plural() -> None:
    bare = {key for key, words in catalogue("en").items() if _UNCOUNTED.search(words)}

    assert bare == _NEVER_ONE
