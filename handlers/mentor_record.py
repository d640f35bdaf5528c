"""Records of mentoring by form and in one message, their confirmation, and a day to change them."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from handlers.attachment import own
from handlers.interaction import Interaction
from handlers.mentor_record_fields import cleaned, values_of, written
from handlers.mentor_record_files import (
    as_fields,
    check_files,
    hold_files,
    named_in,
    over,
    sent_before,
)
from handlers.mentor_record_saved import is_editable, looked_at, rated_anew, saved, submitted
from handlers.mentor_record_typed import chosen, typed
from handlers.mentor_record_whose import about, allowed, own_record, pairing_of
from rules.attachment import Attachment, ref_of
from rules.errors import Conflict, NotAllowed
from rules.mentor_desk import Mentored
from rules.mentor_record import (
    FIELDS,
    LISTENING,
    AskRecord,
    RecordDropped,
    RecordKind,
    VisitAnswered,
    problems,
)
from rules.mentoring import Pairing
from rules.people import Person
from storage.mentor_record import StoredRecord
from storage.unit_of_work import UnitOfWork


async def record(interaction: Interaction, uow: UnitOfWork) -> Mentored:
    """Take a record in: typed in one message, or by the buttons and forms that follow.

    The same message, button or form again changes nothing.
    """
    word, _, rest = interaction.argument.partition(":")
    if not word:
        return await typed(interaction, uow)
    if word in _OPENING:
        return await _OPENING[word](rest, interaction, uow)
    return await _followed(word, rest, interaction, uow)


async def _followed(word: str, rest: str, interaction: Interaction, uow: UnitOfWork) -> Mentored:
    """Go on with a record that is there: choose whose it is, submit it, change it, give it up."""
    number, _, choice = rest.partition(":")
    kept = await own_record(int(number), interaction, uow)
    if word == "who":
        return await chosen(kept, int(choice), interaction, uow)
    if kept.state == "dropped":
        raise Conflict("mentor_record.is_dropped")
    pairing, mentee = await about(kept, interaction, uow)
    if word == "photo":
        sent = await own(ref_of(int(choice)), interaction, uow)
        return await _added(kept, sent, (pairing, mentee), interaction, uow)
    if word == "drop" and kept.state == "draft":
        await uow.mentor_records.drop(kept.id)
        return RecordDropped()
    if word in {"submit", "drop"}:
        return await submitted(kept, pairing, mentee, interaction, uow)
    spoken = await sent_before(kept.kind, choice, interaction, uow)
    is_checked = word == "fill"
    return await _filled(kept, (pairing, mentee), spoken, interaction, uow, is_checked=is_checked)


async def visit(interaction: Interaction, uow: UnitOfWork) -> VisitAnswered:
    """Let a rep say whether a visit was so; her newest word counts."""
    word, _, number = interaction.argument.partition(":")
    kept = await uow.mentor_records.one(int(number or 0))
    pairing = await pairing_of(kept, uow) if kept else None
    if kept is None or pairing is None or pairing.rep_id != interaction.person.id:
        raise NotAllowed("error.button_not_yours")
    await uow.mentor_records.confirm(kept.id, is_confirmed=word == "yes")
    mentor = (await uow.people.by_id([kept.author_id]))[kept.author_id]
    return VisitAnswered(is_confirmed=word == "yes", mentor=mentor.name)


async def _new(rest: str, interaction: Interaction, uow: UnitOfWork) -> Mentored:
    """Open the form of a kind for a mentee, or take it in; each opening is one record at most."""
    named, _, more = rest.partition(":")
    number, _, more = more.partition(":")
    opened, _, files = more.partition(":")
    kind = RecordKind(named)
    pairing, mentee = await allowed(int(number or 0), kind, interaction, uow)
    opened = opened or sha256(interaction.id.encode()).hexdigest()[:12]
    argument = f"new:{kind.value}:{pairing.id}:{opened}"
    sent = await sent_before(kind, files, interaction, uow)
    if not interaction.answers:
        return AskRecord(
            kind=kind,
            mentee=mentee.name,
            argument=_with_files(argument, sent),
            values={"on_day": interaction.today.isoformat(), **sent},
        )
    fields, on_day = written(over(sent, interaction.answers), interaction.today)
    await check_files(fields, interaction, uow)
    if wrong := problems(kind, fields, on_day, today=interaction.today):
        return _ask_again(kind, mentee, _with_files(argument, fields), interaction, wrong)
    kept = await uow.mentor_records.draft(
        key=f"form:{opened}:{interaction.person.id}",
        author_id=interaction.person.id,
        pairing_id=pairing.id,
        kind=kind,
        on_day=on_day or interaction.today,
        fields=cleaned(kind, fields),
        at=interaction.at,
    )
    return await submitted(kept, pairing, mentee, interaction, uow)


async def _comment(rest: str, interaction: Interaction, uow: UnitOfWork) -> Mentored:
    """Ask for, or take in, the mentor's comment on a mentee's report; a report has one."""
    number, _, files = rest.partition(":")
    report = await uow.mentor_records.one(int(number or 0))
    if report is None or report.pairing_id is None or report.kind is not RecordKind.REPORT:
        raise NotAllowed("error.button_not_yours")
    kind = RecordKind.REVIEW
    pairing, mentee = await allowed(report.pairing_id, kind, interaction, uow)
    given = await uow.mentor_records.comment_on(report.id)
    if given is not None:
        return await saved(given, pairing, mentee, interaction, uow, is_repeat=True)
    argument = f"comment:{report.id}"
    sent = await sent_before(kind, files, interaction, uow)
    if not interaction.answers:
        again = _with_files(argument, sent)
        return AskRecord(kind=kind, mentee=mentee.name, argument=again, values=sent)
    fields = over(sent, interaction.answers)
    await check_files(fields, interaction, uow)
    if wrong := problems(kind, fields, report.on_day, today=interaction.today):
        return _ask_again(kind, mentee, _with_files(argument, fields), interaction, wrong)
    kept = await uow.mentor_records.draft(
        key=f"comment:{report.id}",
        author_id=interaction.person.id,
        pairing_id=pairing.id,
        kind=kind,
        on_day=report.on_day,
        fields=cleaned(kind, fields),
        at=interaction.at,
        report_id=report.id,
    )
    return await submitted(kept, pairing, mentee, interaction, uow)


async def _filled(
    kept: StoredRecord,
    whose: tuple[Pairing, Person],
    spoken: Mapping[str, str],
    interaction: Interaction,
    uow: UnitOfWork,
    *,
    is_checked: bool,
) -> Mentored:
    """Show a record's form filled in, or take in what she changed in it."""
    pairing, mentee = whose
    argument = f"{'fill' if is_checked else 'check'}:{kept.id}"
    if not interaction.answers:
        return AskRecord(
            kind=kept.kind, mentee=mentee.name, argument=argument, values=values_of(kept)
        )
    known = over(values_of(kept), spoken)
    fields, on_day = written(over(known, interaction.answers), interaction.today)
    await check_files(fields, interaction, uow)
    if "on_day" not in FIELDS[kept.kind]:
        on_day = kept.on_day
    if wrong := problems(kept.kind, fields, on_day, today=interaction.today):
        again = _with_files(argument, fields)
        return _ask_again(kept.kind, mentee, again, interaction, wrong)
    said = cleaned(kept.kind, fields)
    is_same = said == dict(kept.fields) and on_day == kept.on_day
    if kept.state == "saved" and not is_same and not is_editable(kept, interaction):
        raise Conflict("mentor_record.too_late_to_edit")
    if not is_same:
        await uow.mentor_records.change(
            kept.id,
            pairing_id=pairing.id,
            on_day=on_day or kept.on_day,
            fields=said,
        )
        if kept.state == "saved":
            await hold_files(kept.id, said, uow, before=kept.fields)
        rated = kept.fields.get(LISTENING, "")
        kept = await own_record(kept.id, interaction, uow)
        if kept.state == "saved":
            await rated_anew(kept, pairing, interaction, uow, before=rated)
    if kept.state == "saved":
        return await saved(kept, pairing, mentee, interaction, uow, is_repeat=is_same)
    if not is_checked:
        return await looked_at(kept, pairing, mentee, interaction, uow)
    return await submitted(kept, pairing, mentee, interaction, uow)


async def _added(
    kept: StoredRecord,
    sent: Attachment,
    whose: tuple[Pairing, Person],
    interaction: Interaction,
    uow: UnitOfWork,
) -> Mentored:
    """Put what was sent after it into a record: a photo for the one it had, a voice beside all."""
    added = as_fields(kept.kind, [sent])
    fields = over(kept.fields, added)
    is_same = fields == dict(kept.fields)
    if not added or (not is_same and not is_editable(kept, interaction)):
        raise Conflict("mentor_record.too_late_to_edit")
    if not is_same:
        await uow.mentor_records.change(
            kept.id, pairing_id=whose[0].id, on_day=kept.on_day, fields=fields
        )
        if kept.state == "saved":
            await hold_files(kept.id, fields, uow, before=kept.fields)
        kept = await own_record(kept.id, interaction, uow)
    if kept.state == "draft":
        return await looked_at(kept, *whose, interaction, uow)
    return await saved(kept, *whose, interaction, uow, is_repeat=is_same)


def _with_files(argument: str, fields: Mapping[str, str]) -> str:
    """Let a form that is asked again know the files that are there already."""
    files = named_in(fields)
    return f"{argument}:{files}" if files else argument


def _ask_again(
    kind: RecordKind,
    mentee: Person,
    argument: str,
    interaction: Interaction,
    wrong: Mapping[str, str],
) -> AskRecord:
    """Give the form back with all that was written in it."""
    return AskRecord(
        kind=kind,
        mentee=mentee.name,
        argument=argument,
        values=dict(interaction.answers),
        problems=wrong,
    )


#: What opens a form of its own.
_OPENING = {"new": _new, "comment": _comment}
