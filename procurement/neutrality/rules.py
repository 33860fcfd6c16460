"""What does each rule about ownership and control say of a vendor and one competitor group?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from procurement.neutrality.asking import (
    Votes,
    about_rights,
    doubtful_money,
    doubtful_votes,
    undisclosed_money,
    undisclosed_votes,
)
from procurement.neutrality.evidence import (
    Chains,
    control_paths,
    doubted,
    facts_of,
    how_held,
    money_paths,
    sources_of,
)
from procurement.neutrality.findings import Finding, Level, Settling, State
from procurement.neutrality.influence import significant_influence
from procurement.neutrality.inquiry import MODES, Inquiry, Rival
from procurement.neutrality.involved import (
    anybody_of,
    behind,
    is_rival_itself,
    named,
    self_proofs,
    self_sentence,
)
from procurement.neutrality.measures import decided, measured
from procurement.neutrality.policy import units
from procurement.neutrality.sentences import (
    amount,
    at_least,
    chain,
    limit,
    listing,
    most,
    part_of,
    up_to,
    verb,
)
from vendors.ownership.bounds import Measure, Threshold
from vendors.ownership.control import ControlTest, Mode, Reach, group_share
from vendors.ownership.derivation import Ground, Step, derivation
from vendors.ownership.facts import Fact
from vendors.ownership.holdings import is_unspecified
from vendors.ownership.integrated import integrated
from vendors.ownership.kinds import Dimension

Rule = Callable[[Inquiry, Rival], Finding]

WITHOUT_SHARES = frozenset({Ground.ASSERTION, Ground.VETO, Ground.UNDISCLOSED})
"""What a control may rest on that no threshold is held against."""


@dataclass(frozen=True, slots=True)
class Finished:
    """All that a rule about control has found out before it is put into words."""

    level: Level
    state: State
    reached: Reach
    test: ControlTest
    steps: tuple[Step, ...]
    dimension: Dimension
    share: Measure


def control(inquiry: Inquiry, rival: Rival) -> Finding:
    """Does the group control the vendor, alone and through what it controls?"""
    return _control(inquiry, rival, rival.control, inquiry.policy.control_test, Level.CONTROL)


def joint_or_negative_control(inquiry: Inquiry, rival: Rival) -> Finding:
    """Can the group block the vendor's decisions, or take them together with others?"""
    level = Level.JOINT_OR_NEGATIVE_CONTROL
    return _control(inquiry, rival, rival.joint, inquiry.policy.joint_test, level)


def material_interest(inquiry: Inquiry, rival: Rival) -> Finding:
    """Does enough of the vendor's money belong to the group, directly and through others?"""
    policy, level = inquiry.policy, Level.MATERIAL_INTEREST
    cap = policy.residual_cap_per_competitor
    share = integrated(inquiry.book, rival.group, inquiry.vendor, cap_per_competitor=cap)
    threshold = Threshold(policy.material_cmp, units(policy.material_equity))
    state = decided(threshold, share)
    mode = Mode.SURE if share.lo.value and state is not State.POSSIBLE else Mode.POSSIBLE
    chains = money_paths(inquiry, rival.group, inquiry.vendor, share, mode)
    claims = inquiry.book.claims.get((inquiry.vendor, Dimension.ECONOMIC), ())
    told = [claim.fact for claim in claims if claim.owner in rival.group.possible]
    facts = chains.facts
    if state is not State.CONFLICT:  # what is proved rests on its chains, and on nothing else
        facts = tuple(dict.fromkeys([*facts, *told]))
    holders = chains.holders or _claimants(told)
    is_itself = is_rival_itself(inquiry, rival, state)
    if is_itself:
        holders = [inquiry.vendor]
    named_with = holders
    if state is State.CONFLICT and share.hi.value > share.lo.value:  # others add to the upper end
        others = money_paths(inquiry, rival.group, inquiry.vendor, share, Mode.POSSIBLE).holders
        named_with = list(dict.fromkeys([*holders, *_claimants(told), *others]))
    involved = behind(inquiry, rival, holders, MODES.get(state, MODES[State.POSSIBLE]))
    if not involved and state in {State.CONFLICT, State.POSSIBLE}:
        involved = rival.listed  # the chains are too many or too long to be told one by one
        named_with = []
    if is_itself:
        chains = _self_chains(inquiry, rival, state, involved)
        facts = chains.facts
    return Finding(
        level,
        state,
        level,
        rival.listed,
        _money_sentence(inquiry, rival, state, share, threshold, named_with, chains),
        involved,
        **measured(Dimension.ECONOMIC.value, share, threshold),
        paths=chains.paths,
        sources=sources_of(facts),
        would_settle=_money_questions(inquiry, rival, state, threshold),
    )


RULES: Mapping[Level, Rule] = MappingProxyType(
    {
        Level.CONTROL: control,
        Level.JOINT_OR_NEGATIVE_CONTROL: joint_or_negative_control,
        Level.SIGNIFICANT_INFLUENCE: significant_influence,
        Level.MATERIAL_INTEREST: material_interest,
    }
)


def _control(
    inquiry: Inquiry, rival: Rival, reached: Reach, test: ControlTest, level: Level
) -> Finding:
    vendor = inquiry.vendor
    state = next(
        (state for state, mode in MODES.items() if vendor in reached.members(mode)), State.CLEAR
    )
    steps: tuple[Step, ...] = ()
    if state is not State.CLEAR:
        steps = derivation(inquiry.book, reached, test, MODES[state], vendor)
    dimension, share = _leading_share(inquiry, reached, test, steps)
    found = Finished(level, state, reached, test, steps, dimension, share)
    involved: tuple[str, ...] = ()
    if state in {State.CONFLICT, State.POSSIBLE}:
        movers = _first_movers(found) or [vendor]
        involved = behind(inquiry, rival, movers, MODES[state]) or rival.listed
    chains = Chains(control_paths(steps), tuple(facts_of(steps)))
    if is_rival_itself(inquiry, rival, state):
        chains = _self_chains(inquiry, rival, state, involved)
    return Finding(
        level,
        state,
        level,
        rival.listed,
        _control_sentence(inquiry, rival, found, involved),
        involved,
        **measured(dimension.value, share, test.threshold),
        paths=chains.paths,
        sources=sources_of(chains.facts),
        would_settle=_control_questions(inquiry, rival, found),
    )


def _self_chains(inquiry: Inquiry, rival: Rival, state: State, involved: tuple[str, ...]) -> Chains:
    """From a vendor that controls competitors down to them, and on which facts that rests."""
    proofs = self_proofs(inquiry, rival, state, involved)
    paths = tuple(path for steps in proofs for path in control_paths(steps))
    return Chains(paths, tuple(fact for steps in proofs for fact in facts_of(steps)))


def _first_movers(found: Finished) -> list[str]:
    """The members of the group itself on which the proof rests."""
    members = found.reached.members(MODES[found.state])
    premises = [premise for step in found.steps for premise in step.premises]
    return list(dict.fromkeys(p for p in premises if members.get(p) == 0))


def _leading_share(
    inquiry: Inquiry, reached: Reach, test: ControlTest, steps: Sequence[Step]
) -> tuple[Dimension, Measure]:
    """The dimension that decided, else the first that might, else the first one of the test."""
    shares = {
        dimension: group_share(inquiry.book, reached, (inquiry.vendor, dimension), test)
        for dimension in test.dimensions
    }
    grounds = {step.ground.value for step in steps[-1:]}
    decided_by = [d for d in shares if d.value in grounds]
    open_in = [d for d, share in shares.items() if test.threshold.allowed_by(share.worst)]
    leading = [*decided_by, *(open_in if steps else ()), test.dimensions[0]][0]
    return leading, shares[leading]


def _control_sentence(
    inquiry: Inquiry, rival: Rival, found: Finished, involved: tuple[str, ...]
) -> str:
    if is_rival_itself(inquiry, rival, found.state):
        return self_sentence(inquiry, rival, found.state, involved)
    vendor, whole = inquiry.name(inquiry.vendor), anybody_of(inquiry, rival)
    joint = found.level is Level.JOINT_OR_NEGATIVE_CONTROL
    part, needs = part_of(found.dimension, vendor), limit(found.test.threshold)
    name = listing([inquiry.name(party) for party in involved])
    why = _why(inquiry, rival, found)
    match found.state:
        case State.CONFLICT if joint:
            has = verb(involved, "has", "together have")
            return f"{name} {has} joint or negative control of {vendor}: {why}."
        case State.CONFLICT:
            return f"{name} {verb(involved, 'controls', 'together control')} {vendor}: {why}."
        case State.POSSIBLE:
            does = "block or share decisions of" if joint else "control"
            doubt = doubted(inquiry, facts_of(found.steps))
            return f"{name} may {does} {vendor}, as far as the disclosed facts go{doubt}: {why}."
        case State.INSUFFICIENT:
            does = "block or share decisions of" if joint else "control"
            unknown = f"It is not disclosed whether {whole} can {does} {vendor}"
            if not found.test.threshold.allowed_by(found.share.worst):  # but by a right
                return f"{unknown}: {why}."
            return (
                f"{unknown}: undisclosed holders may give it {up_to(found.share.worst)} of the "
                f"{part}, and {needs} is enough."
            )
        case _:
            can = "block or share decisions of" if joint else "control"
            return (
                f"{_capital(whole)} cannot {can} {vendor}: it has {most(found.share.worst)} of the "
                f"{part}, and {needs} would be needed."
            )


def _why(inquiry: Inquiry, rival: Rival, found: Finished) -> str:
    """The proof in words, beginning with those who stand behind a competitor, or may be one."""
    movers = _first_movers(found) if found.steps else []
    above = [party for party in movers if party in rival.group.possible - rival.group.listed]
    unknown = [party for party in movers if party not in rival.group.possible]
    said = [
        f"it is not disclosed who {inquiry.name(party)} is"
        for party in unknown
        if not is_unspecified(party)
    ]
    said += [
        f"{inquiry.name(party)} {'stands' if party in rival.group.sure else 'may stand'} behind "
        + listing([inquiry.name(c) for c in behind(inquiry, rival, [party], MODES[found.state])])
        for party in above
    ]
    proof = "; ".join([*said, chain(inquiry.book, found.steps)])
    if not found.steps or found.steps[-1].ground in WITHOUT_SHARES:
        return proof
    enough = "control" if found.level is Level.CONTROL else "enough"
    return f"{proof}, where {limit(found.test.threshold)} is {enough}"


def _capital(text: str) -> str:
    return "A" + text[1:] if text == "a competitor" else text


def _control_questions(inquiry: Inquiry, rival: Rival, found: Finished) -> tuple[Settling, ...]:
    dimensions = dict.fromkeys((found.dimension, *found.test.dimensions))
    votes = Votes(tuple(dimensions), found.test)
    match found.state:
        case State.INSUFFICIENT:
            return undisclosed_votes(inquiry, rival, found.reached, votes)
        case State.POSSIBLE:
            doubts = doubtful_votes(inquiry, rival, found.reached, votes)
            return (*doubts, *about_rights(inquiry, found.steps))
        case _:
            return ()


def _claimants(facts: Sequence[Fact]) -> list[str]:
    return [fact.owner for fact in facts if fact.owner is not None]


def _money_sentence(
    inquiry: Inquiry,
    rival: Rival,
    state: State,
    share: Measure,
    threshold: Threshold,
    holders: Sequence[str],
    chains: Chains,
) -> str:
    mode = MODES.get(state, MODES[State.POSSIBLE])
    involved = behind(inquiry, rival, holders, mode) or rival.listed
    if is_rival_itself(inquiry, rival, state):
        return self_sentence(inquiry, rival, state, involved)
    whole = anybody_of(inquiry, rival)
    name = named(inquiry, rival, holders, mode)
    part = part_of(Dimension.ECONOMIC, inquiry.name(inquiry.vendor))
    needs = limit(threshold)
    match state:
        case State.CONFLICT:
            has = verb(involved, "has", "together have")
            return (
                f"{name} {has} {amount(share.lo, share.hi)} of the {part}, "
                f"{how_held(inquiry, chains)}, where {needs} is material."
            )
        case State.POSSIBLE:
            proved = at_least(share.lo) if share.lo.value else "none"
            return (
                f"{name} may have {up_to(share.hi)} of the {part} as far as the disclosed facts go"
                f"{doubted(inquiry, chains.facts)} ({proved} is proved), where {needs} is material."
            )
        case State.INSUFFICIENT:
            return (
                f"Undisclosed holders may give {whole} {up_to(share.worst)} of the {part}, where "
                f"{needs} is material."
            )
        case _:
            return f"{_capital(whole)} has {most(share.worst)} of the {part}; {needs} is material."


def _money_questions(
    inquiry: Inquiry, rival: Rival, state: State, threshold: Threshold
) -> tuple[Settling, ...]:
    match state:
        case State.INSUFFICIENT:
            return undisclosed_money(inquiry, rival, threshold)
        case State.POSSIBLE:
            return doubtful_money(inquiry, rival, threshold)
        case _:
            return ()
