"""Read the catalogue of courses: one TOML file per domain, in the order of their names."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from config.document import FileRefused
from config.section import Section
from config.toml_file import parsed, text_of
from rules.learning import Catalogue, Course, Domain

SHIPPED = Path(__file__).parent / "catalogue"
_LONGEST = 64
_LONGEST_URL = 500
_COURSE = "id title workdays is_base may_be_self_reported url aliases".split()


class CatalogueRefused(FileRefused):
    """A file of the catalogue that can not be used."""

    sentence = "error.catalogue_refused"
    what = "a catalogue"


def read_catalogue(home: Path | None = None) -> Catalogue:
    """Give the site's own catalogue (`home`/catalogue), or the sample where it has none.

    Raises `CatalogueRefused` with file, line and key of everything wrong in the first bad file.
    """
    own = home / "catalogue" if home is not None else None
    folder = own if own is not None and own.is_dir() else SHIPPED
    domains: list[Domain] = []
    courses: list[Course] = []
    for file in sorted(folder.glob("*.toml")):
        text = text_of(file, refused=CatalogueRefused)
        domain, some = read_domain(text, file=file.name, taken=_names(courses))
        domains.append(domain)
        courses += some
    return Catalogue(domains=tuple(domains), courses=tuple(courses))


def read_domain(
    text: str, *, file: str, taken: set[str] | None = None
) -> tuple[Domain, list[Course]]:
    """Give one domain and its courses; `taken` are ids and aliases of courses in earlier files."""
    table, document = parsed(text, file=file, refused=CatalogueRefused)
    top = Section(document=document, table=table, lines=document.whole, what="a catalogue")
    top.known({"domain": "", "courses": ""})
    named = table.get("domain")
    if not isinstance(named, dict):
        top.wrong("domain", "is missing", "write [domain] with id, title and pass_mark")
        named = {}
    domain = _domain(top.within(named, document.table("domain"), "domain."))
    listed = table.get("courses", [])
    entries = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    seen = set(taken or ())
    courses: list[Course] = []
    for entry, lines in zip(entries, document.entries("courses", len(entries)), strict=True):
        section = top.within(entry, lines, "courses.")
        course = _course(section, domain.id)
        if course.id in seen:
            section.wrong("id", f"{course.id} is there twice", "ids are used once")
        for alias in seen.intersection(course.aliases):
            section.wrong("aliases", f"{alias} is another course", "a name means one course")
        seen |= {course.id, *course.aliases}
        courses.append(course)
    if document.problems:
        raise CatalogueRefused(file, sorted(document.problems, key=lambda found: found.line))
    return domain, courses


def _names(courses: Sequence[Course]) -> set[str]:
    return {name for one in courses for name in (one.id, *one.aliases)}


def _domain(section: Section) -> Domain:
    section.known(dict.fromkeys(("id", "title", "pass_mark"), ""))
    mark = section.whole("pass_mark", 70, low=1, high=100)
    return Domain(
        id=section.text("id", longest=_LONGEST),
        title=section.names("title", longest=100),
        pass_mark=Decimal(mark),
    )


def _course(section: Section, domain: str) -> Course:
    section.known(dict.fromkeys(_COURSE, ""))
    return Course(
        id=section.text("id", longest=_LONGEST),
        domain=domain,
        title=section.names("title", longest=100),
        workdays=section.whole("workdays", 5, low=1, high=250),
        is_base=section.flag("is_base"),
        may_be_self_reported=section.flag("may_be_self_reported"),
        url=section.text("url", longest=_LONGEST_URL) if "url" in section.table else "",
        aliases=_aliases(section),
    )


def _aliases(section: Section) -> tuple[str, ...]:
    """Give what other systems call a course, such as the IRIs of its xAPI statements."""
    said = section.table.get("aliases", [])
    listed = said if isinstance(said, list) else [None]
    names = [one.strip() for one in listed if isinstance(one, str) and one.strip()]
    if len(names) != len(listed):
        section.wrong("aliases", "is no list of texts", 'write ["https://lms.example/courses/7"]')
        return ()
    return tuple(names)
