"""What every chat keeps from those who look over a shoulder, for every kind of notice there is."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import asdict

import pytest

from bot.cards.actions import seal
from bot.cards.card import Card
from bot.cards.message import Message
from bot.cards.reader import Reader
from bot.notices import KINDS
from bot.withheld import pointer
from rules.notices import (
    Alarm,
    LateDeals,
    LineQuestion,
    NoticeKind,
    StatementReady,
    UnmatchedEvents,
    notice_facts,
)
from rules.privacy import DataClass
from rules.reach import NewlyUnreachable
from tests.contracts.alerts import alert_facts
from tests.contracts.growing import growing_facts
from tests.contracts.hiring import hiring_facts
from tests.contracts.mentoring import mentor_facts
from tests.contracts.reported import a_report
from tests.contracts.stands import Stand, Stands, squeezed
from tests.contracts.test_channels import STANDS
from tests.post_office import a_notice

#: A customer or person whose name is an order to some chat.
_TURNED = "\u202e"
NAME = f"<!channel>]]>@all[x](http://y.example){_TURNED}华星"
_SUM = "450"


def facts_of(name: str) -> dict[NoticeKind, str]:
    """Give facts of every kind. A new kind adds its row, or the first test fails."""
    return {
        NoticeKind.DEAL: a_notice(name).facts,
        NoticeKind.LATE_DEALS: json.dumps(
            asdict(LateDeals(currency="CNY", minor=45_000, count=1, titles=(name,)))
        ),
        NoticeKind.LINE_QUESTION: json.dumps(
            asdict(
                LineQuestion(
                    name=name,
                    number="A1",
                    title=name,
                    period="2026-11",
                    line_id=1,
                    text="为什么是 450",
                )
            )
        ),
        NoticeKind.ALARM: json.dumps(
            asdict(
                Alarm(
                    what="job", job="risk", slot="2026-11-24T00:00:00+00:00", counts={}, error="450"
                )
            )
        ),
        NoticeKind.STATEMENT: json.dumps(
            asdict(
                StatementReady(
                    period="2026-11",
                    currency="CNY",
                    total=45_000,
                    provisional=45_000,
                    earned=0,
                    payable=0,
                    paid=0,
                    deals=1,
                    pay_on="2026-12-15",
                )
            )
        ),
        NoticeKind.UNMATCHED: json.dumps(
            asdict(UnmatchedEvents(parked=450, refused=0, new=1, reasons=()))
        ),
        NoticeKind.UNREACHABLE: json.dumps(asdict(NewlyUnreachable(new=1, total=2))),
        **mentor_facts(name),
        **growing_facts(name),
        **alert_facts(name),
        **hiring_facts(name),
        **dict.fromkeys(
            (NoticeKind.REPORTED_DEAL, NoticeKind.REPORT_TOLD),
            notice_facts(a_report(name, stage="confirmed", minor=45_000)),
        ),
    }


FACTS = facts_of(NAME)
_EACH = [pytest.param(kind, id=kind.value) for kind in FACTS]
_READERS = [pytest.param(Reader(), id="zh"), pytest.param(Reader(language="en"), id="en")]


@pytest.fixture(params=STANDS)
async def stand(request: pytest.FixtureRequest) -> AsyncIterator[Stand]:
    opened: Stands = request.param
    async with opened() as stand:
        yield stand


def test_every_kind_of_notice_is_looked_at_here() -> None:
    assert set(FACTS) == set(NoticeKind) == set(KINDS)


@pytest.mark.parametrize("reader", _READERS)
@pytest.mark.parametrize("kind", _EACH)
def test_the_first_line_is_the_same_for_everybody(kind: NoticeKind, reader: Reader) -> None:
    preview = _message(kind, reader).preview

    assert not _told(preview)
    assert not any(letter.isdigit() for letter in preview)


@pytest.mark.parametrize("reader", _READERS)
async def test_what_a_chat_may_not_carry_is_not_in_its_bytes(stand: Stand, reader: Reader) -> None:
    for kind in KINDS:
        message = _message(kind, reader)
        said = pointer(message, reader, elsewhere=(), chat_url="https://foothold.example/chat")

        body = stand.channel.render(said, address=stand.address).decode()

        assert not _told(body), kind
        assert said.holds is DataClass.PUBLIC, kind


@pytest.mark.parametrize("kind", _EACH)
async def test_a_name_that_is_an_order_orders_nothing(stand: Stand, kind: NoticeKind) -> None:
    message = seal(_message(kind, Reader()), person_id=7, key=b"k" * 32)

    await stand.channel.send(stand.channel.render(message, address=stand.address))

    said = await stand.visible()
    assert await stand.live_markup() == set()
    assert _TURNED not in said
    assert message.card is not None
    assert squeezed(message.card.footnote.replace(_TURNED, "")) in said


def test_a_card_that_does_not_say_what_it_holds_is_guarded_most() -> None:
    message = Message(key="k", preview="", text="", card=Card(title="x"))

    assert message.holds is DataClass.ASSESSMENT


def _message(kind: NoticeKind, reader: Reader) -> Message:
    row = KINDS[kind]
    card = row.card(FACTS[kind], reader)
    preview = reader.say(row.preview)
    return Message(key="notice:1", preview=preview, text=card.as_text(), card=card)


def _told(said: str) -> list[str]:
    return [word for word in (_SUM, "华星", "y.example", "<!channel>", "@all") if word in said]
