"""留存报告 as a workbook: its months, and the curve with its intervals."""

from __future__ import annotations

from dataclasses import replace

from bot.cards import retention_report
from bot.cards.card import Card
from bot.cards.file import File
from bot.cards.reader import Reader
from bot.sheets.table import Table, workbook
from rules.attachment import XLSX
from rules.retention_view import RetentionSheet, RetentionView


def card(facts: RetentionSheet, reader: Reader) -> Card:
    """Give the workbook as a file."""
    name = reader.say("retention.sheet_file", day=facts.on.isoformat())
    file = File.of(name, XLSX, sheet(facts.view, reader))
    return replace(retention_report.sheet(facts, reader), file=file)


def sheet(view: RetentionView, reader: Reader) -> bytes:
    """Give all months and all weeks; shares are per cent with one decimal."""
    months = Table(
        title=reader.say("retention.sheet_months"),
        columns=retention_report.columns(reader),
        rows=retention_report.month_rows(view, reader),
        places=1,
    )
    curve = Table(
        title=reader.say("retention.sheet_curve"),
        columns=retention_report.curve_columns(reader),
        rows=retention_report.curve_rows(view, reader),
        places=1,
    )
    return workbook([months, curve])
