"""How is told what a contract's vendor was known to be, and what is known by now?"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from config.rest.fields import Choice, Day, Id, Instant, instant
from contracts.api.serializers.scenarios import EvaluationRecord
from contracts.queries.hindsight import Difference, Hindsight, Learnt, Look
from procurement.api.serializers.verdicts import FindingRecord, PreviewRecord
from vendors.models import SourceType


class LookedClause(EvaluationRecord):
    """What the facts said about a clause on these clocks."""

    clause = Id()


class LookRecord(PreviewRecord):
    """The verdict on these clocks, and the clauses of the contract."""

    clauses = LookedClause(many=True)


class ChangedClause(serializers.Serializer[Any]):
    """A clause with another result."""

    clause = Id()
    before = serializers.CharField()
    after = serializers.CharField()
    why = serializers.CharField()


class HindsightDifferenceRecord(serializers.Serializer[Any]):
    """What the later of two looks says otherwise. Findings that are clear are not told."""

    state = serializers.BooleanField()
    level = serializers.BooleanField()
    appeared = FindingRecord(many=True)
    disappeared = FindingRecord(many=True)
    clauses = ChangedClause(many=True)


class LearntRecord(serializers.Serializer[Any]):
    """A source, and how many of the facts about the day of signing rest on it."""

    disclosure = Id()
    recorded_at = Instant()
    source_type = Choice(choices=SourceType.choices)
    source_title = serializers.CharField()
    facts = serializers.IntegerField()


class HindsightRecord(serializers.Serializer[Any]):
    """From `as_signed` to `as_known_now` the world stands still and we learn; from there to
    `today` we know the same, and the world moves. `withdrawn` facts are believed no more.
    """

    contract = Id()
    vendor = Id()
    signed_on = Day()
    signed_at = Instant()
    as_signed = LookRecord()
    as_known_now = LookRecord()
    today = LookRecord()
    by_learning = HindsightDifferenceRecord()
    by_events = HindsightDifferenceRecord()
    learnt = LearntRecord(many=True)
    withdrawn = serializers.IntegerField()

    def to_representation(self, instance: Hindsight) -> dict[str, Any]:
        contract = instance.contract
        return {
            "contract": str(contract.id),
            "vendor": str(contract.vendor_id),
            "signed_on": contract.signed_on,
            "signed_at": instant(contract.signed_at),
            "as_signed": _look(instance.as_signed),
            "as_known_now": _look(instance.as_known_now),
            "today": _look(instance.today),
            "by_learning": _difference(instance.by_learning),
            "by_events": _difference(instance.by_events),
            "learnt": [_learnt(one) for one in instance.learnt],
            "withdrawn": instance.withdrawn,
        }


def _look(look: Look) -> dict[str, Any]:
    return {
        **PreviewRecord(look.judged).data,
        "clauses": [
            {"clause": str(clause.id), **EvaluationRecord(said).data}
            for clause, said in look.clauses
        ],
    }


def _difference(found: Difference) -> dict[str, Any]:
    return {
        "state": found.state,
        "level": found.level,
        "appeared": found.appeared,
        "disappeared": found.disappeared,
        "clauses": [
            {
                "clause": str(clause.id),
                "before": before.result.value,
                "after": after.result.value,
                "why": after.why,
            }
            for clause, before, after in found.clauses
        ],
    }


def _learnt(one: Learnt) -> dict[str, Any]:
    return {
        "disclosure": str(one.disclosure.id),
        "recorded_at": instant(one.disclosure.recorded_at),
        "source_type": one.disclosure.source_type,
        "source_title": one.disclosure.source_title,
        "facts": one.facts,
    }
