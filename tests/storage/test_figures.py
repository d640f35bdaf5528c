"""One question tells how much stands where, through indexes, on both databases."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from storage import figures
from storage.store import Store
from tests.builders import AT, a_deal, a_hire, given_plan, take_in
from tests.post_office import PostOffice, a_notice, sql


@pytest.fixture
async def post(store: Store) -> PostOffice:
    """A post office of A001 and two events that wait or were refused."""
    await given_plan(store)
    await take_in(store, a_hire("A001"))
    return PostOffice(store)


async def _read(store: Store) -> figures.Figures:
    async with store.read() as uow:
        return await uow.figures.read(now=AT, real_now=AT)


async def test_an_empty_site_has_nothing(store: Store) -> None:
    found = await _read(store)

    assert found.notices == {}
    assert found.events == {"parked": 0, "refused": 0}
    assert found.oldest_due_seconds == 0.0


async def test_notices_are_counted_by_state_and_kind_and_sent_ones_are_left_out(
    post: PostOffice,
) -> None:
    await post.put(*(a_notice(key) for key in "abcd"))
    await sql(post.store, "UPDATE notice SET state = 'sent' WHERE dedup_key = 'a'")
    await sql(post.store, "UPDATE notice SET state = 'dead' WHERE dedup_key = 'b'")

    found = await _read(post.store)

    assert found.notices == {("pending", "deal"): 2, ("dead", "deal"): 1}
    assert found.notices_in("pending") == 2


async def test_events_that_wait_are_counted(post: PostOffice) -> None:
    await take_in(post.store, a_deal("D1", employee_id="X9"), a_deal("D2", amount="-1"))

    assert (await _read(post.store)).events == {"parked": 1, "refused": 1}


@pytest.mark.parametrize(
    ("change", "seconds"),
    [
        pytest.param("not_before = :ago", 60.0, id="due for a minute"),
        pytest.param("not_before = :soon", 0.0, id="due later"),
        pytest.param("not_before = :ago, retry_at = :soon", 0.0, id="tried again later"),
        pytest.param("not_before = :ago, retry_at = :ago", 60.0, id="tried again by now"),
        pytest.param("not_before = :ago, state = 'sending'", 0.0, id="being sent"),
    ],
)
async def test_how_long_the_oldest_has_been_due(
    post: PostOffice, change: str, seconds: float
) -> None:
    await post.put(a_notice("a"))
    stamp = "%Y-%m-%d %H:%M:%S.000000" + ("" if "sqlite" in post.store.url else "+00:00")
    ago, soon = (f"'{(AT + timedelta(seconds=by)).strftime(stamp)}'" for by in (-60, 60))
    statement = f"UPDATE notice SET {change}"  # noqa: S608 - our own words
    await sql(post.store, statement.replace(":ago", ago).replace(":soon", soon))

    assert (await _read(post.store)).oldest_due_seconds == seconds


async def test_runs_of_jobs_are_counted_and_the_oldest_open_slot_is_the_lag(store: Store) -> None:
    hour = timedelta(hours=1)
    async with store.begin() as uow:
        await uow.jobs.add("a", [AT - 3 * hour], state="done")
        await uow.jobs.add("a", [AT - 2 * hour, AT - hour])
        await uow.jobs.add("b", [AT - hour], state="failed")
        await uow.jobs.add("c", [AT + hour])

    found = await _read(store)

    assert found.runs == {
        ("a", "done"): 1,
        ("a", "pending"): 2,
        ("b", "failed"): 1,
        ("c", "pending"): 1,
    }
    assert found.lags == {"a": 7200.0, "c": 0.0}
    assert found.done == {"a": AT - 3 * hour}


async def test_counting_stops_where_more_would_cost_more(post: PostOffice) -> None:
    await post.put(*(a_notice(str(n)) for n in range(figures.MOST + 5)))

    assert (await _read(post.store)).notices_in("pending") == figures.MOST


async def test_every_state_is_found_through_an_index(post: PostOffice) -> None:
    await post.put(*(a_notice(str(n)) for n in range(3000)))
    await sql(post.store, "UPDATE notice SET state = 'sent' WHERE id > 5")
    await sql(post.store, "ANALYZE")
    is_sqlite = "sqlite" in post.store.url
    async with post.store.read() as uow:
        connection = uow.figures._connection  # noqa: SLF001 - the plan of its own statement
        query = figures.figures_query(now=AT, real_now=AT)
        said = query.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
        explain = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
        statement = text(re.sub(r":", r"\\:", f"{explain} {said}"))
        plan = "\n".join(str(row[-1]) for row in await connection.execute(statement))

    assert plan.count("notice") >= 4
    assert re.findall(r"SCAN (notice|inbox|job_run)", plan) == []
    assert "Seq Scan on notice" not in plan
