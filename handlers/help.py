"""Say what Foothold can do for the person who asks."""

from __future__ import annotations

from handlers.interaction import Interaction
from rules.statement import Help
from storage.store import UnitOfWork

TOPICS = ("help.commission", "help.why", "help.what_if", "help.report_deal", "help.reminders")


async def can_do(interaction: Interaction, uow: UnitOfWork) -> Help:
    """List the topics open to her."""
    del interaction, uow
    return Help(TOPICS)
