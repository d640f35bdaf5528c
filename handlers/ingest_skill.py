"""Take weekly skill scores in: two tests of a week, which keep its newest word."""

from __future__ import annotations

from datetime import UTC, datetime, time

from handlers.events import Event, SkillScored
from handlers.ingest_person import PersonDesk
from rules.learning import Assessment, Score
from rules.periods import week_of
from rules.skill import COMMUNICATION, PRODUCT
from storage.unit_of_work import UnitOfWork


class SkillDesk:
    """The scores of a batch, written once; an older word than the stored one has no effect."""

    def __init__(self, uow: UnitOfWork, people: PersonDesk) -> None:
        self._uow = uow
        self._people = people
        self._new: dict[tuple[str, str], Assessment] = {}

    def take(self, event: Event, said: SkillScored) -> set[str]:
        """Keep a week's scores; raise `Needs` for somebody not hired yet."""
        person = self._people.person(said.employee_id)
        week = week_of(said.week).start
        for domain, value in ((PRODUCT, said.product), (COMMUNICATION, said.communication)):
            key = event.source, f"week:{person.id}:{week}:{domain}"
            known = self._new.get(key)
            if known is None or known.stamp is None or known.stamp < event.stamp:
                self._new[key] = Assessment(
                    source=event.source,
                    ext_id=key[1],
                    person_id=person.id,
                    domain=domain,
                    score=Score(value=value, out_of=said.scale),
                    taken_at=datetime.combine(week, time(), UTC),
                    week=week,
                    stamp=event.stamp,
                )
        return set()

    async def flush(self) -> None:
        """Write what is newer than the store's."""
        if not self._new:
            return
        stored = await self._uow.learning.stamps(self._new)
        await self._uow.learning.save_assessments(
            [
                one
                for key, one in self._new.items()
                if one.stamp is not None and (key not in stored or stored[key] < one.stamp)
            ]
        )
