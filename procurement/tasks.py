"""What does procurement owe when something has happened, and what comes due by itself?

Each reads the present facts; the event only says whom it is about.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from config import clock
from config.actors import Actor
from config.events.inbox import Owed, reaction
from procurement.operations import (
    assessing,
    backtests,
    cases,
    claims,
    groups,
    policies,
    rechecks,
    waivers,
)
from vendors.queries.standing import get_newer_facts

LONGEST_TOGETHER_SECONDS = 5.0


def recheck_vendors(owed: Sequence[Owed]) -> Mapping[UUID, Mapping[str, object] | None]:
    """The same as `recheck_vendor` for as many of them as half a lease lasts."""
    actors = {each.subject_id: each.actor for each in owed}
    until = time.monotonic() + LONGEST_TOGETHER_SECONDS
    assessed = assessing.assess_vendors(
        actors=actors, at=clock.now(), is_enough=lambda: time.monotonic() > until
    )
    overtaken_at = get_newer_facts(assessed)
    return {
        vendor_id: {"overtaken_at": overtaken_at[vendor_id]} if vendor_id in overtaken_at else None
        for vendor_id in assessed
    }


@reaction(queue="recheck", together=recheck_vendors)
def recheck_vendor(owed: Owed) -> Mapping[str, object] | None:
    """Judge one vendor, and again if a newer fact has overtaken the judgement.

    Whoever was told of that fact looked for it in the footprint, which did not hold its party yet.
    """
    assessing.assess_vendor(vendor_id=owed.subject_id, at=clock.now(), actor=owed.actor)
    overtaken_at = get_newer_facts([owed.subject_id]).get(owed.subject_id)
    return None if overtaken_at is None else {"overtaken_at": overtaken_at}


@reaction(queue="recheck")
def recheck_affected(owed: Owed) -> Mapping[str, object] | None:
    """Owe rechecks to all whom a fact may matter to: first those that leaned on a party it touched,
    then, if it touched a competitor's group, those the group may matter to.
    """
    touched = [UUID(party) for party in _texts(owed.data.get("parties"))]
    after = _place(owed.cursor)
    match owed.cursor.get("step", "touched"):
        case "touched":
            rest = rechecks.owe_affected(event_id=owed.event_id, touched=touched, after=after)
            return _cursor("touched", rest) if rest else _cursor("groups", None)
        case "groups":
            noted = groups.look_at_groups(touched=touched, on=clock.today())
            return _cursor("noted", None) if noted else None
        case _:
            rest = rechecks.owe_noted(event_id=owed.event_id, after=after)
            return _cursor("noted", rest) if rest else None


@reaction(queue="recheck")
def recheck_all(owed: Owed) -> Mapping[str, object] | None:
    """Owe every vendor a recheck: what it is measured against has changed."""
    rest = rechecks.owe_all(event_id=owed.event_id, after=_place(owed.cursor))
    return _cursor("all", rest) if rest else None


@reaction(queue="recheck")
def open_case(owed: Owed) -> None:
    """Have somebody look at a verdict that became worse."""
    cases.open_case(assessment_id=_assessment(owed), actor=owed.actor)


@reaction(queue="recheck")
def void_waivers(owed: Owed) -> None:
    """Note which waivers a verdict has ended."""
    waivers.void_waivers(assessment_id=_assessment(owed), actor=owed.actor, at=clock.now())


@reaction(queue="recheck")
def hold_claims_to_facts(owed: Owed) -> None:
    """Hold what a vendor swore against the facts its verdict has just been reached from."""
    claims.hold_claims_to_facts(vendor_id=owed.subject_id, on=clock.today(), actor=owed.actor)


@reaction(queue="recheck")
def reopen_case(owed: Owed) -> None:
    """Have somebody look at something sworn that stands no more."""
    claims.reopen_for_claim(attestation_id=owed.subject_id, actor=owed.actor)


@reaction(queue="recheck")
def try_policy(owed: Owed) -> Mapping[str, object] | None:
    """Try a policy against the past, a batch of verdicts at a time."""
    on = owed.cursor.get("on")
    place = backtests.Place(
        after=_place(owed.cursor), on=None if on is None else date.fromisoformat(str(on))
    )
    rest = backtests.try_batch(backtest_id=owed.subject_id, place=place, actor=owed.actor)
    if rest is None:
        return None
    return {
        "after": None if rest.after is None else str(rest.after),
        "on": None if rest.on is None else rest.on.isoformat(),
    }


def note_due_rechecks() -> None:
    """Owe rechecks for days that have come."""
    rechecks.note_due_rechecks(on=clock.today(), actor=Actor.system())


def look_after_claims() -> None:
    """Test what was sworn and has ended or begun, and ask in time for what is to be sworn again."""
    claims.look_after_claims(on=clock.today(), actor=Actor.system())


def expire_waivers() -> None:
    """Note which waivers are over."""
    waivers.expire_waivers(at=clock.now(), actor=Actor.system())


def adopt_default_policy() -> None:
    """Give a fresh installation something to measure vendors against."""
    policies.adopt_default_policy()


def _assessment(owed: Owed) -> UUID:
    return UUID(str(owed.data["assessment"]))


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def _place(cursor: Mapping[str, object]) -> UUID | None:
    after = cursor.get("after")
    return None if after is None else UUID(str(after))


def _cursor(step: str, after: UUID | None) -> Mapping[str, object]:
    return {"step": step, "after": None if after is None else str(after)}
