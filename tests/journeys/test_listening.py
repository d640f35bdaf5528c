"""A mentor rates how a rep listens on a visit; the rep reads it, and HR counts who is at 4.5."""

from __future__ import annotations

import pytest

from bot.cards.card import Card
from handlers.hiring_habit import habits
from rules.hiring_habit import HabitCount
from storage.store import Store
from tests.jobs.night import told
from tests.mentoring_team import HR, LEI, WANG, Team

_VISIT = {"customer": "华星", "good": "会问", "improve": "报价", "next": "再约"}
_TYPED = "跟访 李雷 客户:华星 做得好:会问 待改进:报价 下一步:再约"


@pytest.fixture
async def team(store: Store) -> Team:
    found = Team(store)
    await found.prepare()
    await found.pair(LEI, WANG)
    await found.job("mentor_week")
    await found.relay()
    return found


async def _kept(team: Team, number: int = 1) -> dict[str, str]:
    async with team.store.begin() as uow:
        found = await uow.mentor_records.one(number)
    assert found is not None
    return dict(found.fields)


def _rows(card: Card) -> dict[str, str]:
    return {row.label: row.value for row in card.rows}


async def test_one_message_rates_and_the_rep_reads_it_in_what_she_confirms(team: Team) -> None:
    await team.says(WANG, f"{_TYPED} 倾听:4.5分")
    draft = team.card(WANG)
    await team.presses(WANG, "提交")
    saved = team.card(WANG)
    await team.relay()
    asked = team.card(LEI)
    confirmed = await team.presses(LEI, "是的")

    assert _rows(draft)["倾听"] == "4.5/5 分"
    assert _rows(saved)["倾听"] == "4.5/5 分"
    assert _rows(asked) == {"客户": "华星", "倾听": "4.5/5 分"}
    assert "谢谢,已确认" in confirmed.text
    assert (await _kept(team))["listening"] == "4.5"


async def test_off_the_scale_is_said_in_a_sentence_and_no_word_is_lost(team: Team) -> None:
    asked = await team.says(WANG, f"{_TYPED} 倾听:9")
    again = await team.submits(WANG, listening="4.3")
    shown = await team.submits(WANG, listening="4")

    for message, written in ((asked, "9"), (again, "4.3")):
        assert message.form is not None
        values = {one.name: one.value for one in message.form.inputs}
        assert {one.name for one in message.form.inputs if one.problem} == {"listening"}
        assert {**_VISIT, "listening": written}.items() <= values.items()
        assert "请打 1 到 5 分" in "".join(one.problem for one in message.form.inputs)
    assert "4/5 分" in shown.text
    assert await told(team.store, "mentor_visit") == []


async def test_in_a_dialogue_only_the_rating_is_asked_again(store: Store) -> None:
    team = Team(store, shows_forms=False)
    await team.prepare()
    await team.pair(LEI, WANG)

    refused = await team.says(WANG, f"{_TYPED} 倾听:6")
    shown = await team.says(WANG, "4.5")

    assert "请打 1 到 5 分" in refused.text
    assert "这样记吗?" in shown.text
    assert "4.5/5 分" in shown.text
    assert "会问" in shown.text


async def test_without_a_rating_nothing_is_different(team: Team) -> None:
    await team.says(WANG, _TYPED)
    await team.presses(WANG, "提交")
    await team.relay()

    assert "倾听" not in team.texts(WANG).split("这样记吗?")[1]
    assert _rows(team.card(LEI)) == {"客户": "华星"}
    assert await _kept(team) == _VISIT


async def test_a_rating_changed_is_told_again_and_the_same_change_once(team: Team) -> None:
    await team.says(WANG, f"{_TYPED} 倾听:4.5")
    await team.presses(WANG, "提交")
    await team.presses(WANG, "修改")
    await team.submits(WANG, act="lower", listening="2")
    await team.submits(WANG, act="lower", listening="2")
    await team.submits(WANG, improve="语速", listening="2")
    await team.submits(WANG, listening="")
    await team.relay()

    facts = [one["listening"] for _, one in await told(team.store, "mentor_visit")]
    assert facts == ["4.5", "2", ""]
    assert "listening" not in await _kept(team)
    assert _rows(team.card(LEI)) == {"客户": "华星"}


async def _counted(team: Team) -> HabitCount:
    async with team.store.read() as uow:
        return next(
            one
            for one in await habits(uow, team.clock.now, "Asia/Shanghai")
            if one.name == "listening"
        )


async def test_three_ratings_are_judged_and_two_are_not(team: Team) -> None:
    # The newest week that is cut: that of the 16th is open until this evening.
    for points in ("4", "4.5"):
        await team.says(WANG, f"{_TYPED} 日期:2026-11-12 倾听:{points}")
        await team.presses(WANG, "提交")
    two = await _counted(team)
    await team.says(WANG, f"{_TYPED} 日期:2026-11-13 倾听:5")
    await team.presses(WANG, "提交")
    three = await _counted(team)
    card = await team.says(HR, "画像")
    await team.relay()
    await team.presses(LEI, "没有这次")
    denied = await _counted(team)

    assert (two.kept, two.judged) == (0, 0)
    assert (three.kept, three.judged) == (1, 1)
    assert "倾听 ≥ 4.5/5:1 人中 1 人做到" in card.text
    assert (denied.kept, denied.judged) == (0, 0)


async def test_in_english_too(store: Store) -> None:
    team = Team(store)
    await team.prepare(english=True)
    await team.pair(LEI, WANG)

    wrong = await team.says(
        WANG,
        "ride-along 李雷 customer: Acme good: asks improve: price next: call listening: 7",
    )
    await team.submits(WANG, listening="4.5")
    await team.presses(WANG, "Submit")
    await team.relay()

    assert wrong.form is not None
    assert any("1 to 5" in one.problem for one in wrong.form.inputs)
    assert _rows(team.card(LEI))["Listening"] == "4.5 of 5"
