"""Whether a sentence says that something is not wanted, or only asks about it."""

from __future__ import annotations

import re

from handlers.intent import Intent
from rules.typed_text import fold

#: What opens a form, in which nothing counts before it is confirmed.
FORMS = frozenset(
    {
        Intent.REPORT_DEAL, Intent.COURSE_DONE, Intent.MENTOR_RECORD, Intent.PULSE,
        Intent.ANOTHER_MENTOR, Intent.JOIN, Intent.IMPORT_ROSTER, Intent.EXPORT_ROSTER,
        Intent.EXPORT_COMMISSION, Intent.RECORD_SCORE, Intent.INTERVIEW, Intent.CANDIDATE_SCORE,
    }
)  # fmt: skip
_NO = (
    r"不|没|未|别|甭|取消|算了|(?<![a-z])(?:no|not|never|cancel|don't|dont|isn't|haven't)(?![a-z])"
)
#: "Not", and what may stand between it and what is not to be done: 师傅不行,换一个 is a wish.
_LEST = (
    r"(?:不|别|甭|没(?=想|要|打算|准备)"
    r"|(?:don't|dont|do not|no need to|never mind|cancel)(?![a-z]))"
    r"(?:想|要|用|需要|必|打算|准备|再|给|帮|替|我|你|他|师傅|导师|跟|去|先|急着"
    r"| want| to| the| my| a| ){0,6}"
)
_NEGATED = re.compile(_NO)


def _not(verbs: str, more: str = "算了") -> re.Pattern[str]:
    """Give the pattern of a "not" before one of the verbs."""
    return re.compile(rf"{_LEST}(?:{verbs})|{more}")


#: What turns a wish round. Whoever wants another mentor, or rates one, says "not" of him.
_DECLINED = {
    Intent.ANOTHER_MENTOR: _not("换|更换|改|change|switch|another"),
    Intent.PULSE: _not("打|评|rate|score"),
    Intent.MENTOR_RECORD: _not("记|写|填|交|登|补|log|record|submit|write"),
    Intent.REPORT_DEAL: _not(
        "报|登|记|report|log", "没(?:有)?(?:签|成|谈|卖)|未成交|退|取消|黄了|丢了|lost|refund"
    ),
    # 面试不通过, 没及格 45分: what came of it is no "not" of the wish to write it down.
    **dict.fromkeys(
        (Intent.INTERVIEW, Intent.CANDIDATE_SCORE, Intent.RECORD_SCORE),
        _not("录|记|写|填|登|record|log|write|enter"),
    ),
    **dict.fromkeys((Intent.SET_TARGET, Intent.SET_PLAN), _not("改|调|换|设|change|set")),
    Intent.PAIRING: _not("换|配|安排|分|pair|assign"),
    Intent.MENTOR_LEAVE: _not("请|休|take|go on"),
}
#: Of a course any "not" will do, and any question.
_NOT_DONE = re.compile(
    rf"(?:{_NO})(?!\w{{0,4}}(?:催|推|提醒|烦))|还有|还差|一半|如果|吗|[?]"
    r"|(?<![a-z])(?:how|when|if|almost)(?![a-z])"
)
#: Whoever asks about a deal reports none.
_ASKS = re.compile(
    r"多少|几|吗|怎么样|如果|假如|要是|为什么|[?？]"
    r"|(?<![a-z])(?:how|what|why|when|if|did|is)(?![a-z])"
)


def is_declined(intent: Intent, typed: str) -> bool:
    """Whether it plainly says that this is not wanted: 不换师傅了, "no need to report the deal"."""
    declined = _DECLINED.get(intent)
    return declined is not None and declined.search(fold(typed)) is not None


def is_turned(intent: Intent, typed: str) -> bool:
    """Whether a "not" in it may be of what it would otherwise do."""
    if intent is Intent.COURSE_DONE:
        return _NOT_DONE.search(fold(typed)) is not None
    if intent in _DECLINED:
        return is_declined(intent, typed)
    return intent in FORMS and _NEGATED.search(fold(typed)) is not None


def is_asked(intent: Intent, typed: str) -> bool:
    """Whether it asks about what it would otherwise do."""
    return intent is Intent.REPORT_DEAL and bool(_ASKS.search(fold(typed)))
