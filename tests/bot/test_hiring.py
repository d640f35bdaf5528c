"""`foothold hiring` as its user runs it: over tables, files and the site's own store."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped] # has annotations inside, but no py.typed
from python_calamine import CalamineWorkbook

from tests.commands import ran

_PROFILE = """
version = "h"
[[dimensions]]
trait = "抗压能力"
weight = 7
[[dimensions]]
trait = "学习能力"
weight = 3
"""
_PLANTED = ("性别", "年龄", "birthplace", "民族", "婚姻状况", "health", "photo")


async def _run(home: Path, *arguments: str | Path) -> tuple[int, str, str]:
    done = await ran(home, "hiring", *arguments)
    return done.code, done.out, done.err


def _csv(path: Path, *rows: tuple[object, ...]) -> Path:
    path.write_text("\n".join(",".join(map(str, row)) for row in rows), "utf-8")
    return path


def _sellers(path: Path, many: int = 60, *, planted: bool = False) -> Path:
    """Write sellers of whom the first fifth has more of one trait, and like the rest of another."""
    titles = [
        "工号",
        "业绩",
        "指标",
        "入职日期",
        "试用期",
        "抗压能力(0-10)",
        "学习能力(0-10)",
        "每周跟进",
    ]
    rows: list[tuple[object, ...]] = [(*titles, *(_PLANTED if planted else ()))]
    for n in range(many):
        is_top = n < -(-many // 5)
        cells = (
            f"S{n}", 150 + n if is_top else 80 - n / 10, 100, "2024-01-01", "否",
            (7 if is_top else 4) + n % 3, 3 + n % 5, (15 if is_top else 9) + n % 4,
        )  # fmt: skip
        rows.append((*cells, *((int(is_top) * 9,) * len(_PLANTED) if planted else ())))
    return _csv(path, *rows)


async def _profile(home: Path, *arguments: str | Path) -> dict[str, Any]:
    code, out, err = await _run(home, "profile", *arguments, "--json")
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


async def test_a_profile_is_found_in_a_plain_table(tmp_path: Path) -> None:
    found = await _profile(tmp_path, "--data", _sellers(tmp_path / "s.csv"))

    assert (found["standing"], found["sellers"], found["top"]) == ("usable", 60, 12)
    assert [one["trait"] for one in found["profile"]["dimensions"]] == ["stress_resistance"]
    assert {one["trait"]: one["marks"] for one in found["traits"]} == {
        "stress_resistance": True,
        "learning_ability": False,
    }
    assert [one["trait"] for one in found["behaviours"]] == ["touches_per_week"]


@pytest.mark.parametrize(("many", "standing"), [(14, "too_few"), (15, "pilot"), (49, "pilot")])
async def test_few_sellers_give_no_profile_to_use(tmp_path: Path, many: int, standing: str) -> None:
    found = await _profile(tmp_path, "--data", _sellers(tmp_path / "s.csv", many))

    assert (found["standing"], found["use"]) == (standing, "the hand-set profile")


async def test_protected_columns_have_no_effect_and_are_named(tmp_path: Path) -> None:
    plain = await _profile(tmp_path, "--data", _sellers(tmp_path / "s.csv"))
    planted = await _profile(tmp_path, "--data", _sellers(tmp_path / "p.csv", planted=True))

    assert planted["profile"] == plain["profile"]
    assert planted["notes"][0] == f"left out, protected: {', '.join(_PLANTED)}"


async def test_what_was_found_may_match_and_a_pilot_may_not(tmp_path: Path) -> None:
    candidates = _csv(tmp_path / "c.csv", ("候选人", "抗压能力(0-10)"), ("C1", 9))
    for many, name in ((60, "usable"), (30, "pilot")):
        found = await _profile(tmp_path, "--data", _sellers(tmp_path / "s.csv", many))
        (tmp_path / f"{name}.json").write_text(json.dumps(found), "utf-8")
    match = ("match", "--candidates", candidates, "--json", "--profile")

    code, out, _ = await _run(tmp_path, *match, tmp_path / "usable.json")
    refused, _, said = await _run(tmp_path, *match, tmp_path / "pilot.json")

    assert (code, json.loads(out)["candidates"][0]["score"]) == (0, "90.00")
    assert refused == 1
    assert "shown only (pilot)" in said


async def test_the_workbook_holds_weights_and_findings(tmp_path: Path) -> None:
    out = tmp_path / "profile.xlsx"

    await _profile(tmp_path, "--data", _sellers(tmp_path / "s.csv"), "--out", out)

    book = CalamineWorkbook.from_filelike(BytesIO(out.read_bytes()))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[1][:3] == ["stress_resistance", "抗压能力", 100.0]
    assert len(book.sheet_names) == 4


async def _match(tmp_path: Path, candidates: Path, *more: str) -> tuple[int, str, str]:
    profile = tmp_path / "profile.toml"
    profile.write_text(_PROFILE, "utf-8")
    return await _run(
        tmp_path, "match", "--profile", profile, "--candidates", candidates, "--json", *more
    )


async def test_candidates_of_a_table_are_matched(tmp_path: Path) -> None:
    table = _csv(
        tmp_path / "c.csv",
        ("候选人", "抗压能力(0-10)", "学习能力(1-5)", "性别", "转正"),
        ("C1", 9, 5, "女", 1),
        ("C2", 6, 3, "男", 0),
        ("C3", 4, "", "女", ""),
        ("C4", "", 5, "男", ""),
    )

    code, out, _ = await _match(tmp_path, table)

    found = json.loads(out)
    assert code == 0
    assert [(one["candidate"], one["score"], one["pool"]) for one in found["candidates"]] == [
        ("C1", "93.00", "key_review"),
        ("C2", "57.00", "elimination_review"),
        ("C3", "40.00", "elimination_review"),
        ("C4", "100.00", "insufficient_data"),
    ]
    assert found["validity"] == {
        "established": False, "people": 2, "confirmed": 1,
        "auc": "1.00", "low": "0.21", "high": "1.00",
    }  # fmt: skip
    assert found["key_pool_precision"]["hired"] == 1
    assert found["notes"][0] == "left out, protected: 性别"


async def test_a_table_with_a_row_per_score_keeps_its_sentence(tmp_path: Path) -> None:
    table = _csv(
        tmp_path / "c.csv",
        ("candidate", "trait", "score", "scale", "evidence"),
        ("C1", "抗压", 4, "1-5", "带队三年"), ("C1", "学习能力", 80, "%", ""),
        ("C1", "年龄", 25, "%", ""),
    )  # fmt: skip

    _, out, _ = await _match(tmp_path, table)

    (found,) = json.loads(out)["candidates"]
    assert found["score"] == "76.50"
    assert found["dimensions"][0]["evidence"][0]["quote"] == "带队三年"


_HEADER = ("候选人", "抗压能力(0-10)")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "holds no table"),
        ([_HEADER], "has a header and no rows"),
        ([_HEADER, ("C1", "good")], "row 2, column 抗压能力(0-10): 'good' is not a number"),
        ([_HEADER, ("C1", 11)], "row 2, column 抗压能力(0-10): 11 is not on the scale 0-10"),
        ([_HEADER, ("", 5)], "row 2, column 候选人: is empty: whose row is it?"),
        ([_HEADER, ("C1", 5), ("C1", 6)], "row 3, column 候选人: is there twice"),
        ([("x", "抗压能力(0-10)"), ("C1", 5)], "has no column of who applied"),
        ([("候选人", "爱好"), ("C1", 5)], "has none of the profile's dimensions"),
        ([("候选人", "抗压能力"), ("C1", 5)], "column 抗压能力 has no scale"),
        ([("候选人", "抗压", "抗压能力"), ("C1", 50, 50)], "are one trait"),
    ],
)
async def test_a_bad_table_is_refused_in_one_sentence(
    tmp_path: Path, rows: list[tuple[object, ...]], said: str
) -> None:
    code, out, err = await _match(tmp_path, _csv(tmp_path / "c.csv", *rows))

    assert (code, out) == (1, "")
    assert said in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("titles", "row", "said"),
    [
        (("工号", "抗压能力"), ("S1", 5), "has no column of results"),
        (("工号", "业绩", "抗压能力"), ("S1", 5, 5), "has no column of quotas"),
        (("业绩", "指标", "抗压能力"), (5, 5, 5), "has no column of who sold"),
        (("工号", "业绩", "指标"), ("S1", 5, 5), "has no column of a trait or behaviour"),
        (("工号", "季度", "达成率", "抗压能力"), ("S1", "秋天", 5, 5), "'秋天' is not a quarter"),
        (("工号", "达成率", "入职日期", "抗压能力"), ("S1", 5, "去年", 5), "'去年' is not a date"),
        (("工号", "达成率", "试用期", "抗压能力"), ("S1", 5, "maybe", 5), "is neither yes nor no"),
    ],
)
async def test_a_bad_table_of_sellers_is_refused_in_one_sentence(
    tmp_path: Path, titles: tuple[str, ...], row: tuple[object, ...], said: str
) -> None:
    code, out, err = await _run(
        tmp_path, "profile", "--data", _csv(tmp_path / "s.csv", titles, row), "--json"
    )

    assert (code, out) == (1, "")
    assert said in err


async def test_a_workbook_is_read_like_a_text_table(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "c.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, _HEADER)
        sheet.write_row(1, 0, ("C1", 8))

    _, out, _ = await _match(tmp_path, tmp_path / "c.xlsx")

    assert json.loads(out)["candidates"][0]["score"] == "80.00"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("p.json", "{", "is not JSON"),
        ("p.json", "[]", "is no profile"),
        ("p.json", '{"profile": null, "sellers": 12}', "too few sellers (12)"),
        ("p.json", '{"version": "1", "dimensions": [{"trait": "gender", "weight": "1"}]}',
         "gender is a protected attribute (gender)"),
        ("p.json", '{"version": "1", "dimensions": [{"weight": "1"}]}', "'trait'"),
        ("p.toml", 'version = "1"\n[[dimensions]]\ntrait = "民族"\nweight = 1', "p.toml:3"),
    ],
)  # fmt: skip
async def test_a_bad_profile_is_refused(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    table = _csv(tmp_path / "c.csv", _HEADER, ("C1", 5))

    code, _, err = await _run(
        tmp_path, "match", "--profile", tmp_path / name, "--candidates", table
    )

    assert code == 1
    assert said in err


async def test_a_profile_is_kept_by_version_from_its_day(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert (await ran(home, "db", "upgrade")).code == 0
    (tmp_path / "mine.toml").write_text(_PROFILE, "utf-8")

    code, _, _ = await _run(home, "apply", tmp_path / "mine.toml", "--starts-on", "2099-01-01")
    twice, _, said = await _run(home, "apply", tmp_path / "mine.toml", "--starts-on", "2099-01-01")
    back, _, past = await _run(home, "apply", tmp_path / "mine.toml", "--starts-on", "2020-01-01")
    found = await _profile(home)

    assert (code, twice, back) == (0, 1, 1)
    assert "already" in said
    assert "is over" in past
    assert found["profile"]["version"] == "hand-1"
    assert [one["version"] for one in found["versions"]] == ["h"]
