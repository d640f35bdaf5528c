"""One PostgreSQL and one Valkey for a whole session of tests, whatever the number of workers."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Listener
from threading import Thread

from tests.programs import Unavailable
from tests.servers import Postgres, Refused, Server, Valkey


class SharedServers:
    """The session's servers, each started when a test first asks for it.

    pytest's own process has them, and answers the workers of pytest-xdist at `door`.
    """

    def __init__(self, given: Mapping[str, str]) -> None:
        self._urls = dict(given)
        self._running: list[Server] = []
        self._closed = False
        self._key = os.urandom(16)
        self._listener = Listener(("127.0.0.1", 0), backlog=64, authkey=self._key)
        Thread(target=self._answer, daemon=True, name="servers").start()

    @property
    def door(self) -> str:
        """What a worker hands to `ask`."""
        return f"{self._listener.address[1]}/{self._key.hex()}"

    def close(self) -> None:
        """End all of them."""
        self._closed = True
        self._listener.close()
        for server in self._running:
            server.stop()

    def _answer(self) -> None:
        while not self._closed:
            try:
                with self._listener.accept() as worker:
                    worker.send(self._url_or_error(worker.recv()))
            except (OSError, EOFError, AuthenticationError):
                continue  # that worker is gone, or this was none

    def _url_or_error(self, kind: str) -> str | Exception:
        try:
            if kind not in self._urls:
                self._urls[kind] = self._start(kind)
        except (Unavailable, Refused, OSError) as error:
            return error
        return self._urls[kind]

    def _start(self, kind: str) -> str:
        server = Postgres() if kind == "postgres" else Valkey()
        self._running.append(server)
        server.start()
        return server.url() if isinstance(server, Postgres) else server.url


@cache
def ask(door: str, kind: str) -> str:
    """Get the URL of the shared `postgres` or `valkey`; raise what kept it from starting.

    It is asked for once: its owner is busy with reports, and a thousand tests would wait for it.
    """
    port, key = door.split("/")
    with Client(("127.0.0.1", int(port)), authkey=bytes.fromhex(key)) as owner:
        owner.send(kind)
        answer = owner.recv()
    if isinstance(answer, Exception):
        raise answer
    return str(answer)
