"""Whether a message about an alert is still true: asked in the transaction of its claim.

The rows are held until that transaction ends, so that an answer is either before the message is
sent, which is then not sent, or after (docs/decisions/0038).
"""

from __future__ import annotations

import json
from datetime import date

from handlers.alert_news import may_still_see, still_asked
from storage.outbox import StoredNotice
from storage.store import UnitOfWork


async def alert_is_open(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether nobody has answered the one alert."""
    told = json.loads(one.facts)
    news = [(told["alert_id"], told["news"])]
    return await still_asked(one.person_id, news, uow, at=one.created_at)


async def all_are_open(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether nobody has answered any alert of a list; a list without it is on its way."""
    news = [(each["alert_id"], each["news"]) for each in json.loads(one.facts)["alerts"]]
    return await still_asked(one.person_id, news, uow, at=one.created_at)


async def nudge_is_due(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether what is reminded of has still no answer, or no record by its day."""
    told = json.loads(one.facts)
    alert = told["alert"]
    if told["what"] != "due":
        news = [(alert["alert_id"], alert["news"])]
        return await still_asked(one.person_id, news, uow, at=one.created_at)
    is_due = await uow.alerts.is_due(alert["alert_id"], date.fromisoformat(alert["due_on"]))
    return is_due and await may_still_see(
        one.person_id, [alert["alert_id"]], uow, at=one.created_at
    )


async def outcome_is_unknown(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether nobody has said how an intervention went."""
    return await uow.interventions.waits(json.loads(one.facts)["intervention_id"])
