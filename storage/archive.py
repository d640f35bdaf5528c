"""A backup as one file: a tar of what the site owns, and a manifest that proves it whole."""

from __future__ import annotations

import json
import os
import tarfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import file_digest
from io import BytesIO
from pathlib import Path, PurePosixPath

from rules.errors import Invalid, NotFound

_MANIFEST = "manifest.json"
_FORMAT = 1
_MOST_MANIFEST = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds and who made it."""

    #: UTC, ISO 8601.
    made_at: str
    release: str
    revision: str
    #: "sqlite" or "postgresql".
    database: str
    #: Name in the archive -> SHA-256.
    files: Mapping[str, str]


def pack(target: Path, manifest: Manifest, files: Mapping[str, Path]) -> None:
    """Write a new archive to the disk itself, readable by its owner alone."""
    sums = {name: digest(path) for name, path in files.items()}
    said = {"format": _FORMAT, **asdict(manifest), "files": sums}
    descriptor = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with tarfile.open(fileobj=file, mode="w") as tar:
            text = json.dumps(said, indent=1).encode()
            tar.addfile(_member(_MANIFEST, len(text)), BytesIO(text))
            for name, path in files.items():
                with path.open("rb") as source:
                    tar.addfile(_member(name, path.stat().st_size), source)
        file.flush()
        os.fsync(file.fileno())


def unpack(archive: Path, folder: Path) -> Manifest:
    """Write an archive's files into an empty folder; raise `Invalid` where it is not whole."""
    if not archive.is_file():
        raise NotFound("upkeep.no_file", file=archive)
    try:
        with tarfile.open(archive, mode="r:") as tar:
            manifest = _read_manifest(tar, archive)
            for name in manifest.files:
                _take_out(tar, name, folder)
    except (tarfile.TarError, KeyError, EOFError, UnicodeDecodeError) as error:
        raise Invalid(archive.name, "is no backup of Foothold, or is cut off") from error
    for name, expected in manifest.files.items():
        if digest(folder / name) != expected:
            raise Invalid(archive.name, f"is damaged: {name} is not what was backed up")
    return manifest


def digest(path: Path) -> str:
    """Give the SHA-256 of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """Make a rename in it survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def _read_manifest(tar: tarfile.TarFile, archive: Path) -> Manifest:
    file = tar.extractfile(_MANIFEST)
    try:
        said = json.loads(file.read(_MOST_MANIFEST) if file else b"")
        if said.pop("format") != _FORMAT:
            raise Invalid(archive.name, "was made by a newer release; restore it with that one")
        manifest = Manifest(**said)
        names = [PurePosixPath(name) for name, _ in manifest.files.items()]
    except (ValueError, TypeError, AttributeError) as error:
        raise Invalid(archive.name, "has a manifest that can not be read") from error
    if any(name.is_absolute() or ".." in name.parts for name in names):
        raise Invalid(archive.name, "names a file outside its folder")
    return manifest


def _take_out(tar: tarfile.TarFile, name: str, folder: Path) -> None:
    source = tar.extractfile(name)  # a link's target is looked up in the archive, never on disk
    if source is None:
        raise KeyError(name)
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        while piece := source.read(1 << 20):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
