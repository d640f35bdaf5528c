"""A whole Foothold beside an imitation of DingTalk; A001 is staff1 there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from config.platforms import DingTalkSettings, Mode
from tests.builders import a_hire
from tests.imitations.dingtalk import CLIENT_ID, CLIENT_SECRET, CORP, DingTalk
from tests.journeys.site import Site, a_site


@asynccontextmanager
async def a_dingtalk_site(
    home: Path, far: DingTalk, *, template: str = "", mode: Mode = Mode.STREAM
) -> AsyncIterator[Site]:
    """Run a site in DingTalk, with Lei as staff1, and wait for both connections, if it has any."""
    dingtalk = DingTalkSettings(
        corp_id=CORP,
        client_id=CLIENT_ID,
        client_secret=SecretStr(CLIENT_SECRET),
        card_template_id=template,
        mode=mode,
        api_url=far.url,
        oapi_url=far.url,
        gateway_url=far.url,
    )
    async with a_site(home, chats={"dingtalk": dingtalk}) as site:
        await site.send(a_hire("A001", name="李雷"))
        async with site.app.store.begin() as uow:
            await uow.links.link(
                channel="dingtalk", address=f"{CORP}:staff1", person_id=1, at=datetime.now(UTC)
            )
        if mode is Mode.STREAM:
            await far.connected(2)
        yield site
