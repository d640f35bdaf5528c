"""Where all objects are built and owned: one process, its server, its loops."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial

import structlog
from aiohttp import web

from bot import outbound
from bot.attachments import Keeper
from bot.backup import before_upgrade
from bot.channels.channel import Channel
from bot.channels.platform import Platform
from bot.channels.reception import Reception
from bot.channels.webchat import Hub, StoredChatLog, WebChat
from bot.clock import Clock, slots_between
from bot.dispatcher import Dispatcher
from bot.form_links import FormLinks
from bot.form_pages import FormPages
from bot.hints import CHAT, OUTBOX, Hints
from bot.home import holding, warn_of_guests
from bot.limits import Limits
from bot.loops import Loops, Pulse
from bot.metrics import Metrics
from bot.opening import answering_site, now, open_store, site_key
from bot.platforms import Ground, platforms
from bot.redis_server import answers
from bot.relay import Relay
from bot.unfinished import finish
from bot.web.chat import ChatPage
from bot.web.contacts import Contacts
from bot.web.forms import FormPage
from bot.web.health import Check, Health, answers_check, disk_check, loops_check, schema_check
from bot.web.hooks import Hooks, IngestQueue
from bot.web.metrics_page import MetricsPage
from bot.web.server import IDLE_SECONDS, probes_app, web_app
from bot.web.uploads import Uploads
from bot.web.xapi import Statements
from bot.worker import Crew
from config.settings import Settings
from config.targets import read_targets
from handlers.guessing import likeness
from jobs.audit import seal
from jobs.job import JobSite
from jobs.runner import Runner
from jobs.schedule import JOBS
from rules.errors import FootholdError
from rules.loop import LoopPolicy
from rules.periods import local_day
from rules.risk import RiskPolicy
from storage.store import Store

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A running Foothold."""

    store: Store
    queue: IngestQueue
    relay: Relay
    dispatcher: Dispatcher
    limits: Limits
    hints: Hints
    reception: Reception
    platforms: Mapping[str, Platform]
    loops: Loops
    health: Health
    port: int


class ProcessRole(StrEnum):
    """What a process may be for; by default it is for everything."""

    WEB = "web"
    RELAY = "relay"
    WORKER = "worker"
    CLOCK = "clock"


ALL_ROLES = frozenset(ProcessRole)


@asynccontextmanager
async def running(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = now,
    is_demo: bool = False,
    roles: Collection[ProcessRole] = ALL_ROLES,
) -> AsyncIterator[App]:
    """Run these roles in this process until the block is left, then drain and close.

    Raises `Conflict` where another Foothold runs on the same SQLite home, and `FootholdError` for
    a worker by itself without Redis: nothing would ever reach it.
    """
    if set(roles) == {ProcessRole.WORKER} and not settings.redis_url.get_secret_value():
        raise FootholdError("error.worker_without_redis")
    async with AsyncExitStack() as stack:
        outbound.check(settings.http)
        stack.enter_context(holding(settings.home, alone=settings.is_sqlite))
        warn_of_guests(settings.home)
        store = open_store(settings)
        stack.push_async_callback(store.close)
        await store.upgrade(before=before_upgrade(settings))
        for unknown in store.calendar.unknown_years(local_day(clock(), settings.zone)):
            log.warning("calendar.year_unknown", country=unknown.country, year=unknown.year)
        app, server = _built(settings, store, clock=clock, is_demo=is_demo, roles=roles)
        stack.push_async_callback(app.limits.close)
        stack.push_async_callback(app.hints.close)
        for platform in app.platforms.values():
            stack.push_async_callback(platform.close)
        stack.push_async_callback(app.reception.close)
        port = await _listen(stack, settings, server, is_web=ProcessRole.WEB in roles)
        stack.push_async_callback(app.loops.stop)
        if ProcessRole.WEB in roles:
            # Learnt before somebody waits for it, while the rest starts.
            learning = asyncio.get_running_loop().run_in_executor(None, likeness)
            stack.push_async_callback(asyncio.wait, [learning])
            finishing = Pulse()
            app.loops.start("ingest", app.queue.run(), app.queue.pulse)
            app.loops.start("unfinished", finish(app.dispatcher, finishing), finishing)
            for platform in app.platforms.values():
                for name, connect in platform.connections().items():
                    app.loops.start(name, connect(), Pulse())
        if ProcessRole.RELAY in roles:
            app.loops.start("relay", app.relay.run(), app.relay.pulse)
        if {ProcessRole.WEB, ProcessRole.RELAY} & set(roles):
            app.loops.start("limits", app.limits.run(), Pulse())
        if app.hints.is_shared and {ProcessRole.WEB, ProcessRole.RELAY} & set(roles):
            app.loops.start("hints", app.hints.run(), Pulse())
        await _start_jobs(stack, settings, app, clock=clock, roles=roles)
        # Before anything is stopped: what balances the load looks elsewhere meanwhile.
        stack.callback(app.health.drain)
        log.info("process.started", roles=sorted(roles), port=port)
        yield replace(app, port=port)


async def _listen(
    stack: AsyncExitStack, settings: Settings, server: web.Application, *, is_web: bool
) -> int:
    """Serve until the stack is left, and give the port; 0 where nothing is to be served."""
    if not is_web and not settings.probe_port:
        return 0
    runner = web.AppRunner(
        server, access_log=None, shutdown_timeout=3, keepalive_timeout=IDLE_SECONDS
    )
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    port = settings.port if is_web else settings.probe_port
    try:
        await web.TCPSite(runner, settings.host, port).start()
    except OSError as error:
        reason = f"{settings.host}:{port} can not be listened at: {os.strerror(error.errno or 0)}"
        key = "port" if is_web else "probe_port"
        raise FootholdError("error.setting", key=key, reason=reason) from error
    return int(runner.addresses[0][1])


async def _start_jobs(
    stack: AsyncExitStack,
    settings: Settings,
    app: App,
    *,
    clock: Callable[[], datetime],
    roles: Collection[ProcessRole],
) -> None:
    """Start the clock, the worker, and the way between them where there is Redis."""
    runner = job_runner(settings, app.store, clock=clock)
    if redis_url := settings.redis_url.get_secret_value():
        crew = Crew(redis_url, run=runner.run_shard, run_handed=runner.run_handed)
        stack.push_async_callback(crew.close)
        runner.kick = crew.kick
        if ProcessRole.WORKER in roles:
            pulse = Pulse()
            app.loops.start("worker", crew.work(pulse), pulse)
    if ProcessRole.CLOCK in roles:
        beat = Clock(
            runner, zone=settings.zone, seal=partial(seal, app.store, owner=process_name())
        )
        beat.start()
        stack.push_async_callback(beat.stop)
    elif ProcessRole.WORKER in roles:
        stack.callback(runner.stop)


def _built(
    settings: Settings,
    store: Store,
    *,
    clock: Callable[[], datetime],
    is_demo: bool,
    roles: Collection[ProcessRole],
) -> tuple[App, web.Application]:
    key = site_key(settings.home)
    redis_url = settings.redis_url.get_secret_value()
    hints = Hints(redis_url)
    hub, chat_log = Hub(tell=partial(hints.give, CHAT)), StoredChatLog(store)
    hints.on(CHAT, hub.wake)
    contacts = Contacts(store, clock, real_clock=now)
    metrics, loops = Metrics(), Loops()
    metrics.watch(loops.seconds)
    channels: dict[str, Channel] = {"webchat": WebChat(log=chat_log, hub=hub, clock=clock)}
    limits = Limits(redis_url=redis_url, replicas=settings.relays)
    relay = Relay(
        store,
        channels=channels,
        key=key,
        clock=clock,
        metrics=metrics,
        limits=limits,
        chat_url=settings.chat_url,
        hides_sums=settings.hides_sums,
    )
    hints.on(OUTBOX, lambda _: relay.hint())

    def committed() -> None:
        relay.hint()
        hints.give(OUTBOX)

    queue = IngestQueue(
        store,
        clock=clock,
        default_plan=settings.default_plan,
        default_zone=settings.zone,
        committed=committed,
        metrics=metrics,
    )
    site, links = answering_site(settings, key), FormLinks(site=settings.address, key=key)
    dispatcher = Dispatcher(
        store,
        channels=channels,
        site=site,
        metrics=metrics,
        linked=links.url if settings.web.public_url else None,
        limits=limits,
    )
    pages = FormPages(store, site=site, links=links, conclude=dispatcher.conclude, real_clock=now)
    reception = Reception(dispatcher.accept, dispatcher.answer)
    ground = Ground(
        settings=settings,
        store=store,
        reception=reception,
        key=key,
        clock=clock,
        real_clock=now,
        owner=process_name(),
    )
    found = platforms(ground)
    # The relay and the dispatcher hold this same mapping: what hands acts in also answers them.
    channels |= {name: one.channel for name, one in found.items()}
    uploads = Uploads(Keeper(store).keep)
    chat = ChatPage(
        log=chat_log,
        hub=hub,
        receive=dispatcher.receive,
        contact=contacts.one,
        people=contacts.everyone if is_demo else None,
        redeem=contacts.redeem,
        clock=clock,
        real_clock=now,
        key=key,
        uploads=uploads,
        is_https=settings.web.is_https,
        is_proxied=bool(settings.web.public_url),
    )
    hooks = Hooks(
        queue,
        secrets={
            name: [s for s in (source.secret, source.old_secret) if s is not None]
            for name, source in settings.hooks.items()
        },
    )
    statements = Statements(
        queue,
        store,
        clock=clock,
        passwords={
            name: [s for s in (source.password, source.old_password) if s is not None]
            for name, source in settings.xapi.items()
        },
    )
    health = Health(_checks(settings, store, loops))
    page = MetricsPage(
        metrics,
        store,
        clock=clock,
        token=settings.web.metrics_token,
        is_open=settings.is_local,
    )
    app = App(
        store=store,
        queue=queue,
        relay=relay,
        dispatcher=dispatcher,
        limits=limits,
        hints=hints,
        reception=reception,
        platforms=found,
        loops=loops,
        health=health,
        port=settings.port,
    )
    if ProcessRole.WEB not in roles:
        return app, probes_app(health=health, page=page, metrics=metrics)
    routes = [route for one in found.values() for route in one.routes()]
    return app, web_app(
        hooks=hooks,
        statements=statements,
        chat=chat,
        forms=FormPage(pages, uploads=uploads, clock=clock),
        platforms=routes,
        health=health,
        page=page,
        metrics=metrics,
    )


def job_runner(settings: Settings, store: Store, *, clock: Callable[[], datetime]) -> Runner:
    """Build what runs the jobs of a site."""
    keep = settings.keep_days
    return Runner(
        store,
        jobs=JOBS,
        site=JobSite(
            zone=settings.zone,
            default_plan=settings.default_plan,
            keep_events=timedelta(days=keep.events),
            keep_notices=timedelta(days=keep.notices),
            keep_jobs=timedelta(days=keep.jobs),
            keep_candidates=timedelta(days=keep.candidates),
            keep_courses=timedelta(days=keep.courses),
            keep_records=timedelta(days=keep.records),
            keep_pulses=timedelta(days=keep.pulses),
            keep_alerts=timedelta(days=keep.alerts),
            keep_snapshots=timedelta(days=keep.snapshots),
            keep_activities=timedelta(days=keep.activities),
            keep_bands=timedelta(days=keep.bands),
            targets=read_targets(
                settings.home, strict_seed=settings.target.policy == "strict_seed"
            ),
            risk=risk_policy(settings),
            loop=LoopPolicy(
                found_worth=settings.loop.found_worth,
                needless_cost=settings.loop.needless_cost,
                hire_cost=settings.loop.hire_cost,
                vacancy_cost=settings.loop.vacancy_cost,
                leaver_cost=settings.loop.leaver_cost,
                key_wrong_cost=settings.loop.key_wrong_cost,
                key_missed_cost=settings.loop.key_missed_cost,
                hold_back=settings.loop.hold_back,
                hold_back_days=settings.loop.hold_back_days,
            ),
        ),
        clock=clock,
        slots_between=partial(slots_between, zone=settings.zone),
        owner=process_name(),
    )


def risk_policy(settings: Settings) -> RiskPolicy:
    """Give the site's figures of risk; its version names every figure, so it moves with each."""
    risk = settings.risk
    figures = f"{risk.training_under},{risk.new_for_weeks},{risk.alert_budget_per_week}"
    return RiskPolicy(
        training_under=risk.training_under,
        new_for_weeks=risk.new_for_weeks,
        alert_budget_per_week=risk.alert_budget_per_week,
        version=f"1:{figures}",
    )


def process_name() -> str:
    """Name this process among all that share the store."""
    return f"{socket.gethostname()}:{os.getpid()}"[:100]


def _checks(settings: Settings, store: Store, loops: Loops) -> dict[str, Check]:
    checks = {"database": schema_check(store), "loops": loops_check(loops)}
    if settings.is_sqlite:
        checks["disk"] = disk_check(settings.home)
    if redis_url := settings.redis_url.get_secret_value():
        checks["redis"] = answers_check(answers(redis_url))
    return checks
