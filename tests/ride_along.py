"""The record of a joint visit as a route of the tests: the form that mentoring will ask."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from bot.cards import mentor_record
from bot.cards.card import Card
from bot.cards.form import Choice, Form, Input, InputKind
from bot.cards.reader import Reader
from handlers.interaction import Interaction
from handlers.routes import BY_ID, Route
from rules.errors import Invalid, NotAllowed
from rules.mentor_record import LISTENING, AskRecord, RecordKind
from storage.unit_of_work import UnitOfWork
from tests import samples

ROUTE = "ride_along"
PERSON = Input(
    name="rep",
    label="销售",
    kind=InputKind.PERSON,
    choices=tuple(
        Choice(value=f"S{n:02}", label=name)
        for n, name in enumerate(("张三", "李雷", "王芳", "陈晨", "赵敏", "周舟"), start=1)
    ),
)
PHOTO = Input(name="photo", label="照片", kind=InputKind.FILE, is_required=False)
#: As the record of mentoring asks for it: half a point is an answer on every channel.
_ASKED = AskRecord(kind=RecordKind.RIDE_ALONG, mentee="李雷", argument="")
_RECORD = mentor_record.form(_ASKED, Reader(language="zh"))
RATED = next(one for one in _RECORD.inputs if one.name == LISTENING)
FORM = replace(samples.RECORD, inputs=(PERSON, *samples.RECORD.inputs, RATED, PHOTO), token="")
ANSWERS = {
    "rep": "S02",
    "customer": "华星科技",
    "day": "2026-11-24",
    "stage": "offer",
    "good": "listen,close",
    "rating": "4",
    "note": "下次带方案",
    "listening": "4.5",
    "photo": "",
}


class RideAlongs:
    """Asks the form, refuses a customer "?", and keeps what it was told, as mentoring will."""

    def __init__(self) -> None:
        self.kept: list[dict[str, str]] = []
        self.asker_left = False
        self.outages: list[OSError] = []

    async def handle(self, interaction: Interaction, uow: UnitOfWork) -> Form | Card:
        if self.asker_left:
            raise NotAllowed("error.not_yours")
        if not interaction.answers:
            return FORM
        if interaction.answers["customer"] == "?":
            raise Invalid("customer", "is nobody")
        if self.outages:
            raise self.outages.pop()
        await uow.audit.add(
            at=interaction.at, actor="person:1", action="ride_along.record", subject=interaction.id
        )
        self.kept.append(dict(interaction.answers))
        return Card(title="陪访已记下")


@contextmanager
def ride_alongs() -> Iterator[RideAlongs]:
    """Let the route exist for a test."""
    made = RideAlongs()
    BY_ID[ROUTE] = Route(id=ROUTE, handler=made.handle, writes=True)
    try:
        yield made
    finally:
        del BY_ID[ROUTE]
