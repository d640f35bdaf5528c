"""What may stand in a cell of text: employee numbers, names, addresses, one of a list, a zone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo, available_timezones

from handlers.sheet import Cell, Fault, shown
from rules.people import Engagement, Role

_ROLES = {
    Role.REP: "销售, 销售代表, 销售员, 业务员, 销售顾问, rep, sales, sales rep",
    Role.MENTOR: "师傅, 导师, 带教, 带教师傅, mentor",
    Role.MANAGER: "主管, 经理, 销售主管, manager, sales manager, team lead",
    Role.HR: "HR, 人事, 人力资源",
    Role.HRBP: "HRBP",
    Role.FINANCE: "财务, finance",
    Role.SALES_OPS: "内勤, 销售内勤, 销售运营, sales_ops, sales operations",
    Role.TRAINER: "培训师, 讲师, 培训, trainer",
    Role.ADMIN: "管理员, 系统管理员, admin, administrator",
}
_ENGAGEMENTS = {
    Engagement.EMPLOYEE: "劳动合同, 正式, 正式员工, 全职, employee, employment contract",
    Engagement.DISPATCH: "劳务派遣, 派遣, dispatch, dispatched",
    Engagement.AGENT: "委托代理, 代理, 代理人, 委托代理合同, agent, agency",
    Engagement.INTERN: "实习, 实习生, intern, internship",
}
#: True where the deal no longer stands.
_STATUSES = {
    False: "已签, 已签约, 已成交, 成交, 有效, 已生效, signed, closed, closed won, won, active",
    True: "已取消, 取消, 作废, 已作废, 退单, 已退单, cancelled, canceled, void, voided",
}
_LANGUAGES = {"zh": "zh, 中文, 简体中文, zh-CN, Chinese", "en": "en, 英文, 英语, en-US, English"}
_ZONES = {"北京时间": "Asia/Shanghai", "中国标准时间": "Asia/Shanghai"}

_FAULTS = {"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
#: Control and zero-width characters, which nobody typed on purpose.
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u200b-\u200f\u2060\ufeff]")
_WHOLE = re.compile(r"\d+\.0")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+\d+")
_SEPARATORS = re.compile(r"[、,;/|\n]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_TERM = re.compile(r"(\d{1,4})(个?月|months?|mo|年|years?|yrs?)?")
_OPEN_ENDED = frozenset("无固定期限 无固定 无固定期 open-ended openended permanent".split())
#: Numbers above have lost digits by the time Excel has stored them.
_EXACT_BELOW = Decimal(10) ** 15
_LONGEST_TERM = 600

_T = TypeVar("_T", bound=StrEnum | str | bool)


class BadCell(Exception):
    """A cell breaks a rule: an id of the import catalogue and what fills its gaps."""

    def __init__(self, reason_id: str, /, **values: str) -> None:
        super().__init__(reason_id, values)
        self.reason_id = reason_id
        self.values = values


def plain(cell: Cell) -> str:
    """Give a cell as text without full-width forms, invisible characters and outer spaces."""
    return unicodedata.normalize("NFKC", text(cell, longest=32767))


def text(cell: Cell, *, longest: int = 200) -> str:
    """Give a name as it was written, spaces and invisible characters tidied."""
    if isinstance(cell, Fault) or cell in _FAULTS:
        raise BadCell("import.fault", code=shown(cell))
    tidy = " ".join(_INVISIBLE.sub("", shown(cell)).split())
    if not tidy:
        raise BadCell("import.blank")
    if len(tidy) > longest:
        raise BadCell("import.too_long", longest=str(longest))
    return tidy


def code(cell: Cell) -> str:
    """Give an employee or deal number: 12.0 is "12", "0012" keeps its zeros.

    Refused is what a spreadsheet has damaged: more than 15 digits, 1.23E+15, a date.
    """
    if isinstance(cell, date):
        raise BadCell("import.code_is_date")
    written = plain(cell)
    if written.startswith('="') and written.endswith('"'):
        written = written[2:-1]  # how some systems protect leading zeros in a CSV
    written = written.removeprefix("'").strip()
    damaged = _SCIENTIFIC.fullmatch(written) is not None
    if damaged or (isinstance(cell, Decimal) and abs(cell) >= _EXACT_BELOW):
        raise BadCell("import.digits_lost")
    if _WHOLE.fullmatch(written):
        return written.removesuffix(".0")
    return text(written, longest=64)


def role_set(cell: Cell) -> frozenset[Role]:
    """Give the roles of a list such as 销售、师傅."""
    names = [name for name in _SEPARATORS.split(plain(cell)) if name.strip()]
    return frozenset(_one_of(name, _ROLES_BY_NAME, _ROLES) for name in names)


def engagement(cell: Cell) -> Engagement:
    """Give the kind of contract."""
    return _one_of(plain(cell), _ENGAGEMENTS_BY_NAME, _ENGAGEMENTS)


def is_cancelled(cell: Cell) -> bool:
    """Tell whether the status says that the deal no longer stands."""
    return _one_of(plain(cell), _STATUSES_BY_NAME, _STATUSES)


def language(cell: Cell) -> str:
    """Give "zh" or "en"."""
    return _one_of(plain(cell), _LANGUAGES_BY_NAME, _LANGUAGES)


def email(cell: Cell) -> str:
    """Give an address in lower case."""
    written = plain(cell).lower()
    if not _EMAIL.fullmatch(written):
        raise BadCell("import.email")
    return text(written, longest=254)


def months(cell: Cell) -> int:
    """Give a contract's term in months: 36, 36个月 and 3年 are the same; 0 is open-ended."""
    written = plain(cell).lower().replace(" ", "").removesuffix(".0")
    if written in _OPEN_ENDED:
        return 0
    match = _TERM.fullmatch(written)
    if not match:
        raise BadCell("import.months")
    unit = match[2] or "月"
    term = int(match[1]) * (12 if unit[0] in "年y" else 1)
    if not 0 < term <= _LONGEST_TERM:
        raise BadCell("import.months")
    return term


def zone(cell: Cell) -> str:
    """Give an IANA name that this machine knows."""
    known, name = _zone(plain(cell))
    if not known:
        raise BadCell("import.zone", near=name)
    return name


# A column holds few different zones, and the nearest to a wrong one takes long to find.
@lru_cache(maxsize=256)
def _zone(written: str) -> tuple[bool, str]:
    name = _ZONES.get(written, written)
    try:
        return True, ZoneInfo(name).key
    except (ValueError, OSError, KeyError):
        near = get_close_matches(name, sorted(available_timezones()), n=1, cutoff=0.6)
        return False, (near or ["Asia/Shanghai"])[0]


def _key(name: str) -> str:
    return re.sub(r"[\s_-]", "", name).casefold()


def _by_name(accepted: Mapping[_T, str]) -> dict[str, _T]:
    return {_key(name): value for value, names in accepted.items() for name in names.split(",")}


_ROLES_BY_NAME = _by_name(_ROLES)
_ENGAGEMENTS_BY_NAME = _by_name(_ENGAGEMENTS)
_STATUSES_BY_NAME = _by_name(_STATUSES)
_LANGUAGES_BY_NAME = _by_name(_LANGUAGES)


def _one_of(name: str, by_name: Mapping[str, _T], accepted: Mapping[_T, str]) -> _T:
    value = by_name.get(_key(name))
    if value is None:
        raise BadCell("import.choice", name=name.strip(), accepted="; ".join(accepted.values()))
    return value
