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

    REPORT_DEAL = "report_deal"

    #: How the direct reports of a manager are doing.
    TEAM_STATUS = "team_status"
