"""How is a need for data read and answered?"""

from __future__ import annotations

from typing import Any, cast

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.money import Money, MoneyJson
from config.rest.fields import Choice, Day, Id, Instant, Prose, Reason, Strict, Text, Whole
from config.rest.money import MoneyValue
from procurement.api.manners import AllowedActs
from procurement.models import Requisition
from procurement.models.choices import choices_of
from procurement.operations.requisitions import Need
from procurement.queries.requisitions import award_of, budget_of
from procurement.requisitioning import REQUISITION, RequisitionAct, RequisitionState
from vendors.api.serializers.refs import Language, Place
from vendors.models import ExpertiseLevel, Standard

MOST_HOURS = 10_000_000


class RequisitionActs(AllowedActs):
    life = REQUISITION
    needs = {
        RequisitionAct.SUBMIT: "requisitions.draft",
        RequisitionAct.APPROVE: "requisitions.approve",
        RequisitionAct.REJECT: "requisitions.approve",
        RequisitionAct.REVISE: "requisitions.draft",
        RequisitionAct.AWARD: "requisitions.award",
        RequisitionAct.CANCEL: "requisitions.draft",
    }


def _once(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values))


class RequisitionAmendment(Strict):
    """What a draft may say. Empty lists ask for nothing: every place will do."""

    title = Text(required=False, min_length=1)
    description = Prose(required=False, allow_blank=True, max_length=5000)
    domain = Text(required=False, max_length=100)
    level = Choice(choices=ExpertiseLevel.choices, required=False)
    languages = serializers.ListField(child=Language(), required=False, max_length=50)
    modality = Text(required=False, allow_blank=True, max_length=100)
    sensitivity = Text(required=False, allow_blank=True, max_length=100)
    volume_items = Whole(required=False, allow_null=True, max_value=10**12)
    hours_per_week = Whole(required=False, allow_null=True, max_value=MOST_HOURS)
    places_allowed = serializers.ListField(child=Place(), required=False, max_length=300)
    certificates_required = serializers.ListField(
        child=Choice(choices=Standard.choices), required=False, max_length=20
    )
    needed_by = Day(required=False, allow_null=True)
    budget = MoneyValue(required=False, allow_null=True)
    replacing = Id(
        required=False, allow_null=True, help_text="The vendor whose work it is to take over."
    )
    owner = Text(required=False, max_length=200, min_length=1)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        lists = ("languages", "places_allowed", "certificates_required")
        cleaned: dict[str, Any] = {name: _once(attrs[name]) for name in lists if name in attrs}
        if "level" in attrs:
            cleaned["level"] = ExpertiseLevel(attrs["level"])
        return {**attrs, **cleaned}


class NewRequisition(RequisitionAmendment):
    """A need to begin with: what for, in which domain, and how well it must be known."""

    title = Text(min_length=1)
    domain = Text(max_length=100)
    level = Choice(choices=ExpertiseLevel.choices)


def need_of(asked: dict[str, Any]) -> Need:
    """A parsed body as the operations take it."""
    return cast(Need, asked)


class Award(Reason):
    """Who it goes to, and for how much: the budget, if nothing is said."""

    vendor = Id()
    value = MoneyValue(required=False, allow_null=True)


class RequisitionRecord(serializers.ModelSerializer[Requisition]):
    """A need for data. `within_limit`: one person could open it, by the policy it was submitted
    under. `contract` is the draft its award led to.
    """

    created_at = Instant()
    updated_at = Instant()
    domain = serializers.CharField(source="domain_id")
    budget = serializers.SerializerMethodField()
    replacing = serializers.UUIDField(source="replacing_id", allow_null=True)
    state = serializers.ChoiceField(choices=choices_of(RequisitionState), read_only=True)
    drafted_by = serializers.CharField(source="drafted_label")
    submitted_by = serializers.SerializerMethodField()
    policy = serializers.UUIDField(source="policy_id", allow_null=True)
    within_limit = serializers.BooleanField(source="is_within_limit")
    decided_by = serializers.SerializerMethodField()
    decided_at = Instant(allow_null=True)
    awarded_to = serializers.UUIDField(source="awarded_to_id", allow_null=True)
    awarded_value = serializers.SerializerMethodField()
    awarded_by = serializers.SerializerMethodField()
    awarded_at = Instant(allow_null=True)
    contract = serializers.UUIDField(source="contract_id", allow_null=True)
    allowed_acts = RequisitionActs()

    class Meta:
        model = Requisition
        fields = [
            "id", "created_at", "updated_at", "title", "description", "domain", "level",
            "languages", "modality", "sensitivity", "volume_items", "hours_per_week",
            "places_allowed", "certificates_required", "needed_by", "budget", "replacing", "owner",
            "state", "drafted_by", "submitted_by", "policy", "within_limit", "decided_by",
            "decided_at", "awarded_to", "awarded_value", "awarded_by", "awarded_at", "contract",
            "allowed_acts",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(MoneyValue(allow_null=True))
    def get_budget(self, requisition: Requisition) -> MoneyJson | None:
        return _plain(budget_of(requisition))

    @extend_schema_field(MoneyValue(allow_null=True))
    def get_awarded_value(self, requisition: Requisition) -> MoneyJson | None:
        return _plain(award_of(requisition))

    def get_submitted_by(self, requisition: Requisition) -> str | None:
        return requisition.submitted_label or None

    def get_decided_by(self, requisition: Requisition) -> str | None:
        return requisition.decided_label or None

    def get_awarded_by(self, requisition: Requisition) -> str | None:
        return requisition.awarded_label or None


def _plain(money: Money | None) -> MoneyJson | None:
    return None if money is None else money.render()
