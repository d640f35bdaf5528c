"""What HR says in chat is taken in like an event of the HR system: one way in, one set of rules."""

from __future__ import annotations

from handlers.ingest import Outcome, ingest
from handlers.interaction import Interaction
from handlers.reported_deal_match import CHAT
from rules.errors import Conflict
from storage.unit_of_work import UnitOfWork


async def take_in_chat(
    event_id: str,
    type_: str,
    data: dict[str, object],
    interaction: Interaction,
    uow: UnitOfWork,
) -> None:
    """Take in what HR says in chat as the newest word on a person; raise `Conflict` if refused."""
    number = str(data["employee_id"])
    known = (await uow.people.by_number([number])).get(number)
    version = 1 + max((stamp.version for stamp in known[1].values()), default=0) if known else 1
    event = {
        "id": event_id,
        "type": type_,
        "occurred_at": interaction.at.isoformat(),
        "version": version,
        "data": data,
    }
    (result,) = await ingest(
        [(CHAT, event)],
        uow,
        at=interaction.at,
        default_plan=interaction.default_plan,
        default_zone=interaction.person.zone,
    )
    if result.outcome in (Outcome.REFUSED, Outcome.PARKED):
        raise Conflict("order.refused", reason=f"{result.field} {result.reason}".strip())
