"""The message that a notice becomes for a person, beginning with what may not have reached her."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import structlog

from bot.cards.hidden_sum import veiled
from bot.cards.message import Message
from bot.cards.reader import Reader, reader_of
from bot.notices import KINDS, Kinds
from handlers.hidden_sum import NOTICE
from rules.notices import NoticeKind
from rules.people import Person
from storage.outbox import StoredNotice

log = structlog.get_logger()

_NAMED = 3


def worded(
    one: StoredNotice,
    person: Person,
    missed: Sequence[StoredNotice],
    *,
    kinds: Kinds = KINDS,
    hides_sums: bool = False,
) -> Message:
    """Word a notice for a person; its text begins with what may not have reached her."""
    reader = reader_of(person, hides_sums=hides_sums)
    kind = kinds[NoticeKind(one.kind)]
    card = replace(kind.card(one.facts, reader), holds=kind.holds)
    card = veiled(card, reader, f"{NOTICE}{one.id}")
    text = card.as_text()
    if mention := _mention(missed, reader, kinds):
        text = f"{mention}\n{text}"
        # Not `state`: that settles a card and takes its buttons away.
        card = replace(card, text=f"{mention}\n{card.text}".rstrip())
    return Message(
        key=one.dedup_key,
        preview=reader.say(kind.preview),
        text=text,
        card=card,
        expires_at=one.expires_at,
    )


def _mention(missed: Sequence[StoredNotice], reader: Reader, kinds: Kinds) -> str:
    titles = [title for one in missed[:_NAMED] if (title := _title(one, reader, kinds))]
    return reader.say("unknown.mention", titles="; ".join(titles)) if titles else ""


def _title(one: StoredNotice, reader: Reader, kinds: Kinds) -> str:
    try:
        return kinds[NoticeKind(one.kind)].card(one.facts, reader).title
    except Exception:
        # Worded by an earlier release, perhaps: no reason to lose the message that mentions it.
        log.exception("notice.unmentionable", notice=one.id)
        return ""
