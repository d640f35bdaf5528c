"""Evidence in a resume: a known term, the sentence it stands in, and whether it speaks for her.

The scale (RULES 27: kept as it is, with its scale): 0 to 5 points per trait. A term counts once,
however often it is written: 2 points in a sentence with a figure, 1 without; 5 are the most. A
trait without any evidence has no score: nothing said is not zero.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rules.resume import ResumeLine

#: The most points that a trait gets from a resume; the scale of `points`.
SCALE = 5
_WITH_FIGURE, _PLAIN = 2, 1
_LONGEST_QUOTE = 200


class Doubt(StrEnum):
    """Why a sentence does not count."""

    NONE = ""
    #: 没有客户开发经验
    NEGATED = "negated"
    #: 希望学习客户开发
    WISH = "wish"
    #: 同事的业绩增长了 30%
    OTHERS = "others"


@dataclass(frozen=True, slots=True, kw_only=True)
class LexiconTrait:
    """A trait of the lexicon: its names, and the terms that speak for it."""

    key: str
    #: Language -> name.
    names: Mapping[str, str]
    terms: tuple[str, ...]
    #: Other words by which a file may call it.
    also: tuple[str, ...] = ()
    #: Whether interviewers are asked about it.
    is_asked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The traits that are looked for, by key."""

    traits: tuple[LexiconTrait, ...] = ()

    def trait(self, named: str) -> LexiconTrait | None:
        """Give a trait by its key or one of its names, in any width and case."""
        wanted = _bare(named)
        return next((one for one in self.traits if wanted in _all_names(one)), None)

    @property
    def asked(self) -> tuple[LexiconTrait, ...]:
        """What an interviewer is asked about."""
        return tuple(one for one in self.traits if one.is_asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One sentence that names a term."""

    trait: str
    term: str
    #: The sentence as it stands there.
    quote: str
    #: Line of the file, and its page where it has pages.
    line: int
    page: int | None = None
    has_figure: bool = False
    doubt: Doubt = Doubt.NONE

    @property
    def counts(self) -> bool:
        """Whether it speaks for her."""
        return self.doubt is Doubt.NONE


_SENTENCES = re.compile(r"[。!?！？;；\n]|(?<=[a-z)])\.(?=\s|$)", re.IGNORECASE)
_CLAUSES = re.compile(r"[,，、]|\bbut\b|但是?|不过|而是", re.IGNORECASE)
_FIGURE = re.compile(
    r"\d+(?:\.\d+)?\s*(?:%|％|万|亿|千|百|单|家|个|位|名|倍|元|人|k\b|m\b|x\b)|第[一1]名?|"
    r"(?:前|top\s?)[一二三1-9]\d?|百分之|[¥$€]\s?\d|\b\d{2,}\b|double|triple|翻[一二两]?番|翻倍",
    re.IGNORECASE,
)
#: A year or a month is no result.
_DATES = re.compile(
    r"(?:19|20)\d{2}\s*[年./-]?(?:\s*\d{1,2}\s*月?)?(?:[./-]\d{1,2}|\d{1,2}日)?|\d{1,2}月",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"没有|没|未曾|从未|未能|尚未|未|无法|无|缺乏|缺少|不具备|不擅长|不熟悉|不会|不太|不|"
    r"\b(?:no|not|never|without|lack(?:s|ing)?(?: of)?|little|haven't|hasn't|didn't|don't|"
    r"cannot|can't)\b",
    re.IGNORECASE,
)
#: What holds one of those and denies nothing.
_NO_NEGATION = re.compile(
    r"不断|不仅|不但|不止|不懈|不畏|无数|无论|无人能|不惧|不怕|不负|"
    r"毫不|不少|无故障|未来|从无到有|不低于|不错|"
    r"not only|nothing but|no less than|no fewer than",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"希望|想要|想学|渴望|期望|有意|愿意学|打算|计划学|正在学|对.{0,10}感兴趣|争取|目标是|"
    r"\b(?:hope|wish|would like|want|eager|plan(?:ning)?|aim|aspire|interested in|"
    r"learning)\b(?! account)",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"(?:^|[,，])\s*(?:(?:我|本人)的)?(?:同事|上级|领导|主管|经理|老板|朋友|同学|师傅|下属|"
    r"组员|别人|他人|竞争对手|他|她|"
    r"公司|部门)(?:们)?(?!合作|协作|沟通|一起)|"
    r"(?:协助|配合|辅助)(?:主管|经理|同事|领导|上级|老板|师傅|总监)|"
    r"\b(?:my |the |our )?(?:colleagues?|boss|manager|supervisor|friends?|teammates?|"
    r"competitors?)\b"
    r"(?=.{0,40}\b(?:did|had|has|was|were|achieved|won|grew|made|reached|exceeded)\b)|"
    r"\b(?:assisted|helped|supported) (?:my |the )?(?:manager|boss|colleagues?|supervisor)\b",
    re.IGNORECASE,
)
#: She herself, which outweighs the others of a sentence.
_SELF = re.compile(
    r"我(?!的(?:同事|上级|领导|主管|经理|老板|朋友|同学|师傅))|本人(?!的)|"
    r"带领|指导|培养|\bi\b|\bled\b|\bcoached\b",
    re.IGNORECASE,
)


def find_evidence(
    lines: Sequence[ResumeLine], lexicon: Lexicon, *, wanted: frozenset[int] = frozenset()
) -> tuple[Evidence, ...]:
    """Give every sentence with a term, in order of the file; those that do not count are marked.

    `wanted` are numbers of lines that tell what she looks for, not what she did.
    """
    found = []
    for line in lines:
        for cell in line.cells:
            for sentence in _SENTENCES.split(cell):
                found += _in_sentence(
                    sentence.strip(), line, lexicon, is_wish=line.number in wanted
                )
    return tuple(found)


def points(evidence: Sequence[Evidence]) -> Mapping[str, int]:
    """Give the points of each trait that has any evidence that counts, 1 to 5."""
    best: dict[tuple[str, str], int] = {}
    for one in evidence:
        if one.counts:
            key = one.trait, _bare(one.term)
            best[key] = max(best.get(key, 0), _WITH_FIGURE if one.has_figure else _PLAIN)
    sums: dict[str, int] = {}
    for (trait, _), value in best.items():
        sums[trait] = min(SCALE, sums.get(trait, 0) + value)
    return sums


def _in_sentence(
    sentence: str, line: ResumeLine, lexicon: Lexicon, *, is_wish: bool
) -> list[Evidence]:
    plain = unicodedata.normalize("NFKC", sentence).casefold()
    has_figure = _FIGURE.search(_DATES.sub(" ", plain)) is not None
    found = []
    for trait in lexicon.traits:
        for term in trait.terms:
            place = _place(term, plain)
            if place is None:
                continue
            doubt = Doubt.WISH if is_wish else _doubt(plain, place)
            found.append(
                Evidence(
                    trait=trait.key,
                    term=term,
                    quote=_quote(sentence, place),
                    line=line.number,
                    page=line.page,
                    has_figure=has_figure,
                    doubt=doubt,
                )
            )
    return found


def _place(term: str, plain: str) -> int | None:
    """Give where a term stands; one in letters must be a word of its own."""
    wanted = unicodedata.normalize("NFKC", term).casefold()
    if wanted.isascii():
        found = re.search(rf"(?<![a-z0-9]){re.escape(wanted)}(?![a-z0-9])", plain)
        return None if found is None else found.start()
    place = plain.find(wanted)
    return None if place < 0 else place


def _doubt(plain: str, place: int) -> Doubt:
    """Tell why the term at a place does not count: by its clause, and by whom it is about."""
    before = plain[:place]
    clause = _CLAUSES.split(before)[-1]
    if _NEGATION.search(_NO_NEGATION.sub(" ", clause)):
        return Doubt.NEGATED
    if _WISH.search(clause):
        return Doubt.WISH
    others = list(_OTHERS.finditer(plain[: place + 60]))
    if any(one.start() <= place or one.end() <= place for one in others):
        last = max(one.end() for one in others if one.start() <= place)
        if not _SELF.search(before[last:]):
            return Doubt.OTHERS
    return Doubt.NONE


def _quote(sentence: str, place: int) -> str:
    if len(sentence) <= _LONGEST_QUOTE:
        return sentence
    first = max(0, min(place - _LONGEST_QUOTE // 2, len(sentence) - _LONGEST_QUOTE))
    return f"…{sentence[first : first + _LONGEST_QUOTE]}…"


def _bare(name: str) -> str:
    return re.sub(r"[\s\W_]+", "", unicodedata.normalize("NFKC", name)).casefold()


def _all_names(trait: LexiconTrait) -> set[str]:
    return {_bare(name) for name in (trait.key, *trait.names.values(), *trait.also)}
