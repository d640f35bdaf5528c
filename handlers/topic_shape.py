"""The shapes of questions about courses, targets, mentoring, teams and reminders."""

from __future__ import annotations

from handlers.intent import Intent
from handlers.shape import Shape
from rules.part import Part

P = Part
_POLITE = P.FILLER | P.GREETING | P.RECENT | P.STATUS | P.LIST
_ASKED = _POLITE | P.HOW_MUCH | P.WHAT | P.COULD | P.RANGE | P.LEFT | P.DUE | P.DONE
_ANY_DEAL = P.SALES | P.COUNT
_EXPLAINED = (
    _POLITE | P.WHAT | P.WHY | P.WHO | P.CHANGED | P.COUNT | P.HOW | P.RANGE | P.LEFT | P.SALES
    | P.DONE
)  # fmt: skip
_COUNTED = _ASKED | P.NEED | P.ACT | P.SALES | P.COUNT | P.PROBATION | P.PERSON | P.YOU
_TASKS = _ASKED | P.NEED | P.MENTOR | P.MENTEE | P.GUIDE | P.RECORD | P.ACT | P.WRITE
_PROBATION = _POLITE | P.WHAT | P.HOW_MUCH | P.COULD | P.LEFT | P.WHEN | P.NEED
_HAD = _POLITE | P.WHAT | P.HOW | P.SETTING | P.WHEN | P.YOU | P.COULD | P.USE

#: The first shape that fits decides. What is said of a team stands before what is said of oneself.
TOPIC_SHAPES = (
    Shape(intent=Intent.COMMISSION, needs=(P.NEXT_TIER,),
          allows=_POLITE | P.HOW_MUCH | P.NEED | P.LEFT | P.SALES | P.ACT | P.STUDY | P.COMMISSION
          | P.SETTING),
    Shape(intent=Intent.COMMISSION, needs=(P.SALES, P.DONE, P.WHAT | P.LIST),
          allows=_POLITE | P.RANGE | P.ACT),
    Shape(intent=Intent.RISK_LIST, needs=(P.RISK, P.WHO | P.LIST | P.PEOPLE | P.TEAM),
          allows=_ASKED | P.PEOPLE | P.WHO | P.TEAM),
    Shape(intent=Intent.WAITING, needs=(P.PENDING,),
          allows=_ASKED | P.REPORT | P.SALES | P.TASK | P.PEOPLE | P.ACT | P.NEED | P.YOU),
    Shape(intent=Intent.TEAM_STATUS, needs=(P.TEAM,),
          allows=_COUNTED | P.TARGET | P.COURSE | P.WHEN | P.PEOPLE | P.WHO | P.TASK | P.STUDY
          & ~P.PERSON),
    Shape(intent=Intent.TEAM_STATUS, needs=(P.PEOPLE, P.SALES | P.TARGET | P.COURSE),
          allows=_COUNTED & ~P.PERSON),
    Shape(intent=Intent.NEXT_COURSE, needs=(P.NEXT, P.COURSE | P.STUDY),
          allows=_POLITE | P.WHAT | P.SHOULD | P.COURSE | P.STUDY | P.NEXT),
    Shape(intent=Intent.NEXT_COURSE, needs=(P.SHOULD, P.COURSE | P.STUDY, P.WHAT),
          allows=_POLITE | P.COURSE | P.STUDY | P.NEXT),
    Shape(intent=Intent.COURSES, needs=(P.COURSE,), allows=_ASKED | P.STUDY | P.PERSON | P.NEED),
    Shape(intent=Intent.COURSES, needs=(P.STUDY, P.LEFT | P.DUE | P.DONE | P.STATUS),
          allows=_ASKED | P.PERSON),
    Shape(intent=Intent.TARGET_WHY, needs=(P.TARGET, P.WHY), allows=_EXPLAINED | P.AMOUNT),
    Shape(intent=Intent.TARGET_WHY, needs=(P.TARGET, P.CHANGED, P.HOW | P.WHO | P.STATUS),
          allows=_EXPLAINED),
    Shape(intent=Intent.TARGET_WHY, needs=(P.TARGET, P.HISTORY), allows=_EXPLAINED),
    Shape(intent=Intent.TARGET, needs=(P.TARGET,), allows=_COUNTED),
    Shape(intent=Intent.TARGET, needs=(P.PROBATION, P.NEED | _ANY_DEAL, P.HOW_MUCH | _ANY_DEAL),
          allows=_COUNTED),
    Shape(intent=Intent.TARGET, needs=(_ANY_DEAL, P.NEED), allows=_COUNTED),
    Shape(intent=Intent.TARGET, needs=(P.SALES, P.ACT | P.DONE | P.LEFT),
          allows=_COUNTED & ~P.NEED),
    Shape(intent=Intent.TARGET, needs=(P.SALES, P.HOW_MUCH, P.RECENT), allows=_COUNTED),
    Shape(intent=Intent.TARGET, needs=(P.ACT, P.HOW_MUCH, P.NEED), allows=_COUNTED),
    Shape(intent=Intent.TARGET, needs=(P.ACT, P.HOW_MUCH, P.RANGE), allows=_COUNTED),
    Shape(intent=Intent.PROBATION, needs=(P.PROBATION, P.PERSON), allows=_PROBATION),
    Shape(intent=Intent.PROBATION, needs=(P.PROBATION, P.WHO | P.PEOPLE | P.TEAM),
          allows=_PROBATION | P.WHO | P.PEOPLE | P.TEAM | P.DUE | P.RANGE | P.FUTURE),
    Shape(intent=Intent.MY_PROBATION, needs=(P.PROBATION, P.WHEN | P.LEFT | P.STATUS),
          allows=_PROBATION),
    Shape(intent=Intent.MY_PROBATION, needs=(P.PROBATION,), allows=P.FILLER | P.COULD),
    Shape(intent=Intent.MY_MENTOR, needs=(P.WHO, P.GUIDE), allows=_POLITE | P.STUDY),
    Shape(intent=Intent.MY_MENTOR, needs=(P.WHO | P.WHAT, P.MENTOR), allows=_POLITE | P.GUIDE),
    Shape(intent=Intent.MY_MENTOR, needs=(P.MENTOR,), allows=_POLITE & ~P.STATUS),
    Shape(intent=Intent.ANOTHER_MENTOR, needs=(P.CHANGE | P.DISLIKE, P.MENTOR),
          allows=_POLITE | P.CHANGE | P.DISLIKE | P.COULD | P.GUIDE | P.LEFT | P.HOW | P.PEOPLE),
    Shape(intent=Intent.PULSE, needs=(P.RATE, P.MENTOR),
          allows=_POLITE | P.SCORE | P.RANGE | P.WRITE | P.REPORT | P.LEFT | P.HOW | P.GUIDE
          | P.AMOUNT | P.STATUS),
    Shape(intent=Intent.PULSE, needs=(P.RATE, P.RANGE | P.WRITE),
          allows=_POLITE | P.RANGE | P.WRITE | P.REPORT | P.LEFT | P.HOW),
    Shape(intent=Intent.PULSE, needs=(P.RATE,), allows=P.FILLER),
    Shape(intent=Intent.MENTOR_RECORD, needs=(P.RECORD, P.WRITE),
          allows=_POLITE | P.HOW | P.RANGE | P.LEFT | P.PERSON | P.MENTEE | P.REPORT | P.CHANGE),
    Shape(intent=Intent.MENTEES, needs=(P.TASK,), allows=_TASKS | P.PEOPLE),
    Shape(intent=Intent.MENTEES, needs=(P.MENTEE,), allows=_TASKS | P.WHO & ~P.PERSON),
    Shape(intent=Intent.MENTEES, needs=(P.MENTOR, P.LEFT | P.STATUS | P.DONE), allows=_TASKS),
    Shape(intent=Intent.MENTEES, needs=(P.RECORD, P.RANGE, P.WHO), allows=_TASKS),
    Shape(intent=Intent.MENTEE, needs=(P.PERSON, P.MENTEE | P.MENTOR | P.GUIDE),
          allows=_POLITE | P.WHAT),
    Shape(intent=Intent.MENTEE, needs=(P.PERSON, P.RECENT, P.STATUS), allows=_POLITE | P.DONE),
    Shape(intent=Intent.UNREACHABLE, needs=(P.UNREACHABLE, P.WHO | P.LIST | P.PEOPLE | P.WHAT),
          allows=_POLITE | P.PEOPLE | P.REMIND | P.YOU | P.LEFT | P.ACCOUNT),
    Shape(intent=Intent.REMINDERS, needs=(P.REMIND, P.OFF | P.SETTING | P.CHANGED | P.CHANGE),
          allows=_HAD | P.CHANGE | P.CHANGED | P.LEFT | P.OFF | P.HOW_MUCH),
    Shape(intent=Intent.REMINDERS, needs=(P.REMIND, P.WHEN | P.HOW), allows=_HAD),
    Shape(intent=Intent.REMINDERS, needs=(P.REMIND,), allows=_POLITE),
    Shape(intent=Intent.LINK, needs=(P.LINK, P.ACCOUNT | P.HOW),
          allows=_POLITE | P.ACCOUNT | P.LEFT | P.OFF | P.HOW | P.COULD | P.NEED),
    Shape(intent=Intent.REPORT_DEAL, needs=(P.REPORT, P.SALES | P.ACT | P.COUNT),
          allows=_POLITE | P.DONE | P.HOW | P.WRITE | P.CHANGE | P.COUNT | P.NEED | P.RANGE
          | P.SETTING | P.WHEN | P.COULD),
    Shape(intent=Intent.HELP, needs=(P.YOU, P.COULD, P.WHAT), allows=_POLITE | P.USE),
    Shape(intent=Intent.HELP, needs=(P.HOW, P.USE), allows=_POLITE | P.YOU | P.PEOPLE),
)  # fmt: skip
