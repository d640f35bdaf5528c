"""Titles and cells of sheets about learning: what is accepted, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from handlers.sheet import Cell
from handlers.sheet_cells import BadCell, plain
from handlers.sheet_columns import Titles, key
from rules.activity import ActivityKind
from rules.learning import Strength

_V = TypeVar("_V", bound=StrEnum)
_NUMBER = re.compile(r"\d{1,9}(\.\d{1,6})?")

_EMPLOYEE = """工号, 员工编号, 员工号, 员工工号, 员工ID, 职工号, 人员编号, employee_id,
    employee number, employee no, emp id, emp no, staff number, staff no, staff id"""
ASSESSMENTS = Titles(
    {
        "employee": _EMPLOYEE,
        "domain": "领域, 科目, 测评领域, 测评项目, 考试科目, domain, subject, test, field",
        "score": "得分, 分数, 成绩, 测评得分, score, points, mark, result",
        "out_of": "满分, 总分, out_of, full marks, max score, maximum",
        "taken_on": """测评日期, 考试日期, 测评时间, 考试时间, 日期, taken_on, taken at, test date,
            date""",
        "strength": "学习能力, 学习速度, 接受能力, strength, learner strength, pace",
    },
    needed=[("employee",), ("domain",), ("score",), ("taken_on",)],
)
ENROLMENTS = Titles(
    {
        "employee": _EMPLOYEE,
        "course": "课程, 课程编号, 课程名称, 课程ID, course, course_id, course name",
        "assigned_on": "安排日期, 分配日期, 开始日期, assigned_on, assigned, enrolled on",
        "due_on": "到期日期, 截止日期, 到期日, due_on, due date, due, deadline",
        "completed_on": """完成日期, 完成时间, 学完日期, completed_on, completed, completed at,
            done on""",
    },
    needed=[("employee",), ("course",)],
)
ACTIVITIES = Titles(
    {
        "employee": _EMPLOYEE,
        "day": "日期, 跟进日期, 活动日期, 时间, day, date, activity date, logged on",
        "kind": "类型, 方式, 跟进方式, 活动类型, kind, type, activity, channel",
        "customer": """客户, 客户名称, 客户编号, customer, customer_id, customer name, client,
            account""",
        "count": "次数, 数量, 客户数, count, number of customers, quantity",
        "minutes": "时长, 通话时长, 通话分钟, 分钟, minutes, duration, talk time, talk minutes",
    },
    needed=[("employee",), ("day",), ("kind",)],
)
STRENGTHS = {
    Strength.SLOW: "慢, 较慢, 弱, slow, weak",
    Strength.NORMAL: "一般, 正常, 中, normal, average",
    Strength.FAST: "快, 较快, 强, fast, strong",
}
KINDS = {
    ActivityKind.CALL: "电话, 通话, 打电话, call, phone",
    ActivityKind.VISIT: "拜访, 上门, 陪访, visit",
    ActivityKind.MEETING: "会议, 面谈, 见面, meeting",
    ActivityKind.MESSAGE: "微信, 消息, 企微, message, chat, wechat",
    ActivityKind.MAIL: "邮件, 电子邮件, mail, email",
    ActivityKind.OTHER: "其他, 其它, other",
}


def named(some: Iterable[tuple[str, Mapping[str, str]]]) -> dict[str, str]:
    """Give ids by all that they may be called, each with its titles."""
    return {key(name): ident for ident, title in some for name in (ident, *title.values())}


def by_word(words: Mapping[_V, str]) -> dict[str, str]:
    """Give values by all words that mean them."""
    return {
        key(word): value.value
        for value, some in words.items()
        for word in (value.value, *some.split(","))
    }


def choice(cell: Cell, *, names: Mapping[str, str]) -> str:
    """Give what a cell names; refuse what is not known, telling what is."""
    written = plain(cell)
    found = names.get(key(written))
    if found is None:
        accepted = "; ".join(dict.fromkeys(names.values()))
        raise BadCell("import.choice", name=written.strip(), accepted=accepted)
    return found


def number(cell: Cell) -> Decimal:
    """Give a plain number, 67 or 67.5; 分 and % behind it are left off."""
    written = plain(cell).strip().removesuffix("分").removesuffix("%").strip()
    if not _NUMBER.fullmatch(written):
        raise BadCell("import.score")
    return Decimal(written)


def whole(cell: Cell, *, most: int) -> int:
    """Give a whole number up to `most`."""
    written = plain(cell).strip().removesuffix(".0")
    if not written.isascii() or not written.isdigit() or int(written[:9]) > most:
        raise BadCell("import.whole", most=str(most))
    return int(written)
