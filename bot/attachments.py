"""Files that come with an act: fetched before its transaction, kept in it, each once."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot import dialogue
from bot.asked import Asked
from bot.channels.channel import Channel, Content, FileNotFetched, Incoming
from handlers.routes import BY_ID, Route
from rules.attachment import (
    HEAD_BYTES,
    MOST_BYTES,
    MOST_FILES,
    Attachment,
    AttachmentKind,
    fault,
    id_of,
    kind_of,
    media_type_of,
    safe_name,
)
from rules.errors import Conflict, FootholdError, NotAllowed
from storage.outage import outages_as_os_errors
from storage.store import Store
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

#: Shorter than the lease of an act: whoever fetches longer loses it to another process.
_FETCH_SECONDS = 9.0
#: A download that failed is tried once more after it, within the time of both.
_PAUSE_SECONDS = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A file with its bytes, or why there are none."""

    incoming: Incoming
    content: bytes = b""
    problem: FootholdError | None = None


def wanted(asked: Asked) -> tuple[Incoming, ...]:
    """Give the files that what she asks for takes; of the others nothing is fetched."""
    if asked.person is None or not asked.inbound.files:
        return ()
    route, takes_files = _taker(asked)
    keeps_voices = route is not None and route.keeps_voices
    files = asked.inbound.files
    return tuple(one for one in files if (keeps_voices if one.is_voice else takes_files))


def _taker(asked: Asked) -> tuple[Route | None, bool]:
    """Give the route that takes what came, and whether it takes files at this moment."""
    if asked.session is None:
        is_for_a_form = any(file.field for file in asked.inbound.files)
        return asked.route, is_for_a_form or (asked.route is not None and asked.route.takes_files)
    takes = dialogue.takes_file(asked.session, asked.argument, asked.reader)
    return BY_ID.get(dialogue.form_of(asked.session).route), takes


async def fetched(asked: Asked, channel: Channel | None) -> Sequence[Fetched]:
    """Fetch what came with an act, before any transaction; what fails says why, and none raises."""
    if channel is None:
        return ()
    found = await asyncio.gather(*(_fetched(one, channel) for one in wanted(asked)[:MOST_FILES]))
    for one in found:
        if one.problem is not None:
            log.info(
                "attachment.refused",
                interaction=asked.inbound.id,
                channel=asked.inbound.channel,
                reason=one.problem.message_id,
            )
    return found


async def _fetched(incoming: Incoming, channel: Channel) -> Fetched:
    if incoming.ref:
        return Fetched(incoming=incoming)
    if incoming.size > MOST_BYTES:
        return Fetched(incoming=incoming, problem=_problem("too_big"))
    try:
        async with asyncio.timeout(_FETCH_SECONDS):
            content = await _twice(incoming, channel)
    except FileNotFetched as error:
        log.warning("attachment.not_fetched", channel=channel.name, reason=str(error))
        why = "too_big" if error.is_too_big else "not_fetched"
        return Fetched(incoming=incoming, problem=_problem(why))
    except TimeoutError:
        log.warning("attachment.not_fetched", channel=channel.name, reason="not in time")
        return Fetched(incoming=incoming, problem=_problem("not_fetched"))
    named = replace(incoming, name=incoming.name or content.name)
    return Fetched(incoming=named, content=content.body)


async def _twice(incoming: Incoming, channel: Channel) -> Content:
    """Fetch a file, and once more where that failed: what a mentor spoke is not said again."""
    try:
        return await channel.fetch(incoming)
    except FileNotFetched as error:
        if error.is_too_big:
            raise
        log.info("attachment.fetched_again", channel=channel.name, reason=str(error))
    await asyncio.sleep(_PAUSE_SECONDS)
    return await channel.fetch(incoming)


async def with_files(asked: Asked, files: Sequence[Fetched], uow: UnitOfWork) -> Asked:
    """Keep what was fetched, in the transaction of the act, and let its answers name it.

    Raises `FootholdError` where a file is not taken: the act is refused whole. A voice message is
    not worth that where its words are there; `missed` says that it is not kept.
    """
    _refuse_unwanted(asked)
    kept: list[tuple[Incoming, Attachment]] = []
    for n, one in enumerate(files):
        try:
            kept.append((one.incoming, await _kept(asked, n, one, uow)))
        except FootholdError as problem:
            if not (one.incoming.is_voice and asked.inbound.text):
                raise
            asked = replace(asked, missed=problem.message_id)
    attachments = tuple(attachment for _, attachment in kept)
    asked = replace(asked, attachments=attachments)
    if asked.session is not None:
        _refuse_sound(asked)
        return asked
    named = {incoming.field: one.ref for incoming, one in kept if incoming.field}
    answers = {**asked.inbound.answers, **named}
    return replace(asked, inbound=replace(asked.inbound, answers=answers))


def _refuse_unwanted(asked: Asked) -> None:
    """Raise `Conflict` where she answers a question of a form by what is no answer to it."""
    files = asked.inbound.files
    if not files or asked.session is None or wanted(asked):
        return
    if any(not one.is_voice for one in files):
        raise Conflict("attachment.not_here")
    if not asked.inbound.text:
        raise Conflict("attachment.no_words")


def _refuse_sound(asked: Asked) -> None:
    """Raise `Conflict` where a file that is to be seen can only be heard."""
    route, _ = _taker(asked)
    is_heard = any(one.kind is AttachmentKind.VOICE for one in asked.attachments)
    if is_heard and not (route is not None and route.keeps_voices):
        raise Conflict("attachment.not_here")


async def _kept(asked: Asked, n: int, one: Fetched, uow: UnitOfWork) -> Attachment:
    inbound, owner_id = asked.inbound, asked.person_id or 0
    if one.problem is not None:
        raise one.problem
    if one.incoming.ref:
        known = await uow.attachments.one(id_of(one.incoming.ref) or 0)
        if known is None or known.owner_id != owner_id:
            raise NotAllowed("attachment.not_yours")
        return known
    key = f"{inbound.channel}:{inbound.id}:{one.incoming.field}:{n}"
    return await keep(
        uow, key=key, owner_id=owner_id, name=one.incoming.name, body=one.content, at=inbound.at
    )


async def keep(
    uow: UnitOfWork, *, key: str, owner_id: int, name: str, body: bytes, at: datetime
) -> Attachment:
    """Keep a file under its key, once; raise `Conflict` where it is not taken."""
    head = body[:HEAD_BYTES]
    media_type = media_type_of(head, name)
    if why := fault(len(body), media_type, head):
        raise _problem(why)
    return await uow.attachments.keep(
        key=key,
        owner_id=owner_id,
        kind=kind_of(media_type),
        name=safe_name(name, media_type),
        media_type=media_type,
        body=body,
        at=at,
    )


class Keeper:
    """Files that come by our own pages, before the act that they belong to."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def keep(self, person_id: int, name: str, body: bytes, at: datetime) -> Attachment:
        """Keep a file, committed on return. Sent again it is another: two records never share one.

        Raises `FootholdError` where it is not taken, and OSError where the store is away.
        """
        key = f"upload:{person_id}:{secrets.token_hex(16)}"
        with outages_as_os_errors():
            return await self._store.write(
                lambda uow: keep(uow, key=key, owner_id=person_id, name=name, body=body, at=at)
            )


def _problem(why: str) -> FootholdError:
    return Conflict(f"attachment.{why}", megabytes=MOST_BYTES // 2**20)
