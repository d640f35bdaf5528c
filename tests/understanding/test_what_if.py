"""How reps try a sum."""

from __future__ import annotations

import pytest

from handlers.understanding import Intent
from tests.understanding.meaning import Meaning, meaning, said, understood

WHAT_IF = Intent.WHAT_IF


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        said("再签两万", WHAT_IF, amount="20000"),
        said("再签2万", WHAT_IF, amount="20000"),
        said("假如再签一单8000", WHAT_IF, amount="8000"),
        said("如果我再成交15000", WHAT_IF, amount="15000"),
        said("what if I close 20,000 more", WHAT_IF, amount="20000"),
        said("if I sell another 20k", WHAT_IF, amount="20000"),
        said("one more deal of 8,000", WHAT_IF, amount="8000"),
        said("what if", WHAT_IF),
        said("下个月再签两万能拿多少", WHAT_IF, amount="20000"),
        said("再签-8000", WHAT_IF, problem="amount.not_positive"),
        said("再签0", WHAT_IF, problem="amount.not_positive"),
        said("再签一万能拿多少", WHAT_IF, amount="10000"),
        said("8000能拿多少", WHAT_IF, amount="8000"),
        said("commission on a deal of 8,000", WHAT_IF, amount="8000"),
        said("要是我再卖三万呢", WHAT_IF, amount="30000"),
        said(
            "假设我这个月再做5万，提成多少", WHAT_IF, days="2026-11-01 2026-11-30", amount="50000"
        ),
        said("再开一单一万二的能提多少", WHAT_IF, amount="12000"),
        said("万一明天签下一个8万的大单", WHAT_IF, amount="80000"),
        said("如果签1.5w我能拿多少", WHAT_IF, amount="15000"),
        said("suppose I land a 30k deal", WHAT_IF, amount="30000"),
        said("what would I make if I sold 12,500 more", WHAT_IF, amount="12500"),
        said("how much commission would I get on a 15k sale", WHAT_IF, amount="15000"),
        said("if i bring in another $5000, what's my commission", WHAT_IF, amount="5000"),
        said("what happens if I close one more", WHAT_IF),
        said("帮我算下如果再签20000能拿多少", WHAT_IF, amount="20000"),
        said("再签两万会怎样", WHAT_IF, amount="20000"),
        said("假如再签20000，我的佣金会是多少", WHAT_IF, amount="20000"),
        said("如果我再拿下一个5万的单子我的提成会变成多少", WHAT_IF, amount="50000"),
        said("if I closed a 20k deal tomorrow what would I get", WHAT_IF, amount="20000"),
        said("What if another 20k", WHAT_IF, amount="20000"),
        said("what would happen if I close 20,000 more", WHAT_IF, amount="20000"),
        said("how much would another 8k bring me", WHAT_IF, amount="8000"),
        said("再来一单九千八", WHAT_IF, amount="9800"),
        said("多签三万块能多拿多少", WHAT_IF, amount="30000"),
        said("再成交一笔两万三的", WHAT_IF, amount="23000"),
        said("再签二三万", WHAT_IF, problem="amount.vague"),
        said("what if I sell 3 more deals", WHAT_IF),
        said("如果今天再签两万，佣金是多少", WHAT_IF, days="2026-11-15 2026-11-15", amount="20000"),
        said("再签5万我能拿到多少佣金", WHAT_IF, amount="50000"),
        said("假设成交十万块", WHAT_IF, amount="100000"),
        said("要是再来个三万五的单", WHAT_IF, amount="35000"),
        said("签20000的话有多少提成", WHAT_IF, amount="20000"),
        said("如果我再签20,000元", WHAT_IF, amount="20000"),
        said("what if i sign another deal worth $12k", WHAT_IF, amount="12000"),
        said("If I close a 50,000 deal how much do I get?", WHAT_IF, amount="50000"),
        said("what would my commission be if I sold 20k more", WHAT_IF, amount="20000"),
        said("simulate 20000", WHAT_IF, amount="20000"),
        said("commission if I close 20k", WHAT_IF, amount="20000"),
        said("what if 20000", WHAT_IF, amount="20000"),
        said("2 more deals, how much would I earn", WHAT_IF),
        said("再签两单", WHAT_IF),
        said("再签两单8000", WHAT_IF, problem="amount.several"),
        said("再签两三万", WHAT_IF, problem="amount.vague"),
        said("再签5", WHAT_IF, problem="amount.vague"),
        said("如果", WHAT_IF),
    ],
)
def test_a_rep_trying_a_sum_is_understood(text: str, expected: Meaning) -> None:
    assert meaning(understood(text)) == expected
