"""The rows of procurement: what we demand, what we judged, what we decided."""

from procurement.models.assessments import Assessment
from procurement.models.backtests import Backtest, BacktestMoment
from procurement.models.cases import Case, CaseClaim, CaseDecision, CaseProposal, CaseVerdict
from procurement.models.policies import Competitor, Policy
from procurement.models.requisitions import Requisition
from procurement.models.waivers import Waiver

__all__ = [
    "Assessment",
    "Backtest",
    "BacktestMoment",
    "Case",
    "CaseClaim",
    "CaseDecision",
    "CaseProposal",
    "CaseVerdict",
    "Competitor",
    "Policy",
    "Requisition",
    "Waiver",
]
