"""Which vendors and competitors are bound to a party by somebody they share? Reads only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from config.events import ledger
from procurement.contagion import Connection, connections, kinds_of
from procurement.neutrality.calendar import months_after
from procurement.queries.standards import yardstick_at
from vendors.links import Link
from vendors.models import Party, Vendor
from vendors.queries.links import Sight, Step, links_down, links_up
from vendors.queries.parties import get_party, survivors_of
from vendors.queries.walks import same_parties

USUAL_DEPTH = 4
MOST_DEPTH = 8
MOST_FOUND = 200
MOST_AT_ONCE = 300
"""Parties from which one step is taken; of more, those with the lowest ids."""


@dataclass(frozen=True, slots=True)
class Contagion:
    """Who is connected, the surest first. `truncated`: there may be more than is told.

    :ivar vendors: the vendor of each party that is one
    :ivar competitors: the parties that count as competitors on the day
    :ivar parties: everybody on the chains
    """

    party: UUID
    connections: tuple[Connection, ...]
    vendors: dict[UUID, UUID]
    competitors: frozenset[UUID]
    parties: list[Party]
    truncated: bool


def contagion_of(
    party_id: UUID,
    *,
    interest: str | None,
    depth: int,
    valid_at: date,
    known_seq: int | None,
) -> Contagion:
    """Every vendor and competitor that shares an owner, a fund, a director, somebody it hired, a
    lender or a supplier with a party; and those the party itself is behind.

    People who left within the cooling-off period of the policy in force still bind.

    :param interest: links of one family, or of one kind; of any if None
    :param known_seq: everything known by now if None
    :raises NotFound: if there is no such party
    """
    get_party(party_id)
    seq = ledger.current_seq() if known_seq is None else known_seq
    start = survivors_of([party_id], known_seq=seq)[party_id]
    yardstick = yardstick_at(valid_at, seq)
    left_since = _months_before(valid_at, yardstick.rules.cooling_off_months)
    sight = Sight(kinds_of(interest), valid_at, seq, left_since)
    vendors, wanted = _goals(yardstick.competitors, seq)
    web = _Web(sight, {start}, wanted)
    web.grow_up(depth)
    web.grow_down(depth)
    goals = (vendors.keys() | set(yardstick.competitors)) - {start}
    found = connections(start, web.links.values(), goals, depth=depth)
    shown = found.connections[:MOST_FOUND]
    on_chains = {party for each in shown for chain in each.chains for party in chain.parties}
    return Contagion(
        party=start,
        connections=shown,
        vendors=vendors,
        competitors=frozenset(yardstick.competitors),
        parties=list(Party.objects.filter(id__in=on_chains | {start}).order_by("id")),
        truncated=web.truncated or found.truncated or len(found.connections) > MOST_FOUND,
    )


def _months_before(day: date, months: int) -> date:
    """The first day there is, before it."""
    return date.min if day.year * 12 <= months + 12 else months_after(day, -months)


def _goals(
    competitors: Collection[UUID], known_seq: int
) -> tuple[dict[UUID, UUID], Collection[UUID]]:
    """The vendors by the party that speaks for each; and every id under which goals are told of."""
    registered = dict(Vendor.objects.values_list("party_id", "id"))
    who = survivors_of(registered, known_seq=known_seq)
    vendors = {who[party]: vendor for party, vendor in registered.items()}
    return vendors, same_parties({*vendors, *competitors}, known_seq)


@dataclass(slots=True)
class _Web:
    """Links found so far, level by level: first up from the start, then down from everybody."""

    sight: Sight
    seen: set[UUID]
    wanted: Collection[UUID]
    links: dict[tuple[UUID, UUID], Link] = field(default_factory=dict)
    truncated: bool = False

    def grow_up(self, depth: int) -> None:
        frontier = set(self.seen)
        for _ in range(depth):
            step = links_up(self.sight, frontier)
            frontier = self._beyond(step, {link.owner for link in step.links})
            if not frontier:
                return

    def grow_down(self, depth: int) -> None:
        frontier = set(self.seen)
        for _ in range(depth):
            step = links_down(self.sight, self._few(frontier), wanted=self.wanted)
            frontier = self._beyond(step, {link.subject for link in step.links})
            if not frontier:
                return

    def _beyond(self, step: Step, ends: set[UUID]) -> set[UUID]:
        """Keep what was found, and answer where to go on."""
        self.truncated = self.truncated or step.truncated
        self.links.update({(link.interest, link.owner): link for link in step.links})
        fresh = self._few(ends - self.seen)
        self.seen |= fresh
        return fresh

    def _few(self, parties: set[UUID]) -> set[UUID]:
        if len(parties) <= MOST_AT_ONCE:
            return parties
        self.truncated = True
        return set(sorted(parties)[:MOST_AT_ONCE])
