"""Audits the books from outside: own SQL, own arithmetic, nothing of the product.

`python -m tests.chaos.verify POSTGRES_URL TAKEN.jsonl [JOB]`: the events the site said it took, one
per line. Exits 1 where anything was lost or doubled. It counts by meaning, not by the keys that
keep the product from doubling: by what was said to whom, and who was acted on for which slot.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import asyncpg

#: The plan of the run, as the site's sheet states it: whole amount, from .. at rate.
_TIERS = ((25_000_00, Fraction(10, 100)), (10_000_00, Fraction(7, 100)), (0, Fraction(5, 100)))


@dataclass(slots=True)
class Row:
    """One line of the table: what was counted, and what of it was not as it should be."""

    what: str
    expected: int
    lost: int = 0
    doubled: int = 0
    unknown: int = 0
    examples: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Deal:
    """What survives of a deal after all that was said of it."""

    rep: str = ""
    cents: int = 0
    is_cancelled: bool = False


def survivors(taken: Sequence[Mapping[str, Any]]) -> dict[str, Deal]:
    """Apply the newest word on each field; the events of a deal are sent in order."""
    deals: dict[str, Deal] = defaultdict(Deal)
    for event in sorted(taken, key=lambda one: one["version"]):
        said, deal = event["data"], deals[event["data"]["deal_id"]]
        deal.rep = said.get("employee_id") or deal.rep
        if "amount" in said:
            deal.cents = round(Fraction(said["amount"]) * 100)
        deal.is_cancelled |= event["type"] == "deal.cancelled"
    return dict(deals)


def worth(cents: int) -> int:
    """Give what a base earns under the plan; bases are whole hundreds, so it is whole cents."""
    rate = next(rate for start, rate in _TIERS if cents >= start)
    return int(cents * rate)


async def verify(url: str, taken: Sequence[Mapping[str, Any]], job: str) -> list[Row]:
    """Look everything over and give the table."""
    connection = await asyncpg.connect(url)
    try:
        return [
            await _events(connection, taken),
            await _lines(connection, taken),
            await _accounts(connection, taken),
            await _notices(connection, taken),
            await _arrivals(connection),
            *(await _acts(connection, job) if job else []),
        ]
    finally:
        await connection.close()


async def _events(db: asyncpg.Connection, taken: Sequence[Mapping[str, Any]]) -> Row:
    rows = await db.fetch("SELECT ext_id, state FROM inbox WHERE source = 'crm'")
    kept = Counter(row["ext_id"] for row in rows if row["state"] not in ("parked", "refused"))
    row = Row("events that were taken are in the inbox, applied", len(taken))
    _compare(row, Counter({event["id"] for event in taken}), kept)
    return row


async def _lines(db: asyncpg.Connection, taken: Sequence[Mapping[str, Any]]) -> Row:
    """Each event moves money once: its lines stand under one posting time and one account."""
    rows = await db.fetch(
        "SELECT cause_id, kind, person_id, count(*) AS n FROM commission_line"
        " GROUP BY cause_id, kind, person_id"
    )
    moved = {row["cause_id"] for row in rows}
    row = Row("events that move money have lines in the ledger", len(taken))
    row.lost = len({event["id"] for event in taken} - moved)
    row.doubled = sum(one["n"] - 1 for one in rows)
    return row


async def _accounts(db: asyncpg.Connection, taken: Sequence[Mapping[str, Any]]) -> Row:
    """What each rep has is what her surviving deals are worth, worked out here."""
    bases: Counter[str] = Counter()
    for deal in survivors(taken).values():
        bases[deal.rep] += 0 if deal.is_cancelled else deal.cents
    found = await db.fetch(
        "SELECT p.number, coalesce(sum(l.amount_minor), 0) AS cents FROM person p"
        " JOIN commission_line l ON l.person_id = p.id GROUP BY p.number"
    )
    ledger = {row["number"]: int(row["cents"]) for row in found}
    totals = await db.fetch(
        "SELECT p.number, a.base_minor, a.posted_minor FROM account a"
        " JOIN person p ON p.id = a.person_id"
    )
    running = {row["number"]: (int(row["base_minor"]), int(row["posted_minor"])) for row in totals}
    row = Row("reps whose ledger is what their deals are worth, to the cent", len(bases))
    for rep, base in bases.items():
        due, has = worth(base), ledger.get(rep, 0)
        if running.get(rep) != (base, has):
            row.examples.append(f"{rep}: account {running.get(rep)}, deals {base}, lines {has}")
            row.lost += has == due
        if has != due:
            row.examples.append(f"{rep}: has {has}, is due {due}")
            row.lost += has < due
            row.doubled += has > due
    return row


async def _notices(db: asyncpg.Connection, taken: Sequence[Mapping[str, Any]]) -> Row:
    """Each event is news to its rep once; the notice's own facts say of which event it is."""
    rows = await db.fetch("SELECT facts, state, reason FROM notice WHERE kind = 'deal'")
    told = Counter(json.loads(row["facts"])["event_id"] for row in rows)
    row = Row("events that became one notice", len(taken))
    _compare(row, Counter({event["id"] for event in taken}), told)
    ends = Counter(one["state"] for one in rows)
    row.unknown = ends.pop("unknown", 0)
    unfinished = {state: n for state, n in ends.items() if state != "sent"}
    row.lost += sum(unfinished.values())
    row.examples += [f"{n} notices {state}" for state, n in unfinished.items()]
    return row


async def _arrivals(db: asyncpg.Connection) -> Row:
    """Each notice stands in its rep's chat once: counted by what it says, which names its deal
    and her running total, so that no two are alike."""
    sent = await db.fetch(
        "SELECT n.id, n.person_id, n.state, n.rendered FROM notice n WHERE n.kind = 'deal'"
    )
    entries = await db.fetch("SELECT person_id, body FROM chat_entry WHERE NOT is_from_person")
    seen = Counter((row["person_id"], _said(row["body"])) for row in entries)
    due = Counter(
        (row["person_id"], _said(row["rendered"])) for row in sent if row["state"] == "sent"
    )
    maybe = {
        (row["person_id"], _said(row["rendered"])) for row in sent if row["state"] == "unknown"
    }
    row = Row("notices that stand in the chat of their rep, once", sum(due.values()))
    row.lost = sum((due - seen).values())
    row.doubled = sum((seen - due - Counter(maybe)).values())
    row.unknown = len(maybe)
    row.examples = [str(one)[:120] for one in [*(due - seen), *(seen - due - Counter(maybe))][:3]]
    return row


async def _acts(db: asyncpg.Connection, job: str) -> list[Row]:
    """Each slot acted on each rep once, by the audit rows that the acts wrote."""
    people = await db.fetchval("SELECT count(*) FROM person")
    runs = await db.fetch("SELECT slot, state FROM job_run WHERE job = $1", job)
    slots = [row for row in runs if row["state"] != "start"]
    rows = await db.fetch("SELECT subject, detail FROM audit WHERE action = $1", job)
    acts = Counter((one["subject"], json.loads(one["detail"])["slot"]) for one in rows)
    finished = Row("slots of the job that were finished", len(slots))
    finished.lost = sum(one["state"] != "done" for one in slots)
    finished.examples = [f"{one['slot']} {one['state']}" for one in slots if one["state"] != "done"]
    each = Row("acts, one per rep and slot", people * len(slots))
    each.lost = max(0, each.expected - len(acts))
    each.doubled = sum(n - 1 for n in acts.values())
    return [finished, each]


def _said(body: bytes) -> str:
    message = json.loads(body)["message"]
    return str(message["text"])


def _compare(row: Row, due: Counter[str], found: Counter[str]) -> None:
    """Note what is missing and what is there too often; the roster's events are there, too."""
    missing = due - found
    more = Counter({one: found[one] - n for one, n in due.items() if found[one] > n})
    row.lost += sum(missing.values())
    row.doubled += sum(more.values())
    row.examples += [f"missing {one}" for one in list(missing)[:3]]
    row.examples += [f"too often {one}" for one in list(more)[:3]]


def main() -> None:
    """Print the table; exit 1 where something was lost or doubled."""
    url, path, *job = sys.argv[1:]
    taken = [json.loads(line) for line in Path(path).read_text("utf-8").splitlines()]
    rows = asyncio.run(verify(url, taken, job[0] if job else ""))
    print(f"{'':66}{'counted':>9}{'lost':>7}{'doubled':>9}{'unknown':>9}")
    for row in rows:
        print(f"{row.what:66}{row.expected:>9,}{row.lost:>7}{row.doubled:>9}{row.unknown:>9}")
        for example in row.examples:
            print(f"    {example}")
    sys.exit(any(row.lost or row.doubled for row in rows))


if __name__ == "__main__":
    main()
