"""How does a book go on with what is known of a few parties more, without reading it all again?

The base is closed upward: whoever holds a part of one of its subjects is one of its subjects too,
or has no holder that is known. So its columns stay as they are, whatever is added about others, and
only indexes by owner are joined. What comes out is, to the last byte, the book of all the facts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from operator import attrgetter
from typing import TypeVar

from vendors.ownership.book import Assertion, Book, Claim, Place, Side, facts_in_force
from vendors.ownership.closure import Ground
from vendors.ownership.columns import Holding
from vendors.ownership.facts import Fact, Facts
from vendors.ownership.holdings import Reading
from vendors.ownership.reading import fill, read

Item = TypeVar("Item")
_id = attrgetter("id")


def base_of(ground: Ground, reading: Reading) -> Book:
    """The book of a ground, for others to go on from."""
    book = read(ground.facts, reading)
    book.starts, book.closed = frozenset(ground.starts), ground.above
    return book


def continued(base: Book, own: Facts) -> Book:
    """The base together with facts about parties that are not of its closed ones."""
    added = Book(
        own, base.reading, facts_in_force(own), parties=set(own.parties), held=set(base.held)
    )
    fill(added)
    return Book(
        facts=_together(base.facts, own),
        reading=base.reading,
        in_force=tuple(sorted((*base.in_force, *added.in_force), key=_id)),
        sure=_side(base.sure, added.sure),
        possible=_side(base.possible, added.possible),
        claims={**base.claims, **added.claims},
        claims_of=_joined(base.claims_of, added.claims_of, _said),
        assertions_of=_joined(base.assertions_of, added.assertions_of, _said),
        assertions_on={**base.assertions_on, **added.assertions_on},
        vetoes_of=_joined(base.vetoes_of, added.vetoes_of, _said),
        vetoes_on={**base.vetoes_on, **added.vetoes_on},
        concerts_on={**base.concerts_on, **added.concerts_on},
        concerts_of=_joined(base.concerts_of, added.concerts_of, _told),
        held=base.held | added.held,
        parties=base.parties | added.parties,
        terminal=(base.terminal - added.parties) | added.terminal,
        anybody=base.anybody | added.anybody,
        base=base,
        added=added,
    )


def _together(lower: Facts, upper: Facts) -> Facts:
    return replace(
        lower,
        parties={**lower.parties, **upper.parties},
        facts=tuple(sorted((*lower.facts, *upper.facts), key=_id)),
        attestations=tuple(sorted((*lower.attestations, *upper.attestations), key=_id)),
        cut_short=lower.cut_short or upper.cut_short,
    )


def _side(lower: Side, upper: Side) -> Side:
    return Side(
        {**lower.columns, **upper.columns},
        _joined(lower.holdings_of, upper.holdings_of, _where),
    )


def _joined(
    lower: Mapping[str, list[Item]],
    upper: Mapping[str, list[Item]],
    key: Callable[[Item], tuple[str, ...]],
) -> dict[str, list[Item]]:
    """By owner, in the order in which one book would have them; no list of the base is touched."""
    joined = dict(lower)
    for owner, items in upper.items():
        before = joined.get(owner)
        joined[owner] = items if before is None else sorted([*before, *items], key=key)
    return joined


def _said(said: Claim | Assertion) -> tuple[str, ...]:
    return (said.fact.id,)


def _told(fact: Fact) -> tuple[str, ...]:
    return (fact.id,)


def _where(held: tuple[Place, Holding]) -> tuple[str, ...]:
    return held[0]
