"""What HR types: 入职 王芳 A105, 离职 张三, 张三 用 标准方案, 张三 目标 2 单 理由…, 导出花名册."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from rules.typed_text import fold


class HrWish(StrEnum):
    """What somebody wants."""

    JOIN = "join"
    LEAVER = "leaver"
    PLAN = "set_plan"
    TARGET = "set_target"
    EXPORT = "export_roster"
    IMPORT = "import_roster"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenHr:
    """What was understood, each part as she wrote it."""

    wish: HrWish
    person: str = ""
    number: str = ""
    plan: str = ""
    deals: str = ""
    words: str = ""


_POLITE = r"(?:请|麻烦|帮我|我要|我想|please |/ ?){0,3}"
#: What follows 离职 in a question of another kind, and is nobody's name.
_NO_NAME = (
    r"(?!我|你|他|她|谁|哪|有人|今|明|要|想|准备|打算|何时|什么|如果|多少|员工|同事|最近|已经|申请|"
    r"风险|预警|预测|模型|倾向|意向|苗头|信号|迹象|访谈|潮|率|原因|手续|证明|面谈|怎么|如何|的|了|吗|补偿|赔偿|流程|人数|评估|名单)"
)
_NAME = r"[^\s?？,，。:：的]{1,40}(?: [a-z][a-z'-]{0,30})?"
_END = r" ?[.。!！]?"
_NUMBER = r"(?=[a-z0-9_-]*[0-9])[a-z0-9_-]{1,64}"
_JOIN = re.compile(
    rf"{_POLITE}(?:(?:办理|登记)?(?:新人|新员工)?入职(?:办理|登记)?|(?:添加|录入|新增|加)(?:一个)?(?:新人|新员工|销售)|"
    r"(?:add|new|hire|onboard)(?: a)?(?: new)? (?:rep|hire|person|employee)|onboard)"
    rf"(?: ?[:：]? ?{_NO_NAME}(?P<person>[^\s?？,，。:：0-9]{{1,40}}?(?: [a-z][a-z'-]{{0,30}})?)"
    rf"(?:[ ,，]+(?P<number>{_NUMBER}))?)?{_END}"
)
_LEAVER = re.compile(
    rf"{_POLITE}(?:(?:办理)?离职(?:办理|交接|清单)? ?[:：]? ?{_NO_NAME}(?P<a>{_NAME})"
    rf"|{_NO_NAME}(?P<b>(?:(?!的)[\u4e00-\u9fff]){{2,4}}) ?离职(?:交接|清单|办理)?"
    rf"|{_NO_NAME}(?P<c>[^\s?？,，。:：的]{{1,40}})的离职(?:交接|清单)"
    rf"|(?:offboard|leaver|hand ?over of|handover of) (?P<d>{_NAME}))(?: ?离职)?{_END}"
)
_PLAN = re.compile(
    rf"{_POLITE}(?:给 ?)?(?P<a>[^\s?？,，。:：]{{1,40}}?) ?(?:改用|换成|换用|采用|用) ?"
    rf"(?P<p>[^\s?？,，。]{{1,40}}?) ?(?:佣金|提成)?方案{_END}"
    rf"|{_POLITE}(?:把|给|为)? ?(?P<d>[^\s?？,，。:：的]{{1,40}}?) ?的?(?:佣金|提成)方案 ?"
    rf"(?:改成|改为|换成|换为|调成|调为|设为|设成) ?(?P<p4>[^\s?？,，。]{{1,40}}?){_END}"
    rf"|{_POLITE}(?:给|为) ?(?P<e>[^\s?？,，。:：]{{1,40}}?) ?(?:设置|设|换|配|安排)(?:一个)?"
    rf"(?:佣金|提成)方案[\s:：]*(?P<p5>[^\s?？,，。]{{1,40}}?){_END}"
    rf"|(?:please )?(?:change|move|switch) (?P<f>[a-z][a-z ]{{0,40}}?)'s (?:commission )?plan "
    rf"to (?:plan )?(?P<p6>\S{{1,64}}?){_END}"
    rf"|(?:please )?(?:move|switch) (?P<g>[a-z][a-z ]{{0,40}}?) to plan (?P<p7>\S{{1,64}}?){_END}"
    rf"|{_POLITE}(?:assign|set) plan (?P<p2>\S{{1,64}}) (?:to|for) (?P<b>{_NAME}){_END}"
    rf"|{_POLITE}put (?P<c>{_NAME}) on plan (?P<p3>\S{{1,64}}){_END}"
)
_TARGET = re.compile(
    rf"{_POLITE}(?:把 ?)?(?!我|本月|这个月|上月)(?P<a>[^\s?？,，。:：的]{{1,40}}?) ?的?月?目标 ?"
    r"(?:改成|改为|调到|调成|定为|[:：])? ?(?P<n>[0-9]{1,3}) ?单"
    r"(?:[ ,，;；]*(?:理由|原因|因为)?[:： ]*(?P<w>.*))?"
    r"|(?:set )?target (?:of|for) (?P<b>[a-z0-9][a-z0-9' -]{0,40}?)(?: to)? (?P<n2>[0-9]{1,3}) "
    r"deals?(?:[ ,;]*(?:because|reason)?[: ]*(?P<w2>.*))?",
    re.DOTALL,
)
_EXPORT = re.compile(
    rf"{_POLITE}(?:导出|下载) ?(?:花名册|人员名单|员工名单|人员|全员名单){_END}"
    rf"|{_POLITE}(?:export|download) (?:the )?(?:roster|people|staff list){_END}"
)
#: What a file holds is told by its columns, not by this word.
_TABLE = (
    r"(?:花名册|人员名单|员工名单|人员|表格|文件|课程(?:记录)?|学习记录|完成记录|测评(?:成绩)?|考试成绩|"
    r"成绩|师徒(?:关系)?|带教(?:关系|评分)|师傅评分|评分)"
)
_TABLE_EN = (
    r"(?:roster|people|sheet|file|(?:completed )?courses|course records|enrolments|assessments|"
    r"(?:test )?scores|(?:mentor )?pairings|(?:mentor )?ratings)"
)
_IMPORT = re.compile(
    rf"{_POLITE}导入(?:一下)? ?{_TABLE}{_END}|{_POLITE}import (?:the |a )?{_TABLE_EN}{_END}"
)
_WHOLE = (
    (_EXPORT, HrWish.EXPORT),
    (_IMPORT, HrWish.IMPORT),
    (_JOIN, HrWish.JOIN),
    (_LEAVER, HrWish.LEAVER),
    (_TARGET, HrWish.TARGET),
    (_PLAN, HrWish.PLAN),
)
#: A question about any of these is no order.
_QUESTION = re.compile(r"[?？]|吗|怎么|如何|什么|为什么|多少|\b(?:how|why|what|when)\b")


def find_hr(text: str) -> SpokenHr | None:
    """Read a cleaned text; None where it is about something else, or a question."""
    typed = text.strip()
    folded = fold(typed)
    if len(folded) != len(typed):
        typed = folded
    for pattern, wish in _WHOLE:
        found = pattern.fullmatch(folded)
        if found and not _QUESTION.search(folded):
            return _spoken(found, wish, typed)
    return None


def _spoken(found: re.Match[str], wish: HrWish, typed: str) -> SpokenHr:
    """Give what a sentence names, as she wrote it."""

    def said(*names: str) -> str:
        spans = [found.span(name) for name in names if name in found.re.groupindex]
        return next((typed[slice(*span)].strip() for span in spans if span[0] >= 0), "")

    return SpokenHr(
        wish=wish,
        person=said("person", "a", "b", "c", "d", "e", "f", "g"),
        number=said("number"),
        plan=said("p", "p2", "p3", "p4", "p5", "p6", "p7"),
        deals=said("n", "n2"),
        words=said("w", "w2"),
    )
