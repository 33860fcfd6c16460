"""Verdicts: those on record, those that would be reached, and how far a recheck is."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config import clock
from config.rest.permissions import May
from config.rest.views import NEVER_CHANGES, Endpoint, actor, found, parsed, queried
from procurement.api.filters import AssessmentFilters
from procurement.api.manners import ListForReader
from procurement.api.serializers import verdicts as serializers
from procurement.models import Assessment
from procurement.operations.rechecks import ask_for_recheck
from procurement.queries.jobs import get_job, job_of
from procurement.queries.judging import get_vendor, preview, reproduce
from procurement.queries.verdicts import get_assessment


class Assessments(ListForReader):
    """Every verdict that was reached."""

    permission_classes = [May("procurement.read")]
    serializer_class = serializers.AssessmentRecord
    filterset_class = AssessmentFilters
    orderings = ("created_at", "valid_at")
    queryset = Assessment.objects.none()

    @extend_schema(operation_id="assessments_list")
    def get(self, request: Request) -> Response:
        return self.listed(Assessment.objects.all())


class OneAssessment(Endpoint):
    permission_classes = [May("procurement.read")]

    @extend_schema(operation_id="assessments_get", responses=serializers.AssessmentRecord)
    def get(self, request: Request, assessment_id: UUID) -> Response:
        answer = serializers.AssessmentRecord(get_assessment(assessment_id))
        return found(answer, NEVER_CHANGES)


class Reproduce(Endpoint):
    permission_classes = [May("procurement.reproduce")]

    @extend_schema(
        operation_id="assessments_reproduce",
        request=serializers.Nothing,
        responses=serializers.ReproductionRecord,
    )
    def post(self, request: Request, assessment_id: UUID) -> Response:
        assessment = get_assessment(assessment_id)
        parsed(serializers.Nothing, request)
        return found(serializers.ReproductionRecord(reproduce(assessment)))


class Recheck(Endpoint):
    permission_classes = [May("procurement.recheck")]

    @extend_schema(
        operation_id="vendors_recheck",
        request=serializers.Asked,
        responses={202: serializers.JobRecord},
    )
    def post(self, request: Request, vendor_id: UUID) -> Response:
        get_vendor(vendor_id)
        asked = parsed(serializers.Asked, request)
        owed = ask_for_recheck(
            vendor_id=vendor_id, reason=asked.get("reason", ""), actor=actor(request)
        )
        return Response(
            serializers.JobRecord(job_of(owed)).data,
            status=202,
            headers={"Location": f"/api/v1/jobs/{owed.id}"},
        )


class OneJob(Endpoint):
    permission_classes = [May("procurement.read")]

    @extend_schema(operation_id="jobs_get", responses=serializers.JobRecord)
    def get(self, request: Request, job_id: UUID) -> Response:
        return found(serializers.JobRecord(get_job(job_id)))


class Neutrality(Endpoint):
    """What would be said of a vendor on any day, as far as we knew at any moment."""

    permission_classes = [May("procurement.read")]
    asks = ("valid_at", "known_at", "policy")

    @extend_schema(
        operation_id="vendors_neutrality",
        parameters=[
            OpenApiParameter("valid_at", date, description="The day of the world; today if not."),
            OpenApiParameter(
                "known_at",
                {"type": "string", "format": "date-time"},
                description="The instant up to which we had heard, itself included; now if not.",
            ),
            OpenApiParameter("policy", UUID, description="Another policy than the adopted one."),
        ],
        responses=serializers.PreviewRecord,
    )
    def get(self, request: Request, vendor_id: UUID) -> Response:
        get_vendor(vendor_id)
        asked = queried(serializers.WhichMoment, request)
        now = clock.now()
        judged = preview(
            vendor_id,
            valid_at=asked.get("valid_at", now.date()),
            known_at=asked.get("known_at"),
            policy_id=asked.get("policy"),
            now=now,
        )
        return found(serializers.PreviewRecord(judged))
