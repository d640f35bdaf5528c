"""Foothold's commands, each in a process of its own that did not have to import anything."""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock

from tests.patience import SECONDS, until

_ONE_AT_A_TIME = Lock()
_PAUSE = 0.01


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


class Running:
    """A process that runs; as much of asyncio's as tests need."""

    def __init__(self, pid: int, end: Path) -> None:
        self.pid = pid
        self._end = end
        self._code: int | None = None

    @property
    def returncode(self) -> int | None:
        """The exit code, minus the signal that killed it, or None while it runs."""
        if self._code is None and self._end.exists():
            self._code = int(self._end.read_text())
        return self._code

    def send_signal(self, number: int, /) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    async def wait(self) -> int:
        """Wait until it ended."""
        await until(lambda: self.returncode is not None, "it goes on")
        return self.returncode or 0


def start(
    *words: str | Path,
    env: Mapping[str, str],
    out: str | Path = os.devnull,
    err: str | Path = os.devnull,
    typed: str | Path = os.devnull,
    module: str = "",
) -> Running:
    """Start `foothold`, or another module, with these words in this environment."""
    ready = _ready()
    end = ready.folder / f"{next(ready.numbers)}.end"
    request = {
        "words": [str(word) for word in words],
        "env": dict(env),
        "out": str(out),
        "err": str(err),
        "typed": str(typed),
        "end": str(end),
        "module": module,
    }
    return Running(ready.asked(json.dumps(request)), end)


def run(home: Path, *words: str | Path, typed: str = "", **env: str) -> Done:
    """Run `foothold`, with these words and settings, on a site to its end; `typed` is its input."""
    ready = _ready()
    stem = str(ready.folder / f"said-{next(ready.numbers)}")
    out, err, keys = Path(f"{stem}.out"), Path(f"{stem}.err"), Path(f"{stem}.in")
    keys.write_text(typed, "utf-8")
    environment = {**os.environ, "FOOTHOLD_HOME": str(home), **env}
    running = start(*words, env=environment, out=out, err=err, typed=keys)
    last = time.monotonic() + SECONDS
    while running.returncode is None:
        assert time.monotonic() < last, f"{words} goes on"
        time.sleep(_PAUSE)
    return Done(running.returncode, out.read_text("utf-8"), err.read_text("utf-8"))


async def ran(home: Path, *words: str | Path, typed: str = "", **env: str) -> Done:
    """Do the same while the loop goes on."""
    return await asyncio.to_thread(run, home, *words, typed=typed, **env)


class _Ready:
    """The process that forks; it ends with this one."""

    def __init__(self) -> None:
        self.folder = Path(mkdtemp(prefix="foothold-commands-"))
        self.numbers = count()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.ready_process"],
            cwd=Path(__file__).parents[1],
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # what forks has one thread
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        atexit.register(self._close)

    def asked(self, request: str) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with _ONE_AT_A_TIME:
            self._process.stdin.write(f"{request}\n")
            self._process.stdin.flush()
            return int(self._process.stdout.readline())

    def _close(self) -> None:
        self._process.communicate()
        shutil.rmtree(self.folder, ignore_errors=True)


@cache
def _ready() -> _Ready:
    return _Ready()
