"""Do two readers of one page agree? The engine, and a solver written from the page alone.

`tests/independent` shares no line with the engine and works otherwise: corners of columns by brute
force, exact linear solves, an open end as a figure next to it. Both answer the same random case
files. `SOLVER_CASES` asks for more of them, `SOLVER_SEED` for others.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from procurement.neutrality.casereport import report
from tests.independent.blocks import ANSWERED, answer
from tests.independent.columns import ZERO
from tests.independent.facts import MONEY, read
from tests.independent.measures import Solver, least, most
from tests.independent.random_cases import doubtful_case, measures_case, verdict_case

MANY = int(os.environ.get("SOLVER_CASES", "12"))
FIRST = int(os.environ.get("SOLVER_SEED", "0"))
NEAR = Fraction(5, 10_000)
FEW_WORLDS = 300
TESTS = Path(__file__).resolve().parents[1]
NOT_READ = {
    "ATTESTATION-ENDS": "oaths that end",
    "BENEFICIARY": "roles in a trust",
    "BENEFICIARY-UNKNOWN": "roles in a trust",
    "BODS-MULTI-INDIRECT": "links inferred from totals",
    "BODS-MULTI-INDIRECT-UNKNOWN": "links inferred from totals",
    "CFIUS-235-c2": "options",
    "CLAIM-AND-EDGE": "totals of money",
    "CLAIM-MIDDLE": "totals of money",
    "CLAIM-OF-SUBSIDIARY": "totals of money",
    "CLAIM-SUB-SMALL": "totals of money",
    "CLAIM-THEN-EDGE": "totals of money",
    "CLAIM-UP": "totals of money",
    "CLAIM-VOTES-ONLY": "totals of money",
    "CLAIM-WHOLE-SUB": "totals of money",
    "CLAIMS-MAX": "totals of money",
    "CONVERTIBLE": "options",
    "CONVERTIBLE-BAND": "options",
    "CONVERTIBLE-BOTH": "options",
    "CONVERTIBLE-CIRCLE": "options",
    "CONVERTIBLE-DILUTES": "options",
    "CONVERTIBLE-GROUP": "options",
    "CONVERTIBLE-TREASURY": "options",
    "COOLING-12-36": "people who left",
    "COUNTS": "counted shares",
    "DEBT-TWICE": "one loan told twice",
    "EXERCISABLE-TODAY": "options",
    "FAMILY": "relatives",
    "FAMILY-OWNER": "relatives",
    "FAMILY-REPORTED": "relatives",
    "GROUP-OF-FOUNDER": "roles in a trust",
    "GUARANTEE": "all kinds of ties",
    "KEY-PERSON-LATE": "people who left",
    "KEY-PERSON-LEAP": "people who left",
    "KEY-PERSON-MONTH-END": "people who left",
    "KEY-PERSON-ONLY": "people who left",
    "KEY-PERSON-SUB": "people who left",
    "NONVOTING-CLAIM": "totals of money",
    "OPTION-EXPIRED": "options",
    "OPTION-IN-CHAIN": "options",
    "OPTION-OF-GROUP": "options",
    "OPTION-OF-SUBSIDIARY": "options",
    "OPTION-SAFE-BOTH": "options",
    "OVER-100-ACCEPTED": "more than 100 percent, accepted",
    "PSC-CHAIN": "totals of money",
    "PSC-RLE-AND-PERSON": "totals of money",
    "REGISTER-COMPLETE": "totals of money",
    "REPORTED-LEAVER": "people who left",
    "RIGHTS-UNNAMED": "facts without an owner",
    "TIE-UNNAMED": "facts without an owner",
    "ROUNDING-OVER": "numbers rounded to two decimals",
    "SCALE-META": "people who left",
    "SETTLOR-POSSIBLE": "roles in a trust",
    "SUPPLY-DATA-LICENCE": "all kinds of ties",
    "SURPLUS": "assets on dissolution",
    "UNDER-100-COMPLETE": "numbers rounded to two decimals",
    "UNKNOWN-INTEREST": "interests of unknown kind",
    "UNPUBLISHED-INTEREST": "interests of unknown kind",
    "VADALOG-CONTROL-1": "more than 100 percent, accepted",
}
"""What the solver knows nothing of."""

CASES = [
    path
    for folder in ("cases", "cases_more")
    for path in sorted((TESTS / folder).glob("*.json"))
    if path.stem not in NOT_READ
]


def blocks_of(case: Mapping[str, Any]) -> Iterator[tuple[str, int, Mapping[str, Any]]]:
    for kind in ANSWERED & case["expected"].keys():
        asked = case["expected"][kind]
        for number, block in enumerate(asked if isinstance(asked, list) else [asked]):
            yield kind, number, block


def agrees(one: object, other: object) -> bool:
    if isinstance(one, bool | str | list | dict):
        return one == other
    return abs(Fraction(str(one)) - Fraction(str(other))) <= NEAR


@pytest.mark.parametrize("make", [measures_case, verdict_case, doubtful_case])
@pytest.mark.parametrize("seed", range(FIRST, FIRST + MANY))
def test_the_engine_and_the_solver_agree(seed: int, make: Callable[[int], dict[str, Any]]) -> None:
    case = make(seed)

    answered = report("random", json.dumps(case).encode())

    assert answered.answered, answered.line
    found = json.loads(answered.line)
    for kind, number, block in blocks_of(case):
        for key, value in answer(case, kind, block).items():
            assert agrees(found[kind][number][key], value), (kind, block, key, value)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_solver_agrees_with_the_case(path: Path) -> None:
    case = json.loads(path.read_text(), parse_float=Decimal)

    for kind, _, block in blocks_of(case):
        for key, value in answer(case, kind, block).items():
            assert agrees(block[key], value), (kind, block, key, value)


@pytest.mark.parametrize("seed", range(FIRST, FIRST + MANY))
def test_the_solver_finds_what_trying_every_world_finds(seed: int) -> None:
    world = read(measures_case(seed), {})
    solver = Solver(world)
    columns = {
        party: solver.corners(party, MONEY, ["K0"], "lo")
        for party in ("K1", "K2", "K3")
        if world.column(party, MONEY) is not None
    }

    for extreme in (least, most):
        tried = extreme(columns, ["K0"], FEW_WORLDS)
        found = extreme(columns, ["K0"], 0)
        assert {one: found.get(one, ZERO) for one in tried} == tried
