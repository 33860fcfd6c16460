"""What may somebody with these roles do with an object, in the state it is in?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from config.rest.roles import Role, is_allowed
from contracts import lifecycle, termination
from contracts.models import Contract, Step, Termination
from contracts.queries.contracts import open_termination_of
from contracts.queries.exits import cure_of, open_dispute
from contracts.queries.family import line_of
from contracts.queries.reading import step_of

CONTRACT_ACTS: Final[Mapping[lifecycle.Act, str]] = {
    lifecycle.Act.SUBMIT: "contracts.draft",
    lifecycle.Act.APPROVE: "contracts.approve",
    lifecycle.Act.REJECT: "contracts.approve",
    lifecycle.Act.SIGN: "contracts.sign",
    lifecycle.Act.SUSPEND: "contracts.suspend",
    lifecycle.Act.RESUME: "contracts.resume",
    lifecycle.Act.CANCEL: "contracts.cancel",
    lifecycle.Act.AMEND: "contracts.amend",
    lifecycle.Act.RENEW: "contracts.renew",
}
TERMINATION_ACTS: Final[Mapping[termination.Act, str]] = {
    termination.Act.APPROVE: "terminations.approve",
    termination.Act.REJECT: "terminations.approve",
    termination.Act.SERVE_NOTICE: "terminations.carry_out",
    termination.Act.RESCHEDULE: "terminations.carry_out",
    termination.Act.WITHDRAW: "terminations.carry_out",
    termination.Act.COMPLETE: "terminations.carry_out",
    termination.Act.CURE: "terminations.carry_out",
    termination.Act.DISPUTE: "terminations.carry_out",
    termination.Act.SETTLE_DISPUTE: "terminations.carry_out",
    termination.Act.WAIVE: "terminations.approve",
}
STEP_ACTS: Final[Mapping[termination.StepAct, str]] = {
    termination.StepAct.START: "steps.carry_out",
    termination.StepAct.SUBMIT: "steps.carry_out",
    termination.StepAct.VERIFY: "steps.verify",
    termination.StepAct.FAIL: "steps.carry_out",
    termination.StepAct.WAIVE: "steps.verify",
}
CARRIED_OUT_IN: Final = frozenset(
    {
        termination.State.APPROVED,
        termination.State.NOTICE_SERVED,
        termination.State.WINDING_DOWN,
    }
)
"""The states of a termination in which its steps are worked on."""

Roles = Collection[Role]


def contract_acts(
    contract: Contract, roles: Roles, *, unmet: Collection[lifecycle.Need]
) -> list[str]:
    """:param unmet: what the contract has not, where an act may need it"""
    state = lifecycle.State(contract.state)
    return [
        act.value
        for act in lifecycle.allowed_acts(state, unmet)
        if is_allowed(CONTRACT_ACTS[act], roles)
    ]


def unmet_needs(contract: Contract) -> frozenset[lifecycle.Need]:
    """What keeps a contract that came from `list_contracts` from some of its acts."""
    unmet = set()
    if open_termination_of(contract) is not None:
        unmet.add(lifecycle.Need.NO_OPEN_TERMINATION)
    if any(above.state is not lifecycle.State.ACTIVE for above in line_of(contract)):
        unmet.add(lifecycle.Need.PARENT_ACTIVE)
    return frozenset(unmet)


def termination_acts(found: Termination, roles: Roles, on: date) -> list[str]:
    """What somebody with these roles can ask for of a termination on a day."""
    acts = acts_called_for(found, on)
    return [act.value for act in acts if is_allowed(TERMINATION_ACTS[act], roles)]


def acts_called_for(found: Termination, on: date) -> tuple[termination.Act, ...]:
    """What its state has and there is something to do for on a day, whoever asks."""
    acts = termination.allowed_acts(termination.State(found.state))
    return tuple(act for act in acts if _is_called_for(found, act, on))


def _is_called_for(found: Termination, act: termination.Act, on: date) -> bool:
    """Whether there is anything to cure, to settle or to dispute."""
    cures = (termination.CureState.NONE, termination.CureState.CURED)
    match act:
        case termination.Act.CURE:
            return cure_of(found).state(on) not in cures
        case termination.Act.DISPUTE:
            return open_dispute(found) is None
        case termination.Act.SETTLE_DISPUTE:
            return open_dispute(found) is not None
        case _:
            return True


def step_acts(
    found: Termination, row: Step, steps: termination.Steps, roles: Roles
) -> list[termination.StepAct]:
    """What can be asked for of a step; its own role and legal carry it out."""
    if termination.State(found.state) not in CARRIED_OUT_IN:
        return []
    state = termination.shown_state(termination.StepCode(row.code), steps)
    return [
        act for act in termination.allowed_step_acts(state) if may_on_step(act, row.role, roles)
    ]


def may_on_step(act: termination.StepAct, role: str, roles: Roles) -> bool:
    """Whether these roles may do this to a step of a role."""
    if STEP_ACTS[act] == "steps.carry_out":
        return bool({Role.LEGAL, Role(role)} & set(roles))
    return is_allowed(STEP_ACTS[act], roles)


def steps_of(found: Termination) -> termination.Steps:
    """The steps of a termination that came from `list_terminations`, as the guards read them."""
    return {termination.StepCode(row.code): step_of(row) for row in found.steps.all()}
