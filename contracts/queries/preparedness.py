"""What is on file for the day a contract is left, and does a rehearsal still speak of it?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from django.db.models import QuerySet

from config.events import ledger
from config.events.models import Event
from contracts.clauses import find_gaps
from contracts.models import Contract, ExitRehearsal, SubstitutabilityAssessment
from contracts.queries.clauses import list_clauses
from contracts.queries.gaps import is_serious, serious_probes
from contracts.queries.reading import clause_of
from contracts.queries.reliance import is_out_of_date, latest_assessments
from contracts.readiness import Asset, Door, Preparation
from procurement.neutrality.digest import digest
from procurement.neutrality.findings import Level
from procurement.neutrality.policy import Policy as Rules
from procurement.queries.standards import yardstick_at
from vendors.models import Attestation, NeutralityState, Vendor
from vendors.ownership.facts import AttestationKind
from vendors.queries.standing import with_pending

_CONDUCT: Final = (AttestationKind.NO_CUSTOMER_DATA_ACCESS, AttestationKind.NO_SHARING)


class Staleness(StrEnum):
    """Why a rehearsal does not count any more."""

    AGE = "age"
    CONTRACT_CHANGED = "contract_changed"


def preparation_of(contract: Contract, on: date) -> Preparation:
    """Everything `contracts.readiness` asks for."""
    rules = yardstick_at(on, ledger.current_seq()).rules
    serious = serious_levels(rules)
    domain = contract.dataset_domain
    assessed = _assessed(contract, on)
    return Preparation(
        owner=contract.owner,
        domain=domain,
        replacements=_replacements(contract, assessed, on) if domain else 0,
        is_assessed=assessed is not None and not is_out_of_date(assessed, on),
        has_exit_plan=assessed is not None and assessed.exit_plan,
        serious=tuple(level.value for level in serious),
        uncovered=tuple(_uncovered(contract, rules)),
        has_notice_period=contract.notice_days_ours is not None,
        has_notice_form=bool(contract.notice_form),
        has_notice_address=bool(contract.notice_address),
        doors=tuple(_doors(contract)),
        assets=tuple(_assets(contract)),
        has_signed_paper=_has_signed_paper(contract),
        has_conduct_attestation=_has_conduct_attestation(contract, on),
    )


def list_replacements(contract: Contract, on: date) -> QuerySet[Vendor]:
    """Other vendors that know the contract's domain and are clear, with nothing pending."""
    others = Vendor.objects.filter(expertise__domain__iexact=contract.dataset_domain)
    return with_pending(others.exclude(id=contract.vendor_id), on=on).filter(
        shown_state=NeutralityState.CLEAR  # type: ignore[misc]  # annotated by it
    )


def _replacements(contract: Contract, assessed: SubstitutabilityAssessment | None, on: date) -> int:
    """Who knows the domain and is clear, and who was named as an alternative and is clear."""
    named = Vendor.objects.filter(id__in=assessed.alternatives if assessed else ())
    clear = with_pending(named, on=on).filter(
        shown_state=NeutralityState.CLEAR  # type: ignore[misc]  # annotated by it
    )
    knowing = set(list_replacements(contract, on).values_list("id", flat=True))
    return len(knowing | set(clear.values_list("id", flat=True)))


def _assessed(contract: Contract, on: date) -> SubstitutabilityAssessment | None:
    seq = ledger.current_seq()
    return latest_assessments([contract.id], valid_at=on, known_seq=seq).get(contract.id)


def serious_levels(rules: Rules) -> Sequence[Level]:
    """The levels at which the policy would have us act on a conflict, from the lightest."""
    return [level for level in Level if level is not Level.NONE and is_serious(rules, level)]


def _uncovered(contract: Contract, rules: Rules) -> Iterable[str]:
    """The levels at which a conflict of some kind would give us no right to act, each once."""
    clauses = tuple(clause_of(row, contract.jurisdiction) for row in list_clauses(contract.id))
    found = {gap.probe.level for gap in find_gaps(clauses, serious_probes(rules))}
    return (level.value for level in Level if level.value in found)


def _doors(contract: Contract) -> Iterable[Door]:
    for grant in contract.grants.filter(revoked_on=None).order_by("id"):
        yield Door(str(grant.id), grant.system, grant.owner, grant.account)


def _assets(contract: Contract) -> Iterable[Asset]:
    for asset in contract.data_assets.order_by("id").prefetch_related("copies"):
        counted = asset.items is not None or bool(asset.sha256)
        yield Asset(str(asset.id), asset.name, len(asset.copies.all()), counted)


def _has_signed_paper(contract: Contract) -> bool:
    signed = Event.objects.filter(
        type="contracts.signed", subject_type="contract", subject_id=contract.id
    ).first()
    return signed is not None and bool(signed.data.get("evidence"))


def _has_conduct_attestation(contract: Contract, on: date) -> bool:
    sworn = Attestation.objects.filter(
        vendor=contract.vendor_id,
        kind__in=[kind.value for kind in _CONDUCT],
        valid_from__lte=on,
        evidence__len__gte=1,
    ).exclude(valid_to__lte=on)
    return sworn.exists()


def fingerprint_of(contract: Contract) -> str:
    """One text for everything in the contract's file that a rehearsal rests on."""
    clauses = [clause_of(row) for row in list_clauses(contract.id)]
    grants = contract.grants.order_by("id").values_list("id", "version")
    copies = contract.data_assets.order_by("id", "copies__holder").values_list(
        "id", "copies__holder"
    )
    assessed = contract.substitutability.order_by("-assessed_on", "-id").first()
    # Only where there is one, so that what was rehearsed before there were any stays as it is.
    reliance = {"substitutability": str(assessed.id)} if assessed else {}
    return digest(
        {
            **reliance,
            "contract": [str(contract.id), str(contract.version), str(contract.vendor_id)],
            "clauses": clauses,
            "grants": [[str(grant), version] for grant, version in grants],
            "copies": [[str(asset), str(holder)] for asset, holder in copies],
        }
    )


def stale_because(
    row: ExitRehearsal, *, on: date, longest_days: int, fingerprint: str
) -> list[Staleness]:
    """Why a rehearsal does not count any more on a day; empty while it does.

    :param fingerprint: of its contract now
    """
    reasons = []
    if on > row.rehearsed_on + timedelta(days=longest_days):
        reasons.append(Staleness.AGE)
    if row.fingerprint != fingerprint:
        reasons.append(Staleness.CONTRACT_CHANGED)
    return reasons
