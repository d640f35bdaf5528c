"""Take candidates in: each field keeps its newest word, one from two sources is one candidate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches

from handlers.candidate_said import (
    CandidateAdded,
    CandidateAssessed,
    CandidateSaid,
    CandidateUpdated,
    CandidateWithdrawn,
    InterviewPlanned,
    InterviewRecorded,
)
from handlers.events import Event
from handlers.ingest_interview import InterviewDesk, Told
from handlers.ingest_person import PersonDesk
from handlers.needs import Needs
from rules.candidate import Candidate, CandidateState, RawScore, ScoreKind, same_candidate
from rules.contact import email_key, phone_key
from rules.deal import Stamp
from rules.errors import Invalid
from rules.periods import local_day
from storage.candidate import Known, Ref
from storage.unit_of_work import UnitOfWork

_SOURCES_SAY = frozenset({CandidateState.OPEN, CandidateState.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class _Scored:
    """A score on its way to the store."""

    candidate_id: int
    score: RawScore
    source: str
    stamp: Stamp


class CandidateDesk:
    """The candidates of a batch, read once, written once."""

    def __init__(self, uow: UnitOfWork, *, people: PersonDesk, at: datetime, zone: str) -> None:
        self._uow = uow
        self._at = at
        self._zone = zone
        self._known: dict[int, Known] = {}
        self._refs: dict[Ref, int] = {}
        self._new_refs: dict[Ref, int] = {}
        self._looked_for: set[Ref] = set()
        self._changed: set[int] = set()
        self._scores: list[_Scored] = []
        self._interviews = InterviewDesk(uow, people=people)
        self._next_id: int | None = None

    async def load(self, events: Sequence[Event]) -> None:
        """Read everybody whom these events name, and who has a contact of theirs."""
        said = [event for event in events if isinstance(event.said, CandidateSaid)]
        refs = {_ref(event) for event in said} - self._looked_for
        if not refs:
            return
        self._looked_for |= refs
        self._refs |= await self._uow.candidates.by_ref(refs)
        digests = {one for event in said for one in _contacts(event.said).values() if one}
        near = await self._uow.candidates.by_contact(digests)
        found = near | await self._uow.candidates.by_id(set(self._refs.values()))
        self._known |= {id_: one for id_, one in found.items() if id_ not in self._known}
        await self._interviews.load(said)
        if self._next_id is None:
            self._next_id = await self._uow.candidates.next_id()

    def take(self, event: Event, said: CandidateSaid) -> set[str]:
        """Take one in; raise `Needs` for a candidate or interviewer not known yet."""
        if isinstance(said, CandidateAdded) and not isinstance(said, CandidateUpdated):
            return self._add(event, said)
        candidate_id = self._id(event)
        if self._known[candidate_id][0].is_erased:
            return set()
        if isinstance(said, CandidateUpdated):
            self._set(candidate_id, _changes(said), event.stamp)
        elif isinstance(said, CandidateWithdrawn):
            self._withdraw(candidate_id, said, event)
        elif isinstance(said, CandidateAssessed):
            self._assess(candidate_id, said, event)
        else:
            self._meet(candidate_id, said, event)
        return set()

    async def flush(self) -> None:
        """Write what changed, candidates first."""
        candidates = self._uow.candidates
        await candidates.save([self._known[one] for one in sorted(self._changed)])
        await candidates.link(self._new_refs)
        told = await self._interviews.flush()
        stored = await candidates.score_stamps({one.candidate_id for one in self._scores})
        newest: dict[tuple[object, ...], _Scored] = {}
        for one in (*self._scores, *(_of_interview(each) for each in told)):
            key = _key(one)
            earlier = newest[key].stamp if key in newest else stored.get(key)
            if earlier is None or earlier < one.stamp:
                newest[key] = one
        await candidates.save_scores(
            (one.candidate_id, one.score, one.source, one.stamp) for one in newest.values()
        )

    def _id(self, event: Event) -> int:
        source, ref = _ref(event)
        if (source, ref) not in self._refs:
            raise Needs(f"candidate:{source}/{ref}", "the candidate is not known yet")
        return self._refs[source, ref]

    def _add(self, event: Event, said: CandidateAdded) -> set[str]:
        ref = _ref(event)
        if ref not in self._refs:
            self._refs[ref] = self._new_refs[ref] = self._found(said)
        candidate_id = self._refs[ref]
        one = self._known[candidate_id][0]
        if not one.is_erased:
            state = {"state": CandidateState.OPEN, "settled_on": None}
            changes = _changes(said) | (state if one.state in _SOURCES_SAY else {})
            self._set(candidate_id, changes, event.stamp)
        return {f"candidate:{ref[0]}/{ref[1]}"}

    def _found(self, said: CandidateAdded) -> int:
        """Give who this is: one known by a contact and her name, else a new one."""
        contacts = _contacts(said)
        same, alike = same_candidate(
            said.name,
            contacts["email_sha"],
            contacts["phone_sha"],
            [one for one, _ in self._known.values()],
        )
        if same is not None:
            return same.id
        assert self._next_id is not None  # noqa: S101 - load comes first
        new = Candidate(
            id=self._next_id,
            name=said.name,
            added_at=self._at,
            looks_like_id=alike.id if alike else None,
        )
        self._known[new.id] = new, {}
        self._changed.add(new.id)
        self._next_id += 1
        return new.id

    def _withdraw(self, candidate_id: int, said: CandidateWithdrawn, event: Event) -> None:
        if self._known[candidate_id][0].state not in _SOURCES_SAY:
            return  # what a person decided stands
        day = said.withdrawn_on or local_day(event.stamp.occurred_at, self._zone)
        ended = {"state": CandidateState.WITHDRAWN, "settled_on": day}
        self._set(candidate_id, ended, event.stamp)

    def _assess(self, candidate_id: int, said: CandidateAssessed, event: Event) -> None:
        score = RawScore(
            kind=ScoreKind(said.kind),
            trait=trait_key(said.trait, self._uow, "data.trait"),
            score=said.score,
            low=said.low,
            high=said.out_of,
            taken_on=said.taken_on or local_day(event.stamp.occurred_at, self._zone),
        )
        self._scores.append(_Scored(candidate_id, score, event.source, event.stamp))

    def _meet(
        self, candidate_id: int, said: InterviewPlanned | InterviewRecorded, event: Event
    ) -> None:
        if isinstance(said, InterviewPlanned):
            self._interviews.plan(candidate_id, said, event)
            return
        day = local_day(said.held_at, self._zone)
        scores = tuple(
            RawScore(
                kind=ScoreKind.INTERVIEW,
                trait=trait_key(one.trait, self._uow, f"data.ratings.{n}.trait"),
                score=one.score,
                low=one.low,
                high=one.out_of,
                taken_on=day,
                evidence=(one.evidence,),
            )
            for n, one in enumerate(said.ratings)
        )
        self._interviews.record(candidate_id, said, event, scores)

    def _set(self, candidate_id: int, changes: Mapping[str, object], stamp: Stamp) -> None:
        """Change what this is the newest word on."""
        one, stamps = self._known[candidate_id]
        news = {
            name: value
            for name, value in changes.items()
            if name not in stamps or stamps[name] < stamp
        }
        if news:
            one = replace(one, **news)  # type: ignore[arg-type] # fields of one class, by name
            self._known[candidate_id] = one, {**stamps, **dict.fromkeys(news, stamp)}
            self._changed.add(candidate_id)


def trait_key(named: str, uow: UnitOfWork, field: str) -> str:
    """Give the key of a trait by any of its names; raise `Invalid` for one nobody looks for."""
    if not uow.lexicon.traits:
        return named
    found = uow.lexicon.trait(named)
    if found is None:
        keys = [one.key for one in uow.lexicon.traits]
        near = get_close_matches(named, keys, n=1)
        meant = f"did you mean {near[0]}?" if near else f"send one of {', '.join(keys)}"
        raise Invalid(field, f"{named} is no trait of the lexicon; {meant}")
    return found.key


def _ref(event: Event) -> Ref:
    assert isinstance(event.said, CandidateSaid)  # noqa: S101 - those alone come here
    return event.source, event.said.candidate_id


def _contacts(said: object) -> dict[str, str | None]:
    if not isinstance(said, CandidateAdded):
        return {"email_sha": None, "phone_sha": None}
    return {
        "email_sha": email_key(said.email or ""),
        "phone_sha": phone_key(said.phone or ""),
    }


def _changes(said: CandidateAdded) -> dict[str, object]:
    told: dict[str, object | None] = {"name": said.name, "post": said.post, **_contacts(said)}
    return {name: value for name, value in told.items() if value is not None}


def _of_interview(told: Told) -> _Scored:
    return _Scored(told.candidate_id, told.score, told.source, told.stamp)


def _key(one: _Scored) -> tuple[object, ...]:
    score = one.score
    return one.candidate_id, score.kind.value, score.trait, score.taken_on, one.source
