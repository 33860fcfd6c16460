"""Contracts: the list, drafts, single ones, their moves, and what is read about them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config import clock
from config.events.api.serializers import EventRecord
from config.events.models import Event
from config.rest.fields import ReasonAndEvidence
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
from contracts.api.asking import both_clocks, refuse_absent, showing
from contracts.api.filters import ContractFilters
from contracts.api.serializers.contracts import (
    ContractChanges,
    ContractDraft,
    ContractRecord,
    EvaluatedClauses,
    wording,
)
from contracts.api.serializers.papers import AmendmentEntry, RenewalEntry
from contracts.lifecycle import Act
from contracts.models import Contract
from contracts.operations import drafting, moves
from contracts.queries.acts import CONTRACT_ACTS
from contracts.queries.clauses import evaluate_clauses
from contracts.queries.contracts import get_contract, list_contracts, list_timeline

VALID_AT = OpenApiParameter(
    "valid_at",
    date,
    description="The day whose text is shown, and on which status and next dates are judged.",
)
KNOWN_AT = OpenApiParameter(
    "known_at", datetime, description="The instant up to which we had heard, inclusive."
)


def _shown(contract_id: UUID, request: Request) -> ContractRecord:
    return ContractRecord(get_contract(contract_id), context=showing(request))


BODIES: Mapping[Act, type[ReasonAndEvidence]] = {
    Act.AMEND: AmendmentEntry,
    Act.RENEW: RenewalEntry,
}
"""What a move is asked for with, where that is more than a reason and evidence."""


def _paper(asked: dict[str, Any]) -> moves.Paper:
    """Take what belongs to an amendment or a renewal out of a parsed body."""
    return moves.Paper(
        changes=wording(asked.pop("changes", {})),
        signed_on=asked.pop("signed_on", None),
        effective_on=asked.pop("effective_on", None),
        ends_on=asked.pop("ends_on", None),
    )


class Contracts(ListEndpoint):
    """Contracts, and a new one as a draft."""

    permission_classes = [May(read="contracts.read", write="contracts.draft")]
    serializer_class = ContractRecord
    filterset_class = ContractFilters
    orderings = ("created_at", "updated_at", "reference", "title", "state")
    asks = ("valid_at",)

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), **showing(self.request)}

    @extend_schema(operation_id="contracts_list", parameters=[VALID_AT])
    def get(self, request: Request) -> Response:
        return self.listed(list_contracts())

    @extend_schema(
        operation_id="contracts_draft", request=ContractDraft, responses={201: ContractRecord}
    )
    def post(self, request: Request) -> Response:
        asked = parsed(ContractDraft, request)
        contract = drafting.draft_contract(wording=wording(asked), actor=actor(request))
        location = f"/api/v1/contracts/{contract.id}"
        return created(_shown(contract.id, request), location, contract.version)


class OneContract(Endpoint):
    """A contract; what it says may be changed until it is signed."""

    permission_classes = [May(read="contracts.read", write="contracts.draft")]

    def known_parameters(self) -> tuple[str, ...]:
        return ("valid_at",) if self.request.method == "GET" else ()

    @extend_schema(operation_id="contracts_get", parameters=[VALID_AT], responses=ContractRecord)
    def get(self, request: Request, contract_id: UUID) -> Response:
        contract = get_contract(contract_id)
        return found(ContractRecord(contract, context=showing(request)), contract.version)

    @extend_schema(
        operation_id="contracts_change", request=ContractChanges, responses=ContractRecord
    )
    def patch(self, request: Request, contract_id: UUID) -> Response:
        refuse_absent(Contract, contract_id)
        asked = parsed(ContractChanges, request)
        contract = drafting.amend_draft(
            contract_id=contract_id,
            seen_version=required_version(request),
            changes=wording(asked),
            actor=actor(request),
        )
        return found(_shown(contract.id, request), contract.version)


def moving(act: Act) -> type[Endpoint]:
    """The endpoint of one move of a contract."""
    body = BODIES.get(act, ReasonAndEvidence)

    class Moving(Endpoint):
        permission_classes = [May(CONTRACT_ACTS[act])]

        @extend_schema(
            operation_id=f"contracts_{act}",
            summary=f"{act.capitalize()} a contract",
            request=body,
            responses=ContractRecord,
        )
        def post(self, request: Request, contract_id: UUID) -> Response:
            refuse_absent(Contract, contract_id)
            asked = parsed(body, request)
            paper = _paper(asked)
            contract = moves.move(
                contract_id=contract_id,
                act=act,
                actor=actor(request),
                at=clock.now(),
                paper=paper,
                expected_version=seen_version(request),
                **asked,
            )
            return found(_shown(contract.id, request), contract.version)

    Moving.__name__ = Moving.__qualname__ = act.capitalize()
    return Moving


class Evaluation(Endpoint):
    """Which clauses the facts fire, why, and when the right can be used."""

    permission_classes = [May("contracts.read")]
    asks = ("valid_at", "known_at")

    @extend_schema(
        operation_id="contracts_evaluate_clauses",
        parameters=[VALID_AT, KNOWN_AT],
        responses=EvaluatedClauses,
    )
    def get(self, request: Request, contract_id: UUID) -> Response:
        contract = get_contract(contract_id)
        results = evaluate_clauses(contract, **both_clocks(request))
        return found(EvaluatedClauses({"results": results}))


class Timeline(ListEndpoint):
    """Every event of a contract and of its terminations, oldest first."""

    permission_classes = [May("contracts.read")]
    serializer_class = EventRecord
    orderings = ()
    ordering = "seq"
    queryset = Event.objects.none()

    @extend_schema(operation_id="contracts_timeline")
    def get(self, request: Request, contract_id: UUID) -> Response:
        refuse_absent(Contract, contract_id)
        return self.listed(list_timeline(contract_id))
