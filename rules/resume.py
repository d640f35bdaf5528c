"""A resume as it was read: lines of cells in order, and what they amount to (JSON Resume)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: What a reader gives up at; a resume is two pages, an application folder forty.
MAX_BYTES = 10 * 1024 * 1024
MAX_PAGES = 40
MAX_CHARACTERS = 200_000
#: Fewer letters than this on all pages of a PDF: pictures of pages.
FEWEST_LETTERS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeLine:
    """One line, or one row of a table with its cells from left to right."""

    #: From 1, over the whole file.
    number: int
    cells: tuple[str, ...]
    #: From 1; None where the format has no pages.
    page: int | None = None

    @property
    def text(self) -> str:
        """The line as one text."""
        return " ".join(self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeText:
    """What a file says, before anything in it has a meaning."""

    #: "pdf", "docx" or "txt": by its content, whatever its name says.
    format: str
    lines: tuple[ResumeLine, ...]
    #: How many pages there are, and how many of them were read; 0 where there are none.
    pages: int = 0
    pages_read: int = 0
    #: Whether there was more text than is read.
    is_cut: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left unread."""
        return not self.is_cut and self.pages == self.pages_read


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A job or a school: where, what, from when to when ("2019-03"), and what was said of it."""

    where: str = ""
    what: str = ""
    #: A school's degree.
    level: str = ""
    since: str = ""
    #: "" where it lasts.
    until: str = ""
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """What was found in a resume. Contacts and protected attributes are not in it."""

    name: str = ""
    #: The post she looks for.
    label: str = ""
    summary: str = ""
    work: tuple[Stay, ...] = ()
    education: tuple[Stay, ...] = ()
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()

    def as_json(self) -> Mapping[str, object]:
        """Give it in the schema of jsonresume.org (1.0.0); what was not found is left out."""
        basics = {"name": self.name, "label": self.label, "summary": self.summary}
        whole: dict[str, object] = {
            "basics": {name: value for name, value in basics.items() if value},
            "work": [_work(stay) for stay in self.work],
            "education": [_school(stay) for stay in self.education],
            "skills": [{"name": name} for name in self.skills],
            "languages": [{"language": name} for name in self.languages],
            "certificates": [{"name": name} for name in self.certificates],
        }
        return {name: value for name, value in whole.items() if value}


def _work(stay: Stay) -> dict[str, object]:
    said = {
        "name": stay.where,
        "position": stay.what,
        "startDate": stay.since,
        "endDate": stay.until,
        "highlights": list(stay.said),
    }
    return {name: value for name, value in said.items() if value}


def _school(stay: Stay) -> dict[str, object]:
    said = {
        "institution": stay.where,
        "area": stay.what,
        "studyType": stay.level,
        "startDate": stay.since,
        "endDate": stay.until,
        "courses": list(stay.said),
    }
    return {name: value for name, value in said.items() if value}
