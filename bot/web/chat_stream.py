"""The live stream of one open page: what its log gains, in order, each entry once."""

from __future__ import annotations

from asyncio import get_running_loop
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

from aiohttp import web
from aiohttp_sse import EventSourceResponse

from bot.channels.webchat import ChatLog, Hub, Listener
from bot.web import chat_http as http
from bot.web.chat_view import ChatView, Contact

_BATCH = 30
#: How often a stream looks for what another process wrote.
_POLL_SECONDS = 2.0
#: A stream ends after this and the page comes back, so that a session's end is noticed.
_LASTS_SECONDS = 600.0
_STALLED_SECONDS = 20.0
_RETRY_MILLISECONDS = 1000


class LiveStream:
    """Server-sent events: `entry` with the entry's id, `answering`, `others` and `today`."""

    def __init__(
        self, *, log: ChatLog, hub: Hub, view: ChatView, clock: Callable[[], datetime]
    ) -> None:
        self._log = log
        self._hub = hub
        self._view = view
        self._clock = clock

    async def follow(
        self, request: web.Request, contact: Contact, *, hears_of_others: bool
    ) -> web.StreamResponse:
        """Push every entry after the last one the page has, until one of both sides leaves."""
        # A browser that comes back by itself names the last entry it has in the header.
        last = http.whole(request.headers.get("Last-Event-ID", ""))
        if last is None:
            last = http.number(request, "after") or 0
        page = EventSourceResponse(headers=http.HEADERS, sep="\n", send_timeout=_STALLED_SECONDS)
        await page.prepare(request)
        # Listening begins before the first reading, so that nothing falls in between.
        with (
            suppress(ConnectionResetError, TimeoutError),
            self._hub.listen(contact.person_id, hears_of_others=hears_of_others) as ear,
        ):
            async with page:
                await self._run(page, ear, contact, last)
        return page

    async def _run(
        self, page: EventSourceResponse, ear: Listener, contact: Contact, last: int
    ) -> None:
        day = today(self._clock(), contact)
        await page.send(day, event="today", retry=_RETRY_MILLISECONDS)
        ends = get_running_loop().time() + _LASTS_SECONDS
        while self._hub.is_open and page.is_connected() and get_running_loop().time() < ends:
            is_answering, others_have_news = ear.take_signals()
            if is_answering:  # said before the answer itself, which ends it on the page
                await page.send("", event="answering")
            if others_have_news:
                await page.send("", event="others")
            if day != (day := today(self._clock(), contact)):
                await page.send(day, event="today")
            last = await self._push(page, contact, last)
            await ear.wait(_POLL_SECONDS)

    async def _push(self, page: EventSourceResponse, contact: Contact, last: int) -> int:
        person_id = contact.person_id
        while entries := await self._log.after(person_id=person_id, entry_id=last, limit=_BATCH):
            for entry in entries:
                html = self._view.entries([entry], contact=contact, has_older=False)
                await page.send(html, id=str(entry.id), event="entry")
                last = entry.id
        return last


def today(now: datetime, contact: Contact) -> str:
    """Give the person's own day, as 2026-11-24."""
    return now.astimezone(ZoneInfo(contact.zone)).date().isoformat()
