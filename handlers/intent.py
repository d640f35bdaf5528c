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
    #: What waits for her word.
    WAITING = "waiting"
    #: Back with what she ordered or imported a moment ago.
    UNDO = "undo"
    COURSES = "courses"
    NEXT_COURSE = "next_course"
    #: Her own word that a course is completed.
    COURSE_DONE = "course_done"
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

    #: What came of an interview, and a test of a candidate.
    INTERVIEW = "interview"
    CANDIDATE_SCORE = "candidate_score"

    #: How the direct reports of a manager are doing.
    TEAM_STATUS = "team_status"
    #: Who has an alert, and what is done about it.
    RISK_LIST = "risk_list"
    #: Who stayed of each hire month.
    RETENTION_REPORT = "retention_report"
    #: What speaks about risk, and why a model does not.
    RISK_MODEL = "risk_model"
    INTERVENTION = "intervention"
    #: What is held of oneself, and an objection to it.
    HELD_DATA = "held_data"
    OBJECTION = "objection"

    #: HR's queue of candidates, one of them, and what they are held against.
    CANDIDATES = "candidates"
    SCREEN = "screen"
    PROFILE = "profile"
    #: HR's orders: hiring, what a leaver has open, plan and target of somebody, the roster.
    JOIN = "join"
    LEAVER = "leaver"
    SET_PLAN = "set_plan"
    SET_TARGET = "set_target"
    EXPORT_ROSTER = "export_roster"
    IMPORT_ROSTER = "import_roster"
