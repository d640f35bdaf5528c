"""A question about pay read by likeness: its days, sum and person; never the pay of another."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

from handlers.intent import Intent
from handlers.slots import Days, take_amounts, the_amount
from handlers.understood import Understanding
from rules import pay_words as words
from rules.lexicon import Phrase
from rules.part import MARKS, Part
from rules.phrases import PHRASES
from rules.spoken_amount import SpokenAmount
from rules.spoken_name import names
from rules.typed_text import fold

HOW_MUCH = frozenset({Intent.COMMISSION, Intent.WHY})
PAY = HOW_MUCH | {Intent.WHAT_IF}
REFUSED = "error.pay_of_people"
#: 出来没有, 到了没: a question, and no "not".
_OR_NOT = re.compile(r"没有?(?:是?多少)?[啊呀呢嘛吗]*[?？。\s]*$")
#: A word of each of these must be there.
_ANCHORS = {
    Intent.COMMISSION: Part.COMMISSION | Part.EARN | Part.STAGE,
    Intent.WHY: Part.COMMISSION | Part.EARN | Part.CALCULATED | Part.WRONG | Part.THIS_DEAL,
    Intent.WHAT_IF: Part.AMOUNT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """A sentence with its days and sums marked, cut, and what is left beside the marks."""

    typed: str
    marked: str
    amounts: list[SpokenAmount]
    sentence: list[Phrase]
    parts: Part
    left: str


def is_about_commission(typed: str) -> bool:
    """Whether a word of it is commission."""
    return any(phrase.part is Part.COMMISSION for phrase in PHRASES.cut(fold(typed)))


def read_pay(read: Understanding, typed: str, days: Days) -> Understanding | None:
    """Add days, sum and person; others' pay is told of by name, or refused as a whole.

    None where a word makes it another question, or a time was not understood.
    """
    said = _said(typed, days)
    if not _is_about_pay(read, said) or days.one[1] == "range.several":
        return None
    if read.intent is Intent.WHAT_IF:
        return _tried(read, said)
    if words.OTHER_TIME.search(said.left):
        return None
    read = replace(read, problem=days.one[1])
    span = next(names(said.sentence, said.marked), None)
    if span is not None and not words.AND.search(said.marked[: span[0]]):
        return replace(read, intent=Intent.COMMISSION, person=typed[slice(*span)])
    if span is not None or words.OTHERS.search(said.left):
        return _of_others(read, said, is_named=span is not None)
    return _own(read, said)


def _said(typed: str, days: Days) -> _Said:
    marked, amounts = take_amounts(days.marked)
    sentence = PHRASES.cut(marked)
    return _Said(
        typed=typed,
        marked=marked,
        amounts=amounts,
        sentence=sentence,
        parts=reduce(or_, (phrase.part for phrase in sentence), Part.FILLER),
        left="".join(char for char in marked if char not in MARKS.values()),
    )


def _is_about_pay(read: Understanding, said: _Said) -> bool:
    """Whether it speaks of money of hers; how much she sold is no sum of hers."""
    assert read.intent is not None  # noqa: S101 - it was read
    if words.NO_QUESTION.search(said.left):
        return False
    is_of_sales = said.parts & (Part.SALES | Part.GOAL) and not said.parts & Part.COMMISSION
    if read.intent in HOW_MUCH and is_of_sales and not words.LISTED.search(said.left):
        return False
    return bool(said.parts & _ANCHORS[read.intent] or words.MONEY.search(said.left))


def _tried(read: Understanding, said: _Said) -> Understanding | None:
    """Read one deal to try; what she hopes to get is no deal."""
    amount, problem = the_amount(said.amounts)
    is_hoped = said.parts & Part.GOAL or words.HOPED.search(said.left)
    if amount is None or problem or is_hoped or words.OTHERS.search(said.left):
        return None
    return replace(read, amount=amount, range=None)


def _of_others(read: Understanding, said: _Said, *, is_named: bool) -> Understanding | None:
    """Refuse what is plainly of others; of who also speaks of herself it is asked back."""
    is_hers = words.ME.search(said.left) is not None
    if read.intent is Intent.COMMISSION:
        return None if is_hers else replace(read, problem=REFUSED)
    return _own(read, said) if is_hers and not is_named else None


def _own(read: Understanding, said: _Said) -> Understanding | None:
    is_asked = _OR_NOT.sub("", said.marked)
    is_not = any(phrase.part & Part.NOT for phrase in PHRASES.cut(is_asked))
    is_why = said.parts & Part.CALCULATED or (is_not and said.parts & (Part.WHY | Part.HOW))
    if read.intent is Intent.COMMISSION and is_why:
        return replace(read, intent=Intent.WHY)
    if read.intent is Intent.COMMISSION and (said.amounts or is_not):
        return None
    if read.intent is Intent.WHY and words.COMPARED.search(said.left):
        # 比上个月少: it is not last month that is to be explained.
        return replace(read, range=None, problem=None)
    return read
