"""How is a scenario asked, and how is what would follow answered?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.rest.fields import Choice, Day, Id, Strict, Text
from config.rest.money import MoneyValue
from contracts import clauses
from contracts.api.serializers.contracts import WindowRecord
from contracts.lifecycle import State
from contracts.operations.simulating import Outcome
from procurement.api.serializers.verdicts import PreviewRecord
from procurement.neutrality.policy import Action
from procurement.operations.comparing import Compared
from procurement.operations.foreseeing import Rival, Scenario
from procurement.queries.judging import Judged
from vendors.api.serializers.disclosures import MOST_STATEMENTS, NewStatement, SourceGiven
from vendors.api.serializers.refs import PARTY_OR_ID, PartyOrId, PartyReference
from vendors.models.choices import choices_of
from vendors.operations.resolving import Mention
from vendors.ownership.facts import Confidence, PartyKind
from vendors.statements import PartyRef, Said, Source

SUPPOSED = Source(type="other", title="A scenario")
MOST_NAMED = 100


class SupposedStatement(NewStatement):
    """A statement as in a disclosure; and how far it would be believed, if unlike the others."""

    confidence = Choice(choices=choices_of(Confidence), required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> Any:
        confidence = attrs.pop("confidence", None)
        said: Said = super().validate(attrs)
        return said, confidence


class SupposedRival(Strict):
    """A party that would be on the list, and in which product lines it competes."""

    party = PartyOrId()
    product_lines = serializers.ListField(
        child=Text(max_length=200), max_length=MOST_NAMED, required=False
    )


_RIVAL: dict[str, Any] = {
    "type": "object",
    "required": ["party"],
    "properties": {
        "party": {"oneOf": PARTY_OR_ID},
        "product_lines": {"type": "array", "items": {"type": "string"}, "maxItems": MOST_NAMED},
    },
    "additionalProperties": False,
}


@extend_schema_field({"oneOf": [*PARTY_OR_ID, _RIVAL]})
class RivalReference(PartyOrId):
    """A party, or `{"party", "product_lines"}`. Answers party, product lines, and the pointer."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and "party" in data:
            asked = SupposedRival(data=data)
            asked.is_valid(raise_exception=True)
            given = asked.validated_data
            return given["party"], tuple(given.get("product_lines", ())), "/party"
        return super().to_internal_value(data), (), ""


class ScenarioAsked(Strict):
    """What is supposed: statements, another policy, another list of competitors, or all of them.

    `vendors` narrows the answer to some; `prospects` are judged as if they were vendors.
    """

    source = SourceGiven(required=False)  # type: ignore[assignment]
    confidence = Choice(choices=choices_of(Confidence), required=False, allow_null=True)
    statement_date = Day(required=False, allow_null=True)
    statements: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=SupposedStatement(), required=False, max_length=MOST_STATEMENTS
    )
    valid_at = Day(required=False, allow_null=True)
    policy = Id(required=False, allow_null=True)
    competitors_add = serializers.ListField(
        child=RivalReference(), required=False, max_length=MOST_NAMED
    )
    competitors_remove = serializers.ListField(child=Id(), required=False, max_length=MOST_NAMED)
    vendors = serializers.ListField(child=Id(), required=False, max_length=MOST_NAMED)
    prospects = serializers.ListField(child=PartyReference(), required=False, max_length=20)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        supposed = ("statements", "policy", "competitors_add", "competitors_remove", "prospects")
        if not any(attrs.get(name) for name in supposed):
            raise serializers.ValidationError(
                {"statements": ["Suppose something: nothing would change."]}, code="required"
            )
        return attrs


def scenario_of(asked: Mapping[str, Any], today: date) -> Scenario:
    """A parsed body as the operation takes it."""
    usual = asked.get("confidence") or Confidence.CONFIRMED
    statements = asked.get("statements", ())
    return Scenario(
        valid_at=asked.get("valid_at") or today,
        source=asked.get("source", SUPPOSED),
        statements=[said for said, _ in statements],
        confidences=[Confidence(confidence or usual) for _, confidence in statements],
        statement_date=asked.get("statement_date"),
        policy_id=asked.get("policy"),
        competitors_add=[
            Rival(f"/competitors_add/{index}{at}", party, lines)
            for index, (party, lines, at) in enumerate(asked.get("competitors_add", ()))
        ],
        competitors_remove=asked.get("competitors_remove", ()),
        only=asked.get("vendors", ()),
        prospects=_mentions(asked.get("prospects", ())),
    )


def _mentions(prospects: list[PartyRef]) -> list[Mention]:
    return [Mention(f"/prospects/{index}", ref) for index, ref in enumerate(prospects)]


class SupposedParty(serializers.Serializer[Any]):
    """A party that is only supposed; its id means something in this answer and nowhere else."""

    id = Id()
    name = serializers.CharField()
    kind = Choice(choices=choices_of(PartyKind))


class SupposedRecord(serializers.Serializer[Any]):
    """What `sources` and paths name that does not exist."""

    disclosure = Id(allow_null=True)
    parties = SupposedParty(many=True)


class ComparedRecord(serializers.Serializer[Any]):
    """A vendor as it is judged, and as it would be; `actions` are what the policy then does."""

    vendor = Id(allow_null=True, help_text="None for a prospect.")
    party = Id()
    name = serializers.CharField()
    change = Choice(choices=["worse", "better", "otherwise", "same", "new"])
    actions = serializers.ListField(child=Choice(choices=choices_of(Action)))
    before = PreviewRecord(allow_null=True)
    after = PreviewRecord()


class EvaluationRecord(serializers.Serializer[Any]):
    """What the facts say about a clause."""

    result = Choice(choices=choices_of(clauses.Result))
    why = serializers.CharField()
    window = WindowRecord(allow_null=True)
    party = serializers.CharField(allow_null=True)
    event_on = Day(allow_null=True)
    aware_on = Day(allow_null=True)


class ClauseComparedRecord(serializers.Serializer[Any]):
    """A clause, as the facts are and as they would be."""

    clause = Id(source="clause.id")
    kind = Choice(choices=choices_of(clauses.ClauseKind), source="clause.kind")
    remedy = Choice(choices=choices_of(clauses.Remedy), source="clause.remedy")
    before = EvaluationRecord()
    after = EvaluationRecord()


class ContractComparedRecord(serializers.Serializer[Any]):
    """A contract in force; `value_at_risk` is what is committed and not accepted yet."""

    contract = Id(source="contract.id")
    reference = serializers.CharField(source="contract.reference")
    vendor = Id(source="contract.vendor_id")
    state = Choice(choices=choices_of(State), source="contract.state")
    clauses = ClauseComparedRecord(many=True)
    value_at_risk = MoneyValue(allow_null=True)


class ReplacementRecord(serializers.Serializer[Any]):
    """A vendor that knows the same, has hours, is clear and would stay so."""

    vendor = Id(source="vendor.id")
    name = serializers.CharField(source="vendor.party.name")
    domains = serializers.ListField(child=serializers.CharField())
    capacity_hours_per_week = serializers.IntegerField(
        source="vendor.capacity_hours_per_week", allow_null=True
    )
    reasons = serializers.ListField(child=serializers.CharField())


class OutcomeRecord(serializers.Serializer[Outcome]):
    """What would follow. `left_out` is how many more vendors it may concern than were judged."""

    valid_at = Day()
    supposed = SupposedRecord()
    vendors = ComparedRecord(many=True)
    truncated = serializers.BooleanField()
    left_out = serializers.IntegerField()
    contracts = ContractComparedRecord(many=True)
    total_at_risk = MoneyValue(many=True)
    replacements = serializers.DictField(child=ReplacementRecord(many=True))

    def to_representation(self, instance: Outcome) -> dict[str, Any]:
        supposition = instance.foreseen.supposition
        return {
            "valid_at": instance.foreseen.valid_at.isoformat(),
            "supposed": {
                "disclosure": _text(supposition.disclosure),
                "parties": SupposedParty(supposition.newcomers, many=True).data,
            },
            "vendors": [_compared(one, instance) for one in instance.vendors],
            "truncated": instance.left_out > 0,
            "left_out": instance.left_out,
            "contracts": ContractComparedRecord(instance.contracts, many=True).data,
            "total_at_risk": [money.render() for money in instance.total_at_risk],
            "replacements": {
                str(vendor_id): ReplacementRecord(found, many=True).data
                for vendor_id, found in instance.replacements.items()
            },
        }


def _compared(one: Compared, outcome: Outcome) -> dict[str, Any]:
    vendor = _text(one.vendor)
    return {
        "vendor": vendor,
        "party": str(one.party.id),
        "name": one.party.name,
        "change": one.turn,
        "actions": [action.value for action in outcome.actions(one)],
        "before": None if one.before is None else _side(one.before, vendor),
        "after": _side(one.after, vendor),
    }


def _side(judged: Judged, vendor: str | None) -> dict[str, Any]:
    return {**PreviewRecord(judged).data, "vendor": vendor}


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
