"""How is a policy read and answered, flat, field by field; and who counts as a competitor?"""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.rest.fields import (
    Choice,
    Day,
    Flag,
    Id,
    Instant,
    Percent,
    Prose,
    Reason,
    Strict,
    Text,
    Whole,
)
from config.rest.roles import is_allowed
from procurement.api.manners import AllowedActs
from procurement.caseflow import POLICY, PolicyAct, PolicyState
from procurement.limits import MOST_POINTS
from procurement.models import Competitor, Policy
from procurement.models.choices import choices_of
from procurement.neutrality.buying import HEAVIEST
from procurement.neutrality.policy import Action
from procurement.neutrality.policy_words import MEANINGS
from vendors.ownership.bounds import Comparator
from vendors.ownership.facts import Confidence, Dimension

MOST_MONTHS = 1200
MOST_DAYS = 36_500


def _actions() -> serializers.DictField:
    lists = serializers.ListField(child=Choice(choices=choices_of(Action)), max_length=10)
    return serializers.DictField(child=serializers.DictField(child=lists), required=False)


class LimitsGiven(Strict):
    """How much may hang on one; null or left out: no limit. Shares in percent of what is committed,
    concentration (`hhi`) in points up to 10,000.
    """

    vendor_share_pct = Percent(required=False, allow_null=True)
    ultimate_owner_share_pct = Percent(required=False, allow_null=True)
    domain_share_pct = Percent(required=False, allow_null=True)
    place_share_pct = Percent(required=False, allow_null=True)
    vendor_hhi = Whole(required=False, allow_null=True, max_value=MOST_POINTS)
    ultimate_owner_hhi = Whole(required=False, allow_null=True, max_value=MOST_POINTS)
    domain_hhi = Whole(required=False, allow_null=True, max_value=MOST_POINTS)
    place_hhi = Whole(required=False, allow_null=True, max_value=MOST_POINTS)


class PolicyAmendment(Strict):
    """What a policy may say; what is not said stays, or has the built-in default."""

    name = Text(max_length=200, required=False)
    one_share_one_vote = Flag(required=False)
    aggregate = Flag(required=False)
    expand_common_control = Flag(required=False)
    control_dimensions = serializers.ListField(
        child=Choice(choices=choices_of(Dimension)), min_length=1, max_length=4, required=False
    )
    control_cmp = Choice(choices=choices_of(Comparator), required=False)
    control_threshold = Percent(required=False)
    control_by_assertion = Flag(required=False)
    negative_control_votes = Percent(required=False)
    influence_votes = Percent(required=False)
    influence_cmp = Choice(choices=choices_of(Comparator), required=False)
    one_third_equity_rule = Flag(required=False)
    one_third_equity_pct = Percent(required=False)
    material_equity = Percent(required=False)
    material_cmp = Choice(choices=choices_of(Comparator), required=False)
    reverse_equity = Percent(required=False)
    debt_pct = Percent(required=False)
    revenue_pct = Percent(required=False)
    cooling_off_months = Whole(required=False, max_value=MOST_MONTHS)
    close_link = Flag(required=False)
    close_link_pct = Percent(required=False)
    accept_over_100 = Flag(required=False)
    residual_cap_per_competitor = Flag(required=False)
    board_rights_need_attestation = Flag(required=False)
    staleness_days = Whole(required=False, allow_null=True, max_value=MOST_DAYS)
    proving_confidences = serializers.ListField(
        child=Choice(choices=choices_of(Confidence)), min_length=1, max_length=4, required=False
    )
    product_lines = serializers.ListField(
        child=Text(max_length=200), max_length=100, required=False
    )
    valid_from = Day(required=False, allow_null=True)
    valid_to = Day(required=False, allow_null=True)
    actions = _actions()
    shortlist_weights = serializers.DictField(
        child=Whole(max_value=HEAVIEST),
        required=False,
        help_text="How much each part of a shortlist counts; those left out count as usual.",
    )
    requisition_limits = serializers.DictField(
        child=Text(max_length=40),
        required=False,
        help_text="By currency: up to how much a need is opened without a second person.",
    )
    limits = LimitsGiven(required=False)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Each says what it does, in the words of the reference."""
        fields: dict[str, serializers.Field[Any, Any, Any, Any]] = super().get_fields()
        for name, field in fields.items():
            field.help_text = field.help_text or MEANINGS.get(name)
        return fields


class NewPolicy(PolicyAmendment):
    """A policy to begin with; its name is enough."""

    name = Text(max_length=200)


class PolicyActs(AllowedActs):
    life = POLICY
    needs = {PolicyAct.ADOPT: "procurement.adopt_policy"}


class PolicyRecord(PolicyAmendment):
    """A policy. `version` counts the editions of its name; once adopted it never changes."""

    id = serializers.UUIDField()
    created_at = Instant()
    updated_at = Instant()
    version = serializers.IntegerField()
    state = serializers.ChoiceField(choices=choices_of(PolicyState), read_only=True)
    drafted_by = serializers.CharField()
    adopted_by = serializers.CharField(allow_null=True)
    adopted_at = Instant(allow_null=True)
    allowed_acts = PolicyActs()

    def to_representation(self, instance: Policy) -> dict[str, Any]:
        return {
            "id": str(instance.id),
            "created_at": self.fields["created_at"].to_representation(instance.created_at),
            "updated_at": self.fields["updated_at"].to_representation(instance.updated_at),
            "name": instance.name,
            "version": instance.edition,
            "state": instance.state,
            **instance.rules,
            "actions": instance.actions,
            "limits": instance.limits,
            "product_lines": instance.product_lines,
            "valid_from": instance.valid_from,
            "valid_to": instance.valid_to,
            "drafted_by": instance.drafted_label,
            "adopted_by": instance.adopted_label or None,
            "adopted_at": self.fields["adopted_at"].to_representation(instance.adopted_at),
            "allowed_acts": self.fields["allowed_acts"].to_representation(instance),
        }


class NewCompetitor(Reason):
    """A party that counts as a competitor; from today, if no day is said."""

    party = Id()
    product_lines = serializers.ListField(
        child=Text(max_length=200), max_length=100, required=False
    )
    valid_from = Day(required=False)
    valid_to = Day(required=False, allow_null=True)


class CompetitorEnd(Reason):
    """The first day on which it no longer counts, and why."""

    on = Day()
    reason = Prose(min_length=1, max_length=5000)


class CompetitorRecord(serializers.ModelSerializer[Competitor]):
    """A party on the list of competitors, from `valid_from` to before `valid_to`."""

    created_at = Instant()
    updated_at = Instant()
    party = serializers.UUIDField(source="party_id")
    valid_to = serializers.SerializerMethodField()
    listed_by = serializers.CharField(source="listed_label")
    ended_by = serializers.SerializerMethodField()
    end_reason = serializers.SerializerMethodField()
    allowed_acts = serializers.SerializerMethodField()

    class Meta:
        model = Competitor
        fields = [
            "id",
            "created_at",
            "updated_at",
            "party",
            "reason",
            "product_lines",
            "valid_from",
            "valid_to",
            "listed_by",
            "ended_by",
            "end_reason",
            "allowed_acts",
        ]
        read_only_fields = fields

    @extend_schema_field({"type": ["string", "null"], "format": "date"})
    def get_valid_to(self, competitor: Competitor) -> str | None:
        end = competitor.ended_on or competitor.valid_to
        return None if end is None else end.isoformat()

    def get_ended_by(self, competitor: Competitor) -> str | None:
        return competitor.ended_label or None

    def get_end_reason(self, competitor: Competitor) -> str | None:
        return competitor.end_reason or None

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_allowed_acts(self, competitor: Competitor) -> list[str]:
        may = is_allowed("procurement.list_competitors", self.context.get("roles", ()))
        return ["end"] if may and competitor.ended_seq is None else []
