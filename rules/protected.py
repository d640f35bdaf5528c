"""What may never decide about a person: attributes that are dropped wherever they turn up.

Sex, age, birth, origin, ethnicity, marriage and children, health and looks, faith and politics, and
photos (RULES, law). They are known by the words that stand over or before them, in Chinese and
English; who dropped one says so, by its key.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

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


def protected(title: str) -> str | None:
    """Give the key of the attribute that a title or label means; None for any other.

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
