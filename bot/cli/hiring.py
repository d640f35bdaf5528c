"""Candidates: what their resumes say."""

# ruff: noqa: PLC0415 - each command imports what it needs

from __future__ import annotations

from pathlib import Path

from bot.cli.groups import Json, hiring


@hiring.command(name="read")
async def read_resume(file: Path, *, json: Json = False) -> None:
    """Show what is made of a resume (.pdf, .docx, .txt); nothing is stored.

    Parameters
    ----------
    file: the resume.

    """
    from bot.resume_read import print_resume

    await print_resume(file, as_json=json)
