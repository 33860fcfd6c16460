"""Which cases and waivers are there, with what is told of them?"""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from config.problems import NotFound
from procurement.models import Case, Waiver


def list_cases() -> QuerySet[Case]:
    """Cases with their verdicts, and what is proposed and decided about the present one."""
    rows = Case.objects.select_related("proposal", "decision")
    return rows.prefetch_related("verdicts", "claims")


def get_case(case_id: UUID) -> Case:
    """:raises NotFound: if there is none"""
    case = list_cases().filter(id=case_id).first()
    if case is None:
        raise NotFound()
    return case


def get_waiver(waiver_id: UUID) -> Waiver:
    """:raises NotFound: if there is none"""
    waiver = Waiver.objects.filter(id=waiver_id).first()
    if waiver is None:
        raise NotFound()
    return waiver
