"""How hard contracts are to replace, said through the real operation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from contracts.models import Contract, SubstitutabilityAssessment
from contracts.operations.relying import Seen, assess_substitutability
from contracts.substitution import Impact, Obstacle, Reintegration, Substitutability
from tests.builders.contracts import LATER, leo


def assessed(
    contract: Contract, verdict: str = "hard", *, at: datetime = LATER, **said: Any
) -> SubstitutabilityAssessment:
    """Somebody looked into replacing the vendor of a contract."""
    code = Substitutability(verdict)
    free = code is Substitutability.SUBSTITUTABLE
    seen: dict[str, Any] = {
        "verdict": code,
        "obstacle": None if free else Obstacle.HARD_TO_MIGRATE,
        "reason": "We asked around.",
        "reintegration": Reintegration.DIFFICULT,
        "reintegration_days": 90,
        "exit_plan": True,
        "impact": Impact.MEDIUM,
    }
    return assess_substitutability(
        contract_id=contract.id, seen=Seen(**{**seen, **said}), actor=leo(), at=at
    )
