"""`foothold person export|erase`: all that is held of one person, as a file, or gone."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import sys
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from rich.console import Console

from bot.command_store import command_store
from bot.opening import now
from config.settings import Settings
from rules.errors import Conflict, NotFound
from rules.people import Person
from rules.periods import local_day
from storage.person_record import PSEUDONYM, Held
from storage.unit_of_work import UnitOfWork

console = Console(soft_wrap=True)
_FILES = "attachment"
#: Of a cell on the page; person.json has all of it.
_LONGEST = 2000
_PAGE = """<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>{title}</title>
<style>body{{font-family:system-ui,sans-serif;margin:2rem}}table{{border-collapse:collapse}}
td,th{{border:1px solid #bbb;padding:.2rem .5rem;text-align:left;vertical-align:top}}</style>
<h1>{title}</h1><p>{intro}</p>{body}</html>
"""


async def export_person(number: str, out: Path) -> None:
    """Write a zip: person.json for a machine, person.html to read, the files she sent; audited."""
    async with command_store() as (store, _), store.begin() as uow:
        one = await _person(number, uow)
        held = await uow.person_records.held(one)
        await uow.audit.add(
            at=now(), actor="cli", action="person.export", subject=f"person:{one.id}"
        )
    write_zip(out, one, held)
    console.print(f"{sum(len(part.rows) for part in held)} rows of {len(held)} tables: {out}")


def write_zip(out: Path, one: Person, held: Sequence[Held]) -> None:
    """Write what is held, readable by the owner of the file alone."""
    plain = {part.table: [_plain(row) for row in part.rows] for part in held}
    out.touch(mode=0o600)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("person.json", json.dumps(plain, ensure_ascii=False, indent=1))
        archive.writestr("person.html", _page(one, plain))
        for part in held:
            for row in part.rows if part.table == _FILES else ():
                archive.writestr(f"files/{row['id']}-{row['name']}", bytes(row["body"]))  # type: ignore[call-overload] # a LargeBinary column


async def erase_person(number: str, *, force: bool, confirm: str) -> None:
    """Say what would go and give a word; with that word, do it. Exit 1 unless it was done."""
    async with command_store() as (store, settings), store.begin() as uow:
        one = await _person(number, uow)
        if one.is_active and not force:
            raise Conflict("person.works_here", name=one.name)
        counts = await uow.person_records.counts(one)
        word = _word(one, counts, settings)
        if confirm != word:
            _ask(one, counts, word, is_wrong=bool(confirm))
        today = local_day(now(), one.zone)
        gone = await uow.person_records.erase(one, today=today)
        await uow.audit.add(
            at=now(),
            actor="cli",
            action="person.erase",
            subject=f"person:{one.id}",
            **{name: str(n) for name, n in gone.items()},
        )
    console.print(f"erased; the books name {PSEUDONYM.format(id=one.id)}")
    console.print("backups made before still hold her: delete them, or let them run out")


def _ask(one: Person, counts: Mapping[str, int], word: str, *, is_wrong: bool) -> None:
    """Print what would go; nothing is done."""
    for name, n in counts.items():
        console.print(f"{name}: {n} rows", markup=False)
    console.print("kept under a pseudonym: ledger, accounts, plans, signed plans, audit")
    if is_wrong:
        console.print("that word is not of what is held now")
    console.print(f"to erase: foothold person erase {one.number} --confirm {word}", markup=False)
    sys.exit(1)


def _word(one: Person, counts: Mapping[str, int], settings: Settings) -> str:
    """Give the word that erases exactly this much: what came since needs a new look."""
    said = json.dumps([str(settings.home), one.id, one.number, dict(counts)], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:8].upper()


async def _person(number: str, uow: UnitOfWork) -> Person:
    known = (await uow.people.by_number([number])).get(number)
    if known is None:
        raise NotFound("error.nobody_of_that_name", name=number)
    return known[0]


def _plain(row: Mapping[str, object]) -> dict[str, object]:
    return {name: _value(value) for name, value in row.items()}


def _value(value: object) -> object:
    """Give what JSON has a word for; bytes as the text they are, else as Base64."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        try:
            return bytes(value).decode("utf-8")
        except UnicodeDecodeError:
            return base64.b64encode(bytes(value)).decode("ascii")
    return value


def _page(one: Person, plain: Mapping[str, Sequence[Mapping[str, object]]]) -> str:
    is_english = one.locale == "en"
    title = f"What is held of {one.name}" if is_english else f"系统里关于{one.name}的全部记录"
    intro = (
        "Every row that names you, by table. The same as person.json."
        if is_english
        else "所有与你有关的记录,按表列出;与 person.json 内容相同。"
    )
    body = "".join(_table(name, rows) for name, rows in plain.items())
    lang = "en" if is_english else "zh"
    return _PAGE.format(lang=lang, title=html.escape(title), intro=intro, body=body)


def _table(name: str, rows: Sequence[Mapping[str, object]]) -> str:
    heads = "".join(f"<th>{html.escape(column)}</th>" for column in rows[0])
    lines = "".join(f"<tr>{_cells(row)}</tr>" for row in rows)
    return f"<h2>{html.escape(name)} ({len(rows)})</h2><table><tr>{heads}</tr>{lines}</table>"


def _cells(row: Mapping[str, object]) -> str:
    return "".join(f"<td>{html.escape(_cell(value))}</td>" for value in row.values())


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
