"""What every request passes: it gets an id for its log lines, and is counted."""

from __future__ import annotations

import secrets

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.metrics import Metrics

log = structlog.get_logger()


def watched(metrics: Metrics) -> Middleware:
    """Give the outermost middleware."""

    @web.middleware
    async def watch(request: web.Request, handler: Handler) -> web.StreamResponse:
        reference = secrets.token_hex(4)
        resource = request.match_info.route.resource
        route = resource.canonical if resource is not None else "none"
        status = "left"  # whoever asked is gone before the answer
        with structlog.contextvars.bound_contextvars(request=reference):
            try:
                response = await handler(request)
                status = str(response.status)
            except web.HTTPException as answer:
                status = str(answer.status)
                raise
            except Exception:
                status = "500"
                log.exception("request.failed", route=route)
                if request.writer.output_size > 0:
                    raise  # half an answer is on its way already
                return _our_mistake(reference)
            finally:
                metrics.requests.labels(route, status).inc()
        return response

    return watch


def _our_mistake(reference: str) -> web.Response:
    said = "something went wrong here; the log has it under this reference"
    return web.json_response({"error": said, "reference": reference}, status=500)
