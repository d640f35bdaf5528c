"""A record in one message: "跟访 张三 客户:华星 做得好:倾听 待改进:报价 倾听:4.5" and its fields.

A verb, a name, and keys with their values; keys are known in Chinese and English, with half- and
full-width colons. What a value holds is kept as it was typed.
"""

from __future__ import annotations

import re

from rules.mentor_record import LISTENING, RecordKind

#: What parts a value from its neighbours.
EDGES = " \t\r\n,，;；。、:："
#: The day of a record: only days, since a record is of one.
DAY = (
    r"(?:(?:大前|前|昨|今)[天日](?:[上下]午|早上|晚上)?|[昨今][早晚]"
    r"|(?:上|这|本)?个?(?:周|星期|礼拜)[一二三四五六日天]"
    r"|(?:\d{1,2} ?月 ?)?\d{1,2} ?[日号]"
    r"|(?<![a-z])(?:(?:the )?day before yesterday|yesterday|today)(?![a-z]))"
)
_KEYS = {
    "customer": "客户 拜访客户 customer client",
    "on_day": "日期 时间 date day",
    "good": "做得好 做的好 亮点 优点 good well went_well",
    "improve": "待改进 要改进 改进 不足 improve to_improve better",
    "next": "下一步 下步 后续 next next_step",
    "photo": "照片 图片 photo",
    "comment": "点评 评语 comment",
    "talked": "内容 谈了 聊了 talked topics about",
    "agreed": "约定 结论 agreed agreement",
    "report": "复盘 总结 经过 report summary",
}
_FIELD_OF = {
    word.replace("_", " "): name for name, words in _KEYS.items() for word in words.split()
}
_BEFORE = r"(?:(?<=[\s,，;；。、])|^|(?<=[\u4e00-\u9fff]))"
_WORDS = "|".join(sorted(map(re.escape, _FIELD_OF), key=len, reverse=True))
_KEY = re.compile(rf"{_BEFORE}(?P<key>{_WORDS}) ?[:：]")
#: Only with a number behind it: "做得好:善于倾听:能复述" and "倾听:3次打断" are words about her.
_RATED = re.compile(
    rf"{_BEFORE}(?:倾听(?:评分|打分)?|listening) ?[:：]"
    rf"(?= ?-?[0-9]+(?:\.[0-9]+)? ?(?:分|/ ?5 ?分?)?(?:[\s,，;；。、!！]|$|(?:{_WORDS}) ?[:：]))"
)


#: Said instead of typed there are no colons: 客户是华星 做得好的地方是倾听 待改进报价.
_SAID = re.compile(
    r"(?P<customer>客户(?:是|叫|为)?|(?<![a-z])(?:customer|client)(?: is)?(?![a-z]))"
    r"|(?P<good>(?:做得好|做的好|优点|亮点)(?:的地方)?(?:是|为)?"
    r"|(?<![a-z])(?:did well|good)(?![a-z]))"
    r"|(?P<improve>(?:待改进|要改进|需要改进|不足)(?:的地方|之处|的)?(?:是|为)?"
    r"|(?<![a-z])(?:to improve|improve)(?![a-z]))"
    r"|(?P<next>下一步(?:是)?|(?<![a-z])next step(?: is)?(?![a-z]))"
)
_TOLD = frozenset({"good", "improve"})


def _spoken_keys(kind: RecordKind, folded: str, start: int) -> list[tuple[int, int, str]]:
    """Give the keys of a visit told without colons: where they stand, and what they name.

    Only where what went well or what is to improve is told beside another thing, each once.
    """
    if kind is not RecordKind.RIDE_ALONG:
        return []
    found = [(key.start(), key.end(), str(key.lastgroup)) for key in _SAID.finditer(folded, start)]
    names = [name for _, _, name in found]
    is_told = len(set(names)) == len(names) > 1 and bool(_TOLD & set(names))
    return found if is_told else []


def fields_in(kind: RecordKind, folded: str, typed: str, start: int) -> tuple[str, dict[str, str]]:
    """Give what stands before the first key from `start` on, and the value of each key.

    `folded` is `typed` with no character moved. A key that comes twice has both values.
    """
    keys = [(key.start(), key.end(), _FIELD_OF[key["key"]]) for key in _KEY.finditer(folded, start)]
    keys = keys or _spoken_keys(kind, folded, start)
    if kind is RecordKind.RIDE_ALONG:
        rated = _RATED.finditer(folded, start)
        keys = sorted([*keys, *((key.start(), key.end(), LISTENING) for key in rated)])
    ends = [key[0] for key in keys[1:]] + [len(typed)]
    fields: dict[str, str] = {}
    for (_, begins, name), end in zip(keys, ends, strict=False):
        value = typed[begins:end].strip(EDGES)
        fields[name] = f"{fields[name]}; {value}" if fields.get(name) else value
    return typed[start : keys[0][0] if keys else len(typed)].strip(EDGES), fields
