"""What proves a step, and which copies of our data does a certificate speak for?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypedDict
from uuid import UUID

from config.problems import Invalid
from contracts.models import (
    Certificate,
    Contract,
    DataAsset,
    DataHolder,
    ReturnedItem,
    Step,
    StepEvidence,
)
from contracts.operations.locking import refuse_ahead, refuse_unknown_evidence
from contracts.termination import Copy


class Particulars(TypedDict, total=False):
    """What a certificate of destruction says, after the sections of NIST SP 800-88."""

    performed_by: str
    performer_title: str
    organisation: str
    contact: str
    performed_on: date
    place: str
    storage: str
    media_type: str
    media_make: str
    media_model: str
    media_serial: str
    media_owner: str
    location: str
    source_system: str
    data_scope: str
    classification: str
    method: str
    technique: str
    tool: str
    tool_version: str
    verification: str
    verified_by: str
    destination: str
    standard: str
    validator: str
    signed_by: str
    signed_on: date


@dataclass(frozen=True, slots=True)
class Certified:
    """A certificate that one holder's copy of one data asset is gone."""

    data_asset: UUID
    holder: UUID
    evidence: UUID
    particulars: Particulars = field(default_factory=Particulars)


@dataclass(frozen=True, slots=True)
class Returned:
    """One line of a manifest: what came back of one data asset."""

    data_asset: UUID
    items: int | None = None
    sha256: str = ""


def keep_proof(
    row: Step,
    evidence: Iterable[UUID],
    certificates: Iterable[Certified] = (),
    manifest: Iterable[Returned] = (),
) -> None:
    """Write down what came with the present attempt of a locked step."""
    ReturnedItem.objects.bulk_create(
        ReturnedItem(
            step=row,
            attempt=row.attempt,
            data_asset_id=line.data_asset,
            items=line.items,
            sha256=line.sha256,
        )
        for line in manifest
    )
    StepEvidence.objects.bulk_create(
        StepEvidence(step=row, attempt=row.attempt, evidence_id=one) for one in evidence
    )
    Certificate.objects.bulk_create(
        Certificate(
            step=row,
            attempt=row.attempt,
            data_asset_id=one.data_asset,
            holder_id=one.holder,
            evidence_id=one.evidence,
            **one.particulars,
        )
        for one in certificates
    )


def certified_copies(row: Step) -> frozenset[Copy]:
    """The copies certified as destroyed in the present attempt."""
    pairs = row.certificates.filter(attempt=row.attempt).values_list("data_asset_id", "holder_id")
    return frozenset(Copy(str(asset), str(holder)) for asset, holder in pairs)


def refuse_unknown_copies(contract_id: UUID, certificates: Sequence[Certified]) -> None:
    """:raises Invalid: at the first certificate of a copy the contract has not, or without proof"""
    copies = set(
        DataHolder.objects.filter(
            data_asset__contract_id=contract_id,
            data_asset_id__in=[one.data_asset for one in certificates],
        ).values_list("data_asset_id", "holder_id")
    )
    for index, one in enumerate(certificates):
        refuse_unknown_evidence([one.evidence], f"/certificates/{index}/evidence")
        if (one.data_asset, one.holder) not in copies:
            detail = "The contract has no such data asset with this holder."
            raise Invalid.at(f"/certificates/{index}", "unknown_copy", detail)


def refuse_unmeant_days(contract: Contract, certificates: Sequence[Certified], today: date) -> None:
    """:raises Invalid: if one certifies what has not happened, or was signed before it had"""
    for index, one in enumerate(certificates):
        done, signed = (one.particulars.get(name) for name in ("performed_on", "signed_on"))
        for name, day in (("performed_on", done), ("signed_on", signed)):
            if isinstance(day, date):
                refuse_ahead(contract, f"/certificates/{index}/{name}", day, today)
        if isinstance(done, date) and isinstance(signed, date) and signed < done:
            detail = "A certificate is signed once it is done."
            raise Invalid.at(f"/certificates/{index}/signed_on", "before_performed", detail)


def refuse_unknown_items(contract_id: UUID, manifest: Sequence[Returned]) -> None:
    """:raises Invalid: at the first line about a data asset the contract has not, or named twice"""
    known = set(DataAsset.objects.filter(contract=contract_id).values_list("id", flat=True))
    seen: set[UUID] = set()
    for index, line in enumerate(manifest):
        if line.data_asset not in known:
            detail = "The contract has no such data asset."
            raise Invalid.at(f"/manifest/{index}/data_asset", "unknown_data_asset", detail)
        if line.data_asset in seen:
            detail = "Name each data asset once."
            raise Invalid.at(f"/manifest/{index}/data_asset", "repeated", detail)
        seen.add(line.data_asset)
