"""Somebody asks a route, past chat and cards: the facts it gives, or the refusal."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from handlers.interaction import Interaction
from handlers.routes import BY_ID
from handlers.understanding import understand
from rules.errors import FootholdError
from rules.people import Person
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.builders import AT


async def asks(
    store: Store,
    who: int | str,
    route: str,
    argument: str = "",
    *,
    text: str = "",
    at: datetime = AT,
    **more: Any,  # noqa: ANN401 - whatever else an interaction has
) -> object:
    """Run a route for a person, named by id or number; a refusal rolls back, as in a chat."""
    try:
        async with store.begin() as uow:
            asked = await _interaction(uow, who, route, argument, text=text, at=at)
            return await BY_ID[route].handler(replace(asked, **more), uow)
    except FootholdError as error:
        return error


class _Undone(Exception):
    """Rolls back what was done."""


async def tries(
    store: Store,
    who: int | str,
    route: str,
    argument: str = "",
    *,
    text: str = "",
    at: datetime = AT,
) -> object:
    """Do the same and take back what came of it: one company is enough for all who try."""
    answer: object = None
    with suppress(_Undone):
        async with store.begin() as uow:
            asked = await _interaction(uow, who, route, argument, text=text, at=at)
            try:
                answer = await BY_ID[route].handler(asked, uow)
            except FootholdError as error:
                answer = error
            raise _Undone
    return answer


async def _interaction(
    uow: UnitOfWork, who: int | str, route: str, argument: str, *, text: str, at: datetime
) -> Interaction:
    return Interaction(
        id=f"i-{who}-{route}-{argument}-{text}",
        person=await _person(who, uow),
        at=at,
        understood=understand(text, today=at.date()),
        argument=argument,
    )


async def _person(who: int | str, uow: UnitOfWork) -> Person:
    if isinstance(who, int):
        return (await uow.people.by_id([who]))[who]
    return (await uow.people.by_number([who]))[who][0]
