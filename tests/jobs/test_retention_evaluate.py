"""Eleven guards (RETENTION 4.8), and what is learned of a simulated company."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.retention_evaluate import read_csv
from jobs.retention_document import document
from jobs.retention_evaluate import Evaluation, Wanted, evaluate
from jobs.retention_model import forward_folds, score, train, train_with_prior
from jobs.retention_panel import TOPICS, panel_of
from jobs.retention_table import Table
from rules.errors import Invalid
from rules.panel import NEVER, Panel, Words
from rules.retention_features import Feature, Kind, design, learn_features
from rules.retention_label import labels, split_by_time
from rules.retention_metrics import auc
from rules.retention_model import read, written
from rules.retention_roles import Roles
from storage.retention import Career, Week
from tests.simulated_company import Company, a_company

_COMPANY = a_company(2000, seed=3)


def _panel(company: Company = _COMPANY) -> Panel:
    first = np.full(int(company.rep.max()) + 1, NEVER)
    np.minimum.at(first, company.rep, company.week)
    return Panel(
        person=company.rep,
        period=company.week,
        tenure=(company.week - first[company.rep] + 1).astype(float),
        leaves=_leaves(company),
        seen_until=company.week + 1,
        numbers=company.columns,
        words={},
    )


def _leaves(company: Company) -> np.ndarray:
    week = np.full(int(company.rep.max()) + 1, NEVER)
    week[company.rep[company.left]] = company.week[company.left] + 1
    return week[company.rep]


_PANEL = _panel()
_SAID = labels(_PANEL, horizon=1)
_SPLIT = split_by_time(_PANEL, _SAID, train_before=60, test_from=60)
_MODEL = train(_PANEL, _SAID, _SPLIT.train)


@given(extra=st.integers(1, 5), seed=st.integers(0, 99))
@settings(max_examples=15)
def test_guard_1_what_comes_after_the_cut_leaves_rows_as_they_are(extra: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    upto = np.flatnonzero(_PANEL.person < 40)
    whole = _PANEL.only(upto)
    cut = int(np.quantile(whole.period, 0.5)) + extra
    changed = replace(
        whole,
        numbers={
            name: np.where(whole.period > cut, draw.normal(size=len(whole)) * 9, column)
            for name, column in whole.numbers.items()
        },
    )

    rows, others = design(whole, _MODEL.features), design(changed, _MODEL.features)
    alone = design(whole.only(whole.period <= cut), _MODEL.features)

    assert np.array_equal(rows[whole.period <= cut], others[whole.period <= cut])
    assert np.array_equal(rows[whole.period <= cut], alone)


@pytest.mark.parametrize(
    "title", ["status", "exit_reason", "LastWorkingDate", "离职原因", "notice"]
)
def test_guard_2_what_tells_of_the_leaving_is_no_feature(tmp_path: Path, title: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"rep,week,deals,{title},left\nA,1,2,x,0\nA,2,1,y,1\n", "utf-8")

    table = read_csv(path, Roles(left="left"))

    assert table.roles.features == ("deals",)
    assert title in table.notes[0]


@pytest.mark.parametrize("title", ["Age", "gender", "birth_place", "民族", "婚姻状况", "姓名"])
def test_guard_2_what_is_protected_is_no_feature_and_naming_it_is_refused(
    tmp_path: Path, title: str
) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"rep,week,deals,{title},left\nA,1,2,3,0\nA,2,1,4,1\n", "utf-8")

    table = read_csv(path, Roles())

    assert table.roles.features == ("deals",)
    with pytest.raises(Invalid, match="protected"):
        read_csv(path, Roles(features=("deals", title)))


def test_guard_2_no_row_stands_at_or_after_the_leaving() -> None:
    late = replace(_PANEL, leaves=np.where(_PANEL.leaves < NEVER, _PANEL.period, NEVER))

    assert not labels(late, horizon=1).is_known[late.leaves < NEVER].any()


def test_guard_3_a_quarterly_value_is_used_only_after_its_quarter(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    rows = [f"A,2026-{month:02}-01,{(month - 1) // 3 + 1},0" for month in range(1, 8)]
    path.write_text("\n".join(["rep,date,rating,left", *rows]), "utf-8")

    table = read_csv(path, Roles(unit="month", known_after={"rating": "quarter"}))

    told = table.panel.numbers["rating"]
    assert np.isnan(told[:2]).all()
    assert told[2:].tolist() == [1, 1, 1, 2, 2]


def test_guard_3_a_value_that_is_known_two_rows_later_is_used_two_rows_later(
    tmp_path: Path,
) -> None:
    path = tmp_path / "t.csv"
    rows = [f"{who},{week},{10 * week},0" for who in "AB" for week in range(5, 9)]
    path.write_text("\n".join(["rep,week,revenue,left", *rows]), "utf-8")

    told = read_csv(path, Roles(known_after={"revenue": 2})).panel.numbers["revenue"]

    # Not from A's rows into B's either.
    assert np.isnan(told[[0, 1, 4, 5]]).all()
    assert told[[2, 3, 6, 7]].tolist() == [50, 60, 50, 60]


def test_guard_4_no_feature_is_an_aggregate_of_the_whole_history() -> None:
    rep = _PANEL.only(_PANEL.person == 7)
    short = rep.only(np.arange(len(rep)) < 3)

    assert np.array_equal(design(short, _MODEL.features), design(rep, _MODEL.features)[:3])


def test_guard_5_ids_and_their_order_are_no_features_and_a_sorted_table_is_refused(
    tmp_path: Path,
) -> None:
    gone = np.isin(_COMPANY.rep, _COMPANY.rep[_COMPANY.left])
    order = np.argsort(~gone, kind="stable")
    path = _COMPANY.write(tmp_path / "t.csv")
    head, *rows = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([head, *(rows[n] for n in order)]), "utf-8")

    honest, _ = evaluate(read_csv(_COMPANY.write(tmp_path / "o.csv"), Roles()), Wanted())
    sorted_, _ = evaluate(read_csv(path, Roles()), Wanted())

    assert set(read_csv(path, Roles()).panel.numbers) == set(_COMPANY.columns)
    assert not any("order of reps" in why for why in honest.refusals)
    assert any("order of reps" in why for why in sorted_.refusals)
    assert {one.source for one in _MODEL.features} <= {*_COMPANY.columns, "tenure"}


@pytest.mark.parametrize("horizon", [1, 4])
def test_guard_6_labels_of_training_have_closed_before_the_first_test(horizon: int) -> None:
    said = labels(_PANEL, horizon=horizon)

    split = split_by_time(_PANEL, said, train_before=60, test_from=60)

    assert (_PANEL.period[split.train] + horizon <= 60).all()
    assert not (split.train & split.test).any()
    assert (_PANEL.period[split.test] >= 60).all()


def test_guard_6_at_a_landmark_each_origin_knows_closed_labels_alone(tmp_path: Path) -> None:
    table = read_csv(_COMPANY.write(tmp_path / "t.csv"), Roles())
    said = labels(table.panel, horizon=4)
    at = said.is_known & (table.panel.tenure == 5)
    cut = np.sort(table.joined[at])[int(at.sum() * 0.65)]
    near = said.is_known & (np.abs(table.panel.tenure - 5) <= 2) & (table.joined < cut)
    last = table.panel.period[at & (table.joined >= cut)].max()
    closed = near & (table.panel.period + 4 <= last)

    found, _ = evaluate(table, Wanted(horizon=4, landmark=4))

    first = table.panel.period[at & (table.joined >= cut)].min()
    assert found.train_rows == closed.sum()
    # Without the embargo those of the first origin would be more: there is something to leak.
    assert (near & (table.panel.period + 4 > first) & (table.panel.period < first)).any()


@pytest.mark.parametrize("horizon", [1, 4])
def test_guard_6_a_penalty_is_chosen_on_rows_after_the_labels_have_closed(horizon: int) -> None:
    folds = forward_folds(_PANEL.period, horizon=horizon)

    assert len(folds) == 3
    for early, late in folds:
        assert _PANEL.period[early].max() + horizon < _PANEL.period[late].min()


def test_guard_7_what_is_learned_does_not_change_with_the_rows_to_test() -> None:
    """Constants, levels of words, penalty, weights, bands and the medians of reasons."""
    draw = np.random.default_rng(7)
    codes = draw.integers(0, 3, len(_PANEL))
    words = {"post": Words(codes=codes, levels=("a", "b", "c"))}
    # Of the rows to test all numbers are others, and the words are in an order of their own.
    late = _PANEL.period >= 60
    rare = Words(codes=np.where(late, 2, codes), levels=("a", "b", "c"))
    panel = replace(_PANEL, words=words)
    other = replace(
        _PANEL,
        numbers={
            name: np.where(late, column * 7 + 1, column) for name, column in _PANEL.numbers.items()
        },
        words={"post": rare},
    )

    said = replace(_SAID, leaves=np.where(late, ~_SAID.leaves, _SAID.leaves))

    assert train(other, said, _SPLIT.train) == train(panel, _SAID, _SPLIT.train)


def test_guard_7_a_floor_counts_by_the_edges_of_training() -> None:
    """All rows to test are under the worst quarter of training: the count tells them not apart."""
    column = _PANEL.numbers["training_completion"]
    low = np.where(_PANEL.period >= 60, column - 9, column)

    found = _evaluated(replace(_PANEL, numbers={"training_completion": low}))

    assert [one.auc for one in found.floors if one.name == "flag count"] == [0.5]


@pytest.mark.parametrize("sign", [1, -1], ids=["rises", "falls"])
def test_guard_8_a_column_that_knows_the_outcome_is_refused(sign: int) -> None:
    draw = np.random.default_rng(5)
    leak = sign * np.where(_SAID.leaves, 1.0, 0.0) + draw.normal(0, 0.4, len(_PANEL))
    panel = replace(_PANEL, numbers={**_PANEL.numbers, "badge": leak})

    found = _evaluated(panel)

    assert any("badge" in why and "alone" in why for why in found.refusals)
    assert any(why.startswith("model AUC") for why in found.refusals)
    assert not found.is_admitted


def test_guard_9_rows_younger_than_the_horizon_are_no_negatives() -> None:
    last = int(_PANEL.period.max())

    said = labels(replace(_PANEL, seen_until=np.minimum(_PANEL.seen_until, last)), horizon=4)

    young = (_PANEL.period > last - 4) & (_PANEL.leaves == NEVER)
    assert young.any()
    assert not said.is_known[young].any()


def test_guard_9_who_was_let_go_is_no_negative_of_a_window_that_outlived_her() -> None:
    person = int(_PANEL.person[_PANEL.leaves == NEVER][0])
    hers = _PANEL.person == person
    last = int(_PANEL.period[hers].max()) - 3

    said = labels(replace(_PANEL, seen_until=np.where(hers, last, _PANEL.seen_until)), horizon=4)

    assert said.is_known[hers & (_PANEL.period <= last - 4)].all()
    assert not said.is_known[hers & (_PANEL.period > last - 4)].any()


def test_guard_9_an_open_window_tells_nothing_of_who_has_left_in_it_either() -> None:
    """Of the youngest rows only leavers would be known: the base rate would rise to one."""
    last = int(_PANEL.period.max()) - 30
    early = _PANEL.only(_PANEL.period <= last)
    now = replace(
        early,
        leaves=np.where(early.leaves <= last, early.leaves, NEVER),
        seen_until=np.full(len(early), last),
    )

    said = labels(now, horizon=4)

    gone = (now.period > last - 4) & (now.leaves <= last)
    assert gone.any()
    assert not said.is_known[gone].any()
    shares = [said.leaves[said.is_known & (now.period == last - n)].mean() for n in range(4, 10)]
    assert max(shares) < 0.3


def test_guard_10_whether_an_alert_is_open_may_be_a_covariate_like_any() -> None:
    alert = (_PANEL.period % 5 == 0).astype(float)
    panel = replace(_PANEL, numbers={**_PANEL.numbers, "help_active": alert})

    model = train(panel, _SAID, _SPLIT.train, topics={"help_active": "help"})

    assert "help" in {one.topic for one in model.features}


def test_guard_10_what_a_site_learns_from_says_whether_an_alert_was_open() -> None:
    """Else those who were helped would teach that their signals are harmless."""
    first = date(2026, 1, 5)
    at = datetime(2026, 3, 1, tzinfo=UTC)
    weeks = [
        Week(person_id=1, week=first + timedelta(weeks=n), known_at=at, event_time=at,
             facts={"deals": 1.0, "alert_open": is_open})
        for n, is_open in enumerate([0.0, 1.0, 1.0, 0.0])
    ]  # fmt: skip
    career = Career(person_id=1, hired_on=first, probation_ends_on=date(2026, 7, 5), left_on=None,
                    outcome=None, decided_on=None)  # fmt: skip

    panel = panel_of(weeks, [career])
    features = learn_features(panel, np.ones(4, dtype=bool), topics=dict(TOPICS))

    assert panel.numbers["alert_open"].tolist() == [0, 1, 1, 0]
    assert "help" in {one.topic for one in features}


def test_the_model_comes_near_the_best_that_is_possible(tmp_path: Path) -> None:
    table = read_csv(_COMPANY.write(tmp_path / "t.csv"), Roles())
    limit = auc(_COMPANY.left[_COMPANY.week >= 60], _COMPANY.risk[_COMPANY.week >= 60])

    found, rows = evaluate(table, Wanted(test_from=60))

    assert found.quality.auc.value > 0.5 + 0.85 * (limit - 0.5)
    assert found.quality.auc.value < limit
    assert found.quality.calibration_error < 0.015
    assert found.refusals == ()
    assert len(rows) == found.quality.rows
    assert document(found)["admitted"] is True


def test_shuffled_rows_give_the_same_figures(tmp_path: Path) -> None:
    path = _COMPANY.write(tmp_path / "t.csv")
    head, *rows = path.read_text("utf-8").splitlines()
    shuffled = tmp_path / "s.csv"
    places = np.random.default_rng(1).permutation(len(rows))
    shuffled.write_text("\n".join([head, *(rows[n] for n in places)]), "utf-8-sig")

    one, _ = evaluate(read_csv(path, Roles()), Wanted(test_from=60))
    other, _ = evaluate(read_csv(shuffled, Roles()), Wanted(test_from=60))

    assert other.quality.auc.value == pytest.approx(one.quality.auc.value, abs=1e-4)


def test_reasons_add_up_and_without_the_first_the_score_falls_by_its_part() -> None:
    few = _PANEL.only(np.arange(200))
    parts, rows = _MODEL.parts(few), _MODEL.rows(few).astype(float)
    logit = rows @ np.array(_MODEL.weights) + _MODEL.intercept
    first = int(np.argmax(parts.parts[50]))
    hers = np.array([one.topic == parts.topics[first] for one in _MODEL.features])
    plain = rows[50].copy()
    plain[hers] = _MODEL.reference.of(few.tenure[50:51])[0][hers]

    without = plain @ np.array(_MODEL.weights) + _MODEL.intercept

    assert parts.base + parts.parts.sum(axis=1) == pytest.approx(logit, abs=1e-9)
    assert logit[50] - without == pytest.approx(parts.parts[50, first], abs=1e-9)
    assert parts.reasons(50)[0] == parts.topics[first]


def test_a_written_model_scores_as_before_and_a_changed_one_is_not_used() -> None:
    text = written(_MODEL)

    again = read(text)

    assert again == _MODEL
    assert score(_PANEL.only(np.arange(500)), again) == score(_PANEL.only(np.arange(500)), _MODEL)
    with pytest.raises(Invalid, match="changed"):
        read(text.replace('"horizon":1', '"horizon":2'))


def test_expert_weights_help_where_few_have_left() -> None:
    small = _panel(a_company(60, seed=9))
    said = labels(small, horizon=1)
    chosen = said.is_known & (small.person < 30)
    features = [one for one in _MODEL.features if one.kind in {Kind.VALUE, Kind.STREAK, Kind.EARLY}]
    prior = [_expert(one) for one in features]

    model = train_with_prior(small, said, chosen, features=features, prior=prior)

    test = split_by_time(_PANEL, _SAID, train_before=0, test_from=40).test
    assert auc(_SAID.leaves[test], model.risk(_PANEL)[test]) > 0.7


def _expert(one: Feature) -> float:
    return 0.4 if one.kind in {Kind.STREAK, Kind.EARLY} else -0.3


def _evaluated(panel: Panel) -> Evaluation:
    table = Table(
        panel=panel, roles=Roles(features=tuple(panel.numbers)),
        reps=tuple(f"R{n}" for n in range(2000)), is_calendar=True, joined=panel.period, notes=(),
    )  # fmt: skip
    return evaluate(table, Wanted(test_from=60))[0]
