"""/metrics: for a scraper on this machine, or one that knows the token."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import UTC, datetime

from aiohttp import web
from pydantic import SecretStr

from bot.metrics import CONTENT_TYPE, Metrics
from bot.web.probe import Probe
from storage.figures import Figures
from storage.store import Store

_WAITS = 2.0
#: Scrapers come every 15 seconds or so; any number of them cost one query in this time.
_KEEPS = 5.0


class MetricsPage:
    """With a token only its holder reads; without one, everybody where `is_open`, else nobody."""

    def __init__(
        self,
        metrics: Metrics,
        store: Store,
        *,
        clock: Callable[[], datetime],
        token: SecretStr | None,
        is_open: bool,
    ) -> None:
        self._metrics = metrics
        self._store = store
        self._clock = clock
        self._wanted = f"Bearer {token.get_secret_value()}".encode() if token else b""
        self._is_open = is_open
        self._figures = Probe(self._read, waits=_WAITS, keeps=_KEEPS)

    async def get(self, request: web.Request) -> web.Response:
        """Answer with the page, 401 without the token, 404 where it is off."""
        if not self._wanted and not self._is_open:
            raise web.HTTPNotFound(text="/metrics is off; set web.metrics_token")
        said = request.headers.get("Authorization", "").encode("utf-8", "backslashreplace")
        if self._wanted and not hmac.compare_digest(said, self._wanted):
            raise web.HTTPUnauthorized(headers={"WWW-Authenticate": "Bearer"})
        page = self._metrics.page(await self._known())
        return web.Response(body=page, headers={"Content-Type": CONTENT_TYPE})

    async def close(self, app: web.Application) -> None:
        """Drop an open question (`on_cleanup`)."""
        del app
        self._figures.close()

    async def _known(self) -> Figures | None:
        try:
            return await self._figures.answer()
        except Exception:  # noqa: BLE001 - foothold_store_up says so; /readyz has the reason
            return None

    async def _read(self) -> Figures:
        async with self._store.read() as uow:
            return await uow.figures.read(now=self._clock(), real_now=datetime.now(UTC))
