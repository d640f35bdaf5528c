"""Who had which post from when, in the store."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.deal import Stamp
from rules.post import PostFrom, post_on
from storage.post_tables import person_post
from storage.rows import chunks, upsert
from storage.stamps import read_stamp, write_stamp

#: A row and the word that it is of.
Known = tuple[PostFrom, Stamp]


class Posts:
    """Rows by person: a post counts from its day until the next begins."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, ids: Collection[int]) -> dict[int, list[Known]]:
        """Give the rows of these persons, each in the order of days."""
        found: dict[int, list[Known]] = {}
        for some in chunks(ids):
            rows = await self._connection.execute(
                select(person_post)
                .where(person_post.c.person_id.in_(some))
                .order_by(person_post.c.person_id, person_post.c.starts_on)
            )
            for row in rows:
                one = PostFrom(starts_on=row.starts_on, post=row.post)
                known = (one, read_stamp(json.loads(row.stamp)))
                found.setdefault(row.person_id, []).append(known)
        return found

    async def on(self, ids: Collection[int], day: date) -> dict[int, str]:
        """Give the post of each on a day, by the company's words; who has none is left out."""
        posts = {who: post_on([row for row, _ in rows], day) for who, rows in
                 (await self.of(ids)).items()}  # fmt: skip
        return {who: post for who, post in posts.items() if post}

    async def save(self, rows: Mapping[int, Sequence[Known]]) -> None:
        """Write rows; one of a day takes the place of the one before."""
        await upsert(
            self._connection,
            person_post,
            [
                {
                    "person_id": who,
                    "starts_on": one.starts_on,
                    "post": one.post,
                    "stamp": json.dumps(write_stamp(stamp)),
                }
                for who, hers in rows.items()
                for one, stamp in hers
            ],
        )
