"""What we stand on is listed, under licences we said yes to, and can be told as CycloneDX."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from supply import audit, bom, licences
from supply.packages import PROJECT, Package, packages


def test_every_package_is_pinned_by_hash() -> None:
    found = packages()

    assert len(found) > 50
    assert [each.name for each in found if not each.hashes] == []
    for lock in ("requirements.txt", "requirements-dev.txt"):
        assert [one.name for one in packages(PROJECT / lock) if not one.hashes] == []


def test_every_licence_is_one_we_said_yes_to() -> None:
    assert licences.refused(packages()) == []


@pytest.mark.parametrize(
    ("licence", "is_refused"),
    [("MIT", False), ("MIT OR GPL-3.0-only", False), ("MIT AND AGPL-3.0", True), ("", True)],
)
def test_what_we_have_not_said_yes_to(licence: str, is_refused: bool) -> None:
    package = Package("other", "1", (), licence, "")

    assert bool(licences.refused([package])) == is_refused


def test_the_page_is_up_to_date() -> None:
    assert licences.PAGE.read_text(encoding="utf-8") == licences.page(packages()), (
        "run python -m supply licences"
    )


def test_the_bill_of_materials_names_everything(tmp_path: Path) -> None:
    bom.write(tmp_path / "sbom.json")
    said = json.loads((tmp_path / "sbom.json").read_text())

    assert (said["bomFormat"], said["specVersion"]) == ("CycloneDX", "1.6")
    assert said["metadata"]["component"]["name"] == "armslength"
    assert {(one["name"], one["version"]) for one in said["components"]} == {
        (package.name, package.version) for package in packages()
    }
    assert all(one["purl"].startswith("pkg:pypi/") for one in said["components"])
    assert all(one["licenses"] and one["hashes"] for one in said["components"])


def test_what_the_advisories_say_is_told() -> None:
    hole = {"id": "PYSEC-1", "fix_versions": ["2"], "aliases": [], "description": ""}
    answer = audit.read(
        [
            {"name": "fine", "version": "1", "vulns": []},
            {"name": "holed", "version": "1", "vulns": [hole]},
            {"name": "unheard-of", "skip_reason": "not found"},
        ]
    )

    assert answer.known == ["holed 1: PYSEC-1 (mended in 2)"]
    assert (answer.asked, answer.unanswered) == (3, 1)
