"""A site in three chats, in a process of its own, that says at its end how late its loop came.

`python -m tests.benchmarks.hanging_served HOME DATABASE_URL SLACK_URL WECOM_URL DINGTALK_URL`.
"""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

from pydantic import SecretStr

from config.platforms import DingTalkSettings
from tests.benchmarks.served import REPS
from tests.benchmarks.serving import log_into, until_ended_as_a_site
from tests.benchmarks.slack_served import settings_of as slack_of
from tests.benchmarks.wecom_callback import MEMBERS
from tests.benchmarks.wecom_served import settings_of as wecom_of
from tests.builders import a_hire
from tests.imitations import dingtalk, slack, wecom
from tests.journeys.site import Site, a_site

_LOOK_SECONDS = 0.005


async def main(home: Path, url: str, slack_url: str, wecom_url: str, dingtalk_url: str) -> None:
    """Serve, and print the delays once the parent wants us no more."""
    chats = {
        "slack": slack_of(slack_url),
        "wecom": wecom_of(wecom_url),
        "dingtalk": _dingtalk_of(dingtalk_url),
    }
    async with a_site(home, database_url=url, chats=chats) as site:
        await site.send(*(a_hire(f"A{n:03}") for n in range(REPS)))
        await _link(site)
        delays = list[float]()
        watching = asyncio.create_task(_watch(delays))
        await until_ended_as_a_site(site.url)
        watching.cancel()
        said = {"most": max(delays), "p99": quantiles(delays, n=100)[98]}
        print(json.dumps(said), flush=True)  # noqa: T201 - read by our parent


async def _watch(delays: list[float]) -> None:
    """Note how much later than asked for the loop comes back."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + _LOOK_SECONDS
        await asyncio.sleep(_LOOK_SECONDS)
        delays.append(loop.time() - due)


async def _link(site: Site) -> None:
    """Let everyone ask in Slack, and be told news where she was linked last: a third in each."""
    newest = ("slack", "wecom", "dingtalk")
    async with site.app.store.begin() as uow:
        for n, member in enumerate(MEMBERS):
            addresses = {
                "slack": f"{slack.TEAM}:U{n}",
                "wecom": f"{wecom.CORP}:{member}",
                "dingtalk": f"{dingtalk.CORP}:{member}",
            }
            for channel in dict.fromkeys(("slack", newest[n % 3])):
                await uow.links.link(
                    channel=channel,
                    address=addresses[channel],
                    person_id=n + 1,
                    at=datetime.now(UTC),
                )


def _dingtalk_of(url: str) -> DingTalkSettings:
    return DingTalkSettings(
        corp_id=dingtalk.CORP,
        client_id=dingtalk.CLIENT_ID,
        client_secret=SecretStr(dingtalk.CLIENT_SECRET),
        api_url=url,
        oapi_url=url,
        gateway_url=url,
    )


if __name__ == "__main__":
    own_home, *urls = sys.argv[1:]
    log_into(Path(own_home))
    asyncio.run(main(Path(own_home), *urls))
