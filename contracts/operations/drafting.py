"""Write a contract down, and mend what is not signed yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import TypedDict
from uuid import UUID

from django.db import IntegrityError, transaction

from config.actors import Actor
from config.problems import Conflict, Invalid
from contracts.clauses import Clause as ClauseTerms
from contracts.clauses import find_clause_faults
from contracts.lifecycle import Act, Field, State, find_faults
from contracts.models import Clause, Contract
from contracts.money import Money
from contracts.operations.locking import lock_contract, refuse_stale
from contracts.operations.shifting import note, refuse_move, turn_contract, write
from contracts.queries.reading import terms_of
from vendors.models import Vendor

LONGEST_LINE = 50  # of master agreements above one another


class ReferenceTaken(Conflict):
    """Another contract has this reference already; `contract` is its id."""

    code = "reference-taken"
    title = "This reference belongs to another contract."


class Wording(TypedDict, total=False):
    """What a contract says, as plain values; what is absent stays, or is empty in a new one."""

    reference: str
    title: str
    vendor: UUID
    requisition: UUID | None
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
    minimum_term_ends_on: date | None
    jurisdiction: str
    zone: str
    owner: str
    notice_form: str
    notice_address: str
    clauses: Sequence[ClauseTerms]


@transaction.atomic
def draft_contract(*, wording: Wording, actor: Actor) -> Contract:
    """Write down a new contract, as a draft. `reference`, `title` and `vendor` must be given.

    :raises Invalid: if what it says contradicts itself, or names what does not exist
    :raises ReferenceTaken: if another contract has the reference
    """
    contract = Contract(drafted_by=actor.person, edited_by=actor.person, **_columns(wording))
    _refuse_faults(contract, wording)
    _refuse_taken(contract)
    try:
        with transaction.atomic():
            contract.save(force_insert=True)
    except IntegrityError:
        _refuse_taken(contract)
        raise
    contract.refresh_from_db()
    _write_clauses(contract, wording.get("clauses", ()))
    note(contract, "drafted", actor=actor, data={"after": contract.state})
    return contract


@transaction.atomic
def amend_draft(
    *, contract_id: UUID, seen_version: int | None, changes: Wording, actor: Actor
) -> Contract:
    """Mend what a contract says before it is signed; a change voids review and approval.

    :raises NotFound: if there is no such contract
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if it has been signed, or cancelled
    :raises Invalid: if what it would say contradicts itself, or names what does not exist
    """
    contract = lock_contract(contract_id)
    columns = _columns(changes)
    for name, value in columns.items():
        setattr(contract, name, value)
    _refuse_faults(contract, changes)
    refuse_stale(contract, seen_version)
    if State(contract.state) is not State.DRAFT:
        refuse_move(contract, Act.REVISE)
    _refuse_taken(contract)
    before = contract.state
    _write_changes(contract, {**columns, "edited_by": actor.person})
    if "clauses" in changes:
        Clause.objects.filter(contract=contract, superseded_version=None).update(
            superseded_version=contract.version
        )
        _write_clauses(contract, changes["clauses"])
    data = {"before": before, "after": contract.state, "changed": sorted(changes)}
    note(contract, Act.REVISE.past, actor=actor, data=data)
    return contract


def _write_changes(contract: Contract, columns: dict[str, object]) -> None:
    if State(contract.state) is State.DRAFT:
        write(contract, columns)
    else:
        unseen = {"submitted_by": "", "approved_by": "", "approved_version": None}
        turn_contract(contract, Act.REVISE, {**columns, **unseen})


def _columns(wording: Wording) -> dict[str, object]:
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


_ELSEWHERE = frozenset({"vendor", "parent", "value", "clauses"})


def _refuse_faults(contract: Contract, wording: Wording) -> None:
    """Everything that cannot be meant, told at once."""
    errors = [
        *_unknown(contract, wording),
        *(
            {
                "pointer": "/renewal/type"
                if fault.field is Field.RENEWAL
                else f"/{fault.field.replace('.', '/')}",
                "code": fault.code,
                "detail": fault.detail,
            }
            for fault in find_faults(terms_of(contract))
        ),
        *(
            {
                "pointer": f"/clauses/{index}/{fault.field}",
                "code": fault.code,
                "detail": fault.detail,
            }
            for index, clause in enumerate(wording.get("clauses", ()))
            for fault in find_clause_faults(clause)
        ),
    ]
    if errors:
        raise Invalid(errors[0]["detail"], errors=errors)


def _unknown(contract: Contract, wording: Wording) -> Iterator[dict[str, str]]:
    if "vendor" in wording and not Vendor.objects.filter(id=wording["vendor"]).exists():
        detail = "There is no such vendor."
        yield {"pointer": "/vendor", "code": "unknown_vendor", "detail": detail}
    parent = wording.get("parent")
    if parent is None:
        return
    line = list(_line_above(parent))
    if not line:
        detail = "There is no such contract."
        yield {"pointer": "/parent", "code": "unknown_contract", "detail": detail}
    elif contract.id in line or len(line) >= LONGEST_LINE:
        detail = "A contract cannot stand above itself."
        yield {"pointer": "/parent", "code": "circular", "detail": detail}


def _line_above(parent: UUID | None) -> Iterator[UUID]:
    for _ in range(LONGEST_LINE):
        if parent is None:
            return
        row = Contract.objects.filter(id=parent).values_list("id", "parent_id").first()
        if row is None:
            return
        yield row[0]
        parent = row[1]


def _refuse_taken(contract: Contract) -> None:
    others = Contract.objects.filter(reference=contract.reference)
    if not contract._state.adding:
        others = others.exclude(id=contract.pk)
    known = others.values_list("id", flat=True).first()
    if known is not None:
        raise ReferenceTaken(contract=str(known))


def _write_clauses(contract: Contract, clauses: Sequence[ClauseTerms]) -> None:
    Clause.objects.bulk_create(
        Clause(
            contract=contract,
            position=position,
            **{
                name: "" if value is None and name == "measure" else value
                for name, value in asdict(clause).items()
            },
        )
        for position, clause in enumerate(clauses)
    )
