"""How people ask for courses, targets, mentoring, their team and their reminders."""

from __future__ import annotations

import pytest

from handlers.understanding import Intent
from rules.mentor_record import RecordKind
from tests.understanding.meaning import means, understood


@pytest.mark.parametrize(
    ("text", "intent"),
    means(
        {
            Intent.COURSES: """
                我还有几门课没学
                课程进度怎么样了
                哪些课快到期了
                請問我有什麼培訓
                看看我的課
                how many courses left
                which courses are overdue pls""",
            Intent.NEXT_COURSE: """
                我下一步该学啥
                该上哪门课了
                what's my next training""",
            Intent.TARGET: """
                我还差几单
                这个月得做多少
                这个月要签几单才够
                转正要几单啊
                离转正还差多少单
                目标完成得咋样
                我達標了嗎
                how many deals do i need
                am i on target""",
            Intent.TARGET_WHY: """
                谁改了我的目标
                目标怎么改成两单了
                why is my target 4""",
            Intent.RISK_LIST: """
                谁要走
                团队里谁不稳
                who might leave""",
            Intent.MY_PROBATION: """
                我什么时候转正
                试用期还剩几天呢
                how many probation days left""",
            Intent.MENTEES: """
                我这周要做什么
                这周带教任务有哪些
                我这周还差几个任务
                mentoring tasks this week""",
            Intent.MY_MENTOR: """
                谁带我
                我师傅是哪位
                我跟着谁学
                who is my mentor""",
            Intent.ANOTHER_MENTOR: """
                能给我换个带教吗
                不想跟现在的师傅了
                i want to change my mentor""",
            Intent.PULSE: """
                给带教打个分
                这周评价还没填
                i want to rate my mentor""",
            Intent.MENTOR_RECORD: """
                提交跟访记录
                记一下今天的陪访
                submit a ride-along record""",
            Intent.TEAM_STATUS: """
                团队怎么样
                团队情况
                我们组这个月几单了
                組員試用期還剩幾天
                how is my team doing""",
            Intent.REMINDERS: """
                不要提醒我了
                通知能关吗
                怎么改提醒时间
                how do i turn off notifications""",
            Intent.UNREACHABLE: """
                哪些人收不到消息
                who cannot be reached""",
            Intent.REPORT_DEAL: """
                刚签了一单怎么报
                报单
                how do i register a new deal""",
            Intent.LINK: """
                怎么绑定账号
                how do i link my account""",
            Intent.HELP: """
                都能问你什么
                怎么用啊""",
        }
    ),
)
def test_a_topic_is_understood(text: str, intent: Intent) -> None:
    assert understood(text).intent is intent


@pytest.mark.parametrize(
    ("text", "intent"),
    means(
        {
            Intent.TARGET: """
                我的木标
                mubiao
                my tarket""",
            Intent.COURSES: """
                ke cheng
                my coureses""",
            Intent.TEAM_STATUS: "tuandui qingkuang",
            Intent.REMINDERS: "tixing shezhi",
        }
    ),
)
def test_a_typing_error_is_put_right(text: str, intent: Intent) -> None:
    read = understood(text)

    assert (read.intent, read.confidence) == (intent, 0.85)


@pytest.mark.parametrize("text", ["baodan 东升 3000", "换个岛师", "chnage my mentr"])
def test_a_misspelt_wish_to_write_is_never_done(text: str) -> None:
    assert understood(text).intent is None


@pytest.mark.parametrize(
    ("text", "intent", "person"),
    [
        ("张三的目标", Intent.TARGET, "张三"),
        ("小李这个月做了几单", Intent.TARGET, "小李"),
        ("Li Lei's target", Intent.TARGET, "Li Lei"),
        ("張三的課程", Intent.COURSES, "張三"),
        ("张三课上完了没", Intent.COURSES, "张三"),
        ("张三什么时候转正", Intent.PROBATION, "张三"),
    ],
)
def test_somebody_elses_is_asked_by_name(text: str, intent: Intent, person: str) -> None:
    read = understood(text)

    assert (read.intent, read.person) == (intent, person)


@pytest.mark.parametrize("text", ["看看我徒弟李四", "徒弟李四的情况"])
def test_a_mentee_is_named(text: str) -> None:
    read = understood(text)

    assert read.intent is Intent.MENTEE
    assert read.mentoring is not None
    assert read.mentoring.person == "李四"


def test_a_score_comes_with_its_rating_and_rates_nothing() -> None:
    read = understood("我想给师傅打8分")

    assert read.intent is Intent.PULSE
    assert read.mentoring is not None
    assert read.mentoring.score == "8"


@pytest.mark.parametrize(
    ("text", "kind", "person"),
    [
        ("提交跟访记录", RecordKind.RIDE_ALONG, ""),
        ("面谈怎么填", RecordKind.TALK, ""),
        ("log a ride along with Li Lei", RecordKind.RIDE_ALONG, "Li Lei"),
    ],
)
def test_a_record_says_its_kind_and_whom_it_is_about(
    text: str, kind: RecordKind, person: str
) -> None:
    read = understood(text)

    assert read.mentoring is not None
    assert (read.mentoring.kind, read.mentoring.person) == (kind, person)


@pytest.mark.parametrize(
    "text", ["上个月做了几单", "昨天做了几单", "上周带教任务", "下个月目标多少"]
)
def test_another_time_than_the_card_tells_of_is_not_answered(text: str) -> None:
    assert understood(text).intent is None


@pytest.mark.parametrize(
    "text",
    [
        "培训室在哪",
        "客户目标人群",
        "团队建设去哪",
        "设个目标两万",
        "大家下班了",
        "大家好",
        "大家辛苦了",
        "换个会议室",
    ],
)
def test_a_word_left_over_makes_it_another_question(text: str) -> None:
    assert understood(text).intent is None
