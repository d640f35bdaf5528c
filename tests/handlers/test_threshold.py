"""A proposed threshold: told to HR, decided once with a reason, counting from the next month on."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from handlers.threshold import policy_on, pools_on, tell_hr
from rules.hiring import Pools
from rules.hiring_match import Pool, pool_of
from rules.people import Role
from rules.risk import RiskPolicy
from rules.threshold_record import ThresholdNews
from storage.store import Store
from storage.threshold import Proposed
from tests.builders import a_hire, take_in
from tests.contracts.alerts import threshold_news
from tests.jobs.crew import answers
from tests.jobs.night import told
from tests.mentoring_team import HR, MANAGER
from tests.risk_team import RiskTeam, a_risk_team


@pytest.fixture
async def team(store: Store) -> RiskTeam:
    """HR has been told of a proposal."""
    found = await a_risk_team(store)
    await _put_to_hr(found, threshold_news())
    found.clock.pass_time(hours=6)
    await found.relay()
    return found


async def _put_to_hr(team: RiskTeam, news: ThresholdNews) -> Proposed:
    """Propose and tell HR twice, as a job does that was killed and ran again."""
    evidence, at = json.dumps(asdict(news)), team.clock.now
    async with team.store.begin() as uow:
        one = await uow.thresholds.propose(
            news.rule, present=news.present, proposed=news.proposed, evidence=evidence, at=at
        )
        assert one is not None
        await tell_hr(one, uow, at=at)
        await tell_hr(one, uow, at=at)
    return one


async def _training_under(team: RiskTeam, on: datetime) -> tuple[Decimal, str]:
    async with team.store.read() as uow:
        found = await policy_on(uow, RiskPolicy(), on.date())
    return found.training_under, found.version


async def test_hr_reads_the_back_test_and_is_told_once(team: RiskTeam) -> None:
    text = team.card(HR).as_text()

    assert "低于(%) 80 → 65" in text
    assert "95% 区间为 60–70,不含现值" in text
    assert "提醒  40 → 22" in text
    assert len(await told(team.store, "threshold")) == 1


async def test_an_approved_value_counts_from_the_next_month_and_not_before(team: RiskTeam) -> None:
    await team.presses(HR, "批准")
    done = await team.submits(HR, reason="三个季度都如此")

    assert "从 12月1日 起,低于 65 才提醒" in done.text
    assert await _training_under(team, datetime(2026, 11, 30, tzinfo=UTC)) == (Decimal(80), "1")
    assert await _training_under(team, datetime(2026, 12, 1, tzinfo=UTC)) == (
        Decimal(65), "1;65@2026-12-01",
    )  # fmt: skip


async def test_the_first_decision_stands(team: RiskTeam) -> None:
    await team.presses(HR, "保持现值")
    form = team.form(HR)
    await team.submits(HR, reason="样本太少")
    await team.presses(HR, "批准")
    again = await team.does(HR, "late", token=form.token, answers={"reason": "改主意"})

    assert "决定保持 80" in again.text
    assert await answers(team.store, "SELECT state, reason FROM threshold_proposal") == [
        ("declined", "样本太少")
    ]
    assert await answers(team.store, "SELECT id FROM threshold_version") == []


async def test_what_was_decided_before_it_could_be_told_is_not_asked(store: Store) -> None:
    team = await a_risk_team(store)
    one = await _put_to_hr(team, threshold_news())
    async with store.begin() as uow:
        await uow.thresholds.decide(one, "declined", by=HR, at=team.clock.now, reason="样本太少")
    team.clock.pass_time(hours=6)
    await team.relay()

    assert await answers(store, "SELECT state, reason FROM notice WHERE kind = 'threshold'") == [
        ("dead", "no longer true")
    ]


async def test_a_decision_needs_a_reason(team: RiskTeam) -> None:
    await team.presses(HR, "批准")

    await team.submits(HR, reason=" ")

    assert await answers(team.store, "SELECT state FROM threshold_proposal") == [("open",)]


async def test_a_decision_is_in_the_audit_log(team: RiskTeam) -> None:
    await team.presses(HR, "批准")
    await team.submits(HR, reason="可以")

    rows = await answers(team.store, "SELECT actor FROM audit WHERE action = 'threshold.approved'")
    assert rows == [(f"person:{HR}",)]


async def test_an_approved_value_decides_the_next_nights(team: RiskTeam) -> None:
    await team.presses(HR, "批准")
    await team.submits(HR, reason="可以")
    await team.amber()
    team.clock.now += timedelta(days=8)
    await team.night()

    [(version,)] = await answers(
        team.store, "SELECT policy_version FROM risk_assessment WHERE person_id = 1"
    )
    assert str(version).endswith(";65@2026-12-01")
    [(signals,)] = await answers(
        team.store, "SELECT signals FROM risk_assessment WHERE person_id = 1"
    )
    assert '"kind":"training","is_on":false' in str(signals)


async def test_the_same_change_is_proposed_once(team: RiskTeam) -> None:
    async with team.store.begin() as uow:
        again = await uow.thresholds.propose(
            "training_due", present="80", proposed="65", evidence="{}", at=team.clock.now
        )

    assert again is None


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.HR])
async def test_nobody_but_hr_decides(team: RiskTeam, role: Role) -> None:
    await take_in(team.store, a_hire("A004", name="张经理", roles=[role.value]))

    token = next(one.token for one in team.card(HR).actions if one.label == "批准")
    refused = await team.does(MANAGER, "not-hers", token=token)

    assert refused.form is None
    assert await answers(team.store, "SELECT state FROM threshold_proposal") == [("open",)]


async def test_an_approved_bar_sorts_candidates_from_its_day_on(store: Store) -> None:
    team = await a_risk_team(store)
    told_ = await _told_of(
        team, "match_low", "60", "70",
        stayed_now="42/56 75.00% (62.31-84.48)", stayed_then="42/42 100.00% (91.62-100.00)",
    )  # fmt: skip
    await team.presses(HR, "批准")
    done = (await team.submits(HR, reason="两年的人都如此")).text
    async with team.store.read() as uow:
        before, after = [
            await pools_on(uow, day) for day in (date(2026, 11, 30), date(2026, 12, 1))
        ]

    assert "低于(分) 60 → 70" in told_
    assert "转正  42/56 75.00%" in told_
    assert "低于 70 分由人复核,不会自动淘汰" in done
    assert (before, after) == (Pools(), Pools(low=Decimal(70)))
    assert pool_of(Decimal("69.99"), Decimal(100), after) is Pool.ELIMINATION_REVIEW
    assert pool_of(Decimal("70.00"), Decimal(100), after) is Pool.MIDDLE


async def _told_of(
    team: RiskTeam,
    rule: str,
    present: str,
    proposed: str,
    *,
    stayed_now: str = "27/29 93.10% (78.04-98.09)",
    stayed_then: str = "40/42 95.24% (84.21-98.68)",
) -> str:
    """Let HR be told of a proposal about the pools; give its card."""
    news = replace(
        threshold_news(), rule=rule, present=present, proposed=proposed,
        stayed_now=stayed_now, stayed_then=stayed_then,
    )  # fmt: skip
    await _put_to_hr(team, news)
    team.clock.pass_time(hours=6)
    await team.relay()
    return team.card(HR).as_text()


async def test_another_edge_of_the_key_pool_counts_from_its_day_on(store: Store) -> None:
    team = await a_risk_team(store)
    told_ = await _told_of(team, "match_key", "80", "75")
    await team.presses(HR, "批准")
    done = (await team.submits(HR, reason="两年的人都如此")).text
    async with team.store.read() as uow:
        before, after = [
            await pools_on(uow, day) for day in (date(2026, 11, 30), date(2026, 12, 1))
        ]

    assert "高于(分) 80 → 75" in told_
    assert "重点里转正  27/29 93.10%" in told_
    assert "高于 75 分建议列入重点考察,仍由人决定" in done
    assert (before, after) == (Pools(), Pools(key=Decimal(75)))
    assert pool_of(Decimal("75.00"), Decimal(100), after) is Pool.MIDDLE
    assert pool_of(Decimal("75.01"), Decimal(100), after) is Pool.KEY_REVIEW


async def test_edges_that_would_cross_are_not_approved_and_the_other_may_be(store: Store) -> None:
    team = await a_risk_team(store)
    await _told_of(team, "match_low", "60", "75")
    await team.presses(HR, "批准")
    await team.submits(HR, reason="两年的人都如此")
    await _told_of(team, "match_key", "80", "70")
    await team.presses(HR, "批准")
    crossed = (await team.submits(HR, reason="一起改")).text

    assert "两条线交叉了:复核线 75 分会高过重点考察线 70 分" in crossed
    assert await answers(team.store, "SELECT state FROM threshold_proposal ORDER BY id") == [
        ("approved",),
        ("open",),
    ]
