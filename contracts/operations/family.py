"""What must the agreements above and below a contract be like for it to move?"""

from __future__ import annotations

from uuid import UUID

from config.problems import MoveNotAllowed
from contracts.lifecycle import Need, State, allowed_acts
from contracts.models import Contract
from contracts.queries.family import list_open_children

LONGEST_LINE = 50  # of master agreements above one another


class ParentNotActive(MoveNotAllowed):
    """An agreement above this contract is not active; `parent` is its id, `parent_state` its state.

    A statement of work lives under its master agreement. Sign or resume that one first; while it is
    being left nothing new begins under it.
    """

    code = "parent-not-active"
    title = "The agreement above this contract is not active."


class ChildrenOpen(MoveNotAllowed):
    """Contracts under this one have not ended; `children` lists them.

    Each has its own notice, access and data. Leave them first; this one ends last.
    """

    code = "children-open"
    title = "Contracts under this one are still open."


def refuse_inactive_line(contract: Contract) -> None:
    """Hold every agreement above a locked contract until the transaction ends: all are active.

    Locks are taken upwards only, so that two contracts never wait for each other.

    :raises ParentNotActive: at the nearest one that is not
    """
    above: UUID | None = contract.parent_id
    for _ in range(LONGEST_LINE):
        if above is None:
            return
        parent = Contract.objects.select_for_update(no_key=True).get(id=above)
        if State(parent.state) is not State.ACTIVE:
            raise ParentNotActive(
                f"{parent.reference} is {parent.state}.",
                state=contract.state,
                allowed=list(allowed_acts(State(contract.state), {Need.PARENT_ACTIVE})),
                parent=str(parent.id),
                parent_state=parent.state,
            )
        above = parent.parent_id


def refuse_open_children(contract: Contract, *, state: str, allowed: list[str]) -> None:
    """Read under the contract's lock, which signing a child needs too.

    :raises ChildrenOpen: naming the contracts directly under it that have not ended
    """
    children = [str(child.id) for child in list_open_children(contract.id)[:100]]
    if children:
        raise ChildrenOpen(state=state, allowed=allowed, children=children)
