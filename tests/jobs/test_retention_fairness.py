"""The fairness audit reads groups of its own; nothing that makes a feature or a score does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.fairness_site import keep_groups, read_groups
from bot.model_card import card_of
from jobs.retention_fairness import LATER, REFITTED, fairness
from jobs.retention_panel import NAMES
from jobs.retention_store import fit
from rules.errors import Invalid, NotFound
from storage.store import Store
from tests.builders import a_hire, take_in
from tests.jobs.crew import answers, writes_of
from tests.retention_site import AT, TODAY, given, go_on
from tests.simulated_company import a_company

_ROOT = Path(__file__).parents[2]
_REPS = 500


def _halves(reps: int = _REPS, *, tiny: int = 9) -> dict[str, dict[str, str]]:
    """Give two halves by chance of the number, and a few in a group of their own."""
    numbers = [f"A{n:04}" for n in range(reps)]
    return {
        "gender": {one: "f" if n % 2 else "m" for n, one in enumerate(numbers)},
        "city": {one: "south" if n < tiny else "north" for n, one in enumerate(numbers)},
    }


async def test_halves_by_chance_are_told_of_alike_with_intervals(store: Store) -> None:
    await given(store, _REPS)
    done = await fit(store, at=AT, today=TODAY, actor="test")
    await keep_groups(store, _halves(), forget=False)

    found = await fairness(store, at=AT, actor="hr")

    attributes = found["attributes"]
    assert isinstance(attributes, dict)
    gender = attributes["gender"]
    assert [one["name"] for one in gender["groups"]] == ["f", "m"]
    assert gender["ratio"] > 0.7
    for one in gender["groups"]:
        for figure in ("flagged", "false_alarm", "recall", "left"):
            assert one[figure]["low"] <= one[figure]["value"] <= one[figure]["high"]
        assert one["recall"]["value"] > one["false_alarm"]["value"]
        assert abs(one["expected"] - one["left"]["value"]) < 0.05
        assert abs(gender["proxy"][one["name"]] - 0.5) < 0.1
    assert (found["model"], found["basis"]) == (done.model_id, REFITTED)
    looks = await answers(store, "SELECT actor FROM audit WHERE action = 'retention.fairness'")
    assert looks == [("hr",)]


async def test_all_that_is_written_is_that_there_was_a_look(store: Store) -> None:
    await given(store, _REPS)
    await fit(store, at=AT, today=TODAY, actor="test")
    written = writes_of(store)

    await fairness(store, at=AT, actor="hr")

    assert any("INSERT INTO audit" in one for one in written)
    assert [one for one in written if " FROM " in one and "audit" not in one] == []


async def test_of_nine_people_nothing_is_said_but_that_they_are_too_few(store: Store) -> None:
    await given(store, _REPS)
    await fit(store, at=AT, today=TODAY, actor="test")
    await keep_groups(store, _halves(), forget=False)

    found = await fairness(store, at=AT, actor="hr")

    attributes = found["attributes"]
    assert isinstance(attributes, dict)
    assert attributes["city"]["too_small"] == ["south"]
    assert [one["name"] for one in attributes["city"]["groups"]] == ["north"]
    assert attributes["city"]["ratio"] is None
    assert "south" not in attributes["city"]["alerts"]


async def test_weeks_after_its_training_are_judged_where_there_are_any(store: Store) -> None:
    await given(store, _REPS, until=60)
    await fit(store, at=AT, today=TODAY, actor="test")
    await go_on(store, a_company(_REPS, seed=4), since=60, until=80)
    await keep_groups(store, _halves(), forget=False)

    assert (await fairness(store, at=AT, actor="hr"))["basis"] == LATER


async def test_without_groups_or_a_model_it_is_said(store: Store) -> None:
    await given(store, 120)
    with pytest.raises(NotFound):
        await fairness(store, at=AT, actor="hr")
    await fit(store, at=AT, today=TODAY, actor="test")

    assert (await fairness(store, at=AT, actor="hr"))["attributes"] == {}


async def test_a_model_is_the_same_to_the_last_bit_with_groups_and_without(store: Store) -> None:
    await given(store, 200)
    plain = await fit(store, at=AT, today=TODAY, actor="test")
    rows = await answers(store, "SELECT number, left_on FROM person")
    outcome = {str(number): "here" if left is None else "gone" for number, left in rows}
    await keep_groups(store, {"outcome": outcome}, forget=False)

    knowing = await fit(store, at=AT, today=TODAY, actor="test")

    async with store.read() as uow:
        bodies = [await uow.retention.body(one.model_id) for one in (plain, knowing)]
    assert bodies[0] == bodies[1]


def test_groups_are_read_by_the_audit_and_the_gate_alone() -> None:
    readers = {
        str(path.relative_to(_ROOT))
        for folder in ("bot", "jobs", "handlers", "storage", "rules")
        for path in (_ROOT / folder).rglob("*.py")
        if re.search(r"\baudit_groups?\b", path.read_text("utf-8"))
        and "migrations" not in path.parts
    }

    assert readers == {
        "bot/fairness_site.py", "jobs/retention_fairness.py", "jobs/retention_store.py",
        "jobs/retention_trial.py", "storage/fairness.py", "storage/fairness_tables.py",
        "storage/keeping.py", "storage/person_tables.py", "storage/unit_of_work.py",
    }  # fmt: skip
    made = (_ROOT / "storage" / "week_facts.py").read_text("utf-8")
    assert not re.search(r"fairness|audit_group", made)
    assert not set(NAMES) & {"gender", "age", "birthplace"}


async def test_the_card_of_a_model_holds_its_audit(store: Store) -> None:
    await given(store, _REPS)
    done = await fit(store, at=AT, today=TODAY, actor="test")
    await keep_groups(store, _halves(), forget=False)

    card = await card_of(store, done.model_id, at=AT)

    fair = card["fairness"]
    assert isinstance(fair, dict)
    assert set(fair["attributes"]) == {"gender", "city"}
    assert card["kind"] == "logistic"
    assert not {"gender", "city"} & set(card["reads"])  # type: ignore[call-overload] # a list


async def test_a_file_replaces_an_attribute_and_all_can_be_forgotten(store: Store) -> None:
    await take_in(store, a_hire("A0000"), a_hire("A0001"))
    await keep_groups(store, {"g": {"A0000": "x", "A0001": "y"}}, forget=False)
    await keep_groups(store, {"g": {"A0001": "z"}}, forget=False)
    async with store.read() as uow:
        assert await uow.audit_groups.all() == {"g": {2: "z"}}

    with pytest.raises(Invalid, match="nobody has the number A9"):
        await keep_groups(store, {"g": {"A0000": "x", "A9": "y"}}, forget=False)
    await keep_groups(store, {}, forget=True)

    async with store.read() as uow:
        assert await uow.audit_groups.all() == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("", "needs the column employee_id", id="empty"),
        pytest.param("employee_id\nA1\n", "one column for each", id="no attribute"),
        pytest.param("name,gender\nA1,f\n", "needs the column employee_id", id="no number"),
        pytest.param(
            "employee_id,age\n" + "".join(f"A{n},{n}\n" for n in range(13)), "give it in bands",
            id="ages",
        ),
        pytest.param(f"employee_id,g\nA1,{'x' * 65}\n", "too long", id="a text"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_of_groups_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "groups.csv"
    path.write_text(text, "utf-8")

    with pytest.raises(Invalid, match=said):
        read_groups(path)


def test_an_empty_cell_is_in_no_group(tmp_path: Path) -> None:
    path = tmp_path / "groups.csv"
    path.write_text("employee_id,gender,city\nA1,f,\nA2, ,north\n", "utf-8-sig")

    assert read_groups(path) == {"gender": {"A1": "f"}, "city": {"A2": "north"}}
