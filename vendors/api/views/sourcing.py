"""What can vendors do, and who says so? Domains, claims, hours, certificates, sub-processors."""

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
    NEVER_CHANGES,
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
from vendors.api.filters import CertificateFilters, ClaimFilters, DomainFilters
from vendors.api.serializers import interests
from vendors.api.serializers import sourcing as serializers
from vendors.api.views.manners import CLOCKS, moment, reader
from vendors.models import Capacity, Certificate, Domain, ExpertiseClaim, Interest, Workforce
from vendors.queries.capacity import list_capacities
from vendors.queries.domains import get_domain
from vendors.queries.facts import interests_in_force
from vendors.queries.parties import list_same
from vendors.queries.sourcing import SUB_PROCESSING, get_certificate, get_claim
from vendors.queries.vendors import get_vendor
from vendors.queries.workforce import list_workforces

KEEPING = May(read="vendors.read", write="vendors.keep")


class _ForReader(ListEndpoint):
    """A list whose rows say what their reader may do, and what is so today."""

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), **reader(self.request)}


class Domains(_ForReader):
    """The vocabulary in which everybody says what vendors know and what is needed."""

    permission_classes = [KEEPING]
    serializer_class = serializers.DomainRecord
    filterset_class = DomainFilters
    orderings = ("code", "created_at", "name")
    queryset = Domain.objects.none()

    @extend_schema(operation_id="domains_list")
    def get(self, request: Request) -> Response:
        return self.listed(Domain.objects.all())

    @extend_schema(
        operation_id="domains_add",
        request=serializers.NewDomain,
        responses={201: serializers.DomainRecord},
    )
    def post(self, request: Request) -> Response:
        asked = parsed(serializers.NewDomain, request)
        domain = operations.add_domain(
            code=asked["code"],
            name=asked["name"],
            parent=asked.get("parent"),
            actor=actor(request),
        )
        answer = serializers.DomainRecord(domain, context=reader(request))
        return created(answer, f"/api/v1/domains/{domain.code}", domain.version)


class OneDomain(Endpoint):
    permission_classes = [KEEPING]

    @extend_schema(operation_id="domains_get", responses=serializers.DomainRecord)
    def get(self, request: Request, code: str) -> Response:
        return _domain(get_domain(code), request)

    @extend_schema(
        operation_id="domains_rename",
        request=serializers.DomainName,
        responses=serializers.DomainRecord,
    )
    def patch(self, request: Request, code: str) -> Response:
        get_domain(code)
        asked = parsed(serializers.DomainName, request)
        renamed = operations.rename_domain(
            code=code,
            name=asked["name"],
            seen_version=required_version(request),
            actor=actor(request),
        )
        return _domain(renamed, request)


class Retirement(Endpoint):
    permission_classes = [May("vendors.keep")]

    @extend_schema(
        operation_id="domains_retire", request=Reason, responses=serializers.DomainRecord
    )
    def post(self, request: Request, code: str) -> Response:
        return _domain(operations.retire_domain(**_move(request, code)), request)


class Reinstatement(Endpoint):
    permission_classes = [May("vendors.keep")]

    @extend_schema(
        operation_id="domains_reinstate", request=Reason, responses=serializers.DomainRecord
    )
    def post(self, request: Request, code: str) -> Response:
        return _domain(operations.reinstate_domain(**_move(request, code)), request)


def _move(request: Request, code: str) -> dict[str, Any]:
    get_domain(code)
    asked = parsed(Reason, request)
    return {
        "code": code,
        "reason": asked["reason"],
        "actor": actor(request),
        "seen_version": seen_version(request),
    }


def _domain(domain: Domain, request: Request) -> Response:
    return found(serializers.DomainRecord(domain, context=reader(request)), domain.version)


class Claims(_ForReader):
    """Who says how well a vendor knows what."""

    permission_classes = [KEEPING]
    serializer_class = serializers.ClaimRecord
    filterset_class = ClaimFilters
    queryset = ExpertiseClaim.objects.none()

    @extend_schema(operation_id="expertise_claims_list")
    def get(self, request: Request, vendor_id: UUID) -> Response:
        get_vendor(vendor_id, on=clock.today())
        return self.listed(ExpertiseClaim.objects.filter(vendor=vendor_id))

    @extend_schema(
        operation_id="expertise_claims_create",
        request=serializers.NewClaim,
        responses={201: serializers.ClaimRecord},
    )
    def post(self, request: Request, vendor_id: UUID) -> Response:
        get_vendor(vendor_id, on=clock.today())
        asked = parsed(serializers.NewClaim, request)
        claim = operations.claim_expertise(vendor_id=vendor_id, actor=actor(request), **asked)
        answer = serializers.ClaimRecord(claim, context=reader(request))
        return created(answer, f"/api/v1/expertise-claims/{claim.id}", claim.version)


class OneClaim(Endpoint):
    permission_classes = [May("vendors.read")]

    @extend_schema(operation_id="expertise_claims_get", responses=serializers.ClaimRecord)
    def get(self, request: Request, claim_id: UUID) -> Response:
        claim = get_claim(claim_id)
        return found(serializers.ClaimRecord(claim, context=reader(request)), claim.version)


class ClaimWithdrawal(Endpoint):
    permission_classes = [May("vendors.keep")]

    @extend_schema(
        operation_id="expertise_claims_withdraw", request=Reason, responses=serializers.ClaimRecord
    )
    def post(self, request: Request, claim_id: UUID) -> Response:
        get_claim(claim_id)
        asked = parsed(Reason, request)
        claim = operations.withdraw_claim(
            claim_id=claim_id,
            reason=asked["reason"],
            actor=actor(request),
            at=clock.now(),
            seen_version=seen_version(request),
        )
        return found(serializers.ClaimRecord(claim, context=reader(request)), claim.version)


class Capacities(ListEndpoint):
    """How many hours a week a vendor has, from which day on; the latest day first."""

    permission_classes = [KEEPING]
    serializer_class = serializers.CapacityRecord
    orderings = ("created_at", "valid_from")
    queryset = Capacity.objects.none()

    @extend_schema(operation_id="capacity_list")
    def get(self, request: Request, vendor_id: UUID) -> Response:
        get_vendor(vendor_id, on=clock.today())
        return self.listed(list_capacities(vendor_id))

    @extend_schema(
        operation_id="capacity_plan",
        request=serializers.NewCapacity,
        responses={201: serializers.CapacityRecord},
    )
    def post(self, request: Request, vendor_id: UUID) -> Response:
        today = clock.today()
        get_vendor(vendor_id, on=today)
        asked = parsed(serializers.NewCapacity, request)
        planned = operations.plan_capacity(
            vendor_id=vendor_id,
            hours_per_week=asked["hours_per_week"],
            valid_from=asked.get("valid_from") or today,
            comment=asked.get("comment", ""),
            on=today,
            actor=actor(request),
        )
        path = f"/api/v1/vendors/{vendor_id}/capacity"
        return created(serializers.CapacityRecord(planned), path, NEVER_CHANGES)


class Workforces(ListEndpoint):
    """Where a vendor's people work, from which day on; the newest list first."""

    permission_classes = [KEEPING]
    serializer_class = serializers.WorkforceRecord
    orderings = ("created_at", "valid_from")
    queryset = Workforce.objects.none()

    @extend_schema(operation_id="workforce_list")
    def get(self, request: Request, vendor_id: UUID) -> Response:
        get_vendor(vendor_id, on=clock.today())
        return self.listed(list_workforces(vendor_id))

    @extend_schema(
        operation_id="workforce_place",
        request=serializers.NewWorkforce,
        responses={201: serializers.WorkforceRecord},
    )
    def post(self, request: Request, vendor_id: UUID) -> Response:
        today = clock.today()
        get_vendor(vendor_id, on=today)
        asked = {"valid_from": today, **parsed(serializers.NewWorkforce, request)}
        row = operations.place_workforce(vendor_id=vendor_id, actor=actor(request), **asked)
        path = f"/api/v1/vendors/{vendor_id}/workforce"
        return created(serializers.WorkforceRecord(row), path, NEVER_CHANGES)


class Certificates(_ForReader):
    """What auditors certified of a vendor."""

    permission_classes = [KEEPING]
    serializer_class = serializers.VendorCertificateRecord
    filterset_class = CertificateFilters
    queryset = Certificate.objects.none()

    @extend_schema(operation_id="certificates_list")
    def get(self, request: Request, vendor_id: UUID) -> Response:
        get_vendor(vendor_id, on=clock.today())
        return self.listed(Certificate.objects.filter(vendor=vendor_id))

    @extend_schema(
        operation_id="certificates_create",
        request=serializers.NewCertificate,
        responses={201: serializers.VendorCertificateRecord},
    )
    def post(self, request: Request, vendor_id: UUID) -> Response:
        get_vendor(vendor_id, on=clock.today())
        asked = parsed(serializers.NewCertificate, request)
        made = operations.record_certificate(vendor_id=vendor_id, actor=actor(request), **asked)
        answer = serializers.VendorCertificateRecord(made, context=reader(request))
        return created(answer, f"/api/v1/certificates/{made.id}", made.version)


class OneCertificate(Endpoint):
    permission_classes = [May("vendors.read")]

    @extend_schema(operation_id="certificates_get", responses=serializers.VendorCertificateRecord)
    def get(self, request: Request, certificate_id: UUID) -> Response:
        one = get_certificate(certificate_id)
        return found(serializers.VendorCertificateRecord(one, context=reader(request)), one.version)


class CertificateWithdrawal(Endpoint):
    permission_classes = [May("vendors.keep")]

    @extend_schema(
        operation_id="certificates_withdraw",
        request=Reason,
        responses=serializers.VendorCertificateRecord,
    )
    def post(self, request: Request, certificate_id: UUID) -> Response:
        get_certificate(certificate_id)
        asked = parsed(Reason, request)
        one = operations.withdraw_certificate(
            certificate_id=certificate_id,
            reason=asked["reason"],
            actor=actor(request),
            at=clock.now(),
            seen_version=seen_version(request),
        )
        return found(serializers.VendorCertificateRecord(one, context=reader(request)), one.version)


class SubProcessors(ListEndpoint):
    """Who can reach what a vendor holds: facts of the type `data_access`, on both clocks.

    They are said as every fact is, in a disclosure.
    """

    permission_classes = [May("vendors.read")]
    serializer_class = interests.InterestRecord
    asks = ("valid_at", "known_at")
    queryset = Interest.objects.none()

    @extend_schema(operation_id="sub_processors_list", parameters=CLOCKS)
    def get(self, request: Request, vendor_id: UUID) -> Response:
        vendor = get_vendor(vendor_id, on=clock.today())
        asked = moment(request)
        facts = interests_in_force(valid_at=asked.valid_at, known_seq=asked.known_seq)
        held = facts.filter(subject__in=list_same(vendor.party_id), type=SUB_PROCESSING)
        return self.listed(held.select_related("statement__disclosure"))
