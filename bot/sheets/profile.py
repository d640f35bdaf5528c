"""A competency profile as a workbook: weights, and what was found about traits and behaviours."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import xlsxwriter  # type: ignore[import-untyped] # has annotations inside, but no py.typed

from rules.hiring import CompetencyProfile, MarkerLine, TraitKind

_WIDTH = 18
_LONGEST = 32_767
_WEIGHTS = ("维度 dimension", "名称 name", "权重 weight", "越少越好 less is better", "量表 scale")
_FOUND = (
    "key", "名称 name", "效应 effect", "measure", "95% low", "95% high", "收缩后 shown",
    "前20%中位数 top median", "其余达到 rest at it %", "n top", "n rest", "结论 verdict",
)  # fmt: skip
_Cells = tuple[str | Decimal | int | None, ...]


def workbook(profile: CompetencyProfile) -> bytes:
    """Write a workbook; nothing in it is run as a formula."""
    sheets: list[tuple[str, tuple[str, ...], list[_Cells]]] = [
        ("权重 weights", _WEIGHTS, [
            (
                one.trait.key,
                one.trait.named("zh"),
                one.weight,
                "是 yes" if one.is_less_better else "",
                str(one.scale) if one.scale else "",
            )
            for one in profile.dimensions
        ]),
        ("特质 traits", _FOUND, [_cells(one) for one in profile.found(TraitKind.TRAIT)]),
        ("行为 behaviours", _FOUND, [_cells(one) for one in profile.found(TraitKind.BEHAVIOUR)]),
        ("说明 about", ("", ""), [
            ("version", profile.version),
            ("source", profile.source.value),
            ("standing", profile.standing.value),
            ("sellers", profile.sellers),
            ("top", profile.top),
            ("from", profile.starts_on.isoformat() if profile.starts_on else ""),
        ]),
    ]  # fmt: skip
    to = BytesIO()
    with xlsxwriter.Workbook(to, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        for title, columns, rows in sheets:
            sheet = book.add_worksheet(title)
            sheet.set_column(0, len(columns) - 1, _WIDTH)
            for at, cells in enumerate((columns, *rows)):
                for column, cell in enumerate(cells):
                    if isinstance(cell, Decimal | int):
                        sheet.write_number(at, column, float(cell))
                    elif cell is not None:
                        sheet.write_string(at, column, cell[:_LONGEST], None if at else bold)
    return to.getvalue()


def _cells(one: MarkerLine) -> _Cells:
    return (
        one.trait.key, one.trait.named("zh"), one.value, one.measure, one.low, one.high, one.shown,
        one.threshold, one.overlap, one.top, one.rest, one.why_not or "marks",
    )  # fmt: skip
