"""A learning system posts statements to a running site, rightly and wrongly."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr

from bot.app import running
from config.catalogue import SHIPPED
from config.settings import XapiSource
from rules.learning import CompletedBy, Enrolment
from storage.store import Store
from tests.builders import AT, a_hire, given_plan, take_in
from tests.jobs.crew import answers
from tests.journeys.site import site_settings
from tests.learning_system import COURSE, PASSWORD, LearningSystem, a_statement, basic
from tests.schema import lay_out

_OLD = "an-old-password-of-it"
_ID = a_statement()["id"]


class School:
    """A site whose CRM course has an alias, its store, and its learning system."""

    def __init__(self, store: Store, lms: LearningSystem) -> None:
        self.store = store
        self.lms = lms

    async def crm(self, person_id: int = 1) -> Enrolment | None:
        """Give how somebody stands with the CRM course."""
        async with self.store.read() as uow:
            known = await uow.learning.enrolments([person_id])
        return next((one for one in known if one.course_id == "tool-crm"), None)

    async def inbox(self) -> list[tuple[object, ...]]:
        """Give state and what is waited for of all that the learning system sent."""
        query = "SELECT state, waits_for FROM inbox WHERE source = 'lms' ORDER BY ext_id"
        return await answers(self.store, query)


@pytest.fixture
async def school(tmp_path: Path, database_url: str) -> AsyncIterator[School]:
    """A running site on each database, with A001 on the base path."""
    home = tmp_path / "home"
    (home / "catalogue").mkdir(parents=True)
    for file in SHIPPED.glob("*.toml"):
        text = file.read_text("utf-8")
        alias = f'id = "tool-crm"\naliases = ["{COURSE}"]\n'
        text = text.replace('id = "tool-crm"\n', alias)
        (home / "catalogue" / file.name).write_text(text, "utf-8")
    url = "" if database_url.startswith("sqlite") else database_url
    source = XapiSource(
        password=SecretStr(PASSWORD), old_password=SecretStr("an-old-password-of-it")
    )
    settings = site_settings(home, database_url=url).model_copy(update={"xapi": {"lms": source}})
    if not url:
        lay_out(home)
    async with running(settings, clock=lambda: AT) as app, aiohttp.ClientSession() as session:
        await given_plan(app.store)
        await take_in(app.store, a_hire(email="Li.Lei@example.com"))
        yield School(app.store, LearningSystem(f"http://127.0.0.1:{app.port}", session))


async def test_a_completed_course_is_completed_and_twice_is_once(school: School) -> None:
    first = await school.lms.posts(a_statement())
    again = await school.lms.posts([a_statement()])

    assert first == again == (200, [a_statement()["id"]])
    crm = await school.crm()
    assert crm is not None
    assert crm.completed_by is CompletedBy.STATEMENT
    assert str(crm.completed_at) == "2026-11-24 02:00:00+00:00"
    assert await school.inbox() == [("done", None)]


async def test_the_same_id_with_other_content_is_a_conflict_and_stores_nothing(
    school: School,
) -> None:
    await school.lms.posts(a_statement(1, "experienced"))

    status, said = await school.lms.posts([a_statement(2), a_statement(1, "completed")])

    assert (status, said["error"]) == (
        409,
        f"id: {a_statement()['id']} is stored with other content",
    )
    assert len(await school.inbox()) == 1
    crm = await school.crm()
    assert crm is not None
    assert crm.completed_at is None


async def test_what_the_receiver_sets_and_the_case_of_an_id_are_no_other_content(
    school: School,
) -> None:
    statement_id = "ABCDEF00-0000-4000-8000-000000000001"
    lower = statement_id.lower()
    await school.lms.posts(a_statement(id=statement_id))

    answer = await school.lms.posts(
        a_statement(id=lower, stored="2026-11-25T00:00:00Z", version="1.0.0")
    )

    assert answer == (200, [lower])


async def test_a_statement_without_id_or_time_is_given_both(school: School) -> None:
    bare = {key: one for key, one in a_statement().items() if key not in ("id", "timestamp")}

    status, ids = await school.lms.posts(bare)

    assert (status, len(ids), len(ids[0])) == (200, 1, 36)
    crm = await school.crm()
    assert crm is not None
    assert crm.completed_at == AT


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(a_statement(did="experienced"), id="an unknown verb"),
        pytest.param(
            a_statement(object={"objectType": "StatementRef", "id": a_statement(2)["id"]}),
            id="a statement on a statement",
        ),
        pytest.param(
            a_statement(object={"id": "http://x/q", "definition": {"type": "http://x/question"}}),
            id="something that is no course",
        ),
        pytest.param(
            a_statement(actor={"objectType": "Group", "member": [a_statement()["actor"]]}),
            id="a group",
        ),
    ],
)
async def test_what_moves_nothing_is_stored(school: School, statement: dict[str, Any]) -> None:
    status, _ = await school.lms.posts(statement)

    assert status == 200
    assert await school.inbox() == [("done", None)]
    crm = await school.crm()
    assert crm is not None
    assert crm.is_open


async def test_a_course_that_no_alias_names_is_kept_and_listed(school: School) -> None:
    status, _ = await school.lms.posts(a_statement(object={"id": "http://lms.example/courses/7"}))

    async with school.store.read() as uow:
        [entry] = await uow.inbox.listed(["refused"])
    assert status == 200
    assert "data.object.id" in entry.answer


async def test_a_failed_attempt_leaves_the_course_open_with_its_day(school: School) -> None:
    await school.lms.posts(a_statement(1, "failed"))

    crm = await school.crm()

    assert crm is not None
    assert (crm.is_open, str(crm.failed_on)) == (True, "2026-11-24")


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["failed first", "passed first"])
async def test_a_failure_takes_no_completion_back(school: School, order: tuple[int, int]) -> None:
    both = [a_statement(1, "failed"), a_statement(2, "passed")]

    for at in order:
        await school.lms.posts(both[at])

    crm = await school.crm()
    assert crm is not None
    assert not crm.is_open


@pytest.mark.parametrize(
    ("actor", "waits_for"),
    [
        pytest.param({"account": {"name": "A007"}}, "person:A007", id="number"),
        pytest.param({"mbox": "mailto:Han@Example.com"}, "mail:han@example.com", id="mbox"),
    ],
)
async def test_who_is_not_known_yet_is_waited_for(
    school: School, actor: dict[str, Any], waits_for: str
) -> None:
    await school.lms.posts(a_statement(actor=actor))
    parked = await school.inbox()

    await take_in(school.store, a_hire("A007", email="han@example.com"))

    assert parked == [("parked", waits_for)]
    assert await school.inbox() == [("done", None)]
    crm = await school.crm(2)
    assert crm is not None
    assert crm.completed_at is not None


async def test_a_known_mbox_is_found_in_any_case(school: School) -> None:
    await school.lms.posts(a_statement(actor={"mbox": "mailto:LI.LEI@EXAMPLE.COM"}))

    crm = await school.crm()
    assert crm is not None
    assert not crm.is_open


async def test_the_mbox_of_two_is_nobodys(school: School) -> None:
    await take_in(school.store, a_hire("A002", email="li.lei@example.com"))

    await school.lms.posts(a_statement(actor={"mbox": "mailto:li.lei@example.com"}))

    [(state, _)] = await school.inbox()
    assert state == "refused"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({"id": "7"}, "id", id="id"),
        pytest.param({"actor": {"name": "Li Lei"}}, "actor", id="nobody"),
        pytest.param({"actor": {"mbox": "li@x.cn"}}, "actor.mbox", id="mbox"),
        pytest.param({"actor": {"account": {"name": 7}}}, "actor.account.name", id="number"),
        pytest.param(
            {"actor": {"mbox": "mailto:a@b.c", "account": {"name": "A001"}}}, "actor", id="two ids"
        ),
        pytest.param({"verb": {"id": "completed"}}, "verb.id", id="verb"),
        pytest.param({"verb": {}}, "verb.id", id="no verb"),
        pytest.param({"object": {}}, "object", id="no object"),
        pytest.param({"result": {"success": "yes"}}, "result.success", id="flag"),
        pytest.param({"result": {"score": {"scaled": 1.01}}}, "result.score.scaled", id="score"),
        pytest.param({"timestamp": "2026-11-24T10:00:00"}, "timestamp", id="no offset"),
        pytest.param({"timestamp": "soon"}, "timestamp", id="time"),
    ],
)
async def test_a_malformed_one_is_refused_by_field_and_takes_the_batch_with_it(
    school: School, change: dict[str, Any], field: str
) -> None:
    alone, said = await school.lms.posts(a_statement(**change))
    batch, told = await school.lms.posts([a_statement(2), a_statement(**change)])

    assert (alone, said["error"].partition(":")[0]) == (400, field)
    assert (batch, told["error"].partition(":")[0]) == (400, f"1.{field}")
    assert await school.inbox() == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"{", 400, id="no JSON"),
        pytest.param(b"7", 400, id="no statement"),
        pytest.param(b"[" * 20 + b"]" * 20, 400, id="too deep"),
        pytest.param(b" " * (5 * 1024 * 1024 + 1), 413, id="too large"),
        pytest.param(b"[" + b"7," * 500 + b"7]", 413, id="too many"),
    ],
)
async def test_a_body_beyond_the_limits_is_refused(
    school: School, body: bytes, status: int
) -> None:
    found, said = await school.lms.posts(body)

    assert found == status
    assert said["error"]


async def test_the_same_id_twice_in_a_batch_is_refused(school: School) -> None:
    status, said = await school.lms.posts([a_statement(), a_statement()])

    assert (status, said["error"]) == (400, "1.id: is in this batch twice")


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        pytest.param({"X-Experience-API-Version": "2.0.0"}, "X-Experience-API-Version", id="2.0"),
        pytest.param({"X-Experience-API-Version": ""}, "X-Experience-API-Version", id="none"),
        pytest.param({"Content-Type": "multipart/mixed; boundary=x"}, "Content-Type", id="parts"),
    ],
)
async def test_another_version_or_type_is_refused(
    school: School, headers: dict[str, str], told: str
) -> None:
    status, said = await school.lms.posts(a_statement(), **headers)

    assert status == 400
    assert said["error"].startswith(told)


@pytest.mark.parametrize(
    "login",
    [
        pytest.param(basic("lms", "guess"), id="wrong password"),
        pytest.param(basic("crm", PASSWORD), id="wrong user"),
        pytest.param(basic("lms", ""), id="no password"),
        pytest.param(basic("nobody", ""), id="unknown and empty"),
        pytest.param("Bearer abc", id="another scheme"),
        pytest.param("Basic =", id="no base64"),
    ],
)
async def test_who_does_not_log_in_stores_nothing(school: School, login: str) -> None:
    school.lms.login = login

    status, _ = await school.lms.posts(a_statement())

    assert status == 401
    assert await school.inbox() == []


async def test_the_old_password_is_good_while_they_change_over(school: School) -> None:
    school.lms.login = basic("lms", _OLD)

    status, _ = await school.lms.posts(a_statement())

    assert status == 200


async def test_put_stores_under_the_id_of_its_address(school: School) -> None:
    bare = {key: one for key, one in a_statement().items() if key != "id"}
    statement_id = str(a_statement()["id"])

    put = await school.lms.puts(bare, statement_id)
    again = await school.lms.puts(a_statement(), statement_id)
    other = await school.lms.puts(a_statement(2), statement_id)
    nowhere = await school.lms.puts(bare, "")
    changed = await school.lms.puts(a_statement(did="failed"), statement_id)

    assert [put, again, other, nowhere, changed] == [204, 204, 400, 400, 409]


async def test_which_version_is_spoken_is_told_to_anybody(school: School) -> None:
    assert await school.lms.about() == {"version": ["1.0.3"]}
