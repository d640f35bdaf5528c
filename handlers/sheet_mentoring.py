"""Sheets of who mentors whom and of weekly ratings: columns, rows, and what they would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from handlers import sheet_cells, sheet_dates
from handlers.sheet import Sheet
from handlers.sheet_columns import Titles
from handlers.sheet_events import Planned
from handlers.sheet_fields import RowFields
from handlers.sheet_import import Mapped
from handlers.sheet_learning import mapped
from handlers.sheet_learning_cells import whole
from handlers.sheet_learning_events import planned
from handlers.sheet_learning_rows import LearningRow, noon, row_event
from rules.periods import week_of
from rules.pulse import LARGEST
from storage.unit_of_work import UnitOfWork

_REP = """工号, 员工编号, 员工号, 员工工号, 员工ID, 职工号, 人员编号, 徒弟工号, 学员工号, 新人工号,
    employee_id, employee number, employee no, emp id, emp no, staff number, staff no, staff id,
    rep number, rep id, mentee number, mentee id"""
PAIRINGS = Titles(
    {
        "employee": _REP,
        "mentor": """师傅工号, 导师工号, 带教人工号, 带教工号, 师父工号, mentor_id, mentor number,
            mentor no, mentor employee id""",
        "starts_on": """开始日期, 带教开始日期, 起始日期, 生效日期, starts_on, start date, from,
            since""",
    },
    needed=[("employee",), ("mentor",), ("starts_on",)],
)
RATINGS = Titles(
    {
        "employee": _REP,
        "week": "周, 所在周, 评分日期, 评价日期, 日期, week, week of, rated on, date",
        "satisfaction": "满意度, 带教满意度, 师傅满意度, 带得怎么样, satisfaction, satisfied",
        "applied": """学以致用, 用上了吗, 能否用上, 应用程度, applied, can apply,
            used with customers""",
    },
    needed=[("employee",), ("week",), ("satisfaction",), ("applied",)],
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingRow(LearningRow):
    """Who mentors a rep from a day on."""

    mentor: str
    starts_on: date

    @property
    def key(self) -> str:
        """A rep gets one mentor on a day."""
        return f"{self.employee}:{self.starts_on}"

    def events(self, *, version: int, zone: str, at: datetime) -> list[dict[str, object]]:
        """Give `mentoring.paired`."""
        del at
        data: dict[str, object] = {
            "employee_id": self.employee,
            "mentor_id": self.mentor,
            "starts_on": self.starts_on.isoformat(),
        }
        return [row_event("mentoring.paired", data, version, noon(self.starts_on, zone))]


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingRow(LearningRow):
    """What a rep said of a week of her mentoring, 0 to 10 each; `week` is its Monday."""

    week: date
    satisfaction: int
    applied: int

    @property
    def key(self) -> str:
        """One rating a week."""
        return f"{self.employee}:{self.week}"

    def events(self, *, version: int, zone: str, at: datetime) -> list[dict[str, object]]:
        """Give none: no system sends ratings, a file alone brings them (rating_import)."""
        del version, zone, at
        return []


def map_pairings(sheet: Sheet) -> Mapped[PairingRow]:
    """Read pairings."""
    return mapped(sheet, PAIRINGS, partial(_pairing, epoch=sheet.epoch))


def map_ratings(sheet: Sheet, *, today: date) -> Mapped[RatingRow]:
    """Read weekly ratings; a week that has not begun is refused."""
    return mapped(sheet, RATINGS, partial(_rating, epoch=sheet.epoch, today=today))


def _pairing(cells: RowFields, *, epoch: date) -> PairingRow | None:
    employee = cells.get("employee", sheet_cells.code, needed=True)
    mentor = cells.get("mentor", sheet_cells.code, needed=True)
    starts_on = cells.get("starts_on", partial(sheet_dates.day, epoch=epoch), needed=True)
    if employee and employee == mentor:
        cells.refuse("mentor", "import.own_mentor")
    if cells.errors or not (employee and mentor and starts_on):
        return None
    return PairingRow(row=cells.row, employee=employee, mentor=mentor, starts_on=starts_on)


def _rating(cells: RowFields, *, epoch: date, today: date) -> RatingRow | None:
    answer = partial(whole, most=LARGEST)
    employee = cells.get("employee", sheet_cells.code, needed=True)
    day = cells.get("week", partial(sheet_dates.day, epoch=epoch), needed=True)
    satisfaction = cells.get("satisfaction", answer, needed=True)
    applied = cells.get("applied", answer, needed=True)
    if day and week_of(day).start > today:
        cells.refuse("week", "import.week_ahead")
    if cells.errors or not (employee and day) or satisfaction is None or applied is None:
        return None
    return RatingRow(
        row=cells.row,
        employee=employee,
        week=week_of(day).start,
        satisfaction=satisfaction,
        applied=applied,
    )


async def plan_pairings(
    rows: Sequence[PairingRow], uow: UnitOfWork, *, source: str, zone: str, at: datetime
) -> Planned:
    """Plan pairings: one that was so on its day is known, whatever was arranged after it."""
    people = await uow.people.by_number({n for row in rows for n in (row.employee, row.mentor)})
    ids = {number: person.id for number, (person, _) in people.items()}
    same: set[str] = set()
    versions: dict[str, int] = {}
    for row in rows:
        if row.employee not in ids:
            continue
        then = await uow.mentoring.of_rep(ids[row.employee], row.starts_on, row.starts_on)
        hers = {one.mentor_id for one in then if not one.is_stand_in}
        if ids.get(row.mentor) in hers:
            same.add(row.key)
        elif hers:
            # What was so before may come back, so each change is a word of its own moment; what
            # waits for an unknown mentor is one, however often its file comes.
            versions[row.key] = int(at.timestamp()) if row.mentor in ids else 0
    unknown = {row.key for row in rows if not {row.employee, row.mentor} <= set(ids)}
    return planned(rows, versions, same, source=source, zone=zone, at=at, unknown=unknown)
