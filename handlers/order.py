"""[确定] [修改] [放弃] [撤销] under what HR ordered: done once, by whoever wrote it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from handlers import joining, leaving, plan_order, roster_import, table_import, target_order
from handlers.interaction import Interaction
from rules.errors import Conflict, NotAllowed, NotFound
from rules.joining import AskJoin
from rules.order import UNDO_FOR, Order, OrderKind, OrderShown, OrderState, may_undo
from storage.unit_of_work import UnitOfWork

_Show = Callable[[Order, str, Interaction, UnitOfWork], Awaitable[OrderShown]]
_Do = Callable[[Order, Interaction, UnitOfWork], Awaitable[tuple[Order, OrderShown]]]
_Undo = Callable[[Order, Interaction, UnitOfWork], Awaitable[OrderShown]]
_Ask = Callable[[Order, Interaction, UnitOfWork], Awaitable[AskJoin]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What an order of a kind is done and undone by."""

    show: _Show
    do: _Do
    undo: _Undo | None = None
    ask: _Ask | None = None


_WORK = {
    OrderKind.JOIN: _Work(show=joining.shown, do=joining.do, ask=joining.ask),
    OrderKind.LEAVE: _Work(show=leaving.shown, do=leaving.do, undo=leaving.undo),
    OrderKind.PLAN: _Work(show=plan_order.shown, do=plan_order.do, undo=plan_order.undo),
    OrderKind.TARGET: _Work(show=target_order.shown, do=target_order.do, undo=target_order.undo),
    OrderKind.TABLE: _Work(show=table_import.shown, do=table_import.do, undo=table_import.undo),
    OrderKind.ROSTER: _Work(show=roster_import.shown, do=roster_import.do, undo=roster_import.undo),
}


async def order(interaction: Interaction, uow: UnitOfWork) -> OrderShown | AskJoin:
    """Do with an order what a button says: "do:1", "edit:1", "drop:1" or "undo:1".

    Each word counts once: pressed again, the card says how it stands. Raises `NotAllowed` for
    whoever did not write it, `Conflict` for what can not be taken back any more.
    """
    word, _, number = interaction.argument.partition(":")
    one = await uow.orders.hold(int(number)) if number.isdecimal() else None
    if one is None:
        raise NotFound("order.gone")
    if one.by_id != interaction.person.id:
        raise NotAllowed("order.not_yours")
    work = _WORK[one.kind]
    if word == "undo":
        return await _undone(one, work, interaction, uow)
    if one.state is not OrderState.DRAFT:
        return await _as_it_stands(one, work, interaction, uow)
    if word == "edit" and work.ask is not None:
        return await work.ask(one, interaction, uow)
    if word == "drop":
        await _settle(one, OrderState.DROPPED, interaction, uow)
        return await work.show(one, "dropped", interaction, uow)
    if word != "do":
        raise NotFound("order.gone")
    done, told = await work.do(one, interaction, uow)
    done = await _settle(done, OrderState.DONE, interaction, uow)
    return replace(told, may_undo=may_undo(done, interaction.at))


async def to_undo(interaction: Interaction, uow: UnitOfWork) -> OrderShown:
    """Show what she ordered last and may still take back, with its button; nothing is undone yet.

    Raises `NotFound` where there is nothing of the kind within the hour.
    """
    since = interaction.at - UNDO_FOR
    for one in await uow.orders.done_since(interaction.person.id, since):
        if may_undo(one, interaction.at):
            return await _as_it_stands(one, _WORK[one.kind], interaction, uow)
    raise NotFound("order.nothing_to_undo")


async def _undone(one: Order, work: _Work, interaction: Interaction, uow: UnitOfWork) -> OrderShown:
    if one.state is OrderState.UNDONE:
        return await work.show(one, "undone", interaction, uow)
    if work.undo is None or not may_undo(one, interaction.at):
        raise Conflict("order.too_late")
    told = await work.undo(one, interaction, uow)
    await _settle(one, OrderState.UNDONE, interaction, uow)
    return told


async def _as_it_stands(
    one: Order, work: _Work, interaction: Interaction, uow: UnitOfWork
) -> OrderShown:
    told = await work.show(one, one.state.value, interaction, uow)
    return replace(told, may_undo=may_undo(one, interaction.at))


async def _settle(
    one: Order, state: OrderState, interaction: Interaction, uow: UnitOfWork
) -> Order:
    done_at = interaction.at if state is OrderState.DONE else one.done_at
    settled = replace(one, state=state, done_at=done_at)
    await uow.orders.save(settled)
    await uow.audit.add(
        at=interaction.at,
        actor=f"person:{interaction.person.id}",
        action=f"order.{one.kind.value}.{state.value}",
        subject=f"person:{one.person_id}" if one.person_id else f"order:{one.id}",
    )
    return settled
