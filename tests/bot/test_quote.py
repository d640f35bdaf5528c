"""`foothold commission quote` as its user runs it: a process, its exit code and its words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.builders import PLAN
from tests.commands import ran

_DEAL = {
    "employee_id": "A001",
    "currency": "CNY",
    "closed_at": "2026-11-24T10:00:00+08:00",
}
_NINE = {"deal_id": "D1", "amount": "9000", **_DEAL}
_EIGHT = {"deal_id": "D2", "amount": "8000", **_DEAL}


async def _quote(
    folder: Path, deals: str, *, plan: str = PLAN, name: str = "deals.json"
) -> tuple[int, str, str]:
    (folder / "plan.toml").write_text(plan, "utf-8")
    (folder / name).write_text(deals, "utf-8")
    return await _run(folder / "plan.toml", folder / name)


async def _run(plan: Path, deals: Path) -> tuple[int, str, str]:
    home = plan.parent / "home"
    command = ("commission", "quote", "--json", "--plan", plan, "--deals", deals)
    done = await ran(home, *command)
    return done.code, done.out, done.err


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("deals.json", json.dumps([_NINE, _EIGHT]), id="a list"),
        pytest.param("deals.json", json.dumps({"events": [_NINE, _EIGHT]}), id="events"),
        pytest.param("deals.jsonl", "\n".join(map(json.dumps, (_NINE, _EIGHT))), id="lines"),
    ],
)
async def test_bare_deals_are_priced_from_each_kind_of_file(
    tmp_path: Path, name: str, text: str
) -> None:
    code, out, _ = await _quote(tmp_path, text, name=name)

    document = json.loads(out)
    [posting] = document["events"][1]["postings"]
    assert code == 0
    assert (posting["this_deal"], posting["catch_up"]) == ("560.00", "180.00")
    assert document["total"] == "1190.00"


async def test_the_trace_of_deals_that_stand_alone_is_the_deals_own(tmp_path: Path) -> None:
    plan = PLAN.replace("mode =", 'measure = "deal"\nmode =')

    _, out, _ = await _quote(tmp_path, json.dumps([_NINE, _EIGHT]), plan=plan)

    [posting] = json.loads(out)["events"][1]["postings"]
    assert posting["total"] == "400.00"
    assert posting["trace"]["rate_after"] == "0.05"
    assert posting["trace"]["slices"] == [{"base": "8000.00", "rate": "0.05"}]
    assert posting["trace"]["blended_rate"] == "0.050000"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("5", "holds no list", id="a number"),
        pytest.param('{"events": 5}', "holds no list", id="events that are none"),
        pytest.param("{", "is not JSON", id="half of JSON"),
        pytest.param(json.dumps([{**_NINE, "amount": "-1"}]), "could be priced", id="all refused"),
    ],
)
async def test_a_file_that_holds_no_deals_is_a_sentence_and_exit_1(
    tmp_path: Path, text: str, said: str
) -> None:
    code, _, err = await _quote(tmp_path, text)

    assert code == 1
    assert said in err
    assert "Traceback" not in err


async def test_a_missing_plan_is_named(tmp_path: Path) -> None:
    code, _, err = await _run(tmp_path / "gone.toml", tmp_path / "deals.json")

    assert code == 1
    assert "gone.toml" in err
    assert "Traceback" not in err
