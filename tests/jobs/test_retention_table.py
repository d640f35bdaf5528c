"""Tables of weeks as people have them: read for what they mean, or refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.retention_evaluate import read_csv
from jobs.retention_evaluate import Wanted, evaluate
from rules.errors import Invalid
from rules.panel import NEVER
from rules.retention_features import learn_features
from rules.retention_label import labels
from rules.retention_roles import Roles


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("", "is empty", id="empty"),
        pytest.param("rep,week,left\n", "no rows", id="header-alone"),
        pytest.param("rep,week,left\nA,1\n", "row 2 has 2 cells, the header 3", id="ragged"),
        pytest.param("rep,week\nA,1\n", "no column says who left", id="no-flag"),
        pytest.param("a,week,left\nA,1,0\n", "no column says the rep", id="no-rep"),
        pytest.param("rep,week,left\n,1,0\n", "row 2, column rep is empty", id="no-name"),
        pytest.param("rep,week,left\nA,soon,0\n", "row 2, column week is no whole", id="week"),
        pytest.param("rep,week,left\nA,1,maybe\n", "row 2, column left is neither", id="flag"),
        pytest.param("rep,week,left\nA,1,0\nA,2,\n", "row 3, column left is empty", id="unsaid"),
        pytest.param("rep,week,x,left\nA,1,2,0\nA,1,3,0\n", "row 3, column week is there twice",
                     id="twice"),
        pytest.param("rep,rep,week,left\nA,A,1,0\n", "two columns are called rep", id="titles"),
        pytest.param("rep,date,left\nA,03-04-2026,0\n", "--dates mdy or --dates dmy", id="dates"),
        pytest.param("rep,week,left\nA,1,0\nA,2026-W54,1\n", "is no whole", id="a-54th-week"),
        pytest.param("rep,week,left\nA,1,0\nB,99999999999999999999999,0\n", "than a century",
                     id="far-off"),
        pytest.param("rep,week,x,left\nA,1,1e300,0\nA,2,1,0\nB,3,4,0\n",
                     "row 2, column x is not a number", id="beyond-arithmetic"),
        pytest.param(
            "rep,week,x,left\n" + "".join(f"A,{n},1,0\n" for n in range(50)) + "A,51,1O,1\n",
            "row 52, column x is not a number: '1O'", id="a-letter",
        ),
    ],
)  # fmt: skip
def test_a_table_that_is_none_is_refused_in_one_sentence(
    tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "rep_weeks.csv"
    path.write_text(text, "utf-8")

    with pytest.raises(Invalid) as refused:
        read_csv(path, Roles())

    assert refused.value.field == "rep_weeks.csv"
    assert said in refused.value.reason


@pytest.mark.parametrize(
    ("title", "weeks"),
    [
        ("week", ["2025-W52", "2026-W01", "2026W02"]),
        ("年周", ["202552", "202601", "202602"]),
        ("week_start", ["20251222", "20251229", "20260105"]),
        ("week ending", ["28-Dec-2025", "4 January 2026", "11-Jan-26"]),
        ("日期", ["2025年12月22日", "2025年12月29日", "2026年1月5日"]),
    ],
)
def test_weeks_of_a_year_follow_each_other_over_its_end(
    tmp_path: Path, title: str, weeks: list[str]
) -> None:
    path = tmp_path / "t.csv"
    rows = [f"{who},{week},1,{int((who, n) == ('A', 2))}" for who in "AB"
            for n, week in enumerate(weeks)]  # fmt: skip
    path.write_text("\n".join([f"员工工号|{title}|x|是否离职".replace("|", ","), *rows]), "utf-8")

    table = read_csv(path, Roles())

    assert np.diff(table.panel.period[:3]).tolist() == [1, 1]
    assert table.is_calendar
    assert table.panel.leaves[0] == table.panel.period[2] + 1


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (["1,234", "12,345", "950"], [1234, 12345, 950]),
        (["0,803", "1,25", "1,234"], [0.803, 1.25, 1.234]),
        (["12,5%", "8", "n.a."], [0.125, 8, np.nan]),
    ],
    ids=["thousands", "decimals", "a-share"],
)
def test_a_comma_is_what_its_column_says(
    tmp_path: Path, cells: list[str], told: list[float]
) -> None:
    path = tmp_path / "t.csv"
    rows = [f"A;{week};{cell};0" for week, cell in enumerate(cells)]
    path.write_text("\n".join(["rep;week;x;left", *rows]), "utf-8")

    found = read_csv(path, Roles()).panel.numbers["x"]

    assert found.tolist() == pytest.approx(told, nan_ok=True)


def test_months_of_a_year_are_months_where_a_period_is_one(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("rep|month|x|churned?\nA|202511|1|0\nA|202512|2|0\nA|202601|3|1\n", "utf-8")

    table = read_csv(path, Roles(unit="month"))

    assert table.panel.period.tolist() == [2025 * 12 + 10, 2025 * 12 + 11, 2026 * 12]


def test_a_day_of_leaving_at_the_end_of_time_is_none(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "rep,date,x,离职时间\nA,2026-01-05,1,9999-12-31\nB,2026-01-05,2,2026-01-12\n", "utf-8"
    )

    table = read_csv(path, Roles())

    assert (table.panel.leaves < NEVER).tolist() == [False, True]


def test_where_everybody_left_no_order_is_blamed(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    draw = np.random.default_rng(2)
    rows = [
        f"{who},{begun + n},{draw.integers(9)},{int(n == 7)}"
        for who, begun in enumerate(draw.integers(0, 40, 80)) for n in range(8)
    ]  # fmt: skip
    path.write_text("\n".join(["rep,week,x,left", *rows]), "utf-8")

    found, _ = evaluate(read_csv(path, Roles()), Wanted())

    assert not found.is_admitted
    assert not any("order of reps" in why for why in found.refusals)


def test_missing_is_not_nought_and_a_constant_column_is_no_matter(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    rows = [f"{n // 20},{n % 20},{n % 7 if n % 3 else ''},5,{int(n % 20 == 19)}" for n in
            range(2000)]  # fmt: skip
    path.write_text("\n".join(["rep,week,deals,site,left", *rows]), "utf-8")
    table = read_csv(path, Roles())

    features = learn_features(table.panel, np.ones(2000, dtype=bool), topics={})

    assert "deals:missing" in {one.name for one in features}
    assert "site" not in {one.source for one in features}


def test_a_flag_of_the_leaving_week_itself_drops_that_row(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("rep,week,x,left\nA,5,1,0\nA,6,2,0\nA,7,3,1\nB,6,1,0\nB,7,1,0\n", "utf-8")

    ahead = labels(read_csv(path, Roles()).panel, horizon=1)
    within = labels(read_csv(path, Roles(left_in="this")).panel, horizon=1)

    assert ahead.leaves.tolist() == [False, False, True, False, False]
    assert within.leaves.tolist() == [False, True, False, False, False]
    assert within.is_known.tolist() == [True, True, False, True, False]


def test_the_same_row_twice_counts_once(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("rep,week,x,left\nA,5,1,0\nA,5,1,0\nA,6,,0\nA,6,,0\n", "utf-8")

    table = read_csv(path, Roles())

    assert len(table.panel) == 2
    assert any("2 rows stand there twice" in note for note in table.notes)
