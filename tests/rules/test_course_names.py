"""A course is known by what people call it; where two fit, both are given."""

from __future__ import annotations

import pytest

from config.catalogue import read_catalogue
from rules.course_names import CourseNames
from rules.learning import Catalogue
from rules.spoken_course import done_course

_NAMES = CourseNames(read_catalogue())


@pytest.mark.parametrize(
    ("said", "found"),
    [
        pytest.param("异议处理", ["talk-objections"], id="its title"),
        pytest.param("异议处理课", ["talk-objections"], id="with 课"),
        pytest.param("异议处里", ["talk-objections"], id="misheard"),
        pytest.param("handling objections", ["talk-objections"], id="its English title"),
        pytest.param("objection handling", ["talk-objections"], id="turned round"),
        pytest.param("the objection handling course", ["talk-objections"], id="with words around"),
        pytest.param("talk-objections", ["talk-objections"], id="its id"),
        pytest.param("the CRM course", ["tool-crm"], id="a word that one course alone has"),
        pytest.param("crm", [], id="and nobody said it is a course"),
        pytest.param("the basics course", [], id="a word of several"),
        pytest.param("negotiation basic", ["deal-negotiate"], id="a slip"),
        pytest.param("negotiation basics", ["deal-negotiate"], id="before its field"),
        pytest.param("种花", [], id="nothing of ours"),
        pytest.param("课", [], id="no name at all"),
        pytest.param("目标", [], id="another topic"),
    ],
)
def test_a_course_is_found_by_name(said: str, found: list[str]) -> None:
    assert [*_NAMES.find(said)] == found


@pytest.mark.parametrize("said", ["客户开发", "客户开发课", "finding customers"])
def test_a_field_is_all_its_courses(said: str) -> None:
    assert set(_NAMES.find(said)) == {"lead-sources", "lead-calls", "lead-visits", "lead-followup"}


def test_a_catalogue_without_courses_knows_none() -> None:
    assert CourseNames(Catalogue(domains=(), courses=())).find("异议处理") == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("完成 客户开发课", "客户开发课"),
        ("客户开发 学完了", "客户开发"),
        ("学完了异议处理", "异议处理"),
        ("我已经上完crm 使用了", "crm 使用"),
        ("i finished objection handling", "objection handling"),
        ("i've completed the closing course", "the closing course"),
        ("done with approvals", "approvals"),
        ("mark approvals as done", "approvals"),
        ("approvals is finished!", "approvals"),
        ("异议处理学完了吗", None),
        ("异议处理还没学完", None),
        ("怎么完成异议处理", None),
        ("how do i finish approvals", None),
        ("i have not finished approvals", None),
        ("异议处理", None),
        ("", None),
    ],
)
def test_what_says_that_one_is_done(text: str, name: str | None) -> None:
    assert done_course(text) == name
