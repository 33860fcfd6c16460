"""Terminations: propose one, decide about it, carry it out, step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config import clock
from config.problems import NotFound
from config.rest.fields import Reason, ReasonAndEvidence, Strict
from config.rest.permissions import May
from config.rest.views import (
    Endpoint,
    ListEndpoint,
    actor,
    created,
    found,
    parsed,
    seen_version,
)
from contracts.api.asking import refuse_absent, showing
from contracts.api.filters import TerminationFilters
from contracts.api.serializers.exits import (
    CureJudged,
    DisputeRaised,
    DisputeSettled,
    MatterWaived,
    ServingNotice,
)
from contracts.api.serializers.steps import StepDoing, StepsOwnRecord
from contracts.api.serializers.terminations import (
    Rescheduling,
    TerminationProposal,
    TerminationRecord,
    proposal,
)
from contracts.models import Contract, Step, Termination
from contracts.operations import leaving, objecting, serving, terminations, waiving
from contracts.operations.stepping import act_on_step
from contracts.queries.acts import STEP_ACTS, TERMINATION_ACTS
from contracts.queries.terminations import list_terminations
from contracts.termination import Act, StepAct

VALID_AT = OpenApiParameter(
    "valid_at", date, description="The day on which what is overdue or runs is judged."
)


def _shown(found_: Termination, request: Request) -> TerminationRecord:
    fresh = list_terminations().get(id=found_.id)
    return TerminationRecord(fresh, context=showing(request))


class _TerminationList(ListEndpoint):
    serializer_class = TerminationRecord
    filterset_class = TerminationFilters
    orderings = ("created_at", "updated_at", "effective_on")

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), **showing(self.request)}


class Terminations(_TerminationList):
    """All terminations."""

    permission_classes = [May("contracts.read")]

    @extend_schema(operation_id="terminations_list")
    def get(self, request: Request) -> Response:
        return self.listed(list_terminations())


class ContractTerminations(_TerminationList):
    """The terminations of a contract, and a new proposal."""

    permission_classes = [May(read="contracts.read", write="terminations.propose")]

    @extend_schema(operation_id="contracts_terminations_list")
    def get(self, request: Request, contract_id: UUID) -> Response:
        refuse_absent(Contract, contract_id)
        of_contract: QuerySet[Termination] = list_terminations().filter(contract=contract_id)
        return self.listed(of_contract)

    @extend_schema(
        operation_id="terminations_propose",
        request=TerminationProposal,
        responses={201: TerminationRecord},
    )
    def post(self, request: Request, contract_id: UUID) -> Response:
        refuse_absent(Contract, contract_id)
        asked = parsed(TerminationProposal, request)
        proposed = terminations.propose_termination(
            contract_id=contract_id,
            proposal=proposal(asked),
            actor=actor(request),
            at=clock.now(),
            expected_version=seen_version(request),
        )
        location = f"/api/v1/terminations/{proposed.id}"
        return created(_shown(proposed, request), location, proposed.version)


class OneTermination(Endpoint):
    permission_classes = [May("contracts.read")]
    asks = ("valid_at",)

    @extend_schema(
        operation_id="terminations_get", parameters=[VALID_AT], responses=TerminationRecord
    )
    def get(self, request: Request, termination_id: UUID) -> Response:
        one = list_terminations().filter(id=termination_id).first()
        if one is None:
            raise NotFound()
        return found(TerminationRecord(one, context=showing(request)), one.version)


class StepList(ListEndpoint):
    """The steps of a termination, in the order of its plan."""

    permission_classes = [May("contracts.read")]
    serializer_class = StepsOwnRecord
    orderings = ()
    ordering = "position"
    queryset = Step.objects.none()

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), **showing(self.request)}

    @extend_schema(operation_id="steps_list")
    def get(self, request: Request, termination_id: UUID) -> Response:
        return self.listed(_steps_of(termination_id))


class OneStep(Endpoint):
    permission_classes = [May("contracts.read")]

    @extend_schema(operation_id="steps_get", responses=StepsOwnRecord)
    def get(self, request: Request, termination_id: UUID, code: str) -> Response:
        step = _steps_of(termination_id).filter(code=code).first()
        if step is None:
            raise NotFound()
        return found(StepsOwnRecord(step, context=showing(request)), step.termination.version)


def _steps_of(termination_id: UUID) -> QuerySet[Step]:
    """The steps, each with the whole of its termination."""
    one = list_terminations().filter(id=termination_id).first()
    if one is None:
        raise NotFound()
    return one.steps.order_by("position").prefetch_related("evidence", "certificates", "manifest")


@dataclass(frozen=True, slots=True)
class Asking:
    """What an act on a termination is asked with, and what carries it out."""

    body: type[Strict]
    operation: Callable[..., Termination]
    is_dated: bool = False


ASKINGS: Final[Mapping[Act, Asking]] = {
    Act.APPROVE: Asking(Reason, terminations.approve_termination, is_dated=True),
    Act.REJECT: Asking(Reason, terminations.reject_termination),
    Act.SERVE_NOTICE: Asking(ServingNotice, serving.serve_notice, is_dated=True),
    Act.RESCHEDULE: Asking(Rescheduling, leaving.reschedule),
    Act.WITHDRAW: Asking(ReasonAndEvidence, leaving.withdraw),
    Act.COMPLETE: Asking(Reason, leaving.complete, is_dated=True),
    Act.CURE: Asking(CureJudged, objecting.judge_cure, is_dated=True),
    Act.DISPUTE: Asking(DisputeRaised, objecting.dispute, is_dated=True),
    Act.SETTLE_DISPUTE: Asking(DisputeSettled, objecting.settle_dispute, is_dated=True),
    Act.WAIVE: Asking(MatterWaived, waiving.waive_matter, is_dated=True),
}


def acting(act: Act) -> type[Endpoint]:
    """The endpoint of one act on a termination."""
    asking = ASKINGS[act]

    class Acting(Endpoint):
        permission_classes = [May(TERMINATION_ACTS[act])]

        @extend_schema(
            operation_id=f"terminations_{act}", request=asking.body, responses=TerminationRecord
        )
        def post(self, request: Request, termination_id: UUID) -> Response:
            refuse_absent(Termination, termination_id)
            asked = parsed(asking.body, request)
            dated: dict[str, datetime] = {"at": clock.now()} if asking.is_dated else {}
            moved = asking.operation(
                termination_id=termination_id,
                actor=actor(request),
                expected_version=seen_version(request),
                **dated,
                **asked,
            )
            return found(_shown(moved, request), moved.version)

    Acting.__name__ = Acting.__qualname__ = act.name.title().replace("_", "")
    return Acting


def stepping(act: StepAct) -> type[Endpoint]:
    """The endpoint of one act on a step of a termination."""

    class Stepping(Endpoint):
        permission_classes = [May(STEP_ACTS[act])]

        @extend_schema(operation_id=f"steps_{act}", request=StepDoing, responses=StepsOwnRecord)
        def post(self, request: Request, termination_id: UUID, code: str) -> Response:
            if not Step.objects.filter(termination=termination_id, code=code).exists():
                raise NotFound()
            asked = parsed(StepDoing, request)
            row = act_on_step(
                termination_id=termination_id,
                code=code,
                act=act,
                actor=actor(request),
                at=clock.now(),
                expected_version=seen_version(request),
                **asked,
            )
            one = list_terminations().get(id=termination_id)
            shown = next(step for step in one.steps.all() if step.id == row.id)
            shown.termination = one
            return found(StepsOwnRecord(shown, context=showing(request)), one.version)

    Stepping.__name__ = Stepping.__qualname__ = f"{act.capitalize()}Step"
    return Stepping
