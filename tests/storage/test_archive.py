"""An archive comes out as it went in, or not at all."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import pytest

from rules.errors import Invalid, NotFound
from storage.archive import Manifest, pack, unpack

MANIFEST = Manifest(
    made_at="2026-11-24T03:00:00+00:00",
    release="0.1.0",
    revision="0001",
    database="sqlite",
    files={},
)


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    """An archive of two files."""
    (tmp_path / "a").write_bytes(b"first" * 5000)
    (tmp_path / "b").write_bytes(b"second")
    archive = tmp_path / "x.tar"
    pack(archive, MANIFEST, {"a": tmp_path / "a", "policies/b": tmp_path / "b"})
    return archive


def _tar(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


def _manifest(**changed: object) -> bytes:
    said = {"format": 1, "made_at": "", "release": "", "revision": "", "database": "", "files": {}}
    return json.dumps({**said, **changed}).encode()


def test_what_was_packed_comes_out_again(packed: Path, tmp_path: Path) -> None:
    manifest = unpack(packed, tmp_path / "out")

    assert (tmp_path / "out" / "a").read_bytes() == b"first" * 5000
    assert (tmp_path / "out" / "policies" / "b").read_bytes() == b"second"
    assert (manifest.revision, set(manifest.files)) == ("0001", {"a", "policies/b"})


def test_only_its_owner_may_read_it_and_what_comes_out(packed: Path, tmp_path: Path) -> None:
    unpack(packed, tmp_path / "out")

    modes = [path.stat().st_mode & 0o777 for path in (packed, tmp_path / "out" / "a")]
    assert modes == [0o600, 0o600]


def test_an_archive_is_never_written_over(packed: Path) -> None:
    with pytest.raises(FileExistsError):
        pack(packed, MANIFEST, {})


@pytest.mark.parametrize("at", [700, 3000, 20_000])
def test_a_changed_byte_is_found(packed: Path, tmp_path: Path, at: int) -> None:
    content = bytearray(packed.read_bytes())
    content[at] ^= 1
    packed.write_bytes(content)

    with pytest.raises(Invalid):
        unpack(packed, tmp_path / "out")


@pytest.mark.parametrize("length", [0, 100, 2000, 20_000])
def test_a_cut_off_archive_is_refused(packed: Path, tmp_path: Path, length: int) -> None:
    packed.write_bytes(packed.read_bytes()[:length])

    with pytest.raises(Invalid):
        unpack(packed, tmp_path / "out")


@pytest.mark.parametrize(
    "members",
    [
        pytest.param({}, id="empty"),
        pytest.param({"manifest.json": b"no"}, id="no JSON"),
        pytest.param({"manifest.json": b"[1]"}, id="no table"),
        pytest.param({"manifest.json": _manifest(format=2)}, id="another format"),
        pytest.param({"manifest.json": _manifest(more=1)}, id="unknown key"),
        pytest.param({"manifest.json": _manifest(files={"a": "0"})}, id="a file is missing"),
        pytest.param(
            {"manifest.json": _manifest(files={"../a": "0"}), "../a": b""}, id="out of its folder"
        ),
        pytest.param({"manifest.json": _manifest(files={"/a": "0"}), "/a": b""}, id="anywhere"),
    ],
)
def test_what_is_no_backup_is_refused(tmp_path: Path, members: dict[str, bytes]) -> None:
    archive = _tar(tmp_path / "x.tar", members)

    with pytest.raises(Invalid):
        unpack(archive, tmp_path / "out")

    assert not (tmp_path / "a").exists()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as refused:
        unpack(tmp_path / "nope.tar", tmp_path / "out")

    assert refused.value.message_id == "upkeep.no_file"
