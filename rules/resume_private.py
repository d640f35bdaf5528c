"""What is taken out of a resume before anything else looks at it: contacts, protected attributes.

A contact leaves its digest, a protected attribute its name: HR is told that it was dropped, and
neither a score nor a quoted sentence can hold it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from rules.contact import email_key, find_emails, find_mobiles, phone_key
from rules.protected import LABELS, protected_label
from rules.resume import ResumeLine, ResumeText

_LABEL = "|".join(re.escape(label) for label in LABELS)
#: 性别:女 up to the next mark or gap; the label may be spaced out (性 别).
_INLINE = re.compile(
    rf"(?<![\w])(?P<label>{_LABEL})\s*[:：]\s*(?P<value>[^\s,，;；|、。]*)[,，;；|、]?\s*",
    re.IGNORECASE,
)
_SPACED = re.compile(
    r"(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff][ \u3000]*[:：]|[\u4e00-\u9fff]$)"
)
#: Values that need no label, as a cell or between marks.
_ALONE = {
    "gender": r"男|女|男性|女性|male|female",
    "age": r"\d{2} ?(?:周?岁|years? old)",
    "marriage": r"未婚|已婚|离异|已婚已育|已婚未育|未婚未育|single|married|divorced",
    "ethnicity": r"[\u4e00-\u9fff]{1,3}族",
    "faith": r"中共党员|共青团员|党员|团员|群众",
    "birth": r"(?:19|20)\d{2}(?:年|[./-])\d{1,2}(?:月|[./-]\d{1,2})?(?:\d{0,2}日)?(?:出生|生)",
}
_BARE = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _ALONE.items()}
#: Inside a sentence only what is plainly about her: 我今年28岁, born in 1995.
_IN_TEXT = {
    "age": re.compile(
        r"(?:今年|现年)\s*\d{2}\s*周?岁[,，]?|\b(?:i am |aged )\d{2}(?: years old)?\b",
        re.IGNORECASE,
    ),
    "birth": re.compile(
        r"(?:出生于|生于)\s*\d{4}\s*年?(?:\d{1,2}月)?[,，]?|\bborn in \d{4}\b", re.IGNORECASE
    ),
    "identity": re.compile(r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}[01]\d[0-3]\d{4}[\dXx](?!\d)"),
}
_MARKS = re.compile(r"\s*[|/｜丨·]\s*")
_CONTACT_LABEL = re.compile(
    r"(?:联系电话|联系方式|手机号码?|电话号码|手机|电话|电子邮箱|邮箱|e-?mail|phone|mobile|tel)"
    r"\s*[:：]?\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleared:
    """A resume without contacts and protected attributes."""

    text: ResumeText
    #: Digests of the first address and the first mobile number; None where there is none.
    email_sha: str | None
    phone_sha: str | None
    #: Keys of what was dropped, in order of first appearance.
    dropped: tuple[str, ...]


def cleared(text: ResumeText) -> Cleared:
    """Take contacts and protected attributes out; a line of which nothing is left goes."""
    dropped: dict[str, None] = {}
    emails: list[str] = []
    phones: list[str] = []
    lines = []
    for line in text.lines:
        cells = tuple(
            kept
            for cell in _without_pairs(line.cells, dropped)
            if (kept := _kept(cell, dropped, emails, phones))
        )
        if cells:
            lines.append(replace(line, cells=cells))
    return Cleared(
        text=replace(text, lines=_numbered(lines)),
        email_sha=next((key for one in emails if (key := email_key(one))), None),
        phone_sha=next((key for one in phones if (key := phone_key(one))), None),
        dropped=tuple(dropped),
    )


def _numbered(lines: Iterable[ResumeLine]) -> tuple[ResumeLine, ...]:
    """Keep each line's own number: it is its place in the file."""
    return tuple(lines)


def _without_pairs(cells: tuple[str, ...], dropped: dict[str, None]) -> list[str]:
    """Leave out the cell of a protected label and the cell after it, its value."""
    kept: list[str] = []
    skips = False
    for cell in cells:
        name = protected_label(cell)
        if skips:
            skips = False
            if name is None:
                continue
        if name is not None:
            dropped[name] = None
            skips = len(cells) > 1
            continue
        kept.append(cell)
    return kept


def _kept(cell: str, dropped: dict[str, None], emails: list[str], phones: list[str]) -> str:
    text = cell
    for found, known in ((find_emails(cell), emails), (find_mobiles(cell), phones)):
        known.extend(found)
        for one in found:
            before, _, after = text.partition(one)
            text = _CONTACT_LABEL.sub("", before) + after
    text = _INLINE.sub(lambda match: _drop(match["label"], dropped), _SPACED.sub("", text))
    for name, pattern in _IN_TEXT.items():
        if pattern.search(text):
            dropped[name] = None
            text = pattern.sub("", text)
    pieces = _MARKS.split(text)
    left = [piece for piece in pieces if not _is_bare(piece.strip(), dropped)]
    if len(left) < len(pieces):
        text = " | ".join(left)
    return text.strip(" \t|,，;；")


def _drop(label: str, dropped: dict[str, None]) -> str:
    dropped[protected_label(label) or label] = None
    return ""


def _is_bare(piece: str, dropped: dict[str, None]) -> bool:
    for name, pattern in _BARE.items():
        if pattern.fullmatch(piece):
            dropped[name] = None
            return True
    return False
