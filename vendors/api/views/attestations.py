"""What vendors swear, where it stands, and what they were asked to swear."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config import clock
from config.problems import NotFound
from config.rest.permissions import May
from config.rest.views import NEVER_CHANGES, Endpoint, ListEndpoint, actor, created, found, parsed
from vendors import operations
from vendors.api.filters import AttestationFilters, RequestFilters
from vendors.api.serializers import attestations
from vendors.api.views.manners import KNOWN_AT, moment
from vendors.models import Attestation, AttestationRequest
from vendors.queries.claims import list_claims


class Attestations(ListEndpoint):
    """What vendors swear, and where it stands now."""

    permission_classes = [May(read="vendors.read", write="vendors.keep")]
    serializer_class = attestations.AttestationRecord
    filterset_class = AttestationFilters
    asks = ("known_at",)
    queryset = Attestation.objects.none()

    @extend_schema(operation_id="attestations_list", parameters=[KNOWN_AT])
    def get(self, request: Request) -> Response:
        known = list_claims(clock.today()).filter(seq__lte=moment(request).known_seq)
        return self.listed(known)

    @extend_schema(
        operation_id="attestations_create",
        request=attestations.NewAttestation,
        responses={201: attestations.AttestationRecord},
    )
    def post(self, request: Request) -> Response:
        asked = parsed(attestations.NewAttestation, request)
        made = operations.attest(actor=actor(request), **asked)
        answer = attestations.AttestationRecord(made)
        return created(answer, f"/api/v1/attestations/{made.id}", NEVER_CHANGES)


class OneAttestation(Endpoint):
    permission_classes = [May("vendors.read")]

    @extend_schema(operation_id="attestations_get", responses=attestations.AttestationRecord)
    def get(self, request: Request, attestation_id: UUID) -> Response:
        row = list_claims(clock.today()).filter(id=attestation_id).first()
        if row is None:
            raise NotFound()
        # Where it stands follows from facts that are said of others: it has no version.
        return found(attestations.AttestationRecord(row))


class Requests(ListEndpoint):
    """What vendors were asked to swear, and whether they did."""

    permission_classes = [May(read="vendors.read", write="vendors.keep")]
    serializer_class = attestations.RequestRecord
    filterset_class = RequestFilters
    orderings = ("created_at", "due_on")
    queryset = AttestationRequest.objects.none()

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "today": clock.today()}

    @extend_schema(operation_id="attestation_requests_list")
    def get(self, request: Request) -> Response:
        return self.listed(AttestationRequest.objects.all())

    @extend_schema(
        operation_id="attestation_requests_create",
        request=attestations.NewRequest,
        responses={201: attestations.RequestRecord},
    )
    def post(self, request: Request) -> Response:
        asked = parsed(attestations.NewRequest, request)
        today = clock.today()
        row = operations.ask_attestation(**asked, actor=actor(request), on=today)
        return created(_shown(row, today), f"/api/v1/attestation-requests/{row.id}")


class OneRequest(Endpoint):
    permission_classes = [May("vendors.read")]

    @extend_schema(operation_id="attestation_requests_get", responses=attestations.RequestRecord)
    def get(self, request: Request, request_id: UUID) -> Response:
        row = AttestationRequest.objects.filter(id=request_id).first()
        if row is None:
            raise NotFound()
        return found(_shown(row, clock.today()))


def _shown(row: AttestationRequest, today: date) -> attestations.RequestRecord:
    return attestations.RequestRecord(row, context={"today": today})
