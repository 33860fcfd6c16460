"""What kind of file is this, by its bytes, and is it one we keep?"""

from __future__ import annotations

import codecs
import struct
import zipfile
from collections.abc import Mapping
from typing import BinaryIO

HEAD = 65_536
MOST_PIXELS = 100_000_000
MOST_MEMBERS_BYTES = 4 * 1024 * 1024  # of a ZIP's table of contents
MOST_UNPACKED = 1024 * 1024 * 1024
MOST_RATIO = 200
OCTETS = "application/octet-stream"
ZIP = "application/zip"
_LINK = 0o120000

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"PK\x03\x04", ZIP),
    (0, b"PK\x05\x06", ZIP),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (4, b"ftyp", "video/mp4"),
)
_OFFICE: Mapping[str, str] = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_INERT = frozenset(
    {
        "application/pdf",
        "application/json",
        "text/plain",
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "image/tiff",
        ZIP,
        *_OFFICE.values(),
    }
)


class BadFile(ValueError):
    """A file that is not kept: one that unpacks or opens to far more than it is, or lies."""


def served_as(media_type: str) -> str:
    """The type under which a file is handed out; what a browser might run is only octets."""
    return media_type if media_type in _INERT else OCTETS


def media_type_of(file: BinaryIO) -> str:
    """The media type by content; the name and what the sender says do not matter.

    :raises BadFile: if it is a trap
    """
    file.seek(0)
    head = file.read(HEAD)
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    for offset, magic, media_type in _MAGIC:
        if head.startswith(magic, offset):
            _refuse_huge_picture(head, media_type)
            return _kind_of_zip(file) if media_type == ZIP else media_type
    return _kind_of_text(head)


def _kind_of_text(head: bytes) -> str:
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        return OCTETS
    if "\x00" in text:
        return OCTETS
    begin = text.lstrip()[:2048].lower()
    if "<svg" in begin:
        return "image/svg+xml"
    if begin.startswith(("<!doctype html", "<html")) or "<script" in begin or "<body" in begin:
        return "text/html"
    if begin.startswith("<?xml"):
        return "application/xml"
    return "application/json" if begin.startswith(("{", "[")) else "text/plain"


def _refuse_huge_picture(head: bytes, media_type: str) -> None:
    match media_type:
        case "image/png" if len(head) >= 24:
            width, height = struct.unpack(">II", head[16:24])
        case "image/gif" if len(head) >= 10:
            width, height = struct.unpack("<HH", head[6:10])
        case "image/jpeg":
            width, height = _jpeg_size(head)
        case _:
            return
    if width * height > MOST_PIXELS:
        raise BadFile(f"A picture of {width} by {height} points is too large.")


def _jpeg_size(head: bytes) -> tuple[int, int]:
    """From the first frame header; 0 by 0 if there is none near the beginning."""
    at = 2
    while at + 9 < len(head) and head[at] == 0xFF:
        marker, length = head[at + 1], int.from_bytes(head[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", head[at + 5 : at + 9])
            return width, height
        at += 2 + max(length, 2)
    return 0, 0


def _kind_of_zip(file: BinaryIO) -> str:
    """An archive's table of contents is read, nothing of it is unpacked."""
    _refuse_long_table(file)
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error):
        return OCTETS
    packed = unpacked = 0
    for member in members:
        _refuse_member(member)
        packed += member.compress_size
        unpacked += member.file_size
    if unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(packed, 10_000):
        raise BadFile("This archive would unpack to far more than it is.")
    names = {member.filename for member in members}
    if "[Content_Types].xml" in names:
        for folder, media_type in _OFFICE.items():
            if any(name.startswith(folder) for name in names):
                return media_type
    return ZIP


def _refuse_member(member: zipfile.ZipInfo) -> None:
    parts = member.filename.replace("\\", "/").split("/")
    if member.filename.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
        raise BadFile("This archive has members that would land outside of it.")
    if (member.external_attr >> 16) & 0o170000 == _LINK:
        raise BadFile("This archive has links in it.")
    if member.filename.lower().endswith((".zip", ".7z", ".rar", ".gz", ".bz2", ".xz")):
        raise BadFile("This archive has archives in it; send them one by one.")


def _refuse_long_table(file: BinaryIO) -> None:
    """The end record says how long the table of contents is, before anything reads it."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 65_557))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at >= 0 and len(tail) >= at + 16:
        (table,) = struct.unpack("<I", tail[at + 12 : at + 16])
        if table > MOST_MEMBERS_BYTES:
            raise BadFile("This archive has too many members.")
