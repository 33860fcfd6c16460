"""Which state do a contract's own events tell of?"""

from __future__ import annotations

from uuid import UUID

from config.events.models import Event
from contracts.lifecycle import State


def state_told(contract: UUID) -> str:
    """The state a contract must be in if its events tell the truth, each from where it was."""
    state = State.DRAFT.value
    events = Event.objects.filter(data__contract=str(contract)).order_by("seq")
    for event in events:
        served = event.type == "contracts.notice_served"
        names = ("contract_before", "contract_after") if served else ("before", "after")
        if event.subject_type != "contract" and not served:
            continue
        before, after = (event.data.get(name) for name in names)
        if after is None:
            continue
        assert before in (None, state), (event.type, before, state)
        state = after
    return state
