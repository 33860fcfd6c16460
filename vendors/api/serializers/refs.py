"""How does a request say which party it means, under which number, and how much of it?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.rest.fields import Choice, Country, Flag, Id, Percent, Strict, Text
from vendors.identifiers import BadIdentifier, Number, parse, read
from vendors.languages import NotALanguage, tag
from vendors.models import UnspecifiedReason
from vendors.models.choices import choices_of
from vendors.ownership.facts import BadInterval, Interval, PartyKind
from vendors.statements import InlineParty, PartyById, PartyByNumber, PartyRef, Unspecified


class IdentifierGiven(Strict):
    """A number under which a register knows a party: `{"scheme": "LEI", "value": "..."}`."""

    scheme = Text(max_length=40)
    value = Text(max_length=100)

    def validate(self, attrs: dict[str, Any]) -> Number:
        try:
            return read(attrs["scheme"], attrs["value"])
        except BadIdentifier as error:
            raise serializers.ValidationError({"value": str(error)}, code="identifier") from None


class PartyGiven(Strict):
    """A party described. A kind not said is `company`."""

    kind = Choice(choices=choices_of(PartyKind), required=False)
    publicly_listed = Flag(required=False)
    name = Text(max_length=500)
    jurisdiction = Country(required=False, allow_blank=True, max_length=10)
    aliases = serializers.ListField(child=Text(max_length=500), required=False, max_length=50)
    identifiers: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=IdentifierGiven(), required=False, max_length=50
    )

    def validate(self, attrs: dict[str, Any]) -> InlineParty:
        return InlineParty(
            kind=PartyKind(attrs.get("kind", PartyKind.COMPANY)),
            name=attrs["name"],
            publicly_listed=attrs.get("publicly_listed", False),
            jurisdiction=attrs.get("jurisdiction", ""),
            aliases=tuple(dict.fromkeys(attrs.get("aliases", ()))),
            numbers=tuple(dict.fromkeys(attrs.get("identifiers", ()))),
        )


_REFERENCES: list[dict[str, Any]] = [
    {
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "string", "format": "uuid"}},
        "additionalProperties": False,
    },
    {
        "type": "object",
        "required": ["identifier"],
        "properties": {"identifier": {"type": "string", "examples": ["LEI:5493001KJTIIGC8Y1R12"]}},
        "additionalProperties": False,
    },
    {
        "type": "object",
        "required": ["name"],
        "description": "A party described: found by its identifiers, or made.",
        "properties": {
            "kind": {"type": "string", "enum": [kind.value for kind in PartyKind]},
            "publicly_listed": {"type": "boolean"},
            "name": {"type": "string"},
            "jurisdiction": {"type": "string"},
            "aliases": {"type": "array", "items": {"type": "string"}},
            "identifiers": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["scheme", "value"],
                    "properties": {"scheme": {"type": "string"}, "value": {"type": "string"}},
                },
            },
        },
        "additionalProperties": False,
    },
]
_UNSPECIFIED: dict[str, Any] = {
    "type": "object",
    "required": ["unspecified"],
    "properties": {"unspecified": {"type": "string", "enum": UnspecifiedReason.values}},
    "additionalProperties": False,
}


@extend_schema_field({"oneOf": _REFERENCES})
class PartyReference(serializers.Field[PartyRef, Any, Any, Any]):
    """`{"id"}`, `{"identifier": "LEI:..."}`, or a party described."""

    default_error_messages = {
        "reference": "Give an id, an identifier, or a description of a party.",
        "alone": "Give an id or an identifier alone; nothing else stands beside it.",
    }

    def to_internal_value(self, data: Any) -> PartyRef:
        if not isinstance(data, Mapping):
            self.fail("reference")
        for name in ("id", "identifier"):
            if name in data:
                if len(data) > 1:
                    self.fail("alone")
                return self._known(name, data[name])
        asked = PartyGiven(data=data)
        asked.is_valid(raise_exception=True)
        described: InlineParty = asked.validated_data
        return described

    def _known(self, name: str, value: object) -> PartyRef:
        try:
            if name == "id":
                found: UUID = Id().run_validation(value)
                return PartyById(found)
            return PartyByNumber(parse(Text().run_validation(value)))
        except BadIdentifier as error:
            raise serializers.ValidationError({name: str(error)}, code="identifier") from None
        except serializers.ValidationError as error:
            raise serializers.ValidationError({name: error.detail}) from None


PARTY_OR_ID: list[dict[str, Any]] = [{"type": "string", "format": "uuid"}, *_REFERENCES]


@extend_schema_field({"oneOf": PARTY_OR_ID})
class PartyOrId(PartyReference):
    """The same, or just an id."""

    def to_internal_value(self, data: Any) -> PartyRef:
        if isinstance(data, str):
            return PartyById(Id().run_validation(data))
        return super().to_internal_value(data)


@extend_schema_field({"oneOf": [*_REFERENCES, _UNSPECIFIED]})
class Holder(PartyReference):
    """A party, or `{"unspecified": reason}` with a reason of BODS."""

    default_error_messages = {"reason": "Give one of the reasons of BODS."}

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and "unspecified" in data:
            if len(data) > 1:
                self.fail("alone")
            return Unspecified(self._reason(data["unspecified"]))
        return super().to_internal_value(data)

    def _reason(self, given: object) -> str:
        """In BODS's own spelling, or in ours."""
        if isinstance(given, str):
            first, *more = given.split("_")
            reason = first + "".join(word.capitalize() for word in more)
            if reason in UnspecifiedReason.values:
                return reason
        raise serializers.ValidationError({"unspecified": self.error_messages["reason"]}, "reason")


class ShareGiven(Strict):
    """`{"exact"}`, or `minimum` | `exclusive_minimum` with `maximum` | `exclusive_maximum`."""

    default_error_messages = {
        "empty": "Say exact, or at least one end.",
        "both": "An end is inclusive or exclusive, not both.",
        "upside_down": "No share lies between these ends.",
    }

    exact = Percent(required=False)
    minimum = Percent(required=False)
    exclusive_minimum = Percent(required=False)
    maximum = Percent(required=False)
    exclusive_maximum = Percent(required=False)

    def validate(self, attrs: dict[str, Any]) -> Interval:
        lower = [name for name in ("minimum", "exclusive_minimum") if name in attrs]
        upper = [name for name in ("maximum", "exclusive_maximum") if name in attrs]
        ends = lower + upper
        if not attrs:
            raise self._refusal("empty")
        if len(lower) > 1 or len(upper) > 1 or ("exact" in attrs and ends):
            raise self._refusal("both")
        low = attrs["exact"] if "exact" in attrs else attrs[lower[0]] if lower else 0
        high = attrs["exact"] if "exact" in attrs else attrs[upper[0]] if upper else 100
        try:
            return Interval.from_percent(
                low,
                high,
                lo_open="exclusive_minimum" in attrs,
                hi_open="exclusive_maximum" in attrs,
            )
        except BadInterval:
            raise self._refusal("upside_down") from None

    def _refusal(self, code: str) -> serializers.ValidationError:
        return serializers.ValidationError(self.error_messages[code], code=code)


class Language(Text):
    """A language tag of BCP 47, written the usual way: `en`, `pt-BR`, `zh-Hant`."""

    default_error_messages = {
        "language": "Give a language tag of BCP 47, such as en or pt-BR: {why}."
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 35)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        try:
            return tag(text)
        except NotALanguage as error:
            self.fail("language", why=str(error))


class Place(Country):
    """A country: ISO 3166-1 alpha-2."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_length": 2, "max_length": 2, **kwargs})
