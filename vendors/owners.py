"""Who stands at the top of what is disclosed about many companies, and with how much of each?

An ultimate owner is somebody above whom nobody is disclosed: a person, a state, a listed company
without holders, or a company of whose owners nothing is known. Where a company and everybody above
it have exact shares and do not own each other in circles, parts are multiplied upward once for all;
all others are asked of the engine one by one. Both give the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from vendors.ownership.book import Book
from vendors.ownership.control import ControlTest, Group
from vendors.ownership.growth import disclosed_reach
from vendors.ownership.holdings import NOBODY, is_unspecified
from vendors.ownership.integrated import disclosed_ends
from vendors.ownership.interval import HUNDRED_PERCENT
from vendors.ownership.kinds import Dimension

_UPWARD = (Dimension.ECONOMIC, Dimension.VOTES, Dimension.BOARD)
Parts = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class TopStake:
    """What an ultimate owner has of a company's money, as parts of 1, and whether it controls it.

    :ivar controls: None where it possibly does
    """

    owner: str
    least: Fraction
    most: Fraction
    controls: bool | None


def top_stakes(
    book: Book, companies: Collection[str], test: ControlTest
) -> dict[str, list[TopStake]]:
    """The ultimate owners of each company, the largest first; none where nobody is disclosed."""
    above = {company: _tops(book, company) for company in companies}
    below: dict[str, list[str]] = defaultdict(list)
    for company, tops in above.items():
        for top in tops:
            below[top].append(company)
    exact = _Exact(book)
    found: dict[str, list[TopStake]] = {company: [] for company in companies}
    for top, its in below.items():
        group = Group.of([top])
        reached = disclosed_reach(book, group, test)
        for company in its:
            least, most = _ends(book, exact, group, top, company)
            surely, possibly = company in reached.sure, company in reached.possible
            if most or possibly:
                controls = True if surely else (None if possibly else False)
                found[company].append(TopStake(top, least, most, controls))
    for stakes in found.values():
        stakes.sort(key=lambda stake: (-stake.least, -stake.most, stake.owner))
    return found


def _ends(
    book: Book, exact: _Exact, group: Group, top: str, company: str
) -> tuple[Fraction, Fraction]:
    parts = exact.parts(company)
    if parts is not None:
        part = parts.get(top, Fraction(0))
        return part, part
    least, most = disclosed_ends(book, group, company)
    return Fraction(least.value) / HUNDRED_PERCENT, Fraction(most.value) / HUNDRED_PERCENT


def _tops(book: Book, company: str) -> list[str]:
    """Everybody above a company, through anything that could be ownership, that nobody is above."""
    seen, tops, frontier = {company}, [], [company]
    while frontier:
        party = frontier.pop()
        owners = [] if party != company and book.is_terminal(party) else list(_owners(book, party))
        if not owners and party != company:
            tops.append(party)
        for owner in owners:
            if owner not in seen:
                seen.add(owner)
                frontier.append(owner)
    return tops


def _owners(book: Book, party: str) -> Iterator[str]:
    """Whoever is named as having a part of a party, a total over all paths, or control."""
    for dimension in _UPWARD:
        place = party, dimension
        for side in (book.sure, book.possible):
            column = side.columns.get(place)
            if column is not None:
                yield from _named(holding.owner for holding in column.holdings if holding.hi)
        yield from _named(claim.owner for claim in book.claims.get(place, ()))
    yield from _named(said.owner for said in book.assertions_on.get(party, ()))


def _named(owners: Iterable[str]) -> Iterator[str]:
    return (owner for owner in owners if owner != NOBODY and not is_unspecified(owner))


class _Exact:
    """Parts multiplied upward, where every share on the way is exact; None where one is not."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._known: dict[str, Parts | None] = {}

    def parts(self, company: str) -> Parts | None:
        """What everybody at the top has of a company, by name; owners before what they own."""
        waiting, on_the_way = [company], set[str]()
        while waiting:
            party = waiting[-1]
            if party in self._known:
                on_the_way.discard(waiting.pop())
                continue
            on_the_way.add(party)
            shares = self._shares(party)
            missing = [owner for owner, _ in shares or () if owner not in self._known]
            if shares is None or not on_the_way.isdisjoint(missing):
                self._known[party] = None  # in doubt, or they own each other
            elif missing:
                waiting += missing
            else:
                self._known[party] = self._added(party, shares)
        return self._known[company]

    def _shares(self, party: str) -> list[tuple[str, int]] | None:
        """Exact shares of the money; empty at the top; None where anything is in doubt."""
        book, place = self._book, (party, Dimension.ECONOMIC)
        if book.is_terminal(party):
            return []
        if place in book.claims:
            return None
        column = book.column(*place)
        if column is not book.possible_column(*place) and book.possible.columns.get(place):
            return None
        if column.own or column.accepted_over_100 or column.contradictory:
            return None
        named = [each for each in column.holdings if each.owner != NOBODY]
        if any(is_unspecified(each.owner) or each.lo != each.hi for each in named):
            return None
        return [(each.owner, each.lo) for each in named if each.lo]

    def _added(self, party: str, shares: Iterable[tuple[str, int]]) -> Parts | None:
        total: dict[str, Fraction] = defaultdict(Fraction)
        found = False
        for owner, share in shares:
            found = True
            parts = self._known[owner]
            if parts is None:
                return None
            for top, part in parts.items():
                total[top] += part * Fraction(share, HUNDRED_PERCENT)
        return total if found else {party: Fraction(1)}
