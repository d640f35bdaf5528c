"""What the columns of a plain table are: who, when, what came of it, and what may be a feature."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Literal

from rules.errors import Invalid
from rules.retention_guard import is_outcome, is_protected

Unit = Literal["week", "month"]

_REP = (
    "rep",
    "rep_id",
    "employee_id",
    "emp_id",
    "person_id",
    "person",
    "id",
    "工号",
    "员工编号",
    "员工工号",
    "员工号",
    "员工id",
    "employee",
    "employee_number",
    "emp_no",
    "rep_number",
)
_WHEN = (
    "week",
    "week_number",
    "week_no",
    "tenure_week",
    "date",
    "week_start",
    "month",
    "period",
    "mmm-yy",
    "周",
    "周次",
    "周数",
    "第几周",
    "统计周",
    "年周",
    "月份",
    "日期",
    "统计日期",
    "year_week",
    "iso_week",
    "week_of",
    "week_ending",
)
_EXIT = (
    "exit_date",
    "exit",
    "left_on",
    "leaving_date",
    "lastworkingdate",
    "last_working_date",
    "last_active_on",
    "leave_date",
    "termination_date",
    "离职日期",
    "离职时间",
    "最后工作日",
)
_LEFT = (
    "left",
    "left_flag",
    "leaves",
    "leaver",
    "churn",
    "attrition",
    "quit",
    "y",
    "离职",
    "是否离职",
    "已离职",
    "离职标记",
    "churned",
    "has_left",
    "is_leaver",
    "resigned",
)
_JOINED = (
    "joined",
    "joined_on",
    "hired_on",
    "hire_date",
    "hire_week",
    "dateofjoining",
    "join_date",
    "start_date",
    "入职日期",
    "入职时间",
)
_TEAM = (
    "team",
    "team_id",
    "manager",
    "manager_id",
    "store",
    "store_id",
    "branch",
    "branch_id",
    "city",
    "团队",
    "主管",
    "门店",
    "分公司",
    "城市",
)
#: A number of somebody or something: more of it means nothing.
_IDS = ("_id", " id", "_ID", " ID", "Id", "编号", "工号")


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """Titles of columns as the table writes them; an empty one is guessed from common titles."""

    rep: str = ""
    when: str = ""
    joined: str = ""
    exit: str = ""
    left: str = ""
    #: Whose colleagues' leaving tells of hers; a feature besides, as words.
    team: str = ""
    #: "next": a row's flag tells of the period after it; "this": of the row's own period, whose
    #: row is then no row to predict from.
    left_in: Literal["next", "this"] = "next"
    #: None takes every column that is nothing else.
    features: tuple[str, ...] | None = None
    drop: tuple[str, ...] = ()
    #: Columns of words, though they look like numbers.
    words: tuple[str, ...] = ()
    #: A value is usable only so many periods later, or after its "quarter".
    known_after: Mapping[str, int | Literal["quarter"]] = field(default_factory=dict)
    #: A group of columns that is one reason.
    topics: Mapping[str, str] = field(default_factory=dict)
    unit: Unit = "week"
    #: How dates with slashes or dashes are written: month first or day first; "" looks for proof.
    dates: Literal["", "mdy", "dmy"] = ""

    def named(self) -> tuple[str, ...]:
        """Give every title that a person has written."""
        given = (self.rep, self.when, self.joined, self.exit, self.left, self.team)
        more = (*(self.features or ()), *self.drop, *self.words, *self.known_after, *self.topics)
        return tuple(one for one in (*given, *more) if one)


def resolved(roles: Roles, titles: Sequence[str], *, file: str) -> Roles:
    """Fill in what was not named, and refuse a title that is not there or may be no feature."""
    for name in roles.named():
        if name not in titles:
            near = get_close_matches(name, titles, n=1)
            hint = f"did you mean {near[0]}?" if near else f"it has {', '.join(titles)}"
            raise Invalid(file, f"no column is called {name}; {hint}")
    taken: set[str] = set(roles.named())
    rep = roles.rep or _guess(titles, _REP, taken, file, "the rep", "--rep")
    when = roles.when or _guess(titles, _WHEN, taken, file, "the week or date", "--when")
    joined = roles.joined or _maybe(titles, _JOINED, taken)
    exit_, left = roles.exit, roles.left
    if not exit_ and not left:
        exit_ = _maybe(titles, _EXIT, taken)
        left = "" if exit_ else _guess(titles, _LEFT, taken, file, "who left", "--left or --exit")
    known = replace(roles, rep=rep, when=when, joined=joined, exit=exit_, left=left)
    features = _features(known, titles, file)
    team = roles.team or _maybe(features, _TEAM, set())
    ids = [one for one in features if one == team or one.endswith(_IDS)]
    return replace(
        known, features=features, team=team, words=tuple(dict.fromkeys((*roles.words, *ids)))
    )


def left_out(roles: Roles, titles: Sequence[str]) -> tuple[str, ...]:
    """Name the columns that were left out because of what their title says."""
    others = [one for one in titles if one not in _own(roles) and one not in roles.drop]
    return tuple(one for one in others if is_protected(one) or is_outcome(one))


def _features(roles: Roles, titles: Sequence[str], file: str) -> tuple[str, ...]:
    if roles.features is not None:
        for name in roles.features:
            if is_protected(name):
                raise Invalid(file, f"{name} may be no feature: it is a protected attribute")
            if is_outcome(name) or name in _own(roles):
                raise Invalid(file, f"{name} may be no feature: it tells of the leaving itself")
        return roles.features
    return tuple(
        one
        for one in titles
        if one not in _own(roles)
        and one not in roles.drop
        and not is_protected(one)
        and not is_outcome(one)
    )


def _own(roles: Roles) -> set[str]:
    return {roles.rep, roles.when, roles.joined, roles.exit, roles.left}


def _guess(
    titles: Sequence[str], common: Sequence[str], taken: Collection[str], file: str, *what: str
) -> str:
    found = _maybe(titles, common, taken)
    if not found:
        means, flag = what
        raise Invalid(
            file, f"no column says {means}: name it with {flag}; it has {', '.join(titles)}"
        )
    return found


def _maybe(titles: Sequence[str], common: Sequence[str], taken: Collection[str]) -> str:
    by_plain = {
        one.strip().rstrip("?？").lower().replace(" ", "_"): one
        for one in titles
        if one not in taken
    }
    return next((by_plain[one] for one in common if one in by_plain), "")
