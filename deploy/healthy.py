"""Exit 0 where the Foothold of this container answers /healthz, 1 where it does not."""

from __future__ import annotations

import os
import sys
from urllib.request import ProxyHandler, build_opener

_SECONDS = 3


def main() -> int:
    """Ask this machine itself, whatever proxy the environment names."""
    url = f"http://127.0.0.1:{os.environ.get('FOOTHOLD_PORT', '8765')}/healthz"
    try:
        with build_opener(ProxyHandler({})).open(url, timeout=_SECONDS):
            return 0
    except OSError as error:
        sys.stderr.write(f"{url}: {error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
