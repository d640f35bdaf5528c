"""One line of JSON per event, of our own code and of the libraries, redacted at the last step.

Every line ends in one handler by the same last steps, so nothing has a way around the redactor: a
library's comes there from the standard library's root logger, ours at once. What an exception says
is left out unless its class says it of code alone (docs/decisions/0015): a driver's error quotes
the row, a failed reading the words of a person.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Collection
from contextlib import nullcontext
from enum import StrEnum
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.faults import class_of, told
from bot.redaction import Redactor

_OURS = "foothold"


LEVELS = ("debug", "info", "warning", "error")


class Format(StrEnum):
    """How lines are written."""

    JSON = "json"
    TEXT = "text"


def configure(
    *,
    level: str,
    written: Format,
    secrets: Collection[str],
    stream: TextIO | None = None,
) -> None:
    """Send every line of this process to `stream` (stderr if not given), without `secrets`.

    `level` is one of `LEVELS`; libraries are heard from warning on.
    """
    lowest = logging.getLevelNamesMapping()[level.upper()]
    handler = _Handler(stream or sys.stderr)
    handler.setFormatter(formatter(written, Redactor(secrets)))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(lowest, logging.WARNING))
    logging.getLogger(_OURS).setLevel(lowest)
    logging.captureWarnings(capture=True)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            *_STAMPS,
            _line(written, Redactor(secrets)),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(lowest),
        logger_factory=lambda *_: _Lines(handler),
        cache_logger_on_first_use=True,
    )
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _uncaught(args.exc_type, args.exc_value, None)
    sys.unraisablehook = lambda args: _uncaught(args.exc_type, args.exc_value, None)


def formatter(written: Format, redactor: Redactor) -> logging.Formatter:
    """Give what turns a library's record into its line."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.contextvars.merge_contextvars, *_STAMPS, _said],
        use_get_message=False,
        pass_foreign_args=True,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            *_last(written, redactor),
        ],
    )


def _line(written: Format, redactor: Redactor) -> Processor:
    """Give what turns an event of ours into its line; one that can not be worded says so."""
    steps = _last(written, redactor)

    def worded(logger: WrappedLogger, name: str, event_dict: EventDict) -> str:
        said: Any = event_dict
        try:
            for step in steps:
                said = step(logger, name, said)
        except Exception:  # noqa: BLE001 - whatever it is about goes on
            return _failed(_OURS)
        return str(said)

    return worded


def _last(written: Format, redactor: Redactor) -> list[Processor]:
    """Give the last steps of every line, ours and the libraries'."""

    def redact(_: WrappedLogger, __: str, event_dict: EventDict) -> EventDict:
        return redactor.mapping(event_dict)

    return [_with_fault, redact, _renderer(written)]


def _renderer(written: Format) -> Processor:
    if written is Format.JSON:
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    # Plain exceptions are text already; structlog's own way would print local variables.
    return structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback
    )


def _with_fault(_: WrappedLogger, __: str, event_dict: EventDict) -> EventDict:
    event_dict.pop("stack_info", None)
    caught = event_dict.pop("exc_info", None)
    if caught is None or caught is False:
        return event_dict
    error = _exception(caught)
    if error is not None:
        event_dict["exception"] = told(error)
    return event_dict


def _exception(caught: object) -> BaseException | None:
    if isinstance(caught, BaseException):
        return caught
    found = caught[1] if isinstance(caught, tuple) else sys.exc_info()[1]
    return found if isinstance(found, BaseException) else None


def _exc_info(_: WrappedLogger, __: str, event_dict: EventDict) -> EventDict:
    """Take the exception while it is being handled: a formatter may run on another thread."""
    if event_dict.get("exc_info") is True:
        event_dict["exc_info"] = sys.exc_info()[1]
    return event_dict


def _said(_: WrappedLogger, __: str, event_dict: EventDict) -> EventDict:
    """Word what a library said, with the class of an exception in place of its text."""
    record: logging.LogRecord = event_dict["_record"]
    args = event_dict.pop("positional_args")
    template = class_of(record.msg) if isinstance(record.msg, BaseException) else str(record.msg)
    if isinstance(args, tuple):
        args = tuple(class_of(arg) if isinstance(arg, BaseException) else arg for arg in args)
    try:
        said = template % args if args else template
    except (TypeError, ValueError, KeyError):
        said = template
    # asyncio adds lines with the text of what was raised.
    event_dict["event"] = said.partition("\n")[0]
    event_dict["logger"] = record.name
    return event_dict


_STAMPS: tuple[Processor, ...] = (
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _exc_info,
)


def _uncaught(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    del trace
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger().critical("process.failed", exc_info=error or kind())


class _Handler(logging.StreamHandler[TextIO]):
    """Says that a line could not be written; the standard handler prints the line's values."""

    def put(self, line: str) -> None:
        """Write a line that is worded and redacted already."""
        with self.lock or nullcontext():
            try:
                self.stream.write(f"{line}\n")
                self.flush()
            except Exception:  # noqa: BLE001 - as for a library's
                self._say_failed(_OURS)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        self._say_failed(record.name)

    def _say_failed(self, name: str) -> None:
        try:
            sys.__stderr__ and sys.__stderr__.write(f"{_failed(name)}\n")
        except OSError:
            return  # nobody reads any more


class _Lines:
    """Takes our own lines, each worded in full: a record of the standard library costs as much."""

    def __init__(self, handler: _Handler) -> None:
        self.debug = self.info = self.warning = self.error = self.critical = handler.put


def _failed(name: str) -> str:
    return f'{{"event": "log.failed", "level": "error", "logger": "{name}"}}'
