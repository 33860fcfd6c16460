"""What would the columns say if one open question about them were answered?

Each answer is the one that speaks most for the company: that the rest belongs to somebody who has
nothing to do with the matter, that a holder has no more than is proved, that somebody without a
name is nobody. So what changes is the most that asking can settle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace

from vendors.ownership.book import Book, Claim, Place, Side
from vendors.ownership.bounds import Bound
from vendors.ownership.columns import Column, Holding, Totals, capped
from vendors.ownership.facts import Facts
from vendors.ownership.holdings import NOBODY, Strength
from vendors.ownership.kinds import Dimension


def book_about(book: Book, subjects: Collection[str]) -> Book:
    """The same columns and claims, but only those about `subjects`."""
    local = Book(
        facts=replace(book.facts, facts=(), attestations=()),
        reading=book.reading,
        in_force=book.in_force,
    )
    named: set[str] = set(subjects)
    for subject in sorted(subjects):
        for dimension in Dimension:
            for side, column in (
                (local.sure, book.column(subject, dimension)),
                (local.possible, book.possible_column(subject, dimension)),
            ):
                side.put(column)
                named.update(holding.owner for holding in column.holdings)
            for claim in book.claims.get((subject, dimension), ()):
                _put_claim(local, claim)
                named.add(claim.owner)
        named.update(_put_assertions(local, book, subject))
    local.facts = Facts({party: book.party(party) for party in named})
    local.held = {party for party in named if party in book.held}
    local.parties = named
    local.terminal = frozenset(party for party in named if book.is_terminal(party)) | {NOBODY}
    local.anybody = frozenset(party for party in named if book.is_anybody(party))
    return local


def _put_claim(book: Book, claim: Claim) -> None:
    book.claims[claim.subject, claim.dimension].append(claim)
    book.claims_of[claim.owner].append(claim)


def _put_assertions(local: Book, book: Book, subject: str) -> set[str]:
    named: set[str] = set()
    for said in book.assertions_on.get(subject, ()):
        local.assertions_on[subject].append(said)
        local.assertions_of[said.owner].append(said)
        named.add(said.owner)
    for veto in book.vetoes_on.get(subject, ()):
        local.vetoes_on[subject].append(veto)
        local.vetoes_of[veto.owner].append(veto)
        named.add(veto.owner)
    for concert in book.concerts_on.get(subject, ()):
        local.concerts_on[subject].append(concert)
        named.update(concert.members)
        for member in concert.members:
            local.concerts_of[member].append(concert)
    return named


def with_rest_named(book: Book, place: Place) -> Book:
    """Whatever nobody named belongs to somebody of no interest; the others have the least."""
    sure, possible = book.column(*place), book.possible_column(*place)
    rest = sure.remainder
    named = _with_holding(book, sure, Holding(NOBODY, rest, rest))
    if possible is sure:
        return _with_columns(book, named, named)
    loose = _with_holding(book, possible, Holding(NOBODY, 0, rest))
    return _with_columns(book, named, loose)


def with_rest_capped(book: Book, place: Place, cap: Bound) -> Book:
    """Every holder with as much as `cap` is named, and there is no other."""
    sure, possible = book.column(*place), book.possible_column(*place)
    known = capped(sure, cap)
    return _with_columns(book, known, known if possible is sure else capped(possible, cap))


def with_holder_named(book: Book, holder: str) -> Book:
    """A holder that might be anybody is somebody of no interest."""
    answered = replace(book, anybody=book.anybody - {holder})
    for (subject, dimension), _ in book.sure.holdings_of.get(holder, ()):
        sure, possible = book.column(subject, dimension), book.possible_column(subject, dimension)
        named = _renamed(book, sure, holder)
        loose = named if possible is sure else _renamed(book, possible, holder)
        answered = _with_columns(answered, named, loose)
    return answered


def with_share_at_floor(book: Book, place: Place, owner: str) -> Book:
    """A holder has no more than is proved; what was merely reported of it is not true."""
    sure, possible = book.column(*place), book.possible_column(*place)
    known = _lowered(book, sure, owner)
    if possible is sure:
        return _with_columns(book, known, known)
    others = [h for h in possible.holdings if h.owner != owner]
    if not any(is_reported(book, holding) for holding in others):
        return _with_columns(book, known, known)
    return _with_columns(book, known, _lowered(book, possible, owner))


def with_claim_at_floor(book: Book, claim: Claim) -> Book:
    """A holder's total over all paths is the least it may be."""
    low = replace(claim.share, hi=claim.share.lo, lo_open=False, hi_open=False)
    known = replace(claim, share=low)
    place = claim.subject, claim.dimension
    claims = defaultdict(list, book.claims)
    claims_of = defaultdict(list, book.claims_of)
    claims[place] = [known if each == claim else each for each in claims[place]]
    claims_of[claim.owner] = [known if each == claim else each for each in claims_of[claim.owner]]
    return replace(book, claims=claims, claims_of=claims_of)


def is_reported(book: Book, holding: Holding) -> bool:
    """Whether anything that proves nothing speaks for a holding."""
    return any(book.reading.strength(fact) is Strength.WEAK for fact in holding.facts)


def _with_holding(book: Book, column: Column, holding: Holding) -> Column:
    if not holding.hi:
        return column
    others = [each for each in column.holdings if each.owner != holding.owner]
    before = [each for each in column.holdings if each.owner == holding.owner]
    lo, hi = holding.lo + sum(h.lo for h in before), holding.hi + sum(h.hi for h in before)
    return _of(book, column, (*others, replace(holding, lo=lo, hi=hi)))


def _renamed(book: Book, column: Column, holder: str) -> Column:
    own = next((each for each in column.holdings if each.owner == holder), None)
    if own is None:
        return column
    others = tuple(each for each in column.holdings if each.owner != holder)
    return _with_holding(book, _of(book, column, others), replace(own, owner=NOBODY, facts=()))


def _lowered(book: Book, column: Column, owner: str) -> Column:
    proved = book.column(column.subject, column.dimension).holdings
    lo = next((holding.lo for holding in proved if holding.owner == owner), 0)
    return _of(
        book,
        column,
        tuple(
            replace(each, lo=min(each.lo, lo), hi=lo, lo_open=False, hi_open=False)
            if each.owner == owner
            else each
            for each in column.holdings
        ),
    )


def _of(book: Book, column: Column, holdings: tuple[Holding, ...]) -> Column:
    in_order = tuple(sorted(holdings, key=lambda holding: holding.owner))
    totals = Totals.of(in_order, book.terminal)
    return replace(column, holdings=in_order, totals=totals, scenarios=())


def _with_columns(book: Book, sure: Column, possible: Column) -> Book:
    return replace(book, sure=_put(book.sure, sure), possible=_put(book.possible, possible))


def _put(side: Side, column: Column) -> Side:
    """The same side with one column in another's place."""
    place = column.subject, column.dimension
    before = side.columns.get(place)
    columns = {**side.columns, place: column}
    held = dict(side.holdings_of)
    for holding in before.holdings if before else ():
        held[holding.owner] = [each for each in held.get(holding.owner, ()) if each[0] != place]
    for holding in column.holdings:
        held[holding.owner] = [*held.get(holding.owner, ()), (place, holding)]
    return Side(columns, defaultdict(list, held))
