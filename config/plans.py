"""Read a commission plan from TOML, or say in which line what is wrong and what would be right."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NoReturn

from config.plan_document import Document, PlanProblem, PlanRefused
from config.plan_section import Section
from config.plan_tiers import read_tiers
from rules import money
from rules.errors import Invalid
from rules.periods import Calendar, Cut
from rules.plan import Base, EarnedOn, Edge, Measure, Mode, PayDay, Plan, TierOn

#: Of a file in bytes, of a text in characters; a plan has some hundred.
_LONGEST = 1_000_000
_TOO_LONG = "is longer than a million characters"
_LONGEST_NAME = 64
_LONGEST_TITLE = 100
_PAYABLE_ON = "payable_on = { cut_off = 31, pay_day = 10 }"
_KEYS = (
    "name title currency period business_month_starts_on tiers mode measure edge "
    "tier_on earned_on cooling_off_days payable_on base vat_rate"
).split()
#: The keys of a plan, and what is written there by mistake with the place where it belongs.
_TOP = (
    dict.fromkeys(_KEYS, "")
    | {
        "cut_off": f"write {_PAYABLE_ON}",
        "pay_day": f"write {_PAYABLE_ON}",
    }
    | dict.fromkeys(("from", "to", "rate"), "it stands in a [[tiers]]")
)
_BELOW = {key: f"{key} stands above the first [payable_on] or [[tiers]]" for key in _KEYS}


def text_of(file: Path) -> str:
    """Read a plan's file, made the same whoever wrote it; raise `PlanRefused` if it is no text."""
    try:
        with file.open("rb") as opened:
            content = opened.read(_LONGEST + 1)
    except OSError as error:
        _refuse(file.name, 1, f"cannot be read: {error.strerror}", "name a TOML file")
    if len(content) > _LONGEST:
        _refuse(file.name, 1, _TOO_LONG, "a plan has some hundred")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        _refuse(file.name, line, "is not UTF-8", "save it as UTF-8")
    return text.replace("\r\n", "\n")


def read_plan(text: str, *, file: str = "plan.toml") -> Plan:
    """Give the plan; raise `PlanRefused` with the problems found, at most a hundred.

    The keys are documented in docs/reference/plan.md. A plan is refused for an unknown key or one
    that would do nothing, a gap or an overlap between tiers, a rate that is no share, or a
    missing key.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if len(text) > _LONGEST:
        _refuse(file, 1, _TOO_LONG, "a plan has some hundred")
    document = Document(text)
    read = _plan(_table(text, file), document, file)
    if document.problems:
        raise PlanRefused(file, sorted(document.problems, key=lambda found: found.line))
    return read


def _table(text: str, file: str) -> Mapping[str, object]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        said = str(error)
        line = re.search(r"line (\d+)", said)
        is_double = "overwrite" in said or "twice" in said or "mutate" in said
        number = int(line[1]) if line else text.count("\n") + 1
        if is_double:
            _refuse(file, number, f"has a key twice: {said}", "keep one of them")
        _refuse(file, number, f"is not TOML: {said}", 'write key = "text", each on its line')
    except RecursionError:
        _refuse(file, 1, "is nested too deep", "a plan has tables of plain values")
    except (ValueError, InvalidOperation):
        _refuse(file, 1, "has a number too long to read", "amounts have at most 16 digits")


def _refuse(file: str, line: int, problem: str, allowed: str = "") -> NoReturn:
    raise PlanRefused(file, [PlanProblem(line, "", problem, allowed)])


def _plan(table: Mapping[str, object], document: Document, file: str) -> Plan:
    """Read all keys; what is noted in the document as a problem has a default here."""
    top = Section(document=document, table=table, lines=document.whole)
    applied = f"foothold policy apply {file} --starts-on 2026-01-01"
    top.known(_TOP | {"starts_on": f"it is said when the plan is applied: {applied}"})
    currency = _currency(top)
    base, vat_rate = _vat(top)
    earned_on, cooling_off_days = _earned(top)
    return Plan(
        name=top.text("name", longest=_LONGEST_NAME),
        title=top.text("title", longest=_LONGEST_TITLE) if "title" in table else "",
        currency=currency,
        calendar=_calendar(top),
        # Amounts of an unknown currency are checked as if it had hundredths.
        tiers=read_tiers(top, _BELOW, currency=currency or "CNY"),
        mode=top.word("mode", Mode, Mode.MARGINAL),
        measure=top.word("measure", Measure, Measure.PERIOD),
        edge=top.word("edge", Edge, Edge.FROM),
        tier_on=top.word("tier_on", TierOn, TierOn.SIGNING),
        earned_on=earned_on,
        cooling_off_days=cooling_off_days,
        payable_on=_pay_day(top),
        base=base,
        vat_rate=vat_rate,
    )


def _currency(top: Section) -> str:
    currency = top.text("currency", longest=_LONGEST_NAME)
    try:
        if currency:
            money.exponent(currency)
    except Invalid as error:
        top.wrong("currency", error.reason)
        return ""
    return currency


def _calendar(top: Section) -> Calendar:
    cut = top.word("period", Cut, Cut.MONTH)
    key = "business_month_starts_on"
    if cut is not Cut.BUSINESS_MONTH:
        top.idle(key, without="period", word=Cut.BUSINESS_MONTH)
        return Calendar(cut=cut)
    if key not in top.table:
        top.wrong("period", f"business_month needs {key}", f"such as {key} = 26")
        return Calendar(cut=cut, first_day=2)
    return Calendar(cut=cut, first_day=top.whole(key, 2, low=2, high=28))


def _earned(top: Section) -> tuple[EarnedOn, int]:
    earned_on = top.word("earned_on", EarnedOn, EarnedOn.SIGNING)
    key = "cooling_off_days"
    if earned_on is not EarnedOn.COOLING_OFF:
        top.idle(key, without="earned_on", word=EarnedOn.COOLING_OFF)
        return earned_on, 0
    if key not in top.table:
        top.wrong("earned_on", f"cooling_off needs {key}", f"such as {key} = 15")
        return earned_on, 1
    return earned_on, top.whole(key, 1, low=1, high=366)


def _vat(top: Section) -> tuple[Base, Decimal]:
    base = top.word("base", Base, Base.NET)
    if base is Base.NET:
        top.idle("vat_rate", without="base", word=Base.GROSS)
        return base, Decimal(0)
    vat_rate = top.rate("vat_rate")
    if not vat_rate:
        top.wrong("base", "gross needs a vat_rate above 0", 'such as vat_rate = "6%"')
    return base, vat_rate


def _pay_day(top: Section) -> PayDay:
    table = top.table.get("payable_on", {})
    if not isinstance(table, dict):
        top.wrong("payable_on", "is not a table", _PAYABLE_ON)
        return PayDay()
    section = Section(
        document=top.document, table=table, lines=top.document.whole, prefix="payable_on."
    )
    section.known({**_BELOW, "cut_off": "", "pay_day": ""})
    return PayDay(
        cut_off=section.whole("cut_off", 31, low=1, high=31),
        pay_day=section.whole("pay_day", 10, low=1, high=31),
    )
