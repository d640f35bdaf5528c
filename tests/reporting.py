"""Reps and deciders at their reports, as a handler sees them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from handlers.interaction import Interaction
from handlers.reported_deal import own_report, report_deal
from handlers.reported_deal_decision import decide_report
from handlers.understanding import understand
from rules.errors import FootholdError
from rules.reported_deal import ReportedDeal
from rules.statement import ReportAnswer
from storage.store import Store
from tests.builders import AT, a_hire, given_plan, take_in

_ROUTES = {"report_deal": report_deal, "own_report": own_report, "decide_report": decide_report}


async def company(store: Store) -> int:
    """Lei (1) and Fang (2) under Min (3), 内勤 Yun (4), a peer (5); give the plan's id."""
    plan_id = await given_plan(store)
    await take_in(
        store,
        a_hire("A001", name="李雷", manager="A003"),
        a_hire("A002", name="王芳", manager="A003"),
        a_hire("A003", name="周敏", roles=["manager"]),
        a_hire("A004", name="郑云", roles=["sales_ops"]),
        a_hire("A005", name="吴静"),
    )
    return plan_id


async def acts(
    store: Store,
    who: int,
    route: str,
    argument: str = "",
    *,
    text: str = "",
    id: str = "",  # noqa: A002 - as an interaction calls it
    at: datetime = AT,
    answers: Mapping[str, str] | None = None,
) -> object:
    """Let somebody do something in a transaction of its own; give the facts or the refusal."""
    try:
        async with store.begin() as uow:
            person = (await uow.people.by_id([who]))[who]
            asked = Interaction(
                id=id or f"{who}-{route}-{argument}-{text}",
                person=person,
                at=at,
                understood=understand(text, today=at.date()),
                argument=argument,
                answers=answers or {},
            )
            return await _ROUTES[route](asked, uow)
    except FootholdError as error:
        return error


async def reported(store: Store, who: int = 1, text: str = "报单 华星 9000", key: str = "") -> int:
    """Let a rep report a deal to the end and give the report's id."""
    draft = await acts(store, who, "report_deal", text=text, id=key)
    assert isinstance(draft, ReportAnswer), draft
    await acts(store, who, "own_report", f"submit:{draft.news.report_id}")
    return draft.news.report_id


async def kept(store: Store, report_id: int) -> ReportedDeal:
    """Give a report as it is stored."""
    async with store.read() as uow:
        report = await uow.reported_deals.by_id(report_id)
    assert report is not None
    return report


async def posted(store: Store, who: int = 1) -> int:
    """Give the sum of a person's postings, in minor units."""
    async with store.read() as uow:
        sums = await uow.ledger.sums()
    return sum(minor for account, minor in sums.items() if account.person_id == who)
