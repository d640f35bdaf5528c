"""The day that a mentor says is the day of her record, whatever day it is written down."""

from __future__ import annotations

from datetime import date

import pytest

from storage.store import Store
from tests.mentoring_team import LEI, WANG, Team


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("陪李雷跑了客户,登记一下", date(2026, 11, 23)),
        ("上午陪李雷跑了客户,登记一下", date(2026, 11, 23)),
        ("今天陪李雷跑了客户,登记一下", date(2026, 11, 23)),
        ("昨天陪李雷跑了客户,登记一下", date(2026, 11, 22)),
        ("前天下午陪李雷跑了客户,登记一下", date(2026, 11, 21)),
        ("大前天陪李雷跑了客户,登记一下", date(2026, 11, 20)),
        ("上周五陪李雷跑了客户,登记一下", date(2026, 11, 20)),
        ("11月19日陪李雷跑了客户,登记一下", date(2026, 11, 19)),
        ("陪访 李雷 昨天 客户:华星", date(2026, 11, 22)),
        ("ride-along 李雷 yesterday customer: Acme", date(2026, 11, 22)),
    ],
)
async def test_a_record_is_of_the_day_that_was_said(store: Store, said: str, day: date) -> None:
    team = Team(store)
    await team.prepare()
    await team.pair(LEI, WANG)

    await team.says(WANG, said)

    asked = {one.name: one.value for one in team.form(WANG).inputs}
    assert asked["on_day"] == day.isoformat()
    async with store.begin() as uow:
        kept = await uow.mentor_records.one(1)
    assert kept is not None
    assert kept.on_day == day
