"""Disclosures, the facts that follow from them, and attestations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config import clock
from config.rest.permissions import May
from config.rest.views import (
    NEVER_CHANGES,
    Endpoint,
    ListEndpoint,
    actor,
    created,
    found,
    parsed,
)
from vendors import operations
from vendors.api.filters import DisclosureFilters, InterestFilters
from vendors.api.serializers import disclosures as serializers
from vendors.api.serializers import interests
from vendors.api.views.manners import CLOCKS, KNOWN_AT, moment
from vendors.models import Disclosure, Interest
from vendors.queries.disclosures import (
    about_vendor,
    get_disclosure,
    list_disclosures,
)
from vendors.queries.facts import interests_in_force
from vendors.queries.vendors import get_vendor


def _disclosed(request: Request, vendor_id: UUID | None = None) -> Response:
    asked: dict[str, Any] = parsed(serializers.NewDisclosure, request)
    made = operations.disclose(
        source=asked["source"],
        statements=asked["statements"],
        confidence=asked.get("confidence"),
        statement_date=asked.get("statement_date"),
        vendor_id=vendor_id,
        actor=actor(request),
        at=clock.now(),
    )
    answer = serializers.DisclosureRecord(get_disclosure(made.id))
    return created(answer, f"/api/v1/disclosures/{made.id}", NEVER_CHANGES)


class Disclosures(ListEndpoint):
    """What sources have said, newest first."""

    permission_classes = [May(read="vendors.read", write="vendors.disclose")]
    serializer_class = serializers.DisclosureRecord
    filterset_class = DisclosureFilters
    asks = ("known_at",)
    queryset = Disclosure.objects.none()

    @extend_schema(operation_id="disclosures_list", parameters=[KNOWN_AT])
    def get(self, request: Request) -> Response:
        return self.listed(list_disclosures().filter(seq__lte=moment(request).known_seq))

    @extend_schema(
        operation_id="disclosures_create",
        request=serializers.NewDisclosure,
        responses={201: serializers.DisclosureRecord},
    )
    def post(self, request: Request) -> Response:
        return _disclosed(request)


class DisclosuresOfVendor(ListEndpoint):
    """The same about one vendor, which is the subject where a statement names none."""

    permission_classes = [May(read="vendors.read", write="vendors.disclose")]
    serializer_class = serializers.DisclosureRecord
    filterset_class = DisclosureFilters
    asks = ("known_at",)
    queryset = Disclosure.objects.none()

    @extend_schema(operation_id="vendor_disclosures_list", parameters=[KNOWN_AT])
    def get(self, request: Request, vendor_id: UUID) -> Response:
        vendor = get_vendor(vendor_id, on=clock.today())
        heard = list_disclosures().filter(seq__lte=moment(request).known_seq)
        return self.listed(about_vendor(heard, vendor))

    @extend_schema(
        operation_id="vendor_disclosures_create",
        request=serializers.NewDisclosure,
        responses={201: serializers.DisclosureRecord},
    )
    def post(self, request: Request, vendor_id: UUID) -> Response:
        get_vendor(vendor_id, on=clock.today())
        return _disclosed(request, vendor_id)


class OneDisclosure(Endpoint):
    permission_classes = [May("vendors.read")]

    @extend_schema(operation_id="disclosures_get", responses=serializers.DisclosureRecord)
    def get(self, request: Request, disclosure_id: UUID) -> Response:
        answer = serializers.DisclosureRecord(get_disclosure(disclosure_id))
        return found(answer, NEVER_CHANGES)


class Interests(ListEndpoint):
    """The facts in force on both clocks."""

    permission_classes = [May("vendors.read")]
    serializer_class = interests.InterestRecord
    filterset_class = InterestFilters
    asks = ("valid_at", "known_at")
    queryset = Interest.objects.none()

    @extend_schema(operation_id="interests_list", parameters=CLOCKS)
    def get(self, request: Request) -> Response:
        at = moment(request)
        facts = interests_in_force(valid_at=at.valid_at, known_seq=at.known_seq)
        return self.listed(facts.select_related("statement__disclosure"))
