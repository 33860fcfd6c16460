"""What must hold still while a contract is decided about, and which version was meant?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from config.models import MutableRow
from config.problems import Conflict, Invalid, NotFound, StaleVersion
from contracts.models import Contract, Step, Termination
from contracts.termination import StepCode
from vendors.models import Evidence
from vendors.operations.vendors import lock_vendor


class MovedAway(Conflict):
    """The contract was given to another vendor while this request waited. Read it again."""

    code = "contract-moved-away"
    title = "The contract has another vendor now."


def lock_contract(contract_id: UUID) -> Contract:
    """Hold the vendor, then the contract, until the transaction ends; read under the lock.

    :raises NotFound: if there is no such contract
    :raises MovedAway: if its vendor changed in between
    """
    vendor_id = Contract.objects.filter(id=contract_id).values_list("vendor_id", flat=True).first()
    if vendor_id is None:
        raise NotFound()
    lock_vendor(vendor_id=vendor_id)
    contract = Contract.objects.select_for_update(no_key=True).get(id=contract_id)
    if contract.vendor_id != vendor_id:
        raise MovedAway()
    return contract


def lock_termination(termination_id: UUID) -> Termination:
    """Hold the vendor, the contract, then the termination; `contract` is the one locked.

    :raises NotFound: if there is no such termination
    """
    contract_id = (
        Termination.objects.filter(id=termination_id).values_list("contract_id", flat=True).first()
    )
    if contract_id is None:
        raise NotFound()
    contract = lock_contract(contract_id)
    found = Termination.objects.select_for_update(no_key=True).get(id=termination_id)
    found.contract = contract
    return found


def refuse_ahead(contract: Contract, pointer: str, day: date | None, today: date) -> None:
    """Things are written down once they have happened, by the calendar of the contract's place.

    :raises Invalid: for a day that has not come there
    """
    if day is not None and day > today:
        detail = f"Write it down once it has happened: in {contract.zone} it is {today}."
        raise Invalid.at(pointer, "in_the_future", detail)


def lock_steps(found: Termination) -> dict[StepCode, Step]:
    """Hold all steps of a locked termination, in their order."""
    rows = Step.objects.select_for_update(no_key=True).filter(termination=found)
    return {StepCode(row.code): row for row in rows.order_by("position")}


def refuse_stale(row: MutableRow, expected_version: int | None) -> None:
    """:raises StaleVersion: if a caller says which version they saw, and it is another"""
    if expected_version is not None and row.version != expected_version:
        raise StaleVersion(version=row.version)


def refuse_unknown_evidence(evidence: Iterable[UUID], pointer: str = "/evidence") -> None:
    """:raises Invalid: naming each id that is not a stored piece of evidence"""
    given = list(evidence)
    known = set(Evidence.objects.filter(id__in=given).values_list("id", flat=True))
    errors = [
        {
            "pointer": f"{pointer}/{index}",
            "code": "unknown_evidence",
            "detail": "There is no such evidence; upload it first.",
        }
        for index, one in enumerate(given)
        if one not in known
    ]
    if errors:
        raise Invalid(errors[0]["detail"], errors=errors)
