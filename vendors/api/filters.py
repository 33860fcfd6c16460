"""By what can the lists about vendors be narrowed?"""

from __future__ import annotations

from datetime import date
from uuid import UUID

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django_filters import FilterSet

from config.rest.filters import TrueOrFalse
from vendors.claims import ClaimState
from vendors.identifiers import BadIdentifier, parse
from vendors.models import (
    Attestation,
    AttestationRequest,
    Certificate,
    Disclosure,
    Domain,
    Domainhood,
    Evidence,
    Expertise,
    ExpertiseClaim,
    ExpertiseLevel,
    Hold,
    Interest,
    Lifecycle,
    NeutralityLevel,
    NeutralityState,
    Party,
    SourceType,
    Standard,
    Vendor,
    Voice,
)
from vendors.models.choices import choices_of
from vendors.names import searchable
from vendors.ownership.facts import AttestationKind, Confidence, Kind, PartyKind
from vendors.queries.disclosures import about_party, about_vendor
from vendors.queries.parties import list_same


class _Identifier(django_filters.CharFilter):
    """`LEI:...`, written in any way the register accepts."""

    def filter(self, qs: QuerySet[Party], value: str | None) -> QuerySet[Party]:
        if not value:
            return qs
        number = parse(value)
        return qs.filter(identifiers__scheme=number.scheme, identifiers__value=number.value)


def _check_identifier(text: str) -> None:
    try:
        parse(text)
    except BadIdentifier as error:
        raise ValidationError(str(error), code="identifier") from None


class PartyFilters(FilterSet):
    q = django_filters.CharFilter(method="matching", max_length=200)
    kind = django_filters.ChoiceFilter(choices=choices_of(PartyKind))
    identifier = _Identifier(validators=[_check_identifier])
    jurisdiction = django_filters.CharFilter(max_length=10)

    class Meta:
        model = Party
        fields: list[str] = []

    def matching(self, queryset: QuerySet[Party], _: str, value: str) -> QuerySet[Party]:
        return queryset.filter(search_text__contains=searchable(value))


class VendorFilters(FilterSet):
    q = django_filters.CharFilter(method="matching", max_length=200)
    state = django_filters.ChoiceFilter(choices=NeutralityState.choices, field_name="shown_state")
    lifecycle = django_filters.ChoiceFilter(choices=Lifecycle.choices)
    party = django_filters.UUIDFilter(method="of_party")
    engaged = django_filters.ChoiceFilter(
        choices=[("true", "true"), ("false", "false")], method="is_engaged"
    )
    expertise = django_filters.CharFilter(method="skilled", max_length=100)
    level = django_filters.ChoiceFilter(
        choices=[*ExpertiseLevel.choices, *NeutralityLevel.choices],
        method="skilled",
        help_text="How well the expertise is known, or how far a verdict reaches.",
    )

    class Meta:
        model = Vendor
        fields: list[str] = []

    def matching(self, queryset: QuerySet[Vendor], _: str, value: str) -> QuerySet[Vendor]:
        return queryset.filter(
            Q(party__search_text__contains=searchable(value)) | Q(summary__icontains=value)
        )

    def of_party(self, queryset: QuerySet[Vendor], _: str, value: UUID) -> QuerySet[Vendor]:
        """Asked for by any id of a merged party."""
        return queryset.filter(party__in=list_same(value))

    def is_engaged(self, queryset: QuerySet[Vendor], _: str, value: str) -> QuerySet[Vendor]:
        return queryset.filter(standing__engaged=value == "true")

    def skilled(self, queryset: QuerySet[Vendor], name: str, value: str) -> QuerySet[Vendor]:
        """Domain and level are asked of the same expertise, whichever comes first."""
        if value in NeutralityLevel.values and name == "level":
            return queryset.filter(standing__level=value)
        domain = self.form.cleaned_data.get("expertise")
        level = self.form.cleaned_data.get("level")
        if name == "expertise" and level in ExpertiseLevel.values:
            return queryset  # asked together with the level
        known = Expertise.objects.filter(vendor=OuterRef("pk"))
        known = known.filter(domain__iexact=domain) if domain else known
        known = known.filter(level=level) if level in ExpertiseLevel.values else known
        return queryset.filter(Exists(known))


class HoldFilters(FilterSet):
    state = django_filters.ChoiceFilter(
        choices=[(name, name) for name in ("in_force", "released", "expired")],
        field_name="state_on",
    )

    class Meta:
        model = Hold
        fields: list[str] = []


class DisclosureFilters(FilterSet):
    vendor = django_filters.UUIDFilter(method="of_vendor")
    party = django_filters.UUIDFilter(method="of_party")
    source_type = django_filters.ChoiceFilter(choices=SourceType.choices)
    confidence = django_filters.ChoiceFilter(choices=choices_of(Confidence))

    class Meta:
        model = Disclosure
        fields: list[str] = []

    def of_vendor(
        self, queryset: QuerySet[Disclosure], _: str, value: UUID
    ) -> QuerySet[Disclosure]:
        vendor = Vendor.objects.filter(id=value).first()
        return about_vendor(queryset, vendor) if vendor else queryset.none()

    def of_party(self, queryset: QuerySet[Disclosure], _: str, value: UUID) -> QuerySet[Disclosure]:
        return about_party(queryset, value)


class InterestFilters(FilterSet):
    """Both ends are asked for by any id of a merged party."""

    subject = django_filters.UUIDFilter(method="at_end")
    interested_party = django_filters.UUIDFilter(method="at_end")
    type = django_filters.ChoiceFilter(choices=choices_of(Kind))
    confidence = django_filters.ChoiceFilter(choices=choices_of(Confidence))
    record_id = django_filters.UUIDFilter()

    class Meta:
        model = Interest
        fields: list[str] = []

    def at_end(self, queryset: QuerySet[Interest], name: str, value: UUID) -> QuerySet[Interest]:
        return queryset.filter(**{f"{name}__in": list_same(value)})


class AttestationFilters(FilterSet):
    vendor = django_filters.UUIDFilter(field_name="vendor_id")
    subject = django_filters.UUIDFilter(field_name="subject_id")
    kind = django_filters.ChoiceFilter(choices=choices_of(AttestationKind))
    state = django_filters.ChoiceFilter(
        field_name="standing__state", choices=choices_of(ClaimState)
    )
    valid_at = django_filters.DateFilter(method="valid_on")

    class Meta:
        model = Attestation
        fields: list[str] = []

    def valid_on(
        self, queryset: QuerySet[Attestation], _: str, value: date
    ) -> QuerySet[Attestation]:
        return queryset.filter(Q(valid_to=None) | Q(valid_to__gt=value), valid_from__lte=value)


class RequestFilters(FilterSet):
    vendor = django_filters.UUIDFilter(field_name="vendor_id")
    kind = django_filters.ChoiceFilter(choices=choices_of(AttestationKind))
    open = TrueOrFalse(field_name="answer", lookup_expr="isnull")
    due_before = django_filters.DateFilter(field_name="due_on", lookup_expr="lt")

    class Meta:
        model = AttestationRequest
        fields: list[str] = []


class EvidenceFilters(FilterSet):
    sha256 = django_filters.CharFilter(max_length=64)
    media_type = django_filters.CharFilter(max_length=100)

    class Meta:
        model = Evidence
        fields: list[str] = []


class DomainFilters(FilterSet):
    """`parent` narrows to what is directly under a domain, `q` to names and codes."""

    q = django_filters.CharFilter(method="matching", max_length=200)
    parent = django_filters.CharFilter(field_name="parent_id", max_length=100)
    state = django_filters.ChoiceFilter(choices=Domainhood.choices)

    class Meta:
        model = Domain
        fields: list[str] = []

    def matching(self, queryset: QuerySet[Domain], _: str, value: str) -> QuerySet[Domain]:
        return queryset.filter(Q(name__icontains=value) | Q(code__icontains=value))


class ClaimFilters(FilterSet):
    domain = django_filters.CharFilter(field_name="domain_id", max_length=100)
    level = django_filters.ChoiceFilter(choices=ExpertiseLevel.choices)
    said_by = django_filters.ChoiceFilter(choices=Voice.choices)
    valid_at = django_filters.DateFilter(method="in_force")

    class Meta:
        model = ExpertiseClaim
        fields: list[str] = []

    def in_force(
        self, queryset: QuerySet[ExpertiseClaim], _: str, value: date
    ) -> QuerySet[ExpertiseClaim]:
        begun = Q(valid_from=None) | Q(valid_from__lte=value)
        return queryset.filter(begun, Q(valid_to=None) | Q(valid_to__gt=value), withdrawn_at=None)


class CertificateFilters(FilterSet):
    standard = django_filters.ChoiceFilter(choices=Standard.choices)
    valid_at = django_filters.DateFilter(method="in_force")

    class Meta:
        model = Certificate
        fields: list[str] = []

    def in_force(
        self, queryset: QuerySet[Certificate], _: str, value: date
    ) -> QuerySet[Certificate]:
        return queryset.filter(
            Q(expires_on=None) | Q(expires_on__gt=value), issued_on__lte=value, withdrawn_at=None
        )
