"""What the vendor can reach, what we sent, what we got: lists, entries, and closing doors."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config import clock
from config.rest.fields import Reason, ReasonAndEvidence
from config.rest.permissions import May
from config.rest.views import (
    NEVER_CHANGES,
    Endpoint,
    ListEndpoint,
    actor,
    created,
    found,
    parsed,
    seen_version,
)
from contracts.api.asking import refuse_absent, showing
from contracts.api.filters import GrantFilters
from contracts.api.serializers.inventory import (
    AssetEntry,
    AssetRecord,
    CopyEntry,
    DeliveryEntry,
    DeliveryRecord,
    GrantOpening,
    GrantRecord,
    PlanEntry,
    PlanRecord,
)
from contracts.models import AccessGrant, Contract, ContractDelivery, DataAsset, PlannedDelivery
from contracts.operations import inventory, planning
from contracts.queries.planned import get_plan, list_plans

_KEEPING = [May(read="contracts.read", write="contracts.keep_inventory")]


def _grant(grant: AccessGrant, request: Request) -> GrantRecord:
    return GrantRecord(grant, context=showing(request))


class Grants(ListEndpoint):
    """The access grants of a contract, and a new one."""

    permission_classes = _KEEPING
    serializer_class = GrantRecord
    filterset_class = GrantFilters
    orderings = ("created_at", "opened_on", "system")
    queryset = AccessGrant.objects.none()

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), **showing(self.request)}

    @extend_schema(operation_id="access_grants_list")
    def get(self, request: Request, contract_id: UUID) -> Response:
        refuse_absent(Contract, contract_id)
        return self.listed(AccessGrant.objects.filter(contract=contract_id))

    @extend_schema(
        operation_id="access_grants_open", request=GrantOpening, responses={201: GrantRecord}
    )
    def post(self, request: Request, contract_id: UUID) -> Response:
        refuse_absent(Contract, contract_id)
        asked = parsed(GrantOpening, request)
        grant = inventory.open_grant(
            contract_id=contract_id, actor=actor(request), at=clock.now(), **asked
        )
        location = f"/api/v1/access-grants/{grant.id}"
        return created(_grant(grant, request), location, grant.version)


class OneGrant(Endpoint):
    permission_classes = [May("contracts.read")]

    @extend_schema(operation_id="access_grants_get", responses=GrantRecord)
    def get(self, request: Request, grant_id: UUID) -> Response:
        grant = get_object_or_404(AccessGrant, id=grant_id)
        return found(_grant(grant, request), grant.version)


class Revocation(Endpoint):
    permission_classes = [May("contracts.keep_inventory")]

    @extend_schema(
        operation_id="access_grants_revoke", request=ReasonAndEvidence, responses=GrantRecord
    )
    def post(self, request: Request, grant_id: UUID) -> Response:
        refuse_absent(AccessGrant, grant_id)
        asked = parsed(ReasonAndEvidence, request)
        grant = inventory.revoke_grant(
            grant_id=grant_id,
            actor=actor(request),
            at=clock.now(),
            expected_version=seen_version(request),
            **asked,
        )
        return found(_grant(grant, request), grant.version)


class Assets(ListEndpoint):
    """The data assets of a contract, and a new one."""

    permission_classes = _KEEPING
    serializer_class = AssetRecord
    orderings = ("created_at", "name")
    queryset = DataAsset.objects.none()

    @extend_schema(operation_id="data_assets_list")
    def get(self, request: Request, contract_id: UUID) -> Response:
        refuse_absent(Contract, contract_id)
        assets = DataAsset.objects.filter(contract=contract_id)
        return self.listed(assets.prefetch_related("copies__data_asset__contract__vendor"))

    @extend_schema(
        operation_id="data_assets_register", request=AssetEntry, responses={201: AssetRecord}
    )
    def post(self, request: Request, contract_id: UUID) -> Response:
        refuse_absent(Contract, contract_id)
        asked = parsed(AssetEntry, request)
        asset = inventory.register_asset(
            contract_id=contract_id, actor=actor(request), at=clock.now(), **asked
        )
        return created(AssetRecord(asset), f"/api/v1/data-assets/{asset.id}", _copies(asset))


class OneAsset(Endpoint):
    permission_classes = [May("contracts.read")]

    @extend_schema(operation_id="data_assets_get", responses=AssetRecord)
    def get(self, request: Request, asset_id: UUID) -> Response:
        asset = get_object_or_404(DataAsset, id=asset_id)
        return found(AssetRecord(asset), _copies(asset))


class Copies(Endpoint):
    """One more party that has a copy of a data asset."""

    permission_classes = [May("contracts.keep_inventory")]

    @extend_schema(
        operation_id="data_assets_add_copy", request=CopyEntry, responses={201: AssetRecord}
    )
    def post(self, request: Request, asset_id: UUID) -> Response:
        refuse_absent(DataAsset, asset_id)
        asked = parsed(CopyEntry, request)
        asset = inventory.add_copy(asset_id=asset_id, actor=actor(request), at=clock.now(), **asked)
        return created(AssetRecord(asset), f"/api/v1/data-assets/{asset.id}", _copies(asset))


def _copies(asset: DataAsset) -> int:
    """What an asset's ETag counts: the only thing of it that grows."""
    return asset.copies.count()


class Deliveries(ListEndpoint):
    """What was delivered under a contract, and a new delivery."""

    permission_classes = _KEEPING
    serializer_class = DeliveryRecord
    orderings = ("created_at", "delivered_on")
    queryset = ContractDelivery.objects.none()

    @extend_schema(operation_id="contract_deliveries_list")
    def get(self, request: Request, contract_id: UUID) -> Response:
        refuse_absent(Contract, contract_id)
        return self.listed(ContractDelivery.objects.filter(contract=contract_id))

    @extend_schema(
        operation_id="contract_deliveries_record",
        request=DeliveryEntry,
        responses={201: DeliveryRecord},
    )
    def post(self, request: Request, contract_id: UUID) -> Response:
        refuse_absent(Contract, contract_id)
        asked = parsed(DeliveryEntry, request)
        delivery = inventory.record_delivery(
            contract_id=contract_id,
            delivered_on=asked["delivered_on"],
            items=asked["items"],
            accepted=asked.get("accepted_value"),
            accepted_items=asked.get("accepted_items"),
            planned=asked.get("planned"),
            actor=actor(request),
            at=clock.now(),
        )
        location = f"/api/v1/contract-deliveries/{delivery.id}"
        return created(DeliveryRecord(delivery), location, NEVER_CHANGES)


class OneDelivery(Endpoint):
    permission_classes = [May("contracts.read")]

    @extend_schema(operation_id="contract_deliveries_get", responses=DeliveryRecord)
    def get(self, request: Request, delivery_id: UUID) -> Response:
        answer = DeliveryRecord(get_object_or_404(ContractDelivery, id=delivery_id))
        return found(answer, NEVER_CHANGES)


class Plans(ListEndpoint):
    """What the vendor is to deliver by which day, and a new one; what is due first."""

    permission_classes = _KEEPING
    serializer_class = PlanRecord
    orderings = ("created_at", "due_on")
    queryset = PlannedDelivery.objects.none()

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), **_showing_today(self.request)}

    @extend_schema(operation_id="planned_deliveries_list")
    def get(self, request: Request, contract_id: UUID) -> Response:
        refuse_absent(Contract, contract_id)
        return self.listed(list_plans(clock.today()).filter(contract=contract_id))

    @extend_schema(
        operation_id="planned_deliveries_plan", request=PlanEntry, responses={201: PlanRecord}
    )
    def post(self, request: Request, contract_id: UUID) -> Response:
        refuse_absent(Contract, contract_id)
        asked = parsed(PlanEntry, request)
        plan = planning.plan_delivery(
            contract_id=contract_id, actor=actor(request), at=clock.now(), **asked
        )
        location = f"/api/v1/planned-deliveries/{plan.id}"
        return created(_plan(plan.id, request), location, plan.version)


class OnePlan(Endpoint):
    permission_classes = [May("contracts.read")]

    @extend_schema(operation_id="planned_deliveries_get", responses=PlanRecord)
    def get(self, request: Request, plan_id: UUID) -> Response:
        plan = get_plan(plan_id, clock.today())
        return found(PlanRecord(plan, context=_showing_today(request)), plan.version)


class PlanWithdrawal(Endpoint):
    permission_classes = [May("contracts.keep_inventory")]

    @extend_schema(operation_id="planned_deliveries_withdraw", request=Reason, responses=PlanRecord)
    def post(self, request: Request, plan_id: UUID) -> Response:
        refuse_absent(PlannedDelivery, plan_id)
        asked = parsed(Reason, request)
        plan = planning.withdraw_plan(
            plan_id=plan_id,
            reason=asked["reason"],
            actor=actor(request),
            at=clock.now(),
            expected_version=seen_version(request),
        )
        return found(_plan(plan.id, request), plan.version)


def _showing_today(request: Request) -> dict[str, Any]:
    return {**showing(request), "today": clock.today()}


def _plan(plan_id: UUID, request: Request) -> PlanRecord:
    context = _showing_today(request)
    return PlanRecord(get_plan(plan_id, context["today"]), context=context)
