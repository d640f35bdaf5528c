"""What holds for the house as a whole, and no single room would notice."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "handlers", "jobs", "storage", "config", "rules")
#: Libraries that wait, remember or face a network: no policy may need one.
WORLDLY = (
    "asyncio aiohttp aiosqlite alembic apscheduler asyncpg logging pydantic_settings redis sklearn"
    " slack_bolt sqlalchemy structlog"
)
_REAL_TIME = r"datetime\.(now|today|utcnow)\(|date\.today\(|[^.\w]time\.time\("
#: Tests that compare with what the clock of a database says.
_BESIDE_A_SERVER = {"test_caller.py", "test_migration_reach.py"}
#: In parts, so that this file names none of them.
REGISTRIES = (
    *(
        ".".join(parts)
        for parts in (
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("registry", "npmjs", "org"),
            ("registry", "yarnpkg", "com"),
            ("deb", "debian", "org"),
            ("proxy", "golang", "org"),
            ("static", "crates", "io"),
        )
    ),
    *("-".join(parts) for parts in (("--index", "url"), ("--extra", "index"), ("--find", "links"))),
)


def test_no_installed_distribution_claims_our_names() -> None:
    owners = packages_distributions()

    claimed = {owner for room in ROOMS for owner in owners.get(room, ())}

    assert claimed <= {"foothold-bot"}


def test_the_top_of_the_tree_is_as_drawn() -> None:
    folders = {Path(name).parts[0] for name in _committed() if len(Path(name).parts) > 1}

    assert folders == {*ROOMS, "tests", "docs", "deploy", ".ci"}


def test_decisions_are_numbered_without_gaps() -> None:
    records = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("*.md"))

    assert [name[:5] for name in records] == [f"{number:04}-" for number in range(len(records))]


@pytest.mark.parametrize("address", REGISTRIES, ids=str)
def test_no_committed_file_names_a_package_registry(address: str) -> None:
    naming = [name for name in _committed() if address.encode() in (ROOT / name).read_bytes()]

    assert naming == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_folder_of_code_is_a_package(room: str) -> None:
    folders = {path.parent for path in (ROOT / room).rglob("*.py")}

    bare = {folder for folder in folders if not (folder / "__init__.py").exists()}

    assert bare <= {ROOT / "storage/migrations", ROOT / "storage/migrations/versions"}


def test_no_policy_needs_a_library_that_waits_remembers_or_faces_a_network() -> None:
    policies = sorted(f"rules.{path.stem}" for path in (ROOT / "rules").glob("[a-z]*.py"))

    # What all of them load together holds what each loads by itself.
    assert _loaded(f"import {', '.join(policies)}", WORLDLY) == ""


@pytest.mark.parametrize("room", [room for room in ROOMS if room != "bot"])
def test_no_room_but_bot_asks_what_time_it_is(room: str) -> None:
    """Nor do the tests of these: on whatever day they run, it is the day that they say."""
    files = [*(ROOT / room).rglob("*.py"), *(ROOT / "tests" / room).rglob("test_*.py")]

    asking = {path.name for path in files if re.search(_REAL_TIME, path.read_text("utf-8"))}

    assert asking <= _BESIDE_A_SERVER


def test_help_does_not_wait_for_the_database_or_the_charts() -> None:
    program = (
        "import contextlib, sys; from bot.__main__ import main; sys.argv = ['foothold', '--help']"
    )
    program += "\nwith contextlib.redirect_stdout(None), contextlib.suppress(SystemExit): main()"

    assert _loaded(program, "cyclopts sqlalchemy sklearn matplotlib") == "cyclopts"


def _committed() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607 - whichever git made the clone
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


def _loaded(program: str, libraries: str) -> str:
    """Which of `libraries` a fresh Python has loaded after running `program`."""
    ending = f"\nimport sys; print(*sorted(set({libraries!r}.split()) & set(sys.modules)))"
    ran = subprocess.run(
        [sys.executable, "-c", program + ending],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return ran.stdout.strip()
