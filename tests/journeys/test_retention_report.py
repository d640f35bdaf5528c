"""HR asks for 留存报告 in a chat: a card, and a picture where one can be drawn."""

from __future__ import annotations

from importlib.util import find_spec

from bot.channels.channel import Capabilities
from storage.store import Store
from tests.builders import a_hire, an_event, take_in
from tests.jobs.crew import answers
from tests.mentoring_team import HR, LEI, MANAGER
from tests.risk_team import a_risk_team


async def test_hr_and_the_manager_read_it_and_a_rep_does_not(store: Store) -> None:
    team = await a_risk_team(store)
    team.channel.capabilities = Capabilities(shows_forms=True, sends_files=True)
    await team.new("A002", "2026-05-04")
    left = {"employee_id": "A002", "kind": "resignation", "last_active_on": "2026-07-06"}
    dates = {"hired_on": "2026-05-04", "probation_ends_on": "2027-03-31"}
    await take_in(
        store,
        an_event("left", "employee.left", left, version=9),
        *(a_hire(f"N{n}", **dates) for n in range(9)),
        is_quiet=True,
    )

    told = await team.says(HR, "留存报告")
    hers = await team.says(MANAGER, "团队留存情况")
    refused = await team.says(LEI, "留存报告")

    assert "留存报告 · 共入职 11 人" in told.text
    assert "2 个月在试" in told.text
    assert "我的团队留存" in hers.text
    assert "只有人事和带团队的主管可以看" in refused.text
    assert (told.file is not None) == (find_spec("matplotlib") is not None)
    assert told.file is None or told.file.content.startswith(b"\x89PNG")
    looks = await answers(store, "SELECT id FROM audit WHERE action = 'retention.report'")
    assert len(looks) == 2


async def test_the_same_act_twice_is_one_look(store: Store) -> None:
    team = await a_risk_team(store)

    await team.says(HR, "retention report", act="once")
    await team.says(HR, "retention report", act="once")

    looks = await answers(store, "SELECT id FROM audit WHERE action = 'retention.report'")
    assert len(looks) == 1
