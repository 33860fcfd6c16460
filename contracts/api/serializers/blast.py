"""How is it asked what a party or a scenario touches, and how does the answer look?"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from config.rest.fields import Choice, Day, Id, Instant, Percent, Strict, Whole
from config.rest.money import MoneyValue
from contracts.exposure import Control
from contracts.models.choices import CONTRACT_STATES
from contracts.pain import Cover, Part
from contracts.queries.blast import Radius, Way
from contracts.shown.blast import blast_json
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


class BlastDelivery(serializers.Serializer[Any]):
    """A planned delivery that has not wholly come; `items` null: not said how many."""

    id = Id()
    due_on = Day()
    items = Whole(allow_null=True)
    delivered = Whole()
    description = serializers.CharField(allow_blank=True)
    overdue = serializers.BooleanField()


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
    deliveries_due = BlastDelivery(many=True)
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
    deliveries_due = Whole()
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
        return blast_json(instance)
