"""`foothold person export|erase` and `foothold export`, run as an operator runs them."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from python_calamine import load_workbook

from config.plans import read_plan
from storage.store import Store
from tests.builders import PLAN, a_deal, a_hire, an_event, take_in
from tests.commands import run
from tests.schema import lay_out, sqlite_in


@pytest.fixture
async def home(tmp_path: Path) -> Path:
    """A site with a rep who has left, two deals in November and one in October."""
    home = lay_out(tmp_path / "home")
    store = Store(sqlite_in(home), read_plan=read_plan)
    async with store.begin() as uow:
        await uow.plans.add(
            name="standard", starts_on=date(2020, 1, 1), toml=PLAN, at=datetime.now(UTC)
        )
    await take_in(
        store,
        a_hire("A001", name="李雷", email="lei@example.com"),
        a_hire("A002", name="周敏", roles=["manager"]),
        a_deal("D1", amount="9000.01"),
        a_deal("D2", amount="8000.00"),
        a_deal("D0", closed_at="2026-10-20T10:00:00+08:00"),
        an_event("l", "employee.left", {"employee_id": "A001"}, version=2),
    )
    await store.close()
    return home


def test_a_person_is_given_out_whole(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "lei.zip"

    done = run(home, "person", "export", "A001", "--out", str(out))

    assert done.code == 0, done.err
    assert out.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(out) as archive:
        held = json.loads(archive.read("person.json"))
        page = archive.read("person.html").decode()
    assert held["person"][0]["email"] == "lei@example.com"
    assert len(held["commission_line"]) >= 3
    assert "李雷" in page
    assert "lei@example.com" in page


def test_erasing_takes_two_steps(home: Path) -> None:
    first = run(home, "person", "erase", "A001")
    wrong = run(home, "person", "erase", "A001", "--confirm", "00000000")
    word = first.out.split("--confirm ")[1].split()[0]
    second = run(home, "person", "erase", "A001", "--confirm", word)
    again = run(home, "person", "erase", "A001", "--confirm", word)

    assert (first.code, wrong.code, second.code) == (1, 1, 0), second.err
    assert "kept under a pseudonym" in first.out
    assert "erased-1" in second.out
    assert again.code != 0
    check = run(home, "db", "check")
    assert check.code == 0, check.out
    assert run(home, "audit", "verify").code == 0


def test_who_works_here_is_not_erased_without_force(home: Path) -> None:
    refused = run(home, "person", "erase", "A002")
    forced = run(home, "person", "erase", "A002", "--force")

    assert "--force" in refused.err + refused.out
    assert "--confirm" in forced.out


def test_a_period_for_finance_is_exact_to_the_cent(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "november.xlsx"

    done = run(home, "export", "commission", "--period", "2026-11", "--out", str(out))

    assert done.code == 0, done.err
    rows = load_workbook(str(out)).get_sheet_by_index(0).to_python()
    head, body = rows[0], [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    lines = [row for row in body if row["kind"] != "states"]
    states = [row for row in body if row["kind"] == "states"]
    assert head[:2] == ["number", "name"]
    assert round(sum(float(str(row["amount"])) for row in lines), 2) == 1190.00
    assert {row["period"] for row in body} == {"2026-11"}
    assert [(row["amount"], row["provisional"], row["paid"]) for row in states] == [
        (1190.0, 1190.0, 0.0)
    ]
    assert "sum 1190.00" in done.out


def test_roster_and_audit_log_are_files(home: Path, tmp_path: Path) -> None:
    people, audit = tmp_path / "people.xlsx", tmp_path / "audit.jsonl"

    run(home, "export", "people", "--out", str(people))
    done = run(home, "export", "audit", "--out", str(audit))

    assert done.code == 0, done.err
    rows = load_workbook(str(people)).get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows[1:]] == ["周敏"]
    said = [json.loads(line) for line in audit.read_text("utf-8").splitlines()]
    assert said[-1]["action"] == "roster.export"
    later = tmp_path / "later.jsonl"
    run(home, "export", "audit", "--out", str(later), "--since", "2199-01-01")
    assert later.read_text() == ""
