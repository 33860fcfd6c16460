"""Contracts in other people's formats."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.fields import Id, Strict
from config.rest.permissions import May
from config.rest.views import Endpoint, queried
from contracts.queries.ocds import release_of


class Exported(Strict):
    """Which contract is meant."""

    contract = Id()


class OcdsRelease(Endpoint):
    """A contract as a release of the Open Contracting Data Standard 1.1."""

    permission_classes = [May("contracts.read")]
    asks = ("contract",)

    @extend_schema(
        operation_id="exports_ocds",
        parameters=[OpenApiParameter("contract", OpenApiTypes.UUID, required=True)],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request) -> Response:
        return Response(release_of(queried(Exported, request)["contract"]))
