"""Our own lines and those of libraries pass one formatter; an exception tells where, not what."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from bot.faults import told
from bot.logs import Format, formatter
from bot.redaction import Redactor
from rules.errors import NotFound

_NAME = "王小明"


def _written(
    message: object, *args: object, error: BaseException | None = None, name: str = "aiohttp.server"
) -> dict[str, str]:
    info = None if error is None else (type(error), error, error.__traceback__)
    record = logging.LogRecord(name, logging.ERROR, "x.py", 1, message, args, info)
    line = formatter(Format.JSON, Redactor(["hunter2-secret"])).format(record)
    said: dict[str, str] = json.loads(line)
    return said


def _raised(error: Exception) -> Exception:
    try:
        raise error
    except type(error) as caught:
        return caught


def test_a_librarys_line_has_its_time_level_and_name() -> None:
    said = _written("pool of %s is full", "readers")

    assert said.pop("timestamp").endswith("Z")
    assert said == {
        "event": "pool of readers is full",
        "level": "error",
        "logger": "aiohttp.server",
    }


def test_a_librarys_line_is_redacted() -> None:
    said = _written("can not open %s", "redis://:hunter2-secret@db:6379")

    assert said["event"] == "can not open redis://***@db:6379"


def test_an_exception_in_a_librarys_words_is_told_by_its_class() -> None:
    assert _written("task failed: %s", ValueError(_NAME))["event"] == "task failed: ValueError"
    assert _written(ValueError(_NAME))["event"] == "ValueError"


def test_words_that_do_not_fit_their_gaps_are_written_as_they_are() -> None:
    assert _written("%d of %d", _NAME)["event"] == "%d of %d"


def test_what_asyncio_adds_to_its_sentence_is_left_out() -> None:
    said = _written(f"Task exception was never retrieved\nfuture: ValueError('{_NAME}')")

    assert said["event"] == "Task exception was never retrieved"


def test_a_traceback_has_places_and_no_values() -> None:
    said = _written("failed", error=_raised(ValueError(f"can not read {_NAME} 8800.50")))

    first, *frames = said["exception"].splitlines()
    assert first == "ValueError"
    assert frames[-1].startswith("  at tests/bot/test_logs.py:")
    assert frames[-1].endswith(" _raised")
    assert _NAME not in str(said)
    assert "8800" not in str(said)


def test_no_folder_of_the_machine_is_told() -> None:
    said = _written("failed", error=_raised(ValueError()))

    assert str(Path(__file__).parents[2]) not in said["exception"]


def test_a_cause_is_told_as_well() -> None:
    error = _raised(RuntimeError("outer"))
    error.__cause__ = _raised(KeyError(_NAME))

    said = told(error)

    assert "\ncaused by KeyError\n" in said
    assert _NAME not in said


@pytest.mark.parametrize(
    ("error", "first"),
    [
        pytest.param(
            AttributeError("'NoneType' object has no attribute 'id'"),
            "AttributeError: 'NoneType' object has no attribute 'id'",
            id="words about code",
        ),
        pytest.param(TypeError(f"bad value '{_NAME}'"), "TypeError: bad value …", id="a value"),
        pytest.param(
            NotFound("error.nobody", name=_NAME),
            "rules.errors.NotFound (error.nobody)",
            id="our own refusal",
        ),
        pytest.param(
            FileNotFoundError(2, "No such file", f"/home/{_NAME}.xlsx"),
            "FileNotFoundError (No such file or directory)",
            id="a file",
        ),
    ],
)
def test_what_holds_no_value_is_told(error: Exception, first: str) -> None:
    assert told(error).splitlines()[0] == first


def test_a_group_of_exceptions_names_its_members() -> None:
    error = ExceptionGroup(_NAME, [ValueError(_NAME), OSError(5, _NAME)])

    assert told(error).splitlines() == ["ExceptionGroup", "with ValueError", "with OSError"]


def test_lines_for_a_terminal_are_redacted_too() -> None:
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "token=abc123", (), None)

    line = formatter(Format.TEXT, Redactor()).format(record)

    assert "abc123" not in line
    assert "token=***" in line


_DIES = f"""
from bot.logs import Format, configure
configure(level="info", written=Format.JSON, secrets=["hunter2-secret"])
raise KeyError("{_NAME} hunter2-secret")
"""


def test_what_ends_a_process_is_told_in_one_line_without_its_values() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _DIES], capture_output=True, text=True, check=False
    )

    said = json.loads(done.stderr)
    assert done.returncode == 1
    assert (said["event"], said["level"]) == ("process.failed", "critical")
    assert said["exception"].startswith("KeyError")
    assert _NAME not in done.stderr
    assert "hunter2" not in done.stderr
