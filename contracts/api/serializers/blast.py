"""How is it asked what a party or a scenario touches, and how does the answer look?"""

from __future__ import annotations

from fractions import Fraction
from typing import Any
from uuid import UUID

from rest_framework import serializers

from config.rest.fields import Choice, Day, Id, Instant, Percent, Strict, Whole, instant
from contracts.api.serializers.exposing import number_of, percent_of
from contracts.api.serializers.parts import MoneyValue
from contracts.blast_picture import Picture, picture_of
from contracts.exposure import Control
from contracts.models.choices import CONTRACT_STATES
from contracts.money import total_by_currency
from contracts.pain import WEIGHTS, Cover, Part
from contracts.queries.blast import Domain, Radius, TouchedContract, TouchedVendor, Way
from contracts.substitution import Substitutability
from vendors.models.choices import choices_of


class BlastAsked(Strict):
    """Of which party, on which day, as known when."""

    party = Id()
    valid_at = Day(required=False)
    known_at = Instant(required=False)


class FeltRecord(serializers.Serializer[Any]):
    """One part of the pain: `points` of `weight`."""

    part = Choice(choices=choices_of(Part))
    weight = Whole()
    points = serializers.FloatField()


class BlastAsset(serializers.Serializer[Any]):
    id = Id()
    name = serializers.CharField()
    sensitivity = serializers.CharField(allow_blank=True)
    holders = serializers.ListField(child=Id())


class BlastDoor(serializers.Serializer[Any]):
    id = Id()
    system = serializers.CharField()
    account = serializers.CharField(allow_blank=True)
    opened_on = Day()


class ReplacingRecord(serializers.Serializer[Any]):
    """How long it takes to replace: the longer of `reintegration_days` (assessed) and `exit_days`
    (rehearsed), which go side by side. `days` null: nobody knows.
    """

    days = Whole(allow_null=True)
    reintegration_days = Whole(allow_null=True)
    exit_days = Whole(allow_null=True)
    verdict = Choice(choices=choices_of(Substitutability), allow_null=True)
    assessment = Id(allow_null=True)
    stale = serializers.BooleanField()
    rehearsal = Id(allow_null=True)
    exit_tested_on = Day(allow_null=True)


class BlastContract(serializers.Serializer[Any]):
    """A contract that is touched. `open` is what is still to be delivered."""

    contract = Id()
    reference = serializers.CharField()
    title = serializers.CharField()
    vendor = Id()
    state = serializers.ChoiceField(choices=CONTRACT_STATES)
    suspended = serializers.BooleanField()
    domain = serializers.CharField(allow_blank=True)
    committed = MoneyValue(allow_null=True)
    open = MoneyValue(allow_null=True)
    volume = Whole()
    data_assets = BlastAsset(many=True)
    access_grants = BlastDoor(many=True)
    replacing = ReplacingRecord()
    cover = Choice(choices=choices_of(Cover))
    pain = serializers.FloatField()
    felt = FeltRecord(many=True)


class BlastStep(serializers.Serializer[Any]):
    party = Id()
    name = serializers.CharField()


class BlastVendor(serializers.Serializer[Any]):
    """A vendor that is touched: `way` says how, `through` by whom, the party asked about first.

    `min` and `max` are the party's part of the vendor's money, in percent.
    """

    vendor = Id()
    party = Id()
    name = serializers.CharField()
    way = Choice(choices=choices_of(Way))
    through = BlastStep(many=True)
    min = Percent()
    max = Percent()
    control = Choice(choices=choices_of(Control))
    words = serializers.CharField(allow_blank=True)
    pain = serializers.FloatField()
    contracts = BlastContract(many=True)


class CandidateRecord(serializers.Serializer[Any]):
    vendor = Id()
    name = serializers.CharField()
    level = serializers.CharField()


class BlastDomain(serializers.Serializer[Any]):
    """A domain that is touched. `running`: other vendors that work for us in it;
    `candidates`: clear vendors that know it and do not yet; `cover` is `none` without either.
    """

    domain = serializers.CharField()
    cover = Choice(choices=choices_of(Cover))
    running = BlastStep(many=True, help_text="`party` is the vendor's id.")
    candidates = CandidateRecord(many=True)


class BlastNode(serializers.Serializer[Any]):
    id = serializers.CharField()
    kind = serializers.CharField()
    name = serializers.CharField()
    pain = serializers.FloatField(allow_null=True)


class BlastEdge(serializers.Serializer[Any]):
    source = serializers.CharField()  # type: ignore[assignment]  # the name graphs have for it
    target = serializers.CharField()
    words = serializers.CharField(allow_blank=True)


class BlastPicture(serializers.Serializer[Any]):
    nodes = BlastNode(many=True)
    edges = BlastEdge(many=True)
    truncated = serializers.BooleanField()


class BlastTotals(serializers.Serializer[Any]):
    vendors = Whole()
    contracts = Whole()
    data_assets = Whole()
    access_grants = Whole()
    open = MoneyValue(many=True)
    domains_without_cover = serializers.ListField(child=serializers.CharField())
    days = Whole(allow_null=True, help_text="Until the last one is replaced; null: not known.")


class BlastRecord(serializers.Serializer[Radius]):
    """What is touched, in order of pain. `weights` are those of `pain`, which the docs explain."""

    party = Id(allow_null=True)
    name = serializers.CharField(allow_null=True)
    valid_at = Day()
    known_at = Instant(allow_null=True)
    weights = serializers.DictField(child=Whole())
    totals = BlastTotals()
    vendors = BlastVendor(many=True)
    domains = BlastDomain(many=True)
    picture = BlastPicture()
    truncated = serializers.BooleanField()

    def to_representation(self, instance: Radius) -> dict[str, Any]:
        return {
            "party": str(instance.party.id) if instance.party else None,
            "name": instance.party.name if instance.party else None,
            "valid_at": instance.valid_at.isoformat(),
            "known_at": instant(instance.known_at),
            "weights": {part.value: weight for part, weight in WEIGHTS.items()},
            "totals": _totals(instance),
            "vendors": [_vendor(one, instance) for one in instance.vendors],
            "domains": [_domain(one, instance) for one in instance.domains],
            "picture": picture_json(picture_of(instance)),
            "truncated": instance.truncated,
        }


def _totals(radius: Radius) -> dict[str, Any]:
    every = radius.contracts
    days = [one.replacing.days for one in every]
    known = [each for each in days if each is not None]
    left = total_by_currency(one.open for one in every if one.open is not None)
    return {
        "vendors": len(radius.vendors),
        "contracts": len(every),
        "data_assets": sum(len(one.assets) for one in every),
        "access_grants": sum(len(one.doors) for one in every),
        "open": [money.render() for money in left],
        "domains_without_cover": [d.name for d in radius.domains if d.cover is Cover.NONE],
        "days": max(known) if known and len(known) == len(days) else None,
    }


def _vendor(one: TouchedVendor, radius: Radius) -> dict[str, Any]:
    return {
        "vendor": str(one.vendor.id),
        "party": str(one.vendor.party_id),
        "name": one.vendor.party.name,
        "way": one.touch.way.value,
        "through": [_step(party, radius) for party in one.touch.through],
        "min": percent_of(one.touch.least),
        "max": percent_of(one.touch.most),
        "control": one.touch.control.value,
        "words": one.touch.words,
        "pain": _points(one.pain),
        "contracts": [_contract(each) for each in one.contracts],
    }


def _contract(one: TouchedContract) -> dict[str, Any]:
    replacing, row = one.replacing, one.contract
    tested = replacing.exit_tested_on
    return {
        "contract": str(row.id),
        "reference": row.reference,
        "title": row.title,
        "vendor": str(row.vendor_id),
        "state": row.state,
        "suspended": one.is_suspended,
        "domain": row.dataset_domain,
        "committed": one.committed.render() if one.committed else None,
        "open": one.open.render() if one.open else None,
        "volume": one.items,
        "data_assets": [
            {
                "id": str(asset.id),
                "name": asset.name,
                "sensitivity": asset.sensitivity,
                "holders": [str(holder) for holder in asset.holders],
            }
            for asset in one.assets
        ],
        "access_grants": [
            {
                "id": str(door.id),
                "system": door.system,
                "account": door.account,
                "opened_on": door.opened_on.isoformat(),
            }
            for door in one.doors
        ],
        "replacing": {
            "days": replacing.days,
            "reintegration_days": replacing.reintegration_days,
            "exit_days": replacing.exit_days,
            "verdict": replacing.assessment.verdict if replacing.assessment else None,
            "assessment": str(replacing.assessment.id) if replacing.assessment else None,
            "stale": replacing.is_stale,
            "rehearsal": str(replacing.rehearsal.id) if replacing.rehearsal else None,
            "exit_tested_on": tested.isoformat() if tested else None,
        },
        "cover": one.cover.value,
        "pain": _points(one.pain),
        "felt": [
            {"part": each.part.value, "weight": each.weight, "points": _points(each.points)}
            for each in one.felt
        ],
    }


def _domain(one: Domain, radius: Radius) -> dict[str, Any]:
    return {
        "domain": one.name,
        "cover": one.cover.value,
        "running": [_step(vendor, radius) for vendor in one.running],
        "candidates": [
            {"vendor": str(each.vendor), "name": each.name, "level": each.level}
            for each in one.candidates
        ],
    }


def _step(party: UUID, radius: Radius) -> dict[str, str]:
    return {"party": str(party), "name": radius.names.get(party, str(party))}


def picture_json(picture: Picture) -> dict[str, Any]:
    """As the API and the admin's script have it."""
    return {
        "nodes": [
            {
                "id": node.id,
                "kind": node.kind,
                "name": node.name,
                "pain": None if node.pain is None else _points(node.pain),
            }
            for node in picture.nodes.values()
        ],
        "edges": [
            {"source": edge.source, "target": edge.target, "words": edge.words}
            for edge in picture.edges.values()
        ],
        "truncated": picture.truncated,
    }


def _points(value: Fraction) -> float | int:
    return number_of(round(value, 2))
