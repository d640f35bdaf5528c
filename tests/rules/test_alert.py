"""When lists are told, when silence is noticed, and who sees how much."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from rules.access import RiskSight, Standing, may_see_risk
from rules.alert import list_moment, next_list
from rules.company_calendar import Schedule
from rules.errors import NotFound
from rules.intervention import InterventionKind, check_on, written
from rules.people import Person, Role
from rules.spoken_risk import RiskWish, find_risk
from rules.working_hours import Hours

_ZONE = "Asia/Shanghai"
_TUESDAY = date(2026, 11, 24)


def _utc(day: date, at: str) -> datetime:
    hour, minute = at.split(":")
    return datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        pytest.param(time(8, 30), "00:20", id="at 08:20 for who begins at 08:30"),
        pytest.param(time(8, 50), "00:20", id="half an hour before she begins"),
        pytest.param(time(8, 51), "00:51", id="not earlier than that"),
        pytest.param(time(13), "05:01", id="as she begins, off the full hour"),
    ],
)
def test_the_list_comes_at_twenty_past_eight_or_as_she_begins(start: time, expected: str) -> None:
    schedule = Schedule(hours=Hours(start=start, end=time(22)))

    assert list_moment(_TUESDAY, schedule, _ZONE) == _utc(_TUESDAY, expected)


@pytest.mark.parametrize(
    ("at", "day", "expected"),
    [
        pytest.param("2026-11-23T21:38", _TUESDAY, "00:20", id="before dawn: the same morning"),
        pytest.param("2026-11-24T03:00", _TUESDAY, "03:00", id="in her hours: at once"),
        pytest.param("2026-11-24T10:00", date(2026, 11, 25), "00:20", id="after them: tomorrow"),
        pytest.param("2026-11-27T10:00", date(2026, 11, 30), "00:20", id="over a weekend"),
    ],
)
def test_red_is_told_the_same_day(at: str, day: date, expected: str) -> None:
    moment = next_list(datetime.fromisoformat(at).replace(tzinfo=UTC), Schedule(), _ZONE)

    assert moment == _utc(day, expected)


def _how(said: str) -> Standing:
    return Standing(
        is_self=said == "self",
        is_manager=said == "manager",
        is_managers_manager=said == "above",
    )


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("how", ["self", "manager", "above", "peer"])
@pytest.mark.parametrize("mentors", [pytest.param("", id="-"), pytest.param("yes", id="mentor")])
def test_who_sees_how_much_of_a_risk(role: Role, how: str, mentors: str) -> None:
    actor = Person(id=9, number="A9", name="P9", roles=frozenset({role}))
    facts = RiskSight.FACTS_BUT_PULSE if mentors else RiskSight.FACTS
    is_hr = role is Role.HR and how == "peer" and not mentors

    expected = facts if how == "manager" else (RiskSight.ALL if is_hr else RiskSight.NOTHING)

    assert may_see_risk(actor, _how(how), is_mentor=bool(mentors)) is expected


def test_an_outcome_is_asked_for_after_fourteen_days() -> None:
    assert check_on(_TUESDAY) == date(2026, 12, 8)


def _written(**said: str) -> object:
    given = {"kind": "talk", "note": "聊过", "due_on": "", "pass_bar": "", **said}
    return written(**given, today=_TUESDAY, usual=date(2026, 12, 1))


def test_without_a_day_it_is_due_on_the_usual_one() -> None:
    found = written(
        kind="target",
        note=" 先稳住 ",
        due_on="",
        pass_bar="2",
        today=_TUESDAY,
        usual=date(2026, 12, 1),
    )

    assert (found.kind, found.note, found.due_on, found.pass_bar) == (
        InterventionKind.TARGET,
        "先稳住",
        date(2026, 12, 1),
        2,
    )


@pytest.mark.parametrize(
    ("said", "field"),
    [
        pytest.param({"kind": "praise"}, "kind", id="another kind"),
        pytest.param({"note": " "}, "note", id="no words"),
        pytest.param({"note": "x" * 501}, "note", id="501 characters"),
        pytest.param({"due_on": "2026-11-23"}, "due_on", id="yesterday"),
        pytest.param({"due_on": "2027-05-24"}, "due_on", id="after half a year"),
        pytest.param({"due_on": "soon"}, "due_on", id="no date"),
        pytest.param({"kind": "target", "pass_bar": "0"}, "pass_bar", id="no deals"),
        pytest.param({"kind": "target", "pass_bar": "1000"}, "pass_bar", id="a thousand"),
    ],
)
def test_what_is_wrong_is_said_under_its_field(said: dict[str, str], field: str) -> None:
    with pytest.raises(NotFound) as refused:
        _written(**said)

    assert refused.value.values["field"] == field


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        pytest.param("风险名单", RiskWish.LIST, id="the list"),
        pytest.param("该找谁聊聊?", RiskWish.LIST, id="whom to talk to"),
        pytest.param("risk list", RiskWish.LIST, id="in English"),
        pytest.param("系统里有我的什么", RiskWish.HELD, id="what is held"),
        pytest.param("what does the system hold about me?", RiskWish.HELD, id="in English, held"),
        pytest.param("反对评估", RiskWish.OBJECT, id="an objection"),
        pytest.param("withdraw my objection", RiskWish.OBJECT, id="taken back"),
        pytest.param("跟进李雷谈话内容:报价", RiskWish.RECORD, id="a record"),
    ],
)
def test_what_is_typed_about_risk(text: str, wish: RiskWish) -> None:
    found = find_risk(text)

    assert found is not None
    assert found.wish is wish


def test_a_record_has_its_fields_as_they_were_typed() -> None:
    found = find_risk("follow up Li Lei talk what: Quotes, again due: 2026-12-01")

    assert found is not None
    assert found.person == "Li Lei"
    assert found.fields == {"kind": "talk", "note": "Quotes, again", "due_on": "2026-12-01"}


@pytest.mark.parametrize("text", ["跟进客户华星", "跟进", "风险", "我的提成", "记录跟进"])
def test_what_is_about_something_else(text: str) -> None:
    assert find_risk(text) is None
