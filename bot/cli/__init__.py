"""The command line, a file for each kind of command.

Each command imports what it needs, so that `--help` stays instant.
"""

from bot.cli import (
    clock,
    exports,
    hiring,
    keeping,
    messages,
    money,
    people,
    profile,
    retention,
    site,
)
from bot.cli.groups import app

__all__ = [
    "app",
    "clock",
    "exports",
    "hiring",
    "keeping",
    "messages",
    "money",
    "people",
    "profile",
    "retention",
    "site",
]
