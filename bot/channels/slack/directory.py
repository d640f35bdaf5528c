"""Who somebody in Slack is: by the e-mail that the workspace has checked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.channel import Inbound
from bot.channels.slack import ends
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
#: users.lookupByEmail may be asked fifty times a minute.
_BETWEEN_SECONDS, _AT_ONCE, _ROUND_SECONDS = 1.3, 40, 20.0
_AGAIN_SECONDS = 3600.0
_LEASE, _HOLD = "slack:directory", timedelta(seconds=60)
_NOT_THERE = frozenset({"users_not_found", "user_not_found"})


class NotAnswered(Exception):
    """Slack did not say who somebody is."""


class Directory:
    """Ties a Slack account to the person of its e-mail when she first writes.

    Only of members of the own workspace: in a shared channel anybody may call herself anything.
    `run` does not wait for that: whoever has an e-mail and no chat yet is looked up, so that news
    reach her before she has written a word.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        *,
        store: Store,
        clock: Callable[[], datetime],
        owner: str,
    ) -> None:
        self._owner = owner
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
        with outages_as_os_errors():
            known = await self._store.ask(lambda uow: uow.links.person_of(Slack.name, act.sender))
        if known is None:
            try:
                email = await self._email(Place.of(act.sender))
            except NotAnswered:
                return  # a code links her, as anywhere else, or her next word does
            if email is not None:
                await self._link(act.sender, email)
        self._seen[act.sender] = time.monotonic() + _STRANGER_SECONDS

    async def run(self) -> None:
        """Look up who has no chat yet, for ever; of all processes one does it."""
        tried: dict[str, float] = {}
        while True:
            try:
                with outages_as_os_errors():
                    await self._look_all_up(tried)
            except SlackApiError as error:
                log.warning("slack.not_looked_up", error=ends.name_of(error) or "page")
            except Exception as error:  # noqa: BLE001 - the store or Slack is away: come again
                log.warning("slack.not_looked_up", error=type(error).__name__)
            await asyncio.sleep(_ROUND_SECONDS)

    async def _look_all_up(self, tried: dict[str, float]) -> None:
        async with self._store.begin() as uow:
            held = await uow.leases.take(_LEASE, owner=self._owner, life=_HOLD)
        if held is None:
            return
        async with self._store.read() as uow:
            unlinked = await uow.people.unlinked(limit=_MOST)
        now = time.monotonic()
        emails = [one.email for one in unlinked if one.email]
        for email in [one for one in emails if tried.get(one, 0.0) <= now][:_AT_ONCE]:
            address = await self.look_up(email)
            tried[email] = now + _AGAIN_SECONDS  # only now: while Slack is away nobody is tried
            if address is not None:
                await self._link(address, email)
            await asyncio.sleep(_BETWEEN_SECONDS)

    async def look_up(self, email: str) -> str | None:
        """Give the address of who has an e-mail in the workspace (users.lookupByEmail).

        Raises what the client does, save that nobody has it.
        """
        try:
            found = await self._client.users_lookupByEmail(email=email)
        except SlackApiError as error:
            if ends.name_of(error) in _NOT_THERE:
                return None
            raise
        user = found["user"]
        if user.get("deleted") or user.get("is_bot"):
            return None
        team = user.get("team_id") or (await self._client.auth_test())["team_id"]
        return str(Place(team=str(team), user=str(user["id"])))

    async def _email(self, place: Place) -> str | None:
        """Give her e-mail, None where none of ours can be; raise `NotAnswered`."""
        try:
            async with asyncio.timeout(_LOOK_UP_SECONDS):
                user = (await self._client.users_info(user=place.user))["user"]
        except Exception as error:
            log.warning("slack.not_looked_up", error=type(error).__name__)
            if isinstance(error, SlackApiError) and ends.name_of(error) in _NOT_THERE:
                return None
            raise NotAnswered from error
        profile = user.get("profile") or {}
        is_member = user.get("team_id", place.team) == place.team and not user.get("is_stranger")
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
