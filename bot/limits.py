"""How often we may call a platform: limits that all processes share and that hold in every window.

Redis keeps the time of every call of a window, by its own clock. It may be flushed, killed or away
at any moment: each process remembers its own calls and tells them again, and without Redis it
keeps to its part of the limit. What that costs is time, never a call too many
(docs/decisions/0020).
"""

from __future__ import annotations

import asyncio
import math
import secrets
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger()

#: A window is kept a little longer than the platform says: a call may be on its way for a while.
_STRETCH, _MARGIN_SECONDS = 1.02, 0.5
#: After Redis lost what it knew, nobody calls until everybody had the time to tell it again.
_GRACE_SECONDS = 2.0
_BEAT_SECONDS = 0.5
_ANSWER_SECONDS = 1.0
#: How long a process waits when it loses Redis, before it takes its own part of a limit: by then
#: the calls of others that it can not see have left the short windows.
_LONGEST_PAUSE = 60.0
_PREFIX = "foothold:limits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """At most `limit` calls in any `seconds`, of all that share `key`: "wecom:app", "wecom:@1"."""

    key: str
    limit: int
    seconds: float
    #: How many calls one message is here: it is let through once there is room for all of them.
    calls: int = 1
    #: More than 1 where a process alone has less than one call in a window.
    rarer: float = 1.0

    @property
    def kept(self) -> float:
        """How long a call counts, in seconds."""
        return self.seconds * self.rarer * _STRETCH + _MARGIN_SECONDS

    @property
    def taken(self) -> int:
        """How many calls are counted; one of more than a window holds is let through alone."""
        return min(self.calls, self.limit)

    def part(self, replicas: int) -> Window:
        """Give what one of so many processes may do alone.

        With more processes than calls each is as rare as keeps the limit on average: without a
        word between them they can not know that two call at once.
        """
        if self.limit >= replicas * self.taken:
            return replace(self, limit=self.limit // replicas)
        return replace(self, limit=self.taken, rarer=replicas * self.taken / self.limit)


class Limits:
    """One for each process; `run` keeps it in touch with Redis and ends with the process."""

    def __init__(
        self,
        *,
        redis_url: str = "",
        replicas: int = 1,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._monotonic = monotonic
        self._replicas = replicas
        self._own = _OwnCalls(monotonic)
        self._blocked: dict[str, float] = {}
        self._shared = _SharedCalls(redis_url) if redis_url else None
        #: Since when Redis is away, and since when it is back.
        self._lost_at: float | None = None
        self._back_at = -math.inf

    async def take(self, windows: Sequence[Window], *, scope: str) -> float:
        """Give 0 and count a call in all windows, or the seconds after which to ask again.

        `scope` is the platform and app that `block` may have stopped.
        """
        now = self._monotonic()
        wait = max(self._blocked.get(scope, now) - now, self._own.wait(windows))
        if wait > 0:
            return wait
        if self._shared is not None and await self._in_touch():
            if (grace := self._back_at + _GRACE_SECONDS - self._monotonic()) > 0:
                return grace  # until all others had the time to tell what they did without it
            try:
                wait = await self._shared.take(windows, scope=scope, call=(call := _new_call()))
            except _AWAY as error:
                self._lose(error)
            else:
                if wait == 0:
                    self._own.add(windows, call, is_shared=True)
                return wait
        return self._alone(windows)

    async def block(self, scope: str, seconds: float) -> None:
        """Let nobody call a platform for a while, as it asked (429, Retry-After)."""
        until = self._monotonic() + seconds
        self._blocked[scope] = max(until, self._blocked.get(scope, until))
        if self._shared is not None:
            try:
                await self._shared.block(scope, self._blocked[scope] - self._monotonic())
            except _AWAY as error:
                self._lose(error)

    async def run(self) -> None:
        """Stay in touch for ever."""
        while True:
            await asyncio.sleep(_BEAT_SECONDS)
            self._own.forget()
            await self._in_touch()

    async def close(self) -> None:
        """Let go of the connection."""
        if self._shared is not None:
            await self._shared.close()

    def _alone(self, windows: Sequence[Window]) -> float:
        now = self._monotonic()
        if self._lost_at is not None and self._replicas > 1:
            pause = min(max((one.kept for one in windows), default=0.0), _LONGEST_PAUSE)
            if (rest := self._lost_at + pause - now) > 0:
                return rest
        parts = [one.part(self._replicas) for one in windows]
        wait = self._own.wait(parts)
        if wait == 0:
            self._own.add(parts, _new_call(), is_shared=False)
        return wait

    async def _in_touch(self) -> bool:
        """Tell Redis what it does not know of our calls; False while it is away."""
        if self._shared is None:
            return False
        if self._shared.is_to_tell:
            try:
                await self._shared.tell(self._own)
            except _AWAY as error:
                self._lose(error)
                return False
            if self._lost_at is not None:
                log.info("limits.redis_back")
                self._lost_at, self._back_at = None, self._monotonic()
        return self._lost_at is None

    def _lose(self, error: Exception) -> None:
        if self._lost_at is None:
            log.warning("limits.redis_away", error=type(error).__name__)
            self._lost_at = self._monotonic()


@dataclass(slots=True)
class _Call:
    id: str
    at: float
    kept: float
    is_shared: bool


class _OwnCalls:
    """The calls of this process that still count, by key, the oldest first."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._calls: dict[str, deque[_Call]] = {}

    def add(self, windows: Sequence[Window], call: str, *, is_shared: bool) -> None:
        now = self._monotonic()
        for one in windows:
            calls = self._calls.setdefault(_name(one), deque())
            for n in range(one.taken):
                calls.append(_Call(f"{call}:{n}", now, one.kept, is_shared))

    def wait(self, windows: Sequence[Window]) -> float:
        """Give the seconds until our own calls leave room in all windows."""
        now = self._monotonic()
        wait = 0.0
        for one in windows:
            calls = self._calls.get(_name(one), ())
            counting = [call.at for call in calls if call.at > now - one.kept]
            if (over := len(counting) + one.taken - one.limit) > 0:
                wait = max(wait, counting[over - 1] + one.kept - now)
        return wait

    def forget(self) -> None:
        now = self._monotonic()
        for key, calls in list(self._calls.items()):
            while calls and calls[0].at <= now - calls[0].kept:
                calls.popleft()
            if not calls:
                del self._calls[key]

    def ages(self, *, unshared_only: bool) -> list[tuple[str, _Call, float]]:
        """Give key, call and age in seconds of those that Redis may not know."""
        now = self._monotonic()
        return [
            (key, call, now - call.at)
            for key, calls in self._calls.items()
            for call in calls
            if not (unshared_only and call.is_shared)
        ]


class _SharedCalls:
    """The calls of all processes, in Redis; raises one of `_AWAY` where it can not be reached.

    Sorted sets of call ids by time. An epoch key tells whether Redis still knows what it was told.
    Scripts are sent by their hash, and whole where Redis has lost them (redis-py does both).
    """

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(
            url, socket_timeout=_ANSWER_SECONDS, socket_connect_timeout=_ANSWER_SECONDS
        )
        self._take = self._redis.register_script(_TAKE)
        self._tell = self._redis.register_script(_TELL)
        self._epoch = ""
        self._asked_at = -math.inf

    @property
    def is_to_tell(self) -> bool:
        """Whether it was not asked for a while; one that is away is not asked more often."""
        return time.monotonic() >= self._asked_at + _BEAT_SECONDS

    async def take(self, windows: Sequence[Window], *, scope: str, call: str) -> float:
        keys = [f"{_PREFIX}:epoch", f"{_PREFIX}:blocked:{scope}", *map(_name, windows)]
        args: list[str | int] = [self._epoch, int(_GRACE_SECONDS * 1000), call]
        for one in windows:
            args += [one.limit, int(one.kept * 1000), one.taken]
        wait = int(await self._take(keys=keys, args=args))
        if wait < 0:
            self._epoch, self._asked_at = "", -math.inf  # emptied: what we know is told first
            return _GRACE_SECONDS
        return wait / 1000

    async def tell(self, own: _OwnCalls) -> None:
        """Make sure that Redis knows our calls; all of them where its memory is new."""
        self._asked_at = time.monotonic()
        epoch = await self._told(own.ages(unshared_only=True), self._epoch)
        if epoch != self._epoch:
            await self._told(own.ages(unshared_only=False), epoch)
            self._epoch = epoch

    async def block(self, scope: str, seconds: float) -> None:
        await self._redis.set(f"{_PREFIX}:blocked:{scope}", 1, px=max(1, int(seconds * 1000)))

    async def close(self) -> None:
        await self._redis.aclose()

    async def _told(self, calls: Sequence[tuple[str, _Call, float]], epoch: str) -> str:
        keys = [f"{_PREFIX}:epoch", *(key for key, _, _ in calls)]
        args: list[str | int] = [epoch or secrets.token_hex(8)]
        for _, call, age in calls:
            args += [call.id, int(age * 1000), int(call.kept * 1000)]
        said = (await self._tell(keys=keys, args=args)).decode()
        if said == epoch:
            for _, call, _ in calls:
                call.is_shared = True
        return str(said)


#: What a call to Redis raises when it is away, busy starting, or no Redis at all.
_AWAY = (RedisError, OSError, TimeoutError)


def _name(window: Window) -> str:
    return f"{_PREFIX}:{window.key}:{window.seconds:g}"


def _new_call() -> str:
    return secrets.token_hex(8)


#: KEYS: epoch, blocked, a set for each window.
#: ARGV: epoch known, grace, call, (limit, ms, calls) for each window.
#: Gives milliseconds to wait, 0 where the call is counted, -1 for another epoch.
_TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local epoch = redis.call('HGET', KEYS[1], 'id')
if epoch ~= ARGV[1] then return -1 end
local young = tonumber(redis.call('HGET', KEYS[1], 'at')) + tonumber(ARGV[2]) - now
if young > 0 then return young end
local wait = math.max(0, redis.call('PTTL', KEYS[2]))
for i = 3, #KEYS do
  local limit, kept = tonumber(ARGV[3 * i - 5]), tonumber(ARGV[3 * i - 4])
  local over = tonumber(ARGV[3 * i - 3]) - limit
  redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now - kept)
  over = over + redis.call('ZCARD', KEYS[i])
  if over > 0 then
    local first = redis.call('ZRANGE', KEYS[i], over - 1, over - 1, 'WITHSCORES')
    wait = math.max(wait, tonumber(first[2]) + kept - now)
  end
end
if wait > 0 then return math.ceil(wait) end
for i = 3, #KEYS do
  for n = 0, tonumber(ARGV[3 * i - 3]) - 1 do
    redis.call('ZADD', KEYS[i], now, ARGV[3] .. ':' .. n)
  end
  redis.call('PEXPIRE', KEYS[i], ARGV[3 * i - 4])
end
return 0
"""

#: KEYS: epoch, the set of each call. ARGV: epoch known, (call, age, ms) each. Gives the epoch.
_TELL = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if redis.call('HSETNX', KEYS[1], 'id', ARGV[1]) == 1 then
  redis.call('HSET', KEYS[1], 'at', now)
end
local epoch = redis.call('HGET', KEYS[1], 'id')
if epoch ~= ARGV[1] then return epoch end
for i = 2, #KEYS do
  redis.call('ZADD', KEYS[i], 'NX', now - ARGV[3 * i - 3], ARGV[3 * i - 4])
  redis.call('PEXPIRE', KEYS[i], ARGV[3 * i - 2])
end
return epoch
"""
