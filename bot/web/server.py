"""The HTTP server: which path leads where."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from bot.metrics import Metrics
from bot.web.chat import ChatPage
from bot.web.forms import FormPage
from bot.web.health import Health
from bot.web.hooks import Hooks
from bot.web.json_body import MAX_BYTES
from bot.web.metrics_page import MetricsPage
from bot.web.requests import watched
from bot.web.slow_bodies import in_time
from bot.web.xapi import Statements

#: A connection that sends no whole head of a request for so long is let go, one that dribbles it
#: too. It is longer than a reverse proxy keeps one at hand (60 s), which would else meet the end.
IDLE_SECONDS = 75.0


def web_app(
    *,
    hooks: Hooks,
    statements: Statements,
    chat: ChatPage,
    forms: FormPage,
    platforms: Sequence[web.RouteDef],
    health: Health,
    page: MetricsPage,
    metrics: Metrics,
) -> web.Application:
    """Put the routes together; `platforms` are the paths that the chats of others call."""
    app = probes_app(health=health, page=page, metrics=metrics)
    app.router.add_post("/hooks/{source}", hooks.post)
    app.add_routes([*statements.routes(), *chat.routes(), *forms.routes(), *platforms])
    app.on_shutdown.append(chat.let_go)

    async def to_chat(request: web.Request) -> web.Response:
        del request
        raise web.HTTPFound("/chat")

    app.router.add_get("/", to_chat)
    return app


def probes_app(*, health: Health, page: MetricsPage, metrics: Metrics) -> web.Application:
    """Give what every process answers, whatever its roles."""
    app = web.Application(client_max_size=MAX_BYTES, middlewares=[watched(metrics), in_time()])
    app.router.add_get("/healthz", health.healthz)
    app.router.add_get("/readyz", health.readyz)
    app.router.add_get("/metrics", page.get)
    app.on_cleanup.append(health.close)
    app.on_cleanup.append(page.close)
    return app
