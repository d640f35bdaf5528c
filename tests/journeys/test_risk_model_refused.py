"""A model that tells nothing is refused by the gate: conditions go on speaking, and HR reads so."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from storage.store import Store
from tests.jobs.crew import answers
from tests.mentoring_team import HR, MANAGER
from tests.retention_site import given
from tests.risk_team import RiskTeam


class LaterTeam(RiskTeam):
    """The team on a Tuesday after the simulated company's weeks."""

    first = datetime(2027, 3, 1, 21, 38, tzinfo=UTC)
    day = date(2027, 3, 2)


@pytest.fixture
async def team(store: Store) -> RiskTeam:
    """Beside 李雷's team many have come and gone, whose figures told nothing of it."""
    found = await LaterTeam(store).begin()
    await given(store, 120, is_noise=True)
    await found.relay()
    return found


async def test_a_refused_model_says_nothing_and_conditions_go_on(team: RiskTeam) -> None:
    trained = await team.job("retention_train")
    await team.red()
    night = await team.night()
    await team.morning()

    [(admitted, body)] = await answers(team.store, "SELECT is_admitted, evaluation FROM risk_model")
    kept = json.loads(str(body))
    async with team.store.read() as uow:
        assert await uow.retention.choice() == (None, "rules")
    assert (trained, night, bool(admitted)) == ("done", "done", False)
    # Which, and why: kept with the model, told by `foothold retention card`.
    assert any("does not beat" in why for why in kept["refusals"])
    assert kept["gate"] == ["the expert weights rank no better than counting signals or tenure"]
    assert await answers(team.store, "SELECT count(*) FROM risk_band") == [(0,)]
    # Half of so many have not sold by her week, so that her results are not evaluated.
    assert "黄(2 项)" in team.texts(HR)
    assert "只用提醒条件" in team.texts(HR)
    assert "4 周内离开" not in team.texts(HR) + team.texts(MANAGER)


async def test_hr_asks_why_and_reads_each_number_and_nobody_else_does(team: RiskTeam) -> None:
    before = await team.says(HR, "风险模型")
    await team.job("retention_train")

    why = await team.says(HR, "为什么没有模型")
    refused = await team.says(MANAGER, "风险模型")

    assert "还没有训练出过模型" in before.text
    assert "风险模型 · 未启用" in why.text
    # Counting conditions, or tenure, ranks as well as what was fitted to noise.
    assert "要确定大于 0" in why.text
    assert "经验权重  AUC 0." in why.text
    assert "导师打分和客户接触填得越全越好" in why.text
    assert "提醒条件照常工作" in why.text
    assert "模型状态只有人事可以看" in refused.text


async def test_the_refused_one_stays_refused_when_it_is_trained_again(team: RiskTeam) -> None:
    await team.job("retention_train")
    team.clock.pass_time(days=30)
    await team.job("retention_train")

    rows = await answers(team.store, "SELECT is_admitted FROM risk_model")
    assert [bool(one) for (one,) in rows] == [False, False]
    assert await answers(team.store, "SELECT count(*) FROM risk_model_choice") == [(0,)]
