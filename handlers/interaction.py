"""One thing a known person asked or reported, with the moment it counts for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from handlers.sheet import Sheet
from handlers.understanding import Understanding
from rules.attachment import Attachment
from rules.good_news import GoodNewsPolicy
from rules.notices import NoticeKind
from rules.people import Person
from rules.periods import local_day
from rules.probation import ProbationPolicy
from rules.resume import ResumeText
from rules.target import TargetPolicy
from storage.outbox import StoredNotice
from storage.unit_of_work import UnitOfWork

#: Whether what a notice asks of somebody is still to be answered.
StillAsks = Callable[[StoredNotice, UnitOfWork], Awaitable[bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """What a handler gets. `at` is business time; `argument` comes from a pressed button."""

    id: str
    person: Person
    at: datetime
    understood: Understanding
    argument: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    #: Files that came with it, kept as hers.
    attachments: tuple[Attachment, ...] = ()
    #: What was read of a file that is to be a resume, before the transaction.
    resume: ResumeText | None = None
    manager_sees_pay: bool = False
    default_plan: str = "standard"
    #: Kinds of notices that somebody may want none of.
    may_be_muted: tuple[NoticeKind, ...] = ()
    #: Whether the site hides the sums of who never said.
    hides_sums: bool = False
    #: The site's figures of targets.
    targets: TargetPolicy = TargetPolicy()
    probation: ProbationPolicy = ProbationPolicy()
    good_news: GoodNewsPolicy = GoodNewsPolicy()
    #: Reads the table of a file of people by its bytes and name; raises `SheetError` for none.
    read_roster: Callable[[bytes, str], Sheet] | None = None
    #: The chat it was done in, and where everybody in the group of it reads; "" outside of one.
    channel: str = ""
    group: str = ""

    #: Kinds of notices that ask for an answer, and whether it is still to be given.
    asking: Mapping[NoticeKind, StillAsks] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The person's own day."""
        return local_day(self.at, self.person.zone)
