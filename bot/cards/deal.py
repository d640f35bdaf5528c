"""Notices of deals (CARDS 1, 15): what a deal did to her commission."""

from __future__ import annotations

import json
from decimal import Decimal

from bot.cards import buttons, good_news
from bot.cards.card import Action, Card, Row, Tone
from bot.cards.reader import Reader
from bot.cards.rows import next_tier
from rules.money import round_half_up
from rules.notices import DealNews, LateDeals
from rules.plan_terms import NextTier

#: Three roundings lie between a catch-up and the product that explains it.
_CENTS = 2


def deal_news(news: DealNews, reader: Reader) -> Card:
    """Tell what a deal did to her commission: the sum, its two parts, the period, the next tier."""
    sum_ = news.this_deal + news.catch_up
    if news.waits_for_cost:
        return _waiting(news, reader)
    is_down = sum_ < 0
    title = {"deal.closed": "deal.closed", "deal.paid": "deal.paid"}.get(news.event, "deal.changed")
    if is_down and news.event != "deal.amended":
        title = "deal.taken_back"
    figure = reader.money(sum_, news.currency, signed=True)
    rows = [_this_deal(news, reader)]
    if news.catch_up:
        rows.append(Row(label=reader.say("deal.catch_up"), value=_catch_up(news, reader)))
    total = reader.money(news.period_total, news.currency)
    state = "deal.total_earned" if news.is_period_earned else "deal.total_expected"
    rows.append(Row(label=reader.period(news.period), value=reader.say(state, amount=total)))
    if news.is_settled:
        rows.append(Row(label=reader.say("deal.paid_out"), value=reader.say("deal.paid_out_value")))
    if not is_down and news.next_at is not None:
        tier = NextTier(
            Decimal(news.next_rate),
            news.next_at,
            news.next_is_whole,
            news.next_each,
            news.next_sum,
            news.next_unit,
        )
        rows.append(next_tier(tier, news.currency, reader=reader))
    event = f"event:{news.source}/{news.event_id}"
    return Card(
        title=reader.say(title, title=news.title),
        tone=Tone.CHANGED if is_down else Tone.GOOD,
        figure=Row(
            label=reader.say("deal.earned" if news.is_earned else "deal.expected"),
            value=reader.say("deal.before_tax", amount=figure),
        ),
        rows=tuple(rows),
        footnote=reader.say("deal.footnote"),
        actions=_taken_back(reader, event) if is_down else _won(news, reader, event),
    )


def late_deals(late: LateDeals, reader: Reader) -> Card:
    """Tell in the morning what arrived days after it happened, in one card."""
    titles = reader.listed(late.titles)
    if late.count > len(late.titles):
        titles = reader.say("why.counted_more", names=titles, n=late.count)
    return Card(
        title=reader.say("deal.late", n=late.count),
        tone=Tone.GOOD if late.minor > 0 else Tone.CHANGED,
        figure=Row(
            label=reader.say("deal.expected"),
            value=reader.money(late.minor, late.currency, signed=True),
        ),
        rows=(Row(label=reader.say("deal.late_titles"), value=titles),),
        footnote=reader.say("commission.footnote"),
        actions=buttons.money(reader, why=""),
    )


def told_deal(facts: str, reader: Reader) -> Card:
    """Word the notice of one deal."""
    return deal_news(DealNews(**json.loads(facts)), reader)


def told_late(facts: str, reader: Reader) -> Card:
    """Word the notice of deals that came late."""
    told = json.loads(facts)
    return late_deals(LateDeals(**{**told, "titles": tuple(told["titles"])}), reader)


def _waiting(news: DealNews, reader: Reader) -> Card:
    """Say that a deal came in and has no price yet: nobody guesses a margin."""
    total = reader.money(news.period_total, news.currency)
    state = "deal.total_earned" if news.is_period_earned else "deal.total_expected"
    return Card(
        title=reader.say("deal.closed", title=news.title),
        tone=Tone.PLAIN,
        text=reader.say("deal.waits_for_cost"),
        rows=(Row(label=reader.period(news.period), value=reader.say(state, amount=total)),),
        footnote=reader.say("deal.footnote"),
        actions=(buttons.month(reader), *buttons.hide(reader)),
    )


def _this_deal(news: DealNews, reader: Reader) -> Row:
    amount = reader.money(news.this_deal, news.currency)
    rate = Decimal(news.rate_after)
    is_product = news.deal_base and round_half_up(news.deal_base * rate) == news.this_deal
    value = amount
    if is_product:
        base = reader.number(news.deal_base, news.currency)
        how = "deal.this_margin" if news.is_margin else "deal.this_whole"
        value = reader.say(how, amount=amount, base=base, rate=reader.percent(rate))
    label = "deal.own_share" if news.is_share else "deal.this_deal"
    return Row(label=reader.say(label), value=value)


def _catch_up(news: DealNews, reader: Reader) -> str:
    amount = reader.money(news.catch_up, news.currency)
    gained = Decimal(news.rate_after) - Decimal(news.rate_before)
    is_product = abs(news.rest_base * gained - news.catch_up) <= _CENTS
    if not gained or not news.rest_base or (news.catch_up > 0 and not is_product):
        return reader.say("deal.catch_up_plain", amount=amount)
    return reader.say(
        "deal.catch_up_up" if news.catch_up > 0 else "deal.catch_up_down",
        amount=amount,
        base=reader.number(news.rest_base, news.currency),
        rate=reader.percent(Decimal(news.rate_after)),
    )


def _won(news: DealNews, reader: Reader, event: str) -> tuple[Action, ...]:
    """A new deal may be told to her team; what becomes of an old one is no news for it."""
    told = (good_news.button(reader, f"deal:{news.deal_id}"),)
    is_new = news.event == "deal.closed"
    return (*buttons.money(reader, why=event), *(told if is_new else ()))


def _taken_back(reader: Reader, event: str) -> tuple[Action, ...]:
    """Nobody who lost a deal wants to try another one: she may doubt it instead (CARDS 15)."""
    why, _, month, *hide = buttons.money(reader, why=event)
    return (why, buttons.question(reader, event), month, *hide)
