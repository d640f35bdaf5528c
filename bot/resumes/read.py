"""Read a resume file in a process of its own, so that no file can hang or fill this one."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import structlog
from pydantic import BaseModel

from rules.errors import FootholdError
from rules.resume import MAX_BYTES, ResumeLine, ResumeText

log = structlog.get_logger()

#: Seconds on the wall; the child's own limit is of processor time (bot/resumes/child.py).
_PATIENCE = 30.0
#: A page of a resume is a few kilobytes of JSON.
_MAX_ANSWER = 8 * 1024 * 1024
_PROGRAM = Path(__file__).parents[2]


class ResumeRefused(FootholdError):
    """A file that can not be read: an id of the resume catalogue and what fills its gaps."""


class _Answer(BaseModel):
    """What the child says: lines, or why there are none."""

    refused: str = ""
    values: dict[str, str] = {}
    format: str = ""
    lines: list[tuple[int | None, tuple[str, ...]]] = []
    pages: int = 0
    pages_read: int = 0
    is_cut: bool = False


async def read_resume(name: str, content: bytes, *, patience: float = _PATIENCE) -> ResumeText:
    """Give a file's lines, by what is in it, whatever its name says.

    Raises `ResumeRefused` with one sentence for a file that is too large, empty, encrypted,
    damaged, a scan without text, of another format, or takes too long.
    """
    if len(content) > MAX_BYTES:
        raise ResumeRefused("resume.too_large", file=name, limit=f"{MAX_BYTES // 1024 // 1024} MB")
    if not content.strip():
        raise ResumeRefused("resume.empty", file=name)
    answer = await _asked(content, patience)
    if answer is None:
        # Out of time or memory, or the parser itself broke: the file is no good to us.
        raise ResumeRefused("resume.too_heavy", file=name)
    if answer.refused:
        raise ResumeRefused(f"resume.{answer.refused}", file=name, **answer.values)
    lines = tuple(
        ResumeLine(number=n, cells=cells, page=page)
        for n, (page, cells) in enumerate(answer.lines, 1)
    )
    return ResumeText(
        format=answer.format,
        lines=lines,
        pages=answer.pages,
        pages_read=answer.pages_read,
        is_cut=answer.is_cut,
    )


async def read_resume_file(path: Path) -> ResumeText:
    """Read a file of this machine; raise `ResumeRefused` where it can not be opened either."""
    return await read_resume(path.name, await asyncio.to_thread(_content, path))


def _content(path: Path) -> bytes:
    """Give the bytes of a file, one more than the limit at most."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ResumeRefused("resume.no_file", file=path.name, reason=str(error.strerror)) from error


async def _asked(content: bytes, patience: float) -> _Answer | None:
    """Give the child's answer; None where it gave none."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.resumes.child",
        cwd=_PROGRAM,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=_MAX_ANSWER,
    )
    try:
        async with asyncio.timeout(patience):
            told, _ = await child.communicate(content)
    except TimeoutError:
        told = b""
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode or not told or len(told) > _MAX_ANSWER:
        log.warning("resume.unread", ended=child.returncode, size=len(content))
        return None
    return _Answer.model_validate_json(told)
