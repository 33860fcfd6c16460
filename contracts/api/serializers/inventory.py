"""How are grants, data assets and deliveries written down, and how do they look?"""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.rest.fields import Day, Id, Instant, Prose, Strict, Text, Whole
from config.rest.money import MoneyValue
from config.rest.roles import is_allowed
from contracts.api.serializers.parts import Sha256
from contracts.models import (
    AccessGrant,
    ContractDelivery,
    DataAsset,
    DataHolder,
    PlannedDelivery,
)
from contracts.queries.planned import PlanState, plan_state
from contracts.queries.reading import money_of


class GrantOpening(Strict):
    """A door that was opened for the vendor."""

    system = Text(max_length=200)
    account = Text(max_length=200, allow_blank=True, required=False)
    scope = Text(allow_blank=True, required=False)
    description = Prose(max_length=5000, allow_blank=True, required=False)
    owner = Text(max_length=200, allow_blank=True, required=False)
    opened_on = Day(required=False)


class GrantRecord(serializers.ModelSerializer[AccessGrant]):
    """Something of ours the vendor can reach, or could."""

    created_at = Instant(read_only=True)
    updated_at = Instant(read_only=True)
    revoked_by = serializers.SerializerMethodField()
    revoke_reason = serializers.SerializerMethodField()
    allowed_acts = serializers.SerializerMethodField()

    class Meta:
        model = AccessGrant
        fields = [
            "id", "created_at", "updated_at", "contract", "system", "account", "scope",
            "description", "owner", "opened_on", "opened_by", "revoked_on", "revoked_by",
            "revoke_reason", "evidence", "allowed_acts",
        ]  # fmt: skip
        read_only_fields = fields

    def get_revoked_by(self, grant: AccessGrant) -> str | None:
        return grant.revoked_by or None

    def get_revoke_reason(self, grant: AccessGrant) -> str | None:
        return grant.revoke_reason or None

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_allowed_acts(self, grant: AccessGrant) -> list[str]:
        may = is_allowed("contracts.keep_inventory", self.context.get("roles", ()))
        return ["revoke"] if may and grant.revoked_on is None else []


class AssetEntry(Strict):
    """Something of ours that left the house; its holder is the vendor unless said otherwise.

    What is said of its items and its hash is what the return will be held against.
    """

    name = Text()
    description = Prose(max_length=5000, allow_blank=True, required=False)
    sensitivity = Text(max_length=100, allow_blank=True, required=False)
    items = Whole(max_value=10**12, required=False, allow_null=True)
    sha256 = Sha256(required=False, allow_blank=True)
    holders = serializers.ListField(child=Id(), required=False, min_length=1, max_length=100)
    sent_on = Day(required=False)
    location = Text(max_length=200, allow_blank=True, required=False)


class CopyEntry(Strict):
    """One more party that has a copy: a sub-processor, as a rule."""

    holder = Id()
    location = Text(max_length=200, allow_blank=True, required=False)
    since = Day(required=False)


class CopyRecord(serializers.ModelSerializer[DataHolder]):
    """Who has a copy, as what, and where."""

    role = serializers.SerializerMethodField()

    class Meta:
        model = DataHolder
        fields = ["holder", "role", "location", "since"]
        read_only_fields = fields

    def get_role(self, copy: DataHolder) -> str:
        """`vendor`, or `sub_processor` for everybody else."""
        party = copy.data_asset.contract.vendor.party_id
        return "vendor" if copy.holder_id == party else "sub_processor"


class AssetRecord(serializers.ModelSerializer[DataAsset]):
    """Something of ours that left the house, and the parties that have a copy."""

    created_at = Instant(read_only=True)
    holders = serializers.SerializerMethodField()
    copies = CopyRecord(many=True, read_only=True)

    class Meta:
        model = DataAsset
        fields = [
            "id", "created_at", "contract", "name", "description", "sensitivity", "items",
            "sha256", "sent_on", "holders", "copies",
        ]  # fmt: skip
        read_only_fields = fields

    def get_holders(self, asset: DataAsset) -> list[str]:
        return [str(copy.holder_id) for copy in asset.copies.all()]


class DeliveryEntry(Strict):
    """A batch that was delivered."""

    delivered_on = Day()
    items = Whole(max_value=10**12)
    accepted_items = Whole(
        required=False,
        allow_null=True,
        max_value=10**12,
        help_text="How many of them were good enough; the vendor's quality is counted by it.",
    )
    accepted_value = MoneyValue(required=False, allow_null=True)
    planned = Id(required=False, allow_null=True, help_text="The planned delivery it meets.")


class DeliveryRecord(serializers.ModelSerializer[ContractDelivery]):
    """A batch the vendor delivered, and what of it we accepted."""

    created_at = Instant(read_only=True)
    accepted_value = serializers.SerializerMethodField()

    class Meta:
        model = ContractDelivery
        fields = [
            "id", "created_at", "contract", "delivered_on", "items", "accepted_items",
            "accepted_value", "planned",
        ]  # fmt: skip
        read_only_fields = fields

    def get_accepted_value(self, delivery: ContractDelivery) -> dict[str, Any] | None:
        money = money_of(delivery.accepted_amount, delivery.accepted_currency)
        return dict(money.render()) if money else None


class PlanEntry(Strict):
    """A batch that is to be delivered by a day."""

    due_on = Day()
    items = Whole(required=False, allow_null=True, min_value=1, max_value=10**12)
    description = Text(max_length=1000, allow_blank=True, required=False)


class PlanRecord(serializers.ModelSerializer[PlannedDelivery]):
    """A planned delivery; `delivered` items of it have come. Needs a row of `list_plans`."""

    created_at = Instant(read_only=True)
    updated_at = Instant(read_only=True)
    state = serializers.SerializerMethodField()
    delivered = Whole(read_only=True)
    allowed_acts = serializers.SerializerMethodField()

    class Meta:
        model = PlannedDelivery
        fields = [
            "id", "created_at", "updated_at", "contract", "due_on", "items", "description",
            "state", "delivered", "planned_by", "withdrawn_on", "withdrawn_by", "withdraw_reason",
            "allowed_acts",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field({"type": "string", "enum": [state.value for state in PlanState]})
    def get_state(self, plan: PlannedDelivery) -> str:
        return plan_state(plan, self.context["today"]).value

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_allowed_acts(self, plan: PlannedDelivery) -> list[str]:
        may = is_allowed("contracts.keep_inventory", self.context.get("roles", ()))
        return ["withdraw"] if may and plan.withdrawn_on is None else []
