"""喜报: what would be told and where, the card of the group, and a group that is a team's."""

from __future__ import annotations

import json

from bot.cards.card import Action, Card, Row, Tone
from bot.cards.reader import Reader
from rules.good_news import GoodNews, GoodNewsAnswer, Group, GroupAnswer, Stage


def button(reader: Reader, argument: str) -> Action:
    """Offer to tell a deal of hers; `argument` is "deal:ID" or "report:ID"."""
    return Action(label=reader.say("good_news.button.open"), route="good_news", argument=argument)


def word(facts: GoodNewsAnswer | GroupAnswer, reader: Reader) -> Card:
    """Give the card for what a tap, or a word in a group, came to."""
    if isinstance(facts, GroupAnswer):
        said = "bound" if facts.is_bound else "unbound"
        return Card(
            title=reader.say(f"good_news.{said}_title"),
            tone=Tone.GOOD,
            text=reader.say(f"good_news.{said}{'_before' if facts.is_repeat else ''}"),
        )
    if facts.news is None:
        return Card(title=reader.say(f"good_news.title.{facts.stage.value}"))
    place = Row(label=reader.say("good_news.to"), value=_place(facts, facts.news, reader))
    is_preview = facts.stage is Stage.PREVIEW
    return Card(
        title=reader.say(f"good_news.title.{facts.stage.value}"),
        tone=Tone.ASKING if is_preview else Tone.GOOD,
        text=_said(facts.news, reader),
        rows=(place,),
        footnote=reader.say("good_news.no_sum") if is_preview else "",
        actions=_choices(facts.news, reader) if is_preview else (),
    )


def told(facts: str, reader: Reader) -> Card:
    """Tell the group, or a colleague, of the deal."""
    return Card(
        title=reader.say("good_news.told_title"),
        tone=Tone.GOOD,
        text=_said(_news(facts), reader),
    )


def lost(facts: str, reader: Reader) -> Card:
    """Tell her that the group did not get it, with the words to pass on herself."""
    news = _news(facts)
    where = reader.say(f"withheld.chat.{news.channel}")
    return Card(
        title=reader.say("good_news.lost_title"),
        tone=Tone.CHANGED,
        text=reader.say("good_news.lost", where=where, said=_said(news, reader)),
    )


def place_of(facts: str) -> Group:
    """Give the group that a 喜报 goes to."""
    news = _news(facts)
    return Group(channel=news.channel, address=news.address)


def _news(facts: str) -> GoodNews:
    return GoodNews(**json.loads(facts))


def _said(news: GoodNews, reader: Reader) -> str:
    values = {"name": news.name, "product": news.product, "customer": news.customer}
    named = "_".join(key for key in ("customer", "product") if values[key]) or "plain"
    return reader.say(f"good_news.said.{named}", **values)


def _place(facts: GoodNewsAnswer, news: GoodNews, reader: Reader) -> str:
    if news.channel:
        where = reader.say(f"withheld.chat.{news.channel}")
        return reader.say("good_news.group", where=where)
    return reader.say("good_news.colleagues", n=facts.colleagues)


def _choices(news: GoodNews, reader: Reader) -> tuple[Action, ...]:
    post, drop = (
        Action(
            label=reader.say(f"good_news.button.{verb}"),
            route="good_news",
            argument=f"{verb}:{news.deal_id}" if verb == "post" else verb,
            is_primary=verb == "post",
        )
        for verb in ("post", "drop")
    )
    return post, drop
