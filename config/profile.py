"""Read a hand-set competency profile from TOML, or say in which line what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path

from config.document import Document, FileRefused, shown
from config.section import Section
from config.toml_file import parsed, text_of
from rules.errors import Invalid
from rules.hiring import CompetencyProfile, Dimension, Scale, Trait, TraitKind
from rules.hiring_titles import known_trait
from rules.protected import protected

FILE = "profile.toml"
SAMPLE = Path(__file__).parent / "policies" / FILE
_LONGEST = 64
_MOST_DIMENSIONS = 50
_HEAVIEST = 1000
_TOP = dict.fromkeys(("version", "dimensions"), "")
_KEYS = dict.fromkeys(("trait", "title", "weight", "less_is_better", "scale"), "")
_LANGUAGES = dict.fromkeys(("zh", "en"), "")


class ProfileRefused(FileRefused):
    """A profile.toml that can not be used."""

    sentence = "error.profile_refused"
    what = "a profile"


def read_profile(file: Path) -> CompetencyProfile:
    """Give the profile of a file; raise `ProfileRefused` with each problem, its line and key."""
    return parse_profile(text_of(file, refused=ProfileRefused), file=file.name)


def profile_in(home: Path) -> CompetencyProfile:
    """Give the site's own hand-set profile: of `profile.toml` in its home, else of the sample."""
    own = home / FILE
    return read_profile(own if own.exists() else SAMPLE)


def parse_profile(text: str, *, file: str = FILE) -> CompetencyProfile:
    """Give the profile of a text; the keys are documented in docs/reference/hiring.md."""
    table, document = parsed(text, file=file, refused=ProfileRefused)
    top = _section(document, table, document.whole)
    top.known(_TOP)
    version = top.text("version", longest=_LONGEST)
    tables = _tables(top)
    lines = document.entries("dimensions", len(tables))
    found = [
        _dimension(_section(document, one, where, "dimensions."))
        for one, where in zip(tables, lines, strict=True)
    ]
    _once(found, lines, document)
    if document.problems:
        raise ProfileRefused(file, sorted(document.problems, key=lambda one: one.line))
    return CompetencyProfile(
        version=version, dimensions=tuple(one for one in found if one is not None)
    )


def _section(
    document: Document, table: Mapping[str, object], lines: range, prefix: str = ""
) -> Section:
    return Section(document=document, table=table, lines=lines, prefix=prefix, what="a profile")


def _tables(top: Section) -> list[Mapping[str, object]]:
    said = top.table.get("dimensions")
    if not isinstance(said, list) or not said or not all(isinstance(one, dict) for one in said):
        top.wrong("dimensions", "is missing", 'write [[dimensions]] with trait = "..." and weight')
        return []
    if len(said) > _MOST_DIMENSIONS:
        top.wrong("dimensions", f"are {len(said)}", f"at most {_MOST_DIMENSIONS}")
    return said


def _dimension(section: Section) -> Dimension | None:
    section.known(_KEYS)
    before = len(section.document.problems)
    key = section.text("trait", longest=_LONGEST)
    known = known_trait(key)
    if known is not None:
        key = known.key
        if known.kind is TraitKind.BEHAVIOUR:
            section.wrong(
                "trait", f"{key} shows on the job alone", "name what a candidate can show"
            )
    title = _title(section) or (dict(known.title) if known else {})
    for name in (key, *title.values()):
        if attribute := protected(name):
            what = f"{shown(name)} is a protected attribute ({attribute})"
            section.wrong("trait", what, "it never weighs: leave it out")
    weight = _weight(section)
    scale = _scale(section)
    if len(section.document.problems) > before:
        return None
    return Dimension(
        trait=Trait(key=key, title=title),
        weight=weight,
        is_less_better=_truth(section),
        scale=scale,
    )


def _title(section: Section) -> dict[str, str]:
    said = section.table.get("title", {})
    if isinstance(said, str):
        return {"zh": said.strip(), "en": said.strip()} if said.strip() else {}
    if not isinstance(said, dict) or not all(isinstance(one, str) for one in said.values()):
        section.wrong("title", "is not a name", 'write title = { zh = "...", en = "..." }')
        return {}
    _section(section.document, said, section.lines, "dimensions.title.").known(_LANGUAGES)
    return {language: name.strip() for language, name in said.items() if name.strip()}


def _weight(section: Section) -> Decimal:
    said = section.table.get("weight")
    if said is None:
        section.wrong("weight", "is missing", "write weight = 25")
        return Decimal(1)
    try:
        weight = Decimal(str(said)) if not isinstance(said, bool) else Decimal("NaN")
    except InvalidOperation:
        weight = Decimal("NaN")
    if weight.is_nan() or not 0 < weight <= _HEAVIEST or weight != round(weight, 2):
        allowed = f"above 0, at most {_HEAVIEST}, two decimals"
        section.wrong("weight", f"{shown(said)} is not a weight", allowed)
        return Decimal(1)
    return weight


def _scale(section: Section) -> Scale | None:
    said = section.table.get("scale")
    if said is None:
        return None
    try:
        return Scale.read(str(said))
    except Invalid as error:
        section.wrong("scale", error.reason, 'write scale = "0-10"')
        return None


def _truth(section: Section) -> bool:
    said = section.table.get("less_is_better", False)
    if not isinstance(said, bool):
        section.wrong("less_is_better", f"{shown(said)} is neither true nor false", "write true")
        return False
    return said


def _once(found: list[Dimension | None], lines: list[range], document: Document) -> None:
    seen: set[str] = set()
    for one, where in zip(found, lines, strict=True):
        if one is not None and one.trait.key in seen:
            document.wrong(where, "dimensions.trait", f"{one.trait.key} stands there twice")
        if one is not None:
            seen.add(one.trait.key)
