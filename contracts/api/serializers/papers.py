"""How are amendments, renewals, letters and surviving duties written down, and how do they look?"""

from __future__ import annotations

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.rest.fields import (
    Choice,
    Day,
    Id,
    Instant,
    Prose,
    ReasonAndEvidence,
    Strict,
    Whole,
)
from config.rest.roles import is_allowed
from contracts import survival
from contracts.api.serializers.contracts import ChangeRecord, ContractTerms
from contracts.models import Amendment, Letter, LetterKind, Renewal, SurvivalDuty
from contracts.queries.reading import duty_of
from contracts.queries.saying import day
from vendors.models.choices import choices_of


class AmendmentEntry(ReasonAndEvidence):
    """A signed amendment. Of what it `changes` the contract says the new wording from its day."""

    changes = ContractTerms(required=False)
    signed_on = Day(required=False, help_text="The day both sides had signed; today if left out.")
    effective_on = Day(
        required=False, help_text="From when it binds; from its signature if left out."
    )


class RenewalEntry(ReasonAndEvidence):
    """A decision that the contract goes on."""

    ends_on = Day(
        required=False, help_text="The last day of the renewed term; as long again if left out."
    )


class AmendmentRecord(serializers.ModelSerializer[Amendment]):
    """A signed amendment; `changes` by the name of the term."""

    created_at = Instant(read_only=True)
    changes = serializers.DictField(child=ChangeRecord(), read_only=True)
    effective_on = Day(source="binds_from", read_only=True)

    class Meta:
        model = Amendment
        fields = [
            "id", "created_at", "contract", "number", "reason", "evidence", "changes", "signed_on",
            "effective_on",
        ]  # fmt: skip
        read_only_fields = fields


class RenewalRecord(serializers.ModelSerializer[Renewal]):
    """A renewal: the end of the term before it, the new one, and the rule that gave it."""

    created_at = Instant(read_only=True)

    class Meta:
        model = Renewal
        fields = [
            "id", "created_at", "contract", "number", "ended_on", "ends_on", "rule", "reason",
            "evidence", "renewed_on",
        ]  # fmt: skip
        read_only_fields = fields


class LetterEntry(Strict):
    """A letter about one party: our approval of it, or the vendor's notice of it.

    A notice may say when it came, `came_at`: the contract says on which day that counts.
    """

    kind = Choice(choices=LetterKind.choices)
    party = Id()
    on = Day(required=False)
    came_at = Instant(required=False)
    summary = Prose(max_length=5000, allow_blank=True, required=False)
    evidence = serializers.ListField(child=Id(), required=False, max_length=100)


class LetterRecord(serializers.ModelSerializer[Letter]):
    """A letter in the contract's file."""

    created_at = Instant(read_only=True)
    retracted = serializers.SerializerMethodField()
    retraction = serializers.SerializerMethodField()
    allowed_acts = serializers.SerializerMethodField()

    class Meta:
        model = Letter
        fields = [
            "id", "created_at", "contract", "kind", "party", "on", "summary", "evidence",
            "retracted", "retraction", "allowed_acts",
        ]  # fmt: skip
        read_only_fields = fields

    def get_retracted(self, letter: Letter) -> bool:
        return letter.retraction is not None

    def get_retraction(self, letter: Letter) -> str | None:
        return letter.retraction["reason"] if letter.retraction else None

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_allowed_acts(self, letter: Letter) -> list[str]:
        may = is_allowed("contracts.keep_letters", self.context.get("roles", ()))
        return ["retract"] if may and letter.retraction is None else []


class SurvivalRecord(serializers.Serializer[SurvivalDuty]):
    """A duty that outlives its contract, and until when it does. The context gives `on`."""

    model = SurvivalDuty

    id = Id()
    contract = Id()
    vendor = Id()
    kind = Choice(choices=choices_of(survival.DutyKind))
    owed_by = Choice(choices=choices_of(survival.Owes))
    description = serializers.CharField()
    months = Whole(allow_null=True)
    until = Day(allow_null=True, help_text="The last day, once it can be said; null is no end.")
    rule = serializers.CharField()
    state = Choice(choices=choices_of(survival.DutyState))

    def to_representation(self, instance: SurvivalDuty) -> dict[str, Any]:
        duty, ended_on = duty_of(instance), instance.contract.ended_on
        last = survival.last_day(duty, ended_on)
        on: date = self.context["on"]
        return {
            "id": str(instance.id),
            "contract": str(instance.contract_id),
            "vendor": str(instance.contract.vendor_id),
            "kind": instance.kind,
            "owed_by": instance.owed_by,
            "description": instance.description,
            "months": instance.months,
            "until": day(last.on) if last else None,
            "rule": last.rule if last else survival.open_end(duty),
            "state": survival.duty_state(duty, ended_on, on).value,
        }
