"""Which packages does running need? Read from the lock file, with what each says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
LOCK = PROJECT / "requirements.txt"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_CLASSIFIER = "License :: OSI Approved :: "
# What packages say in words of their own.
_SPELT = {
    "apache-2.0": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause",
    "bsd 3-clause": "BSD-3-Clause",
    "bsd 3-clause or apache-2.0": "Apache-2.0 OR BSD-3-Clause",
    "gnu lesser general public license v2 or later (lgplv2+)": "LGPL-2.1-or-later",
    "mit": "MIT",
    "mit license": "MIT",
    "the mit license (mit)": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
}
# Installed on some systems only, so that what they say cannot be read on all.
_ELSEWHERE = {"async-timeout": "Apache-2.0", "tzdata": "Apache-2.0"}


@dataclass(frozen=True, slots=True)
class Package:
    """A package of the lock file.

    :ivar licence: an SPDX expression, or what the package says itself
    """

    name: str
    version: str
    hashes: tuple[str, ...]
    licence: str
    home: str


def packages(lock: Path = LOCK) -> list[Package]:
    """Every package of a lock file, by name."""
    found = []
    for block in re.split(r"\n(?=[A-Za-z0-9])", lock.read_text(encoding="utf-8")):
        if pinned := _PINNED.match(block):
            name, version = pinned.groups()
            licence, home = _said(name)
            licence = _ELSEWHERE.get(name, licence)
            found.append(Package(name, version, tuple(_HASH.findall(block)), licence, home))
    return sorted(found, key=lambda package: package.name)


def _said(name: str) -> tuple[str, str]:
    """Licence and home page, as the installed package states them."""
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return "", ""
    links = dict(link.split(", ", 1) for link in said.get_all("Project-URL") or [])
    home = next((url for label, url in links.items() if label.lower() in _HOMES), "")
    return _licence(said), said.get("Home-page") or home


_HOMES = ("homepage", "home", "source", "repository", "source code", "documentation")


def _licence(said: metadata.PackageMetadata) -> str:
    if expression := said.get("License-Expression"):
        return expression
    classified = [
        _spelt(line.removeprefix(_CLASSIFIER))
        for line in said.get_all("Classifier") or []
        if line.startswith(_CLASSIFIER)
    ]
    words = said.get("License") or ""
    if classified:
        return " OR ".join(sorted(set(classified)))
    return _spelt(words.splitlines()[0]) if words else ""


def _spelt(words: str) -> str:
    return _SPELT.get(words.strip().lower(), words.strip())
