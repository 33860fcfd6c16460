"""Which terminations are there, and what is each one's course?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from contracts.calendar import Dated, Milestone
from contracts.models import AccessGrant, DataAsset, DataHolder, Step, SurvivalDuty, Termination
from contracts.queries.reading import order_of, planned_of, right_of, terms_of
from contracts.termination import (
    OPEN,
    Copy,
    Course,
    Ground,
    LawfulEnd,
    earliest_lawful_end,
    effective_day,
    list_dates,
    planned_notice_day,
)
from contracts.termination import State as TerminationState

OPEN_STATES = sorted(state.value for state in OPEN)
IS_OPEN = Q(state__in=OPEN_STATES)


def list_terminations() -> QuerySet[Termination]:
    """All of them with what showing one needs: contract, clause, steps and their proofs."""
    steps = Step.objects.order_by("position").prefetch_related(
        "evidence", "certificates", "manifest"
    )
    duties = SurvivalDuty.objects.filter(superseded_version=None).order_by("position")
    return Termination.objects.select_related("contract", "clause").prefetch_related(
        Prefetch("steps", queryset=steps),
        "cures",
        "disputes",
        "waivers",
        "contract__grants",
        "contract__data_assets__copies",
        Prefetch("contract__survival", queryset=duties, to_attr="present_duties"),
    )


def get_open_termination(contract_id: UUID) -> Termination | None:
    """The one termination of a contract that is not over, if there is one."""
    return Termination.objects.filter(IS_OPEN, contract_id=contract_id).first()


def list_open_grants(contract_id: UUID) -> QuerySet[AccessGrant]:
    """Doors that nobody has closed yet, oldest first."""
    return AccessGrant.objects.filter(contract_id=contract_id, revoked_on=None).order_by("id")


def list_copies(contract_id: UUID) -> Iterable[Copy]:
    """Every copy of every data asset that is out there: each needs a certificate."""
    rows = DataHolder.objects.filter(data_asset__contract_id=contract_id)
    for data_asset, holder in rows.values_list("data_asset_id", "holder_id"):
        yield Copy(data_asset=str(data_asset), holder=str(holder))


def lawful_end(found: Termination, notice_on: date) -> LawfulEnd:
    """The first lawful last day for a notice on a day, and the rules that were asked for it.

    :raises DayOutOfRange: when such a day cannot be written
    """
    cure_days = found.clause.cure_days if found.clause else None
    terms = terms_of(found.contract)
    return earliest_lawful_end(Ground(found.ground), terms, notice_on, cure_days or 0)


def course_days(found: Termination, notice: Dated) -> tuple[Dated, Dated]:
    """The earliest lawful and the intended effective day, for a notice on a day.

    :raises DayOutOfRange: when such a day cannot be written
    """
    earliest = lawful_end(found, notice.on).dated
    return earliest, effective_day(earliest, found.requested_effective_on)


def plan_notice(found: Termination, approved_on: date) -> Dated:
    """The day notice should go out if the termination is approved on a day.

    :raises DayOutOfRange: when that day cannot be written
    """
    return planned_notice_day(order_of(found), approved_on)


def course_of(found: Termination) -> Course:
    """The days and the inventory the steps of a termination are planned by."""
    return Course(
        order=order_of(found),
        proposed_on=found.proposed_on,
        notice_on=found.notice_on,
        effective_on=found.effective_on,
        grants=list_open_grants(found.contract_id).count(),
        data_assets=DataAsset.objects.filter(contract_id=found.contract_id).count(),
    )


def get_dates(found: Termination) -> tuple[Milestone, ...]:
    """All days of a termination, each with its rule; without queries where steps are loaded."""
    earliest, _ = course_days(found, Dated(found.notice_on, found.notice_rule))
    steps = tuple(planned_of(row) for row in found.steps.all())
    return list_dates(
        notice=Dated(found.notice_on, found.notice_rule),
        earliest=earliest,
        effective=Dated(found.effective_on, found.effective_rule),
        steps=steps,
        right=right_of(found),
        cure=Dated(found.cure_until, found.cure_rule) if found.cure_until else None,
    )


def is_over(found: Termination) -> bool:
    """Whether nothing more can happen to it."""
    return TerminationState(found.state) not in OPEN
