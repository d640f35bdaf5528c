"""The `foothold` command: start-up failures become one sentence a person can act on."""

from __future__ import annotations

import gc
import os
import sys

# Before the rest is imported: at the standard 700 a third of a process's start goes into looking
# for garbage among classes and functions, and later each look meets a quarter of a million of them.
gc.set_threshold(50_000, 20, 50)

from bot.cli import app  # noqa: E402
from rules.errors import FootholdError  # noqa: E402


def main() -> None:
    """Run a command; exit 1 with a sentence where Foothold refuses."""
    try:
        app()
    except FootholdError as error:
        sys.exit(f"foothold: {_worded(error)}")
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The reader of a pipe had enough: `foothold schema deal.closed | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _worded(error: FootholdError) -> str:
    from bot.cards.words import catalogue, say  # noqa: PLC0415 - only a refusal needs the words

    is_chinese = os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("zh")
    language = "zh" if is_chinese else "en"
    if error.message_id not in catalogue(language):
        return str(error)
    values = {
        name: _worded(value) if isinstance(value, FootholdError) else value
        for name, value in error.values.items()
    }
    return say(language, error.message_id, **{"word": "", **values})


if __name__ == "__main__":
    main()
