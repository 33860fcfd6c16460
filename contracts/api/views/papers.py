"""What came after the signature: amendments, renewals, letters, and duties that survive the end."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.shortcuts import get_object_or_404
from django_filters import FilterSet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config import clock
from config.rest.fields import Reason
from config.rest.permissions import May
from config.rest.views import Endpoint, ListEndpoint, actor, created, found, parsed
from contracts.api.asking import refuse_absent, showing
from contracts.api.filters import LetterFilters, SurvivalFilters
from contracts.api.serializers.papers import (
    AmendmentRecord,
    LetterEntry,
    LetterRecord,
    RenewalRecord,
    SurvivalRecord,
)
from contracts.api.views.contracts import VALID_AT
from contracts.models import Amendment, Contract, Letter, LetterKind, Renewal, SurvivalDuty
from contracts.operations import letters
from contracts.queries.survival import list_survival_duties


class Amendments(ListEndpoint):
    """The signed amendments of a contract, in order, each with what it changed."""

    permission_classes = [May("contracts.read")]
    serializer_class = AmendmentRecord
    orderings = ("number",)
    ordering = "number"
    queryset = Amendment.objects.none()

    @extend_schema(operation_id="contracts_amendments")
    def get(self, request: Request, contract_id: UUID) -> Response:
        refuse_absent(Contract, contract_id)
        return self.listed(Amendment.objects.filter(contract=contract_id))


class Renewals(ListEndpoint):
    """The renewals of a contract, in order."""

    permission_classes = [May("contracts.read")]
    serializer_class = RenewalRecord
    orderings = ("number",)
    ordering = "number"
    queryset = Renewal.objects.none()

    @extend_schema(operation_id="contracts_renewals")
    def get(self, request: Request, contract_id: UUID) -> Response:
        refuse_absent(Contract, contract_id)
        return self.listed(Renewal.objects.filter(contract=contract_id))


class Letters(ListEndpoint):
    """What was written about a party under a contract, and a new letter."""

    permission_classes = [May(read="contracts.read", write="contracts.keep_letters")]
    serializer_class = LetterRecord
    filterset_class = LetterFilters
    orderings = ("created_at", "on")
    queryset = Letter.objects.none()

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), **showing(self.request)}

    @extend_schema(operation_id="letters_list")
    def get(self, request: Request, contract_id: UUID) -> Response:
        refuse_absent(Contract, contract_id)
        return self.listed(Letter.objects.filter(contract=contract_id))

    @extend_schema(
        operation_id="letters_record", request=LetterEntry, responses={201: LetterRecord}
    )
    def post(self, request: Request, contract_id: UUID) -> Response:
        refuse_absent(Contract, contract_id)
        asked = parsed(LetterEntry, request)
        written = letters.Written(**{**asked, "kind": LetterKind(asked["kind"])})
        letter = letters.record_letter(
            contract_id=contract_id, written=written, actor=actor(request), at=clock.now()
        )
        shown = LetterRecord(letter, context=showing(request))
        return created(shown, f"/api/v1/letters/{letter.id}", _version(letter))


class OneLetter(Endpoint):
    permission_classes = [May("contracts.read")]

    @extend_schema(operation_id="letters_get", responses=LetterRecord)
    def get(self, request: Request, letter_id: UUID) -> Response:
        letter = get_object_or_404(Letter, id=letter_id)
        return found(LetterRecord(letter, context=showing(request)), _version(letter))


class Retraction(Endpoint):
    """A letter was never written: it stays in the file, and counts no more."""

    permission_classes = [May("contracts.keep_letters")]

    @extend_schema(operation_id="letters_retract", request=Reason, responses=LetterRecord)
    def post(self, request: Request, letter_id: UUID) -> Response:
        refuse_absent(Letter, letter_id)
        asked = parsed(Reason, request)
        letter = letters.retract_letter(
            letter_id=letter_id, actor=actor(request), reason=asked["reason"], at=clock.now()
        )
        return found(LetterRecord(letter, context=showing(request)), _version(letter))


class SurvivalDuties(ListEndpoint):
    """What binds after the end of contracts, and until when."""

    permission_classes = [May("contracts.read")]
    serializer_class = SurvivalRecord
    filterset_class: ClassVar[type[FilterSet] | None] = SurvivalFilters
    orderings = ("created_at",)
    ordering = "id"
    queryset = SurvivalDuty.objects.none()
    asks = ("valid_at",)

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), **showing(self.request)}

    @extend_schema(operation_id="survival_duties_list", parameters=[VALID_AT])
    def get(self, request: Request) -> Response:
        return self.listed(list_survival_duties())


class ContractSurvival(SurvivalDuties):
    """What binds after the end of one contract."""

    filterset_class = None

    @extend_schema(operation_id="contracts_survival_duties", parameters=[VALID_AT])
    def get(self, request: Request, contract_id: UUID) -> Response:  # type: ignore[override]
        refuse_absent(Contract, contract_id)
        return self.listed(list_survival_duties().filter(contract=contract_id))


def _version(letter: Letter) -> int:
    """A letter changes once: when it is retracted."""
    return 1 if letter.retraction is None else 2
