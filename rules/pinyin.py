"""How Chinese characters sound, one at a time."""

from __future__ import annotations

import os

# The phrases of the library would cost half a second and 30 MB, and nobody asks for them.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

from pypinyin import lazy_pinyin


def sounds_of(text: str) -> list[str]:
    """Give the sound of each character without its tone; what is no character stands for itself."""
    return lazy_pinyin(list(text))
