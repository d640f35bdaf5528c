"""报单: the form, her confirmation, the card of whoever decides, and what became of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from bot.cards import good_news
from bot.cards.card import Action, Card, Row, Tone
from bot.cards.form import Form, Input, InputKind
from bot.cards.reader import Reader
from rules.notices import ReportNews
from rules.statement import AskReport, AskReportReason, ReportAnswer

_TONES = {
    "draft": Tone.ASKING,
    "asked": Tone.ASKING,
    "half": Tone.ASKING,
    "confirmed": Tone.GOOD,
    "recorded": Tone.GOOD,
}
#: Button -> what it decides, by what is open.
_DECISIONS = {
    "": ("confirm", "decline"),
    "doubt": ("same", "other", "decline"),
    "rival": ("other", "decline"),
    "rivals": ("mine", "theirs", "both"),
}


def word(facts: AskReport | AskReportReason | ReportAnswer, reader: Reader) -> Card | Form:
    """Give the card or form for what reporting a deal came to."""
    if isinstance(facts, AskReport):
        return _form(facts, reader)
    if isinstance(facts, AskReportReason):
        return _reason(facts, reader)
    return _answer(facts, reader)


def asked(news: ReportNews, reader: Reader) -> Card:
    """Ask 内勤 or the manager; where it may be another's or a record's, with both beside."""
    case = "rivals" if news.case == "rival" and news.is_about_report else news.case
    rows = [Row(label=reader.say("report.who"), value=news.name), *_rows(news, reader)]
    if news.case and news.other_customer:
        amount = reader.money(news.other_minor or 0, news.currency)
        value = " · ".join(one for one in (news.other_name, news.other_customer, amount) if one)
        rows.append(Row(label=reader.say("report.other"), value=value))
    return Card(
        title=reader.say(f"report.asked_title.{case or 'plain'}", customer=news.customer),
        tone=Tone.ASKING,
        text=reader.say(f"report.asked.{case or 'plain'}"),
        rows=tuple(rows),
        footnote=reader.say("report.counts_later"),
        actions=tuple(
            Action(
                label=reader.say(f"report.button.{verb}"),
                route="decide_report",
                argument=f"{verb}:{news.report_id}",
                is_primary=not n,
            )
            for n, verb in enumerate(_DECISIONS[case])
        ),
    )


def told(news: ReportNews, reader: Reader) -> Card:
    """Tell the rep what became of her report."""
    card = _answer(ReportAnswer(news=news), reader)
    if news.stage not in ("confirmed", "recorded"):
        return card
    return replace(card, actions=(good_news.button(reader, f"report:{news.report_id}"),))


def told_asked(facts: str, reader: Reader) -> Card:
    """Word the notice of a report that is to be decided."""
    return asked(ReportNews(**json.loads(facts)), reader)


def told_rep(facts: str, reader: Reader) -> Card:
    """Word the notice of what became of her report."""
    return told(ReportNews(**json.loads(facts)), reader)


def _answer(facts: ReportAnswer, reader: Reader) -> Card:
    news = facts.news
    verbs = {"draft": ("submit", "edit", "withdraw"), "reported": ("withdraw",)}
    return Card(
        title=reader.say(f"report.title.{news.stage}", customer=news.customer),
        tone=_TONES.get(news.stage, Tone.PLAIN),
        text=reader.say(
            f"report.text.{news.stage}",
            names=reader.listed(facts.names),
            reason=reader.quoted(news.reason) or reader.say("report.no_reason"),
        ).strip(),
        rows=_rows(news, reader),
        actions=tuple(
            Action(
                label=reader.say(f"report.button.{verb}"),
                route="own_report",
                argument=f"{verb}:{news.report_id}",
                is_primary=verb == "submit",
            )
            for verb in verbs.get(news.stage, ())
        ),
    )


def _rows(news: ReportNews, reader: Reader) -> tuple[Row, ...]:
    said = {
        "customer": news.customer,
        "amount": reader.money(news.minor, news.currency),
        "product": news.product,
        "day": reader.day(date.fromisoformat(news.on_day)),
        "photo": news.photo,
    }
    return tuple(
        Row(label=reader.say(f"report.{name}"), value=value)
        for name, value in said.items()
        if value
    )


def _form(facts: AskReport, reader: Reader) -> Form:
    def ask(name: str, value: str, kind: InputKind, *, is_required: bool = True) -> Input:
        return Input(
            name=name,
            label=reader.say(f"report.{'day' if name == 'sold_on' else name}"),
            kind=kind,
            value=value,
            is_required=is_required,
        )

    return Form(
        title=reader.say("report.form"),
        route="report_deal",
        argument=facts.argument,
        inputs=(
            ask("customer", facts.customer, InputKind.TEXT),
            ask("amount", reader.typed(facts.amount), InputKind.TEXT),
            ask("product", facts.product, InputKind.TEXT, is_required=False),
            ask("sold_on", facts.sold_on, InputKind.DATE),
            ask("photo", facts.photo, InputKind.FILE, is_required=False),
        ),
        submit=reader.say("report.look_over"),
    )


def _reason(facts: AskReportReason, reader: Reader) -> Form:
    return Form(
        title=reader.say("report.decline_title", customer=facts.customer),
        route="decide_report",
        argument=facts.argument,
        inputs=(Input(name="reason", label=reader.say("report.reason"), kind=InputKind.MULTILINE),),
        submit=reader.say("report.button.decline"),
    )
