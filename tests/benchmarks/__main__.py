"""`make bench`: every measurement on both databases, as a table and as bench-results.json."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import structlog
from rich.console import Console
from rich.table import Table

from tests.benchmarks import (
    bulk,
    card,
    chat,
    hanging,
    hiring,
    importing,
    night,
    price,
    relays,
    retention,
    slack_command,
    stages,
    webhook,
    wecom_callback,
)
from tests.benchmarks.figure import FULL, QUICK, Figure, Place, Size
from tests.servers import Postgres

_DATABASES = 25
_RESULTS = Path("bench-results.json")
_MEASURES: dict[str, Callable[[Place, Size], Awaitable[list[Figure]]]] = {
    "webhook": webhook.measure,
    "card": card.measure,
    "chat": chat.measure,
    "slack": slack_command.measure,
    "wecom": wecom_callback.measure,
    "stages": stages.measure,
    "hanging": hanging.measure,
    "price": price.measure,
    "import": importing.measure,
    "relays": relays.measure,
    "bulk": bulk.measure,
    "retention": retention.measure,
    "hiring": hiring.measure,
    "night": night.measure,
}

console = Console()


@contextmanager
def _places(names: list[str]) -> Iterator[list[Place]]:
    """Give fresh databases of each kind; the PostgreSQL keeps fsync on, as a site would."""
    with tempfile.TemporaryDirectory(prefix="foothold-bench-") as folder:
        places: list[Place] = []
        server = Postgres(is_durable=True) if "postgresql" in names else None
        try:
            if "sqlite" in names:
                places.append(_sqlite(Path(folder)))
            if server is not None:
                server.start()
                places.append(asyncio.run(_postgresql(Path(folder), server)))
            yield places
        finally:
            if server is not None:
                server.stop()


def _sqlite(folder: Path) -> Place:
    own = folder / "sqlite"
    own.mkdir()
    urls = tuple(f"sqlite+aiosqlite:///{own / f'{n}.db'}" for n in range(_DATABASES))
    return Place(database="sqlite", folder=own, urls=urls)


async def _postgresql(folder: Path, server: Postgres) -> Place:
    admin = await asyncpg.connect(server.url().replace("+asyncpg", ""))
    for n in range(_DATABASES):
        await admin.execute(f"CREATE DATABASE bench_{n}")
    await admin.close()
    urls = tuple(server.url(f"bench_{n}") for n in range(_DATABASES))
    return Place(database="postgresql", folder=folder / "postgresql", urls=urls)


def _table(figures: list[Figure]) -> Table:
    table = Table("database", "what", title="Foothold, measured")
    for title in ("ours", "unit", "bare", "ratio", "aim"):
        table.add_column(title, justify="right")
    for one in figures:
        table.add_row(
            one.database,
            one.what,
            f"{one.value:,.1f}",
            one.unit,
            "" if one.beside is None else f"{one.beside:,.1f}",
            "" if one.ratio is None else f"{one.ratio:.2f}",
            one.aim,
        )
    return table


def _write(figures: list[Figure]) -> None:
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    said = {
        "at": datetime.now(UTC).isoformat(),
        "machine": f"{machine}, Python {platform.python_version()}",
        "figures": [asdict(figure) for figure in figures],
    }
    _RESULTS.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", "utf-8")


def main() -> None:
    """Run what was asked for, one measurement at a time."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a minute or two, smaller sizes")
    parser.add_argument("--only", choices=list(_MEASURES), action="append")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    asked = parser.parse_args()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    figures: list[Figure] = []
    with _places(asked.database or ["sqlite", "postgresql"]) as places:
        for place in places:
            for name in asked.only or _MEASURES:
                console.print(f"{place.database}: {name} ...")
                size = QUICK if asked.quick else FULL
                figures += asyncio.run(_measured(name, place, size))
                _write(figures)
    console.print(_table(figures))
    console.print(f"written to {_RESULTS}")


async def _measured(name: str, place: Place, size: Size) -> list[Figure]:
    return await _MEASURES[name](place, size)


if __name__ == "__main__":
    main()
