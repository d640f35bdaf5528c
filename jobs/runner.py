"""Run what is due, each slot once, on any number of processes: rows and leases decide who.

Nothing here knows what wakes it up. A slot is a row; whoever takes its lease cuts it into shards;
whoever takes a shard settles its ids, each in one transaction with the shard's cursor. So what a
killed process did is done, and another goes on after it (docs/decisions/0011).
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import structlog

from jobs.alarm import run_alarm
from jobs.job import Acted, Job, JobSite, Occasion, Once, Within
from rules.schedule import MAX_ATTEMPTS, CatchUp, caught_up, pause, ranges
from storage.job import START, Run, Tally
from storage.job_shard import Shard, ShardKey
from storage.outage import is_outage, outages_as_os_errors
from storage.store import Store
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

#: Gives the slots of a cron after one time and up to another, oldest first.
SlotsBetween = Callable[[str, datetime, datetime], Sequence[datetime]]
#: Has a shard done, here or elsewhere.
Kick = Callable[[ShardKey], Awaitable[object]]

_LEASE = timedelta(seconds=30)
_TALLIES = {Acted.DONE: Tally(done=1), Acted.SKIPPED: Tally(skipped=1), Acted.MORE: Tally()}
_FAILED = Tally(failed=1)


class LeaseLost(Exception):
    """Somebody else has the shard; what was about to be written is not."""


class Runner:
    """Any number of these may run. `clock` is business time; leases run by the database's."""

    def __init__(
        self,
        store: Store,
        *,
        jobs: Sequence[Job],
        site: JobSite,
        clock: Callable[[], datetime],
        slots_between: SlotsBetween,
        owner: str,
        kick: Kick | None = None,
        lease: timedelta = _LEASE,
    ) -> None:
        self._store = store
        self._jobs: Mapping[str, Job] = {job.name: job for job in jobs}
        self._site = site
        self._clock = clock
        self._slots_between = slots_between
        self._owner = owner
        #: Has a shard done; by default here.
        self.kick: Kick = kick or self.run_shard
        self._lease = lease
        #: Of each job's newest slot.
        self._once: dict[str, tuple[datetime, Once]] = {}
        self._is_stopping = False

    @property
    def jobs(self) -> Mapping[str, Job]:
        """The table, by name."""
        return self._jobs

    def stop(self) -> None:
        """Begin nothing more; what is being acted on is finished and the rest put back."""
        self._is_stopping = True

    async def tick(self, name: str) -> None:
        """Note the slots of a job that are due, and run what is open.

        Raises OSError where the database does not answer: nothing is lost, tick again.
        """
        job = self._jobs[name]
        with outages_as_os_errors():
            await self._note_due(job, self._clock())
            await self._work(job)

    async def run_slot(self, name: str, slot: datetime) -> Run:
        """Run one slot here and now, as a person asked, and give its end; done before, nothing."""
        job = self._jobs[name]
        async with self._store.begin() as uow:
            await uow.jobs.add(name, [slot], is_scheduled=False)
        run = await self._run(name, slot)
        if run.state in ("pending", "running"):
            await self._advance(job, run, self.run_shard)
        return await self._run(name, slot)

    async def run_handed(self, key: ShardKey) -> None:
        """Settle a shard that another process kicked; where that ends its run, begin the next.

        The one that kicked does not wait, so nobody else goes on before a clock looks again.
        """
        if await self.run_shard(key):
            await self._work(self._jobs[key.job])

    async def run_shard(self, key: ShardKey) -> bool:
        """Settle what is left of a shard that is free to take; True once its run is over."""
        job = self._jobs.get(key.job)
        if job is None or self._is_stopping:
            return False
        async with self._store.begin() as uow:
            shard = await uow.job_shards.take(
                key, owner=self._owner, token=secrets.token_hex(8), life=self._lease
            )
        if shard is None:
            return False
        log.info("job.shard_taken", job=key.job, slot=key.slot.isoformat(), shard=key.shard)
        try:
            async with self._holding(lambda uow: uow.job_shards.renew(shard, life=self._lease)):
                await self._settle(job, shard)
        except LeaseLost:
            log.warning("job.lease_lost", job=key.job, shard=key.shard)
            return False
        except Exception as error:
            log.exception("job.shard_failed", job=key.job, shard=key.shard)
            await self._put_back(shard, error)
        return await self._finish(job, key.slot)

    async def _note_due(self, job: Job, now: datetime) -> None:
        last = await self._store.ask(lambda uow: uow.jobs.last_slot(job.name))
        if last is not None:
            due = caught_up(self._slots_between(job.cron, last, now), job.catch_up)
            if due:
                await self._note(job, due)
            return
        async with self._store.begin() as uow:
            await uow.jobs.add(job.name, [now], state=START)

    async def _note(self, job: Job, due: Sequence[datetime]) -> None:
        async with self._store.begin() as uow:
            new = await uow.jobs.add(job.name, due)
            if job.catch_up is CatchUp.LATEST:
                await uow.jobs.supersede(job.name, before=due[-1])
        log.info("job.due", job=job.name, slots=len(due), new=new)

    async def _work(self, job: Job) -> None:
        """Run open slots, the oldest first, for as long as there is one that this process ends."""
        while not self._is_stopping:
            run = await self._store.ask(lambda uow: uow.jobs.oldest_open(job.name))
            if run is None or not await self._advance(job, run, self.kick):
                return

    async def _advance(self, job: Job, run: Run, kick: Kick) -> bool:
        """Bring a run forward; True once it is over."""
        if run.shards is None and not await self._cut(job, run):
            return (await self._run(run.job, run.slot)).state == "failed"
        async with self._store.read() as uow:
            free = await uow.job_shards.free(run.job, run.slot)
        for key in free:
            await kick(key)
        return await self._finish(job, run.slot)

    async def _cut(self, job: Job, run: Run) -> bool:
        """Find what there is to do, and cut it into shards; False where it is not ours to do."""
        token = secrets.token_hex(8)
        occasion = self._occasion(job, run.slot)
        async with self._store.begin() as uow:
            attempts = await uow.jobs.take_run(
                run.job,
                run.slot,
                owner=self._owner,
                token=token,
                life=self._lease,
                at=occasion.now,
            )
        if attempts is None:
            return False
        if attempts > MAX_ATTEMPTS:
            await self._give_up(run)
            return False
        try:
            async with self._holding(
                lambda uow: uow.jobs.renew_run(run.job, run.slot, token=token, life=self._lease)
            ):
                async with self._store.read() as uow:
                    ids = await job.sweep(occasion, uow, Within())
                async with self._store.begin() as uow:
                    return await uow.jobs.cut(
                        run.job, run.slot, token=token, ranges=ranges(ids, job.size)
                    )
        except Exception as error:
            log.exception("job.sweep_failed", job=run.job, slot=run.slot.isoformat())
            async with self._store.begin() as uow:
                await uow.jobs.put_back_run(
                    run.job,
                    run.slot,
                    token=token,
                    error=type(error).__name__,
                    pause=pause(attempts),
                )
            return False

    async def _settle(self, job: Job, shard: Shard) -> None:
        if shard.attempts > MAX_ATTEMPTS:
            async with self._store.begin() as uow:
                await uow.job_shards.end(shard, state="failed", error="gave up")
            return
        occasion = self._occasion(job, shard.key.slot)
        for one in await self._open_ids(job, occasion, shard):
            if self._is_stopping:
                async with self._store.begin() as uow:
                    await uow.job_shards.put_back(shard)
                return
            await self._act(job, one, occasion, shard)
        async with self._store.begin() as uow:
            _must(is_ours=await uow.job_shards.end(shard, state="done"))

    async def _open_ids(self, job: Job, occasion: Occasion, shard: Shard) -> Sequence[int]:
        left = Within(shard.cursor + 1, shard.hi)
        if job.bulk is None:
            async with self._store.read() as uow:
                return await job.sweep(occasion, uow, left)
        async with self._store.begin() as uow:
            changed = await job.bulk(occasion, uow, left)
            if job.act is not None:
                _must(is_ours=await uow.job_shards.renew(shard, life=self._lease))
                return changed
            tally = Tally(done=len(changed))
            _must(is_ours=await uow.job_shards.advance(shard, cursor=shard.hi, tally=tally))
            return ()

    async def _act(self, job: Job, one: int, occasion: Occasion, shard: Shard) -> None:
        """Act on one id; whatever goes wrong is listed, and the others go on."""
        acted = Acted.MORE
        try:
            while acted is Acted.MORE:
                acted = await self._acted(job, one, occasion, shard)
        except LeaseLost:
            raise
        except Exception as error:
            if is_outage(error):  # nobody's failure, and all that follows would meet it too
                raise
            log.exception("job.act_failed", job=job.name, subject=one)
            async with self._store.begin() as uow:
                await uow.job_shards.note_failure(
                    shard.key, subject=one, error=type(error).__name__, reason=_place(error)
                )
                await self._advance_shard(uow, shard, one, _FAILED)

    async def _acted(self, job: Job, one: int, occasion: Occasion, shard: Shard) -> Acted:
        if job.apart is not None:
            acted = await job.apart(one, occasion, self._store)
            async with self._store.begin() as uow:
                await self._advance_shard(uow, shard, one, _TALLIES[acted])
            return acted
        if job.act is None:
            raise TypeError(f"the job {job.name} names ids but no act")
        async with self._store.begin() as uow:
            acted = await job.act(one, occasion, uow)
            cursor = one - 1 if acted is Acted.MORE else one
            await self._advance_shard(uow, shard, cursor, _TALLIES[acted])
        return acted

    async def _advance_shard(
        self, uow: UnitOfWork, shard: Shard, cursor: int, tally: Tally
    ) -> None:
        _must(is_ours=await uow.job_shards.advance(shard, cursor=cursor, tally=tally))

    async def _finish(self, job: Job, slot: datetime) -> bool:
        """End a run whose shards are all finished; True once it is over."""
        try:
            async with self._store.begin() as uow:
                ready = await uow.jobs.ready_to_finish(job.name, slot)
                if ready is not None:
                    await self._end(job, slot, uow, *ready)
        except Exception as error:
            if is_outage(error):
                raise
            log.exception("job.finish_failed", job=job.name, slot=slot.isoformat())
            async with self._store.begin() as uow:
                count = await uow.jobs.count_attempt(job.name, slot, error=type(error).__name__)
            if count > MAX_ATTEMPTS:
                await self._give_up(await self._run(job.name, slot))
        return (await self._run(job.name, slot)).state in ("done", "failed")

    async def _end(
        self, job: Job, slot: datetime, uow: UnitOfWork, tally: Tally, error: str
    ) -> None:
        now = self._clock()
        if job.finish is not None:
            await job.finish(self._occasion(job, slot), uow, tally)
        state = "failed" if error else "done"
        await uow.jobs.end_run(job.name, slot, state=state, tally=tally, error=error, at=now)
        if error or tally.failed:
            await run_alarm(uow, job.name, slot, failed=tally.failed, error=error, at=now)
        log.info(
            "job.finished",
            job=job.name,
            slot=slot.isoformat(),
            state=state,
            done=tally.done,
            failed=tally.failed,
            skipped=tally.skipped,
        )

    async def _give_up(self, run: Run) -> None:
        now, error = self._clock(), f"gave up: {run.error}" if run.error else "gave up"
        async with self._store.begin() as uow:
            await uow.jobs.end_run(
                run.job, run.slot, state="failed", tally=Tally(), error=error, at=now
            )
            await run_alarm(uow, run.job, run.slot, failed=0, error=error, at=now)
        log.error("job.given_up", job=run.job, slot=run.slot.isoformat(), error=run.error)

    async def _put_back(self, shard: Shard, error: Exception) -> None:
        async with self._store.begin() as uow:
            await uow.job_shards.put_back(
                shard, error=type(error).__name__, pause=pause(shard.attempts)
            )

    @asynccontextmanager
    async def _holding(self, renew: Callable[[UnitOfWork], Awaitable[bool]]) -> AsyncIterator[None]:
        """Renew a lease, three times in its life, for as long as the block runs."""
        beating = asyncio.create_task(self._beat(renew))
        try:
            yield
        finally:
            beating.cancel()
            await asyncio.gather(beating, return_exceptions=True)

    async def _beat(self, renew: Callable[[UnitOfWork], Awaitable[bool]]) -> None:
        while True:
            await asyncio.sleep(self._lease.total_seconds() / 3)
            try:
                async with self._store.begin() as uow:
                    await renew(uow)
            except Exception:
                # The next write is refused if the lease is gone by then.
                log.exception("job.renew_failed")

    def _occasion(self, job: Job, slot: datetime) -> Occasion:
        of_slot, once = self._once.get(job.name, (None, None))
        if once is None or of_slot != slot:
            once = Once()
            self._once[job.name] = slot, once
        return Occasion(job=job.name, slot=slot, now=self._clock(), site=self._site, once=once)

    async def _run(self, name: str, slot: datetime) -> Run:
        async with self._store.read() as uow:
            run = await uow.jobs.run(name, slot)
        if run is None:
            raise LookupError(f"{name} has no slot {slot.isoformat()}")
        return run


def _must(*, is_ours: bool) -> None:
    if not is_ours:
        raise LeaseLost


def _place(error: Exception) -> str:
    """Give where an error was raised: its text may hold a name or a sum."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    code = trace.tb_frame.f_code if trace else None
    return f"in {code.co_name}, line {trace.tb_lineno}" if code and trace else ""
