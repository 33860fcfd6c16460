"""What do contracts owe when something has happened, and what comes due by itself?"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from config import clock
from config.actors import Actor
from config.events.inbox import Owed, reaction
from contracts.operations import (
    amending,
    awarding,
    dates,
    exposing,
    protection,
    reminding,
    rights,
    watching,
)
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


@reaction(queue="recheck")
def keep_rights(owed: Owed) -> Mapping[str, object] | None:
    """Let the register of rights say what the facts about a vendor give us."""
    after = owed.cursor.get("after")
    last = rights.keep_rights(
        vendor_id=UUID(str(owed.data["vendor"])),
        after=None if after is None else UUID(str(after)),
        actor=owed.actor,
        on=clock.today(),
    )
    return None if last is None else {"after": str(last)}


@reaction(queue="recheck")
def keep_dates(owed: Owed) -> None:
    """Let the days that come for a contract follow from what it is now."""
    contract = owed.data.get("contract")
    if contract is not None:
        dates.keep_dates_of(contract_id=UUID(str(contract)), on=clock.today())
    else:  # a waiver for every contract of a vendor
        dates.keep_dates_of_vendor(vendor_id=UUID(str(owed.data["vendor"])), on=clock.today())


@reaction(queue="recheck")
def draft_awarded(owed: Owed) -> None:
    """Draft the contract with the vendor a need was awarded to."""
    awarding.draft_awarded(requisition_id=owed.subject_id, actor=owed.actor)


def note_passed_deadlines() -> None:
    """Let amendments bind whose day has come, and record days that are near or have passed."""
    now, today, system = clock.now(), clock.today(), Actor.system()
    amending.bring_into_effect(at=now, actor=system)
    reminding.remind(on=today, actor=system)
    watching.note_overdue_steps(on=today, actor=system)
    watching.note_missed_notices(on=today, actor=system)


def watch_exposure() -> None:
    """Record when more hangs on one than the policy allows, and when it does no more."""
    exposing.watch_limits(on=clock.today(), actor=Actor.system())
