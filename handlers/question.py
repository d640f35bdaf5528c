"""A rep doubts a line of her commission: her words go to those who can look it up."""

from __future__ import annotations

import json
from dataclasses import asdict

from handlers.interaction import Interaction
from handlers.why import asked_line
from rules.errors import NotAllowed, NotFound
from rules.notices import LineQuestion, Notice, NoticeKind
from rules.people import Person, Role
from rules.statement import AskQuestion, QuestionSent
from storage.unit_of_work import UnitOfWork

#: Who is asked, the first of these that somebody has.
_ASKED = (Role.SALES_OPS, Role.FINANCE)
_MAX_TEXT = 500


async def question(interaction: Interaction, uow: UnitOfWork) -> AskQuestion | QuestionSent:
    """Open a question on exactly one of her own lines, or pass it on once it is written.

    The same submission twice is one question: the notices' keys are made of its id.
    """
    person = interaction.person
    line = await asked_line(interaction, uow)
    if line is None or line.person_id != person.id:
        raise NotAllowed("error.not_yours")
    deals = await uow.deals.by_id([line.deal_id] if line.deal_id else [])
    title = next((deal.title for deal in deals.values()), "")
    text = interaction.answers.get("question", "").strip()[:_MAX_TEXT]
    if not text:
        return AskQuestion(title=title, argument=f"line:{line.id}")
    asked = LineQuestion(
        name=person.name,
        number=person.number,
        title=title,
        period=line.origin_period,
        line_id=line.id,
        text=text,
    )
    to = await _who_can_look(person, uow)
    new = await uow.outbox.put(
        [
            Notice(
                key=f"question:{interaction.id}:{one.id}",
                person_id=one.id,
                kind=NoticeKind.LINE_QUESTION,
                subject=f"question:{line.id}:{one.id}",
                facts=json.dumps(asdict(asked), ensure_ascii=False),
                at=interaction.at,
            )
            for one in to
        ]
    )
    if new:
        actor = f"person:{person.id}"
        await uow.audit.add(
            at=interaction.at, actor=actor, action="line.question", subject=str(line.id)
        )
    return QuestionSent(tuple(one.name for one in to[:2]))


async def _who_can_look(asker: Person, uow: UnitOfWork) -> list[Person]:
    for role in _ASKED:
        found = [one for one in await uow.people.having(role) if one.id != asker.id]
        if found:
            return found
    raise NotFound("question.nobody")
