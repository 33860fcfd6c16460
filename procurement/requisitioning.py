"""How does a need for data live, from a draft to an award, and whom does it need on the way?"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from config.money import Money
from procurement.caseflow import Life
from procurement.neutrality.buying import Limits


class RequisitionState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    REJECTED = "rejected"
    OPEN = "open"
    AWARDED = "awarded"
    CANCELLED = "cancelled"


class RequisitionAct(StrEnum):
    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"
    REVISE = "revise"
    AWARD = "award"
    CANCEL = "cancel"
    # The system's: within the limit nobody else is asked.
    PASS = "pass"  # noqa: S105 - an act, not a secret


_S, _A = RequisitionState, RequisitionAct

REQUISITION: Final = Life(
    _S.DRAFT,
    MappingProxyType(
        {
            (_S.DRAFT, _A.SUBMIT): _S.SUBMITTED,
            (_S.SUBMITTED, _A.APPROVE): _S.OPEN,
            (_S.SUBMITTED, _A.PASS): _S.OPEN,
            (_S.SUBMITTED, _A.REJECT): _S.REJECTED,
            (_S.SUBMITTED, _A.REVISE): _S.DRAFT,
            (_S.REJECTED, _A.REVISE): _S.DRAFT,
            (_S.OPEN, _A.REVISE): _S.DRAFT,
            (_S.OPEN, _A.AWARD): _S.AWARDED,
            (_S.DRAFT, _A.CANCEL): _S.CANCELLED,
            (_S.SUBMITTED, _A.CANCEL): _S.CANCELLED,
            (_S.REJECTED, _A.CANCEL): _S.CANCELLED,
            (_S.OPEN, _A.CANCEL): _S.CANCELLED,
        }
    ),
    frozenset({_A.PASS}),
)
PAST: Final[Mapping[RequisitionAct, str]] = MappingProxyType(
    {
        _A.SUBMIT: "submitted",
        _A.APPROVE: "approved",
        _A.REJECT: "rejected",
        _A.REVISE: "reopened",
        _A.AWARD: "awarded",
        _A.CANCEL: "cancelled",
        _A.PASS: "opened",
    }
)


def needs_second_person(budget: Money | None, limits: Limits) -> bool:
    """Whether a need is more than one person may open: also if nobody says what it may cost, or in
    a currency for which there is no limit.
    """
    if budget is None or budget.currency not in limits:
        return True
    return Money.parse(limits[budget.currency], budget.currency) < budget
