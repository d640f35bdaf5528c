"""A process that has imported all of Foothold and forks one for each command it is asked to run.

To import takes two seconds and more of a processor; a fork takes none. What is forked is a process
of its own all the same, to be signalled and killed: with its environment, its output and the exit
of the real command.

It reads requests from its input, a line of JSON each, and writes the pid of each to its output; how
one ended is written to a file. It ends with its input.
"""

from __future__ import annotations

import gc
import importlib
import io
import json
import os
import pkgutil
import runpy
import signal
import sys
import time
from pathlib import Path
from typing import Any

import holidays

import bot
from bot.__main__ import main
from bot.outbound import trust
from handlers.guessing import likeness

#: pid -> where its end is written.
_running: dict[int, Path] = {}


def _serve() -> dict[str, Any] | None:
    """Answer requests until there are no more; in a forked process, give what it is to be."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    signal.signal(signal.SIGCHLD, lambda *_: _reap())
    for line in sys.stdin:
        request: dict[str, Any] = json.loads(line)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        if (child := os.fork()) == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
            return request
        _running[child] = Path(request["end"])
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        answers.write(f"{child}\n")
        answers.flush()
    return None


def _reap() -> None:
    """Write down how those ended that did."""
    while _running:
        child, status = os.waitpid(-1, os.WNOHANG)
        if child == 0:
            return
        end = _running.pop(child)
        whole = end.with_suffix(".whole")
        whole.write_text(str(os.waitstatus_to_exitcode(status)))
        whole.replace(end)


def _become(request: dict[str, Any]) -> None:
    """Take on the environment, the words and the files of a command."""
    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()
    for number, path in enumerate((request["typed"], request["out"], request["err"])):
        flags = os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_APPEND
        opened = os.open(path, flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = io.TextIOWrapper(io.FileIO(0), encoding="utf-8")
    sys.stdout = io.TextIOWrapper(io.FileIO(1, "w"), encoding="utf-8")
    sys.stderr = io.TextIOWrapper(io.FileIO(2, "w"), encoding="utf-8", line_buffering=True)
    sys.argv = ["foothold", *request["words"]]


def _ended(module: str) -> int:
    """Run the command, or another module, and give the exit code that the interpreter would."""
    try:
        if module:
            runpy.run_module(module, run_name="__main__")
        else:
            main()
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        sys.stderr.write(f"{end.code}\n")
        return 1
    except Exception as error:  # noqa: BLE001 - shown as the command's own process would
        sys.excepthook(type(error), error, error.__traceback__)
        return 1
    return 0


if __name__ == "__main__":
    for found in pkgutil.walk_packages(bot.__path__, "bot."):
        importlib.import_module(found.name)
    # A site's calendar asks for one country, and the library imports all 250 for it.
    holidays.list_supported_countries(include_aliases=False)
    for late in ("rich._emoji_codes", "encodings.utf_8_sig", "encodings.gb18030"):
        importlib.import_module(late)
    trust(None)
    likeness()  # or each site that is forked learns for three seconds what people say
    gc.freeze()  # or each fork would copy what the collector touches
    if (asked := _serve()) is not None:
        _become(asked)
        code = _ended(asked["module"])
        sys.stdout.flush()
        os._exit(code)  # to take apart what it did not import costs as much as to import it
