"""How each kind of notice is told: its card, and what the relay must know of it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import structlog

from bot.cards import alarm, deal, question, reported_deal, statement, unmatched
from bot.cards.card import Card
from bot.cards.message import Message
from bot.cards.reader import Reader, reader_of
from rules.notices import (
    Alarm,
    DealNews,
    LateDeals,
    LineQuestion,
    NoticeKind,
    ReportNews,
    StatementReady,
    UnmatchedEvents,
)
from rules.people import Person
from rules.privacy import DataClass
from rules.reported_deal import State
from storage.outbox import StoredNotice
from storage.store import UnitOfWork

log = structlog.get_logger()

_NAMED = 3


async def _always(one: StoredNotice, uow: UnitOfWork) -> bool:
    del one, uow
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One row of the table."""

    card: Callable[[str, Reader], Card]
    preview: str
    #: What its card tells: it goes to a chat of hers that may carry that.
    holds: DataClass
    #: Asked before every attempt, in the transaction of the claim: it reads, and writes nothing.
    #: That who left is told nothing holds for every kind, and is the relay's own question.
    still_true: Callable[[StoredNotice, UnitOfWork], Awaitable[bool]] = _always
    #: Arriving twice harms nobody, so what may have arrived is sent again.
    may_repeat: bool = False
    #: Comes by the clock: told in her working hours alone, and not while she has paused reminders.
    is_scheduled: bool = False
    #: She may say that she wants none of these.
    may_be_muted: bool = False


Kinds = Mapping[NoticeKind, Kind]


def _deal(facts: str, reader: Reader) -> Card:
    return deal.deal_news(DealNews(**json.loads(facts)), reader)


def _late_deals(facts: str, reader: Reader) -> Card:
    told = json.loads(facts)
    return deal.late_deals(LateDeals(**{**told, "titles": tuple(told["titles"])}), reader)


def _line_question(facts: str, reader: Reader) -> Card:
    return question.line_question(LineQuestion(**json.loads(facts)), reader)


def _alarm(facts: str, reader: Reader) -> Card:
    told = json.loads(facts)
    return alarm.alarm(Alarm(**{**told, "named": tuple(told["named"])}), reader)


def _statement(facts: str, reader: Reader) -> Card:
    return statement.statement_ready(StatementReady(**json.loads(facts)), reader)


def _unmatched(facts: str, reader: Reader) -> Card:
    told = json.loads(facts)
    found = UnmatchedEvents(**{**told, "reasons": tuple(told["reasons"])})
    return unmatched.unmatched_events(found, reader)


def _reported(facts: str, reader: Reader) -> Card:
    return reported_deal.asked(ReportNews(**json.loads(facts)), reader)


def _report_told(facts: str, reader: Reader) -> Card:
    return reported_deal.told(ReportNews(**json.loads(facts)), reader)


async def _is_report_open(one: StoredNotice, uow: UnitOfWork) -> bool:
    """Whether what the card asks is still to be decided."""
    news = ReportNews(**json.loads(one.facts))
    report = await uow.reported_deals.by_id(news.report_id)
    return (
        report is not None
        and report.case == news.case
        and (report.state is State.REPORTED or bool(report.case))
    )


KINDS: Kinds = {
    NoticeKind.DEAL: Kind(
        card=_deal, preview="preview.money", holds=DataClass.MONEY, may_be_muted=True
    ),
    NoticeKind.LATE_DEALS: Kind(
        card=_late_deals,
        preview="preview.money",
        holds=DataClass.MONEY,
        is_scheduled=True,
        may_be_muted=True,
    ),
    # Somebody waits for her answer, so it is never muted.
    NoticeKind.LINE_QUESTION: Kind(
        card=_line_question, preview="preview.money", holds=DataClass.MONEY, may_repeat=True
    ),
    NoticeKind.ALARM: Kind(
        card=_alarm, preview="preview.work", holds=DataClass.PERSONAL, may_repeat=True
    ),
    NoticeKind.STATEMENT: Kind(
        card=_statement,
        preview="preview.money",
        holds=DataClass.MONEY,
        is_scheduled=True,
        may_be_muted=True,
    ),
    NoticeKind.UNMATCHED: Kind(
        card=_unmatched,
        preview="preview.work",
        holds=DataClass.PERSONAL,
        is_scheduled=True,
        may_repeat=True,
    ),
    NoticeKind.REPORTED_DEAL: Kind(
        card=_reported,
        preview="preview.money",
        holds=DataClass.MONEY,
        still_true=_is_report_open,
        may_repeat=True,
    ),
    NoticeKind.REPORT_TOLD: Kind(
        card=_report_told, preview="preview.money", holds=DataClass.MONEY, may_repeat=True
    ),
}

MAY_BE_MUTED = tuple(name for name, kind in KINDS.items() if kind.may_be_muted)


def worded(
    one: StoredNotice, person: Person, missed: Sequence[StoredNotice], *, kinds: Kinds = KINDS
) -> Message:
    """Word a notice for a person; its text begins with what may not have reached her."""
    reader = reader_of(person)
    kind = kinds[NoticeKind(one.kind)]
    card = replace(kind.card(one.facts, reader), holds=kind.holds)
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
