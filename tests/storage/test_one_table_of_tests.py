"""Weekly skill scores of an older schema are tests afterwards, with nothing lost."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from config.plans import read_plan
from rules.deal import Stamp
from rules.periods import week_of
from rules.skill import skill_of_week
from storage import migrate
from storage.database import writer_engine
from storage.migrate import MIGRATIONS
from storage.stamps import write_stamp
from storage.store import Store
from tests.builders import AT


@pytest.fixture
def pg_url(empty_pg_url: str) -> str:
    """Without a schema: what brings it is tested here."""
    return empty_pg_url


@pytest.fixture
def sqlite_url(empty_sqlite_url: str) -> str:
    """The same."""
    return empty_sqlite_url


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """The migrations of the releases before."""
    scripts = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    for file in (scripts / "versions").glob("*.py"):
        if file.name >= "0014":
            file.unlink()
    return scripts


async def test_a_weeks_skill_is_the_same_before_and_after(database_url: str, before: Path) -> None:
    engine = writer_engine(database_url)
    await migrate.upgrade(engine, scripts=before)
    stamp = json.dumps(write_stamp(Stamp(3, AT, "e1")))
    async with engine.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO person (id, number, name, roles, engagement, zone, locale, stamps)"
                " VALUES (1, 'A001', 'L', 'rep', 'employee', 'Asia/Shanghai', 'zh', '{}')"
            )
        )
        await connection.execute(
            text(
                "INSERT INTO skill_score VALUES (1, '2026-11-09', '3.5', '4', '5', 'crm', :stamp)"
            ),
            {"stamp": stamp},
        )

    store = Store(database_url, read_plan=read_plan)
    await store.upgrade()
    async with store.read() as uow:
        tests = await uow.learning.assessments([1])
    await store.close()
    await engine.dispose()

    assert sorted(one.domain for one in tests) == ["communication", "product"]
    assert {(one.source, one.week, one.stamp) for one in tests} == {
        ("crm", date(2026, 11, 9), Stamp(3, AT, "e1"))
    }
    score = skill_of_week(tests, week_of(date(2026, 11, 9)), "Asia/Shanghai")
    assert str(score) == "75.00"
