"""How do rights, days that come and gaps in clauses look?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from rest_framework import serializers

from config.rest.fields import Choice, Day, Id, Instant, Percent, Whole, instant, plain_number
from contracts.clauses import (
    Clause,
    ClauseKind,
    Comparator,
    Gap,
    Measure,
    PartyClass,
    Remedy,
    Result,
    RightState,
    WindowFrom,
)
from contracts.lifecycle import DateKind, State
from contracts.models import Contract, Deadline, Right
from contracts.queries.gaps import Looked
from contracts.queries.saying import day
from procurement.neutrality.findings import Level
from vendors.models.choices import choices_of


class RightRecord(serializers.Serializer[Right]):
    """What one party gave us under one clause, and until when it can be used."""

    model = Right

    id = Id()
    created_at = Instant()
    contract = Id()
    vendor = Id()
    clause = Id()
    party = Id()
    remedy = Choice(choices=choices_of(Remedy))
    state = Choice(choices=choices_of(RightState))
    event_on = Day(allow_null=True)
    aware_on = Day(allow_null=True)
    window = serializers.DictField(
        child=serializers.CharField(allow_null=True),
        allow_null=True,
        help_text="`from` and `to`, both included; without `to` it does not lapse.",
    )
    days_left = Whole(allow_null=True, help_text="Of a running right; 0 on its last day.")
    cure_days = Whole(allow_null=True)
    termination = Id(allow_null=True, help_text="The termination that used it.")
    waived_on = Day(allow_null=True)
    ceased_on = Day(allow_null=True)
    why = serializers.CharField()

    def to_representation(self, instance: Right) -> dict[str, Any]:
        return {
            "id": str(instance.id),
            "created_at": instant(instance.created_at),
            "contract": str(instance.contract_id),
            "vendor": str(instance.contract.vendor_id),
            "clause": str(instance.clause_id),
            "party": str(instance.party_id),
            "remedy": instance.clause.remedy,
            **_standing(instance, self.context["on"]),
            "event_on": day(instance.event_on),
            "aware_on": day(instance.aware_on),
            "cure_days": instance.clause.cure_days,
            "waived_on": day(instance.waived_on),
            "ceased_on": day(_ceased_on(instance)),
            "why": instance.why,
        }


def _ceased_on(right: Right) -> date | None:
    """When it was taken back, or its contract ended before it."""
    state: str = right.state  # type: ignore[attr-defined]  # annotated
    by_end = right.contract.ended_on if state == RightState.CEASED else None
    return right.ceased_on or by_end


def _standing(right: Right, on: date) -> dict[str, object]:
    state: str = right.state  # type: ignore[attr-defined]  # annotated
    used_by = right.used_by  # type: ignore[attr-defined]  # annotated
    closes_on, opens_on = right.closes_on, right.opens_on
    runs = state == RightState.RUNNING and closes_on is not None
    return {
        "state": state,
        "window": {"from": day(opens_on), "to": day(closes_on)} if opens_on else None,
        "days_left": (closes_on - on).days if runs and closes_on else None,
        "termination": str(used_by) if used_by else None,
    }


class DeadlineRecord(serializers.Serializer[Deadline]):
    """A day that comes for a contract. The context gives `on`."""

    model = Deadline

    id = Id()
    contract = Id()
    reference = serializers.CharField()
    vendor = Id()
    kind = Choice(choices=choices_of(DateKind))
    on = Day()
    days_left = serializers.IntegerField(help_text="0 on the day itself.")
    overdue = serializers.BooleanField()
    rule = serializers.CharField()
    about = Id(allow_null=True, help_text="The right, waiver, step or duty it belongs to.")

    def to_representation(self, instance: Deadline) -> dict[str, Any]:
        today: date = self.context["on"]
        return {
            "id": str(instance.id),
            "contract": str(instance.contract_id),
            "reference": instance.contract.reference,
            "vendor": str(instance.contract.vendor_id),
            "kind": instance.kind,
            "on": day(instance.on),
            "days_left": (instance.on - today).days,
            "overdue": instance.on < today,
            "rule": instance.rule,
            "about": str(instance.about) if instance.about else None,
        }


class GapVerdictRecord(serializers.Serializer[Any]):
    """The vendor's last verdict."""

    state = serializers.CharField()
    level = serializers.CharField()


class ProposedClause(serializers.Serializer[Any]):
    """What a better wording would have to say: ready to be sent as a clause of a contract."""

    kind = Choice(choices=choices_of(ClauseKind))
    measure = Choice(choices=choices_of(Measure))
    comparator = Choice(choices=choices_of(Comparator))
    threshold = Percent(allow_null=True)
    party_class = Choice(choices=choices_of(PartyClass))
    remedy = Choice(choices=choices_of(Remedy))
    window_days = Whole(allow_null=True)
    window_from = Choice(choices=choices_of(WindowFrom))


def proposal_json(clause: Clause) -> dict[str, object]:
    """What `ProposedClause` describes."""
    threshold = clause.threshold
    return {
        "kind": clause.kind.value,
        "measure": clause.measure.value if clause.measure else None,
        "comparator": clause.comparator.value,
        "threshold": plain_number(threshold) if isinstance(threshold, Decimal) else None,
        "party_class": clause.party_class.value,
        "remedy": clause.remedy.value,
        "window_days": clause.window_days,
        "window_from": clause.window_from.value,
    }


class Shortcoming(serializers.Serializer[Any]):
    """Our clause on the same measure, and why it does not help."""

    clause = Id()
    why = serializers.CharField()


class Proof(serializers.Serializer[Any]):
    """The proposed clause held against the same facts."""

    result = Choice(choices=choices_of(Result))
    why = serializers.CharField()


class GapRecord(serializers.Serializer[Any]):
    """A serious conflict that would give us no right to act, and a clause that would."""

    level = Choice(choices=choices_of(Level))
    measure = Choice(choices=choices_of(Measure))
    conflict = serializers.CharField()
    nearest = Shortcoming(allow_null=True)
    proposal = ProposedClause()
    proof = Proof()
    catches_present_facts = serializers.BooleanField()


class ClauseGapRecord(serializers.Serializer[Contract]):
    """A contract whose clauses would miss a conflict that the policy calls serious."""

    model = Contract

    contract = Id()
    reference = serializers.CharField()
    vendor = Id()
    state = Choice(choices=choices_of(State))
    missed_now = serializers.BooleanField(
        allow_null=True,
        help_text="The verdict is serious today and no clause lets us act; null when it is not.",
    )
    verdict = GapVerdictRecord(allow_null=True)
    unread_clauses = serializers.ListField(
        child=Id(), help_text="Clauses that measure nothing; only a person can say."
    )
    gaps = GapRecord(many=True)


def gap_json(looked: Looked) -> dict[str, object]:
    """What `ClauseGapRecord` describes."""
    contract, verdict = looked.contract, looked.verdict
    judged = verdict is not None and verdict.assessment_id is not None
    return {
        "contract": str(contract.id),
        "reference": contract.reference,
        "vendor": str(contract.vendor_id),
        "state": contract.state,
        "missed_now": looked.missed_now,
        "verdict": {"state": verdict.state, "level": verdict.level} if verdict and judged else None,
        "unread_clauses": [str(looked.clauses[position].id) for position in looked.unread],
        "gaps": [_gap_json(looked, gap) for gap in looked.gaps],
    }


def _gap_json(looked: Looked, gap: Gap) -> dict[str, object]:
    nearest = gap.nearest
    return {
        "level": gap.probe.level,
        "measure": gap.probe.measure.value,
        "conflict": gap.probe.says,
        "nearest": nearest
        and {"clause": str(looked.clauses[nearest.position].id), "why": nearest.why},
        "proposal": proposal_json(gap.probe.proposal),
        "proof": {"result": gap.proof.result.value, "why": gap.proof.why},
        "catches_present_facts": gap.probe.measure in looked.closed_by,
    }
