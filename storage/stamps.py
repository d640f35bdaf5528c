"""How stamps of facts are written as JSON."""

from __future__ import annotations

from datetime import datetime

from rules.deal import Stamp

Written = tuple[int, str, str]


def write_stamp(stamp: Stamp) -> Written:
    """Give a stamp as JSON holds it."""
    return stamp.version, stamp.occurred_at.isoformat(), stamp.event_id


def read_stamp(written: Written) -> Stamp:
    """Read a stamp back."""
    version, occurred_at, event_id = written
    return Stamp(version, datetime.fromisoformat(occurred_at), event_id)
