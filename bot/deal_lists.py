"""Read a list of deals or events from a file: JSON, JSON lines, or a sheet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from bot.sheets.read import read_sheet
from handlers.sheet_columns import DEALS
from handlers.sheet_events import deal_events
from handlers.sheet_import import map_deals
from rules.errors import Invalid


def read_deals(file: Path, *, currency: str, zone: str, source: str) -> list[object]:
    """Give events as their sender would write them; a bare deal stands for its closing.

    Raises `Invalid` with the file, the line or row, and what is wrong.
    """
    suffix = file.suffix.lower()
    if suffix == ".jsonl":
        lines = enumerate(_text(file).splitlines(), 1)
        found = [_parsed(f"{file.name}:{n}", line) for n, line in lines if line.strip()]
    elif suffix == ".json":
        found = _listed(file.name, _parsed(file.name, _text(file)))
    else:
        return _of_sheet(file, currency=currency, zone=zone, source=source)
    return [_event(n, one) for n, one in enumerate(found, 1)]


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except OSError as error:
        raise Invalid(file.name, f"can not be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Invalid(file.name, "is not UTF-8; save it as UTF-8") from error


def _parsed(where: str, text: str) -> object:
    try:
        return json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise Invalid(where, f"is not JSON: {error}") from error


def _listed(where: str, parsed: object) -> list[object]:
    if isinstance(parsed, Mapping):
        parsed = parsed.get("events", [parsed])
    if not isinstance(parsed, list):
        raise Invalid(where, 'holds no list of events or deals; write [...] or {"events": [...]}')
    return parsed


def _event(n: int, raw: object) -> object:
    if not isinstance(raw, Mapping) or "type" in raw or "deal_id" not in raw:
        return raw
    return {
        "id": f"row-{n}",
        "type": "deal.closed",
        "occurred_at": raw.get("closed_at"),
        "version": 1,
        "data": dict(raw),
    }


def _of_sheet(file: Path, *, currency: str, zone: str, source: str) -> list[object]:
    sheet = read_sheet(file, field_of=DEALS.field_of)
    mapped = map_deals(sheet, currency=currency)
    if mapped.errors:
        first = mapped.errors[0]
        reason = f"row {first.row}, {first.column}: {first.value} ({first.reason_id})"
        raise Invalid(file.name, reason)
    planned = deal_events(mapped.rows, {}, {}, source=source, zone=zone, at=datetime.now(UTC))
    return [event for _, event in planned.events]
