"""A form asked question by question, in chats that have no form of their own; kept in the store.

She answers by typing or by a button, skips what may be skipped, goes back, or gives up. It goes on
after a restart, and is forgotten when she says nothing for half an hour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from pydantic import TypeAdapter

from bot.cards.card import Action, Card, Tone
from bot.cards.form import Form, Input, InputKind
from bot.cards.reader import Reader
from bot.channels.questions import Questions, choices
from rules.attachment import VOICES, Attachment, AttachmentKind, refs_in
from rules.privacy import DataClass
from storage.form_session import FormSession

#: The route of the buttons under a question; their argument is that question and what they say.
ROUTE = "dialogue"
PATIENCE = timedelta(minutes=30)
_SKIP, _BACK, _CANCEL = "skip", "back", "cancel"
_WORDS = {
    "跳过": _SKIP,
    "skip": _SKIP,
    "返回": _BACK,
    "上一步": _BACK,
    "上一题": _BACK,
    "back": _BACK,
    "取消": _CANCEL,
    "放弃": _CANCEL,
    "算了": _CANCEL,
    "cancel": _CANCEL,
    "quit": _CANCEL,
}
_MOST_BUTTONS = 5
_FORM = TypeAdapter(Form)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a message to an open form leads to."""

    #: What is asked next, or said at its end; None once all is answered.
    card: Card | None
    #: What is to be kept; None where the form is over.
    session: FormSession | None = None
    answers: Mapping[str, str] | None = None


def begun(
    form: Form, *, channel: str, address: str, person_id: int, at: datetime, page: str = ""
) -> FormSession:
    """Open a form; one that came back asks only what was wrong, and has all that was spoken."""
    is_again = any(question.problem for question in form.inputs)
    known = {q.name: q.value for q in form.inputs if is_again and not q.problem}
    known |= {VOICES: form.voices} if form.voices else {}
    inputs = tuple(_refused(q) if q.problem else q for q in form.inputs)
    return FormSession(
        channel=channel,
        address=address,
        person_id=person_id,
        form=_FORM.dump_json(replace(form, inputs=inputs)),
        answers=known,
        at=at,
        page=page,
    )


def _refused(question: Input) -> Input:
    """Give a question whose answer is not offered again; her own words are shown to be mended."""
    words = question.value if question.kind is InputKind.MULTILINE else ""
    problem = f"{question.problem}\n{words}".rstrip()
    return replace(question, value="", problem=problem)


def form_of(session: FormSession) -> Form:
    """Give the form of a session; raise ValueError for one of another release."""
    return _FORM.validate_json(session.form)


def open_name(session: FormSession, reader: Reader) -> str:
    """Name what she is being asked; "" once all is answered."""
    question = _questions(session, reader).open
    return "" if question is None else question.name


def takes_file(session: FormSession, text: str, reader: Reader) -> bool:
    """Whether a file is an answer now: it is asked for, or will be and came along with words."""
    questions = _questions(session, reader)
    asked, coming = questions.open, _file_question(questions)
    return coming is not None and (coming == asked or bool(text.strip()))


def opened(argument: str) -> tuple[str, str]:
    """Give the question that a button stands under, and what it says.

    "" is no question: giving up counts under any, and older releases named none.
    """
    name, _, word = argument.rpartition(":")
    return name, word


def asked_now(session: FormSession, reader: Reader) -> Card:
    """Ask the open question."""
    return _question(_questions(session, reader), reader)


def heard(
    session: FormSession,
    text: str,
    reader: Reader,
    *,
    at: datetime,
    files: Sequence[Attachment] = (),
    meant: str = "",
    under: str = "",
    today: date | None = None,
) -> Turn:
    """Take what she typed, pressed or sent as the answer to the open question.

    Voice messages stay with the answers, whatever their words answer; one without words is no
    answer, and the question stays open. A photo that came along with words is there when asked for.
    `meant` is the question that was open when she spoke: said in two messages it is one answer.
    `under` is the question whose button she pressed: pressed again it answers no other.
    `today` is her day, for a date that is said in words.
    """
    questions = _questions(session, reader)
    questions.today = today
    question = questions.open
    if under and question is not None and question.name != under:
        passed = reader.say("dialogue.passed")
        return Turn(card=_question(questions, reader, problem=passed), session=session)
    text = _with_files(questions, text, files)
    order = _WORDS.get(text.strip().lower().lstrip("/"))
    if order == _CANCEL:
        return Turn(card=Card(title=reader.say("dialogue.cancelled"), holds=DataClass.PUBLIC))
    problem = ""
    if order == _BACK:
        _take_back(questions)
    elif text.strip() and (more := _going_on(questions, meant)):
        problem = questions.add(more, text.strip())
    elif files and not text.strip():
        spoken = refs_in(questions.answers.get(VOICES, ""))
        problem = reader.say("attachment.voice_kept", count=len(spoken))
    else:
        problem = questions.answer("" if order == _SKIP else text)
    if questions.open is None:
        return Turn(card=None, answers=questions.answers)
    kept = replace(session, answers=dict(questions.answers), at=at)
    return Turn(card=_question(questions, reader, problem=problem), session=kept)


def _questions(session: FormSession, reader: Reader) -> Questions:
    return Questions(
        form=form_of(session),
        language=reader.language,
        words="dialogue",
        answers=dict(session.answers),
    )


def _going_on(questions: Questions, meant: str) -> Input | None:
    """Give the question whose answer in words is there already, to go on with."""
    if not questions.answers.get(meant):
        return None
    words = (one for one in questions.form.inputs if one.kind is InputKind.MULTILINE)
    return next((one for one in words if one.name == meant), None)


def _with_files(questions: Questions, text: str, files: Sequence[Attachment]) -> str:
    """Put files where they belong, and give what answers the open question."""
    spoken = [one.ref for one in files if one.kind is AttachmentKind.VOICE]
    seen = [one.ref for one in files if one.kind is not AttachmentKind.VOICE]
    if spoken:
        before = questions.answers.get(VOICES, "")
        questions.answers[VOICES] = " ".join(refs_in(before, *spoken))
    coming = _file_question(questions)
    if not seen or coming is None:
        return text
    if coming == questions.open:
        return seen[0]
    questions.answers[coming.name] = seen[0]
    return text


def _file_question(questions: Questions) -> Input | None:
    """Give the question for a file that is not answered yet."""
    files = (one for one in questions.form.inputs if one.kind is InputKind.FILE)
    return next((one for one in files if one.name not in questions.answers), None)


def _take_back(questions: Questions) -> None:
    """Open the question before this one again."""
    if answered := _answered(questions):
        del questions.answers[answered[-1]]


def _answered(questions: Questions) -> list[str]:
    return [q.name for q in questions.form.inputs if q.name in questions.answers]


def _question(questions: Questions, reader: Reader, *, problem: str = "") -> Card:
    question, form = questions.open, questions.form
    if question is None:
        raise ValueError("every question is answered")
    return Card(
        title=reader.say(
            "dialogue.title",
            title=form.title,
            n=form.inputs.index(question) + 1,
            count=len(form.inputs),
        ),
        tone=Tone.ASKING,
        holds=form.holds,
        text="\n".join([*([problem] if problem else []), *questions.lines(question)]),
        footnote=reader.say("dialogue.how"),
        actions=(*_choices(question), *_orders(questions, question, reader)),
    )


def _choices(question: Input) -> tuple[Action, ...]:
    """Give few choices as buttons; many, or several at once, are typed by their numbers."""
    offered = choices(question)
    if question.kind is InputKind.CHOICES or len(offered) > _MOST_BUTTONS:
        return ()
    return tuple(
        Action(label=choice.label, route=ROUTE, argument=f"{question.name}:{n}")
        for n, choice in enumerate(offered, start=1)
    )


def _orders(questions: Questions, question: Input, reader: Reader) -> tuple[Action, ...]:
    orders = [_SKIP] if question.value or not question.is_required else []
    orders += [_BACK] if _answered(questions) else []
    here = tuple(
        Action(label=reader.say(f"dialogue.{o}"), route=ROUTE, argument=f"{question.name}:{o}")
        for o in orders
    )
    return (*here, Action(label=reader.say("dialogue.cancel"), route=ROUTE, argument=_CANCEL))
