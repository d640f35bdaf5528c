"""What may be told of an exception: its class, where it arose, and what holds no value."""

from __future__ import annotations

import os
import re
from pathlib import PurePath
from traceback import StackSummary, walk_tb

from rules.errors import FootholdError

#: The interpreter words these of code alone. Their subclasses may say anything.
_SAYS_CODE = (AttributeError, ImportError, ModuleNotFoundError, NameError, TypeError)
#: Attributes of drivers and clients that name what was hurt, never with which value.
_FACTS = ("sqlstate", "sqlite_errorname", "constraint_name", "table_name", "status")
_QUOTED = re.compile(r"""(['"])(.*?)\1""")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,60}")
_MOST_FRAMES = 40
_LONGEST_CHAIN = 6
_PROGRAM = PurePath(__file__).parents[1]


def told(error: BaseException) -> str:
    """Give an exception and what caused it: classes, facts, frames. No values, no lines of code."""
    parts: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(parts) < _LONGEST_CHAIN:
        parts.append(_one(cause))
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return "\ncaused by ".join(parts)


def _one(error: BaseException) -> str:
    head = f"{class_of(error)}{_facts(error)}"
    walk = walk_tb(error.__traceback__)
    frames = _frames(StackSummary.extract(walk, limit=-_MOST_FRAMES, lookup_lines=False))
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    return "\n".join([head, *frames, *(f"with {class_of(one)}" for one in inner[:5])])


def class_of(error: BaseException) -> str:
    """Give the full name of its class."""
    kind = type(error)
    is_builtin = kind.__module__ == "builtins"
    return kind.__qualname__ if is_builtin else f"{kind.__module__}.{kind.__qualname__}"


def _facts(error: BaseException) -> str:
    found = [
        f"{name}={value}"
        for name in _FACTS
        if isinstance(value := getattr(error, name, None), str | int) and value != ""
    ]
    if isinstance(error, FootholdError):
        found.append(error.message_id)
    if isinstance(error, OSError) and error.errno is not None:
        found.append(os.strerror(error.errno))
    said = f": {_QUOTED.sub(_unquoted, str(error))}" if type(error) in _SAYS_CODE else ""
    return (f" ({', '.join(found)})" if found else "") + said


def _unquoted(match: re.Match[str]) -> str:
    """Leave a quoted name of the code; anything else quoted is a value."""
    return match.group() if _NAME.fullmatch(match.group(2)) else "…"


def _frames(stack: StackSummary) -> list[str]:
    return [f"  at {_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in stack]


def _place(file: str) -> str:
    """Give a file without the machine's own folders before it."""
    path = PurePath(file)
    packages = [at for at, part in enumerate(path.parts) if part.endswith("-packages")]
    if packages:
        return "/".join(path.parts[packages[-1] + 1 :])
    is_ours = path.is_relative_to(_PROGRAM)
    return str(path.relative_to(_PROGRAM)) if is_ours else "/".join(path.parts[-2:])
