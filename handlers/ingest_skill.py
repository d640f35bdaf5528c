"""Take weekly skill scores in; each week keeps its newest word."""

from __future__ import annotations

from datetime import date

from handlers.events import Event, SkillScored
from handlers.ingest_person import PersonDesk
from rules.deal import Stamp
from rules.periods import week_of
from rules.target_record import SkillScore
from storage.store import UnitOfWork


class SkillDesk:
    """The scores of a batch, written once; an older word than the stored one has no effect."""

    def __init__(self, uow: UnitOfWork, people: PersonDesk) -> None:
        self._uow = uow
        self._people = people
        self._new: dict[tuple[int, date], tuple[SkillScore, Stamp]] = {}

    def take(self, event: Event, said: SkillScored) -> set[str]:
        """Keep a week's scores; raise `Needs` for somebody not hired yet."""
        person = self._people.person(said.employee_id)
        week = week_of(said.week).start
        known = self._new.get((person.id, week))
        if known is None or known[1] < event.stamp:
            score = SkillScore(
                person_id=person.id,
                week=week,
                product=str(said.product),
                communication=str(said.communication),
                scale=str(said.scale),
                source=event.source,
            )
            self._new[person.id, week] = score, event.stamp
        return set()

    async def flush(self) -> None:
        """Write what is newer than the store's."""
        if not self._new:
            return
        stored = await self._uow.targets.stamps({person_id for person_id, _ in self._new})
        newer = {
            score: stamp
            for key, (score, stamp) in self._new.items()
            if key not in stored or stored[key] < stamp
        }
        await self._uow.targets.save_scores(newer)
