"""Every worked case with a verdict comes out as its source says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from procurement.neutrality.casefile import Case, as_of_of, policy_of, read_case
from procurement.neutrality.judgement import judge

CASES = Path(__file__).resolve().parents[2] / "cases"


def expectations() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.json")):
        case = read_case(path.read_text())
        asked: Any = case.expected.get("verdict", [])
        for number, wanted in enumerate(asked if isinstance(asked, list) else [asked]):
            yield pytest.param(case, wanted, id=f"{case.id}-{number}")


@pytest.mark.parametrize(("case", "wanted"), list(expectations()))
def test_a_worked_case_has_its_published_verdict(case: Case, wanted: dict[str, Any]) -> None:
    judged = judge(
        facts=case.facts(as_of_of(wanted, case.as_of)),
        vendor=wanted.get("target") or str(case.target),
        competitors=tuple(wanted.get("competitors") or case.competitors),
        policy=policy_of(wanted, case.policy),
    )

    assert (judged.state, judged.level) == (wanted["state"], wanted["level"])
    told = {str(rule): str(state) for rule, state in judged.rules.items()}
    assert {rule: told[rule] for rule in wanted.get("rules", {})} == wanted.get("rules", {})
