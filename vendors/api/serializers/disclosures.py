"""How is a disclosure read, and how is it answered?"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.rest.fields import Choice, Day, Flag, Id, Instant, Link, Prose, Strict, Text, Whole
from vendors.api.serializers.refs import Holder, PartyReference, ShareGiven
from vendors.models import Disclosure, SourceType, Statement
from vendors.models.choices import choices_of
from vendors.models.facts import DIRECTNESS
from vendors.ownership.facts import KINDS, Basis, Confidence, Kind, KindClass
from vendors.ownership.revision import Period, StatementKind
from vendors.statements import Said, SaidInterest, Source

MOST_STATEMENTS = 1000
MOST_INTERESTS = 100
_TYPED = (
    "key_person",
    "members",
    "exercisable_from",
    "basis",
    "seats",
    "seats_total",
    "share_class",
    "nominated_by",
    "same_as",
    "tie_ends_on",
)


def _refusal(pointer: str, code: str, detail: str) -> serializers.ValidationError:
    return serializers.ValidationError({pointer: [detail]}, code=code)


class NewInterest(Strict):
    """What an interested party has. Without a `share` where one is expected: an honest unknown."""

    type = Choice(choices=choices_of(Kind))
    share = ShareGiven(required=False, allow_null=True)
    direct_or_indirect = Choice(choices=DIRECTNESS, required=False)
    valid_from = Day(required=False, allow_null=True)
    valid_to = Day(required=False, allow_null=True)
    details = Prose(required=False, allow_blank=True)
    key_person = Flag(required=False)
    members = serializers.ListField(child=PartyReference(), required=False, max_length=200)
    exercisable_from = Day(required=False, allow_null=True)
    basis = Choice(choices=choices_of(Basis), required=False, allow_null=True)
    seats = Whole(required=False, allow_null=True, max_value=1000)
    seats_total = Whole(required=False, allow_null=True, min_value=1, max_value=1000)
    share_class = Text(required=False, allow_blank=True, max_length=100)
    nominated_by = PartyReference(required=False, allow_null=True)
    same_as = Id(required=False, allow_null=True)
    tie_ends_on = Day(required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> SaidInterest:
        kind = Kind(attrs.pop("type"))
        self._refuse_foreign_fields(kind, attrs)
        start, end = attrs.get("valid_from"), attrs.get("valid_to")
        if start and end and end <= start:
            raise _refusal("valid_to", "ends_before_it_begins", "It would end before it begins.")
        seats, total = attrs.get("seats"), attrs.get("seats_total")
        if seats is not None and total is not None and seats > total:
            raise _refusal("seats", "range", "There are not so many seats.")
        members = tuple(attrs.pop("members", ()))
        if kind is Kind.CONCERT and len(set(members)) < 2:
            raise _refusal("members", "required", "At least two act in concert; name them.")
        basis = attrs.pop("basis", None)
        return SaidInterest(
            type=kind,
            directness=attrs.pop("direct_or_indirect", "direct"),
            members=members,
            basis=Basis(basis) if basis else None,
            says_end="valid_to" in attrs,
            **attrs,
        )

    def _refuse_foreign_fields(self, kind: Kind, attrs: dict[str, Any]) -> None:
        spec = KINDS[kind]
        if attrs.get("share") is not None and not spec.share_expected:
            raise _refusal("share", "not_for_this_type", f"There is no share of: {kind}.")
        for name in _TYPED:
            if attrs.get(name) and name not in spec.fields:
                raise _refusal(name, "not_for_this_type", f"This says nothing of: {kind}.")


class NewStatement(Strict):
    """One statement: of a new relationship (`assertion`), or of a record that is on file."""

    kind = Choice(choices=choices_of(StatementKind))
    record_id = Id(required=False, allow_null=True)
    subject = PartyReference(required=False, allow_null=True)
    interested_party = Holder(required=False, allow_null=True)
    valid_from = Day(required=False, allow_null=True)
    interests: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=NewInterest(), required=False, max_length=MOST_INTERESTS
    )

    def validate(self, attrs: dict[str, Any]) -> Said:
        kind, interests = StatementKind(attrs["kind"]), tuple(attrs.get("interests", ()))
        record_id = attrs.get("record_id")
        if kind is StatementKind.ASSERTION and record_id is not None:
            raise _refusal(
                "record_id", "unexpected", "An assertion begins a record; its id is answered."
            )
        if kind is not StatementKind.ASSERTION and record_id is None:
            raise _refusal("record_id", "required", "Say which record this is about.")
        if kind in (StatementKind.ASSERTION, StatementKind.CORRECTION) and not interests:
            raise _refusal("interests", "required", "Say what the interested party has.")
        if kind is StatementKind.RETRACTION and interests:
            raise _refusal("interests", "unexpected", "A retraction leaves nothing.")
        _refuse_doubles(interests)
        return Said(
            kind=kind,
            record_id=record_id,
            subject=attrs.get("subject"),
            interested_party=attrs.get("interested_party"),
            valid_from=attrs.get("valid_from"),
            interests=interests,
        )


def _refuse_doubles(interests: Iterable[SaidInterest]) -> None:
    """Two shares of one paper at one time would be read as one: say what tells them apart."""
    edges = [one for one in interests if KINDS[one.type].kind_class is KindClass.EDGE]
    for one, other in combinations(edges, 2):
        same = (one.type, one.share_class, one.directness, one.same_as) == (
            other.type,
            other.share_class,
            other.directness,
            other.same_as,
        )
        spans = Period(one.valid_from, one.valid_to), Period(other.valid_from, other.valid_to)
        if same and spans[0].overlaps(spans[1]):
            raise _refusal(
                "interests", "double", f"Two of {one.type} at one time: add them, or name classes."
            )


class SourceGiven(Strict):
    """Where a disclosure comes from."""

    type = Choice(choices=SourceType.choices)
    title = Text(max_length=500)
    url = Link(required=False, allow_blank=True)
    published_on = Day(required=False, allow_null=True)
    asserted_by = Text(required=False, allow_blank=True, max_length=500)

    def validate(self, attrs: dict[str, Any]) -> Source:
        return Source(**attrs)


class NewDisclosure(Strict):
    """What a source says; all of it is recorded, or nothing."""

    source = SourceGiven()  # type: ignore[assignment]
    confidence = Choice(choices=choices_of(Confidence), required=False, allow_null=True)
    statement_date = Day(required=False, allow_null=True)
    statements: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=NewStatement(), allow_empty=False, max_length=MOST_STATEMENTS
    )

    def validate_confidence(self, value: str | None) -> Confidence | None:
        return Confidence(value) if value else None


class SourceRecord(serializers.Serializer[Disclosure]):
    """Where a disclosure came from."""

    type = serializers.ChoiceField(choices=SourceType.choices, source="source_type")
    title = serializers.CharField(source="source_title")
    url = serializers.SerializerMethodField()
    published_on = serializers.DateField(source="source_published_on", allow_null=True)
    asserted_by = serializers.SerializerMethodField()

    def get_url(self, disclosure: Disclosure) -> str | None:
        return disclosure.source_url or None

    def get_asserted_by(self, disclosure: Disclosure) -> str | None:
        return disclosure.source_asserted_by or None


class StatementRecord(serializers.ModelSerializer[Statement]):
    """One statement, as it was told. `record_id` is what later statements name."""

    interested_party = serializers.UUIDField(source="interested_party_id", allow_null=True)
    subject = serializers.UUIDField(source="subject_id")
    unspecified = serializers.SerializerMethodField()
    interests = serializers.SerializerMethodField()

    class Meta:
        model = Statement
        fields = [
            "id",
            "record_id",
            "kind",
            "subject",
            "interested_party",
            "unspecified",
            "valid_from",
            "interests",
        ]
        read_only_fields = fields

    def get_unspecified(self, statement: Statement) -> str | None:
        return statement.unspecified or None

    @extend_schema_field(
        {"type": "array", "items": {"type": "object", "additionalProperties": True}}
    )
    def get_interests(self, statement: Statement) -> list[dict[str, Any]]:
        told: list[dict[str, Any]] = statement.said
        return told


class DisclosureRecord(serializers.ModelSerializer[Disclosure]):
    """A disclosure. `warnings` never blocked it, and are worth a look."""

    created_at = Instant(read_only=True)
    recorded_at = Instant(read_only=True)
    recorded_by = serializers.CharField(source="recorded_label", read_only=True)
    vendor = serializers.UUIDField(source="vendor_id", read_only=True, allow_null=True)
    source = SourceRecord(source="*", read_only=True)  # type: ignore[assignment]
    statements = StatementRecord(many=True, read_only=True)
    warnings = serializers.SerializerMethodField()

    class Meta:
        model = Disclosure
        fields = [
            "id",
            "created_at",
            "recorded_at",
            "recorded_by",
            "vendor",
            "source",
            "confidence",
            "statement_date",
            "statements",
            "warnings",
        ]
        read_only_fields = fields

    @extend_schema_field(
        {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "detail"],
                "properties": {
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                    "party": {"type": "string", "format": "uuid"},
                    "pointer": {"type": "string"},
                },
            },
        }
    )
    def get_warnings(self, disclosure: Disclosure) -> list[dict[str, str]]:
        said: list[dict[str, str]] = disclosure.warnings
        return said
