"""What a phrase does in a sentence, and the marks that stand for what grammar found in it."""

from __future__ import annotations

from enum import Flag, auto


class Part(Flag):
    """What a phrase does in a sentence; parts add up to what the sentence holds."""

    FILLER = auto()
    COMMISSION = auto()
    EARN = auto()
    HOW_MUCH = auto()
    COULD = auto()
    WHY = auto()
    HOW = auto()
    CALCULATED = auto()
    ODD = auto()  # why so *low*
    NOT = auto()
    IT = auto()
    IF = auto()
    AGAIN = auto()  # 再签: a deal that is not there yet
    MORE = auto()
    DEAL = auto()
    SALES = auto()  # deals as things, not as something to do
    DONE = auto()  # 签了: a deal that is there
    GOAL = auto()  # 再签多少才能: the question the other way round
    HELP = auto()
    GREETING = auto()
    LINK = auto()
    PAY = auto()
    PLAN = auto()
    REMIND = auto()  # to be told, or left alone
    OTHERS = auto()  # somebody else without a name
    STAGE = auto()  # 到哪步了: how far money has come
    THIS_DEAL = auto()
    WRONG = auto()

    # Topics beside money (rules/topic_words.py):
    COURSE = auto()
    STUDY = auto()
    NEXT = auto()
    NEXT_TIER = auto()  # 下一档: what is asked of it is how far it is
    SHOULD = auto()
    TARGET = auto()
    NEED = auto()
    ACT = auto()  # to close a deal, to complete something
    PROBATION = auto()
    LEFT = auto()
    WHEN = auto()
    DUE = auto()
    CHANGED = auto()
    HISTORY = auto()
    TASK = auto()
    MENTOR = auto()
    MENTEE = auto()
    GUIDE = auto()  # 带 of 谁带我
    RECORD = auto()
    WRITE = auto()
    RATE = auto()
    CHANGE = auto()
    DISLIKE = auto()
    TEAM = auto()
    PEOPLE = auto()
    RISK = auto()
    WHO = auto()
    WHAT = auto()
    LIST = auto()
    STATUS = auto()
    RECENT = auto()
    OFF = auto()
    SETTING = auto()
    UNREACHABLE = auto()
    REPORT = auto()
    ACCOUNT = auto()
    USE = auto()
    YOU = auto()
    PENDING = auto()

    # What is found by grammar rather than by word:
    RANGE = auto()
    FUTURE = auto()
    AMOUNT = auto()
    COUNT = auto()
    CODE = auto()
    PERSON = auto()
    SCORE = auto()
    UNKNOWN = auto()


#: Marks that stand for something found by grammar; they are removed from what people send.
MARKS: dict[Part, str] = {
    Part.RANGE: "\ue000",
    Part.AMOUNT: "\ue001",
    Part.COUNT: "\ue002",
    Part.CODE: "\ue003",
    Part.FUTURE: "\ue004",
    Part.PERSON: "\ue005",
    Part.SCORE: "\ue006",
}


def mark(text: str, start: int, end: int, part: Part) -> str:
    """Put the mark of a part over a stretch of text, keeping every other character's place."""
    return text[:start] + MARKS[part] * (end - start) + text[end:]
