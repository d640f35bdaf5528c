"""POST /hooks/{source}: signed events in, one answer per event after the commit."""

from __future__ import annotations

import asyncio
import binascii
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog
from aiohttp import web
from pydantic import SecretStr
from standardwebhooks import Webhook, WebhookVerificationError

from bot.loops import Pulse
from bot.metrics import Metrics
from bot.web.json_body import Refusal, read_json, whole
from handlers.ingest import Result, ingest
from storage.store import Store
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

MAX_EVENTS = 500
#: Events in one commit; a single request may bring more.
_GROUP = 256


@dataclass(frozen=True, slots=True)
class _Waiting:
    events: Sequence[tuple[str, object]]
    is_quiet: bool
    results: asyncio.Future[list[Result]]
    #: The id that the log knows the request by.
    request: str


class IngestQueue:
    """All writes of events go through here: whatever waits goes into one commit (ENGINE)."""

    def __init__(
        self,
        store: Store,
        *,
        clock: Callable[[], datetime],
        default_plan: str,
        default_zone: str,
        committed: Callable[[], None],
        metrics: Metrics | None = None,
    ) -> None:
        self.pulse = Pulse()
        self._metrics = metrics or Metrics()
        self._store = store
        self._clock = clock
        self._default_plan = default_plan
        self._default_zone = default_zone
        self._committed = committed
        self._queue: asyncio.Queue[_Waiting] = asyncio.Queue(maxsize=1000)

    async def put(
        self, events: Sequence[tuple[str, object]], *, is_quiet: bool = False
    ) -> list[Result]:
        """Wait until these events are committed and give a result for each."""
        if not events:
            return []
        results: asyncio.Future[list[Result]] = asyncio.get_running_loop().create_future()
        request = str(structlog.contextvars.get_contextvars().get("request", ""))
        await self._queue.put(_Waiting(events, is_quiet, results, request))
        return await results

    async def run(self) -> None:
        """Commit for ever."""
        while True:
            group = [await self._queue.get()]
            size = len(group[0].events)
            while size < _GROUP and not self._queue.empty():
                group.append(self._queue.get_nowait())
                size += len(group[-1].events)
            with self.pulse.step():
                await self._settle(group)
            self._committed()

    async def _settle(self, group: Sequence[_Waiting]) -> None:
        try:
            await self._commit(group)
        except Exception:
            log.exception("ingest.group_failed", requests=[one.request for one in group])
            await self._one_by_one(group)

    async def _commit(self, group: Sequence[_Waiting]) -> None:
        with self._metrics.commits.time():
            done = await self._store.write(partial(self._take_in, group))
        for waiting, results in done:
            for result in results:
                self._metrics.events.labels(result.outcome.value).inc()
            if not waiting.results.done():
                waiting.results.set_result(results)

    async def _take_in(
        self, group: Sequence[_Waiting], uow: UnitOfWork
    ) -> list[tuple[_Waiting, list[Result]]]:
        done: list[tuple[_Waiting, list[Result]]] = []
        for is_quiet in (False, True):
            some = [waiting for waiting in group if waiting.is_quiet is is_quiet]
            events = [event for waiting in some for event in waiting.events]
            if not events:
                continue
            results = await ingest(
                events,
                uow,
                at=self._clock(),
                default_plan=self._default_plan,
                default_zone=self._default_zone,
                is_quiet=is_quiet,
            )
            start = 0
            for waiting in some:
                end = start + len(waiting.events)
                done.append((waiting, results[start:end]))
                start = end
        return done

    async def _one_by_one(self, group: Sequence[_Waiting]) -> None:
        """Let one bad request fail alone."""
        for waiting in group:
            try:
                await self._commit([waiting])
            except Exception as error:
                log.exception("ingest.failed", request=waiting.request, events=len(waiting.events))
                if not waiting.results.done():
                    waiting.results.set_exception(error)


class Hooks:
    """The route itself: verify, read, hand to the queue, answer."""

    def __init__(self, queue: IngestQueue, *, secrets: Mapping[str, Sequence[SecretStr]]) -> None:
        self._queue = queue
        self._webhooks = {
            source: [Webhook(secret.get_secret_value()) for secret in some]
            for source, some in secrets.items()
        }

    async def post(self, request: web.Request) -> web.Response:
        """Answer 202 with a result per event, or 4xx with the reason."""
        try:
            source = request.match_info["source"]
            body = await self._body(request)
            self._verify(source, request, body)
            events = read_body(body)
        except Refusal as refusal:
            log.warning("hook.refused", status=refusal.status, reason=refusal.reason)
            return web.json_response({"error": refusal.reason}, status=refusal.status)
        try:
            results = await self._queue.put([(source, event) for event in events])
        except Exception:  # noqa: BLE001 - logged by the queue; the sender is asked to send again
            return web.json_response(
                {"error": "could not be stored now; send it again"},
                status=503,
                headers={"Retry-After": "5"},
            )
        outcomes = Counter(result.outcome.value for result in results)
        log.info("hook.answered", source=source, events=len(results), **outcomes)
        return web.json_response({"results": [result.as_json() for result in results]}, status=202)

    async def _body(self, request: web.Request) -> bytes:
        if request.match_info["source"] not in self._webhooks:
            raise Refusal(404, "unknown source; add it to [hooks] in foothold.toml")
        return await whole(request)

    def _verify(self, source: str, request: web.Request, body: bytes) -> None:
        headers = {name.lower(): value for name, value in request.headers.items()}
        for webhook in self._webhooks[source]:
            try:
                webhook.verify(body, headers, json_parse=False)
            except UnicodeDecodeError as error:
                raise Refusal(400, "not JSON in UTF-8") from error
            except (WebhookVerificationError, binascii.Error, ValueError):
                continue
            return
        raise Refusal(401, "signature missing, wrong or older than five minutes")


def read_body(body: bytes) -> list[object]:
    """Give the events of a body; raise `Refusal` for what is not JSON, too deep or too many."""
    parsed = read_json(body)
    if not isinstance(parsed, dict):
        raise Refusal(400, 'send one event or {"events": [...]}')
    events = parsed.get("events", [parsed]) if "type" not in parsed else [parsed]
    if not isinstance(events, list) or len(events) > MAX_EVENTS:
        raise Refusal(400, f"events is a list of at most {MAX_EVENTS}")
    return events
