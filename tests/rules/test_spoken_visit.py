"""Visits told as they were: with whom, when, where, and what was good or missed."""

from __future__ import annotations

import pytest

from rules.mentor_record import RecordKind
from rules.spoken_mentoring import find_mentoring
from rules.spoken_visit import find_visit
from rules.typed_text import fold


@pytest.mark.parametrize(
    ("text", "person", "fields"),
    [
        (
            "昨天陪李雷去见了华星的王总,他没问预算",
            "李雷",
            {"on_day": "昨天", "customer": "华星的王总", "improve": "他没问预算"},
        ),
        (
            "带李雷拜访了客户 表现不错 就是报价太急",
            "李雷",
            {"good": "表现不错", "improve": "就是报价太急"},
        ),
        (
            "今天下午陪韩梅梅一起去拜访了长风制造。",
            "韩梅梅",
            {"on_day": "今天下午", "customer": "长风制造"},
        ),
        (
            "周二带张伟去跑了青禾餐饮,开场主动,但是忘了约下次",
            "张伟",
            {
                "on_day": "周二",
                "customer": "青禾餐饮",
                "good": "开场主动",
                "improve": "但是忘了约下次",
            },
        ),
        (
            "Went with Emma Clark to Acme yesterday, she listened well but did not ask for budget",
            "Emma Clark",
            {
                "on_day": "yesterday",
                "customer": "Acme",
                "good": "she listened well",
                "improve": "but did not ask for budget",
            },
        ),
        (
            "上周五带吴静去了趟国贸那家客户,她提问不够",
            "吴静",
            {"on_day": "上周五", "customer": "国贸那家客户", "improve": "她提问不够"},
        ),
        (
            "Rode along with Tom to Acme today, he talked too much",
            "Tom",
            {"on_day": "today", "customer": "Acme", "improve": "he talked too much"},
        ),
        (
            "did a joint call with Sam, good rapport, weak close",
            "Sam",
            {"good": "good rapport", "improve": "weak close"},
        ),
        ("Visited Acme with Emma today", "Emma", {"on_day": "today", "customer": "Acme"}),
        ("yesterday I was out with Emma at a customer", "Emma", {"on_day": "yesterday"}),
    ],
)
def test_a_told_visit_is_a_draft_of_a_record(
    text: str, person: str, fields: dict[str, str]
) -> None:
    found = find_mentoring(text)

    assert found is not None
    assert (found.kind, found.person, dict(found.fields)) == (RecordKind.RIDE_ALONG, person, fields)


@pytest.mark.parametrize(
    "text",
    [
        "昨天陪客户去见了领导",
        "今天带客户看了三套房",
        "陪老婆去见了医生",
        "跟王总见了一面",
        "带我去拜访了华星",
        "昨天李雷见了华星的王总",
        "I went with my wife to the doctor",
        "visited Acme yesterday",
        "how did the visit with Emma go",
    ],
)
def test_what_tells_no_visit_with_a_mentee_is_none(text: str) -> None:
    assert find_visit(fold(text), text) is None
