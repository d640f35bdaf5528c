"""A command that is forked is a process like any other: its exit, its signals, its own world."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from tests.commands import ran, run, start
from tests.patience import until
from tests.schema import lay_out
from tests.servers import free_port


def test_it_ends_as_the_interpreter_would(tmp_path: Path) -> None:
    listed, unknown, refused = (
        run(tmp_path, *words) for words in (("--help",), ("nope",), ("jobs", "run", "nope"))
    )

    assert (listed.code, listed.err) == (0, "")
    assert "console" in listed.out
    assert unknown.code == 2
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith("foothold: ")


async def test_two_at_once_have_a_home_each(tmp_path: Path) -> None:
    one, other = (lay_out(tmp_path / name) for name in ("one", "other"))
    (other / "foothold.toml").write_text('hots = "x"\n')

    whole = await ran(one, "doctor", "--json")
    wrong = await ran(other, "doctor", "--json")

    assert "hots" not in whole.out
    assert "hots" in wrong.out
    assert "FOOTHOLD_HOME" not in os.environ


async def test_it_is_killed_and_ended_by_its_pid(tmp_path: Path) -> None:
    ends = []
    for number in (signal.SIGKILL, signal.SIGTERM):
        said = tmp_path / number.name
        env = {**os.environ, "FOOTHOLD_PORT": str(free_port())}
        env["FOOTHOLD_HOME"] = str(tmp_path / f"home-{number.name}")
        site = start("run", env=env, out=said)
        await until(lambda said=said: said.exists() and "listens" in said.read_text())  # type: ignore[misc] # a lambda's default has no type
        site.send_signal(number)
        ends.append(await site.wait())

    assert ends == [-signal.SIGKILL, 0]


def test_a_port_is_given_once_and_is_none_that_the_kernel_hands_out() -> None:
    first, last = map(int, Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split())

    ports = [free_port() for _ in range(200)]

    assert len(set(ports)) == 200
    assert not [port for port in ports if first <= port <= last]
