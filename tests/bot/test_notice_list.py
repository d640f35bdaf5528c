"""`foothold notices list`: what may not have arrived, and what an administrator does then."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from config.plans import read_plan
from storage.store import Store
from tests.builders import a_hire, given_plan, take_in
from tests.commands import run
from tests.post_office import PostOffice, a_notice, sql
from tests.schema import lay_out, sqlite_in


@pytest.fixture
async def home(tmp_path: Path) -> Path:
    """A site with one notice in each state."""
    store = Store(sqlite_in(lay_out(tmp_path)), read_plan=read_plan)
    await given_plan(store)
    await take_in(store, a_hire())
    states = ("sent", "unknown", "dead")
    await PostOffice(store).put(*(a_notice(state) for state in states))
    await sql(store, "UPDATE notice SET state = dedup_key")
    await store.close()
    return tmp_path


async def test_each_state_is_listed_with_the_next_step(home: Path) -> None:
    said = run(home, "notices", "list").out

    assert "unknown: it may have arrived. Ask the person" in said
    assert "dead: it did not arrive" in said
    assert said.count("foothold notices replay ID") == 2


async def test_as_json_it_is_rows_alone(home: Path) -> None:
    found = json.loads(run(home, "notices", "list", "--json").out)

    assert sorted(one["state"] for one in found) == ["dead", "unknown"]
