"""`foothold demo`: a company that never was, with history, and deals that keep coming in."""

from __future__ import annotations

import asyncio
import json
import random
import signal
import socket
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path

from aiohttp import ClientSession
from pydantic import SecretStr
from rich.console import Console
from standardwebhooks import Webhook

from bot.app import App, running
from bot.home import DEMO_MARK
from bot.opening import now, start_logging
from bot.outbound import open_session
from config.settings import HookSource, HttpSettings, LogSettings, Settings
from handlers.ingest import ingest
from storage.store import UnitOfWork

_SECRET = "whsec_Zm9vdGhvbGQtZGVtby1vbmx5LW5vdC1hLXNlY3JldA=="  # noqa: S105 - loopback demo only
_SOURCE = "crm"
_ZONE = "Asia/Shanghai"
_MONTHS_BACK = 95
_PAUSE_SECONDS = 6.0
#: Business time of `--fast` against real time.
_FAST_PACE = 720.0

#: Number, name, roles, engagement, locale, weeks since hired, manager.
_STAFF = (
    ("M01", "周敏", ("manager",), "employee", "zh", 210, None),
    ("M02", "Daniel Reed", ("manager",), "employee", "en", 160, None),
    ("T01", "赵强", ("mentor", "rep"), "employee", "zh", 120, "M01"),
    ("T02", "孙丽", ("mentor", "rep"), "employee", "zh", 98, "M01"),
    ("H01", "吴静", ("hr",), "employee", "zh", 180, None),
    ("X01", "何宁", ("admin",), "employee", "zh", 200, None),
    ("F01", "郑云", ("finance",), "employee", "zh", 150, None),
    ("O01", "冯洁", ("sales_ops",), "employee", "zh", 90, None),
    ("S01", "李雷", ("rep",), "employee", "zh", 9, "M01"),
    ("S02", "韩梅梅", ("rep",), "employee", "zh", 3, "M01"),
    ("S03", "王芳", ("rep",), "agent", "zh", 14, "M01"),
    ("S04", "张伟", ("rep",), "employee", "zh", 1, "M01"),
    ("S05", "陈晨", ("rep",), "employee", "zh", 18, "M01"),
    ("S06", "Emma Clark", ("rep",), "employee", "en", 6, "M02"),
    ("S07", "Lucas Meyer", ("rep",), "employee", "en", 22, "M02"),
    ("S08", "刘洋", ("rep",), "agent", "zh", 26, "M02"),
    ("S09", "杨雪", ("rep",), "employee", "zh", 12, "M02"),
)
_CUSTOMERS = (
    "华星科技 远山贸易 青禾餐饮 海石物流 蓝图教育 长风制造 木棉医疗 北辰能源 新岸传媒 同舟建材 "
    "Maple-Foods Harbor-Tools Northwind-Labs Riverside-Clinic"
).split()
_PRODUCTS = ("企业版", "门店版")

console = Console()


class FastClock:
    """Business time that starts now and runs faster: two minutes are a day at the pace of `--fast`.

    Jobs, digests, expiry and the days of deals go by it; leases, retries, sessions and signatures
    stay on real time.
    """

    def __init__(self, pace: float, *, real_clock: Callable[[], datetime] = now) -> None:
        self._pace = pace
        self._real_clock = real_clock
        self._started = real_clock()

    def __call__(self) -> datetime:
        """Give business time now, in UTC."""
        return self._started + self._pace * (self._real_clock() - self._started)


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
        log=LogSettings(level="warning", format="text"),  # what a visitor reads stays free of it
    )
    start_logging(settings)
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    clock = FastClock(_FAST_PACE) if is_fast else now
    async with running(settings, is_demo=True, clock=clock) as app:
        await _fill(app)
        (home / DEMO_MARK).touch()
        console.print(f"\n[bold]Open http://127.0.0.1:{app.port}/chat[/bold]  and choose a person")
        console.print("Try 我今天的提成 · 为什么 · 再签两万 · my commission this month")
        console.print(f"Or in a terminal: FOOTHOLD_HOME={home} foothold console --as S01")
        console.print(f"Data in {home}; stop with Ctrl-C\n")
        if is_fast:
            console.print("Business time runs fast: a day in two minutes, digests in the morning\n")
        deals = asyncio.create_task(_sell(app.port, clock=clock))
        await stop.wait()
        deals.cancel()
        await asyncio.gather(deals, return_exceptions=True)


async def _fill(app: App) -> None:
    """Hire everybody and book three months of deals, told to nobody."""
    started = now()
    chance = random.Random(7)  # noqa: S311 - a made-up company
    async with app.store.begin() as uow:
        plan = files("config").joinpath("policies/commission.toml").read_text("utf-8")
        await uow.plans.add(name="standard", starts_on=date(2020, 1, 1), toml=plan, at=started)
        await _take(uow, [_hire(row, started) for row in _STAFF], started)
        for person in await uow.people.everyone():
            await uow.links.link(
                channel="webchat", address=str(person.id), person_id=person.id, at=started
            )
    history = _history(chance, started)
    async with app.store.begin() as uow:
        await _take(uow, history, started)
    console.print(f"{len(_STAFF)} people, {len(history)} events of history")


async def _take(uow: UnitOfWork, events: Sequence[dict[str, object]], at: datetime) -> None:
    await ingest(
        [(_SOURCE, event) for event in events],
        uow,
        at=at,
        default_plan="standard",
        default_zone=_ZONE,
        is_quiet=True,
    )


def _hire(
    row: tuple[str, str, tuple[str, ...], str, str, int, str | None], today: datetime
) -> dict[str, object]:
    number, name, roles, engagement, locale, weeks, manager = row
    hired_on = (today - timedelta(weeks=weeks)).date()
    return _event(
        f"hire-{number}",
        "employee.hired",
        today,
        employee_id=number,
        name=name,
        roles=list(roles),
        engagement=engagement,
        locale=locale,
        hired_on=hired_on.isoformat(),
        probation_ends_on=(hired_on + timedelta(days=182)).isoformat(),
        manager=manager,
    )


def _history(chance: random.Random, today: datetime) -> list[dict[str, object]]:
    events: list[dict[str, object]] = []
    sellers = [row for row in _STAFF if "rep" in row[2]]
    for number, _, _, _, _, weeks, _ in sellers:
        days = min(weeks * 7, _MONTHS_BACK)
        for n in range(max(0, days // chance.randint(6, 11))):
            at = today - timedelta(days=chance.uniform(0.5, days))
            key = f"{number}-{n}"
            deal = _deal(chance, key, number, at)
            events.append(deal)
            if chance.random() < 0.6:  # noqa: PLR2004 - a made-up company
                events.append(_paid(deal, at + timedelta(days=chance.randint(1, 9)), today))
    return events


def _deal(chance: random.Random, key: str, number: str, at: datetime) -> dict[str, object]:
    amount = chance.choice((2_800, 4_500, 6_000, 8_000, 9_000, 12_800, 16_500))
    return _event(
        f"close-{key}",
        "deal.closed",
        at,
        deal_id=f"HT-{key}",
        employee_id=number,
        amount=f"{amount}.00",
        currency="CNY",
        customer_id=chance.choice(_CUSTOMERS).replace("-", " "),
        product=chance.choice(_PRODUCTS),
        closed_at=at.isoformat(),
    )


def _paid(deal: dict[str, object], at: datetime, today: datetime) -> dict[str, object]:
    said = deal["data"]
    assert isinstance(said, dict)  # noqa: S101 - made above
    at = min(at, today)
    return _event(
        f"paid-{said['deal_id']}",
        "deal.paid",
        at,
        deal_id=said["deal_id"],
        instalment_id="1",
        amount=said["amount"],
        paid_at=at.isoformat(),
    )


def _event(
    event_id: str, type_: str, at: datetime, *, version: int = 1, **data: object
) -> dict[str, object]:
    return {
        "id": event_id,
        "type": type_,
        "occurred_at": at.isoformat(),
        "version": version,
        "data": data,
    }


async def _sell(port: int, *, clock: Callable[[], datetime]) -> None:
    """Send a new deal, now and then a cancellation, through the real webhook."""
    chance = random.Random()  # noqa: S311 - a made-up company
    sellers = [row[0] for row in _STAFF if row[2] == ("rep",)]
    sold: list[str] = []
    async with open_session(HttpSettings()) as session:
        while True:
            await asyncio.sleep(_PAUSE_SECONDS)
            at = clock()
            key = f"L{int(at.timestamp() * 1000)}"
            if sold and chance.random() < 0.12:  # noqa: PLR2004 - a made-up company
                gone = sold.pop(chance.randrange(len(sold)))
                event = _event(f"cancel-{gone}", "deal.cancelled", at, version=2, deal_id=gone)
            else:
                event = _deal(chance, key, chance.choice(sellers), at)
                sold.append(f"HT-{key}")
            await _post(session, port, event)


async def _post(session: ClientSession, port: int, event: dict[str, object]) -> None:
    body = json.dumps(event, ensure_ascii=False)
    message_id, at = str(event["id"]), datetime.now(UTC)
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
