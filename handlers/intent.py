"""What a person may want by typing."""

from __future__ import annotations

from enum import StrEnum


class Intent(StrEnum):
    """What a person may want by typing."""

    COMMISSION = "commission"
    WHY = "why"
    WHAT_IF = "what_if"
    HELP = "help"
    LINK = "link"
    #: How she is told things.
    REMINDERS = "reminders"
    #: A change of that.
    PREFERENCE = "preference"
    #: Whom the bot can not reach.
    UNREACHABLE = "unreachable"
    COURSES = "courses"
    NEXT_COURSE = "next_course"
    #: A test result, by trainers and HR.
    RECORD_SCORE = "record_score"

    MENTEES = "mentees"
    MENTOR_RECORD = "mentor_record"
    MENTEE = "mentee"
    PAIRING = "pairing"
    ANOTHER_MENTOR = "another_mentor"
    #: Who mentors her.
    MY_MENTOR = "my_mentor"
    PULSE = "pulse"

    TARGET = "target"
    TARGET_WHY = "target_why"
    #: The file of somebody named, for HR and her manager.
    PROBATION = "probation"
    MY_PROBATION = "my_probation"
    #: The evidence of somebody's probation.
    DOSSIER = "dossier"

    REPORT_DEAL = "report_deal"
    MENTOR_LEAVE = "mentor_leave"
    #: Her team's group for good news.
    BIND_GROUP = "bind_group"
    UNBIND_GROUP = "unbind_group"
    #: One's own commission as a sheet.
    EXPORT_COMMISSION = "export_commission"

    #: How the direct reports of a manager are doing.
    TEAM_STATUS = "team_status"
    #: Who has an alert, and what is done about it.
    RISK_LIST = "risk_list"
    #: Who stayed of each hire month.
    RETENTION_REPORT = "retention_report"
    INTERVENTION = "intervention"
    #: What is held of oneself, and an objection to it.
    HELD_DATA = "held_data"
    OBJECTION = "objection"
