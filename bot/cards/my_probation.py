"""A rep's own probation: the days left, what is asked of her, and the way to her target."""

from __future__ import annotations

from bot.cards.card import Action, Card, Row
from bot.cards.reader import Reader
from rules.my_probation import MyProbation


def my_probation(facts: MyProbation, reader: Reader) -> Card:
    """Tell the last day and the days left; where there is no probation, that there is none."""
    title = reader.say("my_probation.title")
    if facts.ends_on is None:
        return Card(title=title, text=reader.say("my_probation.none"))
    ends = Row(label=reader.say("my_probation.ends_on"), value=reader.day(facts.ends_on))
    asked = facts.criteria or reader.say("my_probation.no_criteria")
    left = facts.days_left
    return Card(
        title=title,
        figure=Row(
            label=reader.say("my_probation.left"),
            value=reader.say("my_probation.over")
            if left is None
            else reader.say("my_probation.days" if left else "my_probation.today", n=left),
        ),
        text=reader.say("my_probation.paused") if facts.is_paused else "",
        rows=(ends, Row(label=reader.say("my_probation.criteria"), value=asked)),
        footnote=reader.say("my_probation.footnote"),
        actions=(Action(label=reader.say("offer.target"), route="target"),),
    )
