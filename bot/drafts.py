"""Make of a claimed notice the bytes that are sent, or say why it is not, or not now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.audience import Told
from bot.cards.actions import seal
from bot.cards.reader import reader_of
from bot.channels.channel import Channel, Resumes
from bot.metrics import Metrics
from bot.notices import Kinds
from bot.withheld import best, carriers, pointer
from bot.wording import worded
from rules.good_news import Group
from rules.notices import NoticeKind
from storage.outbox import NOT_LINKED, UNREACHABLE, StoredNotice
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

#: What a platform would tell apart is sent again only so long before it does no more: an attempt
#: takes a while, and so does noticing that its process died.
_EARLY = timedelta(minutes=1)
#: Why a notice of a kind that its person wants no more of is dead; replayed, it is asked again.
MUTED = "muted by the person"
UNTRUE, EXPIRED = "no longer true", "expired"
#: What wrong code raises, as against a store that is away: only the first is given up.
_BUGS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class GivenUp(Exception):
    """Why a notice is not sent at all; it ends dead with this reason."""


class Unsure(Exception):
    """It may have arrived, and sent again it might arrive twice; it ends unknown."""


class Held(Exception):
    """Why a notice is not told now, and until when; it is pending again."""

    def __init__(self, until: datetime, reason: str) -> None:
        super().__init__(reason)
        self.until = until


@dataclass(slots=True, kw_only=True)
class Drafts:
    """How notices are worded, and for which chat; see `bot.relay.Relay` for what each part is."""

    channels: Mapping[str, Channel]
    key: bytes
    clock: Callable[[], datetime]
    real_clock: Callable[[], datetime]
    kinds: Kinds
    metrics: Metrics
    chat_url: str
    hides_sums: bool

    async def ready(
        self, uow: UnitOfWork, one: StoredNotice, to: Told, now: datetime
    ) -> StoredNotice:
        """Give it with the bytes to send; raise `GivenUp`, `Unsure` or `Held` where it is not."""
        if one.expires_at is not None and one.expires_at <= now:
            raise GivenUp(EXPIRED)
        with _giving_up(one, *_BUGS):
            self._let_be_told(one, to, now)
            is_true = to.works_here and await self.kinds[NoticeKind(one.kind)].still_true(one, uow)
        if not is_true:
            raise GivenUp(UNTRUE)
        one = await self._renewed(uow, one)
        if one.rendered is None:
            return await self._rendered(uow, one, to)
        if one.channel is None or one.channel not in self.channels:
            raise GivenUp("channel is gone")
        may_stay = await self._may_stay(uow, one)
        if one.maybe_since is not None and not self.may_be_sent_again(
            one, self.real_clock(), is_same=may_stay
        ):
            raise Unsure("may have arrived")
        return one if may_stay else await self._rendered(uow, one, to)

    async def _renewed(self, uow: UnitOfWork, one: StoredNotice) -> StoredNotice:
        """Give it with its facts as they are now; what has changed is rendered anew."""
        renewed = self.kinds[NoticeKind(one.kind)].renewed
        if renewed is None:
            return one
        with _giving_up(one, *_BUGS):
            facts = await renewed(one, uow)
        if facts == one.facts:
            return one
        await uow.delivery.renew(one.id, facts)
        return replace(one, facts=facts, rendered=None)

    async def _may_stay(self, uow: UnitOfWork, one: StoredNotice) -> bool:
        """Whether its bytes may go where they were meant to go.

        Not where that is unlinked since, somebody else's by now, or may not carry it any more.
        """
        channel, address = str(one.channel), one.address or ""
        group = self.group_of(one)
        if group is not None:
            reaches = (group.channel, group.address) == (channel, address)
        else:
            holder = await uow.links.holder(channel, address)
            is_hers = holder is not None and holder.person_id == one.person_id
            reaches = is_hers and holder is not None and not holder.is_dead
        return reaches and channel in self._carriers(one)

    def group_of(self, one: StoredNotice) -> Group | None:
        """Give the group that it is for; None where it is for her alone."""
        group = self.kinds[NoticeKind(one.kind)].group
        return None if group is None else group(one.facts)

    def may_be_sent_again(self, one: StoredNotice, then: datetime, *, is_same: bool) -> bool:
        """Whether what may have arrived could do no harm, sent again at real time `then`."""
        if self.kinds[NoticeKind(one.kind)].may_repeat:
            return True
        if not is_same or one.maybe_since is None or self.group_of(one) is not None:
            return False  # what a platform tells apart is what it sends to one person
        remembered = remembers(self.channels[str(one.channel)])
        return bool(remembered) and then - one.maybe_since <= remembered - _EARLY

    def _carriers(self, one: StoredNotice) -> frozenset[str]:
        return carriers(self.channels, self.kinds[NoticeKind(one.kind)].holds)

    def _let_be_told(self, one: StoredNotice, to: Told, now: datetime) -> None:
        """Raise where its person does not want it, or not now."""
        kind = self.kinds[NoticeKind(one.kind)]
        if kind.group is not None:
            return  # it is her own word to others
        if kind.may_be_muted and one.kind in to.preference.muted:
            raise GivenUp(MUTED)
        until = to.next_allowed(now, is_scheduled=kind.is_scheduled)
        if until > now:
            raise Held(until, to.why_not(now))

    async def _rendered(self, uow: UnitOfWork, one: StoredNotice, to: Told) -> StoredNotice:
        if (group := self.group_of(one)) is not None:
            return self._posted(one, to, group)
        allowed = best(to.addresses, self._carriers(one))
        place = allowed or best(to.addresses, self.channels)
        if place is None or to.person is None:
            has_any = await uow.links.has_any(one.person_id)
            raise GivenUp(UNREACHABLE if has_any and not to.addresses else NOT_LINKED)
        channel, address = self.channels[place[0]], place[1]
        missed = self._mentionable(to, channel) if allowed else []
        with _giving_up(one, Exception):
            message = worded(
                one,
                to.person,
                missed,
                kinds=self.kinds,
                hides_sums=self._hides_sums_of(to),
            )
            if not allowed:
                reader = reader_of(to.person)
                message = pointer(message, reader, elsewhere=(), chat_url=self.chat_url)
            sealed = seal(message, person_id=to.person.id, key=self.key)
            body = channel.render(sealed, address=address)
        await uow.delivery.mention([lost.id for lost in missed])
        to.missed = [lost for lost in to.missed if lost not in missed]
        if not allowed and one.rendered is None:
            await self._withheld(uow, one, channel)
        return replace(one, rendered=body, channel=channel.name, address=address)

    def _hides_sums_of(self, to: Told) -> bool:
        wished = to.preference.hides_sums
        return self.hides_sums if wished is None else wished

    def _posted(self, one: StoredNotice, to: Told, group: Group) -> StoredNotice:
        """Give it with its bytes for a group: no buttons, and nothing that she missed."""
        channel = self.channels.get(group.channel)
        if channel is None or to.person is None or group.channel not in self._carriers(one):
            raise GivenUp("no chat that carries it")
        with _giving_up(one, Exception):
            message = worded(one, to.person, [], kinds=self.kinds)
            body = channel.render(message, address=group.address)
        return replace(one, rendered=body, channel=channel.name, address=group.address)

    def _mentionable(self, to: Told, channel: Channel) -> list[StoredNotice]:
        """Give those of what she may have missed whose titles this chat may carry."""
        return [lost for lost in to.missed if channel.name in self._carriers(lost)]

    async def _withheld(self, uow: UnitOfWork, one: StoredNotice, channel: Channel) -> None:
        self.metrics.withheld.labels(channel.name, "notice").inc()
        await uow.audit.add(
            at=self.clock(),
            actor="relay",
            action="notice.withheld",
            subject=str(one.id),
            channel=channel.name,
            kind=one.kind,
        )


def remembers(channel: Channel) -> timedelta:
    """Give for how long it can do no harm to send one person again what she may have."""
    seen = channel.looks_back if isinstance(channel, Resumes) else timedelta()
    return max(channel.capabilities.deduplicates, seen)


@contextmanager
def _giving_up(one: StoredNotice, *bugs: type[Exception]) -> Iterator[None]:
    """Turn a fault in one notice into its end, logged."""
    try:
        yield
    except bugs as error:
        log.exception("notice.unsendable", notice=one.id, kind=one.kind)
        raise GivenUp(f"can not be prepared: {type(error).__name__}") from error
