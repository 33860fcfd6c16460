"""Take vendors into the file, describe them, and hold them still while something is decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from config import clock
from config.actors import Actor
from config.events.ledger import Entry, next_entry
from config.events.operations import Subject, record
from config.models import ClockTimestamp
from config.problems import Conflict, Invalid, NotFound, StaleVersion
from vendors.models import (
    Capacity,
    Expertise,
    ExpertiseLevel,
    Lifecycle,
    Party,
    Standing,
    Vendor,
    Workforce,
)
from vendors.operations.resolving import Mention, find_or_make
from vendors.ownership.facts import PartyKind
from vendors.queries.capacity import capacity_on
from vendors.queries.domains import get_tree, meant_domains
from vendors.queries.parties import Warned, survivors_of
from vendors.queries.workforce import workforce_on
from vendors.statements import PartyRef
from vendors.workforce import Workplace


class AlreadyAVendor(Conflict):
    """This party is a vendor already; `vendor` is its id."""

    code = "already-a-vendor"
    title = "This party is a vendor already."


@dataclass(frozen=True, slots=True)
class Skill:
    """A domain and how well it is known."""

    domain: str
    level: ExpertiseLevel


class VendorChanges(TypedDict, total=False):
    """What may be said of a vendor; what is absent stays, or is empty in a new one."""

    summary: str
    website: str
    languages: Sequence[str]
    places: Sequence[str]
    capacity_hours_per_week: int | None
    lifecycle: Lifecycle
    expertise: Sequence[Skill]


@dataclass(frozen=True, slots=True)
class Registered:
    """A new vendor, and what somebody should look at."""

    vendor: Vendor
    warnings: list[Warned]


_HOURS = "capacity_hours_per_week"
_PLACES = "places"
_PLAIN = ("summary", "website", "languages", _HOURS, "lifecycle")


@transaction.atomic
def register_vendor(*, party: PartyRef, about: VendorChanges, actor: Actor) -> Registered:
    """Make a party a vendor; a party described on the spot is found by its numbers or made.

    :raises Invalid: if there is no such party or domain, or the party is a person
    :raises AlreadyAVendor: if it is one
    """
    skills = _meant(about.get("expertise", ()))
    cast = find_or_make([Mention("/party", party)], actor=actor)
    mentioned = cast[party]
    owner = Party.objects.get(id=survivors_of([mentioned.id])[mentioned.id])
    if owner.kind == PartyKind.PERSON:
        raise Invalid.at("/party", "kind", "A person is owned by nobody, and cannot be a vendor.")
    _refuse_second(owner)
    fields = {name: about[name] for name in _PLAIN if name in about}  # type: ignore[literal-required]
    try:
        with transaction.atomic():
            vendor = Vendor.objects.create(party=owner, **fields)
    except IntegrityError:
        _refuse_second(owner)
        raise
    Standing.objects.create(vendor=vendor)
    _set_expertise(vendor, skills)
    entry = next_entry()
    if about.get("places"):
        places = [Workplace(place) for place in about["places"]]
        note_workforce(vendor, places, None, actor, entry)
    record(
        type="vendors.vendor_registered",
        subject=Subject("vendor", vendor.id),
        actor=actor,
        entry=entry,
        data={"vendor": vendor.id, "party": owner.id, "name": owner.name},
    )
    return Registered(vendor, cast.warnings)


def _refuse_second(party: Party) -> None:
    known = Vendor.objects.filter(party=party).values_list("id", flat=True).first()
    if known is not None:
        raise AlreadyAVendor(vendor=str(known))


@transaction.atomic
def amend_vendor(
    *, vendor_id: UUID, seen_version: int | None, changes: VendorChanges, actor: Actor
) -> Vendor:
    """Mend what is said of a vendor.

    :raises NotFound: if there is no such vendor
    :raises StaleVersion: if it has changed since it was seen
    :raises Invalid: if there is no such domain
    """
    vendor = lock_vendor(vendor_id=vendor_id)
    known = {row.domain for row in Expertise.objects.filter(vendor=vendor)}
    skills = _meant(changes.get("expertise", ()), known)
    if seen_version is not None and vendor.version != seen_version:
        raise StaleVersion()
    places = _places_today(vendor)
    before = {**_described(vendor), _PLACES: places}
    if "expertise" in changes:
        _set_expertise(vendor, skills)
    fields = {name: changes[name] for name in _PLAIN if name in changes}  # type: ignore[literal-required]
    Vendor.objects.filter(id=vendor.id).update(
        **fields, version=F("version") + 1, updated_at=ClockTimestamp()
    )
    vendor.refresh_from_db()
    after = {**_described(vendor), _PLACES: list(changes.get("places", places))}
    entry = next_entry()
    if _HOURS in changes:
        _set_hours(vendor, entry.recorded_at.date(), actor)
    if after[_PLACES] != places:
        named = [Workplace(place) for place in changes["places"]]
        note_workforce(vendor, named, entry.recorded_at.date(), actor, entry)
    record(
        type="vendors.vendor_amended",
        subject=Subject("vendor", vendor.id),
        actor=actor,
        entry=entry,
        data={
            "vendor": vendor.id,
            "before": {name: value for name, value in before.items() if value != after[name]},
            "after": {name: value for name, value in after.items() if value != before[name]},
        },
    )
    return vendor


def lock_vendor(*, vendor_id: UUID) -> Vendor:
    """Hold the vendor's row until the transaction ends: whoever decides about it waits.

    :raises NotFound: if there is no such vendor
    """
    vendor = Vendor.objects.select_for_update(no_key=True).filter(id=vendor_id).first()
    if vendor is None:
        raise NotFound()
    return vendor


def lock_vendors(*, vendor_ids: Iterable[UUID]) -> list[Vendor]:
    """Hold the rows of several, in one order, so that nobody waits in a circle.

    :raises NotFound: if there is no such vendor
    """
    asked = set(vendor_ids)
    vendors = Vendor.objects.select_for_update(no_key=True).filter(id__in=asked).order_by("id")
    if len(vendors) < len(asked):
        raise NotFound()
    return list(vendors)


def _described(vendor: Vendor) -> dict[str, object]:
    return {
        **{name: getattr(vendor, name) for name in _PLAIN},
        "expertise": [
            {"domain": row.domain, "level": row.level}
            for row in Expertise.objects.filter(vendor=vendor)
        ],
    }


def _meant(skills: Sequence[Skill], known: Collection[str] = ()) -> list[Skill]:
    """The same in the words of the vocabulary.

    :raises Invalid: naming every domain that is not there, with those near it; or one twice
    """
    if not skills:
        return []
    asked = [(f"/expertise/{index}/domain", skill.domain) for index, skill in enumerate(skills)]
    codes = meant_domains(asked, tree=get_tree(), on_file=known)
    for index, code in enumerate(codes):
        if code in codes[:index]:
            raise Invalid.at(f"/expertise/{index}/domain", "double", "Name each domain once.")
    return [Skill(code, skill.level) for code, skill in zip(codes, skills, strict=True)]


def _set_expertise(vendor: Vendor, skills: Sequence[Skill]) -> None:
    """Replace what the vendor knows; the event keeps what was said before."""
    Expertise.objects.filter(vendor=vendor).delete()
    Expertise.objects.bulk_create(
        Expertise(vendor=vendor, domain=skill.domain, level=skill.level) for skill in skills
    )


def _places_today(vendor: Vendor) -> list[str]:
    return [one.place for one in workforce_on(vendor.id, clock.today())]


def note_workforce(
    vendor: Vendor,
    places: Sequence[Workplace],
    valid_from: date | None,
    actor: Actor,
    entry: Entry,
    comment: str = "",
) -> Workforce:
    """Keep where the people of a locked vendor work from a day on; the event is the caller's."""
    return Workforce.objects.create(
        vendor=vendor,
        places=[one.place for one in places],
        shares=[one.share for one in places],
        valid_from=valid_from,
        comment=comment,
        recorded_by=actor.person,
        recorded_label=actor.label,
        seq=entry.seq,
    )


def _set_hours(vendor: Vendor, today: date, actor: Actor) -> None:
    """From today on it has so many hours; what was said for days to come stays."""
    if capacity_on(vendor.id, today) == vendor.capacity_hours_per_week:
        return
    Capacity.objects.create(
        vendor=vendor,
        hours_per_week=vendor.capacity_hours_per_week,
        valid_from=today,
        recorded_by=actor.person,
        recorded_label=actor.label,
    )
