"""Take interviews in: planned ones wait to be recorded, a record stands whatever is planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.candidate_said import InterviewPlanned, InterviewRecorded
from handlers.events import Event
from handlers.ingest_person import PersonDesk
from rules.candidate import RawScore
from rules.deal import Stamp
from rules.interview import Interview, InterviewState
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Told:
    """One rating of an interview, with whence it is."""

    candidate_id: int
    score: RawScore
    source: str
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class _Word:
    """The newest word on an interview in this batch."""

    one: Interview
    stamp: Stamp
    scores: tuple[RawScore, ...] = ()


class InterviewDesk:
    """The interviews of a batch."""

    def __init__(self, uow: UnitOfWork, *, people: PersonDesk) -> None:
        self._uow = uow
        self._people = people
        self._known: dict[str, tuple[Interview, Stamp]] = {}
        self._words: dict[str, _Word] = {}

    async def load(self, events: Sequence[Event]) -> None:
        """Read the interviews that these events name."""
        keys = {
            interview_key(event.source, event.said.interview_id)
            for event in events
            if isinstance(event.said, InterviewPlanned | InterviewRecorded)
        }
        self._known |= await self._uow.interviews.by_key(keys - self._known.keys())

    def plan(self, candidate_id: int, said: InterviewPlanned, event: Event) -> None:
        """Note when it ends and who leads it; raise `Needs` for an unknown interviewer."""
        person = self._people.person(said.interviewer_id)
        state = InterviewState.CANCELLED if said.is_cancelled else InterviewState.PLANNED
        one = Interview(
            id=0,
            key=interview_key(event.source, said.interview_id),
            candidate_id=candidate_id,
            interviewer_id=person.id,
            state=state,
            ends_at=said.ends_at,
        )
        before = self._newest(one.key)
        if before is None:
            self._words[one.key] = _Word(one, event.stamp)
        elif before[0].state is not InterviewState.RECORDED and before[1] < event.stamp:
            self._words[one.key] = _Word(replace(one, id=before[0].id), event.stamp)

    def record(
        self,
        candidate_id: int,
        said: InterviewRecorded,
        event: Event,
        scores: tuple[RawScore, ...],
    ) -> None:
        """Keep what came of it; raise `Needs` for an unknown interviewer."""
        person = self._people.person(said.interviewer_id)
        one = Interview(
            id=0,
            key=interview_key(event.source, said.interview_id),
            candidate_id=candidate_id,
            interviewer_id=person.id,
            state=InterviewState.RECORDED,
            ends_at=said.held_at,
            recorded_at=event.stamp.occurred_at,
            note=said.note,
        )
        before = self._newest(one.key)
        is_older = (
            before is not None
            and before[0].state is InterviewState.RECORDED
            and event.stamp <= before[1]
        )
        if not is_older:
            known_id = before[0].id if before else 0
            self._words[one.key] = _Word(replace(one, id=known_id), event.stamp, scores)

    async def flush(self) -> list[Told]:
        """Write the interviews and give their ratings; a record that is told anew replaces its."""
        told: list[Told] = []
        for word in self._words.values():
            one = word.one
            if one.id:
                await self._uow.interviews.change(one, word.stamp)
            else:
                one = await self._uow.interviews.add(one, word.stamp)
            source = f"interview:{one.id}"
            if word.scores:
                await self._uow.candidates.drop_scores(one.candidate_id, source)
            told += [Told(one.candidate_id, score, source, word.stamp) for score in word.scores]
        return told

    def _newest(self, key: str) -> tuple[Interview, Stamp] | None:
        word = self._words.get(key)
        return (word.one, word.stamp) if word else self._known.get(key)


def interview_key(source: str, interview_id: str) -> str:
    """Give the key of an interview of a source."""
    return f"{source}/{interview_id}"
