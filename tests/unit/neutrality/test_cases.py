"""Does the engine agree with every worked case, published or derived by hand?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from procurement.neutrality.caseblocks import BLOCKS
from procurement.neutrality.casereport import report

CASES = sorted((Path(__file__).resolve().parents[2] / "cases").glob("*.json"))
NEAR = 0.0005  # percent points


def agrees(block: str, expected: object, found: object) -> bool:
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    if isinstance(expected, int | float) and isinstance(found, int | float):
        return abs(found - expected) <= NEAR
    if isinstance(expected, list) and isinstance(found, list) and block != "path":
        return sorted(expected) == sorted(found)
    return expected == found


def test_there_are_cases() -> None:
    assert len(CASES) > 50


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_engine_agrees_with_the_case(path: Path) -> None:
    expected = json.loads(path.read_text())["expected"]

    answered = report(path.name, path.read_bytes())

    found = json.loads(answered.line)
    differences = [
        (block, key, value, own[key])
        for block in BLOCKS
        if block in expected
        for asked, own in zip(_objects(expected[block]), found[block], strict=True)
        for key, value in asked.items()
        if not agrees(block, value, own[key])
    ]
    assert answered.answered
    assert differences == []


def _objects(block: object) -> list[dict[str, object]]:
    return block if isinstance(block, list) else [block]
