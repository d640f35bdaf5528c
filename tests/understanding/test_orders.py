"""Orders and questions of those who lead, in words of their own."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from handlers.intent import Intent
from rules.preference import Wish
from tests.understanding.meaning import understood


@pytest.mark.parametrize(
    ("text", "rep", "mentor"),
    [
        ("张伟安排给赵敏带", "张伟", "赵敏"),
        ("把小陈交给赵老师带", "小陈", "赵老师"),
        ("让孙丽带刘洋", "刘洋", "孙丽"),
        ("由赵敏来带张伟", "张伟", "赵敏"),
    ],
)
def test_who_is_to_mentor_whom_is_read_either_way_round(text: str, rep: str, mentor: str) -> None:
    read = understood(text)

    assert read.intent is Intent.PAIRING
    assert read.mentoring is not None
    assert (read.mentoring.person, read.mentoring.other) == (rep, mentor)


@pytest.mark.parametrize("text", ["谁带我", "让我带谁", "师傅带得怎么样", "把徒弟交给师傅带"])
def test_nobody_is_called_me_or_who(text: str) -> None:
    assert understood(text).intent is not Intent.PAIRING


@pytest.mark.parametrize(
    ("text", "person", "plan"),
    [
        ("把李娜的佣金方案改成新人A", "李娜", "新人A"),
        ("给李娜设置佣金方案 新人档", "李娜", "新人档"),
        ("change Li Na's plan to standard", "Li Na", "standard"),
        ("move Li Na to plan b", "Li Na", "b"),
    ],
)
def test_a_plan_is_ordered_in_more_ways(text: str, person: str, plan: str) -> None:
    read = understood(text)

    assert read.intent is Intent.SET_PLAN
    assert read.hr is not None
    assert (read.hr.person, read.hr.plan) == (person, plan)


@pytest.mark.parametrize(
    "text",
    [
        "冻结李娜的佣金", "把张伟十月的佣金改成3000", "给李娜打款5000", "停发小王提成",
        "set amy's commission to 0", "把上个月重新算一遍然后发给大家",
    ],
)  # fmt: skip
def test_an_order_about_pay_is_neither_done_nor_offered(text: str) -> None:
    read = understood(text)

    assert read.intent is None
    assert read.offers == ()


@pytest.mark.parametrize("text", ["commission plan", "提成方案", "plan b"])
def test_a_plan_that_is_only_named_is_no_order(text: str) -> None:
    assert understood(text).intent is not Intent.SET_PLAN


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("张伟 风险", "张伟"),
        ("张伟风险高吗", "张伟"),
        ("李娜有没有预警", "李娜"),
        ("Is Li Na at risk?", "Li Na"),
        ("李娜是不是要走", "李娜"),
    ],
)
def test_whether_somebody_is_at_risk_is_asked_of_her(text: str, person: str) -> None:
    read = understood(text)

    assert read.intent is Intent.RISK_LIST
    assert read.risk is not None
    assert read.risk.person == person


@pytest.mark.parametrize("text", ["客户风险", "投资有风险吗", "产品风险", "market risk"])
def test_a_risk_of_something_is_of_nobody(text: str) -> None:
    assert understood(text).intent is not Intent.RISK_LIST


@pytest.mark.parametrize(
    "text", ["谁快转正了", "这个月有谁试用期到期", "下个月谁转正", "哪些人试用期快到期了"]
)
def test_whose_probation_ends_is_asked_of_all(text: str) -> None:
    read = understood(text)

    assert read.intent is Intent.PROBATION
    assert read.person is None


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("看阈值建议", Intent.WAITING),
        ("把喜报发到这个群", Intent.BIND_GROUP),
        ("绑定本群当战报群", Intent.BIND_GROUP),
        ("post good news here", Intent.BIND_GROUP),
        ("这个群不要再发喜报了", Intent.UNBIND_GROUP),
        ("我不同意用我的数据做离职预测", Intent.OBJECTION),
        ("I object to being scored", Intent.OBJECTION),
        ("录一下刘强的面试 不通过", Intent.INTERVIEW),
        ("候选人刘强 笔试85分", Intent.CANDIDATE_SCORE),
    ],
)
def test_what_leads_and_hr_say(text: str, intent: Intent) -> None:
    assert understood(text).intent is intent


@pytest.mark.parametrize(
    ("text", "wish", "long"),
    [
        ("我在带看 两小时内别吵我", Wish.VISIT, timedelta(hours=2)),
        ("in a client meeting, hold everything for 2 hours", Wish.VISIT, timedelta(hours=2)),
        ("半小时内别发消息", Wish.SNOOZE, timedelta(minutes=30)),
        ("我在带看 别吵我", Wish.VISIT, None),
    ],
)
def test_quiet_is_asked_for_as_long_as_is_said(
    text: str, wish: Wish, long: timedelta | None
) -> None:
    read = understood(text)

    assert read.intent is Intent.PREFERENCE
    assert read.preference is not None
    assert (read.preference.wish, read.preference.length) == (wish, long)


@pytest.mark.parametrize(
    ("text", "intent", "customer"),
    [
        ("华星那单提成多少", Intent.COMMISSION, "华星"),
        ("陈阿姨那张单子佣金是多少", Intent.COMMISSION, "陈阿姨"),
        ("王阿姨上礼拜买的那个年金险佣金多少", Intent.COMMISSION, "王阿姨"),
        ("华星科技那单佣金怎么算的", Intent.WHY, "华星科技"),
        ("how much do I get for the Acme deal", Intent.COMMISSION, "Acme"),
        ("why is the Acme deal so low", Intent.WHY, "Acme"),
    ],
)
def test_the_customer_of_a_deal_is_found(text: str, intent: Intent, customer: str) -> None:
    read = understood(text)

    assert (read.intent, read.customer, read.person) == (intent, customer, None)


@pytest.mark.parametrize("text", ["这单多少", "昨天那单提成", "上一单怎么算的", "我那单怎么算的"])
def test_a_deal_without_a_name_has_no_customer(text: str) -> None:
    assert understood(text).customer is None


def test_a_sum_that_is_only_about_is_asked_for() -> None:
    assert understood("如果再签个十来万").problem == "amount.vague"
    assert understood("再签3w5能拿多少").amount == Decimal(35000)


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("刘洋同学的课程", "刘洋"),
        ("张伟同学的目标", "张伟"),
        ("张伟经理的提成", "张伟"),
        ("小李同学的课程", "小李"),
        ("王总的提成", "王总"),
    ],
)
def test_a_title_behind_a_full_name_is_none_of_it(text: str, person: str) -> None:
    assert understood(text).person == person
