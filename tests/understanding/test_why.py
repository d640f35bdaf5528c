"""How reps ask why."""

from __future__ import annotations

import pytest

from handlers.understanding import Intent
from tests.understanding.meaning import Meaning, meaning, said, understood

WHY = Intent.WHY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        said("为什么", WHY),
        said("怎么算的", WHY),
        said("为啥是这个数", WHY),
        said("明细怎么来的", WHY),
        said("为什么只有740", WHY, amount="740"),
        said("why", WHY),
        said("how was it calculated", WHY),
        said("explain", WHY),
        said("how come", WHY),
        said("why is my commission so low this month", WHY, days="2026-11-01 2026-11-30"),
        said("how did you get that number", WHY),
        said("why only 740?", WHY, amount="740"),
        said("can you explain how my commission was worked out", WHY),
        said("这740是怎么来的", WHY, amount="740"),
        said("我的提成为什么变少了", WHY),
        said("凭什么才给我这么点", WHY),
        said("佣金怎么才这么点", WHY),
        said("解释一下昨天的提成", WHY, days="2026-11-14 2026-11-14"),
        said("提成的计算方式是什么", WHY),
        said("为何本月佣金是1190", WHY, days="2026-11-01 2026-11-30", amount="1190"),
        said("why did i get 740 today", WHY, days="2026-11-15 2026-11-15", amount="740"),
        said("how do you get 740", WHY, amount="740"),
        said("where does this number come from", WHY),
        said("这笔佣金怎么来的", WHY),
        said("佣金为啥少了", WHY),
        said("为什么我没有提成", WHY),
        said("why is there no commission for yesterday", WHY, days="2026-11-14 2026-11-14"),
        said("give me the reason", WHY),
        said("说明一下这个数是怎么算出来的", WHY),
        said("why didn't I get any commission last week", WHY, days="2026-11-02 2026-11-08"),
        said("why is Li Lei's commission so low", WHY, person="Li Lei"),
        said("how is my commission calculated", WHY),
        said("how do you calculate commission", WHY),
        said("why is today's commission 740", WHY, days="2026-11-15 2026-11-15", amount="740"),
        said("Why so little?", WHY),
        said("why did my commission go down", WHY),
        said("where did the 740 come from", WHY, amount="740"),
        said("佣金是怎么算出来的", WHY),
        said("今天的佣金怎么算的", WHY, days="2026-11-15 2026-11-15"),
        said("为啥我上个月提成那么低", WHY, days="2026-10-01 2026-10-31"),
        said("怎么只有740", WHY, amount="740"),
        said("怎么会是740", WHY, amount="740"),
        said("给我解释解释这个数", WHY),
    ],
)
def test_a_rep_asking_why_is_understood(text: str, expected: Meaning) -> None:
    assert meaning(understood(text)) == expected
