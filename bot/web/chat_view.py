"""The web chat as HTML: entries of the log, the list of people and the page around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.cards.file import File
from bot.cards.form import Form
from bot.cards.message import Message
from bot.cards.words import LANGUAGES, say
from bot.channels import wire
from bot.channels.plain import plain
from bot.channels.webchat import Said, read_said
from rules.people import Engagement, Role
from storage.chat import ChatEntry

_TEMPLATES = Path(__file__).parent / "templates"
_MOST_UNREAD = 99
_HUES = 6
#: Links, and sums: with a currency before them, thousands apart, or cents; never a percentage.
_LINK = r"https?://[^\s<>\"'，。；！？、）」』]+[^\s<>\"'，。；！？、）」』.,;:!?)]"
_SUM = (
    r"(?<!\d)(?<!\d\.)[+\-−]?(?:"
    r"(?:[¥￥$€£]|\b[A-Z]{3})\s?\d(?:[\d,.]*\d)?"
    r"|\d{1,3}(?:,\d{3})+(?:\.\d+)?"
    r"|\d+\.\d{2}"
    r")(?!\d|\.\d|\s?%)"
)
_DATE = r"\b\d{4}-\d{2}-\d{2}\b"
_PART = re.compile(f"(?P<link>{_LINK})|(?P<whole>{_DATE})|(?P<sum>{_SUM})")
_REMARK = re.compile(r"([^(（]+?)\s*([(（].+[)）])")
_SMALL = Markup("<small>{0}</small>")
_A_LINK = Markup('<a href="{0}" target="_blank" rel="noopener noreferrer">{0}</a>')
_A_DATE = Markup('<span class="whole">{0}</span>')
_A_SUM = Markup('<span class="sum whole"><span class="amount">{0}</span></span>')
_A_LONG_SUM = Markup('<span class="sum"><span class="amount">{0}</span></span>')
_SHAPES = {"link": _A_LINK, "whole": _A_DATE, "sum": _A_SUM}
#: A longer sum may be broken: the line of a phone holds no more.
_LONGEST_WHOLE = 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody one chats as."""

    person_id: int
    name: str
    #: What she is here, for example "销售 · 第 3 周".
    subtitle: str = ""
    locale: str = "zh"
    role: Role = Role.REP
    engagement: Engagement = Engagement.EMPLOYEE
    #: IANA name; her days begin and end here.
    zone: str = "Asia/Shanghai"

    @property
    def language(self) -> str:
        """The language of the page around her conversation."""
        spoken = self.locale[:2].lower()
        return spoken if spoken in LANGUAGES else "en"

    @property
    def initials(self) -> str:
        """What stands in her avatar: the last two of a Chinese name, else the first letters."""
        if self.name[:1] >= "\u2e80":
            return self.name[-2:]
        return "".join(word[0] for word in self.name.split()[:2]).upper()

    @property
    def hue(self) -> int:
        """Which of the avatar colours is hers."""
        return self.person_id % _HUES


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A line of the list of people. `unread` is None while the page has not said what it saw."""

    contact: Contact
    last: ChatEntry | None
    unread: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """An entry of the log, ready for its template."""

    id: int
    person_id: int
    local: datetime
    day_label: str
    said: Said | None = None
    message: Message | None = None


class ChatView:
    """Renders pages and fragments. Everything is escaped; nothing is marked safe but `rich`."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters.update(rich=rich, big=big, plain=plain)

    def page(
        self,
        *,
        language: str,
        today: str,
        contact: Contact | None = None,
        entries: Sequence[ChatEntry] = (),
        has_older: bool = False,
        people: Sequence[Listed] | None = None,
    ) -> str:
        """Give the whole page: the list where people may be chosen, the conversation, or both."""
        return self._render(
            "chat.html",
            language,
            today=today,
            contact=contact,
            bubbles=_bubbles(entries, contact),
            has_older=has_older,
            people=_lines(people, contact, today),
            phrases=phrases(contact),
        )

    def entries(self, entries: Sequence[ChatEntry], *, contact: Contact, has_older: bool) -> str:
        """Give a stretch of the conversation, with the way to the one before it."""
        return self._render(
            "entries.html",
            contact.language,
            bubbles=_bubbles(entries, contact),
            has_older=has_older,
        )

    def people(
        self, people: Sequence[Listed], *, language: str, today: str, chosen: Contact | None
    ) -> str:
        """Give the lines of the list of people; a day other than `today` (ISO) is dated."""
        lines = _lines(people, chosen, today)
        return self._render("people.html", language, people=lines)

    def notice(self, kind: str, *, language: str, code: str = "") -> str:
        """Give a small page of its own; `kind` names its words."""
        return self._render("notice.html", language, kind=kind, code=code)

    def form_page(self, language: str, *, form: Form | None, over: str, said: str) -> str:
        """Give the page of one form, with what is wrong with it; or why there is none (`over`)."""
        return self._render("form_page.html", language, form=form, over=over, said=said)

    def file_of(self, entry: ChatEntry) -> File | None:
        """Give the file of one of our messages; None where it has none."""
        try:
            return None if entry.is_from_person else wire.read(entry.body).message.file
        except ValueError:
            return None

    def _render(self, template: str, language: str, **values: object) -> str:
        page = self._templates.get_template(template)
        return page.render(language=language, t=partial(say, language), **values)


def rich(text: str) -> Markup:
    """Escape a text; make its links links, keep its dates whole, let a tap cover its sums."""
    text = plain(text)
    parts = []
    end = 0
    for match in _PART.finditer(text):
        parts.append(Markup.escape(text[end : match.start()]))
        is_long = match["sum"] and len(match[0]) > _LONGEST_WHOLE
        shape = _A_LONG_SUM if is_long else _SHAPES[str(match.lastgroup)]
        parts.append(shape.format(match[0]))
        end = match.end()
    parts.append(Markup.escape(text[end:]))
    return Markup("").join(parts)


def big(figure: str) -> Markup:
    """As `rich`, for the key figure: what follows in brackets is set small."""
    if match := _REMARK.fullmatch(figure):
        return rich(match[1]) + _SMALL.format(rich(match[2]))
    return rich(figure)


def _bubbles(entries: Iterable[ChatEntry], contact: Contact | None) -> list[Bubble]:
    return [_bubble(entry, contact) for entry in entries] if contact else []


def _bubble(entry: ChatEntry, contact: Contact) -> Bubble:
    local = entry.at.astimezone(ZoneInfo(contact.zone))
    label = format_skeleton("MMMEd", local, locale=contact.language)
    try:
        said = read_said(entry.body) if entry.is_from_person else None
        message = None if entry.is_from_person else wire.read(entry.body).message
    except ValueError:
        said = message = None
    return Bubble(
        id=entry.id,
        person_id=contact.person_id,
        local=local,
        day_label=label,
        said=said,
        message=message,
    )


def _lines(
    people: Sequence[Listed] | None, chosen: Contact | None, today: str
) -> list[dict[str, object]] | None:
    if people is None:
        return None
    return [
        {
            "contact": listed.contact,
            "is_chosen": chosen is not None and listed.contact.person_id == chosen.person_id,
            "bubble": _bubble(listed.last, listed.contact) if listed.last else None,
            "today": today,
            "unread": min(listed.unread or 0, _MOST_UNREAD),
        }
        for listed in people
    ]


#: Roles that have phrases of their own.
_OFFERED = frozenset({Role.REP, Role.MENTOR, Role.MANAGER, Role.HR})


def phrases(contact: Contact | None) -> list[str]:
    """Give what a person may ask by one tap."""
    if contact is None:
        return []
    pay = "agent" if contact.engagement is Engagement.AGENT else "employee"
    commission = say(contact.language, f"word.{pay}")
    whose = contact.role.value if contact.role in _OFFERED else "other"
    return say(contact.language, f"webchat.phrases.{whose}", commission=commission).split("|")
