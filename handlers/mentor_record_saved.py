"""A record is kept: it closes its task, and whoever it concerns is told."""

from __future__ import annotations

import json
from dataclasses import asdict

from handlers.interaction import Interaction
from handlers.mentor_change import propose
from handlers.mentor_record_fields import values_of
from handlers.mentor_record_files import hold_files
from handlers.mentoring import mentee_weeks
from rules.mentor_change import Reason
from rules.mentor_desk import Mentored
from rules.mentor_record import (
    LISTENING,
    AskRecord,
    CommentGiven,
    RecordDraft,
    RecordKind,
    RecordSaved,
    ReportToComment,
    VisitToConfirm,
    may_edit,
    problems,
)
from rules.mentoring import Pairing
from rules.notices import Notice, NoticeKind
from rules.people import Person
from rules.periods import local_day, week_of
from storage.mentor_record import StoredRecord
from storage.unit_of_work import UnitOfWork


async def looked_at(
    kept: StoredRecord, pairing: Pairing, mentee: Person, interaction: Interaction, uow: UnitOfWork
) -> Mentored:
    """Ask for what is missing, or show what was understood to be submitted."""
    if kept.state == "saved":
        return await saved(kept, pairing, mentee, interaction, uow, is_repeat=True)
    day = None if "on_day" in kept.fields else kept.on_day
    if wrong := problems(kept.kind, kept.fields, day, today=interaction.today):
        return AskRecord(
            kind=kept.kind,
            mentee=mentee.name,
            argument=f"check:{kept.id}",
            values=values_of(kept),
            problems=wrong,
        )
    return RecordDraft(
        record_id=kept.id, kind=kept.kind, mentee=mentee.name, values=values_of(kept)
    )


async def submitted(
    kept: StoredRecord, pairing: Pairing, mentee: Person, interaction: Interaction, uow: UnitOfWork
) -> Mentored:
    """Keep a record: it closes its task, and whoever it concerns is told."""
    if kept.state == "saved":
        return await saved(kept, pairing, mentee, interaction, uow, is_repeat=True)
    if wrong := problems(kept.kind, kept.fields, kept.on_day, today=interaction.today):
        return AskRecord(
            kind=kept.kind,
            mentee=mentee.name,
            argument=f"check:{kept.id}",
            values=values_of(kept),
            problems=wrong,
        )
    await uow.mentor_records.save(kept.id, at=interaction.at)
    await hold_files(kept.id, kept.fields, uow)
    if kept.kind.task is not None:
        week = week_of(kept.on_day).start
        await uow.mentoring.finish_task(
            pairing.id, kept.kind.task, week, record_id=kept.id, on=interaction.today
        )
    await _tell(kept, pairing, interaction, uow)
    if kept.kind is RecordKind.REPORT:
        await _ask_for_mentor(pairing, interaction, uow)
    actor = f"person:{interaction.person.id}"
    subject = f"mentor_record:{kept.id}"
    await uow.audit.add(at=interaction.at, actor=actor, action="mentoring.record", subject=subject)
    return await saved(kept, pairing, mentee, interaction, uow)


async def saved(
    kept: StoredRecord,
    pairing: Pairing,
    mentee: Person,
    interaction: Interaction,
    uow: UnitOfWork,
    *,
    is_repeat: bool = False,
) -> RecordSaved:
    """Say how a kept record and its week stand."""
    people = await uow.people.by_id([pairing.mentor_id])
    mentor = people[pairing.mentor_id]
    weeks = await mentee_weeks(mentor, kept.on_day, uow, today=interaction.today)
    line = next((one for one in weeks if one.pairing_id == pairing.id), None)
    tasks = dict(line.tasks) if line and kept.kind.task else {}
    return RecordSaved(
        record_id=kept.id,
        kind=kept.kind,
        mentee=mentee.name,
        values=values_of(kept),
        state=tasks.get(kept.kind.value, ""),
        done=line.done if line else 0,
        owed=line.owed if line else 0,
        may_edit=is_editable(kept, interaction),
        is_repeat=is_repeat,
        mentor=mentor.name if kept.kind is RecordKind.REPORT else "",
        has_mentor_left=kept.kind is RecordKind.REPORT and not mentor.is_active,
    )


def is_editable(kept: StoredRecord, interaction: Interaction) -> bool:
    """Whether a record may still be changed today."""
    if kept.saved_at is None:
        return True
    return may_edit(local_day(kept.saved_at, interaction.person.zone), interaction.today)


async def _ask_for_mentor(pairing: Pairing, interaction: Interaction, uow: UnitOfWork) -> None:
    """Ask HR for somebody where the mentor has left, once a week at most."""
    mentor = (await uow.people.by_id([pairing.mentor_id]))[pairing.mentor_id]
    if not mentor.is_active:
        week = week_of(interaction.today).start
        await propose(pairing, Reason.LEFT, week, uow, at=interaction.at)


async def rated_anew(
    kept: StoredRecord,
    pairing: Pairing,
    interaction: Interaction,
    uow: UnitOfWork,
    *,
    before: str,
) -> None:
    """Ask the rep again where a saved record rates her otherwise than she was told."""
    if kept.fields.get(LISTENING, "") != before:
        await _tell(kept, pairing, interaction, uow, change=f":{interaction.id}")


async def _tell(
    kept: StoredRecord,
    pairing: Pairing,
    interaction: Interaction,
    uow: UnitOfWork,
    *,
    change: str = "",
) -> None:
    """Ask the rep about a visit, show her a comment, or tell the mentor of a report.

    `change` names a change of what was told before; the same change is told once.
    """
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
            listening=fields.get(LISTENING, ""),
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
        key=f"mentor_record:{kept.id}:{to}{change}",
        person_id=to,
        kind=kind,
        subject=f"mentor_record:{kept.id}",
        facts=json.dumps(asdict(facts), ensure_ascii=False),
        at=interaction.at,
    )
    await uow.outbox.put([notice])
