"""By what can policies, competitors, verdicts, cases and waivers be narrowed?"""

from __future__ import annotations

from datetime import date
from uuid import UUID

import django_filters
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django_filters import FilterSet

from procurement.caseflow import CaseState, PolicyState, WaiverState
from procurement.hindsight import Change
from procurement.models import (
    Assessment,
    Backtest,
    BacktestMoment,
    Case,
    Competitor,
    Policy,
    Requisition,
    Waiver,
)
from procurement.models.choices import choices_of
from procurement.neutrality.findings import Level, State
from procurement.queries.verdicts import list_standing
from procurement.requisitioning import RequisitionState
from vendors.models import ExpertiseLevel
from vendors.queries.parties import list_same

DIFFERENCES = [choice for choice in choices_of(Change) if choice[0] != Change.SAME]


class PolicyFilters(FilterSet):
    name = django_filters.CharFilter(max_length=200)
    state = django_filters.ChoiceFilter(choices=choices_of(PolicyState))

    class Meta:
        model = Policy
        fields: list[str] = []


class BacktestFilters(FilterSet):
    policy = django_filters.UUIDFilter(field_name="policy_id")

    class Meta:
        model = Backtest
        fields: list[str] = []


class DifferenceFilters(FilterSet):
    vendor = django_filters.UUIDFilter(field_name="vendor_id")
    change = django_filters.ChoiceFilter(choices=DIFFERENCES)

    class Meta:
        model = BacktestMoment
        fields: list[str] = []


class CompetitorFilters(FilterSet):
    """The party is asked for by any id of a merged one."""

    party = django_filters.UUIDFilter(method="of_party")
    valid_at = django_filters.DateFilter(method="listed_on")

    class Meta:
        model = Competitor
        fields: list[str] = []

    def of_party(self, queryset: QuerySet[Competitor], _: str, value: UUID) -> QuerySet[Competitor]:
        return queryset.filter(party__in=list_same(value))

    def listed_on(
        self, queryset: QuerySet[Competitor], _: str, value: date
    ) -> QuerySet[Competitor]:
        ends = queryset.alias(ends=Coalesce("ended_on", "valid_to"))
        return ends.filter(Q(ends=None) | Q(ends__gt=value), valid_from__lte=value)


class AssessmentFilters(FilterSet):
    vendor = django_filters.UUIDFilter(field_name="vendor_id")
    state = django_filters.ChoiceFilter(choices=choices_of(State))
    level = django_filters.ChoiceFilter(choices=choices_of(Level))
    current = django_filters.ChoiceFilter(
        choices=[("true", "true"), ("false", "false")],
        method="which_stands",
        help_text="Those that stand; a clear one is left out while a recheck is pending.",
    )

    class Meta:
        model = Assessment
        fields: list[str] = []

    def which_stands(
        self, queryset: QuerySet[Assessment], _: str, value: str
    ) -> QuerySet[Assessment]:
        if value == "true":
            return list_standing(queryset)
        return queryset.exclude(superseded_by=None)


class CaseFilters(FilterSet):
    vendor = django_filters.UUIDFilter(field_name="vendor_id")
    state = django_filters.ChoiceFilter(choices=choices_of(CaseState))

    class Meta:
        model = Case
        fields: list[str] = []


class WaiverFilters(FilterSet):
    vendor = django_filters.UUIDFilter(field_name="vendor_id")
    contract = django_filters.UUIDFilter(field_name="contract_id")
    state = django_filters.ChoiceFilter(choices=choices_of(WaiverState))

    class Meta:
        model = Waiver
        fields: list[str] = []


class RequisitionFilters(FilterSet):
    """`vendor` is the one it was awarded to."""

    state = django_filters.ChoiceFilter(choices=choices_of(RequisitionState))
    domain = django_filters.CharFilter(field_name="domain_id", max_length=100)
    level = django_filters.ChoiceFilter(choices=ExpertiseLevel.choices)
    vendor = django_filters.UUIDFilter(field_name="awarded_to_id")
    replacing = django_filters.UUIDFilter(field_name="replacing_id")
    owner = django_filters.CharFilter(max_length=200)

    class Meta:
        model = Requisition
        fields: list[str] = []
