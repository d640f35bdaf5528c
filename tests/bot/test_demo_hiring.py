"""The made-up company's HR finds candidates in every pool, and one open threshold proposal."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import aiohttp

from bot.app import ProcessRole, running
from bot.demo.run import fill
from bot.opening import now, site_key
from handlers.hiring import waiting_lines
from handlers.hiring_profile import in_force
from rules.hiring_match import Pool
from tests.jobs.crew import answers
from tests.journeys.site import Site, site_settings


async def test_hr_sees_the_queue_a_match_and_a_proposal(tmp_path: Path) -> None:
    settings = site_settings(tmp_path)
    async with (
        running(settings, is_demo=True, roles=[ProcessRole.WEB]) as app,
        aiohttp.ClientSession() as session,
    ):
        await fill(app.store)
        site = Site(app, session, site_key(tmp_path))
        async with app.store.read() as uow:
            hr = (await uow.people.by_number(["H01"]))["H01"][0].id
            lines = await waiting_lines(uow, await in_force(uow, now().date()))
        queue = await site.says(hr, "候选人")
        card = await site.says(hr, "筛选 林晓")
        [(number, state)] = await answers(app.store, "SELECT id, state FROM threshold_proposal")
        proposal = await site.presses(hr, "threshold", f"see:{number}")
        told = await answers(app.store, "SELECT count(*) FROM notice WHERE kind = 'threshold'")

    assert Counter(one.match.pool for one in lines) == {
        Pool.KEY_REVIEW: 2,
        Pool.MIDDLE: 2,
        Pool.ELIMINATION_REVIEW: 1,
        Pool.INSUFFICIENT_DATA: 1,
    }
    assert "林晓" in queue
    assert "匹配度" in card
    assert "连续两年做陌拜" in card
    assert (state, told) == ("open", [(2,)])
    assert "阈值建议 · 候选人匹配分" in proposal
    assert "低于(分) 60 → " in proposal
