"""What may never decide about a person: attributes that are dropped wherever they turn up.

Sex, age, birth, origin, ethnicity, marriage and children, health and looks, faith and politics,
zodiac, and photos (RULES, law). They are known by the words that stand over or before them, in
Chinese and English; who dropped one says so, by its key. A title of a column, a field, a trait or a
dimension is looked through for them; the label of a resume's line is one, or is none: there a
sentence of a job may hold the same words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

#: Key -> titles and labels, the usual one first.
PROTECTED = {
    "gender": "性别, 男女, gender, sex",
    "age": "年龄, 周岁, 年纪, age",
    "birth": """出生日期, 出生年月, 出生, 生日, 出生年份, 出生时间, birthday, date of birth,
        birth date, birth year, dob, born""",
    "birthplace": """籍贯, 出生地, 户籍, 户口, 户籍地, 户口所在地, 户籍所在地, 生源地, 户口性质,
        国籍,        birthplace, place of birth, nationality, citizenship, hukou, native place""",
    "ethnicity": "民族, 种族, ethnicity, ethnic group, race",
    "marriage": """婚姻状况, 婚姻, 婚否, 婚姻状态, 婚育状况, 婚育, 生育状况, 子女, 子女情况,
        有无子女,        marital status, marriage, married, children, family status""",
    "health": """健康状况, 健康, 身体状况, 残疾, 残疾情况, 病史, 既往病史, 血型, health,
        health status, disability, medical history, blood type""",
    "looks": "身高, 体重, 视力, 外貌, height, weight, appearance",
    "faith": """政治面貌, 宗教信仰, 宗教, 信仰, 党派, political status, religion, faith,
        political affiliation""",
    "photo": "照片, 相片, 头像, 证件照, 个人照片, photo, picture, portrait, headshot",
    "identity": "身份证, 身份证号, 身份证号码, 证件号码, id card, id number, passport",
}
#: What a title may hold beside the labels above; Latin words count as whole words.
_MORE = {
    "gender": "male female mr ms 男性 女性 先生 女士",
    "age": "aged 岁数",
    "birth": "birth birthdate birthyear",
    "birthplace": "nativeplace hometown origin 祖籍 老家",
    "ethnicity": "ethnic 族别",
    "marriage": """marital spouse divorced child parental pregnant pregnancy maternity familystatus
        婚育 已婚 未婚 离异 生育 怀孕 孕期 孩子 家庭情况 家庭状况 家庭成员 配偶""",
    "health": "disabled disease illness hepatitis 疾病 乙肝 体检 残疾",
    "looks": "looks bmi 长相 容貌 颜值 形象",
    "faith": "religious political 党员 党派",
    "photo": "photograph avatar selfie",
    "descent": "zodiac horoscope bloodtype 星座 属相 生肖 血型",
}
#: What a table of scores may be headed by; as a label of its own it is known all the same.
_WEIGHS = frozenset(("weight", "picture"))
_BRACKETS = re.compile(r"[(\[【〔{].*?[)\]】〕}]")
_ORNAMENT = re.compile(r"[\s\W_]+")


def _folded(title: str) -> str:
    plain = _BRACKETS.sub("", unicodedata.normalize("NFKC", title))
    return _ORNAMENT.sub("", plain).casefold()


_BY_TITLE = {
    _folded(title): name for name, titles in PROTECTED.items() for title in titles.split(",")
}
#: Longer ones first: 出生日期 before 出生.
LABELS = tuple(
    sorted(
        {" ".join(title.split()) for titles in PROTECTED.values() for title in titles.split(",")},
        key=len,
        reverse=True,
    )
)


#: What holds one of the words and is no word about a person.
_INNOCENT = re.compile(r"health[ _-]?insurance|健康险|健康保险", re.IGNORECASE)
_LATIN = re.compile(r"[a-z]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_WORDS = {title: name for title, name in _BY_TITLE.items() if title not in _WEIGHS}
_WORDS |= {word: name for name, words in _MORE.items() for word in words.split()}
_HAN_WORDS = {word: name for word, name in _WORDS.items() if not word.isascii()}


def protected(title: str) -> str | None:
    """Name the protected attribute that a title stands for or holds; None where it has none."""
    return protected_label(title) or _held(_CAMEL.sub(" ", _INNOCENT.sub(" ", title)))


def _held(said: str) -> str | None:
    latin = _LATIN.findall(said.lower())
    for word in (*(left + right for left, right in pairwise(latin)), *latin):
        if word in _WORDS:
            return _WORDS[word]
    han = "".join(_HAN.findall(said))  # 性 别 is written with a blank to fill a column
    return next((name for word, name in _HAN_WORDS.items() if word in han), None)


def protected_label(title: str) -> str | None:
    """Give the key of the attribute that a label of a resume means; None for any other.

    Of two that stand together (照片出生年月, as a PDF gives two cells) it is the second.
    """
    folded = _folded(title)
    if folded in _BY_TITLE or folded.isascii():
        return _BY_TITLE.get(folded)
    return next(
        (
            _BY_TITLE[folded.removeprefix(first)]
            for first in _BY_TITLE
            if folded.startswith(first) and folded.removeprefix(first) in _BY_TITLE
        ),
        None,
    )


def protected_among(titles: Iterable[str]) -> tuple[str, ...]:
    """Give those of some titles that mean a protected attribute, as they are written."""
    return tuple(title for title in titles if protected(title))
