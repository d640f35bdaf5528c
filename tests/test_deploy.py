"""What deploys Foothold fits it: good units, every room in the image, a check that is true."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.servers import free_port
from tests.test_house import ROOMS, ROOT

SYSTEMD = ROOT / "deploy" / "systemd"
#: A lease: longer than any send, so nothing in flight outlasts it.
_DRAIN_SECONDS = 30
ROLES = ("web", "relay", "worker", "clock")


async def _healthy(port: int) -> int:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "deploy" / "healthy.py"),
        env={**os.environ, "FOOTHOLD_PORT": str(port), "http_proxy": "http://127.0.0.1:9"},
        stderr=asyncio.subprocess.DEVNULL,
    )
    return await process.wait()


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1), (404, 1)])
async def test_the_images_check_says_what_healthz_says(status: int, code: int) -> None:
    async def healthz(request: web.Request) -> web.Response:
        del request
        return web.Response(status=status)

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    async with TestServer(app) as server:
        assert await _healthy(server.port or 0) == code


async def test_the_images_check_fails_where_nobody_listens() -> None:
    assert await _healthy(free_port()) == 1


@pytest.mark.parametrize(
    "unit", ["foothold.service", *(f"foothold@{role}.service" for role in ROLES)]
)
def test_systemd_understands_the_unit(unit: str, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze, so the units were not verified")
    for file in SYSTEMD.iterdir():
        # The program is not installed here; everything else is as shipped.
        text = file.read_text().replace("/opt/foothold/bin/foothold", "/bin/true")
        (tmp_path / file.name).write_text(text)

    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit)],  # noqa: S607 - PATH's
        check=False,
        capture_output=True,
        text=True,
    )

    assert (verified.returncode, verified.stderr) == (0, "")


def test_the_two_units_differ_in_their_role_alone() -> None:
    one, many = (
        (SYSTEMD / name).read_text().partition("[Service]")[2]
        for name in ("foothold.service", "foothold@.service")
    )

    assert many.replace(" run %i\n", " run\n") == one


def test_the_image_has_every_room_and_nothing_of_the_site() -> None:
    copied = set(re.findall(r"^COPY (\S+) \1$", (ROOT / "Dockerfile").read_text(), re.MULTILINE))
    let_in = re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)

    assert copied == set(ROOMS)
    assert {*ROOMS, "requirements.txt"} <= set(let_in)
    assert (ROOT / ".dockerignore").read_text().splitlines()[1] == "*"
    assert not {"foothold.env", "foothold-home", "tests", ".git"} & set(let_in)


def test_compose_starts_each_role_by_its_name() -> None:
    commands = re.findall(r"command: \[run, (\w+)\]", (ROOT / "compose.yaml").read_text())

    assert tuple(commands) == ROLES


def test_a_stop_gives_time_to_finish_what_is_in_flight() -> None:
    units = [(SYSTEMD / name).read_text() for name in ("foothold.service", "foothold@.service")]
    said = [re.search(r"TimeoutStopSec=(\d+)", unit) for unit in units]
    said.append(re.search(r"stop_grace_period: (\d+)s", (ROOT / "compose.yaml").read_text()))

    assert all(found and int(found[1]) > _DRAIN_SECONDS for found in said)


def test_an_installed_foothold_brings_its_words_pages_and_migrations(tmp_path: Path) -> None:
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check"),
            *("--no-deps", "--no-build-isolation", "--target", str(tmp_path), str(ROOT)),
        ],
        check=True,
        capture_output=True,
    )

    wanted = {
        path.relative_to(ROOT)
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {path for path in wanted if not (tmp_path / path).exists()} == set()
