"""How does the plan of a termination follow when its days move, or more turns up to be done?"""

from __future__ import annotations

from collections.abc import Mapping

from contracts.models import Contract, Step, Termination
from contracts.operations.locking import lock_steps
from contracts.operations.shifting import write
from contracts.queries.acts import CARRIED_OUT_IN
from contracts.queries.terminations import course_of, get_open_termination
from contracts.termination import PERFORMED, SETTLED, State, StepCode, StepState, due_again, plan


def plan_again(found: Termination, steps: Mapping[StepCode, Step]) -> None:
    """Let every due day follow the days of the termination; what was done stays as it was done.

    A proof that was asked for once is not given up because there is less to prove now.
    """
    course = course_of(found)
    for planned in plan(course):
        row = steps[planned.code]
        state = StepState(row.state)
        due = due_again(planned.code, row.rule, course) if state in SETTLED else planned.due
        changes: dict[str, object] = {"due_on": due.on, "rule": due.rule}
        if state not in PERFORMED:
            changes["evidence_required"] = row.evidence_required or planned.evidence_required
        if any(getattr(row, name) != value for name, value in changes.items()):
            write(row, changes)


def follow_inventory(contract: Contract) -> None:
    """A door or a data asset more on a locked contract: the plan of its termination knows of it."""
    leaving = get_open_termination(contract.id)
    if leaving is None or State(leaving.state) not in CARRIED_OUT_IN:
        return
    found = Termination.objects.select_for_update(no_key=True).get(id=leaving.id)
    found.contract = contract
    plan_again(found, lock_steps(found))
