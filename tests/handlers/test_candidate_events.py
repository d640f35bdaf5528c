"""Candidates by webhook: once, in any order, one from two sources, and nothing that may not be."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from handlers.ingest import Outcome
from rules.candidate import CandidateState, ScoreKind
from storage.store import Store
from tests.builders import Event, a_hire, an_event, take_in
from tests.jobs.crew import answers

_FANG = {"candidate_id": "C1", "name": "王芳", "post": "销售代表"}
_CONTACT = {"email": "Fang@Example.com", "phone": "138-0013-8000"}


def an_application(event_id: str = "e1", **data: object) -> Event:
    source = str(data.pop("source", "ats"))
    version = int(str(data.pop("version", 1)))
    return an_event(event_id, "candidate.added", {**_FANG, **data}, source=source, version=version)


def a_test(event_id: str = "t1", **data: object) -> Event:
    version = int(str(data.pop("version", 1)))
    said = {"candidate_id": "C1", "trait": "drive", "score": "4", "out_of": "5", **data}
    return an_event(event_id, "candidate.assessed", said, source="ats", version=version)


def an_interview(event_id: str = "i1", **data: object) -> Event:
    version = int(str(data.pop("version", 1)))
    said = {
        "interview_id": "I1",
        "candidate_id": "C1",
        "interviewer_id": "A001",
        "held_at": "2026-11-24T10:00:00+08:00",
        "ratings": [
            {"trait": "drive", "score": "4", "low": "1", "out_of": "5", "evidence": "讲了三次"}
        ],
        **data,
    }
    return an_event(event_id, "interview.recorded", said, source="ats", version=version)


def a_plan(event_id: str = "p1", **data: object) -> Event:
    version = int(str(data.pop("version", 1)))
    said = {
        "interview_id": "I1",
        "candidate_id": "C1",
        "interviewer_id": "A001",
        "ends_at": "2026-11-25T10:00:00+08:00",
        **data,
    }
    return an_event(event_id, "interview.planned", said, source="ats", version=version)


async def _all(store: Store) -> list[tuple[object, ...]]:
    return await answers(store, "SELECT id, name, state FROM candidate ORDER BY id")


async def test_an_application_is_kept_without_its_contacts(store: Store) -> None:
    (result,) = await take_in(store, an_application(**_CONTACT))

    rows = await answers(store, "SELECT raw FROM inbox")
    assert result.outcome is Outcome.ACCEPTED
    assert await _all(store) == [(1, "王芳", "open")]
    assert "example" not in str(rows).lower()
    assert "8000" not in str(rows)


async def test_the_same_event_again_is_known_though_its_text_was_cut(store: Store) -> None:
    await take_in(store, an_application(**_CONTACT))

    (again,) = await take_in(store, an_application(**_CONTACT))

    assert again.outcome is Outcome.DUPLICATE


async def test_protected_attributes_are_dropped_and_said_so(store: Store) -> None:
    event = an_application(gender="female", 年龄=28, 民族="汉", score_note="x")

    (result,) = await take_in(store, event)

    (raw,) = (json.loads(str(row[0])) for row in await answers(store, "SELECT raw FROM inbox"))
    assert result.reason == "left out, since it may not count: gender, 年龄, 民族"
    assert set(raw["data"]) == {"candidate_id", "name", "post", "score_note"}


async def test_a_refused_event_keeps_its_contact_to_be_taken_in_again(store: Store) -> None:
    (result,) = await take_in(store, an_application(name="", gender="f", **_CONTACT))

    ((raw,),) = await answers(store, "SELECT raw FROM inbox")
    assert result.outcome is Outcome.REFUSED
    assert "Example" in str(raw)
    assert "gender" not in str(raw)


async def test_one_from_two_sources_is_one(store: Store) -> None:
    await take_in(store, an_application(**_CONTACT))
    await take_in(
        store, an_application("e2", source="fair", candidate_id="77", phone="+86 13800138000")
    )

    assert await _all(store) == [(1, "王芳", "open")]
    assert await answers(store, "SELECT source, ref FROM candidate_ref ORDER BY source") == [
        ("ats", "C1"),
        ("fair", "77"),
    ]


async def test_two_of_one_name_without_a_common_contact_are_two(store: Store) -> None:
    await take_in(store, an_application(**_CONTACT), an_application("e2", candidate_id="C2"))

    assert [row[1] for row in await _all(store)] == ["王芳", "王芳"]


async def test_a_number_under_another_name_is_marked_and_not_merged(store: Store) -> None:
    await take_in(store, an_application(**_CONTACT))
    await take_in(store, an_application("e2", candidate_id="C2", name="王强", phone="13800138000"))

    assert await answers(store, "SELECT id, looks_like_id FROM candidate ORDER BY id") == [
        (1, None),
        (2, 1),
    ]


async def test_two_in_one_batch_are_one_too(store: Store) -> None:
    await take_in(
        store, an_application(**_CONTACT), an_application("e2", candidate_id="C9", **_CONTACT)
    )

    assert len(await _all(store)) == 1


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (1, 2, 0)])
async def test_the_newest_word_on_a_field_stands_in_any_order(
    store: Store, order: tuple[int, ...]
) -> None:
    events = [
        an_application(post="甲"),
        an_event(
            "u2", "candidate.updated", {"candidate_id": "C1", "post": "乙"}, source="ats", version=2
        ),
        an_event("w3", "candidate.withdrawn", {"candidate_id": "C1"}, source="ats", version=3),
    ]

    for n in order:
        await take_in(store, events[n])

    assert await answers(store, "SELECT post, state FROM candidate") == [("乙", "withdrawn")]


async def test_what_is_about_an_unknown_candidate_waits_for_her(store: Store) -> None:
    (waits,) = await take_in(store, a_test())
    (result,) = await take_in(store, an_application())

    async with store.read() as uow:
        (score,) = (await uow.candidates.scores([1]))[1]
    assert (waits.outcome, result.outcome) == (Outcome.PARKED, Outcome.ACCEPTED)
    assert (score.kind, str(score.score), str(score.high)) == (ScoreKind.ASSESSMENT, "4", "5")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        pytest.param({"score": "6"}, "data", id="above its scale"),
        pytest.param({"score": "85"}, "data", id="of another scale"),
        pytest.param({"out_of": "0"}, "data", id="a scale of nothing"),
        pytest.param({"low": "4.5"}, "data", id="below its scale"),
        pytest.param({"score": "many"}, "data.score", id="no number"),
        pytest.param({"kind": "horoscope"}, "data.kind", id="another kind"),
    ],
)
async def test_a_score_off_its_scale_is_refused(
    store: Store, data: dict[str, object], field: str
) -> None:
    await take_in(store, an_application())

    (result,) = await take_in(store, a_test("t1", **data))

    assert (result.outcome, result.field) == (Outcome.REFUSED, field)


async def test_a_score_told_anew_replaces_that_of_its_day(store: Store) -> None:
    await take_in(store, an_application(), a_test())
    await take_in(store, a_test("t3", score="2", version=3))
    await take_in(store, a_test("t2", score="5", version=2))

    async with store.read() as uow:
        scores = (await uow.candidates.scores([1]))[1]
    assert [str(one.score) for one in scores] == ["2"]


async def test_an_interview_is_recorded_once_whatever_is_planned_later(store: Store) -> None:
    await take_in(store, a_hire(), an_application())
    await take_in(store, a_plan())
    await take_in(store, an_interview())
    await take_in(store, a_plan("p9", version=9))

    async with store.read() as uow:
        (score,) = (await uow.candidates.scores([1]))[1]
    assert await answers(store, "SELECT key, state FROM interview") == [("ats/I1", "recorded")]
    assert (str(score.score), str(score.low), score.evidence) == ("4", "1", ("讲了三次",))


async def test_an_interview_told_anew_replaces_its_ratings(store: Store) -> None:
    await take_in(store, a_hire(), an_application(), an_interview())
    other = [{"trait": "other", "score": "3", "out_of": "10", "evidence": "案例"}]
    await take_in(store, an_interview("i2", ratings=other, version=2))
    await take_in(store, an_interview("i0", version=0))

    async with store.read() as uow:
        scores = (await uow.candidates.scores([1]))[1]
    assert [(one.trait, str(one.high)) for one in scores] == [("other", "10")]


async def test_an_interview_by_somebody_unknown_waits(store: Store) -> None:
    await take_in(store, an_application())
    (waits,) = await take_in(store, an_interview())
    await take_in(store, a_hire())

    assert waits.outcome is Outcome.PARKED
    assert await answers(store, "SELECT state FROM interview") == [("recorded",)]


async def test_a_rating_without_evidence_is_refused(store: Store) -> None:
    await take_in(store, a_hire(), an_application())
    bare = [{"trait": "drive", "score": "4", "out_of": "5", "evidence": " "}]

    (result,) = await take_in(store, an_interview(ratings=bare))

    assert result.outcome is Outcome.REFUSED


async def test_what_a_person_decided_no_source_undoes(store: Store) -> None:
    await take_in(store, an_application())
    async with store.begin() as uow:
        one = (await uow.candidates.by_id([1]))[1][0]
        await uow.candidates.settle(one.id, CandidateState.REJECTED, on=one.added_at.date())

    await take_in(store, an_application("e5", version=5))
    withdrawn = an_event(
        "w6", "candidate.withdrawn", {"candidate_id": "C1"}, source="ats", version=6
    )
    await take_in(store, withdrawn)

    assert await _all(store) == [(1, "王芳", "rejected")]


async def test_who_was_erased_comes_back_by_no_event(store: Store) -> None:
    await take_in(store, a_hire(), an_application(**_CONTACT), a_test(), an_interview())
    async with store.begin() as uow:
        await uow.candidates.erase(1)

    await take_in(store, an_application("e5", version=5, **_CONTACT), a_test("t9", version=9))

    raw = await answers(store, "SELECT raw FROM inbox WHERE ext_id IN ('e1', 't1', 'i1')")
    assert await _all(store) == [(1, "", "open")]
    assert raw == [("",)] * 3
    for table in ("candidate_score", "interview", "candidate_resume"):
        assert await answers(store, f"SELECT count(*) FROM {table}") == [(0,)]  # noqa: S608 - our own names


async def test_an_erased_number_is_not_known_again(store: Store) -> None:
    await take_in(store, an_application(**_CONTACT))
    async with store.begin() as uow:
        await uow.candidates.erase(1)

    await take_in(store, an_application("e2", candidate_id="C2", **_CONTACT))

    async with store.read() as uow:
        one = (await uow.candidates.by_id([2]))[2][0]
    assert replace(one, email_sha=None, phone_sha=None).name == "王芳"
    assert one.looks_like_id is None
