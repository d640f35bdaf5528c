"""Cards and forms as CARDS.md words them, for the tests of channels and pages."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.cards.card import Action, Card, Link, Row, Tone
from bot.cards.file import File
from bot.cards.form import Choice, Form, Input, InputKind
from bot.cards.message import Message

NOON = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
PREVIEW = "你有一条业绩提醒"
SETTLED = "税前,以财务结算为准"


def _button(label: str, route: str, *, is_primary: bool = False) -> Action:
    return Action(label=label, route=route, token=f"{route}~1~signed", is_primary=is_primary)


NEW_DEAL = Card(
    title="新签 · 华星科技",
    tone=Tone.GOOD,
    figure=Row(label="预计提成", value="+¥740.00(税前)"),
    rows=(
        Row(label="本单", value="¥560.00(8,000.00 × 7%)"),
        Row(label="补差", value="¥180.00(上一单 9,000.00 补 2%)"),
        Row(label="本月", value="¥1,190.00 预计"),
        Row(label="下一档", value="再签 ¥8,000.00,全部按 10% 算"),
    ),
    footnote=SETTLED,
    actions=(
        _button("为什么", "why", is_primary=True),
        _button("假如再签…", "what_if"),
        _button("本月明细", "commission"),
    ),
)
NEW_DEAL_EN = Card(
    title="New deal · Huaxing Tech",
    tone=Tone.GOOD,
    figure=Row(label="Expected", value="+¥740.00 (before tax)"),
    rows=(
        Row(label="This deal", value="¥560.00 (8,000.00 × 7 %)"),
        Row(label="Catch-up", value="¥180.00 (2 % more on the earlier 9,000.00)"),
        Row(label="Month", value="¥1,190.00 expected"),
        Row(label="Next tier", value="¥8,000.00 more: all at 10 %"),
    ),
    footnote="Before tax; the finance settlement counts",
    actions=(
        _button("Why", "why", is_primary=True),
        _button("What if …", "what_if"),
        _button("This month", "commission"),
    ),
)
TODAY = Card(
    title="今天的提成",
    figure=Row(label="预计提成", value="¥740.00"),
    rows=(
        Row(label="预计", value="¥740.00"),
        Row(label="已确认", value="¥0.00"),
        Row(label="待发放", value="¥0.00"),
        Row(label="已发放", value="¥0.00"),
        Row(label="华星科技", value="¥560.00(8,000.00 × 7%)\n补差 ¥180.00"),
    ),
    footnote=SETTLED,
    actions=(_button("为什么", "why"), _button("假如再签…", "what_if")),
)
WHY = Card(
    title="怎么算的 · 华星科技",
    figure=Row(label="这次多出", value="¥740.00"),
    rows=(
        Row(label="本期", value="17,000.00 × 7% = 1,190.00"),
        Row(label="之前已记", value="450.00"),
        Row(label="差额", value="1,190.00 − 450.00 = 740.00"),
        Row(label="方案", value="标准提成 · 第 3 版,2026年10月1日起"),
        Row(label="还差", value="回款,在财务"),
    ),
    text="算进来的单:华星科技 8,000.00,远山物流 9,000.00。",
    footnote=SETTLED,
    actions=(_button("有疑问", "question"),),
)
TAKEN_BACK = Card(
    title="退单 · 华星科技",
    tone=Tone.CHANGED,
    figure=Row(label="本月预计", value="−¥740.00(现为 ¥450.00)"),
    rows=(
        Row(label="本单", value="−¥560.00"),
        Row(label="补差", value="−¥180.00(回到 5% 档)"),
        Row(label="已发", value="不动,后续按每月上限扣回"),
    ),
    footnote=SETTLED,
    actions=(
        _button("为什么", "why"),
        _button("有疑问", "question"),
        _button("找内勤", "sales_office"),
    ),
)
SETTLED_CARD = Card(
    title="转正标准有变化",
    tone=Tone.ASKING,
    rows=(Row(label="测评", value="60 → 67,+11.67%,超过 10%"),),
    actions=(_button("接受", "accept"),),
    state="你已接受,从 12 月 1 日起",
)
LINKED = Card(
    title="陪访记录(1/6)",
    tone=Tone.ASKING,
    text="客户",
    link=Link(label="也可以在网页上填", url="https://foothold.example/forms/abcdefgh2345"),
    actions=(_button("取消", "dialogue"),),
)
RECORD = Form(
    title="陪访记录",
    route="ride_along",
    token="ride_along~7~signed",
    submit="提交",
    inputs=(
        Input(name="customer", label="客户", placeholder="比如 华星科技"),
        Input(name="day", label="日期", kind=InputKind.DATE, value="2026-11-24"),
        Input(
            name="stage",
            label="阶段",
            kind=InputKind.CHOICE,
            choices=(Choice(value="first", label="初访"), Choice(value="offer", label="报价")),
        ),
        Input(
            name="good",
            label="做得好",
            kind=InputKind.CHOICES,
            is_required=False,
            choices=(
                Choice(value="listen", label="倾听"),
                Choice(value="price", label="报价"),
                Choice(value="close", label="促成"),
            ),
        ),
        Input(name="rating", label="总体", kind=InputKind.RATING),
        Input(name="note", label="待改进", kind=InputKind.MULTILINE, is_required=False),
    ),
)
HOSTILE = "<img src=x onerror=alert(1)>&\"'`{{7*7}}${x}[red]\x1b[31m</script><script>bad()</script>"
HOSTILE_CARD = Card(
    title=HOSTILE,
    figure=Row(label=HOSTILE, value=HOSTILE),
    rows=(Row(label=HOSTILE, value=HOSTILE),),
    text=HOSTILE,
    footnote=HOSTILE,
    actions=(Action(label=HOSTILE, route="why", token='"><b>'),),
)
HOSTILE_FORM = Form(
    title=HOSTILE,
    route="x",
    token='"><b>',
    submit=HOSTILE,
    inputs=(
        Input(name='"><b>', label=HOSTILE, value=HOSTILE, problem=HOSTILE, placeholder=HOSTILE),
        Input(
            name="choice",
            label=HOSTILE,
            kind=InputKind.CHOICE,
            choices=(Choice(value='"><b>', label=HOSTILE),),
        ),
    ),
)


def a_message(
    key: str = "deal:1",
    *,
    text: str = "",
    card: Card | None = None,
    form: Form | None = None,
    file: File | None = None,
) -> Message:
    """Give a message with the text a card or form carries anyway."""
    said = text or (card.as_text() if card else "") or (form.title if form else "")
    return Message(key=key, preview=PREVIEW, text=said, card=card, form=form, file=file)
