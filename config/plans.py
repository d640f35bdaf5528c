"""Read a commission plan from TOML, or say in which line what is wrong and what would be right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from config.document import Document, PlanRefused
from config.plan_late import read_late
from config.plan_pay import read_pay
from config.plan_steps import asks_quota, read_across, read_factors
from config.plan_tiers import Terms, read_tiers
from config.section import Section
from config.toml_file import parsed
from rules import money
from rules.errors import Invalid
from rules.periods import Calendar, Cut
from rules.plan import Plan
from rules.plan_terms import (
    OF_A_DEAL,
    OF_A_MARGIN,
    Base,
    EarnedOn,
    Edge,
    Measure,
    Mode,
    PayDay,
    TierOn,
)

_LONGEST_NAME = 64
_LONGEST_TITLE = 100
_PAYABLE_ON = "payable_on = { cut_off = 31, pay_day = 10 }"
_KEYS = (
    "name title currency period business_month_starts_on tiers mode measure edge "
    "tier_on earned_on cooling_off_days payable_on base vat_rate "
    "quota quotas rate on_target deal_at_least deal_at_most deal_less period_at_most draw "
    "across factor_by factors late"
).split()
#: The keys of a plan, and what is written there by mistake with the place where it belongs.
_TOP = (
    dict.fromkeys(_KEYS, "")
    | {
        "cut_off": f"write {_PAYABLE_ON}",
        "pay_day": f"write {_PAYABLE_ON}",
    }
    | dict.fromkeys(
        ("from", "to", "applies_to", "times", "each", "sum", "rates", "eaches"),
        "it stands in a [[tiers]]",
    )
)
_BELOW = {
    key: f"{key} stands above the first [payable_on] or [[tiers]]" for key in _KEYS if key != "rate"
}


def read_plan(text: str, *, file: str = "plan.toml") -> Plan:
    """Give the plan; raise `PlanRefused` with the problems found, at most a hundred.

    The keys are documented in docs/reference/plan.md. A plan is refused for an unknown key or one
    that would do nothing, a gap or an overlap between tiers, a rate that is no share, or a
    missing key.
    """
    table, document = parsed(text, file=file, refused=PlanRefused)
    read = _plan(table, document, file)
    if document.problems:
        raise PlanRefused(file, sorted(document.problems, key=lambda found: found.line))
    return read


def _plan(table: Mapping[str, object], document: Document, file: str) -> Plan:
    """Read all keys; what is noted in the document as a problem has a default here."""
    top = Section(document=document, table=table, lines=document.whole)
    applied = f"foothold policy apply {file} --starts-on 2026-01-01"
    top.known(_TOP | {"starts_on": f"it is said when the plan is applied: {applied}"})
    currency = _currency(top)
    base, vat_rate = _vat(top)
    mode = top.word("mode", Mode, Mode.MARGINAL)
    measure = _measure(top)
    tier_on = top.word("tier_on", TierOn, TierOn.SIGNING)
    earned_on, cooling_off_days = _earned(top)
    # Amounts of an unknown currency are checked as if it had hundredths.
    terms = Terms(currency=currency or "CNY", mode=mode, measure=measure)
    edge = _edge(top, measure)
    # Deals are counted whole: their edge says nothing of the others.
    of_steps = Edge.FROM if measure is Measure.COUNT else edge
    across = read_across(top, _BELOW, terms, edge=of_steps)
    factors = read_factors(top, _BELOW, terms, edge=of_steps)
    pay = read_pay(
        top,
        _BELOW,
        currency=terms.currency,
        measure=measure,
        mode=mode,
        asked_by=asks_quota(across, factors),
    )
    _measured(top, measure, mode)
    columns = len(across.starts) if across is not None else 0
    measures = {measure} if across is None else {measure, across.measure}
    terms = replace(
        terms,
        has_rate=pay.has_rate,
        columns=columns,
        has_columns_of_deals=across is not None and across.measure in OF_A_DEAL,
    )
    return Plan(
        name=top.text("name", longest=_LONGEST_NAME),
        title=top.text("title", longest=_LONGEST_TITLE) if "title" in table else "",
        currency=currency,
        calendar=_calendar(top),
        tiers=read_tiers(top, _BELOW, terms),
        mode=mode,
        measure=measure,
        edge=edge,
        tier_on=tier_on,
        earned_on=earned_on,
        cooling_off_days=cooling_off_days,
        payable_on=_pay_day(top),
        base=base,
        vat_rate=vat_rate,
        quota=pay.quota,
        quotas=pay.quotas,
        base_rate=pay.base_rate,
        on_target=pay.on_target,
        deal_at_least=pay.deal_at_least,
        deal_at_most=pay.deal_at_most,
        deal_less=pay.deal_less,
        period_at_most=pay.period_at_most,
        draw=pay.draw,
        across=across,
        factors=factors,
        late=read_late(top, _BELOW, tier_on=tier_on, measures=measures),
    ).scaled()


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
    if base is Base.MARGIN and "vat_rate" not in top.table:
        return base, Decimal(0)
    vat_rate = top.rate("vat_rate")
    if not vat_rate and base is Base.GROSS:
        top.wrong("base", "gross needs a vat_rate above 0", 'such as vat_rate = "6%"')
    return base, vat_rate


def _edge(top: Section, measure: Measure) -> Edge:
    if measure is not Measure.COUNT:
        return top.word("edge", Edge, Edge.FROM)
    if "edge" in top.table:
        top.wrong("edge", 'does nothing with measure = "count"', "from = 6 is the sixth deal")
    return Edge.ABOVE


def _measure(top: Section) -> Measure:
    measure = top.word("measure", Measure, Measure.PERIOD)
    if measure is Measure.PRODUCT:
        allowed = 'write across = { measure = "product", names = ["A"] }'
        top.wrong("measure", "product has no order to walk", allowed)
        return Measure.PERIOD
    return measure


def _measured(top: Section, measure: Measure, mode: Mode) -> None:
    """Refuse to part a deal by its margin rate: one rate goes for the whole of it."""
    if measure in OF_A_MARGIN and mode is not Mode.WHOLE_AMOUNT:
        top.wrong(
            "measure", f"{measure.value} goes for a whole deal", 'write mode = "whole_amount"'
        )


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
