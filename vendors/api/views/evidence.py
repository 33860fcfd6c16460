"""Evidence: files taken in, described, and handed out so that no browser runs them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from config.problems import NotFound
from config.rest.parsing import FileParser
from config.rest.permissions import May
from config.rest.views import (
    NEVER_CHANGES,
    Endpoint,
    ListEndpoint,
    actor,
    created,
    found,
    is_dry_run,
    parsed,
)
from vendors import operations
from vendors.api.filters import EvidenceFilters
from vendors.api.serializers.evidence import EvidenceRecord, NewEvidence
from vendors.media import served_as
from vendors.models import Evidence
from vendors.queries.evidence import get_evidence
from vendors.shelf import Nowhere, evidence_folder


class AllEvidence(ListEndpoint):
    """Files kept as proof; the same bytes are kept once."""

    permission_classes = [May(read="evidence.read", write="evidence.upload")]
    serializer_class = EvidenceRecord
    filterset_class = EvidenceFilters
    parser_classes = [FileParser]
    queryset = Evidence.objects.none()

    @extend_schema(operation_id="evidence_list")
    def get(self, request: Request) -> Response:
        return self.listed(Evidence.objects.all())

    @extend_schema(
        operation_id="evidence_create",
        request={"multipart/form-data": NewEvidence},
        responses={200: EvidenceRecord, 201: EvidenceRecord},
    )
    def post(self, request: Request) -> Response:
        asked = parsed(NewEvidence, request)
        kept = operations.store_evidence(
            **asked,
            shelf=Nowhere() if is_dry_run(request) else evidence_folder(),
            actor=actor(request),
        )
        answer = EvidenceRecord(kept.evidence)
        if not kept.is_new:
            return found(answer, NEVER_CHANGES)
        return created(answer, f"/api/v1/evidence/{kept.evidence.id}", NEVER_CHANGES)


class OneEvidence(Endpoint):
    permission_classes = [May("evidence.read")]

    @extend_schema(operation_id="evidence_get", responses=EvidenceRecord)
    def get(self, request: Request, evidence_id: UUID) -> Response:
        return found(EvidenceRecord(get_evidence(evidence_id)), NEVER_CHANGES)


class EvidenceLost(NotFound):
    """The evidence is on file, but its bytes are not where they should be.

    Restore the evidence folder from a backup; uploading the same file again also brings it back.
    """

    code = "evidence-lost"
    title = "The bytes of this evidence are missing."


class _AnyType(BaseContentNegotiation):
    """A file is of its own type, whatever a client would like best."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser:
        return next(iter(parsers))

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        first = next(iter(renderers))
        return first, str(first.media_type)


class Content(Endpoint):
    permission_classes = [May("evidence.read")]
    content_negotiation_class = _AnyType

    @extend_schema(
        operation_id="evidence_content",
        responses={(200, "*/*"): OpenApiTypes.BINARY},  # as it was stored
    )
    def get(self, request: Request, evidence_id: UUID) -> Any:
        evidence = get_evidence(evidence_id)
        try:
            file = evidence_folder().path(evidence.sha256).open("rb")
        except FileNotFoundError:
            raise EvidenceLost() from None
        answer = FileResponse(
            file,
            as_attachment=True,
            filename=evidence.filename or evidence.sha256,
            content_type=served_as(evidence.media_type),
        )
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
        answer["Cache-Control"] = "private, no-store"
        return answer
