"""Which steps lead out of a contract, who does each, by which day, and after what?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final, assert_never

from contracts.calendar import Dated, add_days


class StepCode(StrEnum):
    LEGAL_HOLD_CHECK = "legal_hold_check"
    FREEZE_WORK = "freeze_work"
    SERVE_NOTICE = "serve_notice"
    REVOKE_ACCESS = "revoke_access"
    RETURN_DATA = "return_data"
    DESTROY_DATA = "destroy_data"
    SETTLE_ACCOUNTS = "settle_accounts"
    TRANSITION = "transition"
    SURVIVAL_REGISTER = "survival_register"
    CLOSE_OUT = "close_out"


class StepRole(StrEnum):
    """The roles of the API that carry out steps; verifying is always an approver's."""

    LEGAL = "legal"
    VENDOR_MANAGER = "vendor_manager"


class Order(StrEnum):
    """Planned: notice first, then the exit. Emergency: data and access first, then notice."""

    PLANNED = "planned"
    EMERGENCY = "emergency"


class Anchor(StrEnum):
    PROPOSED = "proposed"
    NOTICE = "notice"
    EFFECTIVE = "effective"


class Waits(StrEnum):
    """Until when a step waits for those it depends on.

    PERFORMED: work goes on while the second person still checks. SETTLED: what cannot be undone
    waits for the second person too.
    """

    PERFORMED = "performed"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class DueRule:
    """So many calendar days after (or, negative, before) an anchor."""

    anchor: Anchor
    days: int = 0

    def on(self, course: "Course") -> Dated:
        """:raises DayOutOfRange: when that day cannot be written"""
        day = course.day(self.anchor)
        return Dated(add_days(day, self.days), f"{self._words} ({day})")

    @property
    def _words(self) -> str:
        name = _ANCHOR_WORDS[self.anchor]
        if self.days == 0:
            return f"on {name}"
        unit = "day" if abs(self.days) == 1 else "days"
        return f"{abs(self.days)} {unit} {'after' if self.days > 0 else 'before'} {name}"


@dataclass(frozen=True, slots=True)
class StepRule:
    """One line of the template."""

    code: StepCode
    role: StepRole
    due: DueRule
    depends_on: tuple[StepCode, ...] = ()
    evidence_required: bool = False
    waits: Waits = Waits.PERFORMED


@dataclass(frozen=True, slots=True)
class Course:
    """The days a termination runs along; before notice is served its day is the planned one.

    `grants` and `data_assets` are how many there are: where there is nothing to revoke, return or
    destroy, the step remains, to confirm just that, and asks for no evidence.
    """

    order: Order
    proposed_on: date
    notice_on: date
    effective_on: date
    grants: int = 0
    data_assets: int = 0

    def day(self, anchor: Anchor) -> date:
        match anchor:
            case Anchor.PROPOSED:
                return self.proposed_on
            case Anchor.NOTICE:
                return self.notice_on
            case Anchor.EFFECTIVE:
                return self.effective_on
            case _:
                assert_never(anchor)


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step as it should be written down, or rescheduled to."""

    code: StepCode
    role: StepRole
    due: Dated
    depends_on: tuple[StepCode, ...]
    evidence_required: bool


_ANCHOR_WORDS: Final = {
    Anchor.PROPOSED: "the day of the proposal",
    Anchor.NOTICE: "the day of notice",
    Anchor.EFFECTIVE: "the effective day",
}

NOTICE_LEAD_DAYS: Final[Mapping[Order, int]] = MappingProxyType(
    {Order.PLANNED: 5, Order.EMERGENCY: 1}
)
"""How long after approval the notice is planned to go out."""

_LEGAL_HOLD_CHECK = StepRule(StepCode.LEGAL_HOLD_CHECK, StepRole.LEGAL, DueRule(Anchor.PROPOSED, 2))
_FREEZE_WORK = StepRule(StepCode.FREEZE_WORK, StepRole.VENDOR_MANAGER, DueRule(Anchor.NOTICE))
# Nothing ever blocks the notice: a right can lapse while a colleague still checks a freeze. In an
# emergency the freeze comes first by its due day, and the contract is suspended already.
_SERVE_NOTICE = StepRule(
    StepCode.SERVE_NOTICE, StepRole.LEGAL, DueRule(Anchor.NOTICE), evidence_required=True
)
_REVOKE_ACCESS = StepRule(
    StepCode.REVOKE_ACCESS,
    StepRole.VENDOR_MANAGER,
    DueRule(Anchor.EFFECTIVE),
    depends_on=(StepCode.SERVE_NOTICE,),
    evidence_required=True,
)
_EXIT: Final = (
    StepRule(
        StepCode.RETURN_DATA,
        StepRole.VENDOR_MANAGER,
        DueRule(Anchor.EFFECTIVE),
        depends_on=(StepCode.SERVE_NOTICE,),
        evidence_required=True,
    ),
    StepRule(
        StepCode.DESTROY_DATA,
        StepRole.VENDOR_MANAGER,
        DueRule(Anchor.EFFECTIVE, 30),
        depends_on=(StepCode.LEGAL_HOLD_CHECK, StepCode.RETURN_DATA),
        evidence_required=True,
        waits=Waits.SETTLED,
    ),
    StepRule(
        StepCode.SETTLE_ACCOUNTS,
        StepRole.VENDOR_MANAGER,
        DueRule(Anchor.EFFECTIVE, 30),
        depends_on=(StepCode.SERVE_NOTICE,),
        evidence_required=True,
    ),
    StepRule(StepCode.TRANSITION, StepRole.VENDOR_MANAGER, DueRule(Anchor.EFFECTIVE)),
    StepRule(StepCode.SURVIVAL_REGISTER, StepRole.LEGAL, DueRule(Anchor.EFFECTIVE)),
    StepRule(
        StepCode.CLOSE_OUT,
        StepRole.LEGAL,
        DueRule(Anchor.EFFECTIVE, 45),
        depends_on=tuple(code for code in StepCode if code is not StepCode.CLOSE_OUT),
        waits=Waits.SETTLED,
    ),
)

TEMPLATE: Final[Mapping[Order, tuple[StepRule, ...]]] = MappingProxyType(
    {
        Order.PLANNED: (_LEGAL_HOLD_CHECK, _FREEZE_WORK, _SERVE_NOTICE, _REVOKE_ACCESS, *_EXIT),
        Order.EMERGENCY: (
            replace(_FREEZE_WORK, due=DueRule(Anchor.PROPOSED)),
            replace(_REVOKE_ACCESS, due=DueRule(Anchor.PROPOSED), depends_on=()),
            replace(_LEGAL_HOLD_CHECK, due=DueRule(Anchor.PROPOSED)),
            _SERVE_NOTICE,
            *_EXIT,
        ),
    }
)

EXIT_STEPS: Final = frozenset(
    {
        StepCode.REVOKE_ACCESS,
        StepCode.RETURN_DATA,
        StepCode.DESTROY_DATA,
        StepCode.SETTLE_ACCOUNTS,
        StepCode.TRANSITION,
        StepCode.SURVIVAL_REGISTER,
        StepCode.CLOSE_OUT,
    }
)
"""Starting one of these after notice was served begins the winding down."""

_IDLE_MARK: Final = "; "
_DATA_STEPS: Final = frozenset({StepCode.RETURN_DATA, StepCode.DESTROY_DATA})


def planned_notice_day(order: Order, approved_on: date) -> Dated:
    """The day on which notice should go out once a termination has been approved.

    :raises DayOutOfRange: when that day cannot be written
    """
    days = NOTICE_LEAD_DAYS[order]
    unit = "day" if days == 1 else "days"
    return Dated(add_days(approved_on, days), f"{days} {unit} after approval on {approved_on}")


def plan(course: Course) -> tuple[PlannedStep, ...]:
    """The steps in the order in which they should be taken.

    Plan again when notice is served or the effective day is moved: codes, roles and dependencies
    stay as they are, only the due days follow (those of settled steps by `due_again`).

    :raises DayOutOfRange: when a due day cannot be written
    """
    return tuple(_planned(rule, course) for rule in TEMPLATE[course.order])


def due_again(code: StepCode, rule: str, course: Course) -> Dated:
    """When a settled step is due now that the days of its course have moved.

    What its `rule` says of there having been nothing to do is kept: an inventory that was emptied
    since does not change what was done about it.

    :raises DayOutOfRange: when that day cannot be written
    """
    due = step_rule(course.order, code).due.on(course)
    _, mark, idle = rule.partition(_IDLE_MARK)
    return Dated(due.on, f"{due.rule}{mark}{idle}")


def step_rule(order: Order, code: StepCode) -> StepRule:
    """The template's line for a step."""
    return next(rule for rule in TEMPLATE[order] if rule.code is code)


def _planned(rule: StepRule, course: Course) -> PlannedStep:
    due = rule.due.on(course)
    idle = _idle_words(rule.code, course)
    return PlannedStep(
        code=rule.code,
        role=rule.role,
        due=Dated(due.on, f"{due.rule}{_IDLE_MARK}{idle}") if idle else due,
        depends_on=rule.depends_on,
        evidence_required=rule.evidence_required and not idle,
    )


def _idle_words(code: StepCode, course: Course) -> str:
    if code is StepCode.REVOKE_ACCESS and course.grants == 0:
        return "no access grant is recorded: confirm that there is none"
    if code in _DATA_STEPS and course.data_assets == 0:
        return "no data asset is recorded: confirm that there is none"
    return ""
