"""Write down what survives a contract, and note when such a duty is over."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from config.actors import Actor
from config.problems import Invalid, MoveNotAllowed
from contracts.models import DutyKind, Step, SurvivingDuty
from contracts.operations.inventory import ExitSettled
from contracts.operations.locking import lock_termination
from contracts.operations.shifting import note_termination
from contracts.queries.acts import CARRIED_OUT_IN
from contracts.termination import SETTLED, State, StepCode, StepState, allowed_acts

BATCH = 100


class RegisterNotOpen(MoveNotAllowed):
    """What survives is written down between the approval of a termination and its end."""

    code = "survival-register-closed"
    title = "The register of what survives is not open."


@transaction.atomic
def register_duty(
    *,
    termination_id: UUID,
    kind: DutyKind,
    description: str,
    actor: Actor,
    ends_on: date | None = None,
) -> SurvivingDuty:
    """Write down a right or duty that outlives the contract.

    :param ends_on: its last day; without one it has no end
    :raises NotFound: if there is no such termination
    :raises Invalid: if it would be over before the contract is
    :raises RegisterNotOpen: before the termination is approved, or when it is over
    :raises ExitSettled: if the register has been verified
    """
    found = lock_termination(termination_id)
    if ends_on is not None and ends_on <= found.effective_on:
        detail = f"What survives goes on after {found.effective_on}, the last day of the contract."
        raise Invalid.at("/ends_on", "before_end", detail)
    state = State(found.state)
    allowed = list(allowed_acts(state))
    if state not in CARRIED_OUT_IN:
        raise RegisterNotOpen(state=state, allowed=allowed)
    step = Step.objects.get(termination=found, code=StepCode.SURVIVAL_REGISTER)
    if StepState(step.state) in SETTLED:
        raise ExitSettled(state=state, allowed=allowed, step=StepCode.SURVIVAL_REGISTER)
    duty = SurvivingDuty.objects.create(
        termination=found,
        kind=kind.value,
        description=description,
        ends_on=ends_on,
        registered_by=actor.person,
    )
    data = {"duty": duty.id, "kind": kind.value, "ends_on": ends_on}
    note_termination(found, "duty_registered", actor=actor, reason=description, data=data)
    return duty


@transaction.atomic
def note_ended_duties(*, on: date, actor: Actor) -> int:
    """Record that what survived a contract is over, once each; answers how many.

    The rest of a long list waits a turn.
    """
    over = (
        SurvivingDuty.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
        .select_related("termination__contract")
        .filter(ends_on__lt=on, end_noted_for=None)
        .order_by("ends_on", "id")[:BATCH]
    )
    duties = list(over)
    for duty in duties:
        SurvivingDuty.objects.filter(id=duty.id).update(end_noted_for=duty.ends_on)
    for duty in duties:
        data = {"kind": "survival_end", "duty": duty.id, "on": duty.ends_on}
        note_termination(duty.termination, "deadline_passed", actor=actor, data=data)
    return len(duties)
