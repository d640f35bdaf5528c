"""A store with notices in it, and a relay that carries them to a scripted chat."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.channels.channel import Channel
from bot.notices import KINDS, Kind
from bot.relay import Relay
from rules.notices import DealNews, Notice, NoticeKind
from storage.outbox import StoredNotice
from storage.store import Store
from tests.builders import AT, Event, an_event
from tests.fakes import FakeChannel, FixedClock

DEAL = KINDS[NoticeKind.DEAL]
_EVERY = ["pending", "sending", "sent", "unknown", "dead"]


class PostOffice:
    """Relays between a store and one channel; time passes only when told to."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.channel = FakeChannel()
        self.clock = FixedClock(AT)
        self.real_clock = FixedClock(AT)

    def relay(self, *, store: Store | None = None, kind: Kind = DEAL) -> Relay:
        channels: Mapping[str, Channel] = {self.channel.name: self.channel}
        return Relay(
            store or self.store,
            channels=channels,
            key=b"k" * 32,
            clock=self.clock,
            real_clock=self.real_clock,
            kinds={NoticeKind.DEAL: kind},
        )

    async def link(self, person_id: int = 1, *, channel: str = "fake") -> None:
        async with self.store.begin() as uow:
            await uow.links.link(
                channel=channel, address=f"@{person_id}", person_id=person_id, at=AT
            )
            await uow.outbox.revive(person_id)

    async def put(self, *notices: Notice) -> None:
        async with self.store.begin() as uow:
            await uow.outbox.put(notices)

    async def round(self, **by: float) -> list[str]:
        """Let real time pass, let a relay work once, and give all states, the oldest first."""
        self.real_clock.pass_time(**by)
        await self.relay().once()
        return await self.states()

    async def states(self) -> list[str]:
        return [one.state for one in await self.notices()]

    async def reasons(self) -> list[str | None]:
        return [one.reason for one in await self.notices()]

    async def notices(self) -> list[StoredNotice]:
        async with self.store.read() as uow:
            return (await uow.outbox.listed(_EVERY, limit=100_000))[::-1]


def a_notice(
    key: str = "a",
    *,
    person_id: int = 1,
    subject: str = "",
    facts: str | None = None,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
) -> Notice:
    """Give news of a deal with the customer `key`; its own subject unless one is given."""
    return Notice(
        key=key,
        person_id=person_id,
        kind=NoticeKind.DEAL,
        subject=subject or key,
        facts=_facts(key) if facts is None else facts,
        at=AT,
        not_before=not_before,
        expires_at=expires_at,
        priority=0,
    )


def leaving(number: str = "A001") -> Event:
    """Give somebody leaving."""
    said = {"employee_id": number, "last_active_on": "2026-11-24"}
    return an_event(f"left-{number}", "employee.left", said, version=2)


def speaking_english(number: str = "A001") -> Event:
    """Give somebody whose language is English from now on."""
    said = {"employee_id": number, "locale": "en"}
    return an_event(f"english-{number}", "employee.updated", said, version=2)


async def sql(store: Store, statement: str) -> None:
    """Do to the database what no code of ours does."""
    engine = create_async_engine(store.url)
    async with engine.begin() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


def _facts(customer: str) -> str:
    news = DealNews(
        event="deal.closed",
        source="crm",
        event_id=customer,
        deal_id=1,
        title=customer,
        on_day="2026-11-24",
        currency="CNY",
        this_deal=45_000,
        catch_up=0,
        deal_base=900_000,
        rest_base=0,
        rate_before="0.05",
        rate_after="0.05",
        is_share=False,
        is_earned=False,
        period="2026-11",
        period_total=45_000,
        next_at=None,
        next_rate="",
        next_is_whole=True,
        word="employee",
    )
    return json.dumps(asdict(news))
