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
_QUOTED = re.compile(r"""(['"])(?![A-Za-z_][\w.]{0,60}\1).*?\1""")
_MOST_FRAMES = 40
_LONGEST_CHAIN = 6
_ROOMS = frozenset("bot handlers jobs storage config rules tests".split())


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
    said = f": {_QUOTED.sub('…', str(error))}" if type(error) in _SAYS_CODE else ""
    return (f" ({', '.join(found)})" if found else "") + said


def _frames(stack: StackSummary) -> list[str]:
    return [f"  at {_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in stack]


def _place(file: str) -> str:
    """Give a file without the machine's own folders before it."""
    parts = PurePath(file).parts
    for at, part in enumerate(parts):
        if part.endswith("-packages"):
            return "/".join(parts[at + 1 :])
    ours = [at for at, part in enumerate(parts[:-1]) if part in _ROOMS]
    return "/".join(parts[ours[-1] :] if ours else parts[-2:])
