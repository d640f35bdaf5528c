"""What a rep wrote of a deal, in words or in the form, and the form that asks for it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from handlers.account import plan_book
from handlers.interaction import Interaction
from rules import money
from rules.errors import Invalid, NotFound
from rules.reported_deal import OLDEST_DAYS, ReportedDeal
from rules.spoken_amount import find_amounts
from rules.spoken_report import SpokenReport, spoken_sum
from rules.statement import AskReport
from rules.typed_text import clean, fold
from storage.unit_of_work import UnitOfWork

_LONGEST = 200
_LONGEST_PHOTO = 500


def said_in(interaction: Interaction) -> tuple[SpokenReport | None, date]:
    """Give what she said, and the day it was sold on; None where she said nothing yet."""
    written = interaction.answers
    if not written:
        return interaction.understood.report, interaction.today
    customer = clean(written.get("customer", ""))[:_LONGEST]
    if not customer:
        raise Invalid("customer", "?")
    typed = fold(clean(written.get("amount", "")))
    amounts = find_amounts(typed)
    if len(amounts) != 1:
        raise NotFound("amount.vague", field="amount")
    value, problem = spoken_sum(amounts[0], typed)
    if problem:
        raise NotFound(problem, field="amount")
    product = clean(written.get("product", ""))[:_LONGEST]
    sold_on = _day(written.get("sold_on", ""), interaction.today)
    return SpokenReport(customer=customer, amount=value, product=product), sold_on


def _day(written: str, today: date) -> date:
    if not written.strip():
        return today
    try:
        day = date.fromisoformat(written.strip())
    except ValueError:
        raise NotFound("report.bad_day", field="sold_on") from None
    if day > today:
        raise NotFound("report.future", field="sold_on")
    if today - day > timedelta(days=OLDEST_DAYS):
        raise NotFound("report.too_old", field="sold_on", days=OLDEST_DAYS)
    return day


async def drafted(
    interaction: Interaction,
    uow: UnitOfWork,
    said: SpokenReport,
    amount: Decimal,
    sold_on: date,
) -> ReportedDeal:
    """Give a draft in the currency of her plan; raise `NotFound` for a sum that it has not."""
    person = interaction.person
    book = await plan_book(uow, [person], default_plan=interaction.default_plan)
    currency = book.current(person.id, sold_on).plan.currency
    try:
        minor = money.to_minor(amount, currency)
    except Invalid as error:
        raise NotFound("amount.vague", field="amount") from error
    return ReportedDeal(
        key=interaction.id,
        person_id=person.id,
        customer=said.customer,
        amount=money.Money(minor=minor, currency=currency),
        product=said.product,
        sold_on=sold_on,
        at=interaction.at,
        photo=interaction.answers.get("photo", "").strip()[:_LONGEST_PHOTO],
    )


def form_of(report: ReportedDeal) -> AskReport:
    """Give the form of a draft, filled in."""
    return AskReport(
        argument=f"edit:{report.id}",
        customer=report.customer,
        amount=str(report.amount.amount),
        product=report.product,
        sold_on=report.sold_on.isoformat(),
        photo=report.photo,
    )
