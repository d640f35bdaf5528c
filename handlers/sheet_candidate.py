"""Rows of a sheet made into candidates, scores and interviews; all that is wrong at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial

from handlers import sheet_cells, sheet_dates
from handlers.sheet import Cell, Sheet
from handlers.sheet_candidate_rows import CandidateRow, InterviewRow, ScoreRow
from handlers.sheet_cells import BadCell, plain
from handlers.sheet_columns import Titles, key
from handlers.sheet_fields import RowFields
from handlers.sheet_import import Mapped
from handlers.sheet_learning import mapped
from handlers.sheet_learning_cells import by_word, choice, number
from rules.candidate import RawScore, ScoreKind, scale_problem
from rules.contact import email_key, phone_key
from rules.resume_evidence import Lexicon

_CANDIDATE = """候选人编号, 候选人号, 应聘编号, 投递编号, 简历编号, 申请编号, 应聘者编号, 候选人ID,
    candidate_id, candidate id, candidate number, candidate no, applicant id, applicant number,
    application id, application number"""
CANDIDATES = Titles(
    {
        "candidate": _CANDIDATE,
        "name": """姓名, 候选人姓名, 应聘者姓名, 候选人, 应聘者, name, full name, candidate name,
            applicant""",
        "post": """应聘岗位, 应聘职位, 申请职位, 投递岗位, 投递职位, 岗位, 职位, post, position,
            job title, applied for, role""",
        "email": "邮箱, 电子邮箱, 邮件, 电子邮件, email, e-mail address, mail",
        "phone": """手机, 手机号, 手机号码, 电话, 联系电话, 联系方式, phone, mobile, phone number,
            mobile number, telephone, tel""",
        "withdrawn_on": "撤回日期, 放弃日期, 退出日期, withdrawn_on, withdrawn on, withdrawal date",
    },
    needed=[("name",), ("candidate", "email", "phone")],
)
SCORES = Titles(
    {
        "candidate": _CANDIDATE,
        "kind": "类型, 测评类型, 测试类型, kind, type, test type",
        "trait": """维度, 测评维度, 特质, 能力, 胜任力, 测评项, trait, dimension, competency,
            factor""",
        "score": "得分, 分数, 成绩, 测评得分, score, points, mark, result",
        "low": "最低分, 起始分, low, lowest, min score, minimum",
        "out_of": "满分, 总分, 最高分, out_of, full marks, max score, maximum",
        "taken_on": "测评日期, 测试日期, 考试日期, 日期, taken_on, taken at, test date, date",
    },
    needed=[("candidate",), ("trait",), ("score",), ("out_of",), ("taken_on",)],
)
INTERVIEWS = Titles(
    {
        "interview": "面试编号, 面试ID, interview_id, interview id, interview number, interview no",
        "candidate": _CANDIDATE,
        "interviewer": """面试官工号, 面试官, 面试官编号, 主面试官工号, interviewer_id,
            interviewer id, interviewer number, interviewer, interviewer no""",
        "ends_at": """面试时间, 面试日期, 结束时间, 面试结束时间, 日期, ends_at, interview date,
            interview time, ends at, end time, date""",
        "status": "状态, 面试状态, status",
    },
    needed=[("candidate",), ("interviewer",), ("ends_at",)],
)
_KINDS = {
    ScoreKind.ASSESSMENT: "测评, 测试, 心理测评, 笔试, test, assessment",
    ScoreKind.SITUATIONAL: "情景测试, 情境测试, 情景判断, 情境判断, sjt, situational test",
}
_STATUSES = {
    "planned": "已安排, 待面试, 已约, 已完成, 已结束, planned, scheduled, done",
    "cancelled": "已取消, 取消, 未到, 爽约, cancelled, canceled, no show",
}


def map_candidates(sheet: Sheet) -> Mapped[CandidateRow]:
    """Read candidates; a row has a number, or a contact by which she is known again."""
    return mapped(sheet, CANDIDATES, partial(_candidate, epoch=sheet.epoch), field="candidate")


def map_scores(sheet: Sheet, lexicon: Lexicon) -> Mapped[ScoreRow]:
    """Read scores with their scales; a trait is written by its id or any of its names."""
    read = partial(_score, epoch=sheet.epoch, lexicon=lexicon)
    return mapped(sheet, SCORES, read, field="candidate")


def map_interviews(sheet: Sheet) -> Mapped[InterviewRow]:
    """Read planned interviews."""
    return mapped(sheet, INTERVIEWS, partial(_interview, epoch=sheet.epoch), field="candidate")


def _candidate(cells: RowFields, *, epoch: date) -> CandidateRow | None:
    name = cells.get("name", sheet_cells.text, needed=True)
    email = cells.get("email", sheet_cells.email)
    phone = cells.get("phone", _phone)
    candidate = cells.get("candidate", sheet_cells.code)
    withdrawn_on = cells.get("withdrawn_on", partial(sheet_dates.day, epoch=epoch))
    if not candidate and not cells.errors:
        digest = email_key(email or "") or phone_key(phone or "")
        if digest is None:
            cells.refuse("candidate", "import.candidate_unknown")
        else:
            candidate = f"contact:{digest[:32]}"
    if cells.errors or not candidate or not name:
        return None
    return CandidateRow(
        row=cells.row,
        candidate=candidate,
        name=name,
        post=cells.get("post", sheet_cells.text),
        email=email,
        phone=phone,
        withdrawn_on=withdrawn_on,
    )


def _score(cells: RowFields, *, epoch: date, lexicon: Lexicon) -> ScoreRow | None:
    candidate = cells.get("candidate", sheet_cells.code, needed=True)
    trait = cells.get("trait", partial(_trait, lexicon=lexicon), needed=True)
    kind = cells.get("kind", partial(choice, names=by_word(_KINDS)))
    score = cells.get("score", number, needed=True)
    high = cells.get("out_of", number, needed=True)
    low = cells.get("low", number) if cells.has("low") else Decimal(0)
    taken_on = cells.get("taken_on", partial(sheet_dates.day, epoch=epoch), needed=True)
    if score is None or low is None or high is None:
        return None
    if scale_problem(score, low, high):
        cells.refuse("score", "import.off_scale", {"low": f"{low:f}", "high": f"{high:f}"})
    if cells.errors or not (candidate and trait and taken_on):
        return None
    one = RawScore(
        kind=ScoreKind(kind or ScoreKind.ASSESSMENT.value),
        trait=trait,
        score=score,
        low=low,
        high=high,
        taken_on=taken_on,
    )
    return ScoreRow(row=cells.row, candidate=candidate, score=one)


def _interview(cells: RowFields, *, epoch: date) -> InterviewRow | None:
    candidate = cells.get("candidate", sheet_cells.code, needed=True)
    interviewer = cells.get("interviewer", sheet_cells.code, needed=True)
    ends_at = cells.get("ends_at", partial(sheet_dates.moment, epoch=epoch), needed=True)
    status = cells.get("status", partial(choice, names=_by_status()))
    interview = cells.get("interview", sheet_cells.code)
    if cells.errors or not (candidate and interviewer and ends_at):
        return None
    return InterviewRow(
        row=cells.row,
        candidate=candidate,
        interviewer=interviewer,
        ends_at=ends_at,
        interview=interview,
        is_cancelled=status == "cancelled",
    )


def _by_status() -> dict[str, str]:
    return {key(word): status for status, some in _STATUSES.items() for word in some.split(",")}


def _trait(cell: Cell, *, lexicon: Lexicon) -> str:
    written = plain(cell)
    if not lexicon.traits:
        return sheet_cells.code(cell)
    found = lexicon.trait(written)
    if found is None:
        accepted = "; ".join(" / ".join((one.key, *one.names.values())) for one in lexicon.traits)
        raise BadCell("import.choice", name=written.strip(), accepted=accepted)
    return found.key


def _phone(cell: Cell) -> str:
    written = sheet_cells.code(cell)
    if phone_key(written) is None:
        raise BadCell("import.phone")
    return written
