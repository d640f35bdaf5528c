"""What people type about risk: 风险名单, 跟进 李雷 谈话 内容:…, 系统里有我的什么, 反对评估."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rules.intervention import InterventionKind
from rules.spoken_name import may_be_name
from rules.typed_text import fold


class RiskWish(StrEnum):
    """What somebody wants."""

    LIST = "risk_list"
    RECORD = "intervention"
    HELD = "held_data"
    OBJECT = "objection"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenRisk:
    """What was understood; `fields` are those of an intervention, as she wrote them."""

    wish: RiskWish
    person: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    #: "object" or "withdraw".
    objection: str = ""


_POLITE = r"(?:请|麻烦|帮我|我要|我想|看看|看一下|查看|看|show me |show |please ){0,3}"
_END = r"[?？.。!！吗呢]{0,3}"
_LIST = re.compile(
    rf"{_POLITE}(?:我的|my |the )?(?:(?:离职)?(?:风险|预警)(?:名单|列表|情况|人员)|预警|"
    r"(?:哪些人|谁)(?:有|的)?(?:离职)?(?:风险|预警)|(?:该|需要)找谁(?:聊聊|谈谈|聊)|"
    rf"risk list|alerts?(?: list)?|who is at risk|who (?:should|do) i talk to){_END}"
)
_HELD = re.compile(
    rf"{_POLITE}(?:(?:系统|你)(?:里|里面|中)?(?:都)?(?:有|存了|记了|保存了|记录了)(?:哪些)?(?:关于)?我的?"
    r"(?:什么|哪些)?(?:信息|数据|资料|内容|记录|东西)?|我的(?:个人)?数据(?:有哪些)?|"
    r"what (?:does the system|do you|does foothold) (?:hold|know|store|keep) about me|"
    rf"my (?:personal )?data){_END}"
)
_OBJECT = re.compile(
    rf"{_POLITE}(?:反对|拒绝|退出|不同意|不接受)(?:自动|对我的|离职|风险)?(?:风险)?(?:评估|评分|预警|预测){_END}"
    rf"|{_POLITE}(?:我)?(?:反对|拒绝|不同意|不接受)(?:公司|系统|你们)?(?:用|拿)(?:我的?|我个人)(?:数据|信息|资料)?"
    rf"(?:去|来)?(?:做|搞|算)?(?:离职|风险|流失)?(?:预测|评估|评分|打分|分析)的?{_END}"
    rf"|(?:请|麻烦)?(?:别|不要)(?:再)?(?:给|对|拿|用)我(?:的数据)?(?:做|打|算)(?:离职|风险)?"
    rf"(?:评估|评分|预测|风险分|打分)(?:了)?{_END}"
    r"|(?:i )?(?:object|do not agree|don't agree|do not consent|don't consent)"
    r"(?: to (?:the |my |being |you )?(?:assessment|scoring|risk assessment|assessed|scored"
    r"|score me|scoring me|profiled))?[.!]?"
)
_WITHDRAW = re.compile(
    rf"{_POLITE}(?:撤回反对|恢复评估|同意评估|取消反对){_END}|withdraw (?:my )?objection[.!]?"
)
_KINDS = {
    InterventionKind.TRAINING: "加练 补课 培训 加训 training",
    InterventionKind.MENTOR: "换导师 换师傅 新导师 mentor new_mentor",
    InterventionKind.TARGET: "调目标 调整目标 改目标 target adjust_target",
    InterventionKind.TALK: "谈话 聊一次 面谈 聊聊 沟通 talk",
    InterventionKind.OTHER: "其他 其它 other",
}
_KIND_OF = {
    word.replace("_", " "): kind.value for kind, words in _KINDS.items() for word in words.split()
}
_KEYS = {
    "note": "内容 做法 说明 what note",
    "due_on": "截止 到期 期限 due by",
    "pass_bar": "转正线 转正标准 单数 bar deals",
}
_FIELD_OF = {word: name for name, words in _KEYS.items() for word in words.split()}
_KEY = re.compile(
    rf"(?<![a-z])(?P<key>{'|'.join(sorted(_FIELD_OF, key=len, reverse=True))}) ?[:：]"
)
_VERB = re.compile(r"(?P<verb>记录跟进|跟进记录|跟进|follow[ -]up(?: on)?)[:：]? ?")
_KIND = re.compile(rf"(?<![a-z])(?P<kind>{'|'.join(sorted(_KIND_OF, key=len, reverse=True))})$")
#: Said of customers too: it is of an alert only with what was done.
_COMMON = "跟进"
_MAX_NAME = 40
_DONE = re.compile(r"(?:已经?|刚)?(?:聊|谈|沟通|面谈|安排|处理|跟进)(?:过|好|完)?了?$")
_EDGES = " \t\r\n,，;；。、:："


#: 张伟风险高吗: whoever stands there is a person where her name is like one.
_OF_ONE = re.compile(
    r"(?P<who>[\u4e00-\u9fff]{2,4}?|[a-z]+(?: [a-z]+)?)(?:'s)? ?(?:的|有没有|有什么|有)?"
    r"(?:离职|流失)?(?:风险|预警|alerts?|risk)(?:高吗|高不高|大吗|大不大|怎么样|如何|情况|吗|status)?[?？.。]?"
    r"|is (?P<en>[a-z]+(?: [a-z]+)?) (?:at risk|likely to leave|leaving|about to (?:leave|quit))\??"
)


def _one(folded: str, typed: str) -> SpokenRisk | None:
    """Read whether somebody named is on the list."""
    found = _OF_ONE.fullmatch(folded)
    if found is None or len(folded) != len(typed):
        return None
    span = found.span("who" if found["who"] else "en")
    name = typed[slice(*span)]
    is_name = may_be_name(folded[slice(*span)]) if not name.isascii() else name.istitle()
    return SpokenRisk(wish=RiskWish.LIST, person=name) if is_name else None


def find_risk(text: str) -> SpokenRisk | None:
    """Read a cleaned text; None where it is about something else."""
    folded, typed = fold(text).strip(), text.strip()
    if about := _one(folded, typed):
        return about
    if _LIST.fullmatch(folded):
        return SpokenRisk(wish=RiskWish.LIST)
    if _HELD.fullmatch(folded):
        return SpokenRisk(wish=RiskWish.HELD)
    if _OBJECT.fullmatch(folded):
        return SpokenRisk(wish=RiskWish.OBJECT, objection="object")
    if _WITHDRAW.fullmatch(folded):
        return SpokenRisk(wish=RiskWish.OBJECT, objection="withdraw")
    return _record(folded, typed)


def _record(folded: str, typed: str) -> SpokenRisk | None:
    verb = _VERB.match(folded)
    if verb is None or len(folded) != len(typed):
        return None
    keys = list(_KEY.finditer(folded, verb.end()))
    ends = [key.start() for key in keys[1:]] + [len(typed)]
    fields = {
        _FIELD_OF[key["key"]]: typed[key.end() : end].strip(_EDGES)
        for key, end in zip(keys, ends, strict=False)
    }
    stop = keys[0].start() if keys else len(typed)
    before = folded[verb.end() : stop].rstrip(_EDGES)
    if kind := _KIND.search(before):
        fields["kind"] = _KIND_OF[kind["kind"]]
        before = before[: kind.start()]
    if not fields and verb["verb"] == _COMMON:
        return None
    name = typed[verb.end() : verb.end() + len(before)].strip(_EDGES)
    if not fields and (done := _DONE.search(name)):
        # What was done, said behind the name: 记录跟进 李雷 已聊.
        name, fields["note"] = name[: done.start()].strip(_EDGES), done.group()
    if not name or len(name) > _MAX_NAME:
        return None
    return SpokenRisk(wish=RiskWish.RECORD, person=name, fields=fields)
