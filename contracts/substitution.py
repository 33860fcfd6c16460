"""How hard is a vendor to replace under one contract, in the words regulators ask for?

The fields follow the register of information under DORA: the assessment of ICT services (template
B_07.01 of Implementing Regulation (EU) 2024/2956).
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum


class Substitutability(StrEnum):
    SUBSTITUTABLE = "substitutable"
    HARD = "hard"
    NOT_SUBSTITUTABLE = "not_substitutable"


class Obstacle(StrEnum):
    """Why it is hard, or cannot be done."""

    NO_ALTERNATIVE = "no_alternative"
    HARD_TO_MIGRATE = "hard_to_migrate"
    BOTH = "both"


class Reintegration(StrEnum):
    """How hard it would be to do the work in the house."""

    EASY = "easy"
    DIFFICULT = "difficult"
    HIGHLY_COMPLEX = "highly_complex"


class Impact(StrEnum):
    """What it would mean if the work stopped."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    NOT_ASSESSED = "not_assessed"


def is_stale(assessed_on: date, *, on: date, longest_days: int) -> bool:
    """Whether an assessment is too old to be relied on."""
    return on - assessed_on > timedelta(days=longest_days)
