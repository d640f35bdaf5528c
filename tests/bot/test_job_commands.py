"""`foothold jobs`: the table, a slot run by hand, and once only."""

from __future__ import annotations

import json
from pathlib import Path

from jobs.housekeeping import CHORES
from jobs.schedule import JOBS
from tests.commands import run

_SLOT = "2026-11-20T03:17"


def test_a_slot_run_by_hand_is_listed_and_not_run_again(tmp_path: Path) -> None:
    first = run(tmp_path, "jobs", "run", "housekeeping", "--at", _SLOT)
    again = run(tmp_path, "jobs", "run", "housekeeping", "--at", _SLOT)
    listed = json.loads(run(tmp_path, "jobs", "list", "--json").out)

    assert first.code == 0
    assert f"done, 0 done, 0 failed, {len(CHORES)} skipped" in first.out
    assert again.code == 1
    assert "was run already" in again.err
    assert [row["name"] for row in listed] == [job.name for job in JOBS]
    assert listed[0]["last"] == "2026-11-20T03:17+08:00"
    assert listed[0]["state"] == "done"
    assert listed[1]["last"] is None


def test_an_unknown_job_is_answered_with_those_there_are(tmp_path: Path) -> None:
    answer = run(tmp_path, "jobs", "run", "nope")

    assert answer.code == 1
    assert ", ".join(job.name for job in JOBS) in answer.err
