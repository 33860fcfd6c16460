"""Dossiers: everything a decision rests on, as a bundle to check or as paper to file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from config import clock
from config.rest.fields import Choice, Id, Instant, Whole
from config.rest.permissions import May
from config.rest.rendering import PlainJSON
from config.rest.views import Endpoint
from contracts.dossier import Kind, Object
from contracts.printing import print_dossier
from contracts.queries.dossiers import assessment_dossier, termination_dossier
from vendors.models.choices import choices_of

PDF = "application/pdf"


class Paper(BaseRenderer):
    """A bundle as PDF; a refusal stays JSON, whatever was asked for."""

    media_type = PDF
    format = "pdf"
    charset = None
    render_style = "binary"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        response = (renderer_context or {}).get("response")
        if response is not None and response.status_code >= 400:
            return PlainJSON().render(data, None, renderer_context)
        return print_dossier(cast(Object, data))


class HashesRecord(serializers.Serializer[Any]):
    """SHA-256 over canonical JSON: of each section, and of the head with all of those."""

    algorithm = serializers.CharField()
    sections = serializers.DictField(child=serializers.CharField())
    whole = serializers.CharField()


class ProofsRecord(serializers.Serializer[Any]):
    """That the events are those of the audit trail, to be checked offline."""

    seals = serializers.ListField(child=serializers.DictField())
    events = serializers.ListField(
        child=serializers.DictField(),
        help_text="`event`, its `seal` by number, `leaf`, `index`, `size`, `path`.",
    )
    unsealed = serializers.ListField(
        child=serializers.UUIDField(), help_text="Events younger than the last seal."
    )


class DossierRecord(serializers.Serializer[Any]):
    """A bundle that `verify_dossier` checks without a database."""

    format = serializers.CharField()
    version = Whole()
    kind = Choice(choices=choices_of(Kind))
    about = Id()
    made_at = Instant()
    known_seq = Whole()
    sections = serializers.DictField()
    hashes = HashesRecord()
    proofs = ProofsRecord()


class _Dossier(Endpoint):
    permission_classes = [May("dossiers.read")]
    asks = ("format",)
    renderer_classes = [PlainJSON, Paper]


def _answer(bundle: Object, request: Request) -> Response:
    """The bundle, under a name to be filed by; nobody but the reader keeps a copy."""
    ending = getattr(request.accepted_renderer, "format", "json")
    name = f"{bundle['kind']}-{bundle['about']}.{ending}"
    headers = {
        "Content-Disposition": f'inline; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return Response(bundle, headers=headers)


_ANSWERS = {
    (200, "application/json"): DossierRecord,
    (200, PDF): OpenApiTypes.BINARY,
}


class TerminationDossier(_Dossier):
    """How a contract was left, with all that this rests on."""

    @extend_schema(operation_id="terminations_dossier", responses=_ANSWERS)
    def get(self, request: Request, termination_id: UUID) -> Response:
        return _answer(termination_dossier(termination_id, at=clock.now()), request)


class AssessmentDossier(_Dossier):
    """How a vendor was judged, with all that this rests on."""

    @extend_schema(operation_id="assessments_dossier", responses=_ANSWERS)
    def get(self, request: Request, assessment_id: UUID) -> Response:
        return _answer(assessment_dossier(assessment_id, at=clock.now()), request)
