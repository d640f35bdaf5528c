"""A probation in chat: who reads it, what is asked for, and which endings are refused."""

from __future__ import annotations

import json
from datetime import date

import pytest

from bot.answers import word
from bot.cards.card import Card
from bot.cards.form import Form
from bot.cards.reader import Reader
from bot.notices import KINDS
from handlers.understanding import Intent, understand
from rules.errors import FootholdError
from rules.notices import NoticeKind
from rules.people import Role
from rules.probation_record import Gap
from rules.probation_view import AskProbation, CriteriaAcknowledged, ProbationView
from storage.store import Store
from tests.builders import a_hire, an_event, given_plan, take_in
from tests.jobs.crew import answers
from tests.jobs.night import run, told
from tests.probation_file import (
    CONFIRMING,
    ENDING,
    HR,
    LAST,
    LEI,
    MIN,
    a_company,
    asks,
    at,
    refused,
    sign,
)


@pytest.fixture
async def company(store: Store) -> Store:
    """Lei (1), Min (2), and HR (3 and 4)."""
    return await a_company(store)


async def test_the_file_names_the_companys_own_gaps(company: Store) -> None:
    empty = await asks(company, MIN, "probation", text="试用期 李雷")
    await sign(company)

    file = await asks(company, HR, "probation", "1")

    assert isinstance(empty, ProbationView)
    assert empty.gaps == (
        Gap.CRITERIA_NOT_TOLD,
        Gap.CRITERIA_NOT_SIGNED,
        Gap.TARGET_NOT_TOLD,
    )
    assert isinstance(file, ProbationView)
    assert file.gaps == (Gap.TARGET_NOT_TOLD,)
    assert (file.last_day.isoformat(), file.signature) == (LAST, "P-7")


async def test_criteria_reach_her_word_for_word_and_once(company: Store) -> None:
    for _ in range(2):
        await asks(company, MIN, "probation_change", "1:criteria", act="c", criteria="每月 3 单")

    seen = await asks(company, LEI, "probation_ack")

    assert await told(company, "criteria") == [(LEI, {"text": "每月 3 单"})]
    assert isinstance(seen, CriteriaAcknowledged)


@pytest.mark.parametrize("role", list(Role))
async def test_who_reads_a_file(company: Store, role: Role) -> None:
    await take_in(company, a_hire("A005", roles=[role.value]))

    answer = await asks(company, 5, "probation", "1")
    form = await asks(company, 5, "probation_change", "1:outcome")
    own = await asks(company, LEI, "probation", "1")

    assert isinstance(answer, ProbationView) is (role is Role.HR)
    assert isinstance(form, AskProbation) is (role is Role.HR)
    assert refused(own) == "probation_of_others"


async def test_every_read_is_audited(company: Store) -> None:
    await asks(company, MIN, "probation", "1")

    assert await answers(company, "SELECT actor, subject FROM audit") == [("person:2", "person:1")]


async def test_an_agent_has_no_such_words(store: Store) -> None:
    await take_in(
        store,
        a_hire("A001", engagement="agent", probation_ends_on="2026-11-30"),
        a_hire("A002", roles=["hr"]),
    )

    answer = await asks(store, 2, "probation", "1")
    await run(store, "probation", at("2026-11-27"))

    assert refused(answer) == "no_such_period"
    assert isinstance(answer, FootholdError)
    assert "试用" not in Reader().say(answer.message_id, **answer.values)
    assert await told(store, "probation_review") == []


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(LAST, "", id="on the last day"),
        pytest.param("2026-12-01", "ending_too_late", id="a day late"),
    ],
)
async def test_a_late_ending_is_refused(company: Store, day: str, expected: str) -> None:
    await sign(company)

    answer = await asks(company, MIN, "probation_change", "1:outcome", day=day, **ENDING)

    assert (refused(answer) if expected else "") == expected
    assert isinstance(answer, ProbationView) is (expected == "")


async def test_criteria_that_are_not_signed_end_no_probation(company: Store) -> None:
    answer = await asks(company, MIN, "probation_change", "1:outcome", **ENDING)

    assert refused(answer) == "criteria_not_signed"


async def test_criteria_told_anew_are_signed_anew(company: Store) -> None:
    await sign(company)
    await asks(company, MIN, "probation_change", "1:criteria", act="c2", criteria="每月 4 单")

    answer = await asks(company, MIN, "probation_change", "1:outcome", **ENDING)

    assert refused(answer) == "criteria_not_signed"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param({"kind": "ended", "reason": " ", "signature": "P"}, "form_missing"),
        pytest.param({"kind": "ended", "reason": "x", "signature": ""}, "form_missing"),
        pytest.param({"kind": "fired", "reason": "x", "signature": "P"}, "form_missing"),
        pytest.param({"kind": "ended", "reason": "x" * 4001, "signature": "P"}, "form_too_long"),
        pytest.param({"kind": "extended", "reason": "x", "signature": "P"}, "extension_off"),
    ],
    ids=["no reason", "no signature", "no such outcome", "overlong", "extension is off"],
)
async def test_an_outcome_that_lacks_something(
    company: Store, written: dict[str, str], expected: str
) -> None:
    await sign(company)

    answer = await asks(company, MIN, "probation_change", "1:outcome", **written)

    assert refused(answer) == expected


@pytest.mark.parametrize(
    ("extends_to", "expected"),
    [
        pytest.param("2026-12-01", "extends_to", id="beyond the law"),
        pytest.param("", "extends_to", id="no day"),
        pytest.param("soon", "form_date", id="no date"),
    ],
)
async def test_an_extension_keeps_to_the_law(
    company: Store, extends_to: str, expected: str
) -> None:
    written = {"kind": "extended", "reason": "x", "signature": "P", "extends_to": extends_to}

    answer = await asks(company, MIN, "probation_change", "1:outcome", may_extend=True, **written)

    assert refused(answer) == expected


async def test_the_outcome_is_decided_once(company: Store) -> None:
    await sign(company)
    done = await asks(company, MIN, "probation_change", "1:outcome", **CONFIRMING)

    again = await asks(company, HR, "probation_change", "1:outcome", act="j", **ENDING)

    assert isinstance(done, ProbationView)
    assert done.outcome == "confirmed"
    assert refused(again) == "probation_decided"


async def test_a_pause_is_hrs_and_stops_ending_and_countdown(company: Store) -> None:
    await sign(company)
    written = {"kind": "medical", "starts_on": "2026-11-10", "ends_on": ""}

    by_manager = await asks(company, MIN, "probation_change", "1:pause", **written)
    by_hr = await asks(company, HR, "probation_change", "1:pause", **written)
    ending = await asks(company, MIN, "probation_change", "1:outcome", **ENDING)
    await run(company, "probation", at("2026-11-27"))

    assert refused(by_manager) == "only_hr"
    assert isinstance(by_hr, ProbationView)
    assert (by_hr.is_paused, by_hr.pause) == (True, "medical")
    seen = await asks(company, MIN, "probation", "1")
    assert isinstance(seen, ProbationView)
    assert (seen.is_paused, seen.pause) == (True, "")
    assert refused(ending) == "ending_in_pause"
    assert await told(company, "probation_review") == []


_OPEN_PAUSE = {"kind": "injury", "starts_on": "2026-11-10", "ends_on": ""}


async def test_a_pause_is_given_its_end_and_the_countdown_goes_on(company: Store) -> None:
    await sign(company)
    await asks(company, HR, "probation_change", "1:pause", act="p", **_OPEN_PAUSE)
    form = await asks(company, HR, "probation_change", "1:pause")
    ended = {**_OPEN_PAUSE, "ends_on": "2026-11-25"}

    closed = await asks(
        company, HR, "probation_change", "1:pause", act="q", day="2026-11-26", **ended
    )
    await run(company, "probation", at("2026-11-25"))
    in_pause = await told(company, "probation_review")
    await run(company, "probation", at("2026-11-26"))

    assert isinstance(form, AskProbation)
    assert (form.pause, form.paused_on) == ("injury", date(2026, 11, 10))
    asked = word(form, Reader())
    assert isinstance(asked, Form)
    assert [one.value for one in asked.inputs] == ["injury", "2026-11-10", ""]
    assert isinstance(closed, ProbationView)
    assert not closed.is_paused
    assert in_pause == []
    assert len(await told(company, "probation_review")) == 1


@pytest.mark.parametrize("kind", ["medical", "injury", "maternity"])
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_no_pause_says_its_kind_to_the_manager(
    company: Store, kind: str, language: str
) -> None:
    await sign(company)
    await asks(company, HR, "probation_change", "1:pause", act="p", **{**_OPEN_PAUSE, "kind": kind})
    reader = Reader(language=language)
    named = reader.say(f"probation.pause.{kind}")

    seen = word(await asks(company, MIN, "probation", "1"), reader)
    read = word(await asks(company, HR, "probation", "1"), reader)
    refusal = await asks(company, MIN, "probation_change", "1:outcome", **ENDING)

    assert isinstance(seen, Card)
    assert isinstance(read, Card)
    assert named not in seen.as_text()
    assert named in read.as_text()
    assert refused(refusal) == "ending_in_pause"
    assert isinstance(refusal, FootholdError)
    assert kind not in str(refusal)


async def test_criteria_told_anew_are_acknowledged_anew(company: Store) -> None:
    await sign(company)
    await asks(
        company, MIN, "probation_change", "1:criteria", act="c2", day="2026-11-21", criteria="4 单"
    )

    file = await asks(company, HR, "probation", "1", day="2026-11-21")

    assert isinstance(file, ProbationView)
    assert file.acknowledged_on is None
    assert Gap.CRITERIA_NOT_ACKNOWLEDGED in file.gaps


async def test_an_extension_moves_the_last_day_and_counts_down_anew(store: Store) -> None:
    await given_plan(store)
    hired = {"hired_on": "2026-06-01", "contract_months": 36, "probation_ends_on": "2026-08-31"}
    await take_in(store, a_hire("A001", manager="A002", **hired), a_hire("A002", roles=["manager"]))
    await run(store, "probation", at("2026-08-28"))
    written = {"kind": "extended", "reason": "x", "signature": "P", "extends_to": "2026-09-30"}

    extended = await asks(
        store, MIN, "probation_change", "1:outcome", day="2026-08-31", may_extend=True, **written
    )
    await run(store, "probation", at("2026-09-28"))

    assert isinstance(extended, ProbationView)
    assert (extended.ends_on, extended.outcome) == (date(2026, 9, 30), "")
    assert [facts["last_day"] for _, facts in await told(store, "probation_review")] == [
        "2026-08-31",
        "2026-09-30",
    ]


async def test_the_countdown_reminds_at_half_time_and_15_7_and_3_days(company: Store) -> None:
    for day in ("08-28", "08-31", "08-31", "09-01", "11-13", "11-16", "11-23", "11-27", "11-30"):
        await run(company, "probation", at(f"2026-{day}"))

    said = await told(company, "probation_review")

    assert [facts["days_left"] for _, facts in said] == [91, 17, 7, 3]
    assert {person for person, _ in said} == {MIN}
    assert said[0][1]["gaps"] == ["criteria_not_told", "criteria_not_signed"]


async def test_what_an_outage_took_comes_once(company: Store) -> None:
    await run(company, "probation", at("2026-11-26"))
    await run(company, "probation", at("2026-11-26"))

    assert len(await told(company, "probation_review")) == 1


async def test_after_an_outcome_nobody_is_reminded(company: Store) -> None:
    await sign(company)
    await asks(company, MIN, "probation_change", "1:outcome", **CONFIRMING)

    await run(company, "probation", at("2026-11-27"))

    assert await told(company, "probation_review") == []


async def test_without_a_manager_hr_is_reminded(store: Store) -> None:
    await take_in(
        store,
        a_hire("A001", hired_on="2026-06-01", probation_ends_on="2026-11-30"),
        a_hire("A002", roles=["hr"]),
    )

    await run(store, "probation", at("2026-11-27"))

    assert [person for person, _ in await told(store, "probation_review")] == [2]


async def test_two_of_one_name_are_told_apart(company: Store) -> None:
    await take_in(company, a_hire("A009", name="李雷", probation_ends_on="2026-12-30"))

    answer = await asks(company, HR, "probation", text="试用期 李雷")
    one = await asks(company, HR, "probation", text="试用期 A009")
    hers = await asks(company, MIN, "probation", text="李雷的试用期")

    assert refused(answer) == "several_of_that_name"
    assert isinstance(one, ProbationView)
    assert isinstance(hers, ProbationView)


async def test_who_may_not_look_learns_not_even_whether_there_is_somebody(company: Store) -> None:
    known = await asks(company, LEI, "probation", text="试用期 李雷")
    unknown = await asks(company, LEI, "probation", text="试用期 韩梅梅")

    assert refused(known) == refused(unknown) == "probation_of_others"


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_card_and_form_is_worded(company: Store, language: str) -> None:
    reader = Reader(language=language)
    await sign(company)
    found = [await asks(company, HR, "probation", "1"), await asks(company, LEI, "probation_ack")]
    found += [
        await asks(company, HR, "probation_change", f"1:{what}", may_extend=True)
        for what in ("criteria", "sign", "pause", "outcome")
    ]

    worded = [word(facts, reader) for facts in found]

    assert [type(one) for one in worded] == [Card, Card, Form, Form, Form, Form]
    assert worded[2].inputs[0].value == "每月 3 单"  # type: ignore[union-attr] # a form


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_review_offers_the_form_and_says_what_the_company_owes(language: str) -> None:
    facts = {
        "person_id": 1,
        "name": "李雷",
        "number": "A001",
        "last_day": LAST,
        "days_left": 7,
        "gaps": ["criteria_not_signed"],
    }
    kind = KINDS[NoticeKind.PROBATION_REVIEW]

    card = kind.card(json.dumps(facts), Reader(language=language))

    assert [action.argument for action in card.actions] == ["1:outcome", "1"]
    assert ("标准没有签字" if language == "zh" else "criteria not signed") in card.text
    assert "李雷" not in Reader(language=language).say(kind.preview)


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("试用期 A007", "A007"),
        ("试用期档案 李雷", "李雷"),
        ("李雷的试用期", "李雷"),
        ("probation of Li Lei", "Li Lei"),
        ("试用期多久", None),
        ("我的试用期", None),
        ("试用期能请假吗", None),
    ],
)
def test_what_they_type(text: str, person: str | None) -> None:
    read = understand(text, today=at(LAST).date())

    assert (read.person if read.intent is Intent.PROBATION else None) == person


async def test_a_changed_contract_is_the_newest_word(company: Store) -> None:
    said = {"employee_id": "A001", "contract_months": 12}
    await take_in(company, an_event("u", "employee.updated", said, version=2))

    [(ends_on,)] = await answers(company, "SELECT ends_on FROM probation_contract")
    assert str(ends_on) == "2027-05-31"
