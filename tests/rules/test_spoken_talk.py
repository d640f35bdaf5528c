"""Talks told as they were: with whom, when, what was talked about and agreed."""

from __future__ import annotations

import pytest

from rules.mentor_record import RecordKind
from rules.spoken_mentoring import find_mentoring
from rules.spoken_talk import find_talk
from rules.typed_text import fold


@pytest.mark.parametrize(
    ("text", "kind", "person", "fields"),
    [
        ("今天和张伟聊了聊,他压力大", "talk", "张伟", {"on_day": "今天", "talked": "他压力大"}),
        (
            "昨天我跟李娜面谈了四十分钟,说了跟进节奏 约好下周一起见华星",
            "talk",
            "李娜",
            {"on_day": "昨天", "agreed": "说了跟进节奏 约好下周一起见华星"},
        ),
        (
            "找小陈开了个一对一,聊了目标,答应每天打十个电话",
            "talk",
            "小陈",
            {"talked": "聊了目标", "agreed": "答应每天打十个电话"},
        ),
        ("跟李雷面谈完了 记一下", "talk", "李雷", {}),
        (
            "Had a chat with Emma yesterday, she's overwhelmed",
            "talk",
            "Emma",
            {"on_day": "yesterday", "talked": "she's overwhelmed"},
        ),
        (
            "1:1 with Priya this morning, we agreed on ten calls a day",
            "talk",
            "Priya",
            {"on_day": "today", "agreed": "we agreed on ten calls a day"},
        ),
        ("talked to Mia about her numbers", "talk", "Mia", {"talked": "her numbers"}),
        (
            "周三给孙倩点评了一下复盘,需求挖得浅",
            "review",
            "孙倩",
            {"on_day": "周三", "comment": "需求挖得浅"},
        ),
        (
            "reviewed Lucy's call today, weak close",
            "review",
            "Lucy",
            {"on_day": "today", "comment": "weak close"},
        ),
    ],
)
def test_a_told_talk_is_a_draft_of_a_record(
    text: str, kind: str, person: str, fields: dict[str, str]
) -> None:
    found = find_mentoring(text)

    assert found is not None
    assert (found.kind, found.person, dict(found.fields)) == (RecordKind(kind), person, fields)


@pytest.mark.parametrize(
    "text",
    [
        "今天和客户聊了聊,他有意向",
        "跟老板聊了聊涨薪",
        "和王总谈了谈合同",
        "和华星聊了聊,他们有预算",
        "跟我聊聊",
        "跟李雷聊了吗",
        "跟李雷聊了他提成多少",
        "和张先生谈了谈保单",
        "had a talk with my wife",
        "talked to the client about price",
        "i talked to hr",
        "how did the talk with Emma go?",
        "talk to Emma",
    ],
)
def test_what_tells_no_talk_with_a_mentee_is_none(text: str) -> None:
    assert find_talk(fold(text), text) is None
