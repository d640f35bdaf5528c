"""A dossier as a file: a workbook with a sheet for each table, or a page to print."""

from __future__ import annotations

from html import escape

from bot.sheets.table import Table, workbook
from rules.probation_view import Dossier

_STYLE = (
    "body{font:14px sans-serif}table{border-collapse:collapse;margin:1em 0}"
    "td,th{border:1px solid #999;padding:4px;text-align:left;vertical-align:top;"
    "white-space:pre-wrap}"
)


def sheets(found: Dossier) -> bytes:
    """Write each table to a sheet of its own; nothing in it is run as a formula."""
    return workbook(
        [
            Table(title=title.rsplit(" ", 1)[-1], columns=columns, rows=rows)
            for title, columns, rows in found.tables
        ]
    )


def page(found: Dossier) -> str:
    """Give the dossier as a page to print; every text is escaped."""
    parts = [
        f"<!doctype html><meta charset=utf-8><style>{_STYLE}</style>",
        f"<h1>{escape(found.name)} · {escape(found.number)}</h1>",
        f"<p>{found.written_at.isoformat(timespec='minutes')}</p>",
    ]
    for title, columns, rows in found.tables:
        head = "".join(f"<th>{escape(one)}</th>" for one in columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
        )
        parts.append(f"<h2>{escape(title)}</h2><table><tr>{head}</tr>{body}</table>")
    return "".join(parts)
