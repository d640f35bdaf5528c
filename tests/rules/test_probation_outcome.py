"""What an outcome asks for, when HR signs too, and which months a cancellation changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rules.errors import FootholdError
from rules.people import Engagement
from rules.probation import Contract, Pause, PauseKind, Probation, ProbationPolicy
from rules.probation_outcome import (
    MonthResult,
    Outcome,
    OutcomeKind,
    check_outcome,
    fallen,
    needs_second_signature,
)
from rules.workdays import Workdays

_CONTRACT = Contract(
    engagement=Engagement.EMPLOYEE, starts_on=date(2026, 9, 1), ends_on=date(2029, 8, 31)
)
_PROBATION = Probation(
    starts_on=date(2026, 9, 1),
    ends_on=date(2026, 11, 30),
    criteria_told_on=date(2026, 9, 1),
    criteria_signature="paper 17",
)
_TODAY = date(2026, 11, 30)
_ENDING = Outcome(
    kind=OutcomeKind.ENDED,
    on=_TODAY,
    decided_by=7,
    reason="Three months without a valid deal.",
    signature="scan 3",
)
_PAUSED = replace(_PROBATION, pauses=(Pause(kind=PauseKind.INJURY, starts_on=date(2026, 11, 1)),))
_DEFAULT = ProbationPolicy()


def _refusal(
    outcome: Outcome,
    probation: Probation = _PROBATION,
    *,
    today: date = _TODAY,
    policy: ProbationPolicy = _DEFAULT,
) -> str:
    """Give what stands against an outcome: a sentence's name, or the field; "" for nothing."""
    try:
        check_outcome(
            probation,
            outcome,
            today=today,
            contract=_CONTRACT,
            policy=policy,
            workdays=Workdays(),
        )
    except FootholdError as error:
        return str(error.values.get("field", error.message_id.removeprefix("error.")))
    return ""


@pytest.mark.parametrize(
    ("outcome", "probation", "refused"),
    [
        pytest.param(_ENDING, _PROBATION, "", id="on the last day"),
        pytest.param(
            replace(_ENDING, on=date(2026, 12, 1)), _PROBATION, "ending_too_late", id="a day late"
        ),
        pytest.param(replace(_ENDING, reason=" "), _PROBATION, "reason", id="without a reason"),
        pytest.param(replace(_ENDING, signature=""), _PROBATION, "signature", id="by a tap"),
        pytest.param(
            _ENDING,
            replace(_PROBATION, criteria_told_on=None),
            "criteria_not_signed",
            id="criteria not told",
        ),
        pytest.param(
            _ENDING,
            replace(_PROBATION, criteria_signature=None),
            "criteria_not_signed",
            id="criteria not signed",
        ),
        pytest.param(_ENDING, _PAUSED, "ending_in_pause", id="in a pause"),
        pytest.param(
            replace(_ENDING, kind=OutcomeKind.CONFIRMED),
            replace(_PAUSED, criteria_signature=None),
            "",
            id="confirming asks for none of it",
        ),
    ],
)
def test_what_an_outcome_asks_for(outcome: Outcome, probation: Probation, refused: str) -> None:
    assert _refusal(outcome, probation) == refused


@pytest.mark.parametrize(
    ("on", "today", "refused"),
    [
        pytest.param("2026-11-09", "2026-11-10", "confirms_on", id="yesterday"),
        pytest.param("2026-11-10", "2026-11-10", "", id="today"),
        pytest.param("2026-12-01", "2026-11-10", "", id="the day after the end"),
        pytest.param("2026-12-02", "2026-11-10", "confirms_on", id="a day later"),
        pytest.param("2026-12-05", "2026-12-05", "", id="late, and on that very day"),
        pytest.param("2026-12-06", "2026-12-05", "confirms_on", id="late, and later still"),
    ],
)
def test_the_day_of_a_confirmation(on: str, today: str, refused: str) -> None:
    outcome = replace(_ENDING, kind=OutcomeKind.CONFIRMED, on=date.fromisoformat(on))

    assert _refusal(outcome, today=date.fromisoformat(today)) == refused


@pytest.mark.parametrize(
    ("extends_to", "on", "may_extend", "refused"),
    [
        pytest.param("2026-12-31", "2026-11-30", "", "extension_off", id="switched off"),
        pytest.param("2026-12-01", "2026-11-30", "yes", "", id="a day later, on the last day"),
        pytest.param("2027-02-28", "2026-11-30", "yes", "", id="to the last lawful day"),
        pytest.param(
            "2027-03-01", "2026-11-30", "yes", "probation_ends_on", id="a day beyond the law"
        ),
        pytest.param("2026-11-30", "2026-11-30", "yes", "extends_to", id="no day longer"),
        pytest.param("2026-10-31", "2026-11-30", "yes", "extends_to", id="shorter"),
        pytest.param("", "2026-11-30", "yes", "extends_to", id="without a day"),
        pytest.param("2026-12-31", "2026-12-01", "yes", "extension_too_late", id="after its end"),
    ],
)
def test_an_extension_is_off_by_default_and_keeps_to_the_law(
    extends_to: str, on: str, may_extend: str, refused: str
) -> None:
    extension = replace(
        _ENDING,
        kind=OutcomeKind.EXTENDED,
        on=date.fromisoformat(on),
        extends_to=date.fromisoformat(extends_to) if extends_to else None,
    )

    assert _refusal(extension, policy=ProbationPolicy(may_extend=bool(may_extend))) == refused


@pytest.mark.parametrize(
    ("kind", "alert", "expected"),
    [
        pytest.param(OutcomeKind.ENDED, "2026-11-30", "yes", id="open today"),
        pytest.param(OutcomeKind.ENDED, "2026-10-02", "yes", id="59 days ago"),
        pytest.param(OutcomeKind.ENDED, "2026-10-01", "yes", id="60 days ago"),
        pytest.param(OutcomeKind.ENDED, "2026-09-30", "", id="61 days ago"),
        pytest.param(OutcomeKind.ENDED, "", "", id="never"),
        pytest.param(OutcomeKind.CONFIRMED, "2026-11-30", "", id="a confirmation"),
        pytest.param(OutcomeKind.EXTENDED, "2026-11-30", "", id="an extension"),
    ],
)
def test_when_hr_signs_too(kind: OutcomeKind, alert: str, expected: str) -> None:
    opened = date.fromisoformat(alert) if alert else None

    assert needs_second_signature(kind, _TODAY, opened) is bool(expected)


def _months(**done: int) -> tuple[MonthResult, ...]:
    return tuple(
        MonthResult(month=month.replace("m", "2026-"), bar=3, done=n) for month, n in done.items()
    )


@pytest.mark.parametrize(
    ("now", "lower"),
    [
        pytest.param(_months(m10=3, m11=4), (), id="as it was"),
        pytest.param(_months(m10=3, m11=3), ("2026-11",), id="one less, and still enough"),
        pytest.param(_months(m10=2, m11=4), ("2026-10",), id="an earlier month"),
        pytest.param(_months(m10=2, m11=5), ("2026-10",), id="another one grew"),
        pytest.param(_months(m10=4, m11=5), (), id="more"),
        pytest.param(_months(m10=3), (), id="a month is not counted any more"),
        pytest.param(_months(m10=3, m11=4, m12=0), (), id="a month that nobody relied on"),
    ],
)
def test_which_months_fell(now: tuple[MonthResult, ...], lower: tuple[str, ...]) -> None:
    assert tuple(one.month for one in fallen(_months(m10=3, m11=4), now)) == lower
