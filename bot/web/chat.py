"""The web chat: its page, its live stream, and what a person writes, presses or fills in there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from aiohttp import web
from pydantic import ValidationError

from bot.cards.words import say
from bot.channels.channel import Inbound, Incoming
from bot.channels.webchat import ChatLog, Hub, Said, said_bytes
from bot.web import chat_http as http
from bot.web.chat_stream import LiveStream, today
from bot.web.chat_view import ChatView, Contact, Listed
from bot.web.entrance import Pace, visitor_of
from bot.web.sessions import Sessions
from bot.web.uploads import Uploads, sent_with
from rules.errors import FootholdError, NotAllowed
from rules.people import Role
from storage.chat import ChatEntry

_PAGE = 30
_COUNTED_UNREAD = 100
#: Whose stream the demo's list has before a person is chosen: her log stays empty.
_NOBODY = Contact(person_id=0, name="")


class ChatPage:
    """Everything under `/chat`. With `people` it is the demo: one chooses whom to be."""

    def __init__(
        self,
        *,
        log: ChatLog,
        hub: Hub,
        receive: Callable[[Inbound], Awaitable[None]],
        contact: Callable[[int, datetime | None], Awaitable[Contact | None]],
        redeem: Callable[[str, str], Awaitable[int | None]],
        clock: Callable[[], datetime],
        key: bytes,
        real_clock: Callable[[], datetime] | None = None,
        people: Callable[[str], Awaitable[list[Contact]]] | None = None,
        uploads: Uploads | None = None,
        is_https: bool = False,
        is_proxied: bool = False,
    ) -> None:
        self._log = log
        self._hub = hub
        self._receive = receive
        self._contact = contact
        self._redeem = redeem
        self._clock = clock
        self._people = people
        self._is_proxied = is_proxied
        self._uploads = uploads
        self._pace = Pace()
        # Of real time, however fast a demo's business clock runs.
        self._sessions = Sessions(key=key, clock=real_clock or clock, is_https=is_https)
        self._view = ChatView()
        self._live = LiveStream(log=log, hub=hub, view=self._view, clock=clock)

    def routes(self) -> list[web.RouteDef]:
        """Give the paths; `let_go` belongs to the shutdown of the same application."""
        return [
            web.get("/chat", self.home),
            web.get("/chat/enter", self.ask_to_enter),
            web.post("/chat/enter", self.enter),
            web.get("/chat/stream", self.stream),
            web.get("/chat/history", self.history),
            web.get("/chat/people", self.list_people),
            web.post("/chat/messages", self.post),
            web.post("/chat/files", self.upload),
            web.get(r"/chat/files/{entry:\d{1,18}}", self.download),
            web.get(r"/chat/static/{name:[a-z]+\.(css|js|svg)}", http.static),
            web.get(r"/chat/{person:\d{1,18}}", self.home),
        ]

    async def let_go(self, app: web.Application) -> None:
        """End the open streams, which would hold up the stop of the server (`on_shutdown`)."""
        del app
        self._hub.close()

    async def home(self, request: web.Request) -> web.Response:
        """Answer with the page: the demo's list alone, or a conversation."""
        if self._shows_list_alone(request):
            language = http.language_of(request)
            return http.html(
                self._view.page(
                    language=language,
                    today=today(self._clock(), _NOBODY),
                    people=await self._listed({}, language),
                )
            )
        contact = await self._reader(request)
        entries, has_older = await self._stretch(contact, before=None)
        return http.html(
            self._view.page(
                language=contact.language,
                today=today(self._clock(), contact),
                contact=contact,
                entries=entries,
                has_older=has_older,
                people=await self._listed({}, contact.language) if self._people else None,
            )
        )

    async def history(self, request: web.Request) -> web.Response:
        """Answer with the stretch of the conversation before an entry."""
        contact = await self._reader(request)
        entries, has_older = await self._stretch(contact, before=http.number(request, "before"))
        return http.html(self._view.entries(entries, contact=contact, has_older=has_older))

    async def list_people(self, request: web.Request) -> web.Response:
        """Answer with the demo's list; `seen` says what was read: `5-120.7-98` (person-entry)."""
        if not self._people:
            raise web.HTTPNotFound
        chosen = await self._contact(http.number(request, "person") or 0, None)
        language = chosen.language if chosen else http.language_of(request)
        people = await self._listed(http.seen(request), language)
        return http.html(
            self._view.people(
                people,
                language=language,
                today=today(self._clock(), chosen or _NOBODY),
                chosen=chosen,
            )
        )

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Push every entry after the last one the page has, in order, each once, with its id."""
        contact = _NOBODY if self._shows_list_alone(request) else await self._reader(request)
        return await self._live.follow(request, contact, hears_of_others=self._people is not None)

    async def post(self, request: web.Request) -> web.Response:
        """Take in one act. The same id again is the same act: one entry, one answer."""
        contact = await self._reader(request)
        language = contact.language
        if http.OWN_HEADER not in request.headers or not http.is_same_origin(request):
            return http.problem(say(language, "webchat.not_from_here"), status=403)
        try:
            posted = http.Posted.model_validate_json(await request.read())
        except ValidationError:
            return http.problem(say(language, "webchat.not_read"), status=400)
        if refused := http.refusal(posted, language=language):
            return http.problem(refused, status=422)
        text = http.cleaned(posted.text)
        entry_id = await self._keep(
            contact, Said(text=text, client_id=posted.id, token=posted.token)
        )
        await self._receive(
            Inbound(
                id=f"webchat:{contact.person_id}:{posted.id}",
                channel="webchat",
                sender=str(contact.person_id),
                at=self._clock(),
                text="" if posted.token or posted.files else text,
                token=posted.token,
                files=tuple(Incoming(source="", ref=ref) for ref in posted.files),
                answers={name: http.cleaned(answer) for name, answer in posted.answers.items()},
            )
        )
        return web.json_response({"entry": entry_id}, headers=http.HEADERS)

    async def upload(self, request: web.Request) -> web.Response:
        """Keep a file as hers and say how an act names it; nothing is answered to it by itself."""
        contact = await self._reader(request)
        language = contact.language
        if http.OWN_HEADER not in request.headers or not http.is_same_origin(request):
            return http.problem(say(language, "webchat.not_from_here"), status=403)
        upload = (await sent_with(request)).files.get("file")
        if upload is None or self._uploads is None:
            return http.problem(say(language, "webchat.not_read"), status=400)
        try:
            kept = await self._uploads.take(contact.person_id, upload, at=self._clock())
        except FootholdError as problem:
            said = say(language, problem.message_id, **problem.values)
            return http.problem(said, status=422)
        return web.json_response({"ref": kept.ref, "name": kept.name}, headers=http.HEADERS)

    async def download(self, request: web.Request) -> web.Response:
        """Answer with the file of a message in her own chat; anybody else's is not there."""
        contact = await self._reader(request)
        number = http.number(request, "entry") or 0
        found = await self._log.after(person_id=contact.person_id, entry_id=number - 1, limit=1)
        file = self._view.file_of(found[0]) if found and found[0].id == number else None
        if file is None:
            raise self._refused(web.HTTPNotFound, "no_file", contact.language)
        return http.attachment(file)

    async def ask_to_enter(self, request: web.Request) -> web.Response:
        """Answer with one button: a preview that only fetches the link must not use it up."""
        language = http.language_of(request)
        code = request.query.get("code", "")
        return http.html(self._view.notice("enter", language=language, code=code))

    async def enter(self, request: web.Request) -> web.Response:
        """Use the code up and open the session of the person it was made for."""
        language = http.language_of(request)
        if not http.is_same_origin(request):
            return http.html(self._view.notice("used", language=language), status=403)
        code = (await request.post()).get("code", "")
        try:
            person_id = await self._redeemed(request, code) if isinstance(code, str) else None
        except NotAllowed:
            return http.html(self._view.notice("paused", language=language), status=429)
        if person_id is None:
            return http.html(self._view.notice("used", language=language), status=410)
        response = web.Response(status=303, headers={"Location": "/chat", **http.HEADERS})
        self._sessions.open(response, person_id)
        return response

    async def _redeemed(self, request: web.Request, code: str) -> int | None:
        visitor = visitor_of(request, is_proxied=self._is_proxied)
        async with self._pace.turn(visitor):
            return await self._redeem(code, visitor) if code else None

    def _shows_list_alone(self, request: web.Request) -> bool:
        return self._people is not None and http.number(request, "person") is None

    async def _reader(self, request: web.Request) -> Contact:
        """Tell whose log may be read: the session's person; in the demo, the one in the address."""
        language = http.language_of(request)
        if self._people:
            person_id = http.number(request, "person") or 0
            if contact := await self._contact(person_id, None):
                return contact
            raise self._refused(web.HTTPNotFound, "no_person", language)
        session = self._sessions.read(request)
        if session is not None and (
            contact := await self._contact(session.person_id, session.opened_at)
        ):
            return contact
        raise self._refused(web.HTTPUnauthorized, "no_session", language)

    def _refused(
        self, error: type[web.HTTPException], kind: str, language: str
    ) -> web.HTTPException:
        page = self._view.notice(kind, language=language)
        return error(text=page, content_type="text/html", headers=http.HEADERS)

    async def _stretch(
        self, contact: Contact, *, before: int | None
    ) -> tuple[Sequence[ChatEntry], bool]:
        page = await self._log.page(person_id=contact.person_id, before=before, limit=_PAGE + 1)
        return page[-_PAGE:], len(page) > _PAGE

    async def _listed(self, seen: dict[int, int], language: str) -> list[Listed]:
        people = await self._people(language) if self._people else []
        # Reps first: the news is theirs. In a fixed order: a list that jumps can not be clicked.
        people = sorted(people, key=lambda contact: contact.role is not Role.REP)
        return [await self._line(contact, seen.get(contact.person_id)) for contact in people]

    async def _line(self, contact: Contact, seen: int | None) -> Listed:
        person_id = contact.person_id
        last = await self._log.page(person_id=person_id, before=None, limit=1)
        unread = 0
        if seen is not None and last and last[0].id > seen:
            fresh = await self._log.after(person_id=person_id, entry_id=seen, limit=_COUNTED_UNREAD)
            unread = sum(not entry.is_from_person for entry in fresh)
        return Listed(contact=contact, last=last[0] if last else None, unread=unread)

    async def _keep(self, contact: Contact, said: Said) -> int | None:
        entry_id = await self._log.append(
            person_id=contact.person_id,
            key=said.key,
            is_from_person=True,
            body=said_bytes(said),
            at=self._clock(),
        )
        self._hub.notify(contact.person_id)
        self._hub.answering(contact.person_id)
        return entry_id
