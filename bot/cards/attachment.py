"""A file that came by itself: that it is kept, and three choices (CARDS 7)."""

from __future__ import annotations

from bot.cards.card import Action, Card, Tone
from bot.cards.file import File
from bot.cards.reader import Reader
from rules.attachment import AttachmentKept, AttachmentKind, AttachmentPut, AttachmentShown

Facts = AttachmentKept | AttachmentPut | AttachmentShown

_ROUTE = "attachment"
_KILOBYTE = 1024
#: Six buttons fit a card of WeCom.
_MOST_RECORDS = 4


def word(facts: Facts, reader: Reader) -> Card:
    """Word what became of a file."""
    match facts:
        case AttachmentKept():
            return kept(facts, reader)
        case AttachmentPut():
            return _put(facts, reader)
        case AttachmentShown():
            shown = File.of(facts.name, facts.media_type, facts.content)
            return Card(title=reader.say("attachment.shown", name=facts.name), file=shown)


def kept(facts: AttachmentKept, reader: Reader) -> Card:
    """Say that it is kept and until when, and ask what it is for."""
    records = tuple(
        Action(
            label=_record_label(name, reader, is_only=len(facts.mentees) == 1),
            route="mentor_record",
            argument=f"new:ride_along:{pairing_id}::{facts.id}",
        )
        for pairing_id, name in facts.mentees
    )
    if facts.visit is not None:
        number, name = facts.visit
        label = reader.say("attachment.button.visit", name=name)
        argument = f"photo:{number}:{facts.id}"
        add = Action(label=label, route="mentor_record", argument=argument, is_primary=True)
        records = (add, *records)[:_MOST_RECORDS]
    if facts.may_be_resume:
        label = reader.say("attachment.button.resume")
        read = Action(label=label, route="resume", argument=f"read:{facts.id}", is_primary=True)
        records = (read, *records)[:_MOST_RECORDS]
    if facts.may_import:
        label = reader.say("order.button.import")
        roster = Action(
            label=label, route="import_roster", argument=f"file:{facts.id}", is_primary=True
        )
        records = (roster, *records)[:_MOST_RECORDS]
    mine = () if records else (_action("show", facts.id, reader),)
    return Card(
        title=reader.say(f"attachment.kept_title.{facts.kind.value}"),
        tone=Tone.ASKING,
        text="\n".join(part for part in (_spoken(facts, reader), _size(facts, reader)) if part),
        actions=(
            *records,
            *mine,
            _action("keep", facts.id, reader),
            _action("drop", facts.id, reader),
        ),
    )


def _spoken(facts: AttachmentKept, reader: Reader) -> str:
    """Say what was heard of a voice message, or that it has to be typed."""
    if facts.kind is not AttachmentKind.VOICE:
        return ""
    if facts.words:
        return reader.say("attachment.heard", words=reader.quoted(facts.words))
    return reader.say("attachment.voice_alone")


def _size(facts: AttachmentKept, reader: Reader) -> str:
    kilobytes = max(1, round(facts.size / _KILOBYTE))
    return reader.say("attachment.kept", name=facts.name, size=kilobytes, days=facts.days)


def _put(facts: AttachmentPut, reader: Reader) -> Card:
    is_kept = facts.state == "kept"
    actions = ("show", "drop") if is_kept else ()
    return Card(
        title=reader.say(f"attachment.{facts.state}_now"),
        tone=Tone.GOOD if is_kept else Tone.PLAIN,
        text=reader.say("attachment.until", name=facts.name, days=facts.days) if is_kept else "",
        actions=tuple(_action(one, facts.id, reader) for one in actions),
    )


def _record_label(name: str, reader: Reader, *, is_only: bool) -> str:
    if is_only:
        return reader.say("attachment.button.record")
    return reader.say("attachment.button.record_of", name=name)


def _action(word: str, number: int, reader: Reader) -> Action:
    return Action(
        label=reader.say(f"attachment.button.{word}"), route=_ROUTE, argument=f"{word}:{number}"
    )
