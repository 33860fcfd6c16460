"""What do contracts owe when something has happened, and what comes due by itself?"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from config import clock
from config.actors import Actor
from config.events.inbox import Owed, reaction
from contracts.operations import protection, watching
from contracts.queries.contracts import get_contract


@reaction(queue="recheck")
def protect_contracts(owed: Owed) -> Mapping[str, object] | None:
    """Do what the policy wants for a vendor's verdict: hold, suspend, propose to leave."""
    after = owed.cursor.get("after")
    last = protection.protect(
        vendor_id=owed.subject_id,
        after=None if after is None else UUID(str(after)),
        actor=owed.actor,
        at=clock.now(),
    )
    return None if last is None else {"after": str(last)}


@reaction(queue="recheck")
def note_engagement(owed: Owed) -> None:
    """Let the vendor's file say whether the vendor works for us."""
    watching.note_engagement(vendor_id=get_contract(owed.subject_id).vendor_id)


def note_passed_deadlines() -> None:
    """Record days that have passed: of steps, and the last ones on which notice was possible."""
    today, system = clock.today(), Actor.system()
    watching.note_overdue_steps(on=today, actor=system)
    watching.note_missed_notices(on=today, actor=system)
