"""What may never be a dimension of a profile, whatever it is called in a file (RULES row 6, law).

The words are looked for in titles and keys, in Chinese and English; a column that holds one is left
out and named, a profile that asks for one is refused.
"""

from __future__ import annotations

import re
from itertools import pairwise

#: Each attribute with the words that name it. Latin words count as whole words.
_WORDS = {
    "gender": "gender sex male female mr ms 性别 男女 男性 女性 先生 女士",
    "age": "age aged dob birthday birthdate birthyear birth born 年龄 年纪 岁数 周岁 出生 生日",
    "birthplace": "birthplace nativeplace hometown hukou origin 籍贯 户口 户籍 祖籍 老家 生源地",
    "ethnicity": "ethnicity ethnic race nationality 民族 种族 国籍 族别",
    "religion": "religion religious 宗教 信仰",
    "politics": "political 政治面貌 党员 党派",
    "family": "marriage marital married spouse divorced children child parental pregnant pregnancy "
    "maternity familystatus 婚姻 婚育 婚否 已婚 未婚 离异 生育 怀孕 孕期 子女 孩子 家庭情况 "
    "家庭状况 家庭成员 配偶",
    "health": "health disability disabled disease illness hepatitis 健康 疾病 病史 残疾 乙肝 体检",
    "looks": "photo photograph portrait avatar selfie looks appearance height bmi 照片 相片 头像 "
    "证件照 长相 外貌 容貌 颜值 身高 体重 形象",
    "descent": "zodiac horoscope bloodtype 星座 属相 生肖 血型",
}
#: What holds one of the words and is no word about a person.
_INNOCENT = re.compile(r"health[ _-]?insurance|健康险|健康保险", re.IGNORECASE)
_WORD_OF = {word: name for name, words in _WORDS.items() for word in words.split()}
_LATIN = re.compile(r"[a-z]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HAN = re.compile(r"[\u4e00-\u9fff]+")


def protected(title: str) -> str | None:
    """Name the protected attribute that a title stands for, None where it stands for none."""
    said = _CAMEL.sub(" ", _INNOCENT.sub(" ", title))
    latin = _LATIN.findall(said.lower())
    han = "".join(_HAN.findall(said))  # 性 别 is written with a blank to fill a column
    for word in (*(left + right for left, right in pairwise(latin)), *latin):
        if word in _WORD_OF:
            return _WORD_OF[word]
    return next((name for word, name in _WORD_OF.items() if word in han), None)
