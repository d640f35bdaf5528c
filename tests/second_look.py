"""Run what failed among all the others once more, alone, and name it: `make test` ends with this.

Beside ten thousand others on a busy machine a test may fail that waits for a process, a browser or
a server. What fails alone too is broken, and so is a run in which more than a few fail; what passes
alone is named, to be mended (docs/decisions/0061).
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

_MOST = 3
#: How pytest ends where tests failed and nothing worse happened.
_FAILED = 1


def look(code: int, root: Path) -> int:
    """Give the exit code of the whole, after that of the first run in `root`."""
    cache = root / ".pytest_cache" / "v" / "cache" / "lastfailed"
    failed = sorted(json.loads(cache.read_text("utf-8"))) if cache.exists() else []
    if code != _FAILED or not 0 < len(failed) <= _MOST:
        return code
    names = "\n  ".join(failed)
    _say(f"\nOnce more, alone:\n  {names}")
    again = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "0", *failed], cwd=root, check=False
    )
    if again.returncode == 0:
        _say(f"\nFailed once and passed alone, to be mended:\n  {names}")
    return again.returncode


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(look(int(sys.argv[1]), Path(__file__).parents[1]))
