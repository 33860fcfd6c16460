"""Does the engine agree with every worked case, published or derived by hand?"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from procurement.neutrality.caseblocks import BLOCKS
from procurement.neutrality.casereport import report

TESTS = Path(__file__).resolve().parents[2]
GIVEN = sorted((TESTS / "cases").glob("*.json"))
DERIVED = sorted((TESTS / "cases_more").glob("*.json"))
CASES = GIVEN + DERIVED
NEAR = 0.0005  # percent points
ORDERED = frozenset({"nodes"})
LEFT_OUT = frozenset({"arith", "banzhaf", "imputed", "leontief", "note", "reg_y", "simple_paths"})


def objects(block: object) -> list[dict[str, object]]:
    return block if isinstance(block, list) else [block]  # type: ignore[list-item]


def agrees(key: str, expected: object, found: object) -> bool:
    match expected, found:
        case (bool(), _) | (_, bool()):
            return expected is found
        case int() | float(), int() | float():
            return abs(found - expected) <= NEAR
        case list(), list() if key not in ORDERED:
            return sorted(expected) == sorted(found)
        case _:
            return expected == found


def differences(
    expected: Mapping[str, object], found: Mapping[str, object]
) -> Iterator[tuple[str, str, object, object]]:
    """Every key asked for whose answer is another one."""
    for block in BLOCKS.keys() & expected.keys():
        for asked, own in zip(objects(expected[block]), objects(found[block]), strict=True):
            assert own.keys() == asked.keys()
            for key, value in asked.items():
                if not agrees(key, value, own[key]):
                    yield block, key, value, own[key]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_engine_agrees_with_the_case(path: Path) -> None:
    case = json.loads(path.read_text())

    answered = report(path.name, path.read_bytes())

    found = json.loads(answered.line)
    assert answered.answered
    assert found["id"] == case["id"]
    assert list(differences(case["expected"], found)) == []


def test_every_block_of_the_cases_is_asked_about() -> None:
    asked = Counter(
        block
        for path in GIVEN
        for block, value in json.loads(path.read_text())["expected"].items()
        for _ in objects(value)
    )

    assert asked.keys() <= BLOCKS.keys() | LEFT_OUT
    assert sum(asked[block] for block in BLOCKS) >= 129


def test_every_case_says_where_its_answer_comes_from() -> None:
    cases = [json.loads(path.read_text()) for path in CASES]

    assert len({case["id"] for case in cases}) == len(cases)
    assert all(case["source"] and case["verified"] for case in cases)
