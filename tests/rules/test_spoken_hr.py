"""What HR types is read whole, or as something else."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.intent import Intent
from handlers.understanding import understand

_TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "intent", "person"),
    [
        ("入职", "join", None),
        ("新人入职 王芳", "join", "王芳"),
        ("/入职 王芳 A105", "join", "王芳"),
        ("add rep Wang Fang A105", "join", "Wang Fang"),
        ("离职 张三", "leaver", "张三"),
        ("张三 离职", "leaver", "张三"),
        ("张三的离职交接", "leaver", "张三"),
        ("办理离职 A001", "leaver", "A001"),
        ("offboard Li Lei", "leaver", "Li Lei"),
        ("张三 用 标准方案", "set_plan", "张三"),
        ("张三改用冲刺方案", "set_plan", "张三"),
        ("assign plan standard to Li Lei", "set_plan", "Li Lei"),
        ("张三 目标 2 单 理由 先补产品知识", "set_target", "张三"),
        ("张三的目标改成2单,因为请假", "set_target", "张三"),
        ("target for Li Lei 2 deals because he is new", "set_target", "Li Lei"),
        ("张三 学习路径", "courses", "张三"),
        ("导出 花名册", "export_roster", None),
        ("export roster", "export_roster", None),
        ("导入花名册", "import_roster", None),
        ("import people", "import_roster", None),
    ],
)
def test_understood(text: str, intent: str, person: str | None) -> None:
    understood = understand(text, today=_TODAY)

    assert (understood.intent, understood.person) == (Intent(intent), person)


@pytest.mark.parametrize(
    "text",
    [
        "我要离职", "怎么办离职", "离职率多少", "离职原因", "谁离职了", "什么时候离职",
        "为什么用标准方案",
        "我的目标 2 单", "入职多久了?", "离职风险名单", "我的目标", "how do i hire somebody",
    ],
)  # fmt: skip
def test_something_else(text: str) -> None:
    assert understand(text, today=_TODAY).hr is None


def test_the_parts_are_as_written() -> None:
    join = understand("入职 王芳 A105", today=_TODAY).hr
    target = understand("张三 目标 2 单 理由:先补产品知识", today=_TODAY).hr
    plan = understand("assign plan Sprint to Li Lei", today=_TODAY).hr

    assert join is not None
    assert join.number == "A105"
    assert target is not None
    assert (target.deals, target.words) == ("2", "先补产品知识")
    assert plan is not None
    assert plan.plan == "Sprint"


def test_two_chinese_names_stand_together() -> None:
    said = understand("安排师傅 李雷 赵强", today=_TODAY)

    assert said.intent is Intent.PAIRING
    assert said.mentoring is not None
    assert (said.mentoring.person, said.mentoring.other) == ("李雷赵强", "")
