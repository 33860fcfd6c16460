"""What does each rule about ownership and control say of a vendor and one competitor group?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from procurement.neutrality.evidence import (
    control_paths,
    facts_of,
    money_paths,
    questions_about_members,
    questions_on,
    sources_of,
)
from procurement.neutrality.findings import Finding, Level, Settling, State
from procurement.neutrality.influence import significant_influence
from procurement.neutrality.inquiry import MODES, Inquiry, Rival
from procurement.neutrality.measures import decided, measured
from procurement.neutrality.policy import units
from procurement.neutrality.sentences import (
    amount,
    at_least,
    chain,
    limit,
    part_of,
    percent_up,
    plain,
    verb,
    who,
)
from vendors.ownership.bounds import Measure, Threshold
from vendors.ownership.control import ControlTest, Reach, group_share
from vendors.ownership.derivation import Step, derivation
from vendors.ownership.integrated import integrated
from vendors.ownership.kinds import Dimension

Rule = Callable[[Inquiry, Rival], Finding]


def control(inquiry: Inquiry, rival: Rival) -> Finding:
    """Does the group control the vendor, alone and through what it controls?"""
    return _control(inquiry, rival, rival.control, inquiry.policy.control_test, Level.CONTROL)


def joint_or_negative_control(inquiry: Inquiry, rival: Rival) -> Finding:
    """Can the group block the vendor's decisions, or take them together with others?"""
    level = Level.JOINT_OR_NEGATIVE_CONTROL
    return _control(inquiry, rival, rival.joint, inquiry.policy.joint_test, level)


def material_interest(inquiry: Inquiry, rival: Rival) -> Finding:
    """Does enough of the vendor's money belong to the group, directly and through others?"""
    policy, book = inquiry.policy, inquiry.book
    share = integrated(
        book,
        rival.group,
        inquiry.vendor,
        cap_per_competitor=policy.residual_cap_per_competitor,
    )
    threshold = Threshold(policy.material_cmp, units(policy.material_equity))
    state = decided(threshold, share)
    paths, facts = money_paths(inquiry, rival.group, share.lo, share.hi)
    level = Level.MATERIAL_INTEREST
    return Finding(
        level,
        state,
        level,
        rival.listed,
        _money_sentence(inquiry, rival, state, share, threshold),
        **measured(Dimension.ECONOMIC.value, share, threshold),
        paths=paths,
        sources=sources_of(facts),
        would_settle=_money_questions(inquiry, rival, state),
    )


RULES: dict[Level, Rule] = {
    Level.CONTROL: control,
    Level.JOINT_OR_NEGATIVE_CONTROL: joint_or_negative_control,
    Level.SIGNIFICANT_INFLUENCE: significant_influence,
    Level.MATERIAL_INTEREST: material_interest,
}


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
    return Finding(
        level,
        state,
        level,
        rival.listed,
        _control_sentence(inquiry, rival, level, state, steps, dimension, share, test),
        **measured(dimension.value, share, test.threshold),
        paths=control_paths(steps),
        sources=sources_of(facts_of(steps)),
        would_settle=_control_questions(inquiry, reached, test, state, steps),
    )


def _leading_share(
    inquiry: Inquiry, reached: Reach, test: ControlTest, steps: Sequence[Step]
) -> tuple[Dimension, Measure]:
    """The dimension that decided, or else the first one of the test."""
    grounds = {step.ground.value for step in steps[-1:]}
    dimension = next((d for d in test.dimensions if d.value in grounds), test.dimensions[0])
    place = inquiry.vendor, dimension
    return dimension, group_share(inquiry.book, reached, place, test)


def _control_sentence(
    inquiry: Inquiry,
    rival: Rival,
    level: Level,
    state: State,
    steps: Sequence[Step],
    dimension: Dimension,
    share: Measure,
    test: ControlTest,
) -> str:
    name, vendor = who(inquiry.book, rival.listed), inquiry.name(inquiry.vendor)
    does, can = verb(rival.listed, "controls", "together control"), "could control"
    if level is Level.JOINT_OR_NEGATIVE_CONTROL:
        does = verb(rival.listed, "has", "together have") + " joint or negative control of"
        can = "could have joint or negative control of"
    why = chain(inquiry.book, steps)
    needs = limit(test.threshold)
    match state:
        case State.CONFLICT if inquiry.vendor in rival.group.sure:
            return f"{vendor} is on the list of competitors, or controls one that is."
        case State.CONFLICT:
            return f"{name} {does} {vendor}: {why}."
        case State.POSSIBLE:
            return f"{name} {can} {vendor} as far as the disclosed facts go: {why or needs}."
        case State.INSUFFICIENT:
            most = plain(percent_up(share.worst))
            return (
                f"It cannot be excluded that {name} {can} {vendor}: undisclosed holders may give "
                f"it up to {most} % of the {part_of(dimension, vendor)}, and {needs} is enough."
            )
        case _:
            most = plain(percent_up(share.worst))
            return (
                f"{name} cannot have more than {most} % of the {part_of(dimension, vendor)}, "
                f"where {needs} would be needed."
            )


def _control_questions(
    inquiry: Inquiry, reached: Reach, test: ControlTest, state: State, steps: Sequence[Step]
) -> tuple[Settling, ...]:
    match state:
        case State.INSUFFICIENT:
            asked = {step.party for step in steps} | {inquiry.vendor}
            return tuple(
                question
                for dimension in test.dimensions
                if dimension is not Dimension.BOARD or test.board_needs_attestation
                for question in questions_on(inquiry, asked, dimension)
            )
        case State.POSSIBLE:
            return tuple(
                question
                for dimension in test.dimensions
                for question in questions_about_members(inquiry, reached.possible, dimension)
            )
        case _:
            return ()


def _money_sentence(
    inquiry: Inquiry, rival: Rival, state: State, share: Measure, threshold: Threshold
) -> str:
    name, vendor = who(inquiry.book, rival.listed), inquiry.name(inquiry.vendor)
    has = verb(rival.listed, "has", "together have")
    part = part_of(Dimension.ECONOMIC, vendor)
    needs = limit(threshold)
    match state:
        case State.CONFLICT:
            return (
                f"{name} {has} {amount(share.lo, share.hi)} of the {part}, directly and through "
                f"others, where {needs} is material."
            )
        case State.POSSIBLE:
            most = plain(percent_up(share.hi))
            return (
                f"{name} may have up to {most} % of the {part} as far as the disclosed facts go "
                f"({at_least(share.lo)} is proved), where {needs} is material."
            )
        case State.INSUFFICIENT:
            most = plain(percent_up(share.worst))
            return (
                f"Undisclosed holders may give {name} up to {most} % of the {part}, where {needs} "
                "is material."
            )
        case _:
            most = plain(percent_up(share.worst))
            return (
                f"{name} cannot have more than {most} % of the {part}, where {needs} is material."
            )


def _money_questions(inquiry: Inquiry, rival: Rival, state: State) -> tuple[Settling, ...]:
    match state:
        case State.INSUFFICIENT:
            above = inquiry.upstream - rival.group.possible
            return questions_on(inquiry, above, Dimension.ECONOMIC)
        case State.POSSIBLE:
            return questions_about_members(inquiry, rival.group.possible, Dimension.ECONOMIC)
        case _:
            return ()
