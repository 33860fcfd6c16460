"""How do notice, cure, dispute, manifest and earliest end look on the way out?"""

from __future__ import annotations

from datetime import date
from typing import Any

from rest_framework import serializers

from config.rest.fields import (
    Choice,
    Day,
    Flag,
    Id,
    Instant,
    Reason,
    ReasonAndEvidence,
    Strict,
    Text,
    Whole,
)
from config.rest.money import MoneyValue
from contracts.api.serializers.parts import Sha256
from contracts.models import (
    CureAttempt,
    Dispute,
    ExitWaiver,
    ReturnedItem,
    Termination,
    WaivedMatter,
)
from contracts.models.choices import CURE_STATES, NOTICE_FORMS, OUTCOMES, PROOF_KINDS
from contracts.operations.proving import Returned
from contracts.queries.exits import cure_of
from contracts.queries.reading import money_of
from contracts.termination import (
    CriticalPath,
    LawfulEnd,
    Mismatch,
    NoticeForm,
    OpenItem,
    Outcome,
    Proof,
    ProofKind,
    Rule,
    Service,
    StepCode,
)
from vendors.models.choices import choices_of


class ProofOfServiceGiven(Strict):
    """That the notice arrived: what shows it, on which day, by whose hand or word."""

    kind = Choice(choices=PROOF_KINDS)
    delivered_on = Day()
    delivered_by = Text(max_length=200)

    def to_internal_value(self, data: Any) -> Proof:
        given = super().to_internal_value(data)
        return Proof(ProofKind(given["kind"]), given["delivered_on"], given["delivered_by"])


class ServingNotice(ReasonAndEvidence):
    """How the notice was served. Where the contract names a form, that form and its proof."""

    form = Choice(choices=NOTICE_FORMS, required=False)
    address = Text(max_length=500, allow_blank=True, required=False)
    proof = ProofOfServiceGiven(required=False)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        given = dict(super().to_internal_value(data))
        form = given.pop("form", None)
        service = Service(
            form=NoticeForm(form) if form else None,
            address=given.pop("address", ""),
            proof=given.pop("proof", None),
        )
        return {**given, "service": service}


class CureJudged(ReasonAndEvidence):
    """Whether we accept that the breach is made good; an accepted cure comes with evidence."""

    accepted = Flag()


class DisputeRaised(ReasonAndEvidence):
    """What the vendor has against the termination."""

    raised_on = Day(required=False)
    answer_by = Day(
        required=False,
        allow_null=True,
        help_text="The last day of our answer, where one is set; it is told of beforehand.",
    )


class DisputeSettled(ReasonAndEvidence):
    """How the dispute ended, with the decision or the agreement."""

    outcome = Choice(choices=OUTCOMES)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        given = dict(super().to_internal_value(data))
        return {**given, "outcome": Outcome(given["outcome"])}


class MatterWaived(Reason):
    """What an approver lets go; a returned item is named by its data asset."""

    matter = Choice(choices=WaivedMatter.choices)
    data_asset = Id(required=False)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        given = dict(super().to_internal_value(data))
        return {**given, "matter": WaivedMatter(given["matter"])}


class ManifestEntry(Strict):
    """What came back of one data asset."""

    data_asset = Id()
    items = Whole(max_value=10**12, required=False, allow_null=True)
    sha256 = Sha256(required=False, allow_blank=True)

    def to_internal_value(self, data: Any) -> Returned:
        given = super().to_internal_value(data)
        return Returned(given["data_asset"], given.get("items"), given.get("sha256", ""))


class ManifestLine(serializers.ModelSerializer[ReturnedItem]):
    """One line of the manifest of the present attempt."""

    class Meta:
        model = ReturnedItem
        fields = ["data_asset", "items", "sha256"]
        read_only_fields = fields


class OpenItemRecord(serializers.Serializer[Any]):
    """What has not come back as it was sent."""

    data_asset = Id()
    mismatch = Choice(choices=choices_of(Mismatch))
    items_sent = Whole(allow_null=True)
    items_returned = Whole(allow_null=True)


def open_item_json(item: OpenItem) -> dict[str, object]:
    """What `OpenItemRecord` describes."""
    return {
        "data_asset": item.data_asset,
        "mismatch": item.mismatch.value,
        "items_sent": item.sent.items,
        "items_returned": item.returned.items if item.returned else None,
    }


class ProofOfServiceRecord(serializers.Serializer[Any]):
    kind = Choice(choices=PROOF_KINDS)
    delivered_on = Day()
    delivered_by = serializers.CharField()


class NoticeRecord(serializers.Serializer[Any]):
    """What the contract asks of a notice, and how this one was served."""

    required_form = Choice(choices=NOTICE_FORMS, allow_null=True)
    required_address = serializers.CharField()
    form = Choice(choices=NOTICE_FORMS, allow_null=True)
    address = serializers.CharField()
    proof = ProofOfServiceRecord(allow_null=True)


def notice_json(found: Termination) -> dict[str, object]:
    """What `NoticeRecord` describes."""
    proof = {
        "kind": found.proof_kind,
        "delivered_on": _day(found.delivered_on),
        "delivered_by": found.delivered_by,
    }
    return {
        "required_form": found.contract.notice_form or None,
        "required_address": found.contract.notice_address,
        "form": found.served_form or None,
        "address": found.served_address,
        "proof": proof if found.proof_kind else None,
    }


class CureAttemptRecord(serializers.ModelSerializer[CureAttempt]):
    created_at = Instant(read_only=True)

    class Meta:
        model = CureAttempt
        fields = ["id", "created_at", "accepted", "reason", "evidence", "recorded_on"]
        read_only_fields = fields


class CureRecord(serializers.Serializer[Any]):
    """The vendor's time to cure, and what came of it."""

    state = Choice(choices=CURE_STATES)
    until = Day(allow_null=True)
    rule = serializers.CharField(allow_null=True)
    attempts = CureAttemptRecord(many=True)


def cure_json(found: Termination, on: date) -> dict[str, object]:
    """What `CureRecord` describes."""
    return {
        "state": cure_of(found).state(on).value,
        "until": _day(found.cure_until),
        "rule": found.cure_rule or None,
        "attempts": CureAttemptRecord(found.cures.all(), many=True).data,
    }


class DisputeRecord(serializers.ModelSerializer[Dispute]):
    """The vendor's dispute; without an outcome it is open."""

    created_at = Instant(read_only=True)
    outcome = Choice(choices=OUTCOMES, allow_null=True, read_only=True)

    class Meta:
        model = Dispute
        fields = [
            "id", "created_at", "reason", "evidence", "raised_on", "answer_by", "outcome",
            "settlement", "settlement_evidence", "settled_on",
        ]  # fmt: skip
        read_only_fields = fields

    def to_representation(self, instance: Dispute) -> dict[str, Any]:
        return {**super().to_representation(instance), "outcome": instance.outcome or None}


class ExitWaiverRecord(serializers.ModelSerializer[ExitWaiver]):
    """What an approver let go."""

    created_at = Instant(read_only=True)
    balance = MoneyValue(allow_null=True, read_only=True)

    class Meta:
        model = ExitWaiver
        fields = [
            "id", "created_at", "matter", "dispute", "data_asset", "balance", "reason", "waived_on",
        ]  # fmt: skip
        read_only_fields = fields

    def to_representation(self, instance: ExitWaiver) -> dict[str, Any]:
        money = money_of(instance.amount, instance.currency)
        instance.balance = money  # type: ignore[attr-defined]  # shown, not stored
        return super().to_representation(instance)


class LegRecord(serializers.Serializer[Any]):
    """A stretch of the critical path: a step, or none for the wait until the effective day."""

    step = Choice(choices=choices_of(StepCode), allow_null=True)
    starts_on = Day()
    ends_on = Day()
    why = serializers.CharField()


class CriticalPathRecord(serializers.Serializer[CriticalPath]):
    """The first day on which everything can be done, and the chain that decides it."""

    ends_on = Day()
    legs = LegRecord(many=True)


class RuleLinkRecord(serializers.Serializer[Any]):
    """One rule that was asked: the day it gives, and whether the end moved to it."""

    rule = Choice(choices=choices_of(Rule))
    on = Day()
    words = serializers.CharField()
    moved = serializers.BooleanField()


class LawfulEndRecord(serializers.Serializer[LawfulEnd]):
    """The first lawful last day of the contract, with the chain of rules that gives it."""

    on = Day()
    rule = serializers.CharField(source="dated.rule")
    chain = RuleLinkRecord(many=True)


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
