"""Files that people sent, with their bytes; each is there once, however often it came."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.attachment import Attachment, AttachmentKind
from storage.attachment_tables import attachment
from storage.rows import insert_new


class Attachments:
    """All times are business time."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def keep(
        self,
        *,
        key: str,
        owner_id: int,
        kind: AttachmentKind,
        name: str,
        media_type: str,
        body: bytes,
        at: datetime,
    ) -> Attachment:
        """Keep a file; the same key again gives what is there."""
        known = sha256(key.encode()).hexdigest()
        row: dict[str, object] = {
            "key": known,
            "owner_id": owner_id,
            "kind": kind.value,
            "name": name,
            "media_type": media_type,
            "size": len(body),
            "sha256": sha256(body).hexdigest(),
            "body": body,
            "at": at,
            "used_for": "",
        }
        await insert_new(self._connection, attachment, [row])
        found = await self._connection.execute(_SELECT.where(attachment.c.key == known))
        return _attachment(found.one())

    async def one(self, attachment_id: int) -> Attachment | None:
        """Give what is known of a file."""
        found = await self._connection.execute(_SELECT.where(attachment.c.id == attachment_id))
        row = found.one_or_none()
        return None if row is None else _attachment(row)

    async def body(self, attachment_id: int) -> bytes:
        """Give the bytes of a file that is there."""
        query = select(attachment.c.body).where(attachment.c.id == attachment_id)
        return bytes((await self._connection.execute(query)).scalar_one())

    async def use(self, attachment_id: int, used_for: str) -> None:
        """Say which record holds it from now on; "" for none."""
        await self._connection.execute(
            update(attachment).where(attachment.c.id == attachment_id).values(used_for=used_for)
        )

    async def drop(self, attachment_id: int) -> bool:
        """Delete a file that no record holds; False where one does, or it is gone."""
        result = await self._connection.execute(
            delete(attachment).where(attachment.c.id == attachment_id, attachment.c.used_for == "")
        )
        return result.rowcount > 0

    async def forget(self, *, before: datetime, limit: int) -> int:
        """Delete old files that no record holds, and give how many."""
        old = (
            select(attachment.c.id)
            .where(attachment.c.used_for == "", attachment.c.at < before)
            .limit(limit)
        )
        result = await self._connection.execute(
            delete(attachment).where(attachment.c.id.in_(old.scalar_subquery()))
        )
        return result.rowcount


#: All but the bytes.
_SELECT = select(*(attachment.c[name] for name in Attachment.__dataclass_fields__))


def _attachment(row: Row[tuple[object, ...]]) -> Attachment:
    return Attachment(
        id=row.id,
        owner_id=row.owner_id,
        kind=AttachmentKind(row.kind),
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        at=row.at,
        used_for=row.used_for,
    )
