"""What is past its time goes; what keeps a repeat from happening twice stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.ingest import Outcome
from rules.attachment import AttachmentKind
from storage.form_session import FormSession
from storage.hidden_sum import HiddenSum
from storage.outbox import NOT_LINKED
from storage.store import Store
from tests.builders import AT, a_deal, a_hire, given_plan, take_in
from tests.jobs.crew import answers
from tests.jobs.night import run
from tests.post_office import sql

_DAY = timedelta(days=1)
_LATER = AT + 400 * _DAY


@pytest.fixture
async def company(store: Store) -> Store:
    """A rep with a deal that was told, one refused event and one parked."""
    await given_plan(store)
    await take_in(store, a_hire(), a_deal())
    await take_in(store, a_deal("D2", currency="USD"), a_deal("D3", employee_id="A999"))
    await sql(store, "UPDATE notice SET state = 'sent'")
    return store


async def test_a_repeat_after_years_posts_nothing_and_is_known(company: Store) -> None:
    await run(company, "housekeeping", _LATER + _DAY)

    again = await take_in(company, a_deal(), at=_LATER + 2 * _DAY)
    other = await take_in(company, a_deal(amount="1.00"), at=_LATER + 2 * _DAY)

    assert [result.outcome for result in again] == [Outcome.DUPLICATE]
    assert [result.outcome for result in other] == [Outcome.REFUSED]
    assert await answers(company, "SELECT count(*) FROM commission_line") == [(1,)]


@pytest.mark.parametrize(
    ("late", "raw"),
    [
        pytest.param(timedelta(0), False, id="at"),
        pytest.param(timedelta(seconds=1), True, id="just over"),
    ],
)
async def test_the_body_of_an_old_event_is_emptied(
    company: Store, late: timedelta, *, raw: bool
) -> None:
    await run(company, "housekeeping", _LATER + late)

    rows = await answers(company, "SELECT raw = '' FROM inbox WHERE ext_id = 'close-D1'")
    assert [bool(empty) for (empty,) in rows] == [raw]


async def test_what_never_took_effect_is_deleted_and_may_come_again(company: Store) -> None:
    await run(company, "housekeeping", _LATER + _DAY)

    rows = await answers(company, "SELECT ext_id FROM inbox ORDER BY ext_id")
    again = await take_in(company, a_hire("A999"), a_deal("D3", employee_id="A999"))

    assert rows == [("close-D1",), ("hire-A001",)]
    assert [result.outcome for result in again] == [Outcome.ACCEPTED] * 2


async def test_an_old_notice_keeps_its_key_alone(company: Store) -> None:
    await sql(
        company,
        "INSERT INTO notice_attempt (notice_id, n, at, outcome, reason) "
        "VALUES (1, 1, '2026-11-24 03:00:00', 'sent', '')",
    )

    await run(company, "housekeeping", _LATER + _DAY)

    rows = await answers(company, "SELECT dedup_key, facts, rendered, state FROM notice")
    assert rows == [("deal:crm/close-D1:1", "", None, "sent")]
    assert await answers(company, "SELECT * FROM notice_attempt") == []


@pytest.mark.parametrize("state", ["pending", "sending"])
async def test_a_notice_on_its_way_is_left_alone(company: Store, state: str) -> None:
    await sql(company, f"UPDATE notice SET state = '{state}'")  # noqa: S608 - our own words

    await run(company, "housekeeping", _LATER + _DAY)

    assert await answers(company, "SELECT state FROM notice WHERE facts <> ''") == [(state,)]


async def test_an_emptied_notice_is_sent_no_more(company: Store) -> None:
    await sql(company, f"UPDATE notice SET state = 'dead', reason = '{NOT_LINKED}'")  # noqa: S608 - our own words
    await run(company, "housekeeping", _LATER + _DAY)

    async with company.begin() as uow:
        replayed, revived = await uow.outbox.replay([1]), await uow.outbox.revive(1)

    assert (replayed, revived) == (0, 0)


async def test_old_codes_and_tries_are_deleted(company: Store) -> None:
    async with company.begin() as uow:
        await uow.links.offer(code="OLD", person_id=1, at=AT)
        await uow.links.offer(code="NEW", person_id=1, at=_LATER)
        await uow.links.redeem(code="WRONG", channel="webchat", address="1", at=AT)

    await run(company, "housekeeping", _LATER + timedelta(minutes=1))

    assert await answers(company, "SELECT count(*) FROM link_code") == [(1,)]
    assert await answers(company, "SELECT count(*) FROM link_try") == [(0,)]


async def test_a_form_that_nobody_went_on_with_is_deleted(company: Store) -> None:
    begun = FormSession(
        channel="fake", address="@1", person_id=1, form=b"{}", answers={}, at=_LATER - 2 * _DAY
    )
    async with company.begin() as uow:
        await uow.form_sessions.save(begun)
        await uow.form_sessions.save(replace(begun, address="@2", at=_LATER))

    await run(company, "housekeeping", _LATER + timedelta(minutes=1))

    async with company.read() as uow:
        left = [await uow.form_sessions.open_in("fake", one, since=AT) for one in ("@1", "@2")]
    assert [one is not None for one in left] == [False, True]


async def test_an_address_that_is_paused_stays_paused(company: Store) -> None:
    async with company.begin() as uow:
        for _ in range(5):
            await uow.links.redeem(code="WRONG", channel="webchat", address="1", at=AT)

    await run(company, "housekeeping", AT + timedelta(minutes=14))

    assert await answers(company, "SELECT tries FROM link_try") == [(5,)]


async def test_old_runs_are_forgotten_save_the_newest_of_the_schedule(company: Store) -> None:
    async with company.begin() as uow:
        await uow.jobs.add("statement", [AT - _DAY, AT], state="done")
        await uow.jobs.add("statement", [AT - 2 * _DAY])

    await run(company, "housekeeping", AT + 91 * _DAY)

    rows = await answers(company, "SELECT job, state FROM job_run ORDER BY job, slot")
    assert rows == [("housekeeping", "done"), ("statement", "pending"), ("statement", "done")]


async def test_more_than_one_transaction_s_worth_is_done_in_several(company: Store) -> None:
    await sql(
        company,
        "INSERT INTO link_code (code_sha, person_id, expires_at) "
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4001) "
        "SELECT CAST(i AS VARCHAR(64)), 1, '2026-01-01 00:00:00' FROM n",
    )

    ended = await run(company, "housekeeping", AT)

    assert ended.state == "done"
    assert await answers(company, "SELECT count(*) FROM link_code") == [(0,)]


@pytest.mark.parametrize(
    ("late", "count"),
    [
        pytest.param(timedelta(0), 1, id="at"),
        pytest.param(timedelta(seconds=1), 0, id="just over"),
    ],
)
async def test_what_an_answer_hid_is_kept_for_a_month(
    company: Store, late: timedelta, count: int
) -> None:
    async with company.begin() as uow:
        await uow.hidden_sums.keep(HiddenSum(ref="r1", person_id=1, at=AT, body=b""))

    await run(company, "housekeeping", AT + 30 * _DAY + late)

    assert await answers(company, "SELECT count(*) FROM hidden_sum") == [(count,)]


@pytest.mark.parametrize(
    ("days", "used_for", "is_left"),
    [
        pytest.param(30, "", True, id="at"),
        pytest.param(31, "", False, id="just over"),
        pytest.param(31, "mentor_record:1", True, id="held by a record"),
    ],
)
async def test_a_file_that_no_record_holds_goes_after_a_month(
    company: Store, days: int, used_for: str, *, is_left: bool
) -> None:
    async with company.begin() as uow:
        kept = await uow.attachments.keep(
            key="k",
            owner_id=1,
            kind=AttachmentKind.PHOTO,
            name="a.jpg",
            media_type="image/jpeg",
            body=b"x",
            at=AT,
        )
        await uow.attachments.use(kept.id, used_for)

    await run(company, "housekeeping", AT + days * _DAY)

    async with company.read() as uow:
        assert (await uow.attachments.one(kept.id) is not None) == is_left
