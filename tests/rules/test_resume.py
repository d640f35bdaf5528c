"""A resume's lines: what is taken out of them, what they amount to, and what speaks for whom."""

from __future__ import annotations

import pytest

from config.lexicon import read_lexicon
from rules.contact import email_key, phone_key
from rules.protected import PROTECTED, protected, protected_label
from rules.resume import Resume, ResumeLine, ResumeText, Stay
from rules.resume_evidence import SCALE, Doubt, Evidence, find_evidence, points
from rules.resume_parts import parts, section_of
from rules.resume_private import Cleared, cleared
from rules.resume_read import understood

_LEXICON = read_lexicon()


def _text(*rows: str) -> ResumeText:
    """Give lines; | parts the cells of a table's row."""
    lines = tuple(
        ResumeLine(number=n, cells=tuple(row.split("|"))) for n, row in enumerate(rows, 1)
    )
    return ResumeText(format="txt", lines=lines)


def _cells(found: Cleared) -> list[tuple[str, ...]]:
    return [line.cells for line in found.text.lines]


def _found(*rows: str) -> tuple[Evidence, ...]:
    return find_evidence(_text(*rows).lines, _LEXICON)


def _doubts(sentence: str, term: str) -> list[Doubt]:
    return [one.doubt for one in _found(sentence) if one.term == term]


# --- Contacts and what is protected --------------------------------------------------------------


@pytest.mark.parametrize(
    "written", ["13800138000", "+86 138-0013-8000", "0086 13800138000", "138 0013 8000"]
)
def test_a_number_is_known_again_however_it_is_written(written: str) -> None:
    assert phone_key(written) == phone_key("13800138000")


@pytest.mark.parametrize(
    ("written", "is_one"),
    [
        pytest.param("123456", False, id="6 digits"),
        pytest.param("1234567", True, id="7 digits"),
        pytest.param("1" * 15, True, id="15 digits"),
        pytest.param("1" * 16, False, id="16 digits"),
        pytest.param("call me", False, id="no number"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_what_is_a_telephone_number(written: str, *, is_one: bool) -> None:
    assert (phone_key(written) is not None) is is_one


def test_an_address_is_known_again_in_any_case_and_width() -> None:
    assert email_key(" Wang@Example.COM ") == email_key("ｗａｎｇ@example.com")
    assert email_key("wang at example.com") is None


@pytest.mark.parametrize("name", list(PROTECTED))
def test_every_protected_attribute_is_known_by_each_of_its_words(name: str) -> None:
    for title in PROTECTED[name].split(","):
        assert protected_label(f"{title.strip()}(必填)") == name
        assert protected(f"{title.strip()}(必填)") == name


@pytest.mark.parametrize(
    "title", ["姓名", "应聘岗位", "抗压能力", "message", "package", "average age of customers", ""]
)
def test_another_title_is_not_protected(title: str) -> None:
    assert protected_label(title) is None


def test_two_labels_in_one_cell_are_both_known() -> None:
    assert protected_label("照片出生年月") == "birth"
    assert protected_label("照片墙设计") is None


def test_a_table_loses_labels_and_values_that_are_protected() -> None:
    found = cleared(
        _text(
            "姓名|王芳|性别|女", "出生年月|1995-03|民族|汉族", "电话|13800138000|邮箱|w@example.com"
        )
    )

    assert _cells(found) == [("姓名", "王芳"), ("电话", "邮箱")]
    assert found.dropped == ("gender", "birth", "ethnicity")
    assert found.phone_sha == phone_key("13800138000")
    assert found.email_sha == email_key("w@example.com")


@pytest.mark.parametrize(
    ("line", "kept", "dropped"),
    [
        pytest.param("姓名:王芳 性别:女 年龄:28", ["姓名:王芳"], ("gender", "age"), id="labels"),
        pytest.param("性 别:女", [], ("gender",), id="spaced out"),
        pytest.param(
            "女 / 28岁 / 未婚 / 3年经验", ["3年经验"], ("gender", "age", "marriage"), id="bare"
        ),
        pytest.param("我今年28岁,负责客户开发", ["我负责客户开发"], ("age",), id="in a sentence"),
        pytest.param("Gender: female, Sales lead", ["Sales lead"], ("gender",), id="English"),
        pytest.param("身份证:310101199503070021", [], ("identity",), id="identity card"),
        pytest.param("带领3名女销售完成业绩", ["带领3名女销售完成业绩"], (), id="of others"),
        pytest.param("管理28家门店", ["管理28家门店"], (), id="a number alone"),
    ],
)
def test_what_is_dropped_from_a_line(line: str, kept: list[str], dropped: tuple[str, ...]) -> None:
    found = cleared(_text(line))

    assert [one.text for one in found.text.lines] == kept
    assert found.dropped == dropped


def test_no_contact_is_left_anywhere() -> None:
    found = cleared(_text("电话:138-0013-8000  E-mail: w.f@example.com", "微信同号 13800138000"))

    assert "138" not in str(found.text)
    assert "example" not in str(found.text)


def test_lines_keep_their_numbers() -> None:
    found = cleared(_text("性别:女", "负责客户开发"))

    assert [line.number for line in found.text.lines] == [2]


def test_a_row_that_a_pdf_gives_as_words_is_cut_at_its_labels() -> None:
    text = _text(
        "个人简历",
        "姓名 王芳 性别 女 照片",
        "出生年月 1995.03 民族 汉族",
        "电话 13800138000 邮箱 w@example.com",
        "求职意向 销售代表",
        "工作经历 2019.03-至今 华星科技有限公司 销售经理",
        "负责客户开发 新签30家",
        "自我评价 抗压能力强,善于沟通",
    )

    found = understood(text, _LEXICON)

    assert found.dropped == ("gender", "photo", "birth", "ethnicity")
    assert (found.resume.name, found.resume.label) == ("王芳", "销售代表")
    assert found.resume.work[0].where == "华星科技有限公司"
    assert found.resume.work[0].what == "销售经理"
    assert found.resume.work[0].said == ("负责客户开发 新签30家",)
    assert found.resume.summary == "抗压能力强,善于沟通"
    assert found.phone_sha == phone_key("13800138000")
    assert all("1995" not in line.text and "汉族" not in line.text for line in found.text.lines)


@pytest.mark.parametrize("line", ["负责健康险 客户开发", "Sales lead at Acme", "我的工作经历 丰富"])
def test_a_sentence_stays_whole(line: str) -> None:
    assert understood(_text(line), _LEXICON).text.lines[0].cells == (line,)


# --- Parts ---------------------------------------------------------------------------------------

_CHINESE = _text(
    "个人简历",
    "姓名|王芳|应聘职位|销售代表",
    "教育背景",
    "2013.09-2017.06|华东大学|市场营销|本科",
    "工作经历",
    "2019年3月至今|华星科技有限公司|销售经理",
    "负责华东区客户开发,新签客户120家",
    "2017.07-2019.02|蓝天教育|课程顾问",
    "技能",
    "Excel、CRM系统、商务谈判",
    "自我评价",
    "善于沟通,抗压能力强",
)
_ENGLISH = _text(
    "Li Lei",
    "Objective: Sales representative",
    "WORK EXPERIENCE",
    "Acme Ltd, Sales Executive, Mar 2019 – Present",
    "Grew revenue by 40% in two years.",
    "EDUCATION",
    "Example University, Economics, Bachelor, 2013 - 2017",
    "SKILLS",
    "Negotiation, Salesforce",
)


def test_a_chinese_table_is_read_in_its_parts() -> None:
    assert parts(_CHINESE.lines) == Resume(
        name="王芳",
        label="销售代表",
        summary="善于沟通,抗压能力强",
        work=(
            Stay(
                where="华星科技有限公司",
                what="销售经理",
                since="2019-03",
                said=("负责华东区客户开发,新签客户120家",),
            ),
            Stay(where="蓝天教育", what="课程顾问", since="2017-07", until="2019-02"),
        ),
        education=(
            Stay(where="华东大学", what="市场营销", level="本科", since="2013-09", until="2017-06"),
        ),
        skills=("Excel", "CRM系统", "商务谈判"),
    )


def test_an_english_resume_is_read_in_its_parts() -> None:
    found = parts(_ENGLISH.lines)

    assert (found.name, found.label) == ("Li Lei", "Sales representative")
    assert found.work == (
        Stay(
            where="Acme Ltd",
            what="Sales Executive",
            since="2019-03",
            said=("Grew revenue by 40% in two years.",),
        ),
    )
    assert found.education[0].where == "Example University"
    assert found.skills == ("Negotiation", "Salesforce")


def test_it_is_given_as_json_resume() -> None:
    told = parts(_CHINESE.lines).as_json()

    assert told["basics"] == {"name": "王芳", "label": "销售代表", "summary": "善于沟通,抗压能力强"}
    assert list(told) == ["basics", "work", "education", "skills"]


def test_nothing_is_read_from_nothing() -> None:
    assert parts(()) == Resume()
    assert Resume().as_json() == {}


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("【工作经历】", "work"),
        ("工 作 经 历:", "work"),
        ("Work Experience:", "work"),
        ("■ 自我评价", "summary"),
        ("我的工作经历很丰富", None),
        ("", None),
    ],
)
def test_what_is_a_heading(heading: str, section: str | None) -> None:
    assert section_of(heading) == section


# --- Evidence ------------------------------------------------------------------------------------


def test_evidence_is_the_sentence_with_its_place() -> None:
    (one,) = [
        e
        for e in _found("王芳", "2020年起负责客户开发。新签客户120家。")
        if e.trait == "customer_development"
    ]

    assert (one.term, one.quote, one.line) == ("客户开发", "2020年起负责客户开发", 2)
    assert one.counts
    assert not one.has_figure


@pytest.mark.parametrize(
    ("sentence", "term", "doubt"),
    [
        ("负责客户开发", "客户开发", Doubt.NONE),
        ("不断进行客户开发", "客户开发", Doubt.NONE),
        ("不仅擅长客户开发", "客户开发", Doubt.NONE),
        ("没有客户开发经验", "客户开发", Doubt.NEGATED),
        ("暂无客户开发经验", "客户开发", Doubt.NEGATED),
        ("没有行业经验,但负责过客户开发", "客户开发", Doubt.NONE),
        ("希望从事客户开发工作", "客户开发", Doubt.WISH),
        ("同事的业绩增长了30%", "业绩增长", Doubt.OTHERS),
        ("协助经理完成商务谈判", "商务谈判", Doubt.OTHERS),
        ("我的主管是销售冠军", "销售冠军", Doubt.OTHERS),
        ("带领同事实现业绩增长30%", "业绩增长", Doubt.NONE),
        ("指导下属完成业绩增长", "业绩增长", Doubt.NONE),
        ("与同事合作,实现业绩增长", "业绩增长", Doubt.NONE),
        ("Did cold calling for two years", "cold calling", Doubt.NONE),
        ("I have no cold calling experience", "cold calling", Doubt.NEGATED),
        ("Never did cold calling", "cold calling", Doubt.NEGATED),
        ("I would like to learn cold calling", "cold calling", Doubt.WISH),
        ("Not only cold calling", "cold calling", Doubt.NONE),
        ("My manager was a top performer", "top performer", Doubt.OTHERS),
        ("Assisted my manager with negotiation", "negotiation", Doubt.OTHERS),
    ],
)
def test_what_counts(sentence: str, term: str, doubt: Doubt) -> None:
    assert _doubts(sentence, term) == [doubt]


def test_a_term_in_letters_is_a_word_of_its_own() -> None:
    assert _doubts("Worked on disclosing", "closing") == []
    assert _doubts("CLOSING deals", "closing") == [Doubt.NONE]


def test_what_she_looks_for_is_no_evidence() -> None:
    lines = _text("客户开发").lines

    (one, *_) = find_evidence(lines, _LEXICON, wanted=frozenset({1}))

    assert one.doubt is Doubt.WISH


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(["负责陌拜"], 1, id="a mention"),
        pytest.param(["陌拜新签30家"], 2, id="with a figure"),
        pytest.param(["2020年3月起负责陌拜"], 1, id="a date is no figure"),
        pytest.param(["陌拜。陌拜。陌拜。陌拜。"], 1, id="a term counts once"),
        pytest.param(["陌拜", "陌拜30家"], 2, id="by its strongest sentence"),
        pytest.param(["陌拜30家", "地推40家"], 4, id="two terms"),
        pytest.param(["陌拜30家", "地推40家", "电销"], 5, id="at the end of the scale"),
        pytest.param(["陌拜30家", "地推40家", "电销50单"], 5, id="beyond the end"),
    ],
)
def test_points(rows: list[str], expected: int) -> None:
    assert points(_found(*rows))["customer_development"] == expected


def test_a_trait_without_evidence_has_no_points() -> None:
    assert points(_found("没有客户开发经验")) == {}
    assert SCALE == 5


def test_a_long_sentence_is_quoted_around_the_term() -> None:
    (one, *_) = [e for e in _found("啊" * 500 + "负责陌拜" + "呀" * 500) if e.term == "陌拜"]

    assert "陌拜" in one.quote
    assert len(one.quote) <= 202


def test_protected_words_are_evidence_of_nothing() -> None:
    plain = _text("负责客户开发30家", "善于沟通")
    planted = _text(
        "性别|男|年龄|25", "籍贯:上海", "负责客户开发30家", "民族|汉族|照片|", "善于沟通", "已婚"
    )

    scored = [
        points(find_evidence(cleared(text).text.lines, _LEXICON)) for text in (plain, planted)
    ]

    assert scored[0] == scored[1] != {}


def test_a_contacts_label_is_no_part_of_the_post() -> None:
    found = parts([ResumeLine(number=1, cells=("应聘岗位", "销售代表", "电话"))])

    assert found.label == "销售代表"
