"""Whom the bot can not reach: who, where, since when, what the platform says, and what to do."""

from __future__ import annotations

import json

from bot.cards.card import Action, Card, Row, Tone
from bot.cards.reader import Reader
from rules.reach import DeadChat, NewlyUnreachable, Unreachable

_ROUTE = "unreachable"
_NAMED = frozenset({"slack", "wecom", "wecombot", "dingtalk", "webchat"})


def unreachable(facts: Unreachable, reader: Reader) -> Card:
    """List a page; a button gives the next."""
    if not facts.total:
        return Card(title=reader.say("reach.nobody"), tone=Tone.GOOD)
    more = reader.say("reach.more", n=facts.left) if facts.left > 0 else ""
    after = str(facts.skipped + len(facts.chats))
    return Card(
        title=reader.say("reach.title", n=facts.total),
        tone=Tone.ASKING,
        text=reader.say("reach.text"),
        rows=tuple(
            Row(label=f"{one.name} {one.number}", value=_said(one, facts.zone, reader))
            for one in facts.chats
        ),
        footnote=more,
        actions=(Action(label=reader.say("reach.next"), route=_ROUTE, argument=after),)
        if more
        else (),
    )


def newly(facts: NewlyUnreachable, reader: Reader) -> Card:
    """Tell HR that chats have died, and where they are listed; names are in the list alone."""
    return Card(
        title=reader.say("reach.new_title", n=facts.new),
        tone=Tone.ASKING,
        text=reader.say("reach.text"),
        rows=(Row(label=reader.say("reach.all"), value=str(facts.total)),),
        actions=(Action(label=reader.say("reach.list"), route=_ROUTE, is_primary=True),),
    )


def told(facts: str, reader: Reader) -> Card:
    """Word the notice of chats that have died."""
    return newly(NewlyUnreachable(**json.loads(facts)), reader)


def _said(one: DeadChat, zone: str, reader: Reader) -> str:
    channel = reader.say(f"reach.channel.{one.channel}") if one.channel in _NAMED else one.channel
    parts = [channel, reader.moment(one.since, zone), one.reason]
    parts += [reader.say("reach.has_other")] * one.has_other
    return " · ".join(parts)
