"""/xapi/statements: what a learning system reports, as xAPI 1.0.3 (docs/reference/xapi.md)."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from hmac import compare_digest

import structlog
from aiohttp import web
from pydantic import SecretStr

from bot.web.hooks import IngestQueue
from bot.web.json_body import Refusal, read_json, whole
from handlers.events import canonical, digest
from handlers.ingest import Outcome, Result
from handlers.xapi import event_of, known, read_statements
from rules.errors import Invalid
from storage.store import Store

log = structlog.get_logger()

VERSION = "1.0.3"
_HEADER = "X-Experience-API-Version"
_OURS = re.compile(r"1\.0(\.\d+)?")
_MOST = 500


class Statements:
    """The routes: log in, read all of it, store, answer."""

    def __init__(
        self,
        queue: IngestQueue,
        store: Store,
        *,
        clock: Callable[[], datetime],
        passwords: Mapping[str, Sequence[SecretStr]],
    ) -> None:
        self._queue = queue
        self._store = store
        self._clock = clock
        self._passwords = passwords

    def routes(self) -> list[web.RouteDef]:
        """Give the paths."""
        return [
            web.get("/xapi/about", self.about),
            web.post("/xapi/statements", self.post),
            web.put("/xapi/statements", self.put),
        ]

    async def about(self, request: web.Request) -> web.Response:
        """Tell which version is spoken; systems ask before they send."""
        del request
        return _answer(200, {"version": [VERSION]})

    async def post(self, request: web.Request) -> web.Response:
        """Store one statement or several and answer 200 with their ids, or 4xx with the reason."""
        try:
            ids = await self._take(request, given_id="")
        except Refusal as refusal:
            return _refused(refusal)
        return _answer(200, ids)

    async def put(self, request: web.Request) -> web.Response:
        """Store the statement that `statementId` names and answer 204."""
        try:
            await self._take(request, given_id=_statement_id(request))
        except Refusal as refusal:
            return _refused(refusal)
        return web.Response(status=204, headers={_HEADER: VERSION})

    async def _take(self, request: web.Request, *, given_id: str) -> list[str]:
        source = self._source(request)
        said = request.headers.get(_HEADER, "")
        if not _OURS.fullmatch(said):
            raise Refusal(400, f"{_HEADER}: is {said or 'missing'}; send {VERSION}")
        if request.content_type != "application/json":
            raise Refusal(400, "Content-Type: send application/json, without attachments")
        parsed = read_json(await whole(request))
        if isinstance(parsed, list) and len(parsed) > _MOST:
            raise Refusal(413, f"more than {_MOST} statements; send smaller batches")
        try:
            statements = read_statements(parsed, given_id=given_id)
        except Invalid as error:
            raise Refusal(400, f"{error.field}: {error.reason}") from error
        await self._store_all(source, statements)
        return [str(one["id"]) for one in statements]

    def _source(self, request: web.Request) -> str:
        user, password = _login(request.headers.get("Authorization", ""))
        # Somebody unknown takes as long as somebody known.
        good = self._passwords.get(user, [SecretStr("")])
        fits = [compare_digest(password, one.get_secret_value().encode()) for one in good]
        if user not in self._passwords or not any(fits):
            raise Refusal(401, "user or password is wrong; see [xapi] in foothold.toml")
        return user

    async def _store_all(self, source: str, statements: Sequence[dict[str, object]]) -> None:
        """Store all of them, or none where one is there already with other content."""
        ids = [str(one["id"]) for one in statements]
        before = await self._store.ask(lambda uow: known(uow, source, ids))
        for one in statements:
            stored = before.get(str(one["id"]))
            if stored is not None and stored != digest(canonical(one)):
                raise _conflict(str(one["id"]))
        at = self._clock()
        events = [(source, event_of(one, received_at=at)) for one in statements]
        try:
            results = await self._queue.put(events)
        except Exception:  # noqa: BLE001 - logged by the queue; the sender is asked to send again
            raise Refusal(503, "could not be stored now; send it again") from None
        self._told(source, results)

    def _told(self, source: str, results: Sequence[Result]) -> None:
        for result in results:
            if result.is_other_body:  # somebody was faster with the same id
                raise _conflict(result.id)
        held = sum(result.outcome is not Outcome.ACCEPTED for result in results)
        log.info("xapi.answered", source=source, statements=len(results), held=held)


def _login(header: str) -> tuple[str, bytes]:
    """Give user and password of Basic auth (RFC 7617)."""
    scheme, _, written = header.partition(" ")
    try:
        user, colon, password = base64.b64decode(written.strip(), validate=True).partition(b":")
        if scheme.lower() == "basic" and colon:
            return user.decode(), password
    except ValueError:
        pass
    raise Refusal(401, "log in with Basic auth as a source of [xapi]")


def _statement_id(request: web.Request) -> str:
    given_id = request.query.get("statementId", "")
    if not given_id:
        raise Refusal(400, "statementId: is missing")
    return given_id


def _conflict(statement_id: str) -> Refusal:
    return Refusal(409, f"id: {statement_id} is stored with other content")


def _refused(refusal: Refusal) -> web.Response:
    log.warning("xapi.refused", status=refusal.status)
    answer = _answer(refusal.status, {"error": refusal.reason})
    if refusal.status == 401:  # noqa: PLR2004 - asks the sender to log in
        answer.headers["WWW-Authenticate"] = 'Basic realm="xapi"'
    if refusal.status == 503:  # noqa: PLR2004 - and when to come again
        answer.headers["Retry-After"] = "5"
    return answer


def _answer(status: int, said: object) -> web.Response:
    return web.json_response(said, status=status, headers={_HEADER: VERSION})
