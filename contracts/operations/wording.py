"""What may a contract say, and how is that written into its rows?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date, time
from typing import TypedDict
from uuid import UUID

from config.problems import Invalid
from contracts.clauses import Clause as ClauseTerms
from contracts.clauses import find_clause_faults
from contracts.lifecycle import Field, find_faults
from contracts.models import Clause, Contract, SurvivalDuty
from contracts.money import Money
from contracts.operations.family import LONGEST_LINE
from contracts.queries.reading import terms_of
from contracts.survival import Duty, find_duty_faults
from vendors.models import Vendor

Told = tuple[str, str, str]


class Wording(TypedDict, total=False):
    """What a contract says, as plain values; what is absent stays, or is empty in a new one."""

    reference: str
    title: str
    vendor: UUID
    requisition: UUID | None
    opened_by_award: UUID
    parent: UUID | None
    dataset_domain: str
    dataset_modality: str
    dataset_sensitivity: str
    dataset_description: str
    value: Money | None
    starts_on: date | None
    ends_on: date | None
    renewal_type: str
    renewal_months: int | None
    notice_days_ours: int | None
    notice_days_theirs: int | None
    notice_day_type: str
    notice_counting: str
    notice_receipt: str
    notice_cut_off: time | None
    notice_form: str
    notice_address: str
    decision_lead_days: int | None
    minimum_term_ends_on: date | None
    minimum_term_bars: str
    jurisdiction: str
    zone: str
    owner: str
    clauses: Sequence[ClauseTerms]
    survival: Sequence[Duty]


def columns_of(wording: Wording) -> dict[str, object]:
    """The columns of a contract that say this; lists have rows of their own."""
    columns: dict[str, object] = {
        name: value for name, value in wording.items() if name not in _ELSEWHERE
    }
    if "vendor" in wording:
        columns["vendor_id"] = wording["vendor"]
    if "parent" in wording:
        columns["parent_id"] = wording["parent"]
    if "value" in wording:
        value = wording["value"]
        columns["value_amount"] = value.amount if value else None
        columns["value_currency"] = value.currency if value else ""
    return columns


_ELSEWHERE = frozenset({"vendor", "parent", "value", "clauses", "survival"})


def refuse_faults(contract: Contract, wording: Wording, under: str = "") -> None:
    """Everything that cannot be meant, told at once.

    :param under: where in the body the wording stands
    :raises Invalid: naming each fault
    """
    errors = [
        {"pointer": f"{under}{pointer}", "code": code, "detail": detail}
        for pointer, code, detail in (
            *_unknown(contract, wording),
            *_term_faults(contract),
            *_list_faults(wording),
        )
    ]
    if errors:
        raise Invalid(errors[0]["detail"], errors=errors)


def _term_faults(contract: Contract) -> Iterator[Told]:
    for fault in find_faults(terms_of(contract)):
        field = "renewal/type" if fault.field is Field.RENEWAL else fault.field.replace(".", "/")
        yield f"/{field}", fault.code, fault.detail


def _list_faults(wording: Wording) -> Iterator[Told]:
    for index, clause in enumerate(wording.get("clauses", ())):
        for fault in find_clause_faults(clause):
            yield f"/clauses/{index}/{fault.field}", fault.code, fault.detail
    for index, duty in enumerate(wording.get("survival", ())):
        for wrong in find_duty_faults(duty):
            yield f"/survival/{index}/{wrong.field}", wrong.code, wrong.detail


def _unknown(contract: Contract, wording: Wording) -> Iterator[Told]:
    if "vendor" in wording and not Vendor.objects.filter(id=wording["vendor"]).exists():
        yield "/vendor", "unknown_vendor", "There is no such vendor."
    parent = wording.get("parent")
    if parent is None:
        return
    line = list(_line_above(parent))
    if not line:
        yield "/parent", "unknown_contract", "There is no such contract."
    elif contract.id in line or len(line) >= LONGEST_LINE:
        yield "/parent", "circular", "A contract cannot stand above itself."


def _line_above(parent: UUID | None) -> Iterator[UUID]:
    for _ in range(LONGEST_LINE):
        if parent is None:
            return
        row = Contract.objects.filter(id=parent).values_list("id", "parent_id").first()
        if row is None:
            return
        yield row[0]
        parent = row[1]


def write_lists(contract: Contract, wording: Wording) -> None:
    """Write the clauses and the survival duties of a wording."""
    _write_clauses(contract, wording.get("clauses", ()))
    SurvivalDuty.objects.bulk_create(
        SurvivalDuty(contract=contract, position=position, **asdict(duty))
        for position, duty in enumerate(wording.get("survival", ()))
    )


def replace_lists(contract: Contract, changes: Wording) -> None:
    """Let what a wording says of clauses and duties take the place of what was said."""
    for name, model in (("clauses", Clause), ("survival", SurvivalDuty)):
        if name in changes:
            model.objects.filter(contract=contract, superseded_version=None).update(
                superseded_version=contract.version
            )
    write_lists(contract, changes)


def _write_clauses(contract: Contract, clauses: Sequence[ClauseTerms]) -> None:
    Clause.objects.bulk_create(
        Clause(
            contract=contract,
            position=position,
            **{
                name: "" if value is None and name == "measure" else value
                for name, value in asdict(clause).items()
                if name != "jurisdiction"
            },
        )
        for position, clause in enumerate(clauses)
    )
