"""A database that can not be reached, told apart from a statement that is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

#: Classes of SQLSTATE: connection, resources, an operator (shutdown, cancel), the system.
_STATES = ("08", "53", "57", "58")


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
    return isinstance(error, PoolTimeout | ConnectionError)


def _is_outage(error: DBAPIError) -> bool:
    # asyncpg's own classes arrive as a bare DBAPIError with the server's SQLSTATE.
    state = getattr(error.orig, "sqlstate", None) or ""
    is_driver_s = isinstance(error, InterfaceError | OperationalError)
    return is_driver_s or error.connection_invalidated or state.startswith(_STATES)
