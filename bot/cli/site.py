"""What starts, checks and talks to a site, and what fills it."""

# ruff: noqa: PLC0415 - each command imports what it needs

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from bot.cli.groups import Json, app


@app.command
async def demo(*, port: int = 8765, data: Path | None = None, fast: bool = False) -> None:
    """Start a sample company on a fresh SQLite file, with deals coming in.

    Parameters
    ----------
    port: where the web chat listens, on this machine only.
    data: the folder for its data; a fresh temporary one if not given.
    fast: play four weeks in two minutes, to see what comes by the clock.

    """
    from bot.demo.run import run_demo

    await run_demo(port=port, data=data, is_fast=fast)


@app.command
async def run(*roles: Literal["web", "relay", "worker", "clock"]) -> None:
    """Run Foothold with the settings of $FOOTHOLD_HOME until it is stopped.

    Parameters
    ----------
    roles: what this process is for; everything if not given. More than one process needs
        PostgreSQL, and a worker Redis.

    """
    from bot.commands import run_site

    await run_site(roles)


@app.command
async def doctor(*, json: Json = False) -> None:
    """Say what is wrong with this site, and what mends it; exit 1 if anything is."""
    from bot.doctor.report import run_doctor

    await run_doctor(as_json=json)


@app.command
async def console(
    *,
    as_: Annotated[str | None, Parameter(name="--as")] = None,
    code: str | None = None,
) -> None:
    """Chat with Foothold in this terminal; Ctrl-D ends.

    Parameters
    ----------
    as_: the number of the person to be; in a demo company only.
    code: the one-time code of `foothold person link NUMBER`; it says who one is.

    """
    from bot.commands import chat_here

    await chat_here(number=as_, code=code)


@app.command(name="import")
async def import_(
    kind: Literal[
        "people",
        "deals",
        "assessments",
        "enrolments",
        "activities",
        "pairings",
        "ratings",
        "candidates",
        "candidate-scores",
        "interviews",
    ],
    file: Path,
    *,
    source: str = "excel",
    currency: str = "CNY",
    dry_run: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Take people, deals, learning, mentoring or candidates in from an .xlsx or .csv file.

    Parameters
    ----------
    source: the system of record; the same deal of the same source is one deal.
    currency: for rows that name none.
    dry_run: show what would change and stop.

    """
    from bot.importing import import_file

    await import_file(kind, file, source=source, currency=currency, is_dry=dry_run)


@app.command
def understand(text: str, *, json: Json = False) -> None:
    """Show what Foothold makes of a sentence.

    Parameters
    ----------
    text: what somebody might type.

    """
    from bot.commands import print_understanding

    print_understanding(text, as_json=json)


@app.command
def schema(name: str) -> None:
    """Print the JSON schema of an event type, such as deal.closed.

    Parameters
    ----------
    name: an event type, or "list" for all of them.

    """
    from bot.commands import print_schema

    print_schema(name)


@app.command
async def send_test(number: str) -> None:
    """Send a person a test message, and print what her platform said.

    Parameters
    ----------
    number: her employee number.

    """
    from bot.send_test import send_test as sent

    await sent(number)
