"""Under which licences is what we stand on? A page, and which of them we accept."""

from __future__ import annotations

from collections.abc import Iterable

from supply.packages import PROJECT, Package, packages

PAGE = PROJECT / "docs" / "reference" / "licences.md"
# Libraries used as they are: the weak copyleft of some binds who changes them, not who uses them.
ACCEPTED = frozenset(
    {
        "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "LGPL-2.1-only",
        "LGPL-2.1-or-later", "LGPL-3.0-only", "MIT", "MIT-0", "MIT-CMU", "MPL-2.0", "PSF-2.0",
        "Zlib",
    }
)  # fmt: skip
_HEAD = """# Licences

What running needs, pinned by hash in `requirements.txt`. Made by `python -m supply licences`, and
held against it by a test. All are used as they are published; nothing of them is copied into this
tree but elkjs ([its licence](../../vendors/static/vendors/picture/elkjs-LICENSE.md)).

| package | version | licence |
|---|---|---|
"""


def page(found: Iterable[Package]) -> str:
    rows = (f"| {each.name} | {each.version} | {each.licence} |" for each in found)
    return _HEAD + "\n".join(rows) + "\n"


def refused(found: Iterable[Package]) -> list[str]:
    """Packages under a licence we have not said yes to."""
    return [f"{each.name}: {each.licence or 'unknown'}" for each in found if not _is_fine(each)]


def _is_fine(package: Package) -> bool:
    parts = package.licence.replace("(", "").replace(")", "").split(" OR ")
    return any(all(one in ACCEPTED for one in part.split(" AND ")) for part in parts)


def write() -> None:
    PAGE.write_text(page(packages()), encoding="utf-8")
