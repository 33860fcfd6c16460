"""What must a missing link be, when a published total over all paths runs through it?

"30 percent of A, indirectly" and a holding of 60 percent of A leave only 50 percent of the holding
company in between. A total is linear in every single link: what reaches its owner past the link,
and the link times what runs through it. Both lie between ends that the other links decide, so each
link is narrowed by all the others, until nothing moves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import cast

from vendors.ownership.book import Book, Claim
from vendors.ownership.columns import Column, Holding, Totals
from vendors.ownership.fill import Aim, best_value
from vendors.ownership.interval import HUNDRED_PERCENT
from vendors.ownership.kinds import Dimension
from vendors.ownership.walk import Walk

ROUNDS = 64

Link = tuple[str, str]
"""Whose holding is missing, and of what."""

Ends = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Inferred:
    """Bounds on one missing link, in units; `lo` above `hi` means that the sources disagree."""

    owner: str
    subject: str
    lo: Fraction
    hi: Fraction


def inferred_links(book: Book) -> tuple[Inferred, ...]:
    """Every link somebody asked to infer, as narrow as the published totals make it."""
    asked = (fact for fact in book.in_force if fact.infer and fact.owner is not None)
    links = sorted({(cast(str, fact.owner), fact.subject) for fact in asked})
    ends = {link: _room(book, *link) for link in links}
    for _ in range(ROUNDS):
        before = dict(ends)
        for link in links:
            for claim in _claims(book):
                ends[link] = _narrowed(book, claim, link, ends)
        if ends == before:
            break
    return tuple(Inferred(*link, *ends[link]) for link in links)


def _claims(book: Book) -> Iterator[Claim]:
    return (
        claim
        for owner in sorted(book.claims_of)
        for claim in book.claims_of[owner]
        if claim.dimension is Dimension.ECONOMIC and claim.proving
    )


def _room(book: Book, owner: str, subject: str) -> Ends:
    """What the subject's other holders leave for the missing link."""
    column = book.column(subject, Dimension.ECONOMIC)
    others = sum(h.lo for h in column.holdings if h.owner != owner)
    own = column.own.lo if column.own else 0
    stated = next((h for h in column.holdings if h.owner == owner), Holding(owner, 0, 0))
    top = max(0, min(stated.hi, HUNDRED_PERCENT - others - own))
    return Fraction(min(stated.lo, top)), Fraction(top)


def _narrowed(book: Book, claim: Claim, link: Link, ends: Mapping[Link, Ends]) -> Ends:
    """The least link takes the most from elsewhere, and the other way round."""
    lo, hi = ends[link]
    least, most = (_Paths(book, claim, link, ends, aim) for aim in (Aim.LEAST, Aim.MOST))
    if through := most.through():
        lo = max(lo, (claim.share.lo - most.past()) / through)
    if through := least.through():
        hi = min(hi, (claim.share.hi - least.past()) / through)
    return lo, hi


@dataclass(frozen=True, slots=True)
class _Paths:
    """From the subject of a total to its owner, past a link or through it, at least or at most."""

    book: Book
    claim: Claim
    link: Link
    ends: Mapping[Link, Ends]
    aim: Aim

    def past(self) -> Fraction:
        """In units: what reaches the claimant when there is no such link."""
        return self._reached(self.claim.subject, self._without_link) * HUNDRED_PERCENT

    def through(self) -> Fraction | None:
        """What all of the link would bring the claimant; None if that may be without end.

        How often the walk comes to the link's subject, times what of the link's owner is the
        claimant's. Nobody walks on from the claimant.
        """
        owner, subject = self.link
        if subject == self.claim.owner:
            return Fraction(0)
        visits = self._visits()
        return visits * self._reached(owner, self._with_links) if visits else visits

    def _reached(self, start: str, column: Callable[[str], Column]) -> Fraction:
        """What of a party is the claimant's."""
        claimant = self.claim.owner
        if start == claimant:
            return Fraction(1)
        if self.book.ends_walks(start):
            return Fraction(0)
        walk = Walk(self.aim, column, ones=claimant.__eq__, zeros=self.book.ends_walks)
        return Fraction(walk.bound(start).value) / HUNDRED_PERCENT

    def _visits(self) -> Fraction | None:
        """Once it is there, the walk comes back with one chance each time: a geometric series."""
        _, met = self.link

        def ends_there(party: str) -> bool:
            return party == self.claim.owner or (party != met and self.book.ends_walks(party))

        walk = Walk(self.aim, self._without_link, ones=met.__eq__, zeros=ends_there)
        ever = Fraction(1)
        if self.claim.subject != met:
            ever = Fraction(walk.bound(self.claim.subject).value) / HUNDRED_PERCENT
        back = _returning(walk, met) if ever else Fraction(0)
        return ever / (1 - back) if back < 1 else None

    def _with_links(self, party: str) -> Column:
        """The other links are walked through as far as they are known by now."""
        column = self.book.column(party, Dimension.ECONOMIC)
        if not any(subject == party for _, subject in self.ends):
            return column
        holdings = tuple(self._known(party, holding) for holding in column.holdings)
        return replace(column, holdings=holdings, totals=Totals.of(holdings), scenarios=())

    def _without_link(self, party: str) -> Column:
        owner, subject = self.link
        column = self._with_links(party)
        if party != subject:
            return column
        kept = tuple(h for h in column.holdings if h.owner != owner)
        return replace(column, holdings=kept, totals=Totals.of(kept), complete=False)

    def _known(self, subject: str, holding: Holding) -> Holding:
        lo, hi = self.ends.get((holding.owner, subject), (Fraction(1), Fraction(0)))
        if lo > hi:
            return holding
        return replace(holding, lo=lo.__floor__(), hi=hi.__ceil__(), lo_open=False, hi_open=False)


def _returning(walk: Walk, start: str) -> Fraction:
    """The chance of coming back to where one starts."""
    for owner in walk.owners(start):
        walk.solve(owner)
    return best_value(walk.node(start), walk.known, walk.aim)
