"""How is it told what to ask for, and for whom?"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from config.rest.fields import Choice, Id
from procurement.models.choices import DIMENSIONS, choices_of
from procurement.neutrality.findings import Ask
from vendors.models import NeutralityLevel, NeutralityState


class WhichQuestions(serializers.Serializer[Any]):
    """Query parameters: those that concern a vendor, or vendors with a certain verdict."""

    vendor = Id(required=False)
    state = Choice(choices=NeutralityState.choices, required=False)


class ConcernedRecord(serializers.Serializer[Any]):
    """A vendor for which a question is open. `gap`: the percent points an answer may close there;
    `settles`: the rules it may settle alone, of the `rules` for which it is asked.
    """

    vendor = serializers.UUIDField()
    assessment = serializers.UUIDField()
    state = serializers.ChoiceField(choices=NeutralityState.choices)
    level = serializers.ChoiceField(choices=NeutralityLevel.choices)
    gap = serializers.FloatField(allow_null=True)
    settles = serializers.ListField(child=serializers.CharField())
    rules = serializers.ListField(child=serializers.CharField())


class OpenQuestionRecord(serializers.Serializer[Any]):
    """One question, about `party` and, of its holders, `about`.

    `settles`: how many findings an answer may settle alone; `gap`: the percent points it may close,
    over all vendors; `vendors`: those for which it is open, at most a hundred, of `vendor_count`.
    """

    party = serializers.UUIDField()
    dimension = serializers.ChoiceField(choices=DIMENSIONS, allow_null=True)
    ask = serializers.ChoiceField(choices=choices_of(Ask))
    about = serializers.UUIDField(allow_null=True)
    sentence = serializers.CharField()
    enough_above = serializers.FloatField(allow_null=True)
    settles = serializers.IntegerField()
    gap = serializers.FloatField()
    vendor_count = serializers.IntegerField()
    vendors = ConcernedRecord(many=True)


class OpenQuestionPage(serializers.Serializer[Any]):
    results = OpenQuestionRecord(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
