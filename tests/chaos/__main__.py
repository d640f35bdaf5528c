"""`make chaos`: kill each role again and again under load, restart the servers, count what is left.

Ends with a table of lost, doubled and unknown, and with exit code 1 where anything was lost or
doubled. `--kills 3` is a short one; `--seed` repeats the choices, though not their moments.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TextIO

import asyncpg
from redis.asyncio import Redis
from rich.console import Console

from config.plans import read_plan
from storage.store import Store
from tests.builders import PLAN, a_hire, take_in
from tests.chaos.crowd import ROLES, Crowd
from tests.chaos.process import NAME
from tests.chaos.sender import Crm
from tests.journeys.site import SECRET
from tests.servers import Postgres, Valkey

_REPS = 60
_SENDERS = 3
_SENDER_PAUSE = 0.4
_SLOT_SECONDS = 3.0
_SERVER_SECONDS = (6.0, 14.0)
_KILL_SECONDS = (1.0, 3.5)
_DRAIN_SECONDS = 300.0
_STEADY_LOOKS = 3

console = Console(soft_wrap=True, highlight=False)


class Run:
    """Everything that goes on at once, and what was done to it."""

    def __init__(self, home: Path, *, postgres: Postgres, valkey: Valkey, seed: int) -> None:
        self._home, self._postgres, self._valkey = home, postgres, valkey
        self._chance = random.Random(seed)  # noqa: S311 - no secret
        self._stop = asyncio.Event()
        self.done_to_servers: Counter[str] = Counter()
        self.strange: Counter[str] = Counter()
        self.taken = home / "taken.jsonl"
        self.crowd = Crowd(
            home,
            {
                "FOOTHOLD_DATABASE_URL": postgres.url(),
                "FOOTHOLD_REDIS_URL": valkey.url,
                "FOOTHOLD_RELAYS": "2",
                "FOOTHOLD_HOOKS__CRM__SECRET": SECRET,
            },
        )

    async def prepare(self) -> None:
        """Lay out the schema, a plan and reps who are linked."""
        store = Store(self._postgres.url(), read_plan=read_plan)
        at = datetime.now(UTC)
        await store.upgrade()
        async with store.begin() as uow:
            await uow.plans.add(name="standard", starts_on=date(2020, 1, 1), toml=PLAN, at=at)
        await take_in(store, *(a_hire(rep) for rep in self._reps), at=at)
        async with store.begin() as uow:
            for person in await uow.people.everyone():
                address = {"channel": "webchat", "address": str(person.id)}
                await uow.links.link(**address, person_id=person.id, at=at)
        await store.close()

    async def go(self, *, kills: int) -> Counter[str]:
        """Have all of it happen until each role was killed so often, then let it come to rest."""
        await self.crowd.start()
        with self.taken.open("w", encoding="utf-8") as log:
            crms = [self._crm(n, log) for n in range(_SENDERS)]
            going = [
                *(crm.run(self._stop, pause=_SENDER_PAUSE) for crm in crms),
                self._slots(),
                self._servers(),
            ]
            tasks = [asyncio.create_task(one) for one in going]
            try:
                await self._kill(kills)
                self._stop.set()
                await asyncio.gather(*tasks)
            finally:
                for task in tasks:
                    task.cancel()
        await self._rest()
        await self.crowd.stop()
        self.strange = sum((crm.strange for crm in crms), Counter())
        return Counter(tries=sum(crm.tries for crm in crms), taken=sum(crm.taken for crm in crms))

    @property
    def _reps(self) -> list[str]:
        return [f"A{n:03}" for n in range(_REPS)]

    def _crm(self, n: int, log: TextIO) -> Crm:
        chance = random.Random(self._chance.random())  # noqa: S311 - no secret
        return Crm(self.crowd.webs, reps=self._reps, log=log, chance=chance, first=n * 1_000_000)

    async def _kill(self, kills: int) -> None:
        left = Counter(dict.fromkeys(ROLES, kills))
        while +left:
            role = self._chance.choice(list((+left).elements()))
            if self.crowd.kill_one(role, chance=self._chance):
                left[role] -= 1
            await asyncio.sleep(self._chance.uniform(*_KILL_SECONDS))

    async def _servers(self) -> None:
        """Kill, restart and empty the servers, now one and now the other."""
        deeds = [
            ("PostgreSQL killed", self._kill_postgres),
            ("Valkey killed", self._kill_valkey),
            ("Valkey flushed", self._flush),
            ("PostgreSQL restarted", lambda: asyncio.to_thread(self._postgres.restart)),
        ]
        while not self._stop.is_set():
            for name, do in deeds:
                await asyncio.sleep(self._chance.uniform(*_SERVER_SECONDS))
                if self._stop.is_set():
                    return
                await do()
                self.done_to_servers[name] += 1

    async def _kill_postgres(self) -> None:
        await asyncio.to_thread(self._postgres.kill)
        await asyncio.sleep(self._chance.uniform(0, 2))
        await asyncio.to_thread(self._postgres.start)

    async def _kill_valkey(self) -> None:
        await asyncio.to_thread(self._valkey.kill)
        await asyncio.sleep(self._chance.uniform(0, 4))
        await asyncio.to_thread(self._valkey.start)

    async def _flush(self) -> None:
        async with Redis.from_url(self._valkey.url) as client:
            await client.flushall()

    async def _slots(self) -> None:
        """Give the job a slot every few seconds: what a busier schedule would."""
        store = Store(self._postgres.url(), read_plan=read_plan)
        slot = datetime.now(UTC).replace(microsecond=0)
        while not self._stop.is_set():
            try:
                async with store.begin() as uow:
                    await uow.jobs.add(NAME, [slot])
                slot += timedelta(seconds=1)
            except Exception as error:  # noqa: BLE001 - the server is away: this slot again
                console.print(f"no slot: {type(error).__name__}")
            await asyncio.sleep(_SLOT_SECONDS)
        await store.close()

    async def _rest(self) -> None:
        """Wait until nothing is on its way any more."""
        began, steady = time.monotonic(), 0
        before: Counter[str] = Counter()
        while steady < _STEADY_LOOKS:
            unfinished = await _unfinished(self._postgres.url())
            took = time.monotonic() - began
            if +unfinished != before:
                console.print(f"{took:4.0f} s after the last kill: {dict(unfinished)}")
            before = +unfinished
            steady = 0 if before else steady + 1
            if took > _DRAIN_SECONDS:
                console.print("that is no rest")
                return
            await asyncio.sleep(1)


async def _unfinished(url: str) -> Counter[str]:
    questions = {
        "notices": "SELECT count(*) FROM notice WHERE state IN ('pending', 'sending')",
        "shards": "SELECT count(*) FROM job_shard WHERE state NOT IN ('done', 'failed')",
        "slots": "SELECT count(*) FROM job_run WHERE state IN ('pending', 'running')",
        "events": "SELECT count(*) FROM inbox WHERE state = 'parked'",
    }
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    found = Counter({name: await connection.fetchval(query) for name, query in questions.items()})
    await connection.close()
    return found


async def _main(*, kills: int, seed: int) -> int:
    with (
        tempfile.TemporaryDirectory(prefix="foothold-chaos-") as folder,
        Postgres(is_durable=True) as postgres,
        Valkey() as valkey,
    ):
        run = Run(Path(folder), postgres=postgres, valkey=valkey, seed=seed)
        await run.prepare()
        began = time.monotonic()
        sent = await run.go(kills=kills)
        _report(run, sent, seconds=time.monotonic() - began, seed=seed)
        verify = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.chaos.verify",
            postgres.url().replace("+asyncpg", ""),
            str(run.taken),
            NAME,
        )
        return await verify.wait()


def _report(run: Run, sent: Counter[str], *, seconds: float, seed: int) -> None:
    crowd = run.crowd
    console.print(f"seed {seed}, {seconds:.0f} s")
    console.print(f"{sent['taken']:,} events sent until taken, in {sent['tries']:,} requests")
    for answer, times in run.strange.most_common():
        console.print(f"    answered {answer}: {times}x")
    console.print("kill -9: " + ", ".join(f"{n} {role}" for role, n in crowd.kills.items()))
    console.print("ended by themselves: " + (", ".join(f"{n} {r}" for r, n in crowd.ends.items())))
    console.print(
        "servers: " + ", ".join(f"{name} {n}x" for name, n in run.done_to_servers.items())
    )


def main() -> None:
    """Run it and leave with what the verifier says."""
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--kills", type=int, default=20, help="of each role (20)")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))  # noqa: S311 - no secret
    asked = parser.parse_args()
    sys.exit(asyncio.run(_main(kills=asked.kills, seed=asked.seed)))


if __name__ == "__main__":
    main()
