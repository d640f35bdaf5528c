"""Stretches of a message that may be a person's name: 张三的佣金, Li Lei's, of Li Lei."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rules.lexicon import Phrase
from rules.part import Part

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁"
    "魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎"
    "易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂焦向柳邢岳齐梅莫庄辛管祝"
    "左涂谷祁耿牟卜詹关苗凌费纪靳盛童欧甄项曲肖"
    "張劉陳楊趙黃吳孫馬羅鄭謝韓馮蕭鄧許呂蘇盧蔣賈葉閻鍾譚鄒陸顧龍錢湯賴龔龐蘭顏嚴蘆魯韋畢聶齊莊"
    "關費紀歐項"
)
_TWO_CHARACTER_SURNAMES = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|令狐|夏侯|歐陽|司馬"
_HAN = r"[\u4e00-\u9fff]"
#: Each length is a guess of its own, the likeliest first.
_GUESSES = tuple(
    re.compile(guess)
    for guess in (
        rf"(?:{_TWO_CHARACTER_SURNAMES}){_HAN}{{2}}",
        rf"(?:{_TWO_CHARACTER_SURNAMES}){_HAN}",
        rf"[{_SURNAMES}]{_HAN}",
        rf"[{_SURNAMES}]{_HAN}{{2}}",
        rf"[小老阿][{_SURNAMES}]",
    )
)
#: Said behind a full name and none of it: 刘洋同学, 张伟经理. 王总 alone has no other name.
_TITLES = r"(?:同学|老师(?!是|叫)|经理|主管|总监|女士|先生|小姐|总|姐|哥)"
_TITLED = re.compile(_TITLES)
_FULL_AND_TITLED = re.compile(rf"(?P<name>{_HAN}{{2,3}}|[小老阿]{_HAN}){_TITLES}")
_NOT_NAMES = frozenset(
    """方案 高额 高的 项目 项目组 安装 石油 管理 管理层 常规 常见 文件 方法 方式 方便 万元 万块 金额
    关于 于是 任务 任何 程序 安排 季度 严重
    向上 何时 何地 石化 金融 温馨 应收 毛利 费用 文档 章程 钱款""".split()
)
#: What stands before a measure word.
_COUNTED = frozenset("这那每几一两三四五六七八九十某哪")
_LONGEST_LATIN = 3
#: English words and Chinese verbs that lead to a name.
_BEFORE = frozenset("of for by did has does will 查 看 查下 看下 查一下 看看 看一下".split())
_OWNING = frozenset({"'s", "的"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What stands beside a name: after it, or before it, where it may also be the last word."""

    after: Part
    before: Part = Part(0)
    #: English words that lead to a name.
    leads: frozenset[str] = _BEFORE


#: Around a name in a question about money.
OF_MONEY = Beside(
    after=Part.RANGE | Part.COMMISSION | Part.EARN | Part.HOW_MUCH | Part.COULD | Part.WHY
)


def without_title(name: str) -> str:
    """Give 张伟 for 张伟同学, 小李 for 小李同学; 王总 and 李老师 stay, which name nobody else."""
    found = _FULL_AND_TITLED.fullmatch(name)
    return found["name"] if found and may_be_name(found["name"]) else name


def may_be_name(text: str) -> bool:
    """Whether a stretch of Chinese is like a name and no word: 张伟, 欧阳娜, never 安装."""
    return text not in _NOT_NAMES and any(guess.fullmatch(text) for guess in _GUESSES)


def names(
    sentence: list[Phrase], text: str, beside: Beside = OF_MONEY
) -> Iterator[tuple[int, int]]:
    """Give the spans of `text` that may be a name, likeliest first, for the caller to try.

    A name holds something unknown and stands before 的, a range or what is asked about, in English
    before "'s" or after "of", "did" and the like.
    """
    yield from _han_names(sentence, text, beside)
    yield from _latin_names(sentence, beside, is_chinese=bool(re.search(_HAN, text)))


#: In a sentence of small letters a capital makes a name.
_CAPITAL = re.compile(r"(?<![A-Za-z])[A-Z][a-z]{1,14}(?: [A-Z][a-z]{1,14}){0,2}(?![A-Za-z])")
_LEADING = re.compile(r"(?:Screen|Match|Evaluate|Assess|Follow|Talk|Pair|Assign|Hi|Hey) ")


def named_in(text: str, sentence: list[Phrase]) -> tuple[int, int] | None:
    """Give the span of the likeliest name wherever it stands; None for none.

    Only for a sentence that is known to be about somebody: a surname and what follows it that is
    no word of ours, up to a word that is one; or words in capitals.
    """
    starts = {phrase.start: phrase for phrase in sentence}
    found: list[tuple[bool, int, int]] = []
    for phrase in sentence:
        for guess in _GUESSES:
            match = guess.match(text, phrase.start)
            if match is None or not _may_be(match, text):
                continue
            inside = [word for word in sentence if match.start() <= word.start < match.end()]
            follows = starts.get(match.end()) or starts.get(match.end() + 1)
            is_new = all(word.part is Part.UNKNOWN for word in inside[1:])
            if len(inside) > 1 and is_new:
                is_cut = follows is not None and follows.part is Part.UNKNOWN
                found.append((is_cut, *match.span()))
    if found:
        return min(found)[1:]
    return _capitals(text, sentence)


def _may_be(match: re.Match[str], text: str) -> bool:
    """Whether it is no word that only looks like a name: 方案, and the 张 of 那张单子."""
    is_measure = match.group()[0] in "张段" and text[match.start() - 1 : match.start()] in _COUNTED
    return match.group() not in _NOT_NAMES and not (match.start() and is_measure)


def _capitals(text: str, sentence: list[Phrase]) -> tuple[int, int] | None:
    unknown = {phrase.start for phrase in sentence if phrase.part is Part.UNKNOWN}
    for match in _CAPITAL.finditer(text):
        led = _LEADING.match(match.group() + " ")
        start = match.start() + (led.end() if led else 0)
        if start in unknown:
            return start, match.end()
    return None


def _han_names(sentence: list[Phrase], text: str, beside: Beside) -> Iterator[tuple[int, int]]:
    starts = {phrase.start: phrase for phrase in sentence}
    led = {at for phrase in sentence if _leads(phrase, beside) for at in _next(phrase)}
    for phrase in sentence:
        for guess in _GUESSES:
            match = guess.match(text, phrase.start)
            if match is None or not _may_be(match, text):
                continue
            titled = _TITLED.match(text, match.end())
            end = titled.end() if titled else match.end()
            follows = starts.get(end) or starts.get(end + 1)
            inside = [word for word in sentence if match.start() <= word.start < match.end()]
            is_new = any(word.part is Part.UNKNOWN for word in inside)
            if is_new and (phrase.start in led or (follows and _belongs(follows, beside))):
                yield match.start(), end


def _leads(phrase: Phrase, beside: Beside) -> bool:
    """Whether a name may be the last word after it: "commission of 李雷"."""
    is_english = phrase.text.isascii() and phrase.text in beside.leads
    return is_english or bool(phrase.part & beside.before)


def _next(phrase: Phrase) -> tuple[int, int]:
    """Give where the next word may begin: at once, or after a blank."""
    return phrase.end, phrase.end + 1


def _belongs(follows: Phrase, beside: Beside) -> bool:
    return follows.text in _OWNING or bool(follows.part & beside.after)


def _latin_names(
    sentence: list[Phrase], beside: Beside, *, is_chinese: bool
) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(sentence):
        end = at
        while end < len(sentence) and _may_be_latin(sentence[end]):
            end += 1
        if at < end <= at + _LONGEST_LATIN:
            before = sentence[at - 1] if at else None
            after = sentence[end] if end < len(sentence) else None
            # Tom今天: in an English sentence a word before "today" is seldom a name.
            is_subject = is_chinese and after and after.part & beside.after
            is_led = before and (before.text in beside.leads or before.part & beside.before)
            if is_led or is_subject or (after and after.text in _OWNING):
                yield sentence[at].start, sentence[end - 1].end
        at = max(end, at + 1)


def _may_be_latin(phrase: Phrase) -> bool:
    return phrase.part is Part.UNKNOWN and phrase.text.isascii() and phrase.text.isalpha()
