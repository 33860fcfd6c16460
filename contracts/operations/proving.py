"""What proves a step, and which copies of our data does a certificate speak for?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypedDict
from uuid import UUID

from config.problems import Invalid
from contracts.models import Certificate, DataHolder, Step, StepEvidence
from contracts.operations.locking import refuse_unknown_evidence
from contracts.termination import Copy


class Particulars(TypedDict, total=False):
    """What a certificate of destruction says, after the sections of NIST SP 800-88."""

    performed_by: str
    performer_title: str
    organisation: str
    contact: str
    performed_on: date
    place: str
    media_type: str
    media_make: str
    media_model: str
    media_serial: str
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


@dataclass(frozen=True, slots=True)
class Certified:
    """A certificate that one holder's copy of one data asset is gone."""

    data_asset: UUID
    holder: UUID
    evidence: UUID
    particulars: Particulars = field(default_factory=Particulars)


def keep_proof(row: Step, evidence: Iterable[UUID], certificates: Iterable[Certified] = ()) -> None:
    """Write down what came with the present attempt of a locked step."""
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
