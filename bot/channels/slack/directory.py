"""Who somebody in Slack is: by the e-mail that the workspace has checked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.channel import Inbound
from bot.channels.slack.channel import Place, Slack
from handlers.link import recognise
from storage.outage import outages_as_os_errors
from storage.store import Store

log = structlog.get_logger()

#: A stranger is looked up again after this; HR may have entered her meanwhile.
_STRANGER_SECONDS = 300.0
_MOST = 10_000
#: Her act waits for it, and Slack for the ack.
_LOOK_UP_SECONDS = 1.2


class Directory:
    """Ties a Slack account to the person of its e-mail when she first writes.

    Only of members of the own workspace: in a shared channel anybody may call herself anything.
    """

    def __init__(
        self, client: AsyncWebClient, *, store: Store, clock: Callable[[], datetime]
    ) -> None:
        self._client = client
        self._store = store
        self._clock = clock
        #: Who need not be looked up, and until when.
        self._seen: dict[str, float] = {}

    async def introduce(self, act: Inbound) -> None:
        """Make sure that somebody with our e-mail is linked before her act is looked at."""
        if self._seen.get(act.sender, 0.0) > time.monotonic():
            return
        if len(self._seen) >= _MOST:
            self._seen.clear()
        self._seen[act.sender] = time.monotonic() + _STRANGER_SECONDS
        with outages_as_os_errors():
            known = await self._store.ask(lambda uow: uow.links.person_of(Slack.name, act.sender))
        if known is None and (email := await self._email(Place.of(act.sender))) is not None:
            await self._link(act.sender, email)

    async def look_up(self, email: str) -> str | None:
        """Give the address of who has an e-mail in the workspace (users.lookupByEmail)."""
        found = await self._client.users_lookupByEmail(email=email)
        user = found["user"]
        if user.get("deleted") or user.get("is_bot"):
            return None
        return str(Place(team=str(user["team_id"]), user=str(user["id"])))

    async def _email(self, place: Place) -> str | None:
        try:
            async with asyncio.timeout(_LOOK_UP_SECONDS):
                user = (await self._client.users_info(user=place.user))["user"]
        except Exception as error:  # noqa: BLE001 - then a code links her, as anywhere else
            log.warning("slack.not_looked_up", error=type(error).__name__)
            return None
        profile = user.get("profile") or {}
        is_member = user.get("team_id") == place.team and not user.get("is_stranger")
        is_checked = user.get("is_email_confirmed", True)
        if not is_member or not is_checked or user.get("deleted") or user.get("is_bot"):
            return None
        return profile.get("email") or None

    async def _link(self, address: str, email: str) -> None:
        at = self._clock()
        with outages_as_os_errors():
            async with self._store.begin() as uow:
                is_linked = await recognise(
                    uow, email=email, channel=Slack.name, address=address, at=at
                )
        log.info("slack.looked_up", is_linked=is_linked)
