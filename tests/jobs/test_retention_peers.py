"""Leavers of the same team: counted to a row's end and no further, and never she herself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.retention_evaluate import read_csv
from jobs.retention_peers import peer_leavers
from rules.panel import NEVER, Panel
from rules.retention_roles import Roles, resolved


def _panel(rows: list[tuple[int, int, int]]) -> Panel:
    """Give rows of (person, period, period of leaving)."""
    person, period, leaves = (np.array(one, dtype=np.int64) for one in zip(*rows, strict=True))
    return Panel(
        person=person, period=period, tenure=np.ones(len(rows)), leaves=leaves,
        seen_until=period, numbers={}, words={},
    )  # fmt: skip


#: In team 0: 1 leaves in week 12, 2 in week 13, 3 and 4 stay; 5 of team 1 sees none of it.
_ROWS = (
    [(1, n, 12) for n in range(10, 12)]
    + [(2, n, 13) for n in range(10, 13)]
    + [(3, n, NEVER) for n in range(10, 25)]
    + [(4, n, NEVER) for n in range(10, 25)]
    + [(5, n, NEVER) for n in range(10, 25)]
)
_TEAM = np.array([1 if one == 5 else 0 for one, _, _ in _ROWS])


@pytest.mark.parametrize(
    ("week", "share"),
    [(11, 0), (12, 1 / 4), (13, 2 / 4), (19, 2 / 4), (20, 1 / 3), (21, 0)],
    ids=["before", "in-its-week", "both", "eighth-week", "first-is-out", "both-are-out"],
)
def test_a_leaver_counts_for_eight_weeks_from_her_own_on(week: int, share: float) -> None:
    panel = _panel(_ROWS)

    found = peer_leavers(panel, _TEAM, span=8)

    assert found[(panel.person == 3) & (panel.period == week)] == pytest.approx([share])
    assert found[(panel.person == 5)].tolist() == [0] * 15


def test_guard_1_what_happens_after_a_row_does_not_change_it() -> None:
    panel = _panel(_ROWS)
    later = replace(panel, leaves=np.where(panel.person == 3, 18, panel.leaves))
    early = panel.period < 18

    found, other = (peer_leavers(one, _TEAM, span=8) for one in (panel, later))

    assert np.array_equal(found[early & (panel.person != 3)], other[early & (panel.person != 3)])
    alone = peer_leavers(panel.only(early), _TEAM[early], span=8)
    assert np.array_equal(alone, found[early])


def test_without_a_team_it_is_missing_and_not_nought() -> None:
    panel = _panel(_ROWS)

    found = peer_leavers(panel, np.where(panel.person == 4, -1, _TEAM), span=8)

    assert np.isnan(found[panel.person == 4]).all()
    assert np.isnan(peer_leavers(panel, np.full(len(panel), -1), span=8)).all()


@pytest.mark.parametrize("title", ["team", "manager_id", "City", "门店"])
def test_a_table_with_a_team_has_its_leavers_as_a_feature(tmp_path: Path, title: str) -> None:
    path = tmp_path / "t.csv"
    rows = [f"{who},{week},7,{int((who, week) == (1, 3))}" for who in (1, 2) for week in range(2, 7)
            if who == 2 or week < 4]  # fmt: skip
    path.write_text("\n".join([f"rep,week,{title},left", *rows]), "utf-8")

    table = read_csv(path, Roles())

    told = table.panel.numbers[f"{title} leavers"][table.panel.person == 1]
    assert told.tolist() == pytest.approx([0, 0, 1 / 2, 1 / 2, 1 / 2])
    assert list(table.panel.words) == [title]
    assert any("leavers of the same" in one for one in table.notes)


def test_numbers_of_somebody_are_words_and_no_more_or_less() -> None:
    found = resolved(Roles(), ["rep", "week", "mentor_id", "deals", "left"], file="t.csv")

    assert found.words == ("mentor_id",)
    assert found.team == ""


def test_weeks_of_her_own_can_not_tell_who_left_lately(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    rows = [f"{who},{week},a,0" for who in range(20) for week in range(1, 4)]
    path.write_text("\n".join(["rep,tenure_week,team,left", *rows]), "utf-8")

    assert "team leavers" not in read_csv(path, Roles()).panel.numbers
