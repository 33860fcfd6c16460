"""Which debts, revenues, contracts and holdings of its own bind the vendor to a competitor?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from procurement.neutrality.evidence import fact_path, money_paths
from procurement.neutrality.findings import Finding, State, TieCode
from procurement.neutrality.inquiry import MODES, Inquiry, Rival
from procurement.neutrality.involved import named, with_its_group
from procurement.neutrality.measures import decided, measured
from procurement.neutrality.policy import units
from procurement.neutrality.sentences import amount, capital, limit, listing, short
from procurement.neutrality.ties import tie
from vendors.ownership.bounds import (
    EVERYTHING,
    NOTHING,
    Bound,
    Comparator,
    Measure,
    Threshold,
    highest_ceiling,
    highest_floor,
    lowest_ceiling,
)
from vendors.ownership.ceilings import ceilings
from vendors.ownership.control import Group, Mode
from vendors.ownership.facts import Basis, Fact, Interval, Kind
from vendors.ownership.holdings import holder_of
from vendors.ownership.integrated import integrated
from vendors.ownership.kinds import Dimension

PLAIN = {
    Kind.EXCLUSIVE_SUPPLY: (TieCode.EXCLUSIVE_SUPPLY, "{vendor} supplies {rival} exclusively."),
    Kind.SOLE_SOURCE: (TieCode.SOLE_SOURCE, "{rival} is the sole source of {vendor}."),
    Kind.DATA_ACCESS: (TieCode.DATA_ACCESS, "{rival} has access to data of {vendor}."),
    Kind.LICENCE: (TieCode.LICENCE, "{rival} and {vendor} are bound by a licence."),
    Kind.GUARANTEE: (TieCode.GUARANTEE, "{rival} guarantees obligations of {vendor}."),
}
POSSIBLE = State.POSSIBLE.rank
MANAGED = (TieCode.MANAGEMENT_CONTRACT, "{rival} manages {vendor} under a contract.")


def debts(inquiry: Inquiry, rival: Rival) -> Iterator[Finding]:
    threshold = Threshold(Comparator.GE, units(inquiry.policy.debt_pct))
    sentence = "{vendor} owes {rival} {share} of its debt, where {limit} is a tie."
    yield from _added_up(inquiry, rival, Kind.DEBT, TieCode.DEBT, threshold, sentence)


def revenues(inquiry: Inquiry, rival: Rival) -> Iterator[Finding]:
    threshold = Threshold(Comparator.GE, units(inquiry.policy.revenue_pct))
    sentence = "{vendor} earns {share} of its revenue from {rival}, where {limit} is a tie."
    code = TieCode.REVENUE_DEPENDENCY
    yield from _added_up(inquiry, rival, Kind.REVENUE_SHARE, code, threshold, sentence)


def contracts(inquiry: Inquiry, rival: Rival) -> Iterator[Finding]:
    """Exclusive or sole supply, licences, guarantees, data access and management contracts."""
    for fact in inquiry.in_force_on(inquiry.vendor):
        described = PLAIN.get(fact.kind)
        if fact.kind is Kind.CONTROL_ASSERTION and fact.basis is Basis.MANAGEMENT_CONTRACT:
            described = MANAGED
        if described is not None:
            state = _fact_state(inquiry, rival, fact)
            if state is not State.CLEAR:
                code, sentence = described
                said = sentence.format(
                    vendor=inquiry.name(inquiry.vendor),
                    rival=with_its_group(inquiry, rival, holder_of(fact)),
                )
                yield tie(inquiry, rival, state, code, capital(said), [fact])


def reverse_holdings(inquiry: Inquiry, rival: Rival) -> Iterator[Finding]:
    """What the vendor has of a competitor."""
    threshold = Threshold(Comparator.GE, units(inquiry.policy.reverse_equity))
    has_none = inquiry.is_apart and not threshold.allowed_by(NOTHING)
    if has_none:
        return
    most = ceilings(inquiry.book, [inquiry.vendor])
    for competitor in rival.listed:
        if competitor == inquiry.vendor:
            continue
        if not threshold.allowed_by(Bound(most.of(inquiry.vendor, competitor))):
            continue
        share = integrated(inquiry.book, Group.of([inquiry.vendor]), competitor)
        state = proved_or_possible(threshold, share)
        if state is not State.CLEAR:
            sentence = (
                f"{inquiry.name(inquiry.vendor)} has {short(share)} of the economic interest in "
                f"{inquiry.name(competitor)}, where {limit(threshold)} is a tie."
            )
            code, mode = TieCode.VENDOR_OWNS_COMPETITOR, MODES[state]
            itself = Group.of([inquiry.vendor])
            chains = money_paths(inquiry, itself, competitor, share, mode)
            found = tie(inquiry, rival, state, code, sentence, chains.facts, paths=chains.paths)
            found = replace(found, involved=(competitor,))
            yield replace(found, **measured(Dimension.ECONOMIC.value, share, threshold))


def _added_up(
    inquiry: Inquiry,
    rival: Rival,
    kind: Kind,
    code: TieCode,
    threshold: Threshold,
    sentence: str,
) -> Iterator[Finding]:
    """What all members together have of something that has one whole."""
    facts = [
        fact
        for fact in inquiry.in_force_on(inquiry.vendor)
        if fact.kind is kind and rival.state_of(holder_of(fact)).rank
    ]
    share = _sum(inquiry, rival, facts)
    state = decided(threshold, share)
    if state is not State.INSUFFICIENT:
        facts = [fact for fact in facts if rival.state_of(holder_of(fact)).rank >= POSSIBLE]
    if state is not State.CLEAR:
        most = share.worst if state is State.INSUFFICIENT else share.hi
        said = sentence.format(
            vendor=inquiry.name(inquiry.vendor),
            rival=_creditors(inquiry, rival, state, facts),
            share=amount(share.lo, most),
            limit=limit(threshold),
        )
        paths = tuple(fact_path(inquiry, fact) for fact in facts)
        found = tie(inquiry, rival, state, code, said, facts, paths=paths)
        yield replace(found, **measured(kind.value, share, threshold))


def _creditors(inquiry: Inquiry, rival: Rival, state: State, facts: Sequence[Fact]) -> str:
    owners = list(dict.fromkeys(holder_of(fact) for fact in facts))
    if state is State.INSUFFICIENT:
        return listing(list(dict.fromkeys(with_its_group(inquiry, rival, o) for o in owners)))
    return named(inquiry, rival, owners, Mode.SURE if state is State.CONFLICT else Mode.POSSIBLE)


def _sum(inquiry: Inquiry, rival: Rival, facts: Sequence[Fact]) -> Measure:
    """One record counts once; what is only reported, or possibly a member's, proves nothing.

    What is owed to somebody behind whom nobody is disclosed counts at worst.
    """
    told: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        told[fact.same_as or fact.record].append(fact)
    lows, highs, worsts = [NOTHING], [NOTHING], [NOTHING]
    for same in told.values():
        proved = [f for f in same if _fact_state(inquiry, rival, f) is State.CONFLICT]
        lows.append(highest_floor(NOTHING, *(_lower_end(fact) for fact in proved)))
        possible = [f for f in same if _fact_state(inquiry, rival, f).rank >= POSSIBLE]
        highs.append(highest_ceiling(NOTHING, *(_upper_end(fact) for fact in possible)))
        worsts.append(highest_ceiling(*(_upper_end(fact) for fact in same)))
    lo, hi, worst = (lowest_ceiling(_total(ends), EVERYTHING) for ends in (lows, highs, worsts))
    return Measure(lo, hi, worst)


def _lower_end(fact: Fact) -> Bound:
    share = fact.share or Interval.unknown()
    return Bound(share.lo, share.lo_open)


def _upper_end(fact: Fact) -> Bound:
    share = fact.share or Interval.unknown()
    return Bound(share.hi, share.hi_open)


def _total(bounds: Iterable[Bound]) -> Bound:
    bounds = tuple(bounds)
    return Bound(sum(bound.value for bound in bounds), any(bound.open for bound in bounds))


def _fact_state(inquiry: Inquiry, rival: Rival, fact: Fact) -> State:
    state = rival.state_of(holder_of(fact))
    return State.POSSIBLE if state is State.CONFLICT and not inquiry.proves(fact) else state


def proved_or_possible(threshold: Threshold, share: Measure) -> State:
    """A holding that nobody spoke of is no tie: what is undisclosed does not count here."""
    if threshold.proved_by(share.lo):
        return State.CONFLICT
    return State.POSSIBLE if threshold.allowed_by(share.hi) else State.CLEAR
