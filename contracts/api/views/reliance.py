"""How hard is each contract to replace? What was found on which day, and a new finding."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config import clock
from config.events import ledger
from config.problems import NotFound
from config.rest.permissions import May
from config.rest.views import NEVER_CHANGES, Endpoint, ListEndpoint, actor, created, found, parsed
from contracts.api.asking import asked_day, clocks_beside, refuse_absent, showing
from contracts.api.filters import SubstitutabilityFilters
from contracts.api.serializers.reliance import NewSubstitutability, SubstitutabilityRecord
from contracts.api.views.contracts import VALID_AT
from contracts.api.views.exposure import KNOWN_AT
from contracts.models import Contract, SubstitutabilityAssessment
from contracts.operations.relying import assess_substitutability
from contracts.queries.reliance import list_assessments


class _Assessments(ListEndpoint):
    serializer_class = SubstitutabilityRecord
    orderings = ("created_at", "assessed_on")
    ordering = "-assessed_on"
    asks = ("valid_at", "known_at")

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), **showing(self.request)}

    def on_file(self) -> QuerySet[SubstitutabilityAssessment]:
        """All that were on file, as of both clocks."""
        clocks = clocks_beside(self.request)
        known_at = clocks["known_at"]
        seq = ledger.current_seq() if known_at is None else ledger.seq_at(known_at)
        return list_assessments(valid_at=clocks["valid_at"], known_seq=seq)


class ContractSubstitutability(_Assessments):
    """What was found about replacing the vendor of a contract, and another finding."""

    permission_classes = [May(read="contracts.read", write="contracts.assess")]

    @extend_schema(operation_id="contracts_substitutability", parameters=[VALID_AT, KNOWN_AT])
    def get(self, request: Request, contract_id: UUID) -> Response:
        refuse_absent(Contract, contract_id)
        return self.listed(self.on_file().filter(contract=contract_id))

    @extend_schema(
        operation_id="contracts_assess_substitutability",
        request=NewSubstitutability,
        responses={201: SubstitutabilityRecord},
    )
    def post(self, request: Request, contract_id: UUID) -> Response:
        refuse_absent(Contract, contract_id)
        asked = parsed(NewSubstitutability, request)
        row = assess_substitutability(
            contract_id=contract_id, actor=actor(request), at=clock.now(), **asked
        )
        location = f"/api/v1/substitutability/{row.id}"
        answer = SubstitutabilityRecord(row, context=showing(request))
        return created(answer, location, NEVER_CHANGES)


class AllSubstitutability(_Assessments):
    """What was found about replacing any vendor."""

    permission_classes = [May("contracts.read")]
    filterset_class = SubstitutabilityFilters

    @extend_schema(operation_id="substitutability_list", parameters=[VALID_AT, KNOWN_AT])
    def get(self, request: Request) -> Response:
        return self.listed(self.on_file())


class OneSubstitutability(Endpoint):
    permission_classes = [May("contracts.read")]
    asks = ("valid_at",)

    @extend_schema(
        operation_id="substitutability_get",
        parameters=[VALID_AT],
        responses=SubstitutabilityRecord,
    )
    def get(self, request: Request, assessment_id: UUID) -> Response:
        row = SubstitutabilityAssessment.objects.filter(id=assessment_id).first()
        if row is None:
            raise NotFound()
        # Whether it is stale follows from the day: it has no version.
        return found(SubstitutabilityRecord(row, context={"on": asked_day(request)}))
