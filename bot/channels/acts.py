"""One act of a person as versioned bytes, so that it can be run after a crash."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256

from pydantic import TypeAdapter

from bot.channels.channel import Inbound

_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Act:
    inbound: Inbound
    v: int = _VERSION


_ACT = TypeAdapter(_Act)


def written(inbound: Inbound) -> bytes:
    """Write an act down."""
    return _ACT.dump_json(_Act(inbound=inbound))


def read(body: bytes) -> Inbound:
    """Read `written` back; raise ValueError for bytes that are not ours or of another version."""
    act = _ACT.validate_json(body)
    if act.v != _VERSION:
        raise ValueError(f"act of version {act.v}, this release reads {_VERSION}")
    return act.inbound


def fingerprint(inbound: Inbound) -> str:
    """Give what a redelivery has in common with the first: who and what, not when it came."""
    said: list[object] = [
        inbound.sender,
        inbound.text,
        inbound.token,
        inbound.answers,
        inbound.conversation,
    ]
    # What a file is fetched by may be minted anew with each delivery.
    said += [len(inbound.files)] if inbound.files else []
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
