"""A month with both rules firing: proposal, approval, acceptance, reward, a cancellation."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from rules.target import Cause
from rules.target_record import Standing, TargetStep
from tests.builders import a_hire, an_event
from tests.journeys.site import Site, a_site
from tests.target_month import night, scored, sold

LEI, MIN, PEER = 1, 2, 3


#: Weeks of 2 and 9 November; the second is cut at the end of Monday the 16th.
_TUESDAY = "2026-11-17"
_AT = datetime.fromisoformat(f"{_TUESDAY}T10:00:00+08:00")


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    """A running site with Lei (1), her manager Min (2) and a peer (3)."""
    async with a_site(tmp_path / "home") as running:
        running.clock = lambda: _AT
        await running.send(
            a_hire("A001", name="李雷", manager="A002"),
            a_hire("A002", name="周敏", roles=["manager"]),
            a_hire("A003", name="王芳"),
        )
        await running.link(LEI, MIN, PEER)
        yield running


async def _steps(site: Site) -> dict[Cause | None, TargetStep]:
    async with site.app.store.read() as uow:
        return {step.cause: step for step in await uow.targets.of(LEI)}


async def _both_fire(site: Site) -> dict[Cause | None, TargetStep]:
    """Let skill and results grow so that today's run proposes both."""
    await site.send(
        scored("2026-11-02", "60", "60"),
        scored("2026-11-09", "67", "67"),
        sold("B1", "2026-10-28"),
        sold("B2", "2026-10-30"),
        sold("B3", "2026-11-03"),
        sold("L1", "2026-11-10", "4000.00"),
    )
    await night(site.app.store, _TUESDAY)
    return await _steps(site)


async def test_from_both_rules_to_a_target_that_holds(site: Site) -> None:
    found = await _both_fire(site)
    skill, results = found[Cause.SKILL], found[Cause.RESULTS]

    form = await site.presses(MIN, "target_decide", f"{skill.id}:approve")
    lowered = await site.presses(MIN, "target_decide", f"{skill.id}:approve", reason="进步明显")
    raised = await site.presses(MIN, "target_decide", f"{results.id}:approve", reason="业绩好")
    accepted = await site.presses(LEI, "target_answer", f"{results.id}:accept")
    mine = await site.says(LEI, "我的目标")
    why = await site.says(LEI, "目标为什么变了")

    assert "批准" in form
    assert "转正标准 2 单" in lowered
    assert "同意后才生效" in raised
    assert "转正标准 2 单,挑战 4 单" in accepted
    assert "/ 2 单" in mine
    assert "60 → 67,+11.67%,超过 10%" in why
    assert "周敏批准" in why
    assert "进步明显" not in why


async def test_a_tap_twice_is_one_word(site: Site) -> None:
    skill = (await _both_fire(site))[Cause.SKILL]
    await site.presses(MIN, "target_decide", f"{skill.id}:approve", reason="好")

    again = await site.presses(MIN, "target_decide", f"{skill.id}:decline", reason="不")

    assert "已经批准过了" in again
    assert (await _steps(site))[Cause.SKILL].standing is Standing.HOLDS


async def test_nobody_else_decides_or_answers(site: Site) -> None:
    skill = (await _both_fire(site))[Cause.SKILL]

    peer = await site.presses(PEER, "target_decide", f"{skill.id}:approve", reason="好")
    herself = await site.presses(LEI, "target_decide", f"{skill.id}:approve", reason="好")
    manager = await site.presses(MIN, "target_answer", f"{skill.id}:accept")

    assert "直接主管决定" in peer
    assert "直接主管决定" in herself
    assert "不是你的记录" in manager
    assert (await _steps(site))[Cause.SKILL].standing is Standing.WAITS_FOR_MANAGER


async def test_a_run_that_is_cut_off_and_repeated_proposes_once(site: Site) -> None:
    await _both_fire(site)
    await night(site.app.store, "2026-11-18")

    async with site.app.store.read() as uow:
        steps = await uow.targets.of(LEI)

    causes = [step.cause for step in steps if step.cause is not None]
    assert len(causes) == len(set(causes))


async def test_the_reward_is_told_and_taken_back_in_chat(site: Site) -> None:
    results = (await _both_fire(site))[Cause.RESULTS]
    await site.presses(MIN, "target_decide", f"{results.id}:approve", reason="好")
    await site.presses(LEI, "target_answer", f"{results.id}:accept")
    deals = [sold(f"N{n}", _TUESDAY, "10.00") for n in range(4)]

    await site.send(*deals)
    reached = await _rewards(site)
    gone = [an_event(f"c{n}", "deal.cancelled", {"deal_id": f"N{n}"}, version=2) for n in range(4)]
    gone += [an_event("cl", "deal.cancelled", {"deal_id": "L1"}, version=2)]
    await site.send(*gone)

    assert reached == [30_000]
    assert await _rewards(site) == [30_000, -30_000]


async def _rewards(site: Site) -> list[int]:
    async with site.app.store.read() as uow:
        step = next(s for s in await uow.targets.of(LEI) if s.cause is Cause.RESULTS)
        return [line.amount_minor for line in await uow.ledger.rewards(f"target:{step.id}")]
