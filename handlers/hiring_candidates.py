"""A plain table of candidates: a column per trait, or a row per score with its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from handlers.hiring_columns import (
    Columns,
    TraitColumn,
    cell_at,
    find_columns,
    named,
    need_one,
    number,
    truth,
)
from handlers.sheet import Row, Sheet, shown
from rules.errors import Invalid
from rules.hiring import PERCENT, CompetencyProfile, Evidence, Scale, TraitScore
from rules.hiring_titles import known_trait
from rules.protected import protected

#: Values up to here may be of a scale of 5 or 10: none is assumed.
_MAY_BE_SMALL = Decimal(10)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCandidate:
    """One candidate with her raw scores by trait."""

    candidate: str
    scores: dict[str, TraitScore] = field(default_factory=dict)
    #: What became of her, where the table says so.
    confirmed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateTable:
    """Candidates in the order of the table, and what its reader should know."""

    candidates: tuple[TableCandidate, ...]
    has_outcomes: bool
    notes: tuple[str, ...]


def read_candidates(
    sheet: Sheet, *, file: str, profile: CompetencyProfile, scale: Scale | None = None
) -> CandidateTable:
    """Read the table; raise `Invalid` with one sentence where it is none.

    A scale is said in a column of its own, in the title, by `scale`, or by the profile; where
    nothing says it, values that go above 10 are of 100, and that is noted.
    """
    columns = find_columns(sheet, file=file, is_of_candidates=True)
    need_one(columns, "candidate", "person", "name", what="who applied (候选人, candidate)")
    if not sheet.rows:
        raise Invalid(file, "has a header and no rows")
    notes = [f"left out, protected: {', '.join(columns.protected)}"] if columns.protected else []
    if {"trait", "value"} <= columns.fields.keys():
        candidates = _by_row(sheet.rows, columns, profile, scale, notes)
    else:
        candidates = _by_column(sheet.rows, columns, profile, scale, notes)
    return CandidateTable(
        candidates=tuple(candidates),
        has_outcomes="confirmed" in columns.fields,
        notes=tuple(dict.fromkeys(notes)),
    )


def _by_column(
    rows: Sequence[Row],
    columns: Columns,
    profile: CompetencyProfile,
    scale: Scale | None,
    notes: list[str],
) -> list[TableCandidate]:
    wanted = {one.trait.key: one for one in profile.dimensions}
    asked = [one for one in columns.traits if one.trait.key in wanted]
    if not asked:
        keys = ", ".join(wanted)
        raise Invalid(columns.file, f"has none of the profile's dimensions: {keys}")
    scales = {
        one.trait.key: one.scale
        or scale
        or wanted[one.trait.key].scale
        or _assumed(rows, columns, one, notes)
        for one in asked
    }
    found: dict[str, TableCandidate] = {}
    for row in rows:
        who = named(columns, row, "candidate", "person", "name")
        if who in found:
            place = next(columns.fields[one] for one in ("candidate", "person", "name")
                         if one in columns.fields)  # fmt: skip
            raise columns.refuse(row, place, "is there twice: give each candidate her own number")
        scores = {}
        for one in asked:
            value = number(columns, row, one.place)
            if value is not None:
                score = _score(
                    columns,
                    row,
                    one.place,
                    trait=one.trait.key,
                    value=value,
                    scale=scales[one.trait.key],
                )
                scores[one.trait.key] = score
        found[who] = TableCandidate(
            candidate=who, scores=scores, confirmed=truth(columns, row, "confirmed")
        )
    return list(found.values())


def _by_row(
    rows: Sequence[Row],
    columns: Columns,
    profile: CompetencyProfile,
    scale: Scale | None,
    notes: list[str],
) -> list[TableCandidate]:
    wanted = {one.trait.key: one for one in profile.dimensions}
    place = columns.fields["value"]
    found: dict[str, TableCandidate] = {}
    for row in rows:
        who = named(columns, row, "candidate", "person", "name")
        one = found.setdefault(
            who, TableCandidate(candidate=who, confirmed=truth(columns, row, "confirmed"))
        )
        title = named(columns, row, "trait")
        if protected(title):
            notes.append(f"left out, protected: {title}")
            continue
        known = known_trait(title)
        key = known.key if known else title
        value = number(columns, row, place)
        if key not in wanted or value is None:
            continue
        if key in one.scores:
            raise columns.refuse(row, columns.fields["trait"], f"{title} is there twice for {who}")
        said = columns.cell(row, "scale")
        chosen = Scale.read(shown(said)) if said is not None else scale or wanted[key].scale
        if chosen is None:
            why = "has no scale: add a column scale (0-10), or say --scale 0-10"
            raise columns.refuse(row, place, why)
        one.scores[key] = _score(columns, row, place, trait=key, value=value, scale=chosen)
    return list(found.values())


def _score(
    columns: Columns, row: Row, place: int, *, trait: str, value: Decimal, scale: Scale
) -> TraitScore:
    if not scale.holds(value):
        raise columns.refuse(row, place, f"{value} is not on the scale {scale}")
    quote = columns.cell(row, "quote")
    return TraitScore(
        trait=trait,
        value=value,
        scale=scale,
        evidence=(
            Evidence(
                source=columns.file,
                quote="" if quote is None else shown(quote),
                place=f"row {row.number}, column {columns.titles[place]}",
            ),
        ),
    )


def _assumed(rows: Sequence[Row], columns: Columns, one: TraitColumn, notes: list[str]) -> Scale:
    values = [
        value
        for row in rows
        if cell_at(row, one.place) is not None
        and (value := number(columns, row, one.place)) is not None
    ]
    most = max(values, default=Decimal(0))
    if most <= _MAY_BE_SMALL and values:
        raise Invalid(
            columns.file,
            f"column {one.title} has no scale: write it into the title, such as {one.title}(0-10),"
            " or say --scale 0-10",
        )
    notes.append(f"{one.title} has no scale and is read as 0-100")
    return PERCENT
