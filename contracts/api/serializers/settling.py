"""How do the final account and open doors look on the way out?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from config.rest.fields import Choice, Day, Id, Instant, Strict, Text, Whole
from config.rest.money import MoneyValue
from contracts.models import SettlementLine, Termination
from contracts.models.choices import LINE_KINDS
from contracts.money import Money
from contracts.queries.exits import GrantProof
from contracts.termination import Account, LineKind


class LineEntry(Strict):
    """One line of the final account, in the contract's currency; never negative."""

    kind = Choice(choices=LINE_KINDS)
    amount = MoneyValue()
    description = Text(allow_blank=True, required=False)
    reference = Text(max_length=200, allow_blank=True, required=False)
    booked_on = Day(required=False)
    reverses = Id(required=False)
    evidence = serializers.ListField(child=Id(), required=False, max_length=100)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        given = dict(super().to_internal_value(data))
        return {**given, "kind": LineKind(given["kind"])}


class LineRecord(serializers.ModelSerializer[SettlementLine]):
    """One line of the final account."""

    created_at = Instant(read_only=True)
    amount = MoneyValue(read_only=True, source="money")
    kind = Choice(choices=LINE_KINDS, read_only=True)

    class Meta:
        model = SettlementLine
        fields = [
            "id", "created_at", "termination", "kind", "amount", "description", "reference",
            "booked_on", "reverses", "evidence",
        ]  # fmt: skip
        read_only_fields = fields

    def to_representation(self, instance: SettlementLine) -> dict[str, Any]:
        instance.money = Money(instance.amount, instance.currency)  # type: ignore[attr-defined]
        return super().to_representation(instance)


class SettlementRecord(serializers.Serializer[Any]):
    """The final account. A positive balance is what we still owe, a negative one is owed to us."""

    termination = Id()
    currency = serializers.CharField(allow_null=True)
    lines = LineRecord(many=True)
    owed = MoneyValue(allow_null=True)
    paid = MoneyValue(allow_null=True)
    credits = MoneyValue(allow_null=True)
    refunds = MoneyValue(allow_null=True)
    balance = MoneyValue(allow_null=True)
    waived = MoneyValue(allow_null=True, help_text="The balance an approver let go, if one did.")
    balanced = serializers.BooleanField()


def settlement_json(found: Termination, account: Account | None) -> Mapping[str, object]:
    """What `SettlementRecord` shows."""
    lines = list(found.settlement_lines.order_by("id"))
    named = {
        "owed": LineKind.OWED,
        "paid": LineKind.PAID,
        "credits": LineKind.CREDIT,
        "refunds": LineKind.REFUND,
    }
    return {
        "termination": str(found.id),
        "currency": account.currency if account else None,
        "lines": lines,
        **{name: account.total(kind) if account else None for name, kind in named.items()},
        "balance": account.balance if account else None,
        "waived": account.waived if account else None,
        "balanced": account is None or account.is_balanced,
    }


class DoorRecord(serializers.Serializer[GrantProof]):
    """A door, and what proves that it is closed: its own evidence, or the step's."""

    grant = Id(source="grant.id")
    system = serializers.CharField(source="grant.system")
    account = serializers.CharField(source="grant.account")
    revoked_on = Day(source="grant.revoked_on", allow_null=True)
    evidence = serializers.ListField(child=Id())
    proved_by = Choice(choices=[("grant", "grant"), ("step", "step")], allow_blank=True)


class AccessRecord(serializers.Serializer[Any]):
    """How many doors are open, and how many are closed without proof, down to none."""

    termination = Id()
    open = Whole()
    unproved = Whole()
    grants = DoorRecord(many=True)
