"""What a first day's form may say, at the edges of the law and of dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rules.errors import NotFound
from rules.joining import is_newcomer, read_hire
from rules.people import Engagement, Person, Role

_TODAY = date(2026, 11, 24)


def _written(**said: str) -> dict[str, str]:
    return {"name": "王芳", "number": "A105", "engagement": "employee", **said}


@pytest.mark.parametrize(
    ("months", "ends_on"),
    [
        pytest.param("2", None, id="under three months none"),
        pytest.param("3", date(2026, 12, 23), id="three months: one"),
        pytest.param("11", date(2026, 12, 23), id="just under a year: one"),
        pytest.param("12", date(2027, 1, 23), id="a year: two"),
        pytest.param("35", date(2027, 1, 23), id="just under three years: two"),
        pytest.param("36", date(2027, 5, 23), id="three years: six"),
        pytest.param("0", date(2027, 5, 23), id="open-ended: six"),
        pytest.param("", None, id="not said: not known"),
    ],
)
def test_a_probation_that_is_not_said_is_the_longest_lawful(
    months: str, ends_on: date | None
) -> None:
    hire = read_hire(_written(contract_months=months, hired_on="2026-11-24"), today=_TODAY)

    assert hire.probation_ends_on == ends_on


@pytest.mark.parametrize("day", ["2026-11-24", "2027-05-23"])
def test_a_lawful_probation_stays_as_it_is_said(day: str) -> None:
    said = _written(contract_months="36", hired_on="2026-11-24", probation_ends_on=day)

    assert read_hire(said, today=_TODAY).probation_ends_on == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("said", "field", "message"),
    [
        ({"name": " "}, "name", "error.form_missing"),
        ({"number": ""}, "number", "error.form_missing"),
        ({"number": "9" * 65}, "number", "error.form_too_long"),
        ({"signed": "x" * 201}, "signed", "error.form_too_long"),
        ({"engagement": "friend"}, "engagement", "error.form_missing"),
        ({"contract_months": "-1"}, "contract_months", "joining.bad_months"),
        ({"contract_months": "601"}, "contract_months", "joining.bad_months"),
        ({"contract_months": "三"}, "contract_months", "joining.bad_months"),
        ({"hired_on": "tomorrow"}, "hired_on", "joining.bad_day"),
        ({"hired_on": "2027-05-24"}, "hired_on", "joining.too_far"),
        ({"probation_ends_on": "2027-01-01"}, "contract_months", "joining.contract_first"),
        (
            {"probation_ends_on": "2026-11-23", "contract_months": "36"},
            "probation_ends_on",
            "joining.probation_too_long",
        ),
        (
            {"probation_ends_on": "2027-05-24", "contract_months": "36"},
            "probation_ends_on",
            "joining.probation_too_long",
        ),
        (
            {"probation_ends_on": "2027-01-01", "contract_months": "36", "engagement": "agent"},
            "probation_ends_on",
            "joining.no_probation",
        ),
    ],
)
def test_what_can_not_be_is_refused_under_its_field(
    said: dict[str, str], field: str, message: str
) -> None:
    with pytest.raises(NotFound) as refused:
        read_hire(_written(**said), today=_TODAY)

    assert (refused.value.message_id, refused.value.values["field"]) == (message, field)


def test_the_furthest_first_day_is_half_a_year_ahead() -> None:
    assert read_hire(_written(hired_on="2027-05-23"), today=_TODAY).hired_on == date(2027, 5, 23)


@pytest.mark.parametrize("engagement", ["agent", "intern", "dispatch"])
def test_who_is_no_employee_has_no_probation(engagement: str) -> None:
    hire = read_hire(_written(engagement=engagement, contract_months="36"), today=_TODAY)

    assert hire.engagement is Engagement(engagement)
    assert hire.probation_ends_on is None


@pytest.mark.parametrize(
    ("days_ago", "role", "is_new"),
    [
        pytest.param(None, Role.REP, False, id="missing"),
        pytest.param(-180, Role.REP, True, id="to come"),
        pytest.param(0, Role.REP, True, id="today"),
        pytest.param(30, Role.REP, True, id="just under"),
        pytest.param(31, Role.REP, True, id="at"),
        pytest.param(32, Role.REP, False, id="just over"),
        pytest.param(0, Role.MENTOR, False, id="no rep"),
    ],
)
def test_a_rep_is_a_newcomer_for_a_month(days_ago: int | None, role: Role, *, is_new: bool) -> None:
    hired_on = None if days_ago is None else _TODAY - timedelta(days=days_ago)
    person = Person(
        id=1, number="A105", name="王芳", roles=frozenset({role}), zone="UTC", hired_on=hired_on
    )

    assert is_newcomer(person, _TODAY) is is_new
