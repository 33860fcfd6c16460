"""Who stands behind a vendor and behind a competitor, or did lately? Two links, few queries.

Not every such tie makes a verdict: somebody with a small part of a vendor may sit on a competitor's
board. It is worth a second look all the same, and it has days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from procurement.neutrality.calendar import months_after
from procurement.queries.standards import Yardstick
from vendors.links import Link
from vendors.models import Interest, Party
from vendors.ownership.facts import Kind
from vendors.queries.links import Sight, links_down, links_up
from vendors.queries.parties import survivors_of

MOST_EACH = 20


@dataclass(frozen=True, slots=True)
class Interlock:
    """Somebody with a link to a vendor and one to a competitor.

    :ivar since: the first day of the link to the competitor, if it is known
    """

    who: UUID
    here: Link
    there: Link
    since: date | None


@dataclass(frozen=True, slots=True)
class Interlocks:
    """By the vendor's party; and what everybody is called. `truncated`: there may be more."""

    by_party: Mapping[UUID, Sequence[Interlock]]
    names: Mapping[UUID, str]
    truncated: bool


def interlocks_of(
    parties: Collection[UUID], yardstick: Yardstick, *, on: date, known_seq: int
) -> Interlocks:
    """The interlocks of some vendors' parties with the competitors that count on a day.

    People who left within the policy's cooling-off period still bind.
    """
    months = yardstick.rules.cooling_off_months
    left_since = date.min if on.year * 12 <= months + 12 else months_after(on, -months)
    sight = Sight(frozenset(Kind), on, known_seq, left_since)
    rivals = frozenset(yardstick.competitors)
    who = survivors_of(parties, known_seq=known_seq)
    up = links_up(sight, set(who.values()))
    behind = {link.owner for link in up.links} - rivals
    down = links_down(sight, behind, wanted=rivals)
    there: dict[UUID, list[Link]] = defaultdict(list)
    for link in down.links:
        if link.subject in rivals:
            there[link.owner].append(link)
    pairs = [(here, other) for here in up.links for other in there.get(here.owner, ())]
    since = _begun({other.interest for _, other in pairs})
    found: dict[UUID, list[Interlock]] = defaultdict(list)
    for here, other in sorted(pairs, key=lambda pair: (pair[0].interest, pair[1].interest)):
        lock = Interlock(here.owner, here, other, since.get(other.interest))
        if len(found[here.subject]) < MOST_EACH:
            found[here.subject].append(lock)
    by_party = {party: found[one] for party, one in who.items() if one in found}
    return Interlocks(by_party, _names(by_party), up.truncated or down.truncated)


def _begun(interests: Collection[UUID]) -> dict[UUID, date | None]:
    rows = Interest.objects.filter(id__in=interests)
    return dict(rows.order_by().values_list("id", "valid_from"))


def _names(by_party: Mapping[UUID, Sequence[Interlock]]) -> dict[UUID, str]:
    told = {
        party
        for locks in by_party.values()
        for lock in locks
        for party in (lock.who, lock.there.subject)
    }
    return dict(Party.objects.filter(id__in=told).order_by().values_list("id", "name"))
