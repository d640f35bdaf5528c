"""From a deal to her team's group: her tap, a look, the group; cancelled, refused, twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.answering import Site
from bot.cards.card import Card
from bot.channels import wire
from bot.channels.channel import Inbound, Outcome, Receipt
from bot.dispatcher import Dispatcher
from bot.relay import Relay
from storage.store import Store
from tests.builders import AT, a_deal, a_hire, an_event, given_plan, take_in
from tests.fakes import FakeChannel, FixedClock

_KEY = b"k" * 32
_LEI, _MIN, _FANG = 1, 2, 3
_GROUP = "T1:C1"
_REFUSED = Receipt(outcome=Outcome.REFUSED, reason="not_in_channel")
_UNSURE = Receipt(outcome=Outcome.UNKNOWN, reason="reset")


class Floor:
    """Lei, her manager Min and her peer Fang in one chat that has groups."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = FixedClock(AT)
        self.chat = _Groups()
        self._acts = 0

    async def prepare(self, *, has_product: bool = True) -> None:
        await given_plan(self.store)
        await take_in(
            self.store,
            a_hire("A001", name="李雷", manager="A002"),
            a_hire("A002", name="周敏", roles=["manager"]),
            a_hire("A003", name="王芳", manager="A002"),
        )
        async with self.store.begin() as uow:
            for n in (_LEI, _MIN, _FANG):
                await uow.links.link(channel="slack", address=f"@{n}", person_id=n, at=AT)
        product = {"product": "专业版"} if has_product else {}
        await take_in(self.store, a_deal("D1", customer_id="华星", **product))

    async def says(self, who: int, text: str, *, group: str = "") -> str:
        there = {"conversation": group, "group": group, "is_private": False} if group else {}
        return await self._act(who, text=text, **there)

    async def presses(self, who: int, label: str) -> str:
        buttons = [one for card in self.cards(who) for one in card.actions if one.label == label]
        return await self._act(who, token=buttons[-1].token)

    async def _act(self, who: int, **said: object) -> str:
        self._acts += 1
        act = Inbound(
            id=f"act-{self._acts}",
            channel="slack",
            sender=f"@{who}",
            at=self.clock.now,
            **said,  # type: ignore[arg-type] # fields of an act, by name
        )
        dispatcher = Dispatcher(
            self.store, channels={"slack": self.chat}, site=Site(key=_KEY), real_clock=self.clock
        )
        await dispatcher.receive(act)
        return self.cards(who)[-1].as_text()

    async def relay(self) -> None:
        relay = Relay(
            self.store,
            channels={"slack": self.chat},
            key=_KEY,
            clock=self.clock,
            real_clock=self.clock,
        )
        for _ in range(4):
            await relay.once()

    def cards(self, who: int) -> list[Card]:
        return [card for to, card in self.chat.shown if to == f"@{who}"]

    @property
    def group(self) -> list[str]:
        """What everybody in the group reads."""
        return [card.as_text() for to, card in self.chat.shown if to == _GROUP]


class _Groups(FakeChannel):
    """A chat whose groups end each post as scripted; to persons everything arrives."""

    def __init__(self) -> None:
        super().__init__(name="slack")
        self.ends: list[Receipt] = []
        self.shown: list[tuple[str, Card]] = []

    async def send(self, rendered: bytes) -> Receipt:
        delivery = wire.read(rendered)
        end = self.ends.pop(0) if delivery.address == _GROUP and self.ends else None
        if end is None or end.outcome is Outcome.UNKNOWN:
            card = delivery.message.card
            self.shown += [(delivery.address, card)] if card else []
        return end or Receipt(outcome=Outcome.SENT)


@pytest.fixture
async def floor(store: Store) -> Floor:
    """Lei has a deal and knows of it; Min has said which group is theirs."""
    found = Floor(store)
    await found.prepare()
    await found.says(_MIN, "绑定喜报群", group=_GROUP)
    await found.relay()
    return found


async def test_from_her_deal_to_the_group(floor: Floor) -> None:
    shown = await floor.presses(_LEI, "发喜报")
    before = floor.group
    done = await floor.presses(_LEI, "发出")
    await floor.relay()

    assert "李雷新签一单:专业版!" in shown
    assert "小组的喜报群" in shown
    assert before == []
    assert "喜报已发" in done
    assert floor.group == ["喜报\n李雷新签一单:专业版!"]


async def test_nothing_of_it_is_a_sum_or_a_button(floor: Floor) -> None:
    await floor.presses(_LEI, "发喜报")
    await floor.presses(_LEI, "发出")
    await floor.relay()

    [card] = [card for to, card in floor.chat.shown if to == _GROUP]
    assert card.actions == ()
    assert not any(letter.isdigit() for letter in card.as_text())
    assert "华星" not in card.as_text()


async def test_two_taps_are_one_post(floor: Floor) -> None:
    await floor.presses(_LEI, "发喜报")
    await floor.presses(_LEI, "发出")
    again = await floor.presses(_LEI, "发出")
    await floor.relay()

    assert "已经发过" in again
    assert len(floor.group) == 1


async def test_cancelled_before_it_is_sent_it_is_not_sent(floor: Floor) -> None:
    await floor.presses(_LEI, "发喜报")
    await floor.presses(_LEI, "发出")
    await take_in(floor.store, an_event("c", "deal.cancelled", {"deal_id": "D1"}, version=2))
    await floor.relay()

    assert floor.group == []
    assert not any(card.title == "喜报没发到群里" for card in floor.cards(_LEI))


async def test_cancelled_before_she_taps_she_is_told(floor: Floor) -> None:
    await floor.presses(_LEI, "发喜报")
    await take_in(floor.store, an_event("c", "deal.cancelled", {"deal_id": "D1"}, version=2))

    answer = await floor.presses(_LEI, "发出")

    assert "已取消,喜报没有发出" in answer


async def test_a_group_that_refuses_it_is_told_to_her_with_the_words(floor: Floor) -> None:
    floor.chat.ends = [_REFUSED]
    await floor.presses(_LEI, "发喜报")
    await floor.presses(_LEI, "发出")
    await floor.relay()

    lost = floor.cards(_LEI)[-1]
    assert lost.title == "喜报没发到群里"
    assert "李雷新签一单:专业版!" in lost.text
    assert floor.group == []


async def test_what_may_have_arrived_in_a_group_is_not_sent_again(floor: Floor) -> None:
    floor.chat.ends = [_UNSURE]
    await floor.presses(_LEI, "发喜报")
    await floor.presses(_LEI, "发出")
    await floor.relay()
    floor.clock.now += timedelta(minutes=5)
    await floor.relay()

    assert len(floor.group) == 1


async def test_while_she_visits_a_customer_her_own_word_goes_out(floor: Floor) -> None:
    await floor.says(_LEI, "拜访中")
    await floor.presses(_LEI, "发喜报")
    await floor.presses(_LEI, "发出")
    await floor.relay()

    assert len(floor.group) == 1


async def test_without_a_group_her_colleagues_are_told_one_by_one(store: Store) -> None:
    floor = Floor(store)
    await floor.prepare(has_product=False)
    await floor.relay()

    shown = await floor.presses(_LEI, "发喜报")
    await floor.presses(_LEI, "发出")
    floor.clock.now += timedelta(minutes=2)  # nothing comes in minute 0
    await floor.relay()

    assert "同组 2 位同事" in shown
    assert [floor.cards(who)[-1].as_text() for who in (_MIN, _FANG)] == ["喜报\n李雷新签一单!"] * 2


async def test_not_allowed(floor: Floor) -> None:
    answer = await floor.says(_FANG, "绑定喜报群", group=_GROUP)
    private = await floor.says(_MIN, "绑定喜报群")

    assert "由主管绑定" in answer
    assert "请在要用的群里" in private
