"""The demo's business clock runs fast; what must stay real stays real."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app import running
from bot.demo import FastClock
from tests.builders import AT, a_deal, a_hire, given_plan
from tests.fakes import FixedClock
from tests.journeys.site import Site, site_settings

_LOOKS = 400


def test_business_time_passes_faster() -> None:
    real = FixedClock(AT)
    clock = FastClock(720, real_clock=real)

    real.pass_time(seconds=120)

    assert clock() == AT + timedelta(days=1)


async def test_tomorrow_s_digest_comes_within_seconds(tmp_path: Path) -> None:
    settings = site_settings(tmp_path)
    async with running(settings, clock=FastClock(86_400), is_demo=True) as app:
        site = Site(app, None)  # type: ignore[arg-type] # nothing is sent by HTTP
        await given_plan(app.store)
        await app.queue.put([a_hire("A001")])
        await site.link(1)
        week_ago = (datetime.now(UTC) - timedelta(days=7)).isoformat()
        await app.queue.put([a_deal("D1", closed_at=week_ago)])

        told = await site.told(1, 1)

    assert len(told) == 1
