"""What must rather be asked back, with which buttons, or answered with help."""

from __future__ import annotations

import pytest

from handlers.understanding import Intent
from tests.understanding.meaning import asked_back, understood

COMMISSION = Intent.COMMISSION
WHY = Intent.WHY
WHAT_IF = Intent.WHAT_IF
LINK = Intent.LINK


@pytest.mark.parametrize(
    ("text", "offers"),
    [
        asked_back("工资"),
        asked_back("pay?"),
        asked_back("今天天气怎么样"),
        asked_back("为什么客户不签", WHY),
        asked_back("佣金方案什么时候改", COMMISSION),
        asked_back("删除我的佣金", COMMISSION),
        asked_back("帮我给张三发佣金", COMMISSION),
        asked_back("K7F3 K9Q2"),
        asked_back("上个月和这个月的佣金", COMMISSION),
        asked_back("再签多少能拿一万", WHAT_IF),
        asked_back("今天签了8000能拿多少", COMMISSION),
        asked_back("lnik 483920"),
        asked_back("邦定 483920", LINK),
        asked_back("嘿，今天我挣着钱没"),
        asked_back("10月15号到10月底我的佣金", COMMISSION),
        asked_back("为什么我这个月提成比上个月少", WHY),
        asked_back("how much more do i need to sell to hit 10k"),
        asked_back("客户什么时候付款"),
        asked_back("把提成比例改成10%"),
        asked_back("cancel my commission", COMMISSION),
        asked_back("transfer my commission to Li Lei", COMMISSION),
        asked_back("what is the commission rate", COMMISSION),
        asked_back("今天要去见谁"),
        asked_back("thanks!"),
        asked_back("好的收到"),
        asked_back("今天卖了多少", COMMISSION),
        asked_back("佣金会扣税吗", COMMISSION),
        asked_back("我想请假"),
        asked_back("who earned the most this month"),
        asked_back("why don't customers answer the phone"),
        asked_back("如果客户反悔怎么办"),
        asked_back("what if the customer cancels"),
        asked_back("老板我这个月能拿多少提成啊", COMMISSION),
        asked_back("今天有提成没", COMMISSION),
        asked_back("how's my commision lookin this mnth", COMMISSION),
        asked_back("why is the sky blue"),
        asked_back("为什么要绑定", WHY),
        asked_back("how do I earn more commission", COMMISSION),
        asked_back("if i sell nothing", WHAT_IF),
        asked_back("不要给我看佣金", COMMISSION),
        asked_back("approve commission for Li Lei", COMMISSION),
        asked_back("提成怎么提现", WHY),
        asked_back("明天几点开会"),
        asked_back("今天签了几单", Intent.TARGET),
        asked_back("set my target to 20000", Intent.TARGET_WHY),
        asked_back("how much is the product"),
        asked_back("what did the customer say"),
        asked_back("what time is it"),
        asked_back("我很累"),
        asked_back("add commission 500", Intent.RECORD_SCORE),
        asked_back("给我加500佣金", COMMISSION),
        asked_back("下个月佣金会涨吗", COMMISSION),
        asked_back("how much commission does the company pay", COMMISSION),
        asked_back("make me a coffee"),
        asked_back("get today's weather"),
        asked_back("what do you get", Intent.HELP),
        asked_back("what's my total for november"),
        asked_back("佣金太低了", COMMISSION),
        asked_back("change my commission to 5000"),
        asked_back("what is the weather today"),
        asked_back("你吃饭了吗"),
        asked_back("如果下雨怎么办"),
        asked_back("why is the deal not signed", WHY),
        asked_back("帮我把佣金转给李雷", COMMISSION),
        asked_back("why not", WHY),
        asked_back("no commission", COMMISSION),
        asked_back("reset my commission", COMMISSION),
        asked_back("tomorrow"),
        asked_back("再见"),
        asked_back("会议改到下周三"),
        asked_back("our commission this month", COMMISSION),
        asked_back("再签20000和30000", WHAT_IF),
        asked_back("say hi"),
        asked_back("fix my commission", COMMISSION),
        asked_back("my mission today"),
        asked_back("earrings today"),
        asked_back("how do I get commission", COMMISSION),
        asked_back("不要佣金", WHY),
        asked_back("佣金比例", WHY),
        asked_back("commission plan", Intent.SET_PLAN),
        asked_back("7天的佣金", COMMISSION),
        asked_back("code 4839", LINK),
        asked_back("不要给我换导师"),
        asked_back("天气怎么样"),
        asked_back("老板工资多少"),
        asked_back("工资条在哪看"),
        asked_back("加班费怎么算"),
        asked_back("我想辞职"),
        asked_back("同事们都赚多少"),
        asked_back("my salary slip"),
        asked_back("tell me a joke"),
        asked_back("上个月的目标", Intent.TARGET_WHY),
    ],
)
def test_what_is_not_plain_is_asked_back(text: str, offers: tuple[Intent, ...]) -> None:
    read = understood(text)

    assert read.intent is None
    assert set(offers) <= set(read.offers)
    assert bool(read.offers) is bool(offers)


@pytest.mark.parametrize(
    "text",
    [
        "今年谁的提成最高",
        "组里提成排名",
        "who earned the most commission this month",
        "小刘提成多少啊",
    ],
)
def test_pay_of_whoever_it_is_is_never_told_as_ones_own(text: str) -> None:
    read = understood(text)

    assert read.intent in {None, COMMISSION}
    assert read.intent is None or read.person or read.problem == "error.pay_of_people"


def test_a_word_that_only_looks_like_money_is_never_read_as_money() -> None:
    read = understood("my permission today")

    assert read.intent is None
    assert COMMISSION not in read.offers


@pytest.mark.parametrize(
    "text",
    [
        "他的佣金", "团队这个月佣金多少", "张三和李四的佣金", "will's commission",
        "别人都拿多少佣金", "我师傅提成多少", "全组提成明细",
        "how much did everyone make this month", "the commission of the team",
    ],
)  # fmt: skip
def test_the_pay_of_others_without_one_name_is_refused(text: str) -> None:
    read = understood(text)

    assert (read.intent, read.problem) == (COMMISSION, "error.pay_of_people")


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("凭什么小王提成比我多 他多少", "小王"),
        ("老李这个月提成多少 我要看", "老李"),
        ("张三这个月的提成大概是多少啊我想了解一下", "张三"),
        ("what's Amy's commission", "Amy"),
    ],
)
def test_the_pay_of_somebody_named_is_asked_of_her(text: str, person: str) -> None:
    read = understood(text)

    assert (read.intent, read.person) == (COMMISSION, person)


@pytest.mark.parametrize(
    "text",
    [
        "不换师傅了", "先不换师傅了吧", "别给我换导师", "我没有学完谈判基础", "谈判基础还没学完呢",
        "不用报单了", "那单黄了 别报", "不想给师傅打分", "don't change my mentor", "don't mute",
        "i haven't finished the closing course", "no need to report the deal", "陪访先不记了",
    ],
)  # fmt: skip
def test_what_is_not_wanted_is_not_done(text: str) -> None:
    assert understood(text).intent is None


@pytest.mark.parametrize(
    "text",
    [
        "中秋那周我的提成",
        "春节那个月佣金多少",
        "commission for the christmas season",
        "旺季提成多少",
    ],
)
def test_a_time_that_was_not_understood_is_never_passed_over(text: str) -> None:
    read = understood(text)

    assert read.intent is None
    assert COMMISSION in read.offers


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("I want to dispute my commission", WHY),
        ("我要投诉佣金", WHY),
        ("why did I earn less than last month", WHY),
        ("請問我今日嘅佣金", COMMISSION),
        ("今天我的业绩能拿多少提成", COMMISSION),
        ("九月的提成单", COMMISSION),
        ("签了一单8000", Intent.REPORT_DEAL),
        ("提成出来了吗", COMMISSION),
        ("show me the deals today", COMMISSION),
        ("待我审核的", Intent.WAITING),
        ("张伟离职了 还有什么没交接", Intent.LEAVER),
    ],
)
def test_what_is_likely_enough_is_answered(text: str, intent: Intent) -> None:
    assert understood(text).intent is intent


def test_what_is_compared_with_last_month_is_not_of_last_month() -> None:
    assert understood("why did I earn less than last month").range is None
