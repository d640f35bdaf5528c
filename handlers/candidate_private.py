"""What is kept of the text of an event about a candidate: no protected attribute, no contact."""

from __future__ import annotations

import json

from rules.protected import protected_among

_PREFIXES = ("candidate.", "interview.")
_CONTACTS = ("email", "phone")


def left_out(type_: str, raw: str) -> str:
    """Say which protected attributes an event held, that were not read; "" where none."""
    if not type_.startswith(_PREFIXES):
        return ""
    names = protected_among(_data(raw))
    return f"left out, since it may not count: {', '.join(names)}" if names else ""


def kept_raw(raw: str, *, is_done: bool) -> str:
    """Give the text of an event as the inbox keeps it; another kind of event is kept whole.

    Protected attributes never stay. Contacts stay while it is refused or parked, for it may be
    taken in again, and go once it is done.
    """
    try:
        event = json.loads(raw)
    except ValueError:
        return raw
    if not isinstance(event, dict) or not str(event.get("type", "")).startswith(_PREFIXES):
        return raw
    data = event.get("data")
    if not isinstance(data, dict):
        return raw
    gone = {*protected_among(data), *(_CONTACTS if is_done else ())}
    kept = {name: value for name, value in data.items() if name not in gone}
    if "candidate_id" in kept:
        # By this her events are found when she is erased.
        kept["candidate_id"] = str(kept["candidate_id"]).strip()
    event["data"] = kept
    return json.dumps(event, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _data(raw: str) -> list[str]:
    data = json.loads(raw).get("data")
    return list(data) if isinstance(data, dict) else []
