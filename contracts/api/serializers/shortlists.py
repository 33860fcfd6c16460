"""How is a shortlist asked for, and how is it told who could serve and who could not?"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.rest.fields import Choice, Day, Id, Strict, Whole
from contracts.api.serializers.scenarios import ScenarioAsked
from contracts.queries.shortlists import Told
from contracts.shortlist import Passed, Ranked, Score, Why
from contracts.shortlist.scoring import LEVEL_NAMES
from procurement.api.serializers.contagion import ChainRecord, LinkRecord
from procurement.api.serializers.verdicts import FindingRecord
from procurement.contagion import Connection, Family, kinds_of
from procurement.minutes import findings_of
from procurement.neutrality.buying import Part
from procurement.neutrality.findings import State
from procurement.operations.comparing import Compared
from vendors.domains import Relation
from vendors.models import ExpertiseLevel, HoldType, NeutralityLevel, NeutralityState
from vendors.models.choices import choices_of
from vendors.ownership.facts import Kind

MOST = 200
USUAL = 20
SCORE_DIGITS = 9
SHARED_AS = ("owner", "person", "lender", "supplier", "sub_processor", "other")


class WhichShortlist(Strict):
    """Query parameters: whose work is taken over, and which part of the answer is told."""

    replacing = Id(required=False)
    limit = serializers.IntegerField(required=False, min_value=1, max_value=MOST)
    offset = serializers.IntegerField(required=False, min_value=0, max_value=1_000_000)
    out_offset = serializers.IntegerField(required=False, min_value=0, max_value=1_000_000)


class SupposedShortlist(Strict):
    """The same, and what to suppose of those it tells of; nothing is kept."""

    scenario = ScenarioAsked()
    replacing = Id(required=False, allow_null=True)
    limit = Whole(required=False, min_value=1, max_value=MOST)
    offset = Whole(required=False, max_value=1_000_000)
    out_offset = Whole(required=False, max_value=1_000_000)


class ScoreRecord(serializers.Serializer[Any]):
    """One part: `score` from 0 to 1, exactly `numerator / denominator`; what it adds to the total
    is `score * weight / the sum of all weights`. `known`: it is no guess.
    """

    part = Choice(choices=choices_of(Part))
    score = serializers.FloatField()
    exact = serializers.CharField()
    weight = serializers.IntegerField()
    known = serializers.BooleanField()
    reason = serializers.CharField()


class NowRecord(serializers.Serializer[Any]):
    """How a vendor stands now. While a recheck is pending it is never `clear`.

    `min`, `max`, `worst`: of the finding that makes the verdict; `findings`: all that is not clear.
    """

    state = Choice(choices=NeutralityState.choices)
    level = Choice(choices=NeutralityLevel.choices)
    recheck_pending = serializers.BooleanField()
    waived = serializers.BooleanField()
    assessment = Id(allow_null=True)
    assessed_on = Day(allow_null=True)
    next_boundary = Day(
        allow_null=True, help_text="The first day on which it may change by itself."
    )
    measure = serializers.CharField(allow_null=True)
    min = serializers.FloatField(allow_null=True)
    max = serializers.FloatField(allow_null=True)
    worst = serializers.FloatField(allow_null=True)
    findings = FindingRecord(many=True)


class SharedRecord(serializers.Serializer[Any]):
    """Somebody who stands behind both vendors, and as what, on either side."""

    party = Id()
    name = serializers.CharField()
    roles = serializers.ListField(child=Choice(choices=[(one, one) for one in SHARED_AS]))
    chain = ChainRecord()


class InterlockRecord(serializers.Serializer[Any]):
    """Somebody who stands behind the vendor (`here`) and behind a competitor (`there`), or did
    within the policy's cooling-off period: `since` is the first day there, `until` the first after.
    """

    party = Id()
    name = serializers.CharField()
    competitor = Id()
    competitor_name = serializers.CharField()
    since = Day(allow_null=True)
    until = Day(allow_null=True)
    here = LinkRecord()
    there = LinkRecord()


class SupposedRecordOf(serializers.Serializer[Any]):
    """How a vendor would be judged if the scenario came true."""

    change = Choice(choices=["worse", "better", "otherwise", "same", "new"])
    state = Choice(choices=NeutralityState.choices)
    level = Choice(choices=NeutralityLevel.choices)
    findings = FindingRecord(many=True)


class _VendorTold(serializers.Serializer[Any]):
    vendor = Id()
    name = serializers.CharField()
    neutrality = NowRecord()
    holds = serializers.ListField(child=Choice(choices=HoldType.choices))
    hours_per_week = serializers.IntegerField(allow_null=True)
    hours_promised = serializers.IntegerField()
    hours_left = serializers.IntegerField(allow_null=True)
    shared = SharedRecord(many=True)
    interlocks = InterlockRecord(many=True)
    under_scenario = SupposedRecordOf(allow_null=True)


class RankedRecord(_VendorTold):
    """A vendor that could serve; `place` counts from 1."""

    place = serializers.IntegerField()
    total = serializers.FloatField()
    exact = serializers.CharField()
    domain = serializers.CharField()
    relation = Choice(choices=choices_of(Relation))
    steps = serializers.IntegerField()
    level = Choice(choices=ExpertiseLevel.choices)
    scores = ScoreRecord(many=True)


class ReasonOut(serializers.Serializer[Any]):
    """One reason why a vendor could not serve."""

    code = Choice(choices=choices_of(Why))
    reason = serializers.CharField()


class PassedRecord(_VendorTold):
    """A vendor that could not serve, with every reason."""

    reasons = ReasonOut(many=True)


@extend_schema_field({"type": "object", "additionalProperties": {"type": "integer"}})
class _Counts(serializers.DictField):
    pass


class ShortlistRecord(serializers.Serializer[Any]):
    """Who could serve a need, best first, and who could not. `weights` are those of `policy`.

    Totals are means by weight; of equal ones the more neutral comes first, then the nearer skill,
    then more hours left, then the lower id: the same inputs give the same order.
    """

    requisition = Id()
    on = Day(help_text="The day of the answer.")
    needed_on = Day(help_text="The day for which hours and certificates are looked at.")
    replacing = Id(allow_null=True)
    policy = Id(allow_null=True)
    weights = _Counts()
    count = serializers.IntegerField()
    results = RankedRecord(many=True)
    out_count = serializers.IntegerField()
    out_by_reason = _Counts()
    out = PassedRecord(many=True)
    truncated = serializers.BooleanField(
        help_text="There may be more who stand behind the vendor being replaced."
    )


def shortlist_json(told: Told, supposed: Mapping[str, Compared] | None = None) -> dict[str, Any]:
    """What `ShortlistRecord` describes.

    :param supposed: how those it tells of would be judged under a scenario
    """
    teller = _Teller(told, supposed or {})
    return {
        "requisition": str(told.requisition.id),
        "on": told.today.isoformat(),
        "needed_on": told.need.on.isoformat(),
        "replacing": told.need.replacing,
        "policy": None if told.policy is None else str(told.policy),
        "weights": {part.value: told.weights.get(part, 0) for part in Part},
        "count": len(told.whole.ranked),
        "results": [teller.ranked(one) for one in told.ranked],
        "out_count": len(told.whole.passed),
        "out_by_reason": {why.value: n for why, n in told.whole.count_by_reason().items()},
        "out": [teller.passed(one) for one in told.passed],
        "truncated": told.need.is_cut,
    }


class _Teller:
    """Tells of one vendor at a time."""

    def __init__(self, told: Told, supposed: Mapping[str, Compared]) -> None:
        self._told = told
        self._supposed = supposed
        parties = told.contagion.parties if told.contagion else []
        self._names = {party.id: party.name for party in parties}

    def ranked(self, one: Ranked) -> dict[str, Any]:
        match = self._told.need.answering[one.known.domain]
        return {
            "place": one.place,
            **self._vendor(one),
            "total": _rounded(one.total),
            "exact": str(one.total),
            "domain": one.known.domain,
            "relation": match.relation.value,
            "steps": match.steps,
            "level": LEVEL_NAMES[one.known.level],
            "scores": [self._score(one.scores[part]) for part in Part],
        }

    def passed(self, one: Passed) -> dict[str, Any]:
        reasons = [{"code": out.why.value, "reason": out.said} for out in one.reasons]
        return {**self._vendor(one), "reasons": reasons}

    def _vendor(self, one: Ranked | Passed) -> dict[str, Any]:
        offer = one.offer
        return {
            "vendor": offer.vendor,
            "name": self._told.files[offer.vendor].name,
            "neutrality": self._now(one),
            "holds": sorted(offer.holds),
            "hours_per_week": offer.hours,
            "hours_promised": offer.promised,
            "hours_left": offer.left,
            "shared": self._shared(self._told.bound.get(offer.vendor)),
            "interlocks": self._interlocks(self._told.files[offer.vendor].party),
            "under_scenario": _supposed(self._supposed.get(offer.vendor)),
        }

    def _now(self, one: Ranked | Passed) -> dict[str, Any]:
        verdict, file = one.offer.verdict, self._told.files[one.offer.vendor]
        findings = self._told.findings.get(one.offer.vendor, ())
        worst = findings[0] if findings else {}
        return {
            "state": verdict.state.value,
            "level": verdict.level.value,
            "recheck_pending": verdict.pending,
            "waived": verdict.waived,
            "assessment": None if file.assessment is None else str(file.assessment),
            "assessed_on": file.assessed_on,
            "next_boundary": file.next_boundary,
            **{name: worst.get(name) for name in ("measure", "min", "max", "worst")},
            "findings": list(findings),
        }

    def _score(self, score: Score) -> dict[str, Any]:
        return {
            "part": score.part.value,
            "score": _rounded(score.score),
            "exact": str(score.score),
            "weight": self._told.weights.get(score.part, 0),
            "known": score.is_known,
            "reason": score.said,
        }

    def _interlocks(self, party: UUID) -> list[dict[str, Any]]:
        names = self._told.interlocks.names
        return [
            {
                "party": str(lock.who),
                "name": names[lock.who],
                "competitor": str(lock.there.subject),
                "competitor_name": names[lock.there.subject],
                "since": lock.since,
                "until": lock.there.until,
                "here": LinkRecord(lock.here).data,
                "there": LinkRecord(lock.there).data,
            }
            for lock in self._told.interlocks.by_party.get(party, ())
        ]

    def _shared(self, bound: Connection | None) -> list[dict[str, Any]]:
        if bound is None:
            return []
        return [
            {
                "party": str(chain.shared),
                "name": self._names.get(chain.shared, ""),
                "roles": _roles(link.kind for link in chain.links),
                "chain": ChainRecord(chain).data,
            }
            for chain in bound.chains
        ]


def _supposed(compared: Compared | None) -> dict[str, Any] | None:
    if compared is None:
        return None
    judgement = compared.after.judgement
    return {
        "change": compared.turn,
        "state": judgement.state.value,
        "level": judgement.level.value,
        "findings": [one for one in findings_of(judgement) if one["state"] != State.CLEAR],
    }


def _roles(kinds: Any) -> list[str]:
    """As what somebody stands behind a vendor."""
    return sorted({_role(kind) for kind in kinds})


def _role(kind: Kind) -> str:
    if kind is Kind.DATA_ACCESS:
        return "sub_processor"
    for family, role in (
        (Family.PEOPLE, "person"),
        (Family.DEBT, "lender"),
        (Family.SUPPLY, "supplier"),
        (Family.OWNERSHIP, "owner"),
    ):
        if kind in kinds_of(family):
            return role
    return "other"


def _rounded(number: Fraction) -> float:
    return round(number.numerator / number.denominator, SCORE_DIGITS)
