"""What waits for somebody, as a list, and one of it asked again as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.cards.card import Action, Card, Row
from bot.cards.hidden_sum import veiled
from bot.cards.reader import Reader
from bot.notices import KINDS
from bot.still_asked import week_is_owed
from handlers.hidden_sum import NOTICE
from handlers.interaction import StillAsks
from rules.notices import NoticeKind
from rules.privacy import DataClass
from rules.waiting import Ask, AskedAgain, Waiting

_LIST, _ONE, _RISKS = "waiting", "ask_again", "risk_list"

#: Which kinds ask for an answer, and whether it is still to be given. Alerts have a list of their
#: own, each look at which is on record.
ASKING: Mapping[NoticeKind, StillAsks] = {
    kind: KINDS[kind].still_true
    for kind in (
        NoticeKind.INTERVENTION_CHECK,
        NoticeKind.INTERVIEW_DUE,
        NoticeKind.MENTOR_PROPOSAL,
        NoticeKind.MENTOR_VISIT,
        NoticeKind.NO_START_DAY,
        NoticeKind.PROBATION_REVIEW,
        NoticeKind.PROBATION_SECOND,
        NoticeKind.PULSE,
        NoticeKind.REPORTED_DEAL,
        NoticeKind.TARGET_PROPOSAL,
        NoticeKind.THRESHOLD,
    )
} | {
    # A week is told whatever is owed of it.
    NoticeKind.MENTOR_WEEK: week_is_owed,
}


def word(facts: Waiting | AskedAgain, reader: Reader) -> Card:
    """Give the list by its cards' titles, or one card as it was first sent."""
    return _card(facts.ask, reader) if isinstance(facts, AskedAgain) else _listed(facts, reader)


def _listed(facts: Waiting, reader: Reader) -> Card:
    if not facts.total:
        return Card(
            title=reader.say("waiting.none"),
            text=reader.say("waiting.none_text"),
            actions=_risks(facts, reader),
            holds=DataClass.PERSONAL,
        )
    cards = [_card(ask, reader) for ask in facts.asks]
    numbers = range(facts.skipped + 1, facts.skipped + 1 + len(cards))
    actions = [
        Action(label=reader.say("waiting.see", n=n), route=_ONE, argument=str(ask.notice_id))
        for n, ask in zip(numbers, facts.asks, strict=True)
    ]
    if facts.left:
        after = str(facts.skipped + len(cards))
        actions.append(Action(label=reader.say("waiting.next"), route=_LIST, argument=after))
    return Card(
        title=reader.say("waiting.title", n=facts.total),
        rows=tuple(
            Row(
                label=reader.say("waiting.line", n=n, title=card.title),
                value=reader.day(ask.asked_on),
            )
            for n, card, ask in zip(numbers, cards, facts.asks, strict=True)
        ),
        footnote=reader.say("waiting.more", n=facts.left) if facts.left else "",
        actions=(*actions, *_risks(facts, reader)),
        holds=max((card.holds for card in cards), key=tuple(DataClass).index),
    )


def _risks(facts: Waiting, reader: Reader) -> tuple[Action, ...]:
    if not facts.has_risks:
        return ()
    return (Action(label=reader.say("offer.risk_list"), route=_RISKS),)


def _card(ask: Ask, reader: Reader) -> Card:
    kind = KINDS[ask.kind]
    card = replace(kind.card(ask.facts, reader), holds=kind.holds)
    return veiled(card, reader, f"{NOTICE}{ask.notice_id}")
