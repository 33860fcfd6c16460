"""Which thresholds and switches turn facts about ownership into a verdict?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Self

from procurement.neutrality.buying import (
    NOT_JUDGED,
    USUAL_LIMITS,
    USUAL_WEIGHTS,
    Limits,
    Weights,
    limits,
    weights,
)
from procurement.neutrality.findings import Level, State
from procurement.neutrality.policy_fields import (
    Plain,
    Unreadable,
    boolean,
    code,
    codes,
    count,
    count_or_none,
    day,
    in_order,
    percent,
    plain,
    some,
    text,
    texts,
)
from vendors.ownership.bounds import Comparator, Threshold
from vendors.ownership.control import ControlTest
from vendors.ownership.facts import Confidence, Dimension
from vendors.ownership.holdings import Reading
from vendors.ownership.interval import ONE_PERCENT

Percent = Decimal


ONE_THIRD = Decimal("33.333333")
"""As near as six decimals come; the engine's shares have no more."""


class Action(StrEnum):
    OPEN_CASE = "open_case"
    PLACE_HOLD = "place_hold"
    SUSPEND_CONTRACTS = "suspend_contracts"
    PROPOSE_TERMINATION = "propose_termination"


Actions = Mapping[State, Mapping[Level, tuple[Action, ...]]]


@dataclass(frozen=True, slots=True)
class FieldError:
    """`code` is `unknown_field` or `invalid`."""

    field: str
    code: str
    detail: str


class BadPolicy(ValueError):
    """A mapping that is no policy; `errors` names every field that is wrong."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        self.errors = tuple(errors)
        super().__init__("; ".join(f"{error.field}: {error.detail}" for error in errors))


def _default_actions() -> Actions:
    serious = (Action.OPEN_CASE, Action.PLACE_HOLD)
    noted = (Action.OPEN_CASE,)
    return {
        State.POSSIBLE: {level: noted for level in Level if level is not Level.NONE},
        State.CONFLICT: {
            Level.TIE: noted,
            Level.MATERIAL_INTEREST: noted,
            Level.SIGNIFICANT_INFLUENCE: serious,
            Level.JOINT_OR_NEGATIVE_CONTROL: (*serious, Action.SUSPEND_CONTRACTS),
            Level.CONTROL: (*serious, Action.SUSPEND_CONTRACTS),
        },
    }


@dataclass(frozen=True, slots=True)
class Policy:
    """A fresh installation's policy, unless something else is said; percentages as decimals.

    `control_*`: what makes control, over each of the dimensions. `negative_control_votes` or more
    blocks decisions. `influence_votes`: IAS 28. `one_third_equity_*`: 12 CFR 225.32(c).
    `residual_cap_per_competitor`: where every holder above x is disclosed, an unlisted competitor
    has less than x. `board_rights_need_attestation`: undisclosed board rights count as the
    competitor's. `staleness_days` None: evidence does not age.
    What `NOT_JUDGED` names is for buying.
    """

    name: str = "default"
    one_share_one_vote: bool = True
    aggregate: bool = True
    expand_common_control: bool = True
    control_dimensions: tuple[Dimension, ...] = (Dimension.VOTES, Dimension.BOARD)
    control_cmp: Comparator = Comparator.GT
    control_threshold: Percent = Decimal(50)
    control_by_assertion: bool = True
    negative_control_votes: Percent = Decimal(50)
    influence_votes: Percent = Decimal(20)
    influence_cmp: Comparator = Comparator.GE
    one_third_equity_rule: bool = True
    one_third_equity_pct: Percent = ONE_THIRD
    material_equity: Percent = Decimal(5)
    material_cmp: Comparator = Comparator.GE
    reverse_equity: Percent = Decimal(10)
    debt_pct: Percent = Decimal(10)
    revenue_pct: Percent = Decimal(10)
    cooling_off_months: int = 24
    close_link: bool = True
    close_link_pct: Percent = Decimal(20)
    accept_over_100: bool = False
    residual_cap_per_competitor: bool = True
    board_rights_need_attestation: bool = False
    staleness_days: int | None = None
    proving_confidences: tuple[Confidence, ...] = (Confidence.CONFIRMED, Confidence.PROBABLE)
    product_lines: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    actions: Actions = field(default_factory=_default_actions)
    shortlist_weights: Weights = field(default_factory=lambda: USUAL_WEIGHTS)
    requisition_limits: Limits = field(default_factory=lambda: USUAL_LIMITS)

    @classmethod
    def from_mapping(cls, values: Mapping[str, object]) -> Self:
        """Read what JSON says; a field left out has its default.

        :raises BadPolicy: naming every unknown field and every value that is none
        """
        return cls()._with(values)

    def overridden(self, values: Mapping[str, object]) -> Policy:
        """This policy with some fields replaced.

        :raises BadPolicy: as `from_mapping`
        """
        return self._with(values)

    def _with(self, values: Mapping[str, object]) -> Self:
        errors: list[FieldError] = []
        read: dict[str, object] = {each.name: getattr(self, each.name) for each in fields(self)}
        for name in sorted(values):
            reader = _READERS.get(name)
            if reader is None:
                errors.append(FieldError(name, "unknown_field", "a policy has no such field"))
                continue
            try:
                read[name] = reader(values[name])
            except Unreadable as unreadable:
                errors.append(FieldError(name, "invalid", str(unreadable)))
        if not errors and not in_order(read["valid_from"], read["valid_to"]):
            errors.append(FieldError("valid_to", "invalid", "a policy ends after it begins"))
        if errors:
            raise BadPolicy(errors)
        return type(self)(**read)  # type: ignore[arg-type]

    def to_mapping(self) -> dict[str, Plain]:
        """What `from_mapping` reads back to an equal policy, in plain JSON values."""
        return {each.name: plain(getattr(self, each.name)) for each in fields(self)}

    def to_judging_mapping(self) -> dict[str, Plain]:
        """What a judgement depends on: `to_mapping` without what is only about buying."""
        return {name: value for name, value in self.to_mapping().items() if name not in NOT_JUDGED}

    @property
    def reading(self) -> Reading:
        return Reading(
            self.one_share_one_vote, self.accept_over_100, frozenset(self.proving_confidences)
        )

    @property
    def control_test(self) -> ControlTest:
        return self._test(Threshold(self.control_cmp, units(self.control_threshold)), joint=False)

    @property
    def joint_test(self) -> ControlTest:
        threshold = Threshold(Comparator.GE, units(self.negative_control_votes))
        return self._test(threshold, joint=True)

    def _test(self, threshold: Threshold, *, joint: bool) -> ControlTest:
        return ControlTest(
            self.control_dimensions,
            threshold,
            self.control_by_assertion,
            joint,
            self.board_rights_need_attestation,
            self.residual_cap_per_competitor,
        )

    def actions_for(self, state: State, level: Level) -> tuple[Action, ...]:
        return self.actions.get(state, {}).get(level, ())


def units(percent: Decimal) -> int:
    return int(percent * ONE_PERCENT)


def _actions(value: object) -> Actions:
    if not isinstance(value, Mapping):
        raise Unreadable("states with levels with lists of actions are expected")
    read: dict[State, dict[Level, tuple[Action, ...]]] = {}
    for state, levels in value.items():
        if not isinstance(levels, Mapping):
            raise Unreadable(f"levels with lists of actions are expected under {state}")
        read[code(State, state)] = {
            code(Level, level): codes(Action)(actions) for level, actions in levels.items()
        }
    return read


_BOOLEANS = (
    "one_share_one_vote",
    "aggregate",
    "expand_common_control",
    "control_by_assertion",
    "one_third_equity_rule",
    "close_link",
    "accept_over_100",
    "residual_cap_per_competitor",
    "board_rights_need_attestation",
)
_PERCENTAGES = (
    "control_threshold",
    "negative_control_votes",
    "influence_votes",
    "one_third_equity_pct",
    "material_equity",
    "reverse_equity",
    "debt_pct",
    "revenue_pct",
    "close_link_pct",
)
_READERS: Mapping[str, Callable[[object], object]] = {
    **dict.fromkeys(_BOOLEANS, boolean),
    **dict.fromkeys(_PERCENTAGES, percent),
    **dict.fromkeys(("control_cmp", "influence_cmp", "material_cmp"), partial(code, Comparator)),
    **dict.fromkeys(("valid_from", "valid_to"), day),
    "name": text,
    "control_dimensions": some(Dimension),
    "proving_confidences": some(Confidence),
    "cooling_off_months": count,
    "staleness_days": count_or_none,
    "product_lines": texts,
    "actions": _actions,
    "shortlist_weights": weights,
    "requisition_limits": limits,
}
