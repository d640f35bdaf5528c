"""What reps type, in tables: what is meant, and what must rather be asked back."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pytest
from _pytest.mark.structures import ParameterSet
from hypothesis import example, given
from hypothesis import strategies as st

from handlers.understanding import Intent, Understanding, understand
from rules.spoken_point import SpokenKind

#: A Sunday in the middle of a month and a quarter.
TODAY = date(2026, 11, 15)


class Meaning(NamedTuple):
    """The slots of an understanding, as a table can write them."""

    intent: Intent | None
    days: str | None = None
    amount: str | None = None
    person: str | None = None
    code: str | None = None
    problem: str | None = None


def said(text: str, intent: Intent, **slots: str) -> ParameterSet:
    return pytest.param(text, Meaning(intent, **slots), id=text)


def understood(text: str) -> Understanding:
    return understand(text, today=TODAY)


def meaning(read: Understanding) -> Meaning:
    return Meaning(
        read.intent,
        days=f"{read.range.days.start} {read.range.days.last}" if read.range else None,
        amount=None if read.amount is None else str(read.amount),
        person=read.person,
        code=read.code,
        problem=read.problem,
    )


COMMISSION, WHY, WHAT_IF, HELP, LINK, *_ = Intent


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        said("我今天的佣金", COMMISSION, days="2026-11-15 2026-11-15"),
        said("今天提成多少", COMMISSION, days="2026-11-15 2026-11-15"),
        said("今天赚了多少", COMMISSION, days="2026-11-15 2026-11-15"),
        said("今天赚了多少钱", COMMISSION, days="2026-11-15 2026-11-15"),
        said("这个月我能拿多少", COMMISSION, days="2026-11-01 2026-11-30"),
        said("本月业绩提成", COMMISSION, days="2026-11-01 2026-11-30"),
        said("我的钱呢", COMMISSION),
        said("提成明细", COMMISSION),
        said("看看佣金", COMMISSION),
        said("查一下上个月提成", COMMISSION, days="2026-10-01 2026-10-31"),
        said("佣金", COMMISSION),
        said("提成", COMMISSION),
        said("今天开单了吗拿多少", COMMISSION, days="2026-11-15 2026-11-15"),
        said("my commission today", COMMISSION, days="2026-11-15 2026-11-15"),
        said("how much did I make today", COMMISSION, days="2026-11-15 2026-11-15"),
        said("what did I earn this week", COMMISSION, days="2026-11-09 2026-11-15"),
        said("commission last month", COMMISSION, days="2026-10-01 2026-10-31"),
        said("show me my commission for october", COMMISSION, days="2026-10-01 2026-10-31"),
        said("how much have I earned so far this month", COMMISSION, days="2026-11-01 2026-11-30"),
        said("earnings", COMMISSION),
        said("张三的佣金", COMMISSION, person="张三"),
        said("查一下张三上个月提成", COMMISSION, days="2026-10-01 2026-10-31", person="张三"),
        said("张三这个月赚了多少", COMMISSION, days="2026-11-01 2026-11-30", person="张三"),
        said("commission of Li Lei", COMMISSION, person="Li Lei"),
        said("Li Lei's commission", COMMISSION, person="Li Lei"),
        said(
            "how much did Li Lei earn this week",
            COMMISSION,
            days="2026-11-09 2026-11-15",
            person="Li Lei",
        ),
        said("／佣金\u3000今天", COMMISSION, days="2026-11-15 2026-11-15"),
        said("本月佣金?", COMMISSION, days="2026-11-01 2026-11-30"),
        said("my comission todya", COMMISSION, days="2026-11-15 2026-11-15"),
        said("我今天的傭金", COMMISSION, days="2026-11-15 2026-11-15"),
        said("這個月賺了多少", COMMISSION, days="2026-11-01 2026-11-30"),
        said("用金", COMMISSION),
        said("体成多少", COMMISSION),
        said("张三的用金", COMMISSION, person="张三"),
        said("@Foothold my commission", COMMISSION),
        said("<@U123> commission this week", COMMISSION, days="2026-11-09 2026-11-15"),
        said("@站稳 今天佣金", COMMISSION, days="2026-11-15 2026-11-15"),
        said("/foothold commission today", COMMISSION, days="2026-11-15 2026-11-15"),
        said("／foothold 佣金", COMMISSION),
        said("2月30日的佣金", COMMISSION, problem="range.impossible_date"),
        said("明天的佣金", COMMISSION, problem="range.future"),
        said("李想今天提成多少", COMMISSION, days="2026-11-15 2026-11-15", person="李想"),
        said("欧阳娜娜的佣金", COMMISSION, person="欧阳娜娜"),
        said("Tom今天提成多少", COMMISSION, days="2026-11-15 2026-11-15", person="Tom"),
        said("Tom的佣金", COMMISSION, person="Tom"),
        said("麻烦看一下我昨天的提成有多少呀", COMMISSION, days="2026-11-14 2026-11-14"),
        said("这周进账多少了", COMMISSION, days="2026-11-09 2026-11-15"),
        said("我十月份一共拿了多少提成", COMMISSION, days="2026-10-01 2026-10-31"),
        said("上礼拜提了多少", COMMISSION, days="2026-11-02 2026-11-08"),
        said("截止今天我本月佣金总共多少", COMMISSION, days="2026-11-01 2026-11-30"),
        said("给我看下11月1日至11月10日的提成明细", COMMISSION, days="2026-11-01 2026-11-10"),
        said("近30天的提成", COMMISSION, days="2026-10-17 2026-11-15"),
        said("佣金呢？", COMMISSION),
        said("我这个季度提成累计多少了", COMMISSION, days="2026-10-01 2026-12-31"),
        said("到手能有多少", COMMISSION),
        said(
            "what's my commission looking like this week?", COMMISSION, days="2026-11-09 2026-11-15"
        ),
        said("how much did i pocket yesterday", COMMISSION, days="2026-11-14 2026-11-14"),
        said(
            "can you pull up my earnings for last month please",
            COMMISSION,
            days="2026-10-01 2026-10-31",
        ),
        said("commission so far", COMMISSION),
        said("how am I doing on commission this quarter", COMMISSION, days="2026-10-01 2026-12-31"),
        said(
            "my commissions between october 1 and october 15",
            COMMISSION,
            days="2026-10-01 2026-10-15",
        ),
        said("total commission ytd", COMMISSION, days="2026-01-01 2026-12-31"),
        said("whats my comission for oct", COMMISSION, days="2026-10-01 2026-10-31"),
        said("yesterdays commision pls", COMMISSION, days="2026-11-14 2026-11-14"),
        said("have i earned anything today", COMMISSION, days="2026-11-15 2026-11-15"),
        said("earnings 2026-11-01 to 2026-11-10", COMMISSION, days="2026-11-01 2026-11-10"),
        said(
            "give me a breakdown of my commission for this month",
            COMMISSION,
            days="2026-11-01 2026-11-30",
        ),
        said("王小明上周的佣金是多少", COMMISSION, days="2026-11-02 2026-11-08", person="王小明"),
        said(
            "show me Han Meimei's earnings this month",
            COMMISSION,
            days="2026-11-01 2026-11-30",
            person="Han Meimei",
        ),
        said(
            "what did Sarah make last week",
            COMMISSION,
            days="2026-11-02 2026-11-08",
            person="Sarah",
        ),
        said(
            "帮我看看刘洋10月拿了多少提成", COMMISSION, days="2026-10-01 2026-10-31", person="刘洋"
        ),
        said("我想了解下自己这礼拜的提成情况", COMMISSION, days="2026-11-09 2026-11-15"),
        said("哥们 我昨天提成多少", COMMISSION, days="2026-11-14 2026-11-14"),
        said("查提成", COMMISSION),
        said("今日提成", COMMISSION, days="2026-11-15 2026-11-15"),
        said("到今天为止本月提成", COMMISSION, days="2026-11-01 2026-11-30"),
        said("看下我这个月挣了多少", COMMISSION, days="2026-11-01 2026-11-30"),
        said("佣金 2026-10", COMMISSION, days="2026-10-01 2026-10-31"),
        said("佣金 本月", COMMISSION, days="2026-11-01 2026-11-30"),
        said("今天业绩提成是多少呀？", COMMISSION, days="2026-11-15 2026-11-15"),
        said("十一月一号到十一月十号的佣金", COMMISSION, days="2026-11-01 2026-11-10"),
        said("8月到10月我一共赚了多少", COMMISSION, days="2026-08-01 2026-10-31"),
        said("上个月25号到这个月5号的提成", COMMISSION, days="2026-10-25 2026-11-05"),
        said("星期三的提成", COMMISSION, days="2026-11-11 2026-11-11"),
        said("大前天我的提成", COMMISSION, days="2026-11-12 2026-11-12"),
        said("今年到现在赚了多少", COMMISSION, days="2026-01-01 2026-11-15"),
        said("2026/11/03 佣金", COMMISSION, days="2026-11-03 2026-11-03"),
        said("我10号那天的佣金", COMMISSION, days="2026-11-10 2026-11-10"),
        said("這週我賺了多少錢", COMMISSION, days="2026-11-09 2026-11-15"),
        said("上個月的傭金明細", COMMISSION, days="2026-10-01 2026-10-31"),
        said(
            "ｍｙ\u3000ｃｏｍｍｉｓｓｉｏｎ\u3000ｔｏｄａｙ",
            COMMISSION,
            days="2026-11-15 2026-11-15",
        ),
        said("MY COMMISSION THIS WEEK!!!", COMMISSION, days="2026-11-09 2026-11-15"),
        said(
            "How much commission did I earn between 1 and 15 November?",
            COMMISSION,
            days="2026-11-01 2026-11-15",
        ),
        said("commission 1-15 nov", COMMISSION, days="2026-11-01 2026-11-15"),
        said("my commision tody", COMMISSION, days="2026-11-15 2026-11-15"),
        said(
            "Could you tell me what I've earned this quarter?",
            COMMISSION,
            days="2026-10-01 2026-12-31",
        ),
        said(
            "how much commission have I made since the 1st",
            COMMISSION,
            days="2026-11-01 2026-11-15",
        ),
        said(
            "I'd like to see my commission from 3 November until 9 November",
            COMMISSION,
            days="2026-11-03 2026-11-09",
        ),
        said("did I make any money yesterday", COMMISSION, days="2026-11-14 2026-11-14"),
        said("what am i making this month", COMMISSION, days="2026-11-01 2026-11-30"),
        said("Q3 commission", COMMISSION, days="2026-07-01 2026-09-30"),
        said("earnings for the last two weeks", COMMISSION, days="2026-11-02 2026-11-15"),
        said("show commission statement oct 2026", COMMISSION, days="2026-10-01 2026-10-31"),
        said("commission for 10/2026", COMMISSION, days="2026-10-01 2026-10-31"),
        said("commission on monday", COMMISSION, days="2026-11-09 2026-11-09"),
        said("今天我能分到多少钱", COMMISSION, days="2026-11-15 2026-11-15"),
        said("赵敏的提成明细", COMMISSION, person="赵敏"),
        said(
            "commission for Zhang Wei in October",
            COMMISSION,
            days="2026-10-01 2026-10-31",
            person="Zhang Wei",
        ),
        said("小李今天赚了多少", COMMISSION, days="2026-11-15 2026-11-15", person="小李"),
        said("陈经理的佣金", COMMISSION, person="陈经理"),
        said("昨天的单子我能提多少", COMMISSION, days="2026-11-14 2026-11-14"),
        said("帮忙看看我上周佣金呗", COMMISSION, days="2026-11-02 2026-11-08"),
        said("我想看本月到目前的佣金", COMMISSION, days="2026-11-01 2026-11-15"),
        said("麻烦告诉我这季度的提成总额", COMMISSION, days="2026-10-01 2026-12-31"),
        said("今天到手佣金是多少钱", COMMISSION, days="2026-11-15 2026-11-15"),
        said("本周我的佣金有多少了？", COMMISSION, days="2026-11-09 2026-11-15"),
        said("我在10月挣的佣金", COMMISSION, days="2026-10-01 2026-10-31"),
        said("佣金查询", COMMISSION),
        said("查询佣金 上周", COMMISSION, days="2026-11-02 2026-11-08"),
        said("去年的佣金总共有多少", COMMISSION, days="2025-01-01 2025-12-31"),
        said("11月1到11月7的佣金", COMMISSION, days="2026-11-01 2026-11-07"),
        said("从上周三到昨天的佣金", COMMISSION, days="2026-11-04 2026-11-14"),
        said("过去三个月我赚了多少", COMMISSION, days="2026-08-16 2026-11-15"),
        said("我今天出了两单，提成多少？", COMMISSION, days="2026-11-15 2026-11-15"),
        said("佣今", COMMISSION),
        said("这个月佣今多少", COMMISSION, days="2026-11-01 2026-11-30"),
        said("提城", COMMISSION),
        said("上个月体成明细", COMMISSION, days="2026-10-01 2026-10-31"),
        said("今日佣金怎么样了", COMMISSION, days="2026-11-15 2026-11-15"),
        said(
            "Hi Foothold, what is my commission for this week?",
            COMMISSION,
            days="2026-11-09 2026-11-15",
        ),
        said("commission report for last quarter", COMMISSION, days="2026-07-01 2026-09-30"),
        said(
            "How much commission am I getting this month?", COMMISSION, days="2026-11-01 2026-11-30"
        ),
        said("how much commission did i get last week", COMMISSION, days="2026-11-02 2026-11-08"),
        said("check commision", COMMISSION),
        said("comission", COMMISSION),
        said("comissions this monht", COMMISSION, days="2026-11-01 2026-11-30"),
        said("today's commission", COMMISSION, days="2026-11-15 2026-11-15"),
        said("what have i made so far today", COMMISSION, days="2026-11-15 2026-11-15"),
        said("how much money have I made this week", COMMISSION, days="2026-11-09 2026-11-15"),
        said("commission from nov 1 to nov 15", COMMISSION, days="2026-11-01 2026-11-15"),
        said("my earnings 1 nov - 15 nov", COMMISSION, days="2026-11-01 2026-11-15"),
        said("tell me my commission", COMMISSION),
        said("what did I make on Friday", COMMISSION, days="2026-11-13 2026-11-13"),
        said("this quarter's commission", COMMISSION, days="2026-10-01 2026-12-31"),
        said("commission ystrday", COMMISSION, days="2026-11-14 2026-11-14"),
        said("李雷今天赚了多少", COMMISSION, days="2026-11-15 2026-11-15", person="李雷"),
        said(
            "show commission for Wang Fang last month",
            COMMISSION,
            days="2026-10-01 2026-10-31",
            person="Wang Fang",
        ),
        said("看看王芳的提成", COMMISSION, person="王芳"),
        said("这周一共赚了多少", COMMISSION, days="2026-11-09 2026-11-15"),
        said("本月一共提成多少", COMMISSION, days="2026-11-01 2026-11-30"),
        said("今天单子提成多少", COMMISSION, days="2026-11-15 2026-11-15"),
        said("last october commission", COMMISSION, days="2026-10-01 2026-10-31"),
        said("commission 11/1-11/15", COMMISSION, days="2026-11-01 2026-11-15"),
        said("佣金 11.1-11.15", COMMISSION, days="2026-11-01 2026-11-15"),
        said("上季度佣金", COMMISSION, days="2026-07-01 2026-09-30"),
        said("去年下半年的佣金", COMMISSION, days="2025-07-01 2025-12-31"),
        said("我12月的佣金", COMMISSION, days="2025-12-01 2025-12-31"),
        said("12月20日到1月5日的佣金", COMMISSION, days="2025-12-20 2026-01-05"),
        said("commission from 11/15 to 11/1", COMMISSION, days="2026-11-01 2026-11-15"),
        said("说下佣金", COMMISSION),
        said("tomorrow's commission", COMMISSION, problem="range.future"),
        said("最近的佣金", COMMISSION),
        said("hello, my commission today please, thanks", COMMISSION, days="2026-11-15 2026-11-15"),
        said("@小助手 今天佣金", COMMISSION, days="2026-11-15 2026-11-15"),
        said("@Foothold @张三 的佣金", COMMISSION, person="张三"),
        said("今天佣金😊", COMMISSION, days="2026-11-15 2026-11-15"),
        said("我 今 天 的 佣 金", COMMISSION, days="2026-11-15 2026-11-15"),
    ],
)
def test_a_rep_asking_for_her_commission_is_understood(text: str, expected: Meaning) -> None:
    assert meaning(understood(text)) == expected


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        said("帮助", HELP),
        said("help", HELP),
        said("你能做什么", HELP),
        said("?", HELP),
        said("？", HELP),
        said("菜单", HELP),
        said("你好", HELP),
        said("hi", HELP),
        said("what can you do", HELP),
        said("你都会些什么", HELP),
        said("怎么使用你", HELP),
        said("what are my options", HELP),
        said("hello there", HELP),
        said("帮帮我", HELP),
        said("使用帮助", HELP),
        said("功能列表", HELP),
        said("在吗", HELP),
        said("这个机器人能干嘛", HELP),
        said("hey bot, help!", HELP),
        said("how do i use this thing", HELP),
        said("怎么用这个机器人", HELP),
        said("有什么功能", HELP),
        said("what commands are there", HELP),
        said("帮助菜单", HELP),
    ],
)
def test_a_rep_asking_for_help_is_understood(text: str, expected: Meaning) -> None:
    assert meaning(understood(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        said("绑定 483920", LINK, code="483920"),
        said("link 483920", LINK, code="483920"),
        said("483920", LINK, code="483920"),
        said("K7F3K9Q2", LINK, code="K7F3K9Q2"),
        said("绑定", LINK),
        said("我的绑定码是 483920", LINK, code="483920"),
        said("my code is 483920", LINK, code="483920"),
        said("link my account 483920", LINK, code="483920"),
        said("激活码：K7F3K9Q2", LINK, code="K7F3K9Q2"),
        said("bind 483 920", LINK, code="483920"),
        said("请绑定483920", LINK, code="483920"),
    ],
)
def test_a_linking_code_is_understood(text: str, expected: Meaning) -> None:
    assert meaning(understood(text)) == expected


def asked_back(text: str, *offers: Intent) -> ParameterSet:
    return pytest.param(text, offers, id=text)


@pytest.mark.parametrize(
    ("text", "offers"),
    [
        asked_back("工资", COMMISSION),
        asked_back("pay?", COMMISSION),
        asked_back("今天天气怎么样"),
        asked_back("为什么客户不签", WHY),
        asked_back("佣金方案什么时候改", COMMISSION, WHY),
        asked_back("删除我的佣金", COMMISSION),
        asked_back("帮我给张三发佣金", COMMISSION),
        asked_back("K7F3 K9Q2"),
        asked_back("上个月和这个月的佣金", COMMISSION),
        asked_back("他的佣金", COMMISSION),
        asked_back("再签多少能拿一万", WHAT_IF, COMMISSION),
        asked_back("今天签了8000能拿多少", WHAT_IF, COMMISSION),
        asked_back("lnik 483920", LINK),
        asked_back("邦定 483920", LINK),
        asked_back("嘿，今天我挣着钱没"),
        asked_back("10月15号到10月底我的佣金", COMMISSION),
        asked_back("why did I earn less than last month", WHY),
        asked_back("为什么我这个月提成比上个月少", WHY, COMMISSION),
        asked_back("how much more do i need to sell to hit 10k", WHAT_IF),
        asked_back("还差多少到下一档", WHAT_IF),
        asked_back("客户什么时候付款"),
        asked_back("把提成比例改成10%", WHY),
        asked_back("cancel my commission", COMMISSION),
        asked_back("transfer my commission to Li Lei", COMMISSION),
        asked_back("I want to dispute my commission", COMMISSION),
        asked_back("what is the commission rate", COMMISSION, WHY),
        asked_back("今天要去见谁"),
        asked_back("thanks!"),
        asked_back("好的收到"),
        asked_back("今天卖了多少", COMMISSION),
        asked_back("团队这个月佣金多少", COMMISSION),
        asked_back("佣金会扣税吗", COMMISSION, WHY),
        asked_back("我想请假"),
        asked_back("who earned the most this month"),
        asked_back("why don't customers answer the phone", WHY),
        asked_back("如果客户反悔怎么办", WHAT_IF),
        asked_back("what if the customer cancels", WHAT_IF),
        asked_back("老板我这个月能拿多少提成啊", COMMISSION),
        asked_back("提成出来了吗", COMMISSION),
        asked_back("今天有提成没", COMMISSION),
        asked_back("請問我今日嘅佣金", COMMISSION),
        asked_back("how's my commision lookin this mnth", COMMISSION),
        asked_back("why is the sky blue", WHY),
        asked_back("为什么要绑定", LINK, WHY),
        asked_back("how do I earn more commission", COMMISSION),
        asked_back("如果再签个十来万", WHAT_IF),
        asked_back("if i sell nothing", WHAT_IF),
        asked_back("不要给我看佣金", COMMISSION),
        asked_back("佣金什么时候到账", COMMISSION),
        asked_back("approve commission for Li Lei", COMMISSION),
        asked_back("提成怎么提现", COMMISSION),
        asked_back("签了一单8000", WHAT_IF, COMMISSION),
        asked_back("明天几点开会"),
        asked_back("今天签了几单", WHAT_IF, COMMISSION),
        asked_back("set my target to 20000", Intent.TARGET),
        asked_back("how much is the product"),
        asked_back("what did the customer say"),
        asked_back("what time is it"),
        asked_back("我很累"),
        asked_back("add commission 500", COMMISSION),
        asked_back("给我加500佣金", COMMISSION),
        asked_back("下个月佣金会涨吗", COMMISSION),
        asked_back("how much commission does the company pay", COMMISSION),
        asked_back("今年谁的提成最高", COMMISSION),
        asked_back("make me a coffee"),
        asked_back("get today's weather"),
        asked_back("what do you get", COMMISSION),
        asked_back("show me the deals today", COMMISSION),
        asked_back("九月的提成单", COMMISSION, WHAT_IF),
        asked_back("今天我的业绩能拿多少提成", COMMISSION),
        asked_back("what's my total for november", COMMISSION),
        asked_back("佣金发了吗", COMMISSION),
        asked_back("佣金太低了", COMMISSION),
        asked_back("我要投诉佣金", COMMISSION),
        asked_back("change my commission to 5000", COMMISSION),
        asked_back("what is the weather today"),
        asked_back("你吃饭了吗"),
        asked_back("如果下雨怎么办", WHAT_IF),
        asked_back("why is the deal not signed", WHY, COMMISSION, WHAT_IF),
        asked_back("我什么时候转正"),
        asked_back("帮我把佣金转给李雷", COMMISSION),
        asked_back("why not", WHY),
        asked_back("no commission", COMMISSION),
        asked_back("reset my commission", COMMISSION),
        asked_back("tomorrow"),
        asked_back("再见"),
        asked_back("会议改到下周三"),
        asked_back("张三和李四的佣金", COMMISSION),
        asked_back("will's commission", COMMISSION),
        asked_back("our commission this month", COMMISSION),
        asked_back("再签20000和30000", WHAT_IF),
        asked_back("how much sales did i make today", WHAT_IF, COMMISSION),
        asked_back("say hi"),
        asked_back("fix my commission", COMMISSION),
        asked_back("my permission today"),
        asked_back("my mission today"),
        asked_back("earrings today"),
        asked_back("your commission", COMMISSION),
        asked_back("the commission of the team", COMMISSION),
        asked_back("how do I get commission", COMMISSION),
        asked_back("不要佣金", COMMISSION),
        asked_back("为什么不发佣金", WHY, COMMISSION),
        asked_back("佣金比例", WHY),
        asked_back("commission plan", COMMISSION, WHY),
        asked_back("7天的佣金", COMMISSION),
        asked_back("code 4839", LINK, WHAT_IF),
    ],
)
def test_what_is_not_plain_is_asked_back(text: str, offers: tuple[Intent, ...]) -> None:
    read = understood(text)

    assert (read.intent, read.offers) == (None, offers)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("昨天的佣金", SpokenKind.DAY, id="day"),
        pytest.param("上周的佣金", SpokenKind.WEEK, id="week"),
        pytest.param("上个月的佣金", SpokenKind.MONTH, id="month"),
        pytest.param("10月的佣金", SpokenKind.MONTH, id="named month"),
        pytest.param("本季度的佣金", SpokenKind.QUARTER, id="quarter"),
        pytest.param("今年的佣金", SpokenKind.YEAR, id="year"),
        pytest.param("1号到15号的佣金", SpokenKind.BETWEEN, id="between"),
    ],
)
def test_a_range_says_what_kind_of_period_was_named(text: str, kind: SpokenKind) -> None:
    spoken = understood(text).range

    assert spoken is not None
    assert spoken.kind is kind


def test_words_as_known_are_sure() -> None:
    assert understood("我今天的佣金").confidence == 1.0


@pytest.mark.parametrize("text", ["my comission todya", "我今天的用金", "体成多少"])
def test_a_corrected_typing_error_is_less_sure(text: str) -> None:
    assert understood(text).confidence == 0.85


def test_a_misspelt_request_to_link_is_offered_and_keeps_its_code() -> None:
    read = understood("邦定 483920")

    assert (read.intent, read.offers, read.code) == (None, (Intent.LINK,), "483920")


def test_two_ranges_are_asked_back_with_the_reason() -> None:
    read = understood("上个月和这个月的佣金")

    assert (read.intent, read.problem) == (None, "range.several")


def test_an_offer_keeps_the_range_and_sum_that_were_understood() -> None:
    read = understood("今天签了8000能拿多少")

    assert read.range is not None
    assert read.amount == Decimal(8000)


def test_a_name_is_returned_as_it_was_written() -> None:
    assert understood("張三的傭金").person == "張三"


def test_the_text_is_returned_cleaned_and_in_small_letters() -> None:
    assert understood("@Foothold ／Ｍｙ　Commission\u200b!").text == "my commission!"


@pytest.mark.parametrize("text", ["", " ", "\n", "x" * 2001, "佣金" * 1001])
def test_nothing_and_too_much_are_not_understood(text: str) -> None:
    assert understood(text).intent is None


@pytest.mark.parametrize("text", ["@Foothold", "/foothold", "/站稳 ", "??", "？？？"])
def test_being_called_without_a_question_is_a_call_for_help(text: str) -> None:
    assert understood(text).intent is Intent.HELP


@given(st.text(max_size=300))
@example("İ的佣金")
@example("\ue000的佣金")
@example("ﷺ" * 300)
def test_no_text_is_an_error(text: str) -> None:
    read = understood(text)

    assert len(read.offers) <= 3


_PIECES = (
    "我的|佣金|今天|11月1日到|两万|再签| my | commission |8000 |张三的|为什么| of |Li Lei |@|31号"
    "|2月30日|?|-|@Foothold |用金 |最近999个月|Oct 32"
).split("|")


@given(st.lists(st.sampled_from(_PIECES), max_size=30), st.dates())
def test_no_sentence_of_known_words_is_an_error(pieces: list[str], today: date) -> None:
    read = understand("".join(pieces), today=today)

    assert read.range is None or read.range.days.start < read.range.days.end


@pytest.mark.parametrize(
    "piece",
    ["1", "我", "11月1日到", "a ", "- ", "王", "张三的", "from ", "两万", "<@", "从", "前"],
)
def test_a_long_repetition_takes_no_longer_than_its_length(piece: str) -> None:
    began = time.process_time()

    understood((piece * 2000)[:2000])

    # Milliseconds as a rule; a search that went exponential would take minutes.
    assert time.process_time() - began < 1
