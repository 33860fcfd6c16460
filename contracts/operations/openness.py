"""Is a contract's file still written into?"""

from __future__ import annotations

from config.problems import MoveNotAllowed
from contracts.lifecycle import TERMINAL, State, allowed_acts
from contracts.models import Contract, Step
from contracts.queries.terminations import IS_OPEN
from contracts.termination import SETTLED, StepCode


class ContractOver(MoveNotAllowed):
    """The contract has ended or was cancelled: nothing more is written into its file."""

    code = "contract-over"
    title = "This contract is over."


class ExitSettled(MoveNotAllowed):
    """The contract is being left, and this part of the exit has been settled; `step` names it.

    What turns up after that belongs into the open termination: have the step done again, or
    withdraw the termination.
    """

    code = "exit-settled"
    title = "This part of the exit is settled already."


def refuse_over(contract: Contract) -> None:
    """:raises ContractOver: if nothing more is written into its file"""
    state = State(contract.state)
    if state in TERMINAL:
        raise ContractOver(state=state, allowed=list(allowed_acts(state)))


def refuse_settled(contract: Contract, code: StepCode) -> None:
    """:raises ExitSettled: if that part of the exit has been settled"""
    settled = Step.objects.filter(
        termination__in=contract.terminations.filter(IS_OPEN),
        code=code,
        state__in=[state.value for state in SETTLED],
    )
    if settled.exists():
        allowed = list(allowed_acts(State(contract.state)))
        raise ExitSettled(state=contract.state, allowed=allowed, step=code)
