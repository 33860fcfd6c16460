"""Parties: find, describe, merge, and see who is around them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config.problems import Invalid
from config.rest.fields import Reason
from config.rest.paging import DEFAULT, LARGEST
from config.rest.permissions import May
from config.rest.views import (
    Endpoint,
    ListEndpoint,
    actor,
    created,
    found,
    parsed,
    queried,
    required_version,
    seen_version,
)
from vendors import operations
from vendors.api.filters import PartyFilters
from vendors.api.serializers import parties as serializers
from vendors.api.serializers.refs import PartyGiven
from vendors.api.views.manners import CLOCKS, moment, reader
from vendors.models import Party
from vendors.queries.graph import MOST_LEVELS, Direction, get_graph
from vendors.queries.parties import get_party, get_survivor, list_look_alikes, list_parties
from vendors.queries.reach import Page, list_holdings, list_owners

USUAL_DEPTH = 5


class Parties(ListEndpoint):
    """Everyone on file, but for those merged into others."""

    permission_classes = [May(read="vendors.read", write="vendors.keep")]
    serializer_class = serializers.PartyRecord
    filterset_class = PartyFilters
    orderings = ("created_at", "name", "updated_at")
    queryset = Party.objects.none()

    @extend_schema(operation_id="parties_list")
    def get(self, request: Request) -> Response:
        return self.listed(list_parties())

    @extend_schema(
        operation_id="parties_create",
        request=PartyGiven,
        responses={201: serializers.RegisteredParty},
    )
    def post(self, request: Request) -> Response:
        asked: Any = parsed(PartyGiven, request)
        party = operations.register_party(party=asked, actor=actor(request))
        context = reader(request) | {"warnings": list_look_alikes([party])}
        answer = serializers.RegisteredParty(party, context=context)
        return created(answer, f"/api/v1/parties/{party.id}", party.version)


def _answer(request: Request, party_id: UUID) -> Response:
    """The party that speaks for an id, saying so if it is another."""
    party = get_survivor(party_id)
    answer = serializers.PartyRecord(party, context=reader(request) | {"asked": party_id})
    return found(answer, party.version)


class OneParty(Endpoint):
    permission_classes = [May(read="vendors.read", write="vendors.keep")]

    @extend_schema(operation_id="parties_get", responses=serializers.PartyRecord)
    def get(self, request: Request, party_id: UUID) -> Response:
        return _answer(request, party_id)

    @extend_schema(
        operation_id="parties_amend",
        request=serializers.PartyAmendment,
        responses=serializers.RegisteredParty,
    )
    def patch(self, request: Request, party_id: UUID) -> Response:
        get_party(party_id)
        changes = parsed(serializers.PartyAmendment, request)
        party = operations.amend_party(
            party_id=party_id,
            seen_version=required_version(request),
            changes=changes,  # type: ignore[arg-type]
            actor=actor(request),
        )
        context = reader(request) | {"warnings": list_look_alikes([party])}
        return found(serializers.RegisteredParty(party, context=context), party.version)


class Merge(Endpoint):
    permission_classes = [May("vendors.keep")]

    @extend_schema(
        operation_id="parties_merge",
        request=serializers.MergeInto,
        responses=serializers.PartyRecord,
    )
    def post(self, request: Request, party_id: UUID) -> Response:
        get_party(party_id)
        asked = parsed(serializers.MergeInto, request)
        operations.merge_parties(
            party_id=party_id,
            into_id=asked["into"],
            reason=asked["reason"],
            actor=actor(request),
            seen_version=seen_version(request),
        )
        return _answer(request, party_id)


class Unmerge(Endpoint):
    permission_classes = [May("vendors.keep")]

    @extend_schema(
        operation_id="parties_unmerge", request=Reason, responses=serializers.PartyRecord
    )
    def post(self, request: Request, party_id: UUID) -> Response:
        get_party(party_id)
        asked = parsed(Reason, request)
        operations.unmerge_party(
            party_id=party_id,
            reason=asked["reason"],
            actor=actor(request),
            seen_version=seen_version(request),
        )
        return _answer(request, party_id)


Lister = Callable[..., Page]
PAGING = [
    OpenApiParameter("page_size", int, description=f"Parties on a page, at most {LARGEST}."),
    OpenApiParameter("cursor", str, description="From `next`."),
]


class _Stakes(Endpoint):
    """Stakes of the parties around one, nearest first, a page of parties at a time."""

    permission_classes = [May("vendors.read")]
    asks = ("valid_at", "known_at", "page_size", "cursor")

    def page(self, request: Request, party_id: UUID, lister: Lister, other: str) -> Response:
        get_party(party_id)
        at = moment(request)
        start = _number(request, "cursor", least=0, most=10**6, usual=0)
        length = _number(request, "page_size", least=1, most=LARGEST, usual=DEFAULT)
        found_page = lister(
            party_id, valid_at=at.valid_at, known_seq=at.known_seq, start=start, length=length
        )
        results = [
            {
                "party": getattr(stake, other),
                "dimension": stake.dimension,
                "direct": stake.direct,
                "integrated": stake.integrated,
            }
            for stake in found_page.stakes
        ]
        links = {
            "next": _link(request, found_page.following),
            "previous": _link(request, max(0, start - length) if start else None),
        }
        return found(serializers.StakePage({"results": results, **links}))


def _number(request: Request, name: str, *, least: int, most: int, usual: int) -> int:
    text = request.query_params.get(name)
    if text is None:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        raise Invalid.at(f"/{name}", "range", f"Give a number from {least} to {most}.")
    return int(text)


def _link(request: Request, start: int | None) -> str | None:
    if start is None:
        return None
    asked: Mapping[str, str] = {**request.query_params.dict(), "cursor": str(start)}
    return request.build_absolute_uri(f"{request.path}?{urlencode(asked)}")


class Owners(_Stakes):
    @extend_schema(
        operation_id="parties_owners",
        parameters=[*CLOCKS, *PAGING],
        responses=serializers.StakePage,
    )
    def get(self, request: Request, party_id: UUID) -> Response:
        return self.page(request, party_id, list_owners, "owner")


class Holdings(_Stakes):
    @extend_schema(
        operation_id="parties_holdings",
        parameters=[*CLOCKS, *PAGING],
        responses=serializers.StakePage,
    )
    def get(self, request: Request, party_id: UUID) -> Response:
        return self.page(request, party_id, list_holdings, "subject")


class Graph(Endpoint):
    permission_classes = [May("vendors.read")]
    asks = ("valid_at", "known_at", "direction", "depth")

    @extend_schema(
        operation_id="parties_graph",
        parameters=[
            *CLOCKS,
            OpenApiParameter("direction", str, enum=[code.value for code in Direction]),
            OpenApiParameter("depth", int, description=f"1 to {MOST_LEVELS} steps."),
        ],
        responses=serializers.PictureRecord,
    )
    def get(self, request: Request, party_id: UUID) -> Response:
        get_party(party_id)
        asked = queried(serializers.WhichGraph, request)
        at = moment(request)
        picture = get_graph(
            party_id,
            direction=Direction(asked.get("direction", Direction.BOTH)),
            depth=asked.get("depth", USUAL_DEPTH),
            valid_at=at.valid_at,
            known_seq=at.known_seq,
        )
        return found(serializers.PictureRecord(picture))
