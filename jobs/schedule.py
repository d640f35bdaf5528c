"""Everything Foothold does unasked, in one table. Crons are in the organisation's zone."""

from __future__ import annotations

from jobs import (
    course,
    housekeeping,
    mentoring,
    probation,
    pulse,
    reconcile,
    statement,
    target,
    unmatched,
)
from jobs.job import Job
from rules.schedule import CatchUp

JOBS: tuple[Job, ...] = (
    Job(
        name="housekeeping",
        cron="17 3 * * *",
        help="Empties or deletes what is past its time: events, messages, codes, old runs.",
        catch_up=CatchUp.LATEST,
        sweep=housekeeping.sweep,
        act=housekeeping.act,
    ),
    Job(
        name="reconcile",
        cron="47 4 * * *",
        help="Compares deals, ledger and messages, and alarms the administrators if they differ.",
        catch_up=CatchUp.LATEST,
        sweep=reconcile.sweep,
        bulk=reconcile.compare,
        finish=reconcile.finish,
        size=500,
    ),
    Job(
        name="statement",
        cron="52 6 * * *",
        help="Tells each rep what a period of her plan came to, on the morning after its end.",
        catch_up=CatchUp.EACH,
        sweep=statement.sweep,
        act=statement.act,
    ),
    Job(
        name="probation",
        cron="22 7 * * *",
        help="Reminds managers, or HR, of the last day on which a probation can be ended.",
        catch_up=CatchUp.LATEST,
        sweep=probation.sweep,
        act=probation.act,
    ),
    Job(
        name="target",
        cron="12 7 * * *",
        help="Makes each month's target, proposes changes by skill and results, asks again.",
        # The act looks back at the mornings that were missed.
        catch_up=CatchUp.LATEST,
        sweep=target.sweep,
        act=target.act,
    ),
    Job(
        name="unmatched",
        cron="41 7 * * *",
        help="Tells HR of events that were refused or have waited for a day, if any is new.",
        catch_up=CatchUp.LATEST,
        sweep=unmatched.sweep,
        act=unmatched.act,
    ),
    Job(
        name="mentor_week",
        cron="12 8 * * mon",
        help="Gives mentors the week's tasks, and proposes stand-ins to HR.",
        catch_up=CatchUp.LATEST,
        sweep=mentoring.sweep,
        act=mentoring.plan_week,
    ),
    Job(
        name="mentor_missing",
        cron="12 9 * * wed,fri",
        help="Reminds mentors of what is missing this week, and of nothing else.",
        catch_up=CatchUp.LATEST,
        sweep=mentoring.sweep,
        act=mentoring.remind,
    ),
    Job(
        name="pulse",
        cron="8 15 * * fri",
        help="Asks reps about this week's mentoring, one question per card.",
        catch_up=CatchUp.LATEST,
        sweep=pulse.sweep,
        act=pulse.ask,
    ),
    Job(
        name="pulse_verdict",
        cron="23 9 * * *",
        help="Proposes a change of mentor to HR where the mean of a cut week is low.",
        catch_up=CatchUp.LATEST,
        sweep=pulse.sweep,
        act=pulse.judge,
    ),
    Job(
        name="course",
        cron="11 5 * * *",
        help="Reminds each rep of her unfinished courses, in one digest on her working morning.",
        catch_up=CatchUp.LATEST,
        sweep=course.sweep,
        act=course.act,
    ),
)
BY_NAME = {job.name: job for job in JOBS}
