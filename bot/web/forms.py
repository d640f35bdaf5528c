"""`/forms/{token}`: a form as a page for a telephone, for chats that have no fields of their own.

It needs no login, since the link is sealed, is hers alone and ends soon; it works without scripts.
No page of another can send it unseen: whoever knows the link needs no trick.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

import structlog
from aiohttp import web

from bot.cards.form import Form, InputKind
from bot.cards.reader import Reader
from bot.cards.words import catalogue
from bot.channels.filled import filled_in, is_good
from bot.form_pages import FormPages, Page
from bot.web import chat_http as http
from bot.web.chat_view import ChatView
from bot.web.uploads import Sent, Uploads, sent_with
from rules.errors import Conflict, FootholdError, NotAllowed, NotFound

log = structlog.get_logger()

HEADERS = {
    **http.HEADERS,
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    # The address is the key to the form: nothing that she opens from here is told it.
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
_STATUS = {NotFound: 404, NotAllowed: 403, Conflict: 410}


class FormPage:
    """The page of a form: shown as often as it is asked for, sent once."""

    def __init__(
        self, pages: FormPages, *, uploads: Uploads, clock: Callable[[], datetime]
    ) -> None:
        self._pages = pages
        self._uploads = uploads
        self._clock = clock
        self._view = ChatView()

    def routes(self) -> list[web.RouteDef]:
        """Give the paths."""
        return [web.get("/forms/{token}", self.show), web.post("/forms/{token}", self.send)]

    async def show(self, request: web.Request) -> web.Response:
        """Answer with the form, or with when it was sent."""
        page = await self._opened(request)
        if page.form is None:
            return self._sent(page)
        return self._form(page.form, page.reader)

    async def send(self, request: web.Request) -> web.Response:
        """Take the form in, or show it again with what is wrong and what she wrote."""
        page = await self._opened(request)
        if page.form is None:
            return self._sent(page, status=409)
        reader = page.reader
        sent = await sent_with(request)
        answers = _answers(page.form, sent)
        try:
            problems = await self._keep_files(page, sent, answers)
            form = _with_problems(
                filled_in(page.form, answers, language=reader.language), problems, reader
            )
            if not is_good(form):
                return self._form(form, reader, status=422)
            refused = await self._pages.submit(page, answers, at=self._clock())
        except Conflict:
            return self._sent(await self._opened(request), status=409)
        except OSError as error:
            log.warning("form.not_kept", error=type(error).__name__)
            form = filled_in(page.form, answers, language=reader.language)
            return self._form(form, reader, said=reader.say("forms.not_kept"), status=503)
        if refused is not None:
            return self._form(refused.form, reader, said=refused.said, status=422)
        # A reload shows that it was sent, and sends nothing.
        raise web.HTTPSeeOther(request.rel_url.raw_path, headers=HEADERS)

    async def _keep_files(
        self, page: Page, sent: Sent, answers: dict[str, str]
    ) -> dict[str, FootholdError]:
        """Keep the files of a form and let its answers name them; give what is wrong by field."""
        problems: dict[str, FootholdError] = {}
        for question in page.form.inputs if page.form else ():
            upload = sent.files.get(question.name)
            if question.kind is not InputKind.FILE or upload is None:
                continue
            try:
                kept = await self._uploads.take(page.person.id, upload, at=self._clock())
                answers[question.name] = kept.ref
            except FootholdError as problem:
                problems[question.name] = problem
        return problems

    async def _opened(self, request: web.Request) -> Page:
        try:
            return await self._pages.open(request.match_info["token"], at=self._clock())
        except FootholdError as problem:
            raise self._refusal(request, problem) from problem
        except OSError as error:
            log.warning("form.not_opened", error=type(error).__name__)
            away = FootholdError("forms.away")
            raise self._refusal(request, away, kind=web.HTTPServiceUnavailable) from error

    def _form(
        self, form: Form, reader: Reader, *, said: str = "", status: int = 200
    ) -> web.Response:
        text = self._page(reader.language, form=form, said=said)
        return _html(text, status=status)

    def _sent(self, page: Page, *, status: int = 200) -> web.Response:
        zone = page.person.zone
        when = page.reader.moment(page.sent_at, zone) if page.sent_at else ""
        said = page.reader.say("forms.sent", when=when)
        return _html(self._page(page.reader.language, over=said), status=status)

    def _refusal(
        self,
        request: web.Request,
        problem: FootholdError,
        *,
        kind: Callable[..., web.HTTPException] | None = None,
    ) -> web.HTTPException:
        """Say why there is no form, to whoever asks; it may not be the person it is of."""
        language = http.language_of(request)
        is_worded = problem.message_id in catalogue(language)
        words = problem.message_id if is_worded else "dialogue.over"
        said = Reader(language=language).say(words, **problem.values)
        raised = kind or _KINDS[_STATUS.get(type(problem), 404)]
        page = self._page(language, over=said)
        return raised(text=page, content_type="text/html", headers=HEADERS)

    def _page(
        self, language: str, *, form: Form | None = None, over: str = "", said: str = ""
    ) -> str:
        return self._view.form_page(language, form=form, over=over, said=said)


_KINDS: Mapping[int, Callable[..., web.HTTPException]] = {
    403: web.HTTPForbidden,
    404: web.HTTPNotFound,
    410: web.HTTPGone,
}


def _answers(form: Form, sent: Sent) -> dict[str, str]:
    """Read what was posted for each field; what the form does not ask is not looked at.

    Of a file the words are the one that was kept before.
    """
    found: dict[str, str] = {}
    for question in form.inputs:
        given = sent.words.get(question.name, [])
        many = question.kind is InputKind.CHOICES
        found[question.name] = http.cleaned(",".join(given) if many else "".join(given[:1]))
    return found


def _with_problems(form: Form, problems: Mapping[str, FootholdError], reader: Reader) -> Form:
    """Say at each field what was wrong with its file."""
    if not problems:
        return form
    inputs = tuple(
        replace(one, problem=reader.say(problem.message_id, **problem.values))
        if (problem := problems.get(one.name))
        else one
        for one in form.inputs
    )
    return replace(form, inputs=inputs)


def _html(text: str, *, status: int) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/html", headers=HEADERS)
