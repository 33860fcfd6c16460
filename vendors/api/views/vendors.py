"""Vendors: register, describe, hold and release."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config import clock
from config.rest.fields import Reason
from config.rest.permissions import May
from config.rest.views import (
    Endpoint,
    ListEndpoint,
    actor,
    created,
    found,
    parsed,
    required_version,
    seen_version,
)
from vendors import operations
from vendors.api.filters import HoldFilters, VendorFilters
from vendors.api.serializers import vendors as serializers
from vendors.api.views.manners import reader
from vendors.models import Hold, HoldType, Vendor
from vendors.queries.standing import get_hold, list_holds
from vendors.queries.vendors import get_vendor, list_vendors


class Vendors(ListEndpoint):
    """Whom we buy from, or might; with what they know and where they stand."""

    permission_classes = [May(read="vendors.read", write="vendors.keep")]
    serializer_class = serializers.VendorRecord
    filterset_class = VendorFilters
    orderings = ("created_at", "name", "updated_at")
    queryset = Vendor.objects.none()

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), **reader(self.request)}

    @extend_schema(operation_id="vendors_list")
    def get(self, request: Request) -> Response:
        return self.listed(list_vendors(on=clock.today()))

    @extend_schema(
        operation_id="vendors_create",
        request=serializers.NewVendor,
        responses={201: serializers.RegisteredVendor},
    )
    def post(self, request: Request) -> Response:
        asked = parsed(serializers.NewVendor, request)
        party = asked.pop("party")
        made = operations.register_vendor(
            party=party,
            about=asked,  # type: ignore[arg-type]
            actor=actor(request),
        )
        context = reader(request) | {"warnings": made.warnings}
        vendor = get_vendor(made.vendor.id, on=clock.today())
        answer = serializers.RegisteredVendor(vendor, context=context)
        return created(answer, f"/api/v1/vendors/{vendor.id}", vendor.version)


class OneVendor(Endpoint):
    permission_classes = [May(read="vendors.read", write="vendors.keep")]

    @extend_schema(operation_id="vendors_get", responses=serializers.VendorRecord)
    def get(self, request: Request, vendor_id: UUID) -> Response:
        vendor = get_vendor(vendor_id, on=clock.today())
        return found(serializers.VendorRecord(vendor, context=reader(request)), vendor.version)

    @extend_schema(
        operation_id="vendors_amend",
        request=serializers.VendorAmendment,
        responses=serializers.VendorRecord,
    )
    def patch(self, request: Request, vendor_id: UUID) -> Response:
        today = clock.today()
        get_vendor(vendor_id, on=today)
        changes = parsed(serializers.VendorAmendment, request)
        operations.amend_vendor(
            vendor_id=vendor_id,
            seen_version=required_version(request),
            changes=changes,  # type: ignore[arg-type]
            actor=actor(request),
        )
        vendor = get_vendor(vendor_id, on=today)
        return found(serializers.VendorRecord(vendor, context=reader(request)), vendor.version)


class Holds(ListEndpoint):
    """What is and was on hold with a vendor."""

    permission_classes = [May(read="vendors.read", write="vendors.keep")]
    serializer_class = serializers.HoldRecord
    filterset_class = HoldFilters
    queryset = Hold.objects.none()

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), **reader(self.request)}

    @extend_schema(operation_id="holds_list")
    def get(self, request: Request, vendor_id: UUID) -> Response:
        today = clock.today()
        get_vendor(vendor_id, on=today)
        return self.listed(list_holds(vendor_id, on=today))

    @extend_schema(
        operation_id="holds_place",
        request=serializers.NewHold,
        responses={201: serializers.HoldRecord},
    )
    def post(self, request: Request, vendor_id: UUID) -> Response:
        get_vendor(vendor_id, on=clock.today())
        asked = parsed(serializers.NewHold, request)
        hold = operations.place_hold(
            vendor_id=vendor_id,
            type=HoldType(asked["type"]),
            reason=asked["reason"],
            release_on=asked.get("release_on"),
            actor=actor(request),
            at=clock.now(),
        )
        answer = serializers.HoldRecord(hold, context=reader(request))
        return created(answer, f"/api/v1/holds/{hold.id}", hold.version)


class OneHold(Endpoint):
    permission_classes = [May("vendors.read")]

    @extend_schema(operation_id="holds_get", responses=serializers.HoldRecord)
    def get(self, request: Request, hold_id: UUID) -> Response:
        hold = get_hold(hold_id)
        return found(serializers.HoldRecord(hold, context=reader(request)), hold.version)


class Release(Endpoint):
    permission_classes = [May("vendors.keep")]

    @extend_schema(operation_id="holds_release", request=Reason, responses=serializers.HoldRecord)
    def post(self, request: Request, hold_id: UUID) -> Response:
        get_hold(hold_id)
        asked = parsed(Reason, request)
        hold = operations.release_hold(
            hold_id=hold_id,
            reason=asked["reason"],
            actor=actor(request),
            at=clock.now(),
            seen_version=seen_version(request),
        )
        return found(serializers.HoldRecord(hold, context=reader(request)), hold.version)
