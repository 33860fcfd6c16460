"""Which needs are there, and what is promised to whom already? Reads only."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from config.money import Money
from config.problems import NotFound
from procurement.models import Requisition


def list_requisitions() -> QuerySet[Requisition]:
    """Every need, whatever became of it."""
    return Requisition.objects.all()


def get_requisition(requisition_id: UUID) -> Requisition:
    """:raises NotFound: if there is none"""
    requisition = Requisition.objects.filter(id=requisition_id).first()
    if requisition is None:
        raise NotFound()
    return requisition


def budget_of(requisition: Requisition) -> Money | None:
    """What it may cost, if anybody says."""
    if requisition.budget_amount is None:
        return None
    return Money(requisition.budget_amount, requisition.budget_currency)


def award_of(requisition: Requisition) -> Money | None:
    """For how much it was awarded, if anybody said."""
    if requisition.award_amount is None:
        return None
    return Money(requisition.award_amount, requisition.award_currency)
