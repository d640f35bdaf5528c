"""One person and everybody: chats, mentors, probations."""

# ruff: noqa: PLC0415 - each command imports what it needs

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from bot.cli.groups import Json, mentoring, people, person, probation


@mentoring.command(name="pair")
async def pair_mentor(
    rep: str,
    *,
    mentor: str,
    from_: Annotated[date | None, Parameter(name="--from")] = None,
) -> None:
    """Let somebody mentor a rep, in place of whoever does now; they are told.

    Parameters
    ----------
    rep: the rep's employee number.
    mentor: the mentor's employee number.
    from_: the first day; today if not given.

    """
    from bot.mentoring_commands import pair_mentor as paired

    await paired(rep, mentor=mentor, since=from_)


@mentoring.command(name="leave")
async def mentor_leave(
    mentor: str,
    *,
    from_: Annotated[date, Parameter(name="--from")],
    to: date,
) -> None:
    """Note that a mentor is away: she owes nothing then, and a stand-in is proposed to HR.

    Parameters
    ----------
    mentor: the mentor's employee number.
    from_: the first day away.
    to: the last day away.

    """
    from bot.mentoring_commands import note_leave

    await note_leave(mentor, first=from_, last=to)


@people.command
async def unreachable(
    *, json: Json = False, try_again: Annotated[bool, Parameter(negative="")] = False
) -> None:
    """List the chats that their platform says nothing reaches, with its reason and since when.

    Parameters
    ----------
    try_again: take all of them for alive, say after the app's range was mended.

    """
    from bot.people_commands import list_unreachable

    await list_unreachable(as_json=json, try_again=try_again)


@person.command
async def link(number: str) -> None:
    """Make a one-time code with which a person links her chat.

    Parameters
    ----------
    number: her employee number.

    """
    from bot.commands import link_person

    await link_person(number)


@person.command(name="export")
async def export_one(number: str, *, out: Path) -> None:
    """Write all that is held of a person as a zip: JSON, a page to read, and her files.

    Parameters
    ----------
    number: her employee number.
    out: the .zip to write.

    """
    from bot.person_record import export_person

    await export_person(number, out)


@person.command(name="erase")
async def erase_one(
    number: str,
    *,
    force: Annotated[bool, Parameter(negative="")] = False,
    confirm: str = "",
) -> None:
    """Erase a person but for what the law keeps, in two steps: the first says what would go.

    Parameters
    ----------
    number: her employee number.
    force: also one who works here.
    confirm: the word that the first step gave.

    """
    from bot.person_record import erase_person

    await erase_person(number, force=force, confirm=confirm)


@probation.command(name="list")
async def list_probations(*, json: Json = False) -> None:
    """List running probations with the last day on which an ending can be delivered."""
    from bot.probation_list import list_probations as listed

    await listed(as_json=json)


@probation.command
async def dossier(number: str, *, out: Path) -> None:
    """Write the evidence of one person as a workbook and as a page to print.

    Parameters
    ----------
    number: her employee number.
    out: the folder for the two files.

    """
    from bot.probation_list import write_files

    await write_files(number, out)
