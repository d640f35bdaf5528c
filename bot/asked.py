"""What one act in a chat asks for, before anything is written for it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot import dialogue
from bot.cards.actions import unseal
from bot.cards.reader import Reader, reader_of
from bot.channels.channel import Inbound
from handlers.role_sentence import as_said_by
from handlers.routes import BY_ID, BY_INTENT, Route
from handlers.understanding import Intent, Understanding, understand
from rules.attachment import Attachment
from rules.course_names import CourseNames
from rules.errors import NotFound
from rules.people import Person, Role
from rules.periods import local_day
from rules.resume import ResumeText
from storage.form_session import FormSession

#: Longer texts are no question; they are answered with what Foothold can do.
_MAX_TEXT = 4000
#: What begins so is a command, also in the middle of a form.
_COMMAND = ("/", "／")
#: What a file that came by itself is answered by.
_FILE_ROUTE = "attachment"
#: What whoever opens the chat is answered by.
_GREETING = "greeting"
_NOTHING = Understanding(intent=None, confidence=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An act as it was understood; without a route a stranger's, or one not understood."""

    inbound: Inbound
    #: None for a stranger: somebody unknown, or who has left.
    person: Person | None
    understood: Understanding = _NOTHING
    route: Route | None = None
    argument: str = ""
    #: The form she is in the middle of; what she says is an answer to it.
    session: FormSession | None = None
    #: The question that was open when she sent it, where the form has come forward since.
    meant: str = ""
    #: The question of that form under which she pressed a button.
    under: str = ""
    #: Sums on what she is answered read **** until she taps.
    hides_sums: bool = False
    #: Files that came with it, once they are kept.
    attachments: tuple[Attachment, ...] = ()
    #: Why a voice message is not kept whose words are taken all the same; a message id.
    missed: str = ""
    #: What was read of a file that is to be a resume.
    resume: ResumeText | None = None
    #: Why it can not be understood at all, to be told in place of an answer.
    problem: Exception | None = None

    @property
    def text(self) -> str:
        """What she typed, as far as it is looked at."""
        return self.inbound.text[:_MAX_TEXT]

    @property
    def person_id(self) -> int | None:
        """Whose act it is; None for a stranger's."""
        return None if self.person is None else self.person.id

    @property
    def label(self) -> str:
        """What it asks for in a word, for log lines and metrics."""
        if self.session is not None:
            return dialogue.ROUTE
        named = "link" if self.is_linking or self.person is None else "none"
        return self.route.id if self.route is not None else named

    @property
    def reader(self) -> Reader:
        """For whom the answer is worded; a stranger is answered in the language she writes."""
        if self.person is not None:
            return reader_of(self.person, hides_sums=self.hides_sums)
        is_english = bool(self.inbound.text) and self.inbound.text.isascii()
        return Reader(language="en" if is_english else "zh")

    @property
    def is_linking(self) -> bool:
        """Whether she wants this chat to be hers."""
        return self.understood.intent is Intent.LINK

    @property
    def code(self) -> str | None:
        """The link code she typed."""
        return self.understood.code if self.is_linking else None

    @property
    def writes(self) -> bool:
        """Whether it changes anything, so that it must not be lost.

        A code counts for whoever types it: redelivered, it comes from somebody who is linked.
        """
        return (
            self.session is not None
            or self.code is not None
            or (self.route is not None and self.route.writes)
        )


def ask(
    inbound: Inbound,
    person: Person | None,
    *,
    key: bytes,
    session: FormSession | None = None,
    hides_sums: bool = False,
    courses: CourseNames | None = None,
) -> Asked:
    """Understand an act. `session` is the form that is open in her chat; `courses` the site's.

    Raises `NotAllowed` for a button that was not shown to this person, `NotFound` for one of a form
    that is over. Pure and quick: a channel acks after it.
    """
    asked = Asked(inbound=inbound, person=person, hides_sums=hides_sums)
    if inbound.is_opening:
        return asked if person is None else replace(asked, route=BY_ID[_GREETING])
    today = local_day(inbound.at, person.zone if person else "UTC")
    if inbound.token and person is not None:
        opened = unseal(inbound.token, person_id=person.id, key=key)
        if opened.route == dialogue.ROUTE:
            if session is None:
                raise NotFound("dialogue.over")
            under, word = dialogue.opened(opened.argument)
            return replace(asked, session=session, argument=word, under=under)
        return replace(
            asked,
            understood=understand("", today=today),
            route=BY_ID.get(opened.route),
            argument=opened.argument,
        )
    if session is not None and person is not None and not inbound.text.startswith(_COMMAND):
        return replace(asked, session=session, argument=inbound.text)
    understood = understand(inbound.text[:_MAX_TEXT], today=today, courses=courses)
    if person is not None:
        understood = as_said_by(understood, person.roles)
    route = BY_INTENT.get(understood.intent) if person and understood.intent else None
    is_doubtful = route is None or understood.is_by_likeness
    if person and is_doubtful and _is_about_files(inbound, understood, person):
        route = BY_ID[_FILE_ROUTE]
    return replace(asked, understood=understood, route=route)


def _is_about_files(inbound: Inbound, understood: Understanding, person: Person) -> bool:
    """Whether what she sends is the files that came, and not a question that came with them.

    What was spoken counts as if it was typed; of a mentor, who speaks of her visits in words of
    her own, it is a voice message where nothing in it is a question.
    """
    if not inbound.files or any(not one.is_voice for one in inbound.files) or not inbound.text:
        return bool(inbound.files)
    is_question = understood.offers or understood.intent not in {None, Intent.MENTOR_RECORD}
    return Role.MENTOR in person.roles and not is_question
