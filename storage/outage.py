"""A database that is away or takes no writes, told apart from a statement that is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from socket import gaierror

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from rules.errors import FootholdError

_READ_ONLY = "25006"
#: SQLSTATEs, or how they begin: connection, a server that only reads, our login, our database's
#: name, resources, an operator (shutdown, cancel), the system.
_STATES = ("08", _READ_ONLY, "28", "3D", "53", "57", "58")
#: What a start says of a database, by how the SQLSTATE or SQLite's name of an error begins.
_SENTENCES = {
    "28": "login",
    "3D": "no_such",
    "42501": "no_rights",
    _READ_ONLY: "read_only",
    "53100": "disk_full",
    "53300": "full",
    "57P03": "starting",
    "SQLITE_BUSY": "busy",
    "SQLITE_CANTOPEN": "no_file",
    "SQLITE_CORRUPT": "damaged",
    "SQLITE_FULL": "disk_full",
    "SQLITE_IOERR": "disk",
    "SQLITE_NOTADB": "damaged",
    "SQLITE_READONLY": "read_only_file",
}


@contextmanager
def outages_as_os_errors() -> Iterator[None]:
    """Raise OSError where the database is away, busy or full; a wrong statement stays what it is.

    Its text names the kind of failure alone: the driver's holds the statement with its values.
    """
    try:
        yield
    except PoolTimeout as error:
        raise OSError("every connection to the database is in use") from error
    except DBAPIError as error:
        if not _is_outage(error):
            raise
        raise OSError(f"the database does not answer ({type(error.orig).__name__})") from error


def is_outage(error: Exception) -> bool:
    """Tell a database that is away, busy or full from anything else that goes wrong."""
    if isinstance(error, DBAPIError):
        return _is_outage(error)
    return isinstance(error, PoolTimeout | ConnectionError | TimeoutError | gaierror)


def only_reads(error: BaseException) -> bool:
    """Tell a server that takes no writes: a standby, or what was the primary before a failover."""
    return isinstance(error, DBAPIError) and _state(error) == _READ_ONLY


@contextmanager
def outages_in_a_sentence(url: str, *, is_connecting: bool = False) -> Iterator[None]:
    """Raise `FootholdError`: which database can not be used, why, and what then.

    Errors of the system are the database's only while we connect to it.
    """
    try:
        yield
    except (DBAPIError, OSError) as error:
        if (name := _sentence(error, is_connecting=is_connecting)) is None:
            raise
        said = make_url(url).set(query={}).render_as_string()  # which hides the password
        why = FootholdError(f"database.{name}")
        raise FootholdError("database.unusable", place=said, why=why) from error


def _sentence(error: DBAPIError | OSError, *, is_connecting: bool) -> str | None:
    """Give how the sentence about an error is called, None where it is no outage."""
    if isinstance(error, DBAPIError):
        said = _state(error) or str(getattr(error.orig, "sqlite_errorname", ""))
        known = next((name for start, name in _SENTENCES.items() if said.startswith(start)), None)
        return known or ("lost" if _is_outage(error) else None)
    if not is_connecting:
        return None
    if isinstance(error, gaierror):
        return "unknown_host"
    return "no_answer" if isinstance(error, TimeoutError) else "not_there"


def _is_outage(error: DBAPIError) -> bool:
    # asyncpg's own classes arrive as a bare DBAPIError with the server's SQLSTATE.
    # SQLite calls a wrong statement operational too, and names it so.
    is_wrong = getattr(error.orig, "sqlite_errorname", "") == "SQLITE_ERROR"
    is_driver_s = isinstance(error, InterfaceError | OperationalError) and not is_wrong
    return is_driver_s or error.connection_invalidated or _state(error).startswith(_STATES)


def _state(error: DBAPIError) -> str:
    """Give PostgreSQL's SQLSTATE, "" where there is none."""
    return str(getattr(error.orig, "sqlstate", None) or "")
