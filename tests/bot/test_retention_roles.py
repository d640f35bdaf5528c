"""What a TOML file says of a table's columns: read, or refused with the file and the key."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.retention_roles import read_roles
from rules.errors import Invalid


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "roles.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_file_says_what_the_flags_say_and_a_flag_counts_more(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        """
        rep = "Emp_ID"
        when = "Monat"
        drop = ["Target"]
        unit = "month"
        horizon = 3
        share = 0.7
        train_before = "2016-12"
        known_after = { "Rating" = "quarter", "Revenue" = 2 }
        topics = { "Rating" = "results" }
        """,
    )

    roles, wanted = read_roles(path, {"when": "MMM-YY", "joined": "", "landmark": None})

    assert (roles.rep, roles.when, roles.drop, roles.joined) == (
        "Emp_ID", "MMM-YY", ("Target",), "",
    )  # fmt: skip
    assert roles.known_after == {"Rating": "quarter", "Revenue": 2}
    assert (wanted.horizon, wanted.share, wanted.landmark) == (3, 0.7, None)
    assert wanted.train_before == 2016 * 12 + 11


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("reps = 'a'", "reps is no key"),
        ("rep = 5", "rep is the title of a column"),
        ("features = 'deals'", "features is a list of titles"),
        ("drop = [1]", "drop is a list of titles"),
        ("topics = ['a']", "topics is a table"),
        ("topics = { a = 1 }", "topics is a table"),
        ("unit = 'day'", "unit is one of week, month"),
        ("unit = ['week']", "unit is one of week, month"),
        ("horizon = 'two'", "horizon is a number, not two"),
        ("horizon = 1.5", "horizon is a whole number"),
        ("horizon = 0", "horizon is 1 or more"),
        ("landmark = -1", "landmark 0 or more"),
        ("share = nan", "share is a number"),
        ("share = 1", "share lies between"),
        ("known_after = 'quarter'", "known_after is a table"),
        ("known_after = { a = 'year' }", "known_after of a"),
        ("train_before = 'soon'", "train_before is no number and no date"),
        ("train_before = '202554'", "train_before is no week or month of a year"),
        ("rep = ", "is not TOML"),
    ],
)
def test_what_can_not_be_used_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_roles(_file(tmp_path, text), {})

    assert refused.value.field == "roles.toml"
    assert said in refused.value.reason


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="cannot be read"):
        read_roles(tmp_path / "none.toml", {})


@pytest.mark.parametrize(
    ("text", "period"),
    [("75", 75), ("-3", -3), ("2025-W02", 2870), ("202502", 2870), ("20250106", 2870),
     ("2025-01-06", 2870)],
)  # fmt: skip
def test_a_bound_is_written_as_the_table_writes_its_weeks(text: str, period: int) -> None:
    _, wanted = read_roles(None, {"test_from": text})

    assert wanted.test_from == period
