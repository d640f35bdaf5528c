"""`foothold retention fairness`: groups from a file into the audit's own table, and the audit."""

from __future__ import annotations

import asyncio
import csv
import json
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.command_store import as_it_is
from bot.opening import now
from config.settings import read_settings
from jobs.retention_fairness import fairness
from rules.errors import Invalid
from rules.retention_fairness import SCREEN
from storage.store import Store

console = Console(soft_wrap=True)
#: More are no groups but single values, such as years of birth.
_MOST_VALUES = 12
_LONGEST_TITLE, _LONGEST_VALUE = 32, 64
_WHO = "employee_id"

Groups = dict[str, dict[str, str]]


async def print_fairness(
    *, groups: Path | None, forget: bool, model: int | None, out: Path | None, as_json: bool
) -> None:
    """Take groups in or forget them, where asked to; else audit a model by them."""
    async with as_it_is(read_settings()) as store:
        if forget or groups is not None:
            read = {} if groups is None else await asyncio.to_thread(read_groups, groups)
            await keep_groups(store, read, forget=forget)
            return
        found = await fairness(store, at=now(), actor="cli", number=model)
    text = json.dumps(found, ensure_ascii=False, indent=1)
    if out is not None:
        await asyncio.to_thread(out.write_text, text, "utf-8")
        console.print(str(out), markup=False)
    elif as_json:
        print(text)
    else:
        _print(found)


async def keep_groups(store: Store, read: Groups, *, forget: bool) -> None:
    """Keep each attribute in place of what was there; an unknown number refuses the whole file."""
    async with store.begin() as uow:
        numbers = {number for hers in read.values() for number in hers}
        people = {key: some[0].id for key, some in (await uow.people.by_number(numbers)).items()}
        if unknown := sorted(numbers - set(people)):
            raise Invalid(_WHO, f"nobody has the number {unknown[0]}")
        known = await uow.audit_groups.all() if forget else {}
        for attribute in known:
            await uow.audit_groups.replace(attribute, {})
        for attribute, hers in read.items():
            await uow.audit_groups.replace(
                attribute, {people[number]: value for number, value in hers.items()}
            )
        await uow.audit.add(
            at=now(), actor="cli", action="retention.groups_kept", subject="everybody",
            attributes=",".join(sorted(read)), persons=str(len(numbers)),
        )  # fmt: skip
    console.print(f"kept the groups of {len(numbers)} people" if numbers else "forgotten")


def read_groups(path: Path) -> Groups:
    """Read attribute -> employee number -> group; an empty cell is in none."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    titles = [one for one in (rows[0] if rows else {}) if one and one != _WHO]
    if not titles or _WHO not in rows[0]:
        raise Invalid(path.name, f"needs the column {_WHO} and one column for each attribute")
    found: Groups = {}
    for title in titles:
        hers = {
            str(row[_WHO]).strip(): value
            for row in rows
            if (value := str(row[title] or "").strip())
        }
        if len(set(hers.values())) > _MOST_VALUES:
            raise Invalid(path.name, f"{title} has over {_MOST_VALUES} values: give it in bands")
        if len(title) > _LONGEST_TITLE or any(len(one) > _LONGEST_VALUE for one in hers.values()):
            raise Invalid(path.name, f"{title[:_LONGEST_TITLE]}: a title or a value is too long")
        found[title] = hers
    return found


def _print(found: Mapping[str, object]) -> None:
    attributes = found["attributes"]
    assert isinstance(attributes, dict)  # noqa: S101 - as `jobs.retention_fairness` gave it
    if not attributes:
        console.print("no groups are kept: foothold retention fairness --groups F.csv")
        return
    console.print(f"model {found['model']}, {found['basis']}")
    for attribute, one in attributes.items():
        table = Table(
            "group", "persons", "flagged", "false alarms", "recall", "expected", "left",
            "told apart", "alerted", title=attribute,
        )  # fmt: skip
        for group in one["groups"]:
            name = group["name"]
            table.add_row(
                name, str(group["persons"]), _share(group["flagged"]),
                _share(group["false_alarm"]), _share(group["recall"]),
                f"{group['expected']:.1%}", _share(group["left"]),
                "-" if one["proxy"][name] is None else f"AUC {one['proxy'][name]:.2f}",
                _share(one["alerts"].get(name)),
            )  # fmt: skip
        console.print(table)
        if one["too_small"]:
            console.print(f"under {found['fewest']} people, so nothing is said: "
                          f"{', '.join(one['too_small'])}", markup=False)  # fmt: skip
        if one["ratio"] is not None:
            console.print(_screened(one), markup=False)


def _screened(one: Mapping[str, float]) -> str:
    """Say where the ratio stands, and how often chance alone gives so low a one."""
    said = f"least flagged / most flagged {one['ratio']:.2f} (screen {SCREEN:.2f})"
    if one["ratio"] >= SCREEN:
        return said
    if one["needs_a_look"]:
        return f"{said}, by chance in {one['chance']:.1%} - a reason to look, not a proof"
    return f"{said}, by chance in {one['chance']:.0%} - too few people to tell it from chance"


def _share(one: Mapping[str, float | None] | None) -> str:
    if one is None or one["value"] is None:
        return "-"
    return f"{one['value']:.1%} ({one['low'] or 0:.1%}-{one['high'] or 0:.1%})"
