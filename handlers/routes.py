"""What Foothold understands: intent or button -> handler, and what it says of itself in help."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from handlers import commission, help  # noqa: A004 - named for what it answers
from handlers.interaction import Interaction
from handlers.understanding import Intent
from storage.store import UnitOfWork

Handler = Callable[[Interaction, UnitOfWork], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One thing that can be asked. `topic` is its sentence in help; writes go through the inbox."""

    id: str
    handler: Handler
    intent: Intent | None = None
    topic: str = ""
    writes: bool = False


ROUTES = (
    Route(
        id="commission",
        intent=Intent.COMMISSION,
        handler=commission.commission,
        topic="help.commission",
    ),
    Route(id="why", intent=Intent.WHY, handler=commission.why, topic="help.why"),
    Route(id="what_if", intent=Intent.WHAT_IF, handler=commission.what_if, topic="help.what_if"),
    Route(id="help", intent=Intent.HELP, handler=help.can_do),
)
BY_ID = {route.id: route for route in ROUTES}
BY_INTENT = {route.intent: route for route in ROUTES if route.intent is not None}
