"""The countdown to confirmation: half time, 15, 7 and 3 days, and a late ending that is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.builders import a_hire
from tests.jobs.night import run, told
from tests.journeys.site import Site, a_site

LEI, MIN, PEER, HR = 1, 2, 3, 4
_OUTCOME = {"kind": "ended", "reason": "三个月均未达标", "signature": "P-9"}


def _at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T07:22:00+08:00").astimezone(UTC)


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    """A site where Lei's (1) probation runs from 1 June to 30 November."""
    async with a_site(tmp_path / "home") as running:
        await running.send(
            a_hire(
                "A001",
                name="李雷",
                manager="A002",
                hired_on="2026-06-01",
                contract_months=36,
                probation_ends_on="2026-11-30",
            ),
            a_hire("A002", name="周敏", roles=["manager"]),
            a_hire("A003", name="王芳"),
            a_hire("A004", name="吴静", roles=["hr"]),
        )
        await running.link(LEI, MIN, PEER, HR)
        running.clock = lambda: _at("2026-06-02")
        yield running


async def _signed(site: Site) -> None:
    await site.presses(MIN, "probation_change", "1:criteria", criteria="每月 3 单有效单")
    await site.presses(LEI, "probation_ack", "")
    await site.presses(MIN, "probation_change", "1:sign", signature="P-7")


async def test_from_criteria_over_four_reminders_to_a_late_ending_refused(site: Site) -> None:
    await _signed(site)
    for day in ("08-31", "11-13", "11-23", "11-27"):
        await run(site.app.store, "probation", _at(f"2026-{day}"))
    reminders = [facts["days_left"] for _, facts in await told(site.app.store, "probation_review")]
    site.clock = lambda: _at("2026-11-27")
    form = await site.presses(MIN, "probation_change", "1:outcome")
    site.clock = lambda: _at("2026-12-01")

    late = await site.presses(MIN, "probation_change", "1:outcome", **_OUTCOME)
    confirmed = await site.presses(
        MIN, "probation_change", "1:outcome", kind="confirmed", reason="达标", signature="P-10"
    )

    assert reminders == [91, 17, 7, 3]
    assert "试用期结论 · 李雷" in form
    assert "最后可送达日是 2026-11-30" in late
    assert "转正" in confirmed


async def test_the_outcome_twice_is_one_decision(site: Site) -> None:
    await _signed(site)
    site.clock = lambda: _at("2026-11-20")
    await site.presses(MIN, "probation_change", "1:outcome", **_OUTCOME)

    again = await site.presses(HR, "probation_change", "1:outcome", **_OUTCOME)

    assert "已经登记,不能再改" in again


async def test_a_peer_and_she_herself_are_refused(site: Site) -> None:
    peer = await site.says(PEER, "试用期 李雷")
    herself = await site.presses(LEI, "probation", "1")

    assert "只有人事、本分公司的 HRBP 和本人的直接主管可以看" in peer
    assert "只有人事、本分公司的 HRBP 和本人的直接主管可以看" in herself


async def test_a_reminder_is_given_once_though_its_run_is_repeated(site: Site) -> None:
    for _ in range(2):
        await run(site.app.store, "probation", _at("2026-11-27"))
    await run(site.app.store, "probation", _at("2026-11-28"))

    assert len(await told(site.app.store, "probation_review")) == 1
