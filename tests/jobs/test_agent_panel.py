"""The one real panel of sellers, where it is at hand; a figure far above these is a leak."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.retention_evaluate import read_csv
from jobs.retention_evaluate import Wanted, evaluate
from rules.retention_roles import Roles


@pytest.fixture(scope="module")
def agent_panel() -> Path:
    """The one real panel, measured and never committed."""
    near = Path(__file__).resolve().parents[2].parent / "shared" / "data"
    path = Path(os.environ.get("SHARED_DATA", near)) / "agent_panel.csv"
    if not path.is_file():
        pytest.skip("no agent panel beside the repository: its figures were not measured")
    return path


_AGENTS = Roles(
    rep="Emp_ID", when="MMM-YY", joined="Dateofjoining", exit="LastWorkingDate",
    drop=("Target",), unit="month", known_after={"Quarterly Rating": "quarter"},
)  # fmt: skip
_month: Callable[[int, int], int] = lambda year, month: year * 12 + month - 1  # noqa: E731


def test_who_leaves_the_agents_next_month_is_told_as_well_as_the_best(agent_panel: Path) -> None:
    wanted = Wanted(
        train_before=_month(2016, 12), test_from=_month(2017, 1), test_to=_month(2017, 11)
    )

    found, _ = evaluate(read_csv(agent_panel, _AGENTS), wanted)

    assert 0.775 <= found.quality.auc.value < 0.80
    assert found.quality.calibration_error <= 0.02
    assert found.is_admitted


def test_at_the_end_of_month_three_who_is_gone_by_six_is_told(agent_panel: Path) -> None:
    found, rows = evaluate(read_csv(agent_panel, _AGENTS), Wanted(horizon=3, landmark=3))

    # Two digits are what 285 reps can carry: the interval is a tenth wide.
    assert 0.79 <= round(found.quality.auc.value, 2) < 0.85
    assert len({one.rep for one in rows}) == len(rows)
