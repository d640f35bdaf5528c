"""Which group is a team's, and which deals were told to one, in the store."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.good_news import Group
from storage.good_news_tables import good_news, team_group
from storage.rows import insert_new, upsert


class GoodNewsLog:
    """Groups by manager, and deals that were told."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def bind(self, manager_id: int, group: Group, *, at: datetime) -> None:
        """Let a group be a manager's team's, in place of the one on the same platform."""
        row: dict[str, object] = {
            "manager_id": manager_id,
            "channel": group.channel,
            "address": group.address,
            "bound_at": at,
        }
        await upsert(self._connection, team_group, [row])

    async def unbind(self, manager_id: int, group: Group) -> bool:
        """Let a group be a team's no more; False where it was not."""
        result = await self._connection.execute(
            delete(team_group).where(
                team_group.c.manager_id == manager_id,
                team_group.c.channel == group.channel,
                team_group.c.address == group.address,
            )
        )
        return result.rowcount > 0

    async def groups(self, manager_id: int) -> list[Group]:
        """Give the groups of a manager's team, the newest first."""
        rows = await self._connection.execute(
            select(team_group.c.channel, team_group.c.address)
            .where(team_group.c.manager_id == manager_id)
            .order_by(team_group.c.bound_at.desc(), team_group.c.channel)
        )
        return [Group(channel=row.channel, address=row.address) for row in rows]

    async def post(self, deal_id: int, *, person_id: int, at: datetime) -> bool:
        """Note that a deal is told; False where it was before."""
        row: dict[str, object] = {"deal_id": deal_id, "person_id": person_id, "at": at}
        return await insert_new(self._connection, good_news, [row]) > 0

    async def is_posted(self, deal_ids: Collection[int]) -> bool:
        """Whether any of these deals was told."""
        told = exists().where(good_news.c.deal_id.in_(list(deal_ids)))
        return bool(await self._connection.scalar(select(told)))
