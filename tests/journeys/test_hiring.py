"""HR's morning: candidates came by webhook; she reads the queue, screens one and decides."""

from __future__ import annotations

from pathlib import Path

from tests.builders import a_hire
from tests.hiring_team import applied, assessed
from tests.jobs.crew import answers
from tests.journeys.site import a_site

_KEYS = (
    "stress_resistance", "learning_ability", "communication", "customer_development", "goal_drive"
)  # fmt: skip


async def test_hr_screens_a_candidate_and_decides(tmp_path: Path) -> None:
    async with a_site(tmp_path) as site:
        await site.send(a_hire("A001", name="何姐", roles=["hr"]), a_hire("A002"))
        await site.link(1, 2)
        await site.send(
            applied("C1", "王芳"), *(assessed("C1", key, "9") for key in _KEYS),
            applied("C2", "赵敏"), *(assessed("C2", key, "5") for key in _KEYS),
        )  # fmt: skip

        queue = await site.says(1, "候选人")
        card = await site.says(1, "筛选 王芳")
        asked = await site.presses(1, "decide_candidate", "1:key")
        kept = await site.presses(1, "decide_candidate", "1:key", reason="五项都强")
        after = await site.says(1, "候选人")
        refused = await site.says(2, "筛选 王芳")

        assert queue.index("王芳") < queue.index("赵敏")
        assert "匹配度 90.00" in card
        assert "效度未确立:0 人" in card
        assert asked == "王芳:列入重点考察"
        assert "五项都强" in kept
        assert "王芳" not in after
        assert "90.00" not in refused
        assert "只有人事可以看" in refused
        acts = await answers(
            site.app.store, "SELECT actor FROM audit WHERE action = 'candidate.key'"
        )
        assert acts == [("person:1",)]
