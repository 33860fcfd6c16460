"""Where do the bytes of evidence lie? Under their own hash, written once, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from vendors.media import media_type_of

_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Measured:
    """What a file is, by its bytes."""

    sha256: str
    size: int
    media_type: str


class Shelf(Protocol):
    """Something that keeps files."""

    def keep(self, sha256: str, file: BinaryIO) -> None:
        """Keep the bytes under their hash; whoever comes back finds all of them or none."""


class Folder:
    """A folder on disk, two levels deep."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256

    def sha256_of(self, sha256: str) -> str | None:
        """What the bytes kept under a hash come to today; None if there are none."""
        try:
            with self.path(sha256).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            return None

    def keep(self, sha256: str, file: BinaryIO) -> None:
        place = self.path(sha256)
        if place.exists():
            return
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", dir=place.parent)
        try:
            with os.fdopen(handle, "wb") as copy:
                for chunk in _chunks(file):
                    copy.write(chunk)
                copy.flush()
                os.fsync(copy.fileno())
            Path(name).replace(place)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _sync_folder(place.parent)


class Nowhere:
    """What a rehearsal writes to."""

    def keep(self, sha256: str, file: BinaryIO) -> None:
        return


def evidence_folder() -> Folder:
    """Where this installation keeps its evidence."""
    return Folder(Path(settings.EVIDENCE_DIR))


def measure(file: BinaryIO) -> Measured:
    """Read a file once for its hash, and look at what it is.

    :raises vendors.media.BadFile: if it is a trap
    """
    said, size = hashlib.sha256(), 0
    for chunk in _chunks(file):
        said.update(chunk)
        size += len(chunk)
    return Measured(said.hexdigest(), size, media_type_of(file))


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(_CHUNK):
        yield chunk


def _sync_folder(folder: Path) -> None:
    """So that the name, too, survives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
