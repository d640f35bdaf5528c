"""The lines of a resume put under their headings: jobs, schools, skills, what she says of herself.

Chinese resumes are tables of labels and values; English ones are headings over paragraphs. Both
come here as lines of cells. What fits nowhere stays out of the parts, and still counts as text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rules.resume import Resume, ResumeLine, Stay

HEADINGS: Mapping[str, str] = {
    "work": """工作经历, 工作经验, 工作履历, 职业经历, 任职经历, 从业经历, 实习经历, 销售经历,
        工作简历, work experience, experience, employment, employment history,
        professional experience, work history, internships""",
    "education": """教育经历, 教育背景, 教育程度, 学历, 学习经历, 学历背景, education,
        education background, academic background""",
    "skills": """技能, 专业技能, 技能特长, 个人技能, 掌握技能, 特长, 技能证书, skills, key skills,
        core skills, core competencies""",
    "languages": "语言能力, 外语水平, 语言, languages, language skills",
    "certificates": """证书, 资格证书, 荣誉证书, 获奖情况, 所获荣誉, 荣誉奖项, 奖项荣誉,
        certificates, certifications, awards, honors""",
    "summary": """自我评价, 个人评价, 自我介绍, 个人简介, 个人优势, 个人总结, 自我描述, summary,
        profile, about me, professional summary, self assessment""",
    "projects": "项目经历, 项目经验, 培训经历, projects, training",
    "wanted": """求职意向, 期望职位, 应聘职位, 应聘岗位, 意向岗位, 期望工作, 职业目标, 求职目标,
        objective, career objective, desired position""",
    "basics": """基本信息, 个人信息, 基本资料, 个人资料, 个人简历, 求职简历, 简历,
        personal details, resume, cv""",
}
_NAME = "姓名, 名字, 姓 名, name, full name"
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_INLINE = re.compile(r"(?P<label>[^:：|]{1,12})[:：]\s*(?P<value>.{1,80})")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DATE = (
    r"(?:(?:{m}[a-z]*\.?\s+)?(?:19|20)\d{{2}}(?:\s*[年./-]\s*(?:1[0-2]|0?[1-9])(?!\d)\s*月?"
    r"(?:[./-]?\d{{1,2}}日?)?|年)?)"
).format(m=f"(?:{'|'.join(_MONTHS)})")
_SPAN = re.compile(
    rf"(?P<since>{_DATE})\s*(?:[-–—~～至到]{{1,2}}|\bto\b)\s*"
    rf"(?P<until>{_DATE}|至今|今|现在|目前|present|now|current)",
    re.IGNORECASE,
)
_YEAR_MONTH = re.compile(r"((?:19|20)\d{2})(?:\s*[年./-]\s*(1[0-2]|0?[1-9])(?!\d))?")
_POSITION = re.compile(
    r"经理|代表|专员|顾问|主管|总监|助理|实习生|业务员|销售员|店长|导购|客服|工程师|负责人|岗|"
    r"\b(?:sales|manager|representative|executive|consultant|assistant|intern|director|lead|"
    r"engineer|specialist|clerk)\b",
    re.IGNORECASE,
)
_SCHOOL = re.compile(r"大学|学院|学校|中学|university|college|school|institute", re.IGNORECASE)
_LEVEL = re.compile(
    r"博士|硕士|研究生|本科|学士|大专|专科|中专|高中|"
    r"ph\.?d|master|mba|bachelor|b\.?[as]c?\.?|diploma",
    re.IGNORECASE,
)
_GAPS = re.compile(
    r"\s*[|｜,，;；\t]\s*|\s{2,}|(?<=[\u4e00-\u9fff)）])\s+(?=[\u4e00-\u9fff])|\s+[-–—·]\s+| / "
)
_LIST = re.compile(r"\s*[、,，;；/|\n]\s*")
_CHINESE_NAME = re.compile(r"[\u4e00-\u9fff·]{2,4}")
_ENGLISH_NAME = re.compile(r"[A-Z][a-z'-]+(?: [A-Z][a-z'-]+){1,2}")
_TITLED = re.compile(
    r"(?:个人|求职)?简历[\s:：_-]*(?P<a>[\u4e00-\u9fff·]{2,4})$"
    r"|^(?P<b>[\u4e00-\u9fff·]{2,4})(?:的|[\s_-])*(?:个人|求职)?简历$"
)
_NAME_WITHIN = 5
_LONGEST_SKILL = 40


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    return re.sub(r"\s+", " ", _EDGES.sub("", plain)).casefold()


def _keys(names: str) -> list[str]:
    return [_folded(name) for name in names.split(",")]


_SECTIONS = {key: section for section, names in HEADINGS.items() for key in _keys(names)}
_SECTIONS |= {key.replace(" ", ""): section for key, section in _SECTIONS.items()}
_CONTACTS = frozenset(
    _keys("电话, 手机, 手机号, 手机号码, 联系电话, 联系方式, 邮箱, 电子邮箱, 现居地")
)
_NAMES = frozenset(_keys(_NAME)) | {"姓名"}


@dataclass(slots=True)
class _Gathered:
    """Lines by section, and what stood beside a label."""

    sections: dict[str, list[ResumeLine]] = field(default_factory=lambda: defaultdict(list))
    name: str = ""
    label: str = ""


def section_of(text: str) -> str | None:
    """Give the section that a heading opens; None where the text is no heading."""
    folded = _folded(text)
    return _SECTIONS.get(folded) or _SECTIONS.get(folded.replace(" ", ""))


def is_label(text: str) -> bool:
    """Whether a text stands before its value: 姓名, 电话, 邮箱, 求职意向."""
    folded = _folded(text).replace(" ", "")
    return bool(_label(text)) or folded in _CONTACTS


def sections(lines: Sequence[ResumeLine]) -> Mapping[int, str]:
    """Give each line's section by its number; "basics" before the first heading."""
    found, section = {}, "basics"
    for line in lines:
        section = section_of(line.cells[0]) or section
        found[line.number] = section
    return found


def parts(lines: Sequence[ResumeLine]) -> Resume:
    """Put the lines of a cleared resume under their headings."""
    gathered = _gather(lines)
    kept = gathered.sections
    return Resume(
        name=gathered.name or _first_name(lines),
        label=gathered.label or _one_line(kept["wanted"]),
        summary="\n".join(line.text for line in kept["summary"]),
        work=_stays(kept["work"], is_work=True),
        education=_stays(kept["education"], is_work=False),
        skills=_listed(kept["skills"]),
        languages=_listed(kept["languages"]),
        certificates=_listed(kept["certificates"]),
    )


def _gather(lines: Sequence[ResumeLine]) -> _Gathered:
    gathered, section = _Gathered(), "basics"
    for line in lines:
        cells = line.cells
        opened = section_of(cells[0])
        if opened:
            section, cells = opened, cells[1:]
        cells = _take_labels(cells, gathered)
        if cells:
            gathered.sections[section].append(
                ResumeLine(number=line.number, cells=cells, page=line.page)
            )
    return gathered


def _take_labels(cells: tuple[str, ...], gathered: _Gathered) -> tuple[str, ...]:
    """Take a name and a wanted post out of cells, beside their label or behind its colon."""
    left: list[str] = []
    waits = ""
    for cell in cells:
        if waits:
            _keep(waits, cell, gathered)
            waits = ""
            continue
        waits = _label(cell)
        inline = _INLINE.fullmatch(cell.strip())
        if not waits and inline and (named := _label(inline["label"])):
            _keep(named, inline["value"], gathered)
        elif not waits and not is_label(cell):
            # What stood behind a contact's label is not kept, so the label says nothing.
            left.append(cell)
    return tuple(left)


def _label(text: str) -> str:
    folded = _folded(text).replace(" ", "")
    if folded in _NAMES:
        return "name"
    return "label" if _SECTIONS.get(folded) == "wanted" else ""


def _keep(what: str, value: str, gathered: _Gathered) -> None:
    value = value.strip()
    if what == "name" and not gathered.name:
        gathered.name = value
    elif what == "label" and not gathered.label:
        gathered.label = value


def _first_name(lines: Sequence[ResumeLine]) -> str:
    """Take a name that stands alone at the top, or in the title."""
    for line in lines[:_NAME_WITHIN]:
        for cell in line.cells:
            text = cell.strip()
            titled = _TITLED.search(text)
            if titled and section_of(text) is None:
                return titled["a"] or titled["b"]
            is_name = _CHINESE_NAME.fullmatch(text) or _ENGLISH_NAME.fullmatch(text)
            if is_name and section_of(text) is None and not _POSITION.search(text):
                return text
    return ""


def _one_line(lines: Sequence[ResumeLine]) -> str:
    return lines[0].text if lines else ""


def _stays(lines: Sequence[ResumeLine], *, is_work: bool) -> tuple[Stay, ...]:
    """Cut a section at each span of dates; lines between belong to the one above."""
    found: list[Stay] = []
    for line in lines:
        span = _SPAN.search(line.text)
        if span is None:
            if found:
                stay = found[-1]
                found[-1] = _with_line(stay, line.text.strip(), is_work=is_work)
            continue
        rest = [
            piece
            for cell in line.cells
            for piece in _GAPS.split(_SPAN.sub("  ", cell))
            if piece.strip(" :：-()（）")
        ]
        found.append(_stay(span, [piece.strip() for piece in rest], is_work=is_work))
    return tuple(found)


def _stay(span: re.Match[str], pieces: list[str], *, is_work: bool) -> Stay:
    times = {"since": _month(span["since"]), "until": _month(span["until"])}
    if is_work:
        what = next((one for one in pieces[1:] if _POSITION.search(one)), "")
        if not what and len(pieces) == 1 and _POSITION.search(pieces[0]):
            what = pieces[0]
        where = next((one for one in pieces if one != what), "")
        said = tuple(one for one in pieces if one not in {what, where})
        return Stay(where=where, what=what, said=said, **times)
    where = next((one for one in pieces if _SCHOOL.search(one)), pieces[0] if pieces else "")
    level = next((one for one in pieces if one != where and _LEVEL.search(one)), "")
    rest = [one for one in pieces if one not in {where, level}]
    return Stay(
        where=where, what=rest[0] if rest else "", level=level, said=tuple(rest[1:]), **times
    )


def _with_line(stay: Stay, text: str, *, is_work: bool) -> Stay:
    where, what = stay.where, stay.what
    if is_work and not stay.said and not what and where and _POSITION.search(text):
        if len(text) <= _LONGEST_SKILL and not re.search(r"[。.;；]", text):
            what, text = text, ""
    elif not where:
        where, text = text, ""
    said = (*stay.said, text) if text else stay.said
    return Stay(
        where=where, what=what, level=stay.level, since=stay.since, until=stay.until, said=said
    )


def _month(written: str) -> str:
    """Give "2019-03", "2019", or "" for 至今."""
    found = _YEAR_MONTH.search(written)
    if found is None:
        return ""
    named = next((n for n, month in enumerate(_MONTHS, 1) if month in written.casefold()), 0)
    month = int(found[2] or 0) or named
    return f"{found[1]}-{month:02}" if month else found[1]


def _listed(lines: Sequence[ResumeLine]) -> tuple[str, ...]:
    pieces = (
        _EDGES.sub("", piece)
        for line in lines
        for cell in line.cells
        for piece in _LIST.split(cell)
    )
    return tuple(dict.fromkeys(piece for piece in pieces if 0 < len(piece) <= _LONGEST_SKILL))
