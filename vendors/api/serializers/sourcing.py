"""How are domains, claims, hours and certificates read and answered?"""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.money import Money, MoneyJson
from config.rest.fields import (
    Choice,
    Day,
    Id,
    Instant,
    Percent,
    Prose,
    Strict,
    Text,
    Whole,
)
from config.rest.money import MoneyValue
from config.rest.roles import is_allowed
from vendors.api.serializers.refs import Place
from vendors.models import (
    Capacity,
    Certificate,
    Domain,
    Domainhood,
    ExpertiseClaim,
    ExpertiseLevel,
    Standard,
    Voice,
    Workforce,
)
from vendors.operations.domains import domain_acts
from vendors.queries.workforce import workplaces_of
from vendors.workforce import Workplace

MOST_HOURS = 10_000_000
ACTS = {"type": "array", "items": {"type": "string"}}
CERTIFICATE_STATES = [(code, code) for code in ("valid", "not_yet", "expired", "withdrawn")]


class DomainName(Strict):
    """How a domain is called."""

    name = Text(max_length=200, min_length=1)


class NewDomain(DomainName):
    """A domain, and the broader one it is a part of; that is said once."""

    code = Text(max_length=100)
    parent = Text(max_length=100, required=False, allow_null=True)  # type: ignore[assignment]


class DomainRecord(serializers.ModelSerializer[Domain]):
    """A domain of the vocabulary. Nothing new is said of a retired one."""

    created_at = Instant()
    updated_at = Instant()
    parent = serializers.CharField(  # type: ignore[assignment]
        source="parent_id", allow_null=True
    )
    state = serializers.ChoiceField(choices=Domainhood.choices, read_only=True)
    allowed_acts = serializers.SerializerMethodField()

    class Meta:
        model = Domain
        fields = [
            "id", "created_at", "updated_at", "code", "name", "parent", "state", "allowed_acts",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(ACTS)
    def get_allowed_acts(self, domain: Domain) -> list[str]:
        return domain_acts(domain) if _may_keep(self) else []


def _may_keep(serializer: serializers.BaseSerializer[Any]) -> bool:
    return is_allowed("vendors.keep", serializer.context.get("roles", ()))


class NewClaim(Strict):
    """Somebody's word for how well a vendor knows a domain, and what an hour of it costs."""

    domain = Text(max_length=100)
    level = Choice(choices=ExpertiseLevel.choices)
    said_by = Choice(choices=Voice.choices)
    asserted_by = Text(max_length=200, required=False, allow_blank=True)
    rate = MoneyValue(required=False, allow_null=True)
    comment = Prose(max_length=5000, required=False, allow_blank=True)
    valid_from = Day(required=False, allow_null=True)
    valid_to = Day(required=False, allow_null=True)
    evidence = serializers.ListField(child=Id(), required=False, max_length=100)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        level, said_by = ExpertiseLevel(attrs["level"]), Voice(attrs["said_by"])
        return {**attrs, "level": level, "said_by": said_by}


class ClaimRecord(serializers.ModelSerializer[ExpertiseClaim]):
    """A claim about a vendor. It counts within its days, until it is withdrawn."""

    created_at = Instant()
    vendor = serializers.UUIDField(source="vendor_id")
    domain = serializers.CharField(source="domain_id")
    rate = serializers.SerializerMethodField()
    recorded_by = serializers.CharField(source="recorded_label")
    withdrawn_at = Instant(allow_null=True)
    in_force = serializers.SerializerMethodField()
    allowed_acts = serializers.SerializerMethodField()

    class Meta:
        model = ExpertiseClaim
        fields = [
            "id", "created_at", "vendor", "domain", "level", "said_by", "asserted_by", "rate",
            "comment", "valid_from", "valid_to", "evidence", "recorded_by", "in_force",
            "withdrawn_at", "withdrawn_by", "withdraw_reason", "allowed_acts",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(MoneyValue(allow_null=True))
    def get_rate(self, claim: ExpertiseClaim) -> MoneyJson | None:
        if claim.rate_amount is None:
            return None
        return Money(claim.rate_amount, claim.rate_currency).render()

    def get_in_force(self, claim: ExpertiseClaim) -> bool:
        return claim.holds_on(self.context["today"])

    @extend_schema_field(ACTS)
    def get_allowed_acts(self, claim: ExpertiseClaim) -> list[str]:
        return ["withdraw"] if claim.withdrawn_at is None and _may_keep(self) else []


class NewCapacity(Strict):
    """So many hours a week from a day on, until another figure begins. Null: it does not say."""

    hours_per_week = Whole(max_value=MOST_HOURS, allow_null=True)
    valid_from = Day(required=False)
    comment = Prose(max_length=5000, required=False, allow_blank=True)


class CapacityRecord(serializers.ModelSerializer[Capacity]):
    """A figure as it was written down. Of several for one day the last one counts."""

    created_at = Instant()
    vendor = serializers.UUIDField(source="vendor_id")
    recorded_by = serializers.CharField(source="recorded_label")

    class Meta:
        model = Capacity
        fields = [
            "id", "created_at", "vendor", "hours_per_week", "valid_from", "comment", "recorded_by",
        ]  # fmt: skip
        read_only_fields = fields


class WorkplaceSaid(Strict):
    """A country, and what percent of the work is done there, if that is known."""

    place = Place()
    share = Percent(required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> Workplace:
        return Workplace(attrs["place"], attrs.get("share"))


class NewWorkforce(Strict):
    """Where a vendor's people work from a day on, until another list begins.

    `valid_from` is today if it is not said; null says that it was always so. No places: nobody
    knows.
    """

    places: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=WorkplaceSaid(), max_length=300
    )
    valid_from = Day(required=False, allow_null=True)
    comment = Prose(max_length=5000, required=False, allow_blank=True)


class WorkplaceRecord(serializers.Serializer[Any]):
    place = serializers.CharField()
    share = Percent(allow_null=True)


class WorkforceRecord(serializers.ModelSerializer[Workforce]):
    """A list as it was written down. Of several for one day the last one counts."""

    created_at = Instant()
    vendor = serializers.UUIDField(source="vendor_id")
    places = serializers.SerializerMethodField()
    recorded_by = serializers.CharField(source="recorded_label")

    class Meta:
        model = Workforce
        fields = ["id", "created_at", "vendor", "places", "valid_from", "comment", "recorded_by"]
        read_only_fields = fields

    @extend_schema_field(WorkplaceRecord(many=True))
    def get_places(self, row: Workforce) -> Any:
        return WorkplaceRecord(workplaces_of(row), many=True).data


class NewCertificate(Strict):
    """A certificate of security or privacy; `expires_on` is the first day without it."""

    standard = Choice(choices=Standard.choices)
    title = Text(max_length=200, required=False, allow_blank=True)
    scope = Text(max_length=1000, min_length=1)
    number = Text(max_length=100, required=False, allow_blank=True)
    issued_by = Text(max_length=200, required=False, allow_blank=True)
    issued_on = Day()
    expires_on = Day(required=False, allow_null=True)
    evidence = serializers.ListField(child=Id(), required=False, max_length=100)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return {**attrs, "standard": Standard(attrs["standard"])}


class VendorCertificateRecord(serializers.ModelSerializer[Certificate]):
    """A certificate, and whether it certifies anything today."""

    created_at = Instant()
    vendor = serializers.UUIDField(source="vendor_id")
    recorded_by = serializers.CharField(source="recorded_label")
    state = serializers.SerializerMethodField()
    withdrawn_at = Instant(allow_null=True)
    allowed_acts = serializers.SerializerMethodField()

    class Meta:
        model = Certificate
        fields = [
            "id", "created_at", "vendor", "standard", "title", "scope", "number", "issued_by",
            "issued_on", "expires_on", "evidence", "recorded_by", "state", "withdrawn_at",
            "withdrawn_by", "withdraw_reason", "allowed_acts",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field({"type": "string", "enum": [code for code, _ in CERTIFICATE_STATES]})
    def get_state(self, certificate: Certificate) -> str:
        return certificate.state_on(self.context["today"])

    @extend_schema_field(ACTS)
    def get_allowed_acts(self, certificate: Certificate) -> list[str]:
        return ["withdraw"] if certificate.withdrawn_at is None and _may_keep(self) else []
