"""Who has a large part of the vendor and of a competitor at once?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from procurement.neutrality.dependence import proved_or_possible
from procurement.neutrality.evidence import Paths, stake_paths
from procurement.neutrality.findings import Finding, State, TieCode
from procurement.neutrality.inquiry import MODES, Inquiry, Rival
from procurement.neutrality.measures import measured
from procurement.neutrality.policy import units
from procurement.neutrality.sentences import limit, listing, short
from procurement.neutrality.ties import tie
from vendors.ownership.bounds import (
    Bound,
    Comparator,
    Measure,
    Threshold,
    highest_ceiling,
    highest_floor,
)
from vendors.ownership.ceilings import ceilings
from vendors.ownership.control import Group, Mode, Reach, group_share
from vendors.ownership.facts import Fact
from vendors.ownership.groups import above
from vendors.ownership.integrated import disclosed_ends
from vendors.ownership.kinds import Dimension
from vendors.ownership.spreading import spread

MOST_RECKONED = 64
"""Holders of both whose shares are reckoned exactly, where little stands above the vendor."""
MOST_LOOKED_AT = 3_000
"""Parties above the vendor, once for each holder: in dense circles one holder takes a second."""
FEWEST_RECKONED = 2


def close_links(inquiry: Inquiry, rival: Rival) -> Iterator[Finding]:
    """Somebody with a large part of both, of money or of votes.

    The nearest holders are reckoned exactly. Those further away who may be large as well, as far
    as a quick look can tell, are told as one tie that is possible.
    """
    if not inquiry.policy.close_link:
        return
    threshold = Threshold(Comparator.GE, units(inquiry.policy.close_link_pct))
    in_both = list(_in_both(inquiry, rival, threshold))
    holders = list(dict.fromkeys(holder for holder, _ in in_both))
    near = frozenset(holders[: _most_reckoned(inquiry)])
    pairs = [(holder, competitor) for holder, competitor in in_both if holder in near]
    yield from _reckoned(inquiry, rival, pairs, threshold)
    if len(holders) > len(near):
        further = [competitor for holder, competitor in in_both if holder not in near]
        yield _too_many(inquiry, rival, (len(near), len(holders)), further, threshold)


def _most_reckoned(inquiry: Inquiry) -> int:
    above_it = len(spread(inquiry.book, inquiry.vendor).passed)
    return max(FEWEST_RECKONED, min(MOST_RECKONED, MOST_LOOKED_AT // max(1, above_it)))


def _in_both(inquiry: Inquiry, rival: Rival, threshold: Threshold) -> Iterator[tuple[str, str]]:
    """Holders who may have enough of the vendor and of a competitor; those near the vendor first.

    Whoever is left out has too little for certain.
    """
    candidates = _in_common(inquiry, rival)
    if not candidates:  # as most vendors: what is above each competitor is not worth a look
        return
    may_have = _may_have(inquiry, inquiry.vendor, threshold)
    large = [party for party in candidates if may_have(party)]
    if not large:
        return
    there = {
        competitor: _may_have(inquiry, competitor, threshold)
        for competitor in rival.listed
        if competitor != inquiry.vendor
    }
    for party in large:
        for competitor, may_have_there in there.items():
            if may_have_there(party):
                yield party, competitor


def _in_common(inquiry: Inquiry, rival: Rival) -> list[str]:
    """Whoever is above the vendor and above a competitor, in the order in which they are met."""
    competitors = [competitor for competitor in rival.listed if competitor != inquiry.vendor]
    above_any = _above(inquiry, competitors)
    return [
        party
        for party in _above(inquiry, [inquiry.vendor])
        if party in above_any
        and party not in inquiry.competitors
        and party not in inquiry.book.anybody
    ]


def _may_have(inquiry: Inquiry, company: str, threshold: Threshold) -> Callable[[str], bool]:
    """Whether a holder may have enough of the company's money, or enough of its votes alone."""
    money = spread(inquiry.book, company)
    voting = _voters(inquiry, company, threshold)
    return lambda holder: holder in voting or threshold.allowed_by(Bound(money.of(holder)))


def _voters(inquiry: Inquiry, company: str, threshold: Threshold) -> frozenset[str]:
    """Those who may have enough votes; where own shares do not vote, everybody counts for more."""
    place = company, Dimension.VOTES
    column = inquiry.book.possible_column(*place)
    counts_more = column.own is not None or column.accepted_over_100
    held = {
        holding.owner
        for holding in column.holdings
        if counts_more or threshold.allowed_by(Bound(holding.hi, holding.hi_open))
    }
    claimed = {
        claim.owner
        for claim in inquiry.book.claims.get(place, ())
        if threshold.allowed_by(Bound(claim.share.hi, claim.share.hi_open))
    }
    return frozenset(held | claimed)


def _reckoned(
    inquiry: Inquiry, rival: Rival, pairs: Sequence[tuple[str, str]], threshold: Threshold
) -> Iterator[Finding]:
    of_vendor: dict[str, Measure] = {}
    for holder, competitor in _large_in_both(inquiry, pairs, threshold):
        if holder not in of_vendor:
            of_vendor[holder] = _stake(inquiry, holder, inquiry.vendor)
        here = of_vendor[holder]
        if proved_or_possible(threshold, here) is State.CLEAR:
            continue
        there = _stake(inquiry, holder, competitor)
        state = min(
            proved_or_possible(threshold, here),
            proved_or_possible(threshold, there),
            key=lambda state: state.rank,
        )
        if state is not State.CLEAR:
            yield _close_link(inquiry, rival, state, (holder, competitor), (here, there), threshold)


def _large_in_both(
    inquiry: Inquiry, pairs: Sequence[tuple[str, str]], threshold: Threshold
) -> Iterator[tuple[str, str]]:
    """Those of whom it is worth reckoning exactly what they have: in large graphs that is slow."""
    if not pairs:
        return
    most = ceilings(inquiry.book, [holder for holder, _ in pairs])

    def may_be_large(holder: str, company: str) -> bool:
        if threshold.allowed_by(Bound(most.of(holder, company))):
            return True
        return threshold.allowed_by(_votes(inquiry, holder, company).hi)

    holders = dict.fromkeys(holder for holder, _ in pairs)
    large = {holder for holder in holders if may_be_large(holder, inquiry.vendor)}
    for holder, competitor in pairs:
        if holder in large and may_be_large(holder, competitor):
            yield holder, competitor


def _too_many(
    inquiry: Inquiry,
    rival: Rival,
    counts: tuple[int, int],
    competitors: Sequence[str],
    threshold: Threshold,
) -> Finding:
    """All holders but the nearest, who were reckoned; `counts` has these, and all."""
    near, every = counts
    both = sorted(set(competitors))
    rivals = listing([inquiry.name(competitor) for competitor in both])
    sentence = (
        f"{every - near} further parties may each have {limit(threshold)} of "
        f"{inquiry.name(inquiry.vendor)} and of {rivals}, in money or votes; "
        f"only the nearest {near} were reckoned one by one."
    )
    found = tie(inquiry, rival, State.POSSIBLE, TieCode.COMMON_HOLDER, sentence, ())
    return replace(found, involved=tuple(both))


def _above(inquiry: Inquiry, companies: Sequence[str]) -> Mapping[str, None]:
    both = (Dimension.ECONOMIC, Dimension.VOTES)
    return above(inquiry.book, companies, both, Mode.POSSIBLE)


def _stake(inquiry: Inquiry, holder: str, company: str) -> Measure:
    """Money through all chains, or the holder's own votes, whichever is more."""
    lo, hi = disclosed_ends(inquiry.book, Group.of([holder]), company)
    votes = _votes(inquiry, holder, company)
    top = highest_ceiling(hi, votes.hi)
    return Measure(highest_floor(lo, votes.lo), top, top)


def _votes(inquiry: Inquiry, holder: str, company: str) -> Measure:
    """The votes of the holder alone, directly or as a published total; own shares do not vote."""
    alone = {holder: 0}
    reached = Reach(Group.of([holder]), alone, alone, alone)
    place = company, Dimension.VOTES
    return group_share(inquiry.book, reached, place, inquiry.policy.control_test)


def _close_link(
    inquiry: Inquiry,
    rival: Rival,
    state: State,
    ends: tuple[str, str],
    shares: tuple[Measure, Measure],
    threshold: Threshold,
) -> Finding:
    holder, competitor = ends
    sentence = (
        f"{inquiry.name(holder)} has {short(shares[0])} of {inquiry.name(inquiry.vendor)} and "
        f"{short(shares[1])} of {inquiry.name(competitor)}, in money or votes, where "
        f"{limit(threshold)} of both is a close link."
    )
    paths: Paths = ()
    facts: list[Fact] = []
    for company, share in zip((inquiry.vendor, competitor), shares, strict=True):
        chains = stake_paths(inquiry, holder, company, share, MODES[state])
        paths, facts = (*paths, *chains.paths), [*facts, *chains.facts]
    code = TieCode.COMMON_HOLDER
    found = tie(inquiry, rival, state, code, sentence, facts, about=holder, paths=paths)
    found = replace(found, involved=(competitor,))
    return replace(found, **measured(Dimension.ECONOMIC.value, shares[0], threshold))
