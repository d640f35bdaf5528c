"""Stand-ins written by hand, for tests that need no store."""

from __future__ import annotations

from datetime import datetime

from storage.chat import ChatEntry


class MemoryChatLog:
    """A chat log in a list. Two processes share one object; a restart keeps it."""

    def __init__(self) -> None:
        self.entries: list[ChatEntry] = []

    async def append(
        self, *, person_id: int, key: str, is_from_person: bool, body: bytes, at: datetime
    ) -> int | None:
        if any((e.person_id, e.key) == (person_id, key) for e in self.entries):
            return None
        entry = ChatEntry(
            id=len(self.entries) + 1,
            person_id=person_id,
            key=key,
            is_from_person=is_from_person,
            body=body,
            at=at,
        )
        self.entries.append(entry)
        return entry.id

    async def page(self, *, person_id: int, before: int | None, limit: int) -> list[ChatEntry]:
        hers = [e for e in self.entries if e.person_id == person_id]
        return [e for e in hers if before is None or e.id < before][-limit:]

    async def after(self, *, person_id: int, entry_id: int, limit: int) -> list[ChatEntry]:
        hers = [e for e in self.entries if e.person_id == person_id]
        return [e for e in hers if e.id > entry_id][:limit]
