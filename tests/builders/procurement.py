"""Policies, competitors, verdicts, cases and waivers, made through the real operations."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db import connection

from config import clock
from config.actors import Actor
from config.events import inbox
from config.events.models import Delivery, Event
from config.rest.roles import Role
from procurement import tasks
from procurement.caseflow import Decision
from procurement.models import Assessment, Case, Competitor, Policy, Waiver
from procurement.operations import assessing, cases, competitors, policies, waivers
from procurement.queries.verdicts import current_assessment
from tests.builders.people import acting
from tests.builders.vendors import (
    a_party,
    a_vendor,
    an_interest,
    attested,
    disclosed,
    revised,
)
from vendors.models import Interest, Party, Vendor
from vendors.ownership.interval import ONE_PERCENT

OURS = "procurement.tasks."
LONG_AGO = date(2020, 1, 1)
NEVER = date(2999, 1, 1)


def legal(name: str = "lena") -> Actor:
    """Who proposes."""
    return acting(name, Role.LEGAL)


def approver(name: str = "arthur") -> Actor:
    """Who decides on what others propose."""
    return acting(name, Role.APPROVER)


def noon(day: date) -> datetime:
    """An instant of a day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def a_policy(name: str = "strict", by: Actor | None = None, **values: object) -> Policy:
    """A draft."""
    return policies.draft_policy(values={"name": name, **values}, actor=by or legal())


def an_adopted_policy(name: str = "strict", **values: object) -> Policy:
    """A policy that counts from now on."""
    return policies.adopt_policy(
        policy_id=a_policy(name, **values).id, reason="We agreed.", actor=approver()
    )


def a_competitor(
    party: Party | str = "Rival Labs",
    *,
    since: date = LONG_AGO,
    until: date | None = None,
    product_lines: Sequence[str] = (),
) -> Competitor:
    """A party that counts as a competitor."""
    rival = a_party(party) if isinstance(party, str) else party
    return competitors.list_competitor(
        party_id=rival.id,
        reason="It trains models like ours.",
        valid_from=since,
        valid_to=until,
        product_lines=product_lines,
        on=clock.today(),
        actor=legal(),
    )


def ended(competitor: Competitor, on: date) -> Competitor:
    """It counts no longer from a day on."""
    return competitors.end_competitor(
        competitor_id=competitor.id, on=on, reason="It left the market.", actor=legal()
    )


def assessed(vendor: Vendor, on: date | None = None) -> Assessment:
    """The verdict of this moment, for a day."""
    at = clock.now() if on is None else noon(on)
    return assessing.assess_vendor(vendor_id=vendor.id, at=at, actor=Actor.system())


def a_clear_vendor(name: str = "Labelworks") -> Vendor:
    """A vendor all of whose owners are known, and none of them a competitor's."""
    vendor = a_vendor(name)
    founder = a_party(f"{name} Founder", "person")
    disclosed(vendor, founder, 100)
    attested(vendor, "complete")
    assessed(vendor)
    return vendor


def the_state(vendor: Vendor) -> tuple[str, str]:
    """Where a vendor's last verdict stands."""
    assessment = current_assessment(vendor.id)
    assert assessment is not None
    return assessment.state, assessment.level


def owed(task: str = "") -> list[Delivery]:
    """What procurement owes and has not done, oldest first."""
    return list(
        Delivery.objects.filter(task__startswith=OURS + task, done_at=None).order_by("created_at")
    )


def settled() -> int:
    """Do all that is owed, and what is owed because of it. Answers how much that was."""
    assert tasks.recheck_vendor  # its reactions are known
    done = 0
    while owing := owed():
        for delivery in owing:
            inbox.deliver(delivery.id)
            delivery.refresh_from_db()
            assert delivery.done_at is not None, delivery.last_error
            done += 1
    return done


def told(type_: str) -> list[Event]:
    """Events of a type, oldest first."""
    return list(Event.objects.filter(type=type_).order_by("seq"))


def the_case(vendor: Vendor) -> Case:
    """The vendor's only case."""
    return Case.objects.get(vendor=vendor)


def a_case(vendor: Vendor | None = None) -> Case:
    """A case just opened, of a vendor that a competitor came to hold half of."""
    owned = vendor or a_clear_vendor()
    conflicted(owned)
    settled()
    return the_case(owned)


def conflicted(vendor: Vendor, share: int = 60, name: str = "Rival Labs") -> Party:
    """A competitor turns out to hold a part of a clear vendor; the recheck is still owed."""
    rival = a_party(name)
    a_competitor(rival)
    settled()
    sold(vendor, rival, share)
    return rival


def sold(vendor: Vendor, to: Party, share: int) -> UUID:
    """The vendor's founder has only the rest; answers the new owner's record."""
    founder = Interest.objects.get(
        subject=vendor.party_id, interested_party__name=f"{vendor} Founder", superseded_seq=None
    )
    rest = founder.lo // ONE_PERCENT - share
    revised(founder.record_id, "correction", an_interest("ordinary_shares", rest))
    return disclosed(vendor, to, share)


def a_proposed_case(decision: Decision = Decision.SUSPEND, by: Actor | None = None) -> Case:
    """A case about which something is proposed."""
    return cases.propose_case(
        case_id=a_case().id, decision=decision, comment="It is theirs now.", actor=by or legal()
    )


def a_decided_case(decision: Decision = Decision.SUSPEND) -> Case:
    """A case that was decided."""
    return cases.decide_case(
        case_id=a_proposed_case(decision).id,
        decision=decision,
        comment="Agreed.",
        actor=approver(),
    )


def a_waiver(
    vendor: Vendor,
    *,
    contract: UUID | None = None,
    expires_on: date = NEVER,
    by: Actor | None = None,
) -> Waiver:
    """A draft."""
    return waivers.draft_waiver(
        vendor_id=vendor.id,
        terms={
            "contract_id": contract,
            "conditions": ["No new data."],
            "expires_on": expires_on,
            "reason": "There is nobody else.",
        },
        actor=by or legal(),
        on=expires_on - timedelta(days=1),
    )


def a_submitted_waiver(vendor: Vendor, by: Actor | None = None, **terms: object) -> Waiver:
    """A waiver that asks for approval."""
    drafted = a_waiver(vendor, by=by, **terms)  # type: ignore[arg-type]
    return waivers.submit_waiver(waiver_id=drafted.id, reason="Please.", actor=by or legal())


def an_approved_waiver(vendor: Vendor, at: datetime | None = None, **terms: object) -> Waiver:
    """A waiver granted on the vendor's present verdict."""
    submitted = a_submitted_waiver(vendor, **terms)
    return waivers.approve_waiver(
        waiver_id=submitted.id, reason="Granted.", actor=approver(), at=at or clock.now()
    )


def all_at_once(*works: Callable[[], object]) -> list[object]:
    """Run pieces of work on connections of their own, started together; answers or exceptions."""
    together = threading.Barrier(len(works))
    answers: list[object] = [None] * len(works)

    def run(index: int, work: Callable[[], object]) -> None:
        try:
            together.wait(timeout=30)
            answers[index] = work()
        except Exception as error:  # noqa: BLE001 - an answer like any other, looked at by the test
            answers[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers
