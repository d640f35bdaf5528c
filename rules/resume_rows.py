"""Rows of a table that a PDF gives as one line of words: 姓名 王芳 性别 女 电话 138...

A line is cut at its blanks where a word of it is a label, or its first word a heading; any other
line is a sentence and stays whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rules.protected import protected_label
from rules.resume import ResumeLine
from rules.resume_parts import is_label, section_of

_FEWEST = 2
#: A row of labels and values has short words; a paragraph that begins with one has not.
_LONGEST_WORD = 40


def rows(lines: Sequence[ResumeLine]) -> tuple[ResumeLine, ...]:
    """Give the lines with such rows cut into cells."""
    return tuple(replace(line, cells=_cells(line.cells)) for line in lines)


def _cells(cells: tuple[str, ...]) -> tuple[str, ...]:
    if len(cells) != 1:
        return cells
    words = cells[0].split()
    if len(words) < _FEWEST or not _is_chinese(words[0]):
        return cells
    is_short = all(len(word) <= _LONGEST_WORD for word in words)
    if is_short and any(_is_chinese(word) and _names_a_value(word) for word in words):
        return tuple(words)
    if section_of(words[0]):
        return words[0], " ".join(words[1:])
    return cells


def _names_a_value(word: str) -> bool:
    return protected_label(word) is not None or is_label(word)


def _is_chinese(word: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in word)
