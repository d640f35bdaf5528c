"""The terminal: numbers and words press buttons, forms are asked question by question."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import StringIO

import pytest
from rich.console import Console as Terminal

from bot.cards.card import Action, Card
from bot.cards.form import Choice, Form, Input, InputKind
from bot.channels.channel import Inbound
from bot.channels.console import Act, Console, converse, typed_lines
from bot.channels.questions import Questions
from tests import samples
from tests.samples import NOON, a_message


class Desk:
    """A terminal that remembers what it showed."""

    def __init__(self) -> None:
        self.out = StringIO()
        self.console = Console(out=Terminal(file=self.out, width=72), language="zh")
        self.received: list[Inbound] = []

    async def receive(self, inbound: Inbound) -> None:
        self.received.append(inbound)


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def show(desk: Desk, name: str) -> None:
    messages = {
        "card": a_message(card=samples.NEW_DEAL),
        "settled": a_message(card=samples.SETTLED_CARD),
        "form": a_message(form=samples.RECORD),
    }
    await desk.console.send(desk.console.render(messages[name], address="1"))


@pytest.mark.parametrize(
    ("shown", "line", "expected"),
    [
        pytest.param("card", "1", Act(token="why~1~signed"), id="a number presses"),
        pytest.param("card", " 3\n", Act(token="commission~1~signed"), id="blanks aside"),
        pytest.param("card", "为什么", Act(token="why~1~signed"), id="its words press it too"),
        pytest.param("card", "4", Act(text="4"), id="a number without a button"),
        pytest.param("card", "0", Act(text="0"), id="zero"),
        pytest.param("card", "²", Act(text="²"), id="a digit that is no number"),
        pytest.param("card", "我的提成\x1b", Act(text="我的提成"), id="words"),
        pytest.param("card", "  ", None, id="nothing"),
        pytest.param("settled", "1", Act(text="1"), id="a settled card"),
        pytest.param("settled", "为什么", Act(text="为什么"), id="words of a settled card"),
    ],
)
async def test_what_a_line_means(desk: Desk, shown: str, line: str, expected: Act | None) -> None:
    await show(desk, shown)

    assert desk.console.heard(line) == expected


async def test_news_leaves_the_numbers_that_are_on_the_screen(desk: Desk) -> None:
    seen = Action(label="看到了", route="seen", token="seen~2~signed")
    news = a_message(card=Card(title="又一单", actions=(seen,)))

    await show(desk, "card")
    await desk.console.send(desk.console.render(news, address="1"))

    assert "4 看到了" in desk.out.getvalue()
    assert desk.console.heard("4") == Act(token="seen~2~signed")
    assert desk.console.heard("1") == Act(token="why~1~signed")


async def test_an_answer_counts_its_buttons_from_one_again(desk: Desk) -> None:
    await show(desk, "card")
    desk.console.heard("我今天的提成")

    await show(desk, "card")

    assert desk.out.getvalue().count("1 为什么") == 2
    assert desk.console.heard("4") == Act(text="4")


async def test_a_form_is_answered_question_by_question(desk: Desk) -> None:
    await show(desk, "form")

    acts = [desk.console.heard(line) for line in ("华星", "", "报价", "1 3", "4", "")]

    assert acts[:-1] == [None] * 5
    assert acts[-1] == Act(
        token="ride_along~7~signed",
        answers={
            "customer": "华星",
            "day": "2026-11-24",
            "stage": "offer",
            "good": "listen,close",
            "rating": "4",
            "note": "",
        },
    )


async def test_a_form_can_be_given_up(desk: Desk) -> None:
    await show(desk, "form")

    given_up = desk.console.heard("/")

    assert given_up is None
    assert "什么都没有提交" in desk.out.getvalue()
    assert desk.console.heard("你好") == Act(text="你好")


@pytest.mark.parametrize(
    ("question", "line", "problem"),
    [
        pytest.param(Input(name="q", label="?"), "", "这一项要填", id="empty"),
        pytest.param(Input(name="q", label="?"), "字" * 4001, "最多 4000", id="too long"),
        pytest.param(
            Input(name="q", label="?", kind=InputKind.NUMBER), "三", "一个数", id="number"
        ),
        pytest.param(Input(name="q", label="?", kind=InputKind.NUMBER), "nan", "一个数", id="nan"),
        pytest.param(
            Input(name="q", label="?", kind=InputKind.DATE), "24.11.", "年-月-日", id="date"
        ),
        pytest.param(
            Input(name="q", label="?", kind=InputKind.RATING), "6", "没有这个", id="rating"
        ),
        pytest.param(
            Input(
                name="q",
                label="?",
                kind=InputKind.CHOICES,
                choices=(Choice(value="a", label="甲"), Choice(value="b", label="乙")),
            ),
            "1 3",
            "没有这个",
            id="one of several",
        ),
    ],
)
def test_a_wrong_answer_is_said_and_asked_again(question: Input, line: str, problem: str) -> None:
    form = Form(title="t", route="r", inputs=(question,), submit="ok")
    questions = Questions(form=form, language="zh")

    assert problem in questions.answer(line)
    assert questions.open == question


@pytest.mark.parametrize(
    ("kind", "line", "expected"),
    [
        pytest.param(InputKind.NUMBER, "-2.5", "-2.5", id="number"),
        pytest.param(InputKind.DATE, "2026-11-24", "2026-11-24", id="date"),
        pytest.param(InputKind.RATING, "5", "5", id="rating"),
        pytest.param(InputKind.PERSON, "张三", "张三", id="person"),
        pytest.param(InputKind.FILE, "attachment:7", "attachment:7", id="file"),
    ],
)
def test_an_answer_is_taken(kind: InputKind, line: str, expected: str) -> None:
    form = Form(title="t", route="r", inputs=(Input(name="q", label="?", kind=kind),), submit="ok")
    questions = Questions(form=form, language="zh")

    assert questions.answer(line) == ""
    assert questions.answers == {"q": expected}


async def test_every_line_is_passed_on_as_the_persons(desk: Desk) -> None:
    async def lines() -> AsyncIterator[str]:
        yield "我今天的提成\n"
        yield "\n"
        yield "帮助\n"

    await converse(
        desk.console, address="7", lines=lines(), receive=desk.receive, clock=lambda: NOON
    )

    assert [(i.sender, i.text, i.at) for i in desk.received] == [
        ("7", "我今天的提成", NOON),
        ("7", "帮助", NOON),
    ]
    assert len({inbound.id for inbound in desk.received}) == 2


async def test_typed_lines_end_with_the_input() -> None:
    assert [line async for line in typed_lines(StringIO("a\nb"))] == ["a\n", "b"]


async def test_a_line_that_was_not_kept_is_said_to_be_lost(desk: Desk) -> None:
    async def away(inbound: Inbound) -> None:
        raise OSError(inbound.id)

    async def lines() -> AsyncIterator[str]:
        yield "再签两万"

    await converse(desk.console, address="1", lines=lines(), receive=away, clock=lambda: NOON)

    assert "没有存下来" in desk.out.getvalue()
