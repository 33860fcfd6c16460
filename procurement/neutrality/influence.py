"""Does the group have a say in the vendor that falls short of control?

Any one of these is enough: votes (IAS 28 presumes influence from 20 percent), a third of the equity
even without votes (12 CFR 225.32(c)), a seat or the right to fill one, or a registered influence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from procurement.neutrality.asking import Votes, doubtful_votes, undisclosed_votes
from procurement.neutrality.evidence import doubted, fact_path, sources_of
from procurement.neutrality.findings import Ask, Finding, Level, PathStep, Settling, State
from procurement.neutrality.inquiry import MODES, Inquiry, Rival
from procurement.neutrality.involved import (
    anybody_of,
    behind,
    called,
    is_rival_itself,
    named,
    self_sentence,
)
from procurement.neutrality.measures import Numbers, decided, measured
from procurement.neutrality.policy import ONE_THIRD, units
from procurement.neutrality.questions import about_controllers, confirmations
from procurement.neutrality.sentences import (
    amount,
    capital,
    held,
    limit,
    most,
    part_of,
    up_to,
    verb,
)
from vendors.ownership.book import INFLUENCE_KINDS
from vendors.ownership.bounds import Comparator, Measure, Threshold
from vendors.ownership.columns import Holding
from vendors.ownership.control import Members, Mode, Reach, group_share
from vendors.ownership.facts import Fact, Kind
from vendors.ownership.holdings import holder_of
from vendors.ownership.kinds import DIRECTORSHIPS, Dimension

RIGHTS = INFLUENCE_KINDS | DIRECTORSHIPS | {Kind.BOARD_OBSERVER}
LEVEL = Level.SIGNIFICANT_INFLUENCE


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of influence."""

    state: State
    sentence: str
    involved: tuple[str, ...] = ()
    numbers: Numbers | None = None
    paths: tuple[tuple[PathStep, ...], ...] = ()
    facts: tuple[Fact, ...] = ()
    dimension: Dimension | None = None
    threshold: Threshold | None = None


def significant_influence(inquiry: Inquiry, rival: Rival) -> Finding:
    """The strongest sign speaks; the others that are as strong are named behind it."""
    signs = [_votes(inquiry, rival)]
    if inquiry.policy.one_third_equity_rule:
        signs.append(_equity(inquiry, rival))
    signs += _rights(inquiry, rival)
    state = max((sign.state for sign in signs), key=lambda s: s.rank)
    strongest = [sign for sign in signs if sign.state is state]
    spoken = strongest if state in {State.CONFLICT, State.POSSIBLE} else strongest[:1]
    numbers = next((sign.numbers for sign in strongest if sign.numbers), signs[0].numbers)
    if numbers is None:
        raise AssertionError("votes are always measured")
    sentence = " ".join(dict.fromkeys(sign.sentence for sign in spoken))
    if inquiry.vendor in rival.listed and is_rival_itself(inquiry, rival, state):
        sentence = self_sentence(inquiry, rival, state, rival.listed)
    return Finding(
        LEVEL,
        state,
        LEVEL,
        rival.listed,
        sentence,
        tuple(sorted({party for sign in spoken for party in sign.involved})),
        **numbers,
        paths=tuple(path for sign in spoken for path in sign.paths),
        sources=sources_of(fact for sign in spoken for fact in sign.facts),
        would_settle=_questions(inquiry, rival, state, strongest),
    )


def _votes(inquiry: Inquiry, rival: Rival) -> Sign:
    policy = inquiry.policy
    threshold = Threshold(policy.influence_cmp, units(policy.influence_votes))
    return _share_sign(inquiry, rival, Dimension.VOTES, threshold, "")


def _equity(inquiry: Inquiry, rival: Rival) -> Sign:
    threshold = Threshold(Comparator.GE, units(inquiry.policy.one_third_equity_pct))
    votes = _share(inquiry, rival, Dimension.VOTES)
    silent = ", but no votes" if votes.hi.value == 0 and not votes.lo.value else ""
    return _share_sign(inquiry, rival, Dimension.ECONOMIC, threshold, silent)


def _share(inquiry: Inquiry, rival: Rival, dimension: Dimension) -> Measure:
    place = inquiry.vendor, dimension
    return group_share(inquiry.book, rival.control, place, inquiry.policy.control_test)


def _share_sign(
    inquiry: Inquiry, rival: Rival, dimension: Dimension, threshold: Threshold, remark: str
) -> Sign:
    share = _share(inquiry, rival, dimension)
    state = decided(threshold, share)
    mode = Mode.SURE if state is State.CONFLICT else Mode.POSSIBLE
    members = rival.control.members(mode)
    holdings = _holdings(inquiry, dimension, members, mode)
    claims = [
        claim.fact
        for claim in inquiry.book.claims.get((inquiry.vendor, dimension), ())
        if claim.owner in members and (claim.proving or mode is not Mode.SURE)
    ]
    holders = [h.owner for h in holdings] or [f.owner for f in claims if f.owner is not None]
    facts = [fact for h in holdings for fact in h.facts] + claims
    if state is State.POSSIBLE:
        remark += doubted(inquiry, facts, ", by facts ")
    named_with = holders
    if share.hi.value > share.lo.value:  # the upper end is also that of others
        others = _holdings(inquiry, dimension, rival.control.members(Mode.POSSIBLE), Mode.POSSIBLE)
        named_with = list(dict.fromkeys([*holders, *(holding.owner for holding in others)]))
    end = PathStep(inquiry.vendor)
    said = _share_sentence(inquiry, rival, state, share, threshold, dimension, named_with)
    return Sign(
        state,
        f"{said}{remark}.",
        behind(inquiry, rival, holders, mode),
        measured(dimension.value, share, threshold),
        (
            *((PathStep(h.owner, dimension.value, held(h)), end) for h in holdings),
            *(fact_path(inquiry, fact) for fact in claims),
        ),
        tuple(facts),
        dimension,
        threshold,
    )


def _holdings(
    inquiry: Inquiry, dimension: Dimension, members: Members, mode: Mode
) -> list[Holding]:
    """What the members hold; a proof rests on nothing that is merely reported."""
    look = inquiry.book.column if mode is Mode.SURE else inquiry.book.possible_column
    held_there = look(inquiry.vendor, dimension).holdings
    return [holding for holding in held_there if holding.owner in members and holding.hi]


def _share_sentence(
    inquiry: Inquiry,
    rival: Rival,
    state: State,
    share: Measure,
    threshold: Threshold,
    dimension: Dimension,
    holders: Sequence[str],
) -> str:
    vendor, needs = inquiry.name(inquiry.vendor), _needed(threshold, dimension)
    equity = dimension is Dimension.ECONOMIC  # what is held, not what flows through all chains
    part = f"equity of {vendor}" if equity else part_of(dimension, vendor)
    whole = anybody_of(inquiry, rival)
    match state:
        case State.CONFLICT:
            name = named(inquiry, rival, holders, Mode.SURE)
            several = behind(inquiry, rival, holders, Mode.SURE)
            holds = verb(several, "holds", "together hold")
            return f"{name} {holds} {amount(share.lo, share.hi)} of the {part}, {needs}"
        case State.POSSIBLE:
            name = named(inquiry, rival, holders, Mode.POSSIBLE)
            return f"{name} may hold {up_to(share.hi)} of the {part}, so perhaps {needs}"
        case State.INSUFFICIENT:
            part = f"{up_to(share.worst)} of the {part}"
            return f"Undisclosed holders may give {whole} {part}, perhaps {needs}"
        case _:
            capital = whole[:1].upper() + whole[1:] if whole == "a competitor" else whole
            return f"{capital} holds {most(share.worst)} of the {part}, not {needs}"


def _needed(threshold: Threshold, dimension: Dimension) -> str:
    if dimension is Dimension.ECONOMIC and threshold.units == units(ONE_THIRD):
        return "at or above the one-third threshold of 12 CFR 225.32(c)"
    if threshold.comparator is Comparator.GE:
        return f"at or above the threshold of {limit(threshold).removesuffix(' or more')}"
    return f"above the threshold of {limit(threshold).removeprefix('more than ')}"


def _rights(inquiry: Inquiry, rival: Rival) -> Iterator[Sign]:
    """Seats filled or to be filled by a member, and influence that a register knows of."""
    for fact in inquiry.in_force_on(inquiry.vendor):
        holder = _right_holder(fact)
        if holder is None:
            continue
        state = _member_state(inquiry, fact, holder, rival.control)
        if state is not State.CLEAR:
            sentence = _right_sentence(inquiry, rival, fact, holder, state)
            shown = state is not State.INSUFFICIENT
            involved = behind(inquiry, rival, [holder], MODES[state]) if shown else ()
            path = fact_path(inquiry, fact, holder)
            yield Sign(state, sentence, involved, None, (path,), (fact,))


def _right_holder(fact: Fact) -> str | None:
    """Who has a right by the fact, or a seat, named or not."""
    if fact.kind is Kind.BOARD_APPOINTMENT:
        has_any = fact.share is None or fact.share.hi > 0
    else:
        has_any = fact.kind in RIGHTS
    return fact.nominated_by or holder_of(fact) if has_any else None


def _member_state(inquiry: Inquiry, fact: Fact, holder: str, reached: Reach) -> State:
    if holder == inquiry.vendor:
        return State.CLEAR
    if holder in reached.sure and inquiry.proves(fact):
        return State.CONFLICT
    if holder in reached.possible:
        return State.POSSIBLE
    return State.INSUFFICIENT if holder in reached.worst else State.CLEAR


def _right_sentence(inquiry: Inquiry, rival: Rival, fact: Fact, holder: str, state: State) -> str:
    mode, vendor = MODES[state], inquiry.name(inquiry.vendor)
    name, whose = named(inquiry, rival, [holder], mode), behind(inquiry, rival, [holder], mode)
    doubt = "" if state is State.CONFLICT else ", as far as the disclosed facts go"
    if state is State.INSUFFICIENT:
        name = capital(called(inquiry, holder))
        whose = (holder,)
        doubt = f", and it is not disclosed whether {anybody_of(inquiry, rival)} stands behind it"
    has, is_, sits = (
        verb(whose or rival.listed, *each)
        for each in (("has", "have"), ("is", "are"), ("sits", "sit"))
    )
    if fact.kind is Kind.BOARD_OBSERVER:
        said = f"{has} an observer on the board of {vendor}"
    elif fact.kind in INFLUENCE_KINDS:
        said = f"{is_} registered as having influence over {vendor}"
    elif fact.kind in DIRECTORSHIPS and fact.nominated_by is None:
        said = f"{sits} on the board of {vendor}"
    else:
        said = f"{has} the right to appoint to the board of {vendor}"
    return f"{name} {said}{doubt}."


def _questions(
    inquiry: Inquiry, rival: Rival, state: State, strongest: list[Sign]
) -> tuple[Settling, ...]:
    """Each question once, for the most it closes; what settles every sign settles the finding."""
    told: dict[tuple[str, str | None, Ask, str], list[Settling]] = defaultdict(list)
    for sign in strongest:
        for question in _about(inquiry, rival, state, sign):
            told[question.party, question.dimension, question.ask, question.about].append(question)
    asked = [_in_one(same, len(strongest)) for same in told.values()]
    return tuple(sorted(asked, key=lambda question: -_exposure(question)))


def _in_one(same: Sequence[Settling], signs: int) -> Settling:
    most = max(same, key=_exposure)
    if len(same) == signs and all(question.settles for question in same):
        limits = [each.enough_above for each in same if each.enough_above is not None]
        enough = min(limits) if len(limits) == signs else None
        return replace(most, enough_above=enough)
    return replace(most, settles=False, enough_above=None)


def _exposure(question: Settling) -> Decimal:
    return question.exposure or Decimal(0)


def _about(inquiry: Inquiry, rival: Rival, state: State, sign: Sign) -> tuple[Settling, ...]:
    if sign.dimension is None or sign.threshold is None:
        if state is State.INSUFFICIENT:
            holders = [_right_holder(fact) or "" for fact in sign.facts]
            return about_controllers(inquiry, holders)
        return confirmations(inquiry, sign.facts) if state is State.POSSIBLE else ()
    votes = Votes((sign.dimension,), inquiry.policy.control_test, sign.threshold)
    match state:
        case State.INSUFFICIENT:
            return undisclosed_votes(inquiry, rival, rival.control, votes)
        case State.POSSIBLE:
            return doubtful_votes(inquiry, rival, rival.control, votes)
        case _:
            return ()
