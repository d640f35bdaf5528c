"""Chinese typed in Latin letters, written out by the shipped examples: wo de ticheng."""

from __future__ import annotations

import re
from functools import cache

from handlers.utterances import utterances
from rules.phrases import PHRASES
from rules.topic_words import TOPICS
from rules.typed_pinyin import Sounds

_LATIN = re.compile("[a-z]")
#: Latin words that stand in Chinese too.
_KNOWN = PHRASES.words | TOPICS.words | {"kpi", "crm", "ok", "excel", "done", "ppt"}


def as_chinese(typed: str) -> str | None:
    """Give a clean text in Chinese characters; None where nothing in it is Chinese by its sound."""
    return _sounds().read(typed, known=_KNOWN) if _LATIN.search(typed) else None


@cache
def _sounds() -> Sounds:
    return Sounds(text for texts in utterances().values() for text in texts)
