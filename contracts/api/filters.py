"""By what can contracts and terminations be narrowed?"""

from __future__ import annotations

from typing import cast

import django_filters
from django.db.models import Q, QuerySet
from rest_framework.request import Request

from config.rest.filters import TrueOrFalse
from contracts.api.asking import asked_day
from contracts.clauses import RightState
from contracts.lifecycle import DateKind, Status
from contracts.models import (
    AccessGrant,
    Contract,
    Deadline,
    ExchangeRate,
    ExitRehearsal,
    Letter,
    LetterKind,
    LimitPassed,
    Right,
    SubstitutabilityAssessment,
    SurvivalDuty,
    Termination,
)
from contracts.models.choices import (
    CONTRACT_STATES,
    CONTRACT_STATUSES,
    GROUNDS,
    TERMINATION_STATES,
)
from contracts.queries.contracts import with_status
from contracts.queries.survival import with_duty_state
from contracts.substitution import Impact, Substitutability
from contracts.survival import DutyKind, DutyState
from vendors.models.choices import choices_of


class ContractFilters(django_filters.FilterSet):
    vendor = django_filters.UUIDFilter(field_name="vendor_id")
    party = django_filters.UUIDFilter(field_name="vendor__party_id")
    parent = django_filters.UUIDFilter(field_name="parent_id")
    requisition = django_filters.UUIDFilter()
    state = django_filters.ChoiceFilter(choices=CONTRACT_STATES)
    status = django_filters.ChoiceFilter(choices=CONTRACT_STATUSES, method="with_status")
    owner = django_filters.CharFilter()
    reference = django_filters.CharFilter()
    domain = django_filters.CharFilter(field_name="dataset_domain", lookup_expr="iexact")
    q = django_filters.CharFilter(method="saying")

    class Meta:
        model = Contract
        fields: list[str] = []

    def with_status(self, queryset: QuerySet[Contract], _: str, value: str) -> QuerySet[Contract]:
        return with_status(queryset, Status(value), asked_day(cast(Request, self.request)))

    def saying(self, queryset: QuerySet[Contract], _: str, value: str) -> QuerySet[Contract]:
        return queryset.filter(Q(reference__icontains=value) | Q(title__icontains=value))


class TerminationFilters(django_filters.FilterSet):
    contract = django_filters.UUIDFilter(field_name="contract_id")
    vendor = django_filters.UUIDFilter(field_name="contract__vendor_id")
    state = django_filters.ChoiceFilter(choices=TERMINATION_STATES)
    ground = django_filters.ChoiceFilter(choices=GROUNDS)

    class Meta:
        model = Termination
        fields: list[str] = []


class RehearsalFilters(django_filters.FilterSet):
    contract = django_filters.UUIDFilter(field_name="contract_id")
    vendor = django_filters.UUIDFilter(field_name="contract__vendor_id")
    ground = django_filters.ChoiceFilter(choices=GROUNDS)

    class Meta:
        model = ExitRehearsal
        fields: list[str] = []


class GrantFilters(django_filters.FilterSet):
    open = django_filters.ChoiceFilter(
        choices=[("true", "true"), ("false", "false")], method="is_open"
    )
    system = django_filters.CharFilter()

    class Meta:
        model = AccessGrant
        fields: list[str] = []

    def is_open(self, queryset: QuerySet[AccessGrant], _: str, value: str) -> QuerySet[AccessGrant]:
        return queryset.filter(revoked_on__isnull=value == "true")


class LetterFilters(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=LetterKind.choices)
    party = django_filters.UUIDFilter(field_name="party_id")

    class Meta:
        model = Letter
        fields: list[str] = []


class SurvivalFilters(django_filters.FilterSet):
    contract = django_filters.UUIDFilter(field_name="contract_id")
    vendor = django_filters.UUIDFilter(field_name="contract__vendor_id")
    kind = django_filters.ChoiceFilter(choices=choices_of(DutyKind))
    state = django_filters.ChoiceFilter(choices=choices_of(DutyState), method="standing")

    class Meta:
        model = SurvivalDuty
        fields: list[str] = []

    def standing(
        self, queryset: QuerySet[SurvivalDuty], _: str, value: str
    ) -> QuerySet[SurvivalDuty]:
        on = asked_day(cast(Request, self.request))
        return with_duty_state(queryset, DutyState(value), on)


class ContractRightFilters(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=choices_of(RightState))
    clause = django_filters.UUIDFilter(field_name="clause_id")
    party = django_filters.UUIDFilter(field_name="party_id")

    class Meta:
        model = Right
        fields: list[str] = []


class RightFilters(ContractRightFilters):
    contract = django_filters.UUIDFilter(field_name="contract_id")
    vendor = django_filters.UUIDFilter(field_name="contract__vendor_id")


class DeadlineFilters(django_filters.FilterSet):
    before = django_filters.DateFilter(field_name="on", lookup_expr="lt")
    contract = django_filters.UUIDFilter(field_name="contract_id")
    vendor = django_filters.UUIDFilter(field_name="contract__vendor_id")
    kind = django_filters.ChoiceFilter(choices=choices_of(DateKind))

    class Meta:
        model = Deadline
        fields: list[str] = []


class GapFilters(django_filters.FilterSet):
    vendor = django_filters.UUIDFilter(field_name="vendor_id")
    contract = django_filters.UUIDFilter(field_name="id")
    state = django_filters.ChoiceFilter(choices=CONTRACT_STATES)

    class Meta:
        model = Contract
        fields: list[str] = []


class RateFilters(django_filters.FilterSet):
    base = django_filters.CharFilter(max_length=3)
    quote = django_filters.CharFilter(max_length=3)
    valid_at = django_filters.DateFilter(field_name="valid_on", lookup_expr="lte")

    class Meta:
        model = ExchangeRate
        fields: list[str] = []


class LimitPassedFilters(django_filters.FilterSet):
    limit = django_filters.CharFilter(max_length=40)
    key = django_filters.CharFilter(max_length=200)
    standing = TrueOrFalse(field_name="ceased_on", lookup_expr="isnull")

    class Meta:
        model = LimitPassed
        fields: list[str] = []


class SubstitutabilityFilters(django_filters.FilterSet):
    contract = django_filters.UUIDFilter(field_name="contract_id")
    vendor = django_filters.UUIDFilter(field_name="contract__vendor_id")
    verdict = django_filters.ChoiceFilter(choices=choices_of(Substitutability))
    impact = django_filters.ChoiceFilter(choices=choices_of(Impact))

    class Meta:
        model = SubstitutabilityAssessment
        fields: list[str] = []
