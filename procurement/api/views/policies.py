"""Policies and competitors: what vendors are measured against."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config import clock
from config.rest.fields import Reason
from config.rest.permissions import May
from config.rest.views import (
    Endpoint,
    actor,
    created,
    found,
    parsed,
    required_version,
    seen_version,
)
from procurement.api.filters import CompetitorFilters, PolicyFilters
from procurement.api.manners import ListForReader, reader
from procurement.api.serializers import policies as serializers
from procurement.models import Competitor, Policy
from procurement.operations import competitors as listing
from procurement.operations import policies as drafting
from procurement.queries.standards import get_competitor, get_policy


class Policies(ListForReader):
    """All editions of all policies."""

    permission_classes = [May(read="procurement.read", write="procurement.draft_policy")]
    serializer_class = serializers.PolicyRecord
    filterset_class = PolicyFilters
    orderings = ("created_at", "updated_at", "name")
    queryset = Policy.objects.none()

    @extend_schema(operation_id="policies_list")
    def get(self, request: Request) -> Response:
        return self.listed(Policy.objects.all())

    @extend_schema(
        operation_id="policies_draft",
        request=serializers.NewPolicy,
        responses={201: serializers.PolicyRecord},
    )
    def post(self, request: Request) -> Response:
        asked = parsed(serializers.NewPolicy, request)
        policy = drafting.draft_policy(values=asked, actor=actor(request))
        return created(_policy(policy, request), f"/api/v1/policies/{policy.id}", policy.version)


class OnePolicy(Endpoint):
    permission_classes = [May(read="procurement.read", write="procurement.draft_policy")]

    @extend_schema(operation_id="policies_get", responses=serializers.PolicyRecord)
    def get(self, request: Request, policy_id: UUID) -> Response:
        policy = get_policy(policy_id)
        return found(_policy(policy, request), policy.version)

    @extend_schema(
        operation_id="policies_amend",
        request=serializers.PolicyAmendment,
        responses=serializers.PolicyRecord,
    )
    def patch(self, request: Request, policy_id: UUID) -> Response:
        get_policy(policy_id)
        asked = parsed(serializers.PolicyAmendment, request)
        policy = drafting.amend_policy(
            policy_id=policy_id,
            values=asked,
            seen_version=required_version(request),
            actor=actor(request),
        )
        return found(_policy(policy, request), policy.version)


class Adopt(Endpoint):
    permission_classes = [May("procurement.adopt_policy")]

    @extend_schema(
        operation_id="policies_adopt", request=Reason, responses=serializers.PolicyRecord
    )
    def post(self, request: Request, policy_id: UUID) -> Response:
        get_policy(policy_id)
        asked = parsed(Reason, request)
        policy = drafting.adopt_policy(
            policy_id=policy_id,
            reason=asked["reason"],
            actor=actor(request),
            seen_version=seen_version(request),
        )
        return found(_policy(policy, request), policy.version)


class Competitors(ListForReader):
    """Who counts, counted or will count as a competitor."""

    permission_classes = [May(read="procurement.read", write="procurement.list_competitors")]
    serializer_class = serializers.CompetitorRecord
    filterset_class = CompetitorFilters
    orderings = ("created_at", "valid_from")
    queryset = Competitor.objects.none()

    @extend_schema(operation_id="competitors_list")
    def get(self, request: Request) -> Response:
        return self.listed(Competitor.objects.all())

    @extend_schema(
        operation_id="competitors_add",
        request=serializers.NewCompetitor,
        responses={201: serializers.CompetitorRecord},
    )
    def post(self, request: Request) -> Response:
        asked = parsed(serializers.NewCompetitor, request)
        today = clock.today()
        competitor = listing.list_competitor(
            party_id=asked["party"],
            reason=asked["reason"],
            product_lines=asked.get("product_lines", ()),
            valid_from=asked.get("valid_from", today),
            valid_to=asked.get("valid_to"),
            on=today,
            actor=actor(request),
        )
        answer = serializers.CompetitorRecord(competitor, context=reader(request))
        return created(answer, f"/api/v1/competitors/{competitor.id}", competitor.version)


class OneCompetitor(Endpoint):
    permission_classes = [May("procurement.read")]

    @extend_schema(operation_id="competitors_get", responses=serializers.CompetitorRecord)
    def get(self, request: Request, competitor_id: UUID) -> Response:
        competitor = get_competitor(competitor_id)
        answer = serializers.CompetitorRecord(competitor, context=reader(request))
        return found(answer, competitor.version)


class EndCompetitor(Endpoint):
    permission_classes = [May("procurement.list_competitors")]

    @extend_schema(
        operation_id="competitors_end",
        request=serializers.CompetitorEnd,
        responses=serializers.CompetitorRecord,
    )
    def post(self, request: Request, competitor_id: UUID) -> Response:
        get_competitor(competitor_id)
        asked = parsed(serializers.CompetitorEnd, request)
        competitor = listing.end_competitor(
            competitor_id=competitor_id,
            on=asked["on"],
            reason=asked["reason"],
            actor=actor(request),
            seen_version=seen_version(request),
        )
        answer = serializers.CompetitorRecord(competitor, context=reader(request))
        return found(answer, competitor.version)


def _policy(policy: Policy, request: Request) -> serializers.PolicyRecord:
    return serializers.PolicyRecord(policy, context=reader(request))
