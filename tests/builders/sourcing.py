"""Vendors that can do something, and needs for it, made through the real operations."""

from __future__ import annotations

from datetime import date
from typing import Any

from config import clock
from config.actors import Actor
from config.money import Money
from config.rest.roles import Role
from procurement.models import Requisition
from procurement.operations import awarding, requisitions
from procurement.operations.requisitions import Need
from tests.builders.contracts import judged
from tests.builders.people import acting
from tests.builders.vendors import a_party, vendor_manager
from vendors import operations
from vendors.models import ExpertiseClaim, ExpertiseLevel, Lifecycle, Vendor, Voice
from vendors.operations.vendors import Skill
from vendors.statements import PartyById

SMALL = Money.parse("40000.00", "USD")
LARGE = Money.parse("400000.00", "USD")


def requester(name: str = "rita") -> Actor:
    """Who needs something."""
    return acting(name, Role.REQUESTER)


def approver(name: str = "ada") -> Actor:
    """Who opens what others ask for."""
    return acting(name, Role.APPROVER)


def a_capable_vendor(
    name: str = "Labelworks",
    *skills: tuple[str, str],
    hours: int | None = 400,
    languages: tuple[str, ...] = ("en",),
    places: tuple[str, ...] = ("SE",),
    state: str = "clear",
    level: str = "none",
) -> Vendor:
    """A vendor that knows something and has been judged."""
    registered = operations.register_vendor(
        party=PartyById(a_party(name).id),
        about={
            "expertise": [
                Skill(domain, ExpertiseLevel(level))
                for domain, level in skills or (("mathematics", "expert"),)
            ],
            "languages": languages,
            "places": places,
            "capacity_hours_per_week": hours,
            "lifecycle": Lifecycle.QUALIFIED,
        },
        actor=vendor_manager(),
    )
    return judged(registered.vendor, state, level)


def claimed(
    vendor: Vendor,
    domain: str = "mathematics",
    level: str = "expert",
    said_by: str = "lab",
    **more: Any,
) -> ExpertiseClaim:
    """Somebody's word about a vendor."""
    return operations.claim_expertise(
        vendor_id=vendor.id,
        domain=domain,
        level=ExpertiseLevel(level),
        said_by=Voice(said_by),
        actor=vendor_manager(),
        **more,
    )


def a_need(by: Actor | None = None, **said: Any) -> Requisition:
    """A draft."""
    need: dict[str, Any] = {
        "title": "Graded proofs",
        "domain": "mathematics",
        "level": ExpertiseLevel.EXPERT,
        "languages": ["en"],
        "hours_per_week": 100,
        "budget": SMALL,
        **said,
    }
    return requisitions.draft_requisition(
        need=Need(**need),  # type: ignore[typeddict-item]
        actor=by or requester(),
        on=date(2026, 1, 1),
    )


def an_open_need(by: Actor | None = None, **said: Any) -> Requisition:
    """A need that somebody is looked for; small enough for one person to open."""
    return requisitions.submit_requisition(
        requisition_id=a_need(by, **said).id,
        reason="We need it.",
        actor=by or requester(),
        at=clock.now(),
    )


def a_submitted_need(by: Actor | None = None, **said: Any) -> Requisition:
    """A need that waits for a second person."""
    return an_open_need(by, **{"budget": LARGE, **said})


def an_awarded_need(vendor: Vendor, **said: Any) -> Requisition:
    """A need that goes to a vendor; its contract is still owed."""
    return awarding.award_requisition(
        requisition_id=an_open_need(**said).id,
        vendor_id=vendor.id,
        reason="The best.",
        actor=vendor_manager(),
        at=clock.now(),
    )
