"""The HTTP server: which path leads where."""

from __future__ import annotations

from aiohttp import web

from bot.web.chat import ChatPage
from bot.web.hooks import MAX_BYTES, Hooks
from storage.store import Store


def web_app(*, store: Store, hooks: Hooks, chat: ChatPage) -> web.Application:
    """Put the routes together."""
    app = web.Application(client_max_size=MAX_BYTES)
    app.router.add_post("/hooks/{source}", hooks.post)
    app.add_routes(chat.routes())
    app.on_shutdown.append(chat.let_go)

    async def to_chat(request: web.Request) -> web.Response:
        del request
        raise web.HTTPFound("/chat")

    async def healthz(request: web.Request) -> web.Response:
        del request
        return web.json_response({"status": "ok"})

    async def readyz(request: web.Request) -> web.Response:
        del request
        try:
            async with store.read() as uow:
                await uow.plans.locks()
        except Exception:  # noqa: BLE001 - any failure means not ready; the log has the rest
            return web.json_response({"status": "database does not answer"}, status=503)
        return web.json_response({"status": "ready"})

    app.router.add_get("/", to_chat)
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    return app
