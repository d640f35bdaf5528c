"""What the made-up people do when a card of Foothold reaches them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cards.card import Action
from bot.cards.form import Form, Input, InputKind
from bot.cards.message import Message
from bot.demo.company import STAFF, Employee

_MENTEES = {
    mentor: [one for one in STAFF if one.mentor == mentor]
    for mentor in {one.mentor for one in STAFF if one.mentor}
}
_LOCALES = {one.number: one.locale for one in STAFF}
_TALKED_OVER = {"zh": "一起看过,说好了下一步", "en": "We talked it over and agreed what comes next"}
_MANAGERS = {one.number for one in STAFF if "manager" in one.roles}
#: Who takes her courses once she is reminded; the others let it be, and their mentors hear of it.
STUDIOUS = {"S01", "S03", "S04", "S05", "S07", "S08", "S09"}
#: Of two in HR one acts: what both were asked is done by then.
_COLLEAGUES = {"H02"}
#: How her mentoring suits her; others are content.
_RATINGS = {"S02": 4}
_CONTENT = 8
_MONDAY = 0
_PASSED = ("hand:", "fine:")
_A_WEEK = timedelta(days=7)
#: On these cards their reader presses the first button, and after how long.
_FIRST_BUTTON: Mapping[str, timedelta] = {
    "course_done": timedelta(hours=3),
    "mentor_visit": timedelta(minutes=20),
    "target_decide": timedelta(hours=1),
    "target_answer": timedelta(hours=2),
    "probation_ack": timedelta(minutes=30),
    "decide_report": timedelta(minutes=15),
    "mentor_change": timedelta(hours=26),
    "intervention_outcome": timedelta(hours=1),
}
#: What is shown before it counts: these she confirms.
_CONFIRMED = {"mentor_record", "report_deal", "mentor_change", "alert"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Something that somebody is going to do: to press a button, or to say something."""

    number: str
    at: datetime
    words: str = ""
    pressed: Action | None = None
    filled: Form | None = None

    @property
    def bubble(self) -> str:
        """What stands in her own bubble."""
        if self.filled:
            return self.filled.submit
        return self.pressed.label if self.pressed else self.words

    @property
    def token(self) -> str:
        """What the platform carries of a button or a form; "" for words."""
        shown = self.filled or self.pressed
        return shown.token if shown else ""

    @property
    def answers(self) -> dict[str, str]:
        """What she writes into each field that has to be filled and is not yet."""
        inputs = self.filled.inputs if self.filled else ()
        wording = _TALKED_OVER[_LOCALES[self.number]]
        return {
            one.name: one.value or _answer(one, self.at, wording)
            for one in inputs
            if one.is_required
        }


def moves(number: str, message: Message, *, at: datetime, is_answer: bool) -> list[Move]:
    """Give what somebody does about a message that reached her then; mostly nothing."""
    actions = message.card.actions if message.card and number not in _COLLEAGUES else ()
    if is_answer and message.form is not None:
        return [Move(number=number, at=at + timedelta(minutes=4), filled=message.form)]
    if is_answer:
        return _confirmed(number, actions, at)
    # Handing somebody over, or leaving her as she is, stands behind taking it on.
    routes = {one.route: one for one in reversed(actions) if not one.argument.startswith(_PASSED)}
    if rated := _rated(number, actions, at):
        return rated
    if "alert" in routes and number in _MANAGERS:
        return [Move(number=number, at=at + timedelta(hours=2), pressed=routes["alert"])]
    if "mentor_record" in routes and number in _MENTEES and at.weekday() == _MONDAY:
        return [move for one in _MENTEES[number] for move in _mentored(number, one, at)]
    return [
        Move(number=number, at=at + after, pressed=routes[route])
        for route, after in _FIRST_BUTTON.items()
        if route in routes and (route != "course_done" or number in STUDIOUS)
    ][:1]


def _confirmed(number: str, actions: tuple[Action, ...], at: datetime) -> list[Move]:
    first = next((one for one in actions if _goes_on(one)), None)
    if first is not None:
        return [Move(number=number, at=at + timedelta(minutes=5), pressed=first)]
    # Whoever said that she follows somebody up writes down what she did, the day after.
    record = [one for one in actions if one.route == "intervention"]
    if record == list(actions):
        return [Move(number=number, at=at + timedelta(days=1), pressed=one) for one in record]
    return []


def _goes_on(action: Action) -> bool:
    """Whether it is the step that she came for: to submit, to take on, to change a mentor."""
    is_change = action.argument.startswith("change:")
    return action.route in _CONFIRMED and (action.is_primary or is_change)


def _rated(number: str, actions: tuple[Action, ...], at: datetime) -> list[Move]:
    wanted = f":{_RATINGS.get(number, _CONTENT)}"
    points = [one for one in actions if one.route == "pulse" and one.argument.endswith(wanted)]
    return [Move(number=number, at=at + timedelta(minutes=50), pressed=one) for one in points[:1]]


def _answer(one: Input, at: datetime, wording: str) -> str:
    if one.kind is InputKind.DATE:
        return (at + _A_WEEK).date().isoformat()
    return one.choices[0].value if one.choices else wording


def _mentored(mentor: str, rep: Employee, at: datetime) -> list[Move]:
    """Say two of the week's three records in a message each, so that one is reminded of."""
    visit, talk = (
        (
            f"陪访 {rep.name} 客户:华星科技 做得好:先听完再说 待改进:报价太早 下一步:再约 倾听:4.5",
            f"聊一次 {rep.name} 内容:这个月的目标 约定:每天两次拜访",
        )
        if rep.locale == "zh"
        else (
            (
                f"ride-along {rep.name} customer: Harbor Tools good: asks improve: price next: call"
                " listening: 4.5"
            ),
            f"talk record {rep.name} topics: this month's target agreed: two visits a day",
        )
    )
    return [
        Move(number=mentor, at=at + timedelta(days=1, hours=3), words=visit),
        Move(number=mentor, at=at + timedelta(days=2, hours=5), words=talk),
    ]
