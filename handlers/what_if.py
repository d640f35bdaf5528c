"""Price one more deal on top of what a rep has: a trial that stores nothing."""

from __future__ import annotations

from handlers.account import plan_book
from handlers.interaction import Interaction
from handlers.understanding import understand
from rules import money
from rules.commission import DealCredit, Posting, Totals, post, rate_at
from rules.crediting import Account
from rules.errors import Invalid, NotFound
from rules.people import Engagement
from rules.plan import Plan
from rules.plan_terms import OF_A_DEAL, ONE_DEAL, Base
from rules.statement import AskAmount, WhatIf
from storage.unit_of_work import UnitOfWork


async def what_if(interaction: Interaction, uow: UnitOfWork) -> WhatIf | AskAmount:
    """Price one more deal on top of the running period; nothing is stored."""
    understood = interaction.understood
    if "amount" in interaction.answers:
        # What is typed into the form is read as if it had been said: 2万, ８，０００.
        said = f"再签 {interaction.answers['amount']}"
        understood = understand(said, today=interaction.today)
        if understood.amount is None and not understood.problem:
            raise NotFound("amount.vague")
    if understood.problem:
        raise NotFound(understood.problem)
    person = interaction.person
    book = await plan_book(uow, [person], default_plan=interaction.default_plan)
    version = book.current(person.id, interaction.today)
    plan = version.plan
    if understood.amount is None:
        return AskAmount()
    try:
        asked = money.to_minor(understood.amount, plan.currency)
    except Invalid as error:
        raise NotFound("amount.vague") from error
    account = Account(person.id, version.id, plan.calendar.period(interaction.today))
    totals = (await uow.ledger.totals([account])).get(account, Totals())
    if plan.asks_product:
        raise NotFound("what_if.by_product")
    if plan.asks_margin:
        raise NotFound("what_if.by_margin_rate")
    # Under a plan that pays by margin, what is tried is a margin.
    units = ONE_DEAL if plan.counts_deals else 0
    posting = post(plan, totals=totals, credit=DealCredit(), base=plan.net(asked), units=units)
    if posting is None:
        return AskAmount()
    _, after = posting.priced(plan)
    _, goes = posting.going(plan)
    return WhatIf(
        currency=plan.currency,
        is_agent=person.engagement is Engagement.AGENT,
        amount=asked,
        this_deal=posting.this_deal,
        catch_up=posting.catch_up,
        base_after=posting.after.base,
        worth_after=posting.after.posted,
        rate_after=rate_at(goes, after),
        reaches_new_tier=_reaches_new_tier(plan, posting),
        is_margin=plan.base is Base.MARGIN,
    )


def _reaches_new_tier(plan: Plan, posting: Posting) -> bool:
    """Tell whether the period, or the deal by itself, comes to a higher tier."""
    before, after = posting.before, posting.after
    walked, walked_before = (plan.walked(one.base, one.units) for one in (after, before))
    if plan.measure in OF_A_DEAL:
        alone = posting.credit_after
        walked, walked_before = plan.walked(alone.base, alone.units), 0
    return plan.tier(walked) > plan.tier(walked_before)
