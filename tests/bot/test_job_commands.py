"""`foothold jobs`: the table, a slot run by hand, and once only."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from jobs.housekeeping import CHORES
from jobs.schedule import JOBS

_SLOT = "2026-11-20T03:17"


def _foothold(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "FOOTHOLD_HOME": str(home), "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "bot", "jobs", *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_a_slot_run_by_hand_is_listed_and_not_run_again(tmp_path: Path) -> None:
    first = _foothold(tmp_path, "run", "housekeeping", "--at", _SLOT)
    again = _foothold(tmp_path, "run", "housekeeping", "--at", _SLOT)
    listed = json.loads(_foothold(tmp_path, "list", "--json").stdout)

    assert first.returncode == 0
    assert f"done, 0 done, 0 failed, {len(CHORES)} skipped" in first.stdout
    assert again.returncode == 1
    assert "was run already" in again.stderr
    assert [row["name"] for row in listed] == [job.name for job in JOBS]
    assert listed[0]["last"] == "2026-11-20T03:17+08:00"
    assert listed[0]["state"] == "done"
    assert listed[1]["last"] is None


def test_an_unknown_job_is_answered_with_those_there_are(tmp_path: Path) -> None:
    answer = _foothold(tmp_path, "run", "nope")

    assert answer.returncode == 1
    assert ", ".join(job.name for job in JOBS) in answer.stderr
