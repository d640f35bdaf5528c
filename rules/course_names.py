"""Which course of a catalogue somebody names: by id, title, alias or field, with a slip or two."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from rules.learning import Catalogue
from rules.misspelling import likeness

_HAN = re.compile(r"[\u4e00-\u9fff]")
_BLANKS = re.compile(r"[\s\W_]+")
#: What may stand around a name: 客户开发课, "the closing course".
_AROUND = re.compile(
    r"^(?:(?:the|my|a|course|training|on|of) )+|(?:的?(?:这门|那门)?(?:课程|培训|课|学习))+$"
    r"|(?: (?:course|training|class|module|lesson)s?)+$"
)
#: 课 or "course" is said: then a word that only one course has names it.
_IS_SAID = re.compile(r"课|培训|\b(?:course|training|class|module|lesson)s?\b")
_WORD = re.compile(r"[a-z]{3,}")
#: A part of a title names it where it is more than half of it.
_HALF = 2
_NEAR_HAN, _NEAR_LATIN = 85, 80
_SHORTEST_HAN, _SHORTEST_LATIN = 2, 4
#: Two titles that are about as near as each other: she is asked which.
_TIE = 3
_MOST = 6


class CourseNames:
    """What the courses of one catalogue are called, in small letters and without ornament."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._titles = [
            (_key(name), one.id) for one in catalogue.courses for name in one.title.values()
        ]
        self._words = _telling(
            [*self._titles, *((_key(one.id), one.id) for one in catalogue.courses)]
        )
        self._names = {
            _key(name): one.id for one in catalogue.courses for name in (one.id, *one.aliases)
        }
        self._fields = {
            _key(name): tuple(one.id for one in catalogue.courses if one.domain == domain.id)
            for domain in catalogue.domains
            for name in (domain.id, *domain.title.values())
        }

    def find(self, said: str) -> tuple[str, ...]:
        """Give the ids of the courses that are meant; several where it fits several.

        A whole name goes before a field's, that before a part of a title, that before what is
        written or sounds nearly so. Empty where it is like none.
        """
        wanted = _key(_bare(said))
        if wanted in self._words and _IS_SAID.search(_key(said)):
            return (self._words[wanted],)
        shortest = _SHORTEST_HAN if _HAN.search(wanted) else _SHORTEST_LATIN
        if len(wanted) < shortest:
            return ()
        whole = {ident for title, ident in self._titles if title == wanted}
        whole |= {self._names[wanted]} if wanted in self._names else set()
        if whole:
            return tuple(sorted(whole))
        if found := self._fields.get(wanted):
            return found
        part = {ident for title, ident in self._titles if _is_most(wanted, title)}
        return tuple(sorted(part))[:_MOST] or self._near(wanted)

    def _near(self, wanted: str) -> tuple[str, ...]:
        fields = [(name, ids) for name, ids in self._fields.items() if ids]
        some = [(title, (ident,)) for title, ident in self._titles] + fields
        scored = [(likeness(wanted, name), ids) for name, ids in some]
        best = max((score for score, _ in scored), default=0.0)
        least = _NEAR_HAN if _HAN.search(wanted) else _NEAR_LATIN
        if best < least:
            return ()
        found = {ident for score, ids in scored if score >= best - _TIE for ident in ids}
        return tuple(sorted(found))[:_MOST]


def _telling(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Give the English words that stand in the names of one course alone, with its id."""
    found: dict[str, set[str]] = {}
    for name, ident in named:
        for word in _WORD.findall(name):
            found.setdefault(word, set()).add(ident)
    return {word: next(iter(ids)) for word, ids in found.items() if len(ids) == 1}


def _key(name: str) -> str:
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", name).casefold()).strip()


def _bare(said: str) -> str:
    """Take away 课, "the ... course" and the like; all of it where nothing else is left."""
    plain = _key(said)
    return _AROUND.sub("", plain).strip() or plain


def _is_most(part: str, title: str) -> bool:
    return part in title and len(part) * _HALF > len(title)
