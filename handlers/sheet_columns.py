"""Which column holds which field: the accepted titles, in Chinese and English, of every kind."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from handlers.sheet import REASON_TITLE, SheetError, letter

_PEOPLE = {
    "number": """工号, 员工编号, 员工号, 人员编号, 员工工号, 员工ID, 职工号, 员工代码, employee_id,
        employee number, employee no, employee code, emp id, emp no, staff number, staff no,
        staff id, personnel number, number""",
    "name": "姓名, 员工姓名, 名字, 人员姓名, name, full name, employee name, staff name",
    "roles": "角色, 职务, roles, role",
    # Where no column of roles stands beside it, it is read as one.
    "post": "岗位, 职位, 岗位名称, post, position, job title",
    "post_from": """岗位开始日期, 任岗日期, 上岗日期, 岗位生效日期, post_from,
        post since, position since""",
    "branch": """分公司, 分支机构, 机构, 营业部, 事业部, 大区, branch, branch office,
        business unit""",
    "manager_number": """主管工号, 上级工号, 经理工号, 直属上级工号, 直接上级工号, 主管编号,
        manager_number, manager no, manager id, manager employee id, manager,
        supervisor id, supervisor no, reports to""",
    "email": "邮箱, 电子邮箱, 邮件, 电子邮件, 企业邮箱, email, e-mail address, mail, work email",
    "engagement": """用工形式, 用工类型, 用工性质, 合同类型, 雇佣类型, engagement, contract type,
        employment type""",
    "contract_months": """合同期限, 合同月数, 合同期, 劳动合同期限, contract_months, contract term,
        contract length""",
    "hired_on": "入职日期, 入职时间, 入职日, hired_on, hire date, date hired, start date",
    "probation_ends_on": """试用期结束日期, 试用期截止, 试用期截止日期, 试用期到期日,
        试用期结束, probation_ends_on, probation end, probation end date,
        probation until""",
    "zone": "时区, zone, time zone, tz",
    "locale": "语言, locale, language, lang",
    "plan": "佣金方案, 提成方案, 方案, plan, commission plan",
    "wecom": """企业微信账号, 企业微信ID, 企微账号, 企微ID, 企业微信userid, wecom, wecom userid,
        wecom id""",
    "dingtalk": """钉钉账号, 钉钉ID, 钉钉userid, 钉钉员工ID, dingtalk, dingtalk userid, dingtalk id,
        dingtalk staff id""",
    "left_on": "离职日期, 离职时间, 离职日, left_on, leave date, leaving date, last day, end date",
}
_DEALS = {
    "deal_id": """单号, 成单号, 成交单号, 订单号, 订单编号, 合同号, 合同编号, 签约单号, deal_id,
        deal number, deal no, order id, order number, order no, contract number, contract no""",
    "employee": """工号, 员工编号, 员工号, 员工工号, 员工ID, 职工号, 人员编号, 销售工号, 业务员工号,
        employee_id, employee number, employee no, emp id, emp no, staff number, staff no,
        staff id, rep id, sales rep id, owner id""",
    "splits": "分成, 业绩分成, 分单, 业绩分配, 分成比例, splits, split, shares, deal split",
    "amount": """金额, 成交金额, 成交额, 合同金额, 签约金额, 签约额, 订单金额, 业绩金额, amount,
        deal amount, deal value, contract amount, contract value, order amount, value""",
    "currency": "币种, 货币, currency, ccy, currency code",
    "customer": """客户, 客户名称, 客户编号, 客户名, customer, customer_id, customer name, client,
        account, account name""",
    "product": "产品, 产品名称, 商品, 商品名称, product, product name, product_id, item, sku",
    "cost": "成本, 成本金额, 成本价, cost, cost amount, cogs",
    "opened_at": """立项日期, 商机日期, 商机创建时间, 开单日期, 首次接触日期, opened_at,
        opened on, open date, created at, created date""",
    "closed_at": """成交日期, 成交时间, 成单日期, 成单时间, 签约日期, 签约时间, 签单日期,
        合同日期, 日期, closed_at, closed on, close date, closed date, deal date, signed on,
        signed date, contract date, date""",
    "status": "状态, 单据状态, 订单状态, 合同状态, status, deal status, stage",
}
#: What stands in brackets behind a title: 金额(元), 工号(必填).
_BRACKETS = re.compile(r"[(\[【〔{](.*?)[)\]】〕}]")
_ORNAMENT = re.compile(r"[\s\W_]+")


def key(title: str) -> str:
    """Reduce a title to what counts: full-width, case, spaces, asterisks and brackets do not."""
    plain = _BRACKETS.sub("", unicodedata.normalize("NFKC", title)).casefold()
    return _ORNAMENT.sub("", plain)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Where a field stands in the file at hand."""

    position: int
    #: As in the file.
    title: str
    #: What the title has in brackets, "" if nothing: 元, 万元, USD, 必填.
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """A header understood."""

    by_field: Mapping[str, Column]
    #: Titles that mean nothing here.
    ignored: tuple[str, ...]
    #: Positions of columns without a title, worth a word only if something stands in them.
    untitled: tuple[int, ...]
    #: How many columns the table has, and the position from which on nothing belongs to it.
    width: int
    beyond: int


class Titles:
    """All titles that one kind of import accepts, and the fields it can not do without."""

    def __init__(self, names: Mapping[str, str], needed: Sequence[tuple[str, ...]]) -> None:
        #: Accepted titles by field, the usual Chinese one first.
        self.accepted = {field: _listed(titles) for field, titles in names.items()}
        #: Of each group at least one field has to be there.
        self.needed = tuple(needed)
        self._fields = {
            key(title): field for field, titles in self.accepted.items() for title in titles
        }

    def field_of(self, title: str) -> str | None:
        """Name the field that a title means; None for no known one."""
        return self._fields.get(key(title))

    def match(self, header: Sequence[str]) -> Columns:
        """Assign a file's columns; raise `SheetError` for a needed field missing or one doubled."""
        by_field: dict[str, Column] = {}
        ignored: list[str] = []
        for position, title in enumerate(header):
            field = self.field_of(title)
            if field is None:
                ignored += [title] if title not in ("", REASON_TITLE) else []
                continue
            column = Column(position=position, title=title, note=_note(title))
            if field in by_field:
                raise _doubled(self.accepted[field][0], by_field[field], column)
            by_field[field] = column
        missing = [group for group in self.needed if not by_field.keys() & set(group)]
        if missing:
            raise self._missing(missing, header)
        untitled = tuple(i for i, title in enumerate(header) if not title)
        width = header.index(REASON_TITLE) if REASON_TITLE in header else len(header)
        return Columns(
            by_field=by_field,
            ignored=tuple(ignored),
            untitled=tuple(i for i in untitled if i < width),
            width=width,
            beyond=width + header.count(REASON_TITLE),
        )

    def _missing(self, missing: Sequence[tuple[str, ...]], header: Sequence[str]) -> SheetError:
        found = [title for title in header if title]
        accepted = [name for group in missing for field in group for name in self.accepted[field]]
        values = {
            "found": "、".join(found) or "-",
            "missing": "、".join(self.accepted[group[0]][0] for group in missing),
            "accepted": "; ".join(
                " / ".join(name for field in group for name in self.accepted[field])
                for group in missing
            ),
        }
        by_key = {key(name): name for name in accepted}
        meant = [
            f"{title} → {by_key[near]}"
            for title in found
            for near in get_close_matches(key(title), by_key, n=1, cutoff=0.6)
            if self.field_of(title) is None
        ]
        if meant:
            return SheetError("import.header_meant", meant="、".join(meant), **values)
        return SheetError("import.header", **values)


def _listed(titles: str) -> tuple[str, ...]:
    return tuple(" ".join(title.split()) for title in titles.split(","))


def _note(title: str) -> str:
    return " ".join(_BRACKETS.findall(unicodedata.normalize("NFKC", title)))


def _doubled(field: str, first: Column, second: Column) -> SheetError:
    return SheetError(
        "import.column_twice",
        field=field,
        first=f"{first.title} ({letter(first.position)})",
        second=f"{second.title} ({letter(second.position)})",
    )


PEOPLE = Titles(_PEOPLE, needed=[("number",), ("name",)])
DEALS = Titles(_DEALS, needed=[("deal_id",), ("employee", "splits"), ("amount",), ("closed_at",)])
