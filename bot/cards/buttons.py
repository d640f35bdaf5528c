"""The buttons that several cards carry."""

from __future__ import annotations

from bot.cards.card import Action
from bot.cards.reader import Reader


def question(reader: Reader, argument: str) -> Action:
    """Doubt the line that `argument` names."""
    return Action(label=reader.say("question.button"), route="question", argument=argument)


def what_if(reader: Reader) -> Action:
    """Try one more deal."""
    return Action(label=reader.say("commission.button.what_if"), route="what_if")


def report(reader: Reader) -> Action:
    """Report a deal by the form."""
    return Action(label=reader.say("offer.report_deal"), route="report_deal")


def month(reader: Reader) -> Action:
    """See the running period."""
    return Action(label=reader.say("commission.button.month"), route="commission")


def money(reader: Reader, *, why: str) -> tuple[Action, ...]:
    """What a sum can be asked: why, where `why` names what to explain, what if, the period.

    And that it be hidden from now on, as long as it is not.
    """
    explain = Action(
        label=reader.say("commission.button.why"), route="why", argument=why, is_primary=True
    )
    return (*((explain,) if why else ()), what_if(reader), month(reader), *hide(reader))


def hide(reader: Reader) -> tuple[Action, ...]:
    """Offer to hide sums from now on; nothing where they are hidden already."""
    if reader.hides_sums:
        return ()
    label = reader.say("preference.button.hide")
    return (Action(label=label, route="preference", argument="hide"),)
