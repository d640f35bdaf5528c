"""A record's fields: as they were written, and as they are shown again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from rules.attachment import VOICES
from rules.mentor_record import FIELDS, LISTENING, RecordKind, as_rated
from rules.spoken_range import find_ranges
from rules.typed_text import fold
from storage.mentor_record import StoredRecord


def written(fields: Mapping[str, str], today: date) -> tuple[dict[str, str], date | None]:
    """Give the fields but the day, and the day: today if none was named, None for one unread."""
    rest = {name: value for name, value in fields.items() if name != "on_day"}
    if LISTENING in rest:
        rest[LISTENING] = as_rated(rest[LISTENING])
    named = fields.get("on_day", "").strip()
    return rest, _day(named, today) if named else today


def _day(named: str, today: date) -> date | None:
    try:
        return date.fromisoformat(named)
    except ValueError:
        found = find_ranges(fold(named), today)
    days = found[0].range.days if len(found) == 1 and found[0].range else None
    return days.start if days is not None and days.last == days.start else None


def cleaned(kind: RecordKind, fields: Mapping[str, str]) -> dict[str, str]:
    """Give the fields of a kind that say something, the day aside."""
    known = (name for name in (*FIELDS[kind], VOICES) if name != "on_day")
    return {name: value for name in known if (value := fields.get(name, "").strip())}


def values_of(kept: StoredRecord) -> dict[str, str]:
    """Give what a record says, by field, its day among them."""
    day = kept.fields.get("on_day", kept.on_day.isoformat())
    values = {**kept.fields, "on_day": day}
    return {name: values[name] for name in (*FIELDS[kept.kind], VOICES) if values.get(name)}
