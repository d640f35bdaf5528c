"""Scores on their scales, what they come to, and when two candidates are one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from rules.candidate import (
    Candidate,
    CandidateState,
    RawScore,
    ScoreKind,
    domain_tests,
    same_candidate,
    scale_problem,
    trait_values,
)

_DAY = date(2026, 11, 24)
_AT = datetime(2026, 11, 24, 3, tzinfo=UTC)


def _score(
    score: str,
    high: str = "100",
    low: str = "0",
    *,
    kind: ScoreKind = ScoreKind.ASSESSMENT,
    trait: str = "drive",
    on: date = _DAY,
) -> RawScore:
    return RawScore(
        kind=kind,
        trait=trait,
        score=Decimal(score),
        high=Decimal(high),
        low=Decimal(low),
        taken_on=on,
    )


@pytest.mark.parametrize(
    ("score", "percent"),
    [
        pytest.param(_score("4", "5"), "80.00", id="of 5"),
        pytest.param(_score("4", "5", "1"), "75.00", id="from 1 to 5"),
        pytest.param(_score("8", "10"), "80.00", id="of 10"),
        pytest.param(_score("0", "10"), "0.00", id="the lowest"),
        pytest.param(_score("10", "10"), "100.00", id="the highest"),
        pytest.param(_score("2", "3"), "66.67", id="half-up"),
        pytest.param(_score("1.00005", "10"), "10.00", id="just under the half"),
        pytest.param(_score("1.0005", "10"), "10.01", id="at the half"),
    ],
)
def test_a_score_in_percent_of_its_scale(score: RawScore, percent: str) -> None:
    assert str(score.percent) == percent


@pytest.mark.parametrize(
    ("score", "low", "high", "is_wrong"),
    [
        pytest.param("5", "0", "5", False, id="at the top"),
        pytest.param("5.01", "0", "5", True, id="just over"),
        pytest.param("0", "0", "5", False, id="at the bottom"),
        pytest.param("-0.01", "0", "5", True, id="just under"),
        pytest.param("0", "0", "0", True, id="a scale of nothing"),
        pytest.param("3", "5", "1", True, id="upside down"),
        pytest.param("NaN", "0", "5", True, id="no number"),
        pytest.param("85", "0", "10", True, id="of another scale"),
    ],
)
def test_a_score_fits_its_scale(score: str, low: str, high: str, *, is_wrong: bool) -> None:
    assert bool(scale_problem(Decimal(score), Decimal(low), Decimal(high))) is is_wrong


def test_nothing_known_is_nothing() -> None:
    assert trait_values([]) == {}


def test_tests_and_interviews_count_alike_whatever_their_scales() -> None:
    known = trait_values(
        [
            _score("8", "10"),
            _score("60", kind=ScoreKind.SITUATIONAL),
            _score("4", "5", kind=ScoreKind.INTERVIEW),
            _score("5", "5", kind=ScoreKind.RESUME),
        ]
    )

    assert known["drive"].value == Decimal("73.33")
    assert len(known["drive"].scores) == 3


def test_a_resume_counts_where_nothing_else_does() -> None:
    known = trait_values([_score("2", "5", kind=ScoreKind.RESUME)])

    assert known["drive"].value == Decimal("40.00")


def test_the_newest_of_a_kind_counts() -> None:
    older = _score("90", on=date(2026, 11, 1))

    assert trait_values([_score("50"), older])["drive"].value == Decimal("50.00")


def test_a_zero_is_a_score() -> None:
    assert trait_values([_score("0")])["drive"].value == Decimal("0.00")


_KNOWN = Candidate(id=1, name="王芳", email_sha="e", phone_sha="p", added_at=_AT)


@pytest.mark.parametrize(
    ("name", "email", "phone", "same", "alike"),
    [
        pytest.param("王芳", "e", None, True, False, id="address and name"),
        pytest.param("王 芳", None, "p", True, False, id="number and name"),
        pytest.param("王芳", None, None, False, False, id="name alone"),
        pytest.param("王芳", "x", "y", False, False, id="other contacts"),
        pytest.param("李雷", "e", None, False, True, id="another name"),
    ],
)
def test_who_is_the_same(
    name: str, email: str | None, phone: str | None, *, same: bool, alike: bool
) -> None:
    found = same_candidate(name, email, phone, [_KNOWN])

    assert [one is not None for one in found] == [same, alike]


def test_who_was_erased_is_nobody_any_more() -> None:
    assert same_candidate("", "e", None, [replace(_KNOWN, name="")]) == (None, None)


@pytest.mark.parametrize("state", list(CandidateState))
def test_whose_days_are_counted(state: CandidateState) -> None:
    assert state.is_over is (state.value in {"withdrawn", "rejected"})


def _scored(kind: ScoreKind, trait: str, score: str, day: int) -> RawScore:
    return RawScore(
        kind=kind, trait=trait, score=Decimal(score), high=Decimal(10), taken_on=date(2026, 11, day)
    )


@pytest.mark.parametrize(
    ("scores", "carried"),
    [
        pytest.param((), (), id="nothing was tested"),
        pytest.param(((ScoreKind.ASSESSMENT, "communication", "6", 1),), ("6",), id="a test"),
        pytest.param(
            ((ScoreKind.ASSESSMENT, "communication", "6", 2),
             (ScoreKind.SITUATIONAL, "communication", "8", 1)),
            ("6",),
            id="the newest of a domain",
        ),
        pytest.param(((ScoreKind.INTERVIEW, "communication", "9", 1),), (), id="no test: a talk"),
        pytest.param(((ScoreKind.RESUME, "communication", "9", 1),), (), id="no test: a resume"),
        pytest.param(((ScoreKind.ASSESSMENT, "drive", "9", 1),), (), id="no domain"),
    ],
)  # fmt: skip
def test_tests_of_a_domain_come_along(
    scores: tuple[tuple[ScoreKind, str, str, int], ...], carried: tuple[str, ...]
) -> None:
    found = domain_tests([_scored(*one) for one in scores], {"communication", "product"})

    assert tuple(str(one.score) for one in found) == carried
