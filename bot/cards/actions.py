"""Signed button values: short, without personal content, good only for whom they were shown to.

A token is `route~argument~mac`. Nothing is stored for it, so the same notice rendered twice gives
the same bytes, and a button still works after a restart.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass, replace
from hashlib import sha256

from bot.cards.message import Message
from rules.errors import NotAllowed

_MAC_BYTES = 12


@dataclass(frozen=True, slots=True)
class Opened:
    """What a pressed button or a submitted form asks for."""

    route: str
    argument: str


def seal(message: Message, *, person_id: int, key: bytes) -> Message:
    """Give every action and form of the message its token for this person."""
    card, form = message.card, message.form
    if card:
        actions = tuple(
            replace(
                action,
                token=token_of(action.route, action.argument, person_id=person_id, key=key),
            )
            for action in card.actions
        )
        card = replace(card, actions=actions)
    if form:
        form = replace(
            form, token=token_of(form.route, form.argument, person_id=person_id, key=key)
        )
    return replace(message, card=card, form=form)


def unseal(token: str, *, person_id: int, key: bytes) -> Opened:
    """Read a token back; raise `NotAllowed` if it is not ours or was shown to somebody else."""
    route, _, rest = token.partition("~")
    argument, _, _mac = rest.rpartition("~")
    ours = token_of(route, argument, person_id=person_id, key=key)
    if not hmac.compare_digest(token.encode(), ours.encode()):
        raise NotAllowed("error.button_not_yours")
    return Opened(route, argument)


def token_of(route: str, argument: str, *, person_id: int, key: bytes) -> str:
    """Give what a button or form of this route carries for a person."""
    said = f"{person_id}~{route}~{argument}".encode()
    mac = hmac.new(key, said, sha256).digest()[:_MAC_BYTES]
    return f"{route}~{argument}~{urlsafe_b64encode(mac).decode()}"
