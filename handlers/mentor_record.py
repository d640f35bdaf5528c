"""Records of mentoring by form and in one message, their confirmation, and a day to change them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from hashlib import sha256

from handlers.attachment import hold, own
from handlers.interaction import Interaction
from handlers.mentoring import mentee_weeks
from rules.attachment import id_of, ref_of
from rules.errors import Conflict, NotAllowed, NotFound
from rules.mentor_desk import Mentored
from rules.mentor_record import (
    FIELDS,
    AskRecord,
    CommentGiven,
    NotYourMentee,
    RecordDraft,
    RecordDropped,
    RecordKind,
    RecordSaved,
    ReportToComment,
    VisitAnswered,
    VisitToConfirm,
    WhichMentee,
    may_edit,
    problems,
)
from rules.mentoring import Pairing
from rules.notices import Notice, NoticeKind
from rules.people import Person
from rules.periods import local_day, week_of
from rules.spoken_mentoring import SpokenMentoring
from rules.spoken_range import find_ranges
from rules.typed_text import fold
from storage.mentor_record import StoredRecord
from storage.store import UnitOfWork

#: A record of last week is still written down.
_LOOK_BACK = timedelta(days=14)


async def record(interaction: Interaction, uow: UnitOfWork) -> Mentored:
    """Take a record in: typed in one message, or by the buttons and forms that follow.

    The same message, button or form again changes nothing.
    """
    word, _, rest = interaction.argument.partition(":")
    if not word:
        return await _typed(interaction, uow)
    if word in _OPENING:
        return await _OPENING[word](rest, interaction, uow)
    return await _followed(word, rest, interaction, uow)


async def _followed(word: str, rest: str, interaction: Interaction, uow: UnitOfWork) -> Mentored:
    """Go on with a record that is there: choose whose it is, submit it, change it, give it up."""
    number, _, choice = rest.partition(":")
    kept = await _own(int(number), interaction, uow)
    if word == "who":
        return await _chosen(kept, int(choice), interaction, uow)
    if kept.state == "dropped":
        raise Conflict("mentor_record.is_dropped")
    pairing, mentee = await _about(kept, interaction, uow)
    if word == "photo":
        photo = await own(ref_of(int(choice)), interaction, uow)
        return await _photographed(kept, photo.ref, (pairing, mentee), interaction, uow)
    if word == "drop" and kept.state == "draft":
        await uow.mentor_records.drop(kept.id)
        return RecordDropped()
    if word in {"submit", "drop"}:
        return await _submitted(kept, pairing, mentee, interaction, uow)
    return await _filled(kept, pairing, mentee, interaction, uow, is_checked=word == "fill")


async def visit(interaction: Interaction, uow: UnitOfWork) -> VisitAnswered:
    """Let a rep say whether a visit was so; her newest word counts."""
    word, _, number = interaction.argument.partition(":")
    kept = await uow.mentor_records.one(int(number or 0))
    pairing = await _pairing(kept, uow) if kept else None
    if kept is None or pairing is None or pairing.rep_id != interaction.person.id:
        raise NotAllowed("error.button_not_yours")
    await uow.mentor_records.confirm(kept.id, is_confirmed=word == "yes")
    mentor = (await uow.people.by_id([kept.author_id]))[kept.author_id]
    return VisitAnswered(is_confirmed=word == "yes", mentor=mentor.name)


# --- In one message ------------------------------------------------------------------------------


async def _typed(interaction: Interaction, uow: UnitOfWork) -> Mentored:
    said = interaction.understood.mentoring
    if said is None or said.kind is None:
        raise NotFound("mentor_record.how")
    fields, on_day = _written(said.fields, interaction.today)
    fields = _with_photo(said.kind, fields, interaction)
    found = await _meant(said, interaction, uow)
    if not found:
        return await _nobody(said, interaction, uow)
    kept = await uow.mentor_records.draft(
        key=f"typed:{interaction.id}",
        author_id=interaction.person.id,
        pairing_id=found[0][0].id if len(found) == 1 else None,
        kind=said.kind,
        on_day=on_day or interaction.today,
        fields=fields if on_day else {**fields, "on_day": said.fields.get("on_day", "")},
        at=interaction.at,
    )
    if len(found) > 1:
        choices = tuple((pairing.id, one.name, one.number) for pairing, one in found)
        return WhichMentee(record_id=kept.id, name=said.person, choices=choices)
    return await _looked_at(kept, *found[0], interaction, uow)


async def _looked_at(
    kept: StoredRecord, pairing: Pairing, mentee: Person, interaction: Interaction, uow: UnitOfWork
) -> Mentored:
    """Ask for what is missing, or show what was understood to be submitted."""
    if kept.state == "saved":
        return await _saved(kept, pairing, mentee, interaction, uow, is_repeat=True)
    day = None if "on_day" in kept.fields else kept.on_day
    if wrong := problems(kept.kind, kept.fields, day, today=interaction.today):
        return AskRecord(
            kind=kept.kind,
            mentee=mentee.name,
            argument=f"check:{kept.id}",
            values=_values(kept),
            problems=wrong,
        )
    return RecordDraft(record_id=kept.id, kind=kept.kind, mentee=mentee.name, values=_values(kept))


def _written(fields: Mapping[str, str], today: date) -> tuple[dict[str, str], date | None]:
    """Give the fields but the day, and the day: today if none was named, None for one unread."""
    rest = {name: value for name, value in fields.items() if name != "on_day"}
    named = fields.get("on_day", "").strip()
    return rest, _day(named, today) if named else today


def _day(named: str, today: date) -> date | None:
    try:
        return date.fromisoformat(named)
    except ValueError:
        found = find_ranges(fold(named), today)
    days = found[0].range.days if len(found) == 1 and found[0].range else None
    return days.start if days is not None and days.last == days.start else None


async def _meant(
    said: SpokenMentoring, interaction: Interaction, uow: UnitOfWork
) -> list[tuple[Pairing, Person]]:
    """Give who may be meant: her own mentees of that name, or for a report herself."""
    person, today = interaction.person, interaction.today
    if said.kind is RecordKind.REPORT:
        hers = await uow.mentoring.of_rep(person.id, today, today)
        own = [one for one in hers if not one.is_stand_in]
        return [(one, person) for one in own[:1]]
    wanted = said.person.strip().lower()
    mine = await _mine(interaction, uow)
    if not wanted and len(mine) == 1:
        return mine
    return [(p, one) for p, one in mine if wanted in {one.name.lower(), one.number.lower()}]


async def _mine(interaction: Interaction, uow: UnitOfWork) -> list[tuple[Pairing, Person]]:
    today = interaction.today
    pairings = await uow.mentoring.of_mentor(interaction.person.id, today - _LOOK_BACK, today)
    reps = await uow.people.by_id({one.rep_id for one in pairings})
    newest = {one.rep_id: one for one in pairings}
    return [(one, reps[one.rep_id]) for one in newest.values()]


async def _nobody(
    said: SpokenMentoring, interaction: Interaction, uow: UnitOfWork
) -> NotYourMentee:
    """Refuse in the same words whether or not there is such a person, and give all words back."""
    if said.kind is RecordKind.REPORT:
        return NotYourMentee(name="", typed="\n".join(said.fields.values()), mentees=())
    typed = "\n".join(f"{name}: {value}" for name, value in said.fields.items())
    mine = tuple(one.name for _, one in await _mine(interaction, uow))
    return NotYourMentee(name=said.person, typed=typed, mentees=mine)


async def _chosen(
    kept: StoredRecord, pairing_id: int, interaction: Interaction, uow: UnitOfWork
) -> Mentored:
    mine = {pairing.id: (pairing, one) for pairing, one in await _mine(interaction, uow)}
    if pairing_id not in mine:
        raise NotAllowed("error.button_not_yours")
    if kept.state == "draft":
        await uow.mentor_records.change(
            kept.id, pairing_id=pairing_id, on_day=kept.on_day, fields=kept.fields
        )
        kept = await _own(kept.id, interaction, uow)
    return await _looked_at(kept, *mine[pairing_id], interaction, uow)


# --- By form -------------------------------------------------------------------------------------


async def _new(rest: str, interaction: Interaction, uow: UnitOfWork) -> Mentored:
    """Open the form of a kind for a mentee, or take it in; each opening is one record at most."""
    named, _, more = rest.partition(":")
    number, _, more = more.partition(":")
    opened, _, photo = more.partition(":")
    kind = RecordKind(named)
    pairing, mentee = await _allowed(int(number or 0), kind, interaction, uow)
    opened = opened or sha256(interaction.id.encode()).hexdigest()[:12]
    argument = f"new:{kind.value}:{pairing.id}:{opened}" + (f":{photo}" if photo else "")
    sent = {"photo": ref_of(int(photo))} if photo else {}
    if not interaction.answers:
        today = {"on_day": interaction.today.isoformat(), **sent}
        return AskRecord(kind=kind, mentee=mentee.name, argument=argument, values=today)
    fields, on_day = _written(_over(sent, interaction.answers), interaction.today)
    await _check_photo(fields, interaction, uow)
    if wrong := problems(kind, fields, on_day, today=interaction.today):
        return _ask_again(kind, mentee, argument, interaction, wrong)
    kept = await uow.mentor_records.draft(
        key=f"form:{opened}:{interaction.person.id}",
        author_id=interaction.person.id,
        pairing_id=pairing.id,
        kind=kind,
        on_day=on_day or interaction.today,
        fields=_clean(kind, fields),
        at=interaction.at,
    )
    return await _submitted(kept, pairing, mentee, interaction, uow)


async def _comment(rest: str, interaction: Interaction, uow: UnitOfWork) -> Mentored:
    """Ask for, or take in, the mentor's comment on a mentee's report; a report has one."""
    report = await uow.mentor_records.one(int(rest or 0))
    if report is None or report.pairing_id is None or report.kind is not RecordKind.REPORT:
        raise NotAllowed("error.button_not_yours")
    kind = RecordKind.REVIEW
    pairing, mentee = await _allowed(report.pairing_id, kind, interaction, uow)
    given = await uow.mentor_records.comment_on(report.id)
    if given is not None:
        return await _saved(given, pairing, mentee, interaction, uow, is_repeat=True)
    argument = f"comment:{report.id}"
    if not interaction.answers:
        return AskRecord(kind=kind, mentee=mentee.name, argument=argument)
    if wrong := problems(kind, interaction.answers, report.on_day, today=interaction.today):
        return _ask_again(kind, mentee, argument, interaction, wrong)
    kept = await uow.mentor_records.draft(
        key=f"comment:{report.id}",
        author_id=interaction.person.id,
        pairing_id=pairing.id,
        kind=kind,
        on_day=report.on_day,
        fields=_clean(kind, interaction.answers),
        at=interaction.at,
        report_id=report.id,
    )
    return await _submitted(kept, pairing, mentee, interaction, uow)


async def _filled(
    kept: StoredRecord,
    pairing: Pairing,
    mentee: Person,
    interaction: Interaction,
    uow: UnitOfWork,
    *,
    is_checked: bool,
) -> Mentored:
    """Show a record's form filled in, or take in what she changed in it."""
    argument = f"{'fill' if is_checked else 'check'}:{kept.id}"
    if not interaction.answers:
        return AskRecord(
            kind=kept.kind, mentee=mentee.name, argument=argument, values=_values(kept)
        )
    fields, on_day = _written(_over(_values(kept), interaction.answers), interaction.today)
    await _check_photo(fields, interaction, uow)
    if "on_day" not in FIELDS[kept.kind]:
        on_day = kept.on_day
    if wrong := problems(kept.kind, fields, on_day, today=interaction.today):
        return _ask_again(kept.kind, mentee, argument, interaction, wrong)
    cleaned = _clean(kept.kind, fields)
    is_same = cleaned == dict(kept.fields) and on_day == kept.on_day
    if kept.state == "saved" and not is_same and not _is_editable(kept, interaction):
        raise Conflict("mentor_record.too_late_to_edit")
    if not is_same:
        await uow.mentor_records.change(
            kept.id,
            pairing_id=pairing.id,
            on_day=on_day or kept.on_day,
            fields=cleaned,
        )
        if kept.state == "saved":
            await _hold_photo(kept.id, cleaned, uow, before=kept.fields)
        kept = await _own(kept.id, interaction, uow)
    if kept.state == "saved":
        return await _saved(kept, pairing, mentee, interaction, uow, is_repeat=is_same)
    if not is_checked:
        return await _looked_at(kept, pairing, mentee, interaction, uow)
    return await _submitted(kept, pairing, mentee, interaction, uow)


async def _photographed(
    kept: StoredRecord,
    photo: str,
    about: tuple[Pairing, Person],
    interaction: Interaction,
    uow: UnitOfWork,
) -> Mentored:
    """Put a photo that came after it into a saved record, in place of the one it had."""
    is_same = kept.fields.get("photo") == photo
    if "photo" not in FIELDS[kept.kind] or (not is_same and not _is_editable(kept, interaction)):
        raise Conflict("mentor_record.too_late_to_edit")
    if not is_same:
        fields = {**kept.fields, "photo": photo}
        await uow.mentor_records.change(
            kept.id, pairing_id=about[0].id, on_day=kept.on_day, fields=fields
        )
        await _hold_photo(kept.id, fields, uow, before=kept.fields)
        kept = await _own(kept.id, interaction, uow)
    return await _saved(kept, *about, interaction, uow, is_repeat=is_same)


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


def _over(known: Mapping[str, str], written: Mapping[str, str]) -> dict[str, str]:
    """Give what was written over what is known; a photo that is not sent again stays.

    A window of Slack opens with no file in it, also where the record has one.
    """
    fields = {**known, **written}
    if not fields.get("photo") and known.get("photo"):
        fields["photo"] = known["photo"]
    return fields


def _with_photo(
    kind: RecordKind, fields: Mapping[str, str], interaction: Interaction
) -> dict[str, str]:
    """Give the fields of a message, with the picture that came with it in place of its name."""
    found = {name: value for name, value in fields.items() if name != "photo"}
    if "photo" in FIELDS[kind] and interaction.attachments:
        found["photo"] = interaction.attachments[0].ref
    return found


async def _check_photo(
    fields: Mapping[str, str], interaction: Interaction, uow: UnitOfWork
) -> None:
    """Raise `NotAllowed` where a photo is named that is not the writer's own."""
    if photo := fields.get("photo"):
        await own(photo, interaction, uow)


async def _hold_photo(
    record_id: int,
    fields: Mapping[str, str],
    uow: UnitOfWork,
    *,
    before: Mapping[str, str] | None = None,
) -> None:
    """Let a saved record hold its photo, and let go of the one it had before."""
    now, then = id_of(fields.get("photo", "")), id_of((before or {}).get("photo", ""))
    if then is not None and then != now:
        await uow.attachments.use(then, "")
    if now is not None:
        await hold(now, f"mentor_record:{record_id}", uow)


def _clean(kind: RecordKind, fields: Mapping[str, str]) -> dict[str, str]:
    known = (name for name in FIELDS[kind] if name != "on_day")
    return {name: value for name in known if (value := fields.get(name, "").strip())}


def _values(kept: StoredRecord) -> dict[str, str]:
    day = kept.fields.get("on_day", kept.on_day.isoformat())
    values = {**kept.fields, "on_day": day}
    return {name: values[name] for name in FIELDS[kept.kind] if values.get(name)}


def _is_editable(kept: StoredRecord, interaction: Interaction) -> bool:
    if kept.saved_at is None:
        return True
    return may_edit(local_day(kept.saved_at, interaction.person.zone), interaction.today)


# --- Whose it is ---------------------------------------------------------------------------------


async def _own(record_id: int, interaction: Interaction, uow: UnitOfWork) -> StoredRecord:
    kept = await uow.mentor_records.one(record_id)
    if kept is None or kept.author_id != interaction.person.id:
        raise NotAllowed("error.button_not_yours")
    return kept


async def _pairing(kept: StoredRecord, uow: UnitOfWork) -> Pairing | None:
    number = kept.pairing_id or 0
    return (await uow.mentoring.by_id([number])).get(number)


async def _about(
    kept: StoredRecord, interaction: Interaction, uow: UnitOfWork
) -> tuple[Pairing, Person]:
    return await _allowed(kept.pairing_id or 0, kept.kind, interaction, uow)


async def _allowed(
    pairing_id: int, kind: RecordKind, interaction: Interaction, uow: UnitOfWork
) -> tuple[Pairing, Person]:
    """Give a pairing that the actor may write about, and its rep."""
    found = (await uow.mentoring.by_id([pairing_id])).get(pairing_id)
    if found is None:
        raise NotAllowed("error.button_not_yours")
    writer = found.rep_id if kind is RecordKind.REPORT else found.mentor_id
    is_over = found.ends_on is not None and found.ends_on < interaction.today - _LOOK_BACK
    if writer != interaction.person.id or is_over:
        raise NotAllowed("mentoring.not_yours_any_more")
    return found, (await uow.people.by_id([found.rep_id]))[found.rep_id]


# --- Saved ---------------------------------------------------------------------------------------


async def _submitted(
    kept: StoredRecord, pairing: Pairing, mentee: Person, interaction: Interaction, uow: UnitOfWork
) -> Mentored:
    """Keep a record: it closes its task, and whoever it concerns is told."""
    if kept.state == "saved":
        return await _saved(kept, pairing, mentee, interaction, uow, is_repeat=True)
    if wrong := problems(kept.kind, kept.fields, kept.on_day, today=interaction.today):
        return AskRecord(
            kind=kept.kind,
            mentee=mentee.name,
            argument=f"check:{kept.id}",
            values=_values(kept),
            problems=wrong,
        )
    await uow.mentor_records.save(kept.id, at=interaction.at)
    await _hold_photo(kept.id, kept.fields, uow)
    if kept.kind.task is not None:
        week = week_of(kept.on_day).start
        await uow.mentoring.finish_task(
            pairing.id, kept.kind.task, week, record_id=kept.id, on=interaction.today
        )
    await _tell(kept, pairing, interaction, uow)
    actor = f"person:{interaction.person.id}"
    subject = f"mentor_record:{kept.id}"
    await uow.audit.add(at=interaction.at, actor=actor, action="mentoring.record", subject=subject)
    return await _saved(kept, pairing, mentee, interaction, uow)


async def _saved(
    kept: StoredRecord,
    pairing: Pairing,
    mentee: Person,
    interaction: Interaction,
    uow: UnitOfWork,
    *,
    is_repeat: bool = False,
) -> RecordSaved:
    people = await uow.people.by_id([pairing.mentor_id])
    mentor = people[pairing.mentor_id]
    weeks = await mentee_weeks(mentor, kept.on_day, uow, today=interaction.today)
    line = next((one for one in weeks if one.pairing_id == pairing.id), None)
    tasks = dict(line.tasks) if line and kept.kind.task else {}
    return RecordSaved(
        record_id=kept.id,
        kind=kept.kind,
        mentee=mentee.name,
        values=_values(kept),
        state=tasks.get(kept.kind.value, ""),
        done=line.done if line else 0,
        owed=line.owed if line else 0,
        may_edit=_is_editable(kept, interaction),
        is_repeat=is_repeat,
        mentor=mentor.name if kept.kind is RecordKind.REPORT else "",
    )


async def _tell(
    kept: StoredRecord, pairing: Pairing, interaction: Interaction, uow: UnitOfWork
) -> None:
    """Ask the rep about a visit, show her a comment, or tell the mentor of a report."""
    name = interaction.person.name
    fields = kept.fields
    facts: VisitToConfirm | CommentGiven | ReportToComment
    if kept.kind is RecordKind.RIDE_ALONG:
        kind, to = NoticeKind.MENTOR_VISIT, pairing.rep_id
        facts = VisitToConfirm(
            record_id=kept.id,
            mentor=name,
            on_day=kept.on_day.isoformat(),
            customer=fields["customer"],
        )
    elif kept.kind is RecordKind.REVIEW:
        kind, to = NoticeKind.MENTOR_COMMENT, pairing.rep_id
        facts = CommentGiven(mentor=name, comment=fields["comment"], next=fields.get("next", ""))
    elif kept.kind is RecordKind.REPORT:
        kind, to = NoticeKind.MENTOR_REPORT, pairing.mentor_id
        facts = ReportToComment(
            report_id=kept.id,
            rep=name,
            customer=fields.get("customer", ""),
            report=fields["report"],
        )
    else:
        return
    notice = Notice(
        key=f"mentor_record:{kept.id}:{to}",
        person_id=to,
        kind=kind,
        subject=f"mentor_record:{kept.id}",
        facts=json.dumps(asdict(facts), ensure_ascii=False),
        at=interaction.at,
    )
    await uow.outbox.put([notice])


#: What opens a form of its own.
_OPENING = {"new": _new, "comment": _comment}
