"""WeCom's own packages of Node's, as peers: fetched into a folder of the test, never committed."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from shutil import which

import pytest

from tests.patience import SECONDS


def npm_packages(*names: str, folder: Path) -> Path:
    """Give a folder with packages installed; skip, and say so, where they can not be."""
    if not which("npm") or not which("node"):
        pytest.skip("no npm, so WeCom's own packages were not asked (Debian: apt install npm)")
    try:
        subprocess.run(
            ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *names],  # noqa: S607
            cwd=folder,
            capture_output=True,
            check=True,
            timeout=120,
        )
    except subprocess.SubprocessError:  # it may wait for a network that is not there
        pytest.skip("npm could not fetch WeCom's own packages, so they were not asked")
    return folder


def node(program: str, said: object, *, beside: Path) -> str:
    """Run a program of Node's on some JSON, and give what it prints."""
    done = subprocess.run(
        ["node", "-e", program],  # noqa: S607
        cwd=beside,
        input=json.dumps(said),
        capture_output=True,
        text=True,
        check=True,
        timeout=SECONDS,
        env={"PATH": os.environ["PATH"], "NODE_PATH": str(beside / "node_modules")},
    )
    return done.stdout
