"""`foothold policy backtest` and `hiring profile --own` as an operator runs them on her site."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from decimal import Decimal
from pathlib import Path

import pytest

from bot import command_store, loop_site
from bot.loop_site import print_backtest, print_groups
from bot.opening import open_store
from bot.retention_site import print_effect, print_report
from rules.backtest import RULES, Rule
from rules.backtest_rows import WHY_NOT
from tests.builders import a_deal, a_hire, given_plan, take_in
from tests.commands import ran
from tests.hiring_team import applied, assessed
from tests.jobs.crew import answers, writes_of
from tests.journeys.site import site_settings
from tests.schema import lay_out


async def _run(home: Path, *words: str) -> tuple[int, str]:
    done = await ran(home, *words)
    return done.code, done.out + done.err


async def test_without_a_rule_they_are_listed(tmp_path: Path) -> None:
    code, out = await _run(tmp_path, "policy", "backtest")

    assert code == 0
    assert all(rule.value in out for rule in RULES)
    assert all(f"row {row} " in out for row in WHY_NOT)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("--rule", "25", "--threshold", "80"), "retention groups", id="no threshold"),
        pytest.param(("--rule", "6", "--threshold", "80"), "match_low, match_key", id="several"),
        pytest.param(("--rule", "9"), "which value of overdue_reminders", id="no value"),
        pytest.param(("--rule", "99", "--threshold", "1"), "neither a row", id="no such row"),
    ],
)
async def test_a_row_that_is_not_tried_says_why(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    code, out = await _run(tmp_path, "policy", "backtest", *words)

    assert code != 0
    assert said in " ".join(out.split())
    assert "Traceback" not in out


async def test_a_rule_is_tried_beside_the_present_value_and_the_look_is_audited(
    tmp_path: Path,
) -> None:
    store = open_store(site_settings(tmp_path))
    lay_out(tmp_path)
    keys = ("stress_resistance", "learning_ability", "communication", "customer_development")
    await take_in(
        store,
        applied("C1", "王芳"),
        *(assessed("C1", key, "6.5") for key in keys),
        is_quiet=True,
    )
    span = ("--from", "2026-01-01", "--to", "2027-01-01", "--json")
    code, out = await _run(
        tmp_path, "policy", "backtest", "--rule", "match_low", "--threshold", "66", *span
    )
    looks = await answers(store, "SELECT actor FROM audit WHERE action = 'policy.backtest'")
    await store.close()
    found = json.loads(out)

    assert (code, looks) == (0, [("cli",)])
    assert (found["row"], found["present"]["threshold"], found["present"]["flagged"]) == (
        "6", "60", 0,
    )  # fmt: skip
    assert (found["wanted"]["flagged"], found["wanted"]["judged"]) == (1, 1)


async def test_few_sellers_of_our_own_are_too_few_and_said_so(tmp_path: Path) -> None:
    store = open_store(site_settings(tmp_path))
    lay_out(tmp_path)
    await given_plan(store)
    await take_in(
        store,
        a_hire("A001", hired_on="2024-01-01"),
        a_deal("D1", employee_id="A001", closed_at="2026-08-03T10:00:00+08:00"),
        is_quiet=True,
    )
    await store.close()

    code, out = await _run(tmp_path, "hiring", "profile", "--own", "--last", "2026-Q3", "--json")
    found = json.loads(out)

    assert code == 0
    assert (found["standing"], found["use"], found["sellers"]) == (
        "too_few", "the hand-set profile", 1,
    )  # fmt: skip
    assert any("no quota is kept" in note for note in found["notes"])


@pytest.mark.parametrize(
    "look",
    [
        pytest.param(
            lambda: print_backtest(
                Rule.TOUCHES_PER_WEEK, Decimal(12), start=None, end=None, as_json=True
            ),
            id="backtest",
        ),
        pytest.param(lambda: print_groups(matches=None, as_json=True), id="groups"),
        pytest.param(lambda: print_report(as_json=True), id="report"),
        pytest.param(lambda: print_effect(as_json=True), id="effect"),
    ],
)
async def test_a_look_holds_the_lock_of_writing_for_its_audit_row_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, look: Callable[[], Awaitable[None]]
) -> None:
    monkeypatch.setenv("FOOTHOLD_HOME", str(tmp_path))
    store = open_store(site_settings(tmp_path))
    lay_out(tmp_path)
    await given_plan(store)
    new = {"hired_on": "2026-10-05", "probation_ends_on": "2027-04-04"}
    await take_in(store, a_hire("A001", **new), is_quiet=True)
    written = writes_of(store)
    for module in (loop_site, command_store):
        monkeypatch.setattr(module, "open_store", lambda _: store)

    await look()

    assert any("INSERT INTO audit" in one for one in written)
    assert [one for one in written if " FROM " in one and "audit" not in one] == []
