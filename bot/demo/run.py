"""`foothold demo`: a company that never was, with history, and deals that keep coming in."""

from __future__ import annotations

import asyncio
import json
import random
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, date, datetime
from functools import partial
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import ClientSession
from pydantic import SecretStr
from rich.console import Console
from standardwebhooks import Webhook

from bot.app import App, ProcessRole, job_runner, running
from bot.demo.clock import PlayClock
from bot.demo.company import STAFF, Raw, deal, event, history, roster
from bot.demo.former import FORMER, former
from bot.demo.hiring import APPLICANTS, applications, propose_bar
from bot.demo.play import Play
from bot.home import DEMO_MARK
from bot.opening import now, start_logging
from bot.outbound import open_session
from config.settings import HookSource, HttpSettings, LogSettings, Settings
from handlers.ingest import ingest
from storage.store import Store
from storage.unit_of_work import UnitOfWork

_SECRET = "whsec_Zm9vdGhvbGQtZGVtby1vbmx5LW5vdC1hLXNlY3JldA=="  # noqa: S105 - loopback demo only
_SOURCE = "crm"
_ZONE = "Asia/Shanghai"
_PAUSE_SECONDS = 6.0

console = Console(soft_wrap=True)


async def run_demo(*, port: int, data: Path | None, is_fast: bool) -> None:
    """Fill a fresh store, serve it, and let deals come in until Ctrl-C."""
    home = data or Path(tempfile.mkdtemp(prefix="foothold-demo-"))
    if (home / "foothold.db").exists():
        console.print(f"{home} holds a company already; name an empty folder with --data")
        return
    settings = Settings(
        home=home,
        database_url="",
        host="127.0.0.1",
        port=_free(port),
        zone=_ZONE,
        hooks={_SOURCE: HookSource(secret=SecretStr(_SECRET))},
        log=LogSettings(level="error", format="text"),  # what a visitor reads stays free of it
    )
    start_logging(settings)
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    if is_fast:
        await _play(settings, stop)
    else:
        await _watch(settings, stop)


async def _watch(settings: Settings, stop: asyncio.Event) -> None:
    """Serve a company of today, with a deal every few seconds."""
    async with running(settings, is_demo=True) as app:
        await _open(app, settings)
        # What the clock does of a morning: without it nobody had a target until tomorrow.
        runner = job_runner(settings, app.store, clock=now)
        await runner.run_slot("target", now().replace(microsecond=0))
        await _until(stop, _sell(app.port, clock=now))


async def _play(settings: Settings, stop: asyncio.Event) -> None:
    """Serve a company whose next four weeks pass in two minutes, and go on from there."""
    clock = PlayClock()
    async with (
        running(settings, is_demo=True, clock=clock, roles=[ProcessRole.WEB]) as app,
        open_session(HttpSettings()) as session,
    ):
        await _open(app, settings)
        console.print("Four weeks in two minutes: what comes by the clock, and what people do.\n")
        runner = job_runner(settings, app.store, clock=clock)
        play = Play(app, runner, clock, session=session, zone=_ZONE)

        async def whole() -> None:
            await play.run(partial(_post, session, app.port))
            console.print("The chats are open; a deal comes every few seconds. Ctrl-C ends.")
            async with asyncio.TaskGroup() as both:
                both.create_task(play.go_on())
                both.create_task(_sell(app.port, clock=clock))

        await _until(stop, whole())


async def _until(stop: asyncio.Event, what: Coroutine[None, None, None]) -> None:
    """Do it until it ends or a stop is asked for; what went wrong in it is raised."""
    doing, asked = asyncio.create_task(what), asyncio.create_task(stop.wait())
    await asyncio.wait({doing, asked}, return_when=asyncio.FIRST_COMPLETED)
    if doing.done():
        doing.result()
    for one in (doing, asked):
        one.cancel()
    await asyncio.gather(doing, asked, return_exceptions=True)


async def _open(app: App, settings: Settings) -> None:
    await fill(app.store)
    (settings.home / DEMO_MARK).touch()
    console.print(f"\n[bold]Open http://127.0.0.1:{app.port}/chat[/bold]  and choose a person")
    console.print("A rep: 我今天的提成 · 为什么 · 再签两万 · 我的课程 · 我的目标")
    console.print("A mentor: 我的带教 · a manager: 团队, team status, risk list")
    console.print(
        "HR (吴静): 候选人 · 筛选 林晓 · 画像 · 留存报告 · 风险模型 · HRBP (孟琪): 风险名单\n"
        "HR in English (Laura Bennett): candidates · screen Olivia Brown · risk list"
    )
    console.print(f"Or in a terminal: FOOTHOLD_HOME={settings.home} {_program()} console --as S01")
    console.print(f"Data in {settings.home}; stop with Ctrl-C\n")


def _program() -> str:
    """Give how this program was called, so that what is printed can be typed."""
    called = Path(sys.argv[0])
    return str(called) if called.name == "foothold" else "foothold"


async def fill(store: Store, *, started: datetime | None = None) -> None:
    """Hire everybody, book three months of deals and take applications in, told to nobody.

    HR alone is told of one thing: that her hires speak for another bar.
    """
    started = started or now()
    here = started.astimezone(ZoneInfo(_ZONE))  # whose day it is there, not that of UTC
    chance = random.Random(7)  # noqa: S311 - a made-up company
    async with store.begin() as uow:
        plan = files("config").joinpath("policies/commission.toml").read_text("utf-8")
        await uow.plans.add(name="standard", starts_on=date(2020, 1, 1), toml=plan, at=started)
        await _take(uow, roster(here) + former(chance, here), started)
        for person in [one for one in await uow.people.everyone() if one.is_active]:
            await uow.links.link(
                channel="webchat", address=str(person.id), person_id=person.id, at=started
            )
    before = history(chance, here)
    async with store.begin() as uow:
        await _take(uow, before + applications(here), started)
        await propose_bar(uow, at=started)
    console.print(
        f"{len(STAFF)} people, {FORMER} who were there before, {len(before)} events of history,"
        f" {len(APPLICANTS)} applications"
    )


async def _take(uow: UnitOfWork, events: Sequence[Raw], at: datetime) -> None:
    await ingest(
        [(_SOURCE, one) for one in events],
        uow,
        at=at,
        default_plan="standard",
        default_zone=_ZONE,
        is_quiet=True,
    )


async def _sell(port: int, *, clock: Callable[[], datetime]) -> None:
    """Send a new deal, now and then a cancellation, through the real webhook."""
    chance = random.Random()  # noqa: S311 - a made-up company
    sellers = [one.number for one in STAFF if one.roles == ("rep",)]
    sold: list[str] = []
    async with open_session(HttpSettings()) as session:
        while True:
            await asyncio.sleep(_PAUSE_SECONDS)
            at = clock()
            key = f"L{int(at.timestamp() * 1000)}"
            if sold and chance.random() < 0.12:  # noqa: PLR2004 - a made-up company
                gone = sold.pop(chance.randrange(len(sold)))
                raw = event(f"cancel-{gone}", "deal.cancelled", at, version=2, deal_id=gone)
            else:
                raw = deal(chance, key, chance.choice(sellers), at)
                sold.append(f"HT-{key}")
            await _post(session, port, raw)


async def _post(session: ClientSession, port: int, raw: Raw) -> None:
    body = json.dumps(raw, ensure_ascii=False)
    message_id, at = str(raw["id"]), datetime.now(UTC)
    headers = {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(_SECRET).sign(message_id, at, body),
        "content-type": "application/json",
    }
    url = f"http://127.0.0.1:{port}/hooks/{_SOURCE}"
    async with session.post(url, data=body.encode(), headers=headers) as answer:
        if answer.status != 202:  # noqa: PLR2004 - accepted
            console.print(f"the webhook answered {answer.status}")


def _free(port: int) -> int:
    """Give the port, or another one where somebody has it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            console.print(f"port {port} is taken; using another")
            return 0
    return port
