"""How do dated statements become columns that add up?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from vendors.ownership.book import (
    PEOPLE_AND_STATES,
    Book,
    Claim,
    Place,
    facts_in_force,
    nominators,
    note_claims_of_control,
)
from vendors.ownership.bounds import Bound
from vendors.ownership.columns import (
    Column,
    Consistency,
    Holding,
    Totals,
    check_sums,
    sceptical,
    unproved,
)
from vendors.ownership.facts import Attestation, AttestationKind, Fact, Facts, PartyKind
from vendors.ownership.holdings import (
    NOBODY,
    Part,
    Reading,
    Strength,
    holder_of,
    parts_of,
    pool,
    potential_parts,
    stated_votes,
)
from vendors.ownership.interval import HUNDRED_PERCENT
from vendors.ownership.kinds import Dimension
from vendors.ownership.potential import as_converted, now_or_converted

DIRECT = "direct"
OWNERLESS = frozenset({PartyKind.LEGAL_ENTITY, PartyKind.ARRANGEMENT})
HOLDER_DIMENSIONS = frozenset({Dimension.ECONOMIC, Dimension.VOTES, Dimension.DISSOLUTION})


HELD_FOR_OTHERS = (Dimension.ECONOMIC, Dimension.VOTES)


@dataclass(slots=True)
class Draft:
    """What was said about one column, sorted by what it may do."""

    proving: dict[str, list[Part]] = field(default_factory=lambda: defaultdict(list))
    disputed: dict[str, list[Part]] = field(default_factory=lambda: defaultdict(list))
    weak: dict[str, list[Part]] = field(default_factory=lambda: defaultdict(list))
    potential: dict[str, list[Part]] = field(default_factory=lambda: defaultdict(list))
    sworn: list[Attestation] = field(default_factory=list)
    nominators: list[Fact] = field(default_factory=list)
    may_lack_holders: bool = False
    has_totals: bool = False


def read(facts: Facts, reading: Reading) -> Book:
    """Every column of the facts in force, under both readings of doubtful facts."""
    book = Book(facts, reading, facts_in_force(facts), parties=set(facts.parties))
    fill(book)
    return book


def fill(book: Book) -> None:
    """Write the columns of a book that has its facts in force, and nothing else yet."""
    drafts = _drafts(book)
    book.held |= {subject for (subject, _), draft in drafts.items() if _names_a_holder(draft)}
    book.held |= {subject for subject, _ in book.claims}
    book.terminal = frozenset(p for p in book.parties if book.is_terminal(p)) | {NOBODY}
    book.anybody = frozenset(party for party in book.parties if book.is_anybody(party))
    for place in sorted(drafts):
        kind = book.facts.party(place[0]).kind
        if kind not in PEOPLE_AND_STATES:
            draft = drafts[place]
            draft.may_lack_holders = kind in OWNERLESS or place[1] is Dimension.BOARD
            draft.has_totals = place in book.claims
            sure, possible = _columns(place, draft, book.reading, book.terminal)
            book.sure.put(sure)
            book.possible.put(possible)
    note_claims_of_control(book)


def _names_a_holder(draft: Draft) -> bool:
    return bool(draft.proving or draft.disputed or draft.weak or draft.nominators)


def _drafts(book: Book) -> dict[Place, Draft]:
    drafts: dict[Place, Draft] = defaultdict(Draft)
    voting = stated_votes(book.in_force, book.reading)
    for fact in book.in_force:
        owner = holder_of(fact)
        book.parties.update((owner, fact.subject))
        book.parties.update((fact.nominated_by,) if fact.nominated_by else ())
        book.parties.update(fact.members)
        strength = book.reading.strength(fact)
        for part in parts_of(fact, book.reading, voting):
            if fact.directness == DIRECT or fact.infer:
                _file(drafts[part.subject, part.dimension], part, strength)
            else:
                _note_claim(book, part, strength)
        if _usable(fact, book.facts.valid_at):
            for part in potential_parts(fact):
                _file_potential(drafts[part.subject, part.dimension], part, strength)
    for attestation in sorted(book.facts.attestations, key=lambda a: a.id):
        if attestation.holds_on(book.facts.valid_at):
            for dimension in _sworn_dimensions(attestation):
                drafts[attestation.subject, dimension].sworn.append(attestation)
    for nominee, said in nominators(book.in_force).items():
        for dimension in HELD_FOR_OTHERS:
            drafts[nominee, dimension].nominators.extend(said)
    return drafts


def _file(draft: Draft, part: Part, strength: Strength) -> None:
    match strength:
        case Strength.PROVING:
            draft.proving[part.owner].append(part)
        case Strength.DISPUTED:
            draft.disputed[part.owner].append(part)
        case Strength.WEAK:
            if part.share.hi:  # whoever is reported to have nothing has bought from nobody
                draft.weak[part.owner].append(part)


def _file_potential(draft: Draft, part: Part, strength: Strength) -> None:
    if strength is Strength.PROVING:
        draft.potential[part.owner].append(part)
    else:
        draft.weak[part.owner].append(part)


def _note_claim(book: Book, part: Part, strength: Strength) -> None:
    claim = Claim(
        part.owner,
        part.subject,
        part.dimension,
        part.share,
        strength is Strength.PROVING,
        part.fact,
    )
    book.claims[part.subject, part.dimension].append(claim)
    book.claims_of[part.owner].append(claim)


def _usable(fact: Fact, valid_at: date | None) -> bool:
    """Without a day nothing has been exercised."""
    return valid_at is not None and (
        fact.exercisable_from is None or fact.exercisable_from <= valid_at
    )


def _sworn_dimensions(attestation: Attestation) -> Iterable[Dimension]:
    return HOLDER_DIMENSIONS if attestation.dimension is None else (attestation.dimension,)


def _columns(
    place: Place, draft: Draft, reading: Reading, terminal: frozenset[str]
) -> tuple[Column, Column]:
    complete = any(a.kind is AttestationKind.COMPLETE for a in draft.sworn)
    cap, ceiling = _cap(draft.sworn)
    nominal, disputed = _nominal(draft)
    if ceiling is not None:
        nominal = [_capped(holding, ceiling) for holding in nominal]
    if complete and draft.may_lack_holders and (place[1] is Dimension.BOARD or not nominal):
        nominal.append(Holding(NOBODY, 0, HUNDRED_PERCENT))
    # a holder told by its total over all paths fills its part of a complete list somewhere
    consistency = check_sums(nominal, complete=complete and not draft.has_totals)
    if complete and consistency is Consistency.OK and not draft.has_totals:
        nominal = _rounded_up(nominal)
    accepted = reading.accept_over_100 and consistency is Consistency.OVER_100
    believed = nominal if accepted else sceptical(nominal)
    believed = [unproved(h) if h.owner in draft.disputed else h for h in believed]
    complete = complete and not disputed and consistency is not Consistency.UNDER_100
    now, potential = believed, _potential(draft)
    if potential:
        believed = now_or_converted(now, potential)
    believed = _look_through(draft.nominators, believed, reading, place[1])
    blank = Column(
        place[0],
        place[1],
        complete=complete and _adds_up(believed),
        cap=cap,
        consistency=consistency,
        disputed=disputed,
        accepted_over_100=accepted,
    )
    sure = _filled(blank, believed, terminal)
    if potential and not draft.nominators and consistency is Consistency.OK and not disputed:
        first = _filled(replace(blank, complete=complete and _adds_up(now)), now, terminal)
        sure = replace(sure, scenarios=(first, as_converted(first, potential)))
    if not draft.weak:
        return sure, sure
    return sure, _filled(replace(blank, complete=False), _loosened(believed, draft.weak), terminal)


def _potential(draft: Draft) -> dict[str, Holding]:
    """What each would have who may convert; where that is more than everything, not all can."""
    pooled = [pool(owner, parts).holding for owner, parts in draft.potential.items()]
    return {holding.owner: holding for holding in sceptical(pooled)}


def _filled(blank: Column, holdings: Sequence[Holding], terminal: frozenset[str]) -> Column:
    others = tuple(sorted((h for h in holdings if h.owner != blank.subject), key=_owner))
    own = next((h for h in holdings if h.owner == blank.subject), None)
    return replace(blank, holdings=others, own=own, totals=Totals.of(others, terminal))


def _owner(holding: Holding) -> str:
    return holding.owner


def _nominal(draft: Draft) -> tuple[list[Holding], bool]:
    """Every holder at face value, disputed statements too, so that their clash is seen."""
    owners: dict[str, list[Part]] = defaultdict(list)
    for parts_by_owner in (draft.proving, draft.disputed):
        for owner, parts in parts_by_owner.items():
            owners[owner].extend(parts)
    pooled = [pool(owner, parts) for owner, parts in owners.items()]
    clash = any(one.clash for one in pooled)
    return [one.holding for one in pooled], clash or bool(draft.disputed)


def _rounded_up(holdings: Sequence[Holding]) -> list[Holding]:
    """A complete list that falls short by rounding only: any holder may have the difference."""
    gap = HUNDRED_PERCENT - sum(holding.hi for holding in holdings)
    if gap <= 0:
        return list(holdings)
    return [replace(holding, hi=holding.hi + gap, hi_open=False) for holding in holdings]


def _adds_up(holdings: Sequence[Holding]) -> bool:
    """A list sworn to be complete cannot leave anything over."""
    return sum(holding.hi for holding in holdings) >= HUNDRED_PERCENT


def _cap(sworn: Sequence[Attestation]) -> tuple[Bound | None, int | None]:
    """What an undisclosed holder may have at most, and what anybody may."""
    disclosed = [a.value for a in sworn if a.kind is AttestationKind.ALL_HOLDERS_ABOVE and a.value]
    nobody = [
        a.value for a in sworn if a.kind is AttestationKind.NOBODY_ABOVE and a.value is not None
    ]
    caps = [Bound(value, open=True) for value in disclosed] + [Bound(value) for value in nobody]
    cap = min(caps, key=lambda bound: (bound.value, not bound.open), default=None)
    return cap, min(nobody, default=None)


def _capped(holding: Holding, ceiling: int) -> Holding:
    """An oath against a better fact does not hide it: the fact's lower end stays."""
    if holding.hi <= ceiling or holding.lo > ceiling or (holding.lo == ceiling and holding.lo_open):
        return holding
    return replace(holding, hi=ceiling, hi_open=False)


def _look_through(
    said: Sequence[Fact], holdings: Sequence[Holding], reading: Reading, dimension: Dimension
) -> list[Holding]:
    """A nominee holds for its nominator: a single one has all of it, several share it unknown.

    Whoever has the nominee's own votes keeps them: what it holds it votes as it is told, which
    the nominator's assertion of control says already.
    """
    if not said:
        return list(holdings)
    owners = {fact.owner: fact for fact in said if fact.owner is not None}
    proved = [owner for owner, f in owners.items() if reading.strength(f) is Strength.PROVING]
    if len(owners) == 1 and proved and not holdings:
        return [Holding(proved[0], HUNDRED_PERCENT, HUNDRED_PERCENT, facts=tuple(said))]
    if dimension is Dimension.VOTES:
        return list(holdings)
    known = [unproved(holding) for holding in holdings if holding.owner not in owners]
    return known + [Holding(o, 0, HUNDRED_PERCENT, facts=(f,)) for o, f in sorted(owners.items())]


def _loosened(believed: Sequence[Holding], weak: Mapping[str, list[Part]]) -> list[Holding]:
    """What is possible if the report is true: the older holders may have sold to the new ones."""
    loose = {holding.owner: unproved(holding) for holding in believed}
    for owner, parts in weak.items():
        reported = pool(owner, parts).holding
        before = loose.get(owner)
        if before is None:
            loose[owner] = unproved(reported)
        else:
            hi, hi_closed = max(
                (before.hi, not before.hi_open), (reported.hi, not reported.hi_open)
            )
            loose[owner] = replace(
                before, hi=hi, hi_open=not hi_closed, facts=before.facts + reported.facts
            )
    return list(loose.values())
