"""One message for one address as versioned bytes, for the channels that are our own."""

from __future__ import annotations

import json
from dataclasses import dataclass

from pydantic import TypeAdapter

from bot.cards.message import Message

_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message and whom it is for."""

    message: Message
    address: str
    v: int = _VERSION


_DELIVERY = TypeAdapter(Delivery)


def written(message: Message, *, address: str) -> bytes:
    """Write a message down: the same message gives the same bytes."""
    plain = _DELIVERY.dump_python(Delivery(message=message, address=address), mode="json")
    return json.dumps(plain, ensure_ascii=False, sort_keys=True).encode()


def read(body: bytes) -> Delivery:
    """Read `written` back; raise ValueError for bytes that are not ours or of another version."""
    delivery = _DELIVERY.validate_json(body)
    if delivery.v != _VERSION:
        raise ValueError(f"message of version {delivery.v}, this release reads {_VERSION}")
    return delivery
