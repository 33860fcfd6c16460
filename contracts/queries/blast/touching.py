"""Which vendors does a party touch, through whom, and with how much in its hands?

A vendor is touched that the party itself is, stands behind by whatever is told, or shares people
with. One that merely has a shareholder in common with it is not: `contagion` tells of those.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final
from uuid import UUID

from contracts.exposure import Control
from procurement.contagion import FAMILIES, Chain, Family
from procurement.neutrality.policy import Policy as Rules
from procurement.queries.contagion import USUAL_DEPTH, contagion_of
from vendors.models import Party, Vendor
from vendors.ownership.control import Group
from vendors.ownership.growth import disclosed_reach
from vendors.ownership.integrated import disclosed_ends
from vendors.ownership.interval import HUNDRED_PERCENT
from vendors.ownership.reading import read
from vendors.queries.facts import survey_above
from vendors.queries.parties import get_party, survivors_of


class Way(StrEnum):
    """How a vendor is touched."""

    ITSELF = "itself"
    OWNERSHIP = "ownership"
    DEBT = "debt"
    SUPPLY = "supply"
    PEOPLE = "people"
    SCENARIO = "scenario"


@dataclass(frozen=True, slots=True)
class Touch:
    """A vendor and what ties it to the party.

    :ivar through: the parties on the way, the one asked about first; empty in a scenario
    :ivar least: the party's part of the vendor's money, of 1; as is `most`
    """

    vendor: UUID
    way: Way
    through: tuple[UUID, ...] = ()
    least: Fraction = Fraction(0)
    most: Fraction = Fraction(0)
    control: Control = Control.NO
    words: str = ""


@dataclass(frozen=True, slots=True)
class Touched:
    """`truncated`: there may be more vendors than are told."""

    party: Party
    touches: tuple[Touch, ...]
    names: Mapping[UUID, str]
    truncated: bool


def touched_by(party_id: UUID, *, valid_at: date, known_seq: int, rules: Rules) -> Touched:
    """Every vendor a party touches, as of both clocks.

    :raises NotFound: if there is no such party
    """
    asked = get_party(party_id)
    found = contagion_of(
        party_id, interest=None, depth=USUAL_DEPTH, valid_at=valid_at, known_seq=known_seq
    )
    touches: dict[UUID, Touch] = {}
    own = found.vendors.get(found.party)
    if own is not None:
        one = Fraction(1)
        touches[own] = Touch(own, Way.ITSELF, (found.party,), one, one, Control.YES)
    for connection in found.connections:
        vendor = found.vendors.get(connection.party)
        ways = [(way, chain) for chain in connection.chains if (way := _way(chain)) is not None]
        if vendor is not None and vendor not in touches and ways:
            way, chain = min(ways, key=lambda each: _CLOSEST.index(each[0]))
            touches[vendor] = Touch(vendor, way, chain.parties)
    measured = _measured(list(touches.values()), found.party, valid_at, known_seq, rules)
    names = {party.id: party.name for party in found.parties}
    return Touched(asked, tuple(measured), names, found.truncated)


_CLOSEST: Final = (Way.OWNERSHIP, Way.DEBT, Way.SUPPLY, Way.PEOPLE)
"""Of several ways to one vendor the one that is told."""


def _way(chain: Chain) -> Way | None:
    """By the weakest kind of link: people before supply before debt before ownership."""
    ups = chain.links[: chain.turn]
    if any(link.kind not in FAMILIES[Family.PEOPLE] for link in ups):
        return None  # somebody else stands behind both
    kinds = {link.kind for link in chain.links}
    for family in (Family.PEOPLE, Family.SUPPLY, Family.DEBT):
        if kinds & FAMILIES[family]:
            return Way(family.value)
    return Way.OWNERSHIP


def _measured(
    touches: Collection[Touch], party: UUID, valid_at: date, known_seq: int, rules: Rules
) -> Iterator[Touch]:
    """With what the party has of each, through the engine; facts are read once for all."""
    parties = dict(
        Vendor.objects.filter(id__in=[touch.vendor for touch in touches]).values_list(
            "id", "party_id"
        )
    )
    who = survivors_of(parties.values(), known_seq=known_seq)
    facts = survey_above(who.values(), known_seq=known_seq).facts
    book = read(replace(facts, valid_at=valid_at), rules.reading)
    group = Group.of([str(party)])
    reached = disclosed_reach(book, group, rules.control_test)
    for touch in touches:
        subject = str(who[parties[touch.vendor]])
        if touch.way is Way.ITSELF:
            yield touch
            continue
        least, most = disclosed_ends(book, group, subject)
        control = Control.NO
        if subject in reached.possible:
            control = Control.YES if subject in reached.sure else Control.POSSIBLE
        yield replace(
            touch,
            least=Fraction(least.value) / HUNDRED_PERCENT,
            most=Fraction(most.value) / HUNDRED_PERCENT,
            control=control,
        )
