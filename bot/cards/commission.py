"""Answers about commission (CARDS 2-4, 13): pure, facts and reader in, card out."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from bot.cards import buttons
from bot.cards.card import Card, Row, Tone
from bot.cards.form import Form, Input, InputKind
from bot.cards.reader import Reader
from bot.cards.rows import next_tier, settled, waiting
from rules.access import PaySight
from rules.money import round_half_up
from rules.plan_terms import OF_A_MARGIN, ONE_DEAL, Extra, Measure, Paid, shown_times
from rules.statement import (
    AskAmount,
    Explanation,
    NothingYet,
    Statement,
    StatementLine,
    WhatIf,
)

_MAX_ROWS = 12
_LIMITS = {Paid.AT_LEAST, Paid.AT_MOST, Paid.TAKEN_OFF, Paid.PERIOD_AT_MOST}


def statement(facts: Statement, reader: Reader) -> Card:
    """Answer how much: the sum in big type, its states, each deal in a line."""
    range_ = _range(facts, reader)
    if not facts.is_own:
        return _of_another(facts, reader, range_)
    if not facts.has_ever_sold:
        return _nothing_sold(facts, reader, range_)
    total = reader.money(facts.total or 0, facts.currency)
    rows = [_line(line, facts.currency, reader) for line in facts.lines[-_MAX_ROWS:]]
    left_out = max(0, len(facts.lines) - _MAX_ROWS)
    return Card(
        title=reader.say("commission.title", range=range_),
        tone=Tone.GOOD if facts.lines else Tone.PLAIN,
        figure=Row(label=reader.say("commission.total"), value=total),
        rows=(*_states(facts, reader), *rows, *_period(facts, reader)),
        text=_said_beside(facts, reader, left_out),
        footnote=reader.say("commission.footnote"),
        actions=(
            *buttons.money(reader, why=f"line:{facts.lines[-1].line_id}" if facts.lines else ""),
            buttons.report(reader),
        ),
    )


def _nothing_sold(facts: Statement, reader: Reader, range_: str) -> Card:
    title = reader.say("commission.title", range=range_)
    rows = _period(facts, reader) if facts.waiting or facts.settled else ()
    if facts.sells or rows:
        actions = (buttons.what_if(reader), buttons.report(reader))
        return Card(
            title=title, text=reader.say("commission.none_ever"), rows=rows, actions=actions
        )
    said = "commission.none_own_look_up" if facts.may_look_up else "commission.none_own"
    return Card(title=title, text=reader.say(said))


def explanation(facts: Explanation, reader: Reader) -> Card:
    """Show how a sum came about, with the plan and what is still missing."""

    def money(minor: int) -> str:
        return reader.money(minor, facts.currency)

    formula = _formula(facts, reader)
    difference = facts.this_deal + facts.catch_up
    before, gained = facts.worth_before, difference
    if before and facts.is_per_deal:
        # What others gain by it is no part of what the deal itself is worth.
        gained = facts.worth_after - before
    if facts.extras and facts.extras[-1].what is Paid.PERIOD_AT_MOST:
        # What the period holds at its most is not what this deal brought.
        before, gained = facts.extras[-1].minor - difference, difference
    if before:
        formula.append(reader.say("why.less", before=money(before), difference=money(gained)))
    if before and gained != difference:
        formula.append(reader.say("why.others_moved", rest=money(difference - gained)))
    if facts.catch_up:
        formula.append(
            reader.say(
                "why.of_it", this_deal=money(facts.this_deal), catch_up=money(facts.catch_up)
            )
        )
    if facts.has_others:
        formula.append(reader.say("why.others.note"))
    title = reader.say("why.title_deal", title=facts.title) if facts.title else ""
    return Card(
        title=title or reader.say("why.title"),
        figure=Row(
            label=reader.say("commission.expected" if facts.missing else "deal.earned"),
            value=reader.money(difference, facts.currency, signed=True),
        ),
        text="\n".join(formula),
        rows=_background(facts, reader),
        footnote=reader.say("commission.footnote"),
        actions=(
            buttons.what_if(reader),
            buttons.month(reader),
            buttons.question(reader, facts.argument),
            *buttons.hide(reader),
        ),
    )


def _formula(facts: Explanation, reader: Reader) -> list[str]:
    """Give the product of each rate, what is paid besides, and what they come to."""

    def money(minor: int) -> str:
        return reader.money(minor, facts.currency)

    said = _put_on(facts, reader)
    limits = [extra for extra in facts.extras if extra.what in _LIMITS]
    added = [extra for extra in facts.extras if extra not in limits]
    slices = [part for part in facts.slices if not added or part.minor * part.rate]
    what = "deal" if facts.is_per_deal else "period"
    if facts.is_margin:
        what += "_margin"
    said += [
        reader.say(
            f"why.formula_{what}" if len(slices) == 1 else "why.formula_slice",
            base=money(part.minor),
            rate=reader.percent(part.rate),
            worth=money(round_half_up(part.minor * part.rate)),
        )
        for part in slices
    ]
    said += [
        reader.say(
            f"why.paid_{extra.what.value}",
            amount=money(extra.minor),
            n=_deals(extra.units),
            worth=money(round_half_up(extra.worth)),
        )
        for extra in added
    ]
    limited = [_limit(one, reader, money) for one in limits]
    is_counted = facts.factor != 1
    if len(slices) + len(added) > 1:
        parts = sum((Fraction(part.minor * part.rate) for part in facts.slices), Fraction(0))
        whole = round_half_up(parts + sum(extra.worth for extra in added))
        worth = facts.unfactored if is_counted else whole if limits else facts.worth_after
        said.append(reader.say("why.formula_sum", worth=money(worth)))
    if is_counted:
        times = f"{shown_times(facts.factor):f}"
        if shown_times(facts.factor) != facts.factor and facts.quota:
            # Rounded as it is shown it would not give the product.
            times = f"{money(facts.sold)} ÷ {money(facts.quota)}"
        counted = money(round_half_up(facts.unfactored * facts.factor))
        line = reader.say("why.factor", worth=money(facts.unfactored), times=times, counted=counted)
        # A deal has its limits first, a period has its own last.
        limited.insert(len(limited) if facts.is_per_deal else 0, line)
    said += limited
    if limits and limits[-1].what is Paid.TAKEN_OFF:
        said.append(reader.say("why.left", worth=money(facts.worth_after)))
    if facts.quota:
        said.append(reader.say("why.quota", base=money(facts.sold), quota=money(facts.quota)))
    return said


def _put_on(facts: Explanation, reader: Reader) -> list[str]:
    """Say what the rates are put on, and what they go by."""

    def money(minor: int) -> str:
        return reader.money(minor, facts.currency)

    said: list[str] = []
    if facts.cost is not None:
        margin = money(max(0, facts.revenue - facts.cost))
        said.append(
            reader.say(
                "why.margin", revenue=money(facts.revenue), cost=money(facts.cost), margin=margin
            )
        )
    if facts.collected is not None and facts.collected != facts.deal_base:
        sums = {"collected": money(facts.collected), "counted": money(facts.deal_base)}
        said.append(reader.say("why.late", **sums))
    if facts.measured:
        by = reader.listed([_measured(what, n, facts, reader) for what, n in facts.measured])
        said.append(reader.say("why.measured", by=by))
    return said


def _measured(what: Measure, n: int, facts: Explanation, reader: Reader) -> str:
    """Say what a rate went by, in the unit in which the plan writes it."""
    if what is Measure.COUNT:
        value = _deals(n)
    elif what in OF_A_MARGIN:
        value = reader.percent(Decimal(n) / 10_000)
    elif what is Measure.PRODUCT:
        value = facts.product
        what_said = "product" if value else "other_product"
        return reader.say(f"why.measured_{what_said}", value=value)
    elif what is Measure.ATTAINMENT:
        value = reader.percent(round(Decimal(n) / (facts.quota or 1), 4))
    else:
        value = reader.money(n, facts.currency)
    return reader.say(f"why.measured_{what.value}", value=value)


def _limit(one: Extra, reader: Reader, money: Callable[[int], str]) -> str:
    worth = money(round_half_up(one.worth))
    return reader.say(
        f"why.{one.what.value}", amount=money(one.minor), n=_deals(one.units), worth=worth
    )


def _deals(units: int) -> str:
    return f"{(Decimal(units) / ONE_DEAL).normalize():f}"


def nothing_yet(facts: NothingYet, reader: Reader) -> Card:
    """Say that there is nothing to explain."""
    del facts
    return Card(title=reader.say("why.title"), text=reader.say("why.nothing.text"))


def what_if(facts: WhatIf, reader: Reader) -> Card:
    """Show what one more deal would bring, both parts apart, and that it is a trial."""

    def money(minor: int) -> str:
        return reader.money(minor, facts.currency, signed=True)

    tier = "what_if.tier_reached" if facts.reaches_new_tier else "what_if.tier_same"
    rows = [
        Row(label=reader.say("what_if.this_deal"), value=money(facts.this_deal)),
        *(
            [Row(label=reader.say("what_if.catch_up"), value=money(facts.catch_up))]
            if facts.catch_up
            else []
        ),
        Row(
            label=reader.say("what_if.after"),
            value=f"{reader.money(facts.base_after, facts.currency)} → "
            f"{reader.money(facts.worth_after, facts.currency)}",
        ),
        Row(
            label=reader.say("what_if.tier"),
            value=reader.say(tier, rate=reader.percent(facts.rate_after)),
        ),
    ]
    return Card(
        title=reader.say(
            "what_if.title_margin" if facts.is_margin else "what_if.title",
            amount=reader.money(facts.amount, facts.currency),
        ),
        tone=Tone.ASKING,
        figure=Row(label=reader.say("what_if.gain"), value=money(facts.this_deal + facts.catch_up)),
        rows=tuple(rows),
        footnote=reader.say("what_if.trial"),
        actions=(buttons.what_if(reader), buttons.month(reader), *buttons.hide(reader)),
    )


def ask_amount(facts: AskAmount, reader: Reader) -> Form:
    """Ask for the amount of a what-if."""
    del facts
    return Form(
        title=reader.say("what_if.ask.title"),
        route="what_if",
        inputs=(
            Input(
                name="amount",
                label=reader.say("what_if.ask.label"),
                kind=InputKind.NUMBER,
                placeholder="20000",
            ),
        ),
        submit=reader.say("what_if.ask.submit"),
    )


def _range(facts: Statement, reader: Reader) -> str:
    # 去年双十一 is not this year's: another year than the plan's period is named.
    is_of_year = facts.period.startswith(str(facts.days.start.year))
    day = reader.day if is_of_year else reader.day_of_year
    if facts.kind == "day":
        return reader.say("range.today") if facts.is_current else day(facts.days.start)
    if facts.kind == "week" and facts.is_current:
        return reader.say("range.week")
    first, last = day(facts.days.start), reader.day(facts.days.last)
    span = reader.say("range.span", first=first, last=last)
    if facts.kind != "period":
        return span
    name = reader.period(facts.period)
    is_business_month = facts.days.start.day != 1
    return reader.say("range.period", name=name, span=span) if is_business_month else name


def _states(facts: Statement, reader: Reader) -> tuple[Row, ...]:
    if facts.states is None or facts.kind != "period":
        return ()
    return tuple(
        Row(label=reader.say(f"state.{name}"), value=_state(name, minor, facts, reader))
        for name in ("provisional", "earned", "payable", "paid")
        if (minor := getattr(facts.states, name)) or name == "provisional"
    )


def _state(name: str, minor: int, facts: Statement, reader: Reader) -> str:
    amount = reader.money(minor, facts.currency)
    if name != "payable" or facts.pay_on is None:
        return amount
    return reader.say("state.pay_on", amount=amount, day=reader.day(facts.pay_on))


def _period(facts: Statement, reader: Reader) -> tuple[Row, ...]:
    rows: list[Row] = []
    if facts.kind != "period" and facts.period_total is not None:
        total = reader.money(facts.period_total, facts.currency)
        rows.append(Row(label=reader.period(facts.period), value=total))
    if facts.next_tier is not None:
        rows.append(next_tier(facts.next_tier, facts.currency, reader=reader))
    rows += _settled(facts, reader)
    if facts.quota and facts.base is not None:
        sums = (reader.money(minor, facts.currency) for minor in (facts.base, facts.quota))
        base, quota = sums
        value = reader.say("commission.quota_value", base=base, quota=quota)
        rows.append(Row(label=reader.say("commission.quota"), value=value))
    if facts.factor is not None and facts.is_own:
        value = reader.say("commission.factor_value", times=f"{shown_times(facts.factor):f}")
        rows.append(Row(label=reader.say("commission.factor"), value=value))
    return (*rows, *waiting(facts.waiting, reader))


def _settled(facts: Statement, reader: Reader) -> tuple[Row, ...]:
    """Say what the period pays under a draw; nothing for days that are no period."""
    one = facts.settled
    if facts.kind != "period" or one is None:
        return ()
    return settled(
        draw=one.draw,
        paid=one.paid,
        owed=one.owed,
        currency=facts.currency,
        reader=reader,
        is_on_top=one.is_on_top,
    )


def _said_beside(facts: Statement, reader: Reader, left_out: int) -> str:
    if left_out:
        return reader.say("commission.more_lines", n=left_out)
    if facts.lines:
        return ""
    if facts.kind == "day" and facts.is_current:
        total = reader.money(facts.period_total or 0, facts.currency)
        return reader.say("commission.none_today", total=total)
    return reader.say("commission.none_range")


def _of_another(facts: Statement, reader: Reader, range_: str) -> Card:
    period = reader.period(facts.period)
    deals = reader.say("commission.deals_n", n=facts.deals)
    rows = [Row(label=reader.say("commission.deals", period=period), value=deals)]
    if facts.base is not None:
        base = reader.money(facts.base, facts.currency)
        rows.append(Row(label=reader.say("commission.base", period=period), value=base))
    if facts.sight is PaySight.LINES:
        rows += [_line(line, facts.currency, reader) for line in facts.lines[-_MAX_ROWS:]]
        # Finance settles what a draw makes of the sum: it reads it with the lines.
        rows += _settled(facts, reader)
    figure = None
    if facts.total is not None:
        total = reader.money(facts.total, facts.currency)
        figure = Row(label=reader.say("commission.expected"), value=total)
    return Card(
        title=reader.say("commission.title_of", name=facts.person_name, range=range_),
        figure=figure,
        rows=tuple(rows),
        footnote=reader.say("commission.footnote"),
    )


def _line(line: StatementLine, currency: str, reader: Reader) -> Row:
    value = reader.money(line.minor, currency, signed=True)
    if line.catch_up:
        catch_up = reader.money(line.catch_up, currency, signed=True)
        value = reader.say("commission.with_catch_up", amount=value, catch_up=catch_up)
    return Row(label=reader.say(f"commission.line.{line.change}", title=line.title), value=value)


def _background(facts: Explanation, reader: Reader) -> tuple[Row, ...]:
    plan = reader.say(
        "why.plan_value",
        title=facts.plan_title,
        version=facts.plan_version,
        since=reader.day_of_year(facts.plan_starts_on),
    )
    rows = [Row(label=reader.say("why.plan"), value=plan)]
    names = reader.listed(facts.counted)
    if facts.counted_more:
        n = len(facts.counted) + facts.counted_more
        names = reader.say("why.counted_more", names=names, n=n)
    if names:
        rows.append(Row(label=reader.say("why.counted"), value=names))
    missing = reader.say("why.done_of.all")
    if facts.missing:
        missing = reader.say(
            f"why.missing_of.{facts.earned_on.value}",
            amount=reader.money(facts.missing, facts.currency),
        )
    rows.append(Row(label=reader.say("why.missing"), value=missing))
    return tuple(rows)
