"""What failed once is run again alone; what is broken stays broken."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.second_look import look

_FLAKY = """
from pathlib import Path
def test_flaky():
    mark = Path(__file__).with_name("ran")
    was_here = mark.exists()
    mark.touch()
    assert was_here
"""
_BROKEN = """
import pytest
@pytest.mark.parametrize("n", range({}))
def test_broken(n): assert False
"""


def _first_run(folder: Path, **files: str) -> int:
    """Run the tests of a folder as `make test` does, and give how that ended."""
    (folder / "pytest.ini").write_text("[pytest]\n")
    for name, text in files.items():
        (folder / f"test_{name}.py").write_text(text)
    command = [sys.executable, "-m", "pytest", "--cache-clear", "-n", "1"]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True).returncode


def test_what_passes_alone_is_named_and_passes(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code = _first_run(tmp_path, flaky=_FLAKY)

    assert (code, look(code, tmp_path)) == (1, 0)
    assert "passed alone, to be mended:\n  test_flaky.py::test_flaky" in capfd.readouterr().out


def test_what_fails_alone_fails(tmp_path: Path) -> None:
    code = _first_run(tmp_path, flaky=_FLAKY, broken=_BROKEN.format(2))

    assert look(code, tmp_path) == 1


def test_many_are_not_run_again(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code = _first_run(tmp_path, flaky=_FLAKY, broken=_BROKEN.format(3))

    assert look(code, tmp_path) == 1
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize(
    ("text", "code", "whole"),
    [("def test_good(): pass", 0, 0), ("this is no Python", 1, 2), ("", 5, 5)],
    ids=["all good", "not collected", "none"],
)
def test_any_other_end_is_as_good_or_bad_as_it_was(
    tmp_path: Path, text: str, code: int, whole: int
) -> None:
    first = _first_run(tmp_path, one=text)

    assert (first, look(first, tmp_path)) == (code, whole)
