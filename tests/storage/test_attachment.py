"""Files are kept once, with their bytes, and those that no record holds are forgotten."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest

from rules.attachment import Attachment, AttachmentKind
from storage.store import Store
from tests.builders import AT, a_hire, take_in

_BODY = b"\xff\xd8\xff\x00\x01binary"


@pytest.fixture
async def company(store: Store) -> Store:
    await take_in(store, a_hire("A001"))
    return store


async def _kept(store: Store, key: str = "k", body: bytes = _BODY) -> Attachment:
    async with store.begin() as uow:
        return await uow.attachments.keep(
            key=key,
            owner_id=1,
            kind=AttachmentKind.PHOTO,
            name="a.jpg",
            media_type="image/jpeg",
            body=body,
            at=AT,
        )


async def test_a_file_comes_back_byte_for_byte(company: Store) -> None:
    kept = await _kept(company)

    async with company.read() as uow:
        assert await uow.attachments.one(kept.id) == kept
        assert await uow.attachments.body(kept.id) == _BODY
    assert (kept.size, kept.sha256) == (len(_BODY), sha256(_BODY).hexdigest())


async def test_the_same_key_again_is_the_same_file(company: Store) -> None:
    first = await _kept(company)
    second = await _kept(company, body=b"another")

    assert second == first


async def test_what_a_record_holds_is_neither_dropped_nor_forgotten(company: Store) -> None:
    kept = await _kept(company)
    async with company.begin() as uow:
        await uow.attachments.use(kept.id, "mentor_record:1")

        dropped = await uow.attachments.drop(kept.id)
        forgotten = await uow.attachments.forget(before=AT + timedelta(days=99), limit=10)

    assert (dropped, forgotten) == (False, 0)


async def test_what_nothing_holds_is_forgotten_after_its_time(company: Store) -> None:
    await _kept(company)
    async with company.begin() as uow:
        early = await uow.attachments.forget(before=AT, limit=10)
        late = await uow.attachments.forget(before=AT + timedelta(seconds=1), limit=10)

    assert (early, late) == (0, 1)


async def test_one_that_is_dropped_is_gone(company: Store) -> None:
    kept = await _kept(company)
    async with company.begin() as uow:
        first, second = await uow.attachments.drop(kept.id), await uow.attachments.drop(kept.id)

        assert (first, second) == (True, False)
        assert await uow.attachments.one(kept.id) is None
