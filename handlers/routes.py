"""What Foothold understands: intent or button -> handler."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from handlers import (
    commission,
    help,  # noqa: A004 - named for what it answers
    preference,
    question,
    reach,
    reported_deal,
    what_if,
    why,
)
from handlers.interaction import Interaction
from handlers.understanding import Intent
from storage.store import UnitOfWork

Handler = Callable[[Interaction, UnitOfWork], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One thing that can be asked by typing or by a button."""

    id: str
    handler: Handler
    intent: Intent | None = None
    #: Such a handler makes the same of the same interaction, however often it arrives.
    writes: bool = False


ROUTES = (
    Route(
        id="commission",
        intent=Intent.COMMISSION,
        handler=commission.commission,
    ),
    Route(id="why", intent=Intent.WHY, handler=why.why),
    Route(id="what_if", intent=Intent.WHAT_IF, handler=what_if.what_if),
    Route(id="question", handler=question.question, writes=True),
    Route(id="reminders", intent=Intent.REMINDERS, handler=preference.reminders),
    Route(id="preference", intent=Intent.PREFERENCE, handler=preference.change, writes=True),
    Route(id="unreachable", intent=Intent.UNREACHABLE, handler=reach.unreachable),
    Route(
        id="report_deal",
        intent=Intent.REPORT_DEAL,
        handler=reported_deal.report_deal,
        writes=True,
    ),
    Route(id="own_report", handler=reported_deal.own_report, writes=True),
    Route(id="decide_report", handler=reported_deal.decide_report, writes=True),
    Route(id="help", intent=Intent.HELP, handler=help.can_do),
)
BY_ID = {route.id: route for route in ROUTES}
BY_INTENT = {route.intent: route for route in ROUTES if route.intent is not None}
