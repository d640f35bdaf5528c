"""An act that writes: kept before the ack, run once, answered once, whatever dies when."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from bot.answering import Site, Told
from bot.channels.channel import Outcome, Receipt
from bot.dispatcher import Dispatcher
from bot.held import after
from bot.lanes import WIDTH
from bot.loops import Pulse
from bot.unfinished import finish
from config.plans import read_plan
from storage.interaction import State
from storage.store import Store
from tests.builders import AT
from tests.dispatching import KEY, ME, Office, doubt, take_up, typed
from tests.fakes import FakeChannel, HangingChannel
from tests.patience import until
from tests.post_office import sql

_NOT_SENT = Receipt(outcome=Outcome.NOT_SENT, reason="429", retry_after=7)
_UNKNOWN = Receipt(outcome=Outcome.UNKNOWN, reason="502")
_REPEATED = "这条回复可能已经发过一次"


@pytest.fixture
async def office(store: Store) -> Office:
    """A company on each database whose rep has a chat."""
    made = Office(store)
    await made.prepare()
    await made.link()
    return made


async def test_a_write_is_kept_before_the_ack_and_forgets_its_words_once_answered(
    office: Office,
) -> None:
    accepted = await office.dispatcher.accept(doubt())
    assert accepted is not None
    before = await office.kept()

    await office.dispatcher.answer(accepted)

    kept = await office.kept()
    assert before is not None
    assert (before.state, before.person_id, b"9,500" in (before.raw or b"")) == (
        "received",
        1,
        True,
    )
    assert kept is not None
    assert (kept.state, kept.raw, kept.answer) == ("answered", None, None)
    assert (await office.questions(), len(office.channel.attempts)) == (1, 1)


async def test_a_question_that_only_reads_leaves_no_row(office: Office) -> None:
    await office.dispatcher.receive(typed("我今天的佣金"))

    assert await office.state() == "nothing"
    assert len(office.channel.attempts) == 1


@pytest.mark.parametrize(("text", "said"), [("帮助", "提成"), ("今天天气怎么样", "今天天气怎么样")])
async def test_what_needs_nothing_of_the_store_takes_no_unit_of_it(
    office: Office, monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    async def fails(work: object) -> None:
        raise AssertionError(work)

    monkeypatch.setattr(office.store, "ask", fails)

    await office.dispatcher.receive(typed(text))

    assert [said in one for one in office.channel.texts] == [True]


async def test_what_only_reads_needs_the_store_no_more_once_it_is_accepted(office: Office) -> None:
    accepted = await office.dispatcher.accept(typed("我今天的佣金"))
    assert accepted is not None
    assert isinstance(accepted.left, Told)
    await office.store.close()

    await office.dispatcher.answer(accepted)

    assert office.channel.texts == [accepted.left.message.text]


async def test_a_store_that_goes_away_under_a_question_is_no_answer_to_it(pg_url: str) -> None:
    admin = await asyncpg.connect(pg_url.replace("+asyncpg", ""))
    name = await admin.fetchval("SELECT current_database()")
    store = Store(pg_url, read_plan=read_plan)
    office = Office(store)
    await office.prepare()
    await office.link()
    await admin.execute(f"ALTER DATABASE {name} SET statement_timeout = '2s'")
    another = office.another(again := Store(pg_url, read_plan=read_plan))

    async with admin.transaction():
        await admin.execute("LOCK TABLE commission_line")
        with pytest.raises(OSError, match="does not answer"):
            await another.accept(typed("我今天的佣金"))
    await another.receive(typed("我今天的佣金"))

    assert len(office.channel.attempts) == 1
    for one in (again, store, admin):
        await one.close()


async def test_a_redelivery_of_a_received_act_runs_it(office: Office) -> None:
    await office.die_after_accepting(doubt())

    await office.dispatcher.receive(doubt())

    assert (await office.state(), await office.questions()) == ("answered", 1)
    assert len(office.channel.attempts) == 1


@pytest.mark.parametrize("deduplicates", [True, False])
async def test_a_redelivery_of_a_done_act_sends_the_stored_answer(
    office: Office,
    deduplicates: bool,  # noqa: FBT001 - a table's column
) -> None:
    office.use(FakeChannel(deduplicates=deduplicates))
    await office.die_after_writing(doubt())
    assert (await office.state(), await office.questions()) == ("done", 1)

    await office.dispatcher.receive(doubt())

    first, second = office.channel.attempts
    assert (await office.state(), await office.questions()) == ("answered", 1)
    assert (first == second) is deduplicates
    assert (_REPEATED in office.channel.texts[1]) is not deduplicates
    assert len(set(office.channel.keys)) == 1


async def test_a_redelivery_of_an_answered_act_does_nothing(office: Office) -> None:
    await office.dispatcher.receive(doubt())

    await office.dispatcher.receive(doubt())

    assert (await office.state(), await office.questions()) == ("answered", 1)
    assert len(office.channel.attempts) == 1


async def test_a_redelivery_while_somebody_is_at_it_does_nothing(office: Office) -> None:
    accepted = await office.dispatcher.accept(doubt())
    assert accepted is not None

    assert await office.dispatcher.accept(doubt()) is None
    await office.dispatcher.answer(accepted)

    assert len(office.channel.attempts) == 1


async def test_the_same_id_with_other_words_is_ignored(office: Office) -> None:
    await office.die_after_accepting(doubt(words="第一次"))

    assert await office.dispatcher.accept(doubt(words="第二次")) is None
    await take_up(office.dispatcher, 8)

    async with office.store.read() as uow:
        (asked,) = [n for n in await uow.outbox.listed(["pending"]) if n.kind == "line_question"]
    assert "第一次" in asked.facts


async def test_what_a_dead_process_left_is_taken_up_by_another(office: Office) -> None:
    await office.die_after_accepting(doubt("a"))
    await office.die_after_writing(doubt("b"))

    assert await take_up(office.dispatcher, 8) == 2

    assert [await office.state("a"), await office.state("b")] == ["answered", "answered"]
    assert await office.questions() == 2


async def test_what_a_process_is_at_is_left_to_it(office: Office) -> None:
    await office.dispatcher.accept(doubt())
    office.real_clock.pass_time(seconds=14)

    assert await take_up(office.dispatcher, 8) == 0


async def test_a_slow_process_that_lost_its_lease_writes_nothing(office: Office) -> None:
    slow = await office.dispatcher.accept(doubt())
    assert slow is not None
    office.real_clock.pass_time(seconds=16)
    await take_up(office.dispatcher, 8)

    await office.dispatcher.answer(slow)

    assert (await office.questions(), len(office.channel.attempts)) == (1, 1)


async def test_two_processes_at_once_run_and_answer_an_act_once(office: Office) -> None:
    await office.die_after_accepting(doubt())
    other = Store(office.store.url, read_plan=read_plan)
    second = office.another(other)

    taken = await asyncio.gather(
        take_up(office.dispatcher, 8),
        take_up(second, 8),
        office.dispatcher.receive(doubt()),
        second.receive(doubt()),
    )
    await other.close()

    assert sum(n or 0 for n in taken[:2]) <= 1
    assert (await office.state(), await office.questions()) == ("answered", 1)
    assert len(office.channel.attempts) == 1


async def test_two_processes_that_get_the_same_act_at_once_answer_it_once(office: Office) -> None:
    other = Store(office.store.url, read_plan=read_plan)
    second = office.another(other)

    await asyncio.gather(*(one.receive(doubt()) for one in (office.dispatcher, second) * 4))
    await other.close()

    assert (await office.questions(), len(office.channel.attempts)) == (1, 1)


async def test_a_refusal_is_an_answer_and_is_not_run_again(office: Office) -> None:
    await sql(office.store, "UPDATE person SET roles = 'rep' WHERE id = 2")

    await office.dispatcher.receive(doubt())
    await office.dispatcher.receive(doubt())

    assert (await office.state(), await office.questions()) == ("answered", 0)
    assert len(office.channel.attempts) == 1


async def test_an_answer_that_was_not_sent_is_sent_later_without_a_word(office: Office) -> None:
    office.use(FakeChannel(_NOT_SENT))
    await office.dispatcher.receive(doubt())
    office.real_clock.pass_time(seconds=6)
    assert await take_up(office.dispatcher, 8) == 0

    office.real_clock.pass_time(seconds=1)
    assert await take_up(office.dispatcher, 8) == 1

    first, second = office.channel.attempts
    assert first == second
    assert await office.state() == "answered"


async def test_where_twins_are_not_told_apart_an_answer_is_sent_twice_at_most(
    office: Office,
) -> None:
    office.use(FakeChannel(_UNKNOWN, _UNKNOWN))
    await office.dispatcher.receive(doubt())
    office.real_clock.pass_time(seconds=600)
    await take_up(office.dispatcher, 8)
    office.real_clock.pass_time(seconds=600)

    assert await take_up(office.dispatcher, 8) == 0
    assert (await office.state(), len(office.channel.attempts)) == ("unknown", 2)
    assert _REPEATED in office.channel.texts[1]


async def test_an_answer_is_not_sent_to_an_account_that_is_somebody_elses_now(
    office: Office,
) -> None:
    await office.die_after_writing(doubt())
    await office.link(2)

    await take_up(office.dispatcher, 8)

    assert (await office.state(), len(office.channel.attempts)) == ("dead", 1)


async def test_what_another_release_wrote_ends_dead(office: Office) -> None:
    await office.die_after_accepting(doubt())
    await sql(office.store, "UPDATE interaction SET raw = NULL")

    await take_up(office.dispatcher, 8)

    assert await office.state() == "dead"


async def test_a_month_later_nobody_knows_of_it(office: Office) -> None:
    await office.dispatcher.receive(doubt())
    office.real_clock.pass_time(days=30)
    assert await office.dispatcher.holding.forget_old() == 0
    office.real_clock.pass_time(seconds=1)

    assert await office.dispatcher.holding.forget_old() == 1
    assert await office.state() == "nothing"


@pytest.fixture
async def stranger(store: Store) -> Office:
    """The same company; the rep has only a code."""
    made = Office(store)
    await made.prepare()
    return made


async def test_a_code_redelivered_at_each_step_is_answered_as_linked(stranger: Office) -> None:
    code = await stranger.code()
    await stranger.die_after_writing(typed(code))
    assert await stranger.state() == "done"

    await stranger.dispatcher.receive(typed(code))
    await stranger.dispatcher.receive(typed(code))

    assert await stranger.state() == "answered"
    assert ["李雷" in text for text in stranger.channel.texts] == [True, True]


async def test_a_code_whose_process_died_links_and_is_answered_once(stranger: Office) -> None:
    code = await stranger.code()
    await stranger.die_after_accepting(typed(code))

    await take_up(stranger.dispatcher, 8)
    await stranger.dispatcher.receive(typed(code))

    assert await stranger.state() == "answered"
    (text,) = stranger.channel.texts
    assert text.startswith("绑定好了\n李雷,你好")


async def test_a_wrong_code_redelivered_counts_once(stranger: Office) -> None:
    acts = [typed("23456789", f"act{n}") for n in (1, 2, 3, 4) for _ in range(3)]
    for act in acts:
        await stranger.dispatcher.receive(act)

    await stranger.dispatcher.receive(typed(await stranger.code(), "right"))

    assert len(stranger.channel.attempts) == 5
    assert "李雷" in stranger.channel.texts[-1]


async def test_in_a_group_the_answer_goes_to_her_alone(office: Office) -> None:
    await office.dispatcher.receive(doubt(is_private=False))

    assert [key.split(":")[0] for key in office.channel.keys] == ["group", "answer"]
    assert office.channel.texts[0] == "已私下发给你"


@pytest.mark.parametrize(
    ("outcome", "sends", "hours", "deduplicates", "state"),
    [
        pytest.param(Outcome.SENT, 1, 0, False, State.ANSWERED, id="sent"),
        pytest.param(Outcome.REFUSED, 1, 0, True, State.DEAD, id="refused"),
        pytest.param(Outcome.NOT_SENT, 1, 24, False, State.DONE, id="not sent for a day"),
        pytest.param(Outcome.NOT_SENT, 1, 24.1, False, State.DEAD, id="not sent for longer"),
        pytest.param(Outcome.UNKNOWN, 1, 0, False, State.DONE, id="unsure once"),
        pytest.param(Outcome.UNKNOWN, 2, 0, False, State.UNKNOWN, id="unsure twice"),
        pytest.param(Outcome.UNKNOWN, 4, 0, True, State.DONE, id="unsure four times"),
        pytest.param(Outcome.UNKNOWN, 5, 0, True, State.UNKNOWN, id="unsure five times"),
    ],
)
def test_what_becomes_of_an_act_after_an_attempt(
    outcome: Outcome,
    sends: int,
    hours: float,
    deduplicates: bool,  # noqa: FBT001 - a table's column
    state: State,
) -> None:
    age = timedelta(hours=hours)

    assert after(outcome, sends=sends, age=age, deduplicates=deduplicates) is state


async def test_what_was_left_in_a_chat_that_hangs_holds_up_nobody_elses(office: Office) -> None:
    hanging = HangingChannel()
    async with office.store.begin() as uow:
        await uow.links.link(channel="hanging", address=ME, person_id=1, at=AT)
    channels = {"fake": office.channel, "hanging": hanging}
    dispatcher = Dispatcher(
        office.store, channels=channels, site=Site(key=KEY), real_clock=office.real_clock
    )
    for n in range(WIDTH + 8):
        await dispatcher.accept(replace(doubt(f"behind {n}"), channel="hanging"))
    office.real_clock.pass_time(seconds=1)
    await dispatcher.accept(doubt("mine"))
    office.real_clock.pass_time(seconds=16)

    finishing = asyncio.create_task(finish(dispatcher, Pulse()))
    try:
        await until(lambda: len(office.channel.attempts) == 1)
        under_way = len(hanging.attempts)
        hanging.may_answer.set()
    finally:
        finishing.cancel()
        await asyncio.gather(finishing, return_exceptions=True)

    assert under_way == WIDTH
    assert await office.state("mine") == "answered"
    assert len(hanging.attempts) == WIDTH
