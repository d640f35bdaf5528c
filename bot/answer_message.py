"""The message that carries an answer: whole, refused, before a group, with its file or without."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from bot.answers import Answer
from bot.cards.actions import seal
from bot.cards.charts import draw_curve
from bot.cards.file import File
from bot.cards.form import Form
from bot.cards.message import Message
from bot.cards.reader import Reader
from rules.attachment import VOICES


def message(
    answer: Answer, reader: Reader, *, act: str, person_id: int | None, key: bytes
) -> Message:
    """Give the message that answers an act, its buttons good for this person alone."""
    told = Message(
        key=f"answer:{act}",
        preview=reader.say("preview.answer"),
        text=answer.title if isinstance(answer, Form) else answer.as_text(),
        card=None if isinstance(answer, Form) else replace(answer, file=None),
        form=answer if isinstance(answer, Form) else None,
        file=None if isinstance(answer, Form) else answer.file,
    )
    return told if person_id is None else seal(told, person_id=person_id, key=key)


def refused(form: Form, written: Mapping[str, str], problem: str, *, field: str = "") -> Form:
    """Give a form again with what was written in it, and what is wrong under the field it is of."""
    names = [question.name for question in form.inputs]
    wrong = field if field in names else names[0]
    inputs = tuple(
        replace(
            question,
            value=written.get(question.name, question.value),
            problem=problem if question.name == wrong else "",
        )
        for question in form.inputs
    )
    return replace(form, inputs=inputs, voices=written.get(VOICES, form.voices))


def group_line(told: Message, reader: Reader, *, act: str) -> Message:
    """Give what a group sees in place of an answer."""
    said = reader.say("group.private")
    return replace(told, key=f"group:{act}", text=said, card=None, form=None, file=None)


async def drawn(told: Message) -> Message:
    """Draw the picture that goes with an answer, on a thread: it takes a second."""
    file = told.file
    if file is None or not file.drawing:
        return told
    content = await asyncio.to_thread(draw_curve, file.drawing)
    picture = replace(File.of(file.name, file.media_type, content), is_picture=True)
    return replace(told, file=picture)


def without_file(told: Message, reader: Reader) -> Message:
    """Give an answer for a chat that no file can be sent to; it says where the file can be had."""
    name = told.file.name if told.file else ""
    said = reader.say("attachment.elsewhere", name=name)
    card = None if told.card is None else replace(told.card, text=f"{told.card.text}\n{said}")
    return replace(told, text=f"{told.text}\n{said}", card=card, file=None)


def repeated(told: Message, reader: Reader) -> Message:
    """Give the same answer, beginning with that it may have come before; a form asks as it did."""
    said = reader.say("answer.repeated")
    card = told.card
    if card is not None:
        card = replace(card, text=f"{said}\n{card.text}".rstrip())
    return replace(told, text=f"{said}\n{told.text}", card=card)
