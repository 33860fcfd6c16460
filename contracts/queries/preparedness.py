"""What is on file for the day a contract is left, and does a rehearsal still speak of it?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from django.db.models import QuerySet

from config.events import ledger
from config.events.models import Event
from contracts.clauses import (
    Answer,
    Controlled,
    Cover,
    Holdings,
    KeyPersonMove,
    Measure,
    Measured,
    cover,
)
from contracts.models import Contract, ExitRehearsal, SubstitutabilityAssessment
from contracts.queries.clauses import list_clauses
from contracts.queries.reading import clause_of
from contracts.queries.reliance import is_out_of_date, latest_assessments
from contracts.readiness import Asset, Door, Preparation
from procurement.neutrality.digest import digest
from procurement.neutrality.findings import Level, State
from procurement.neutrality.policy import Action
from procurement.neutrality.policy import Policy as Rules
from procurement.queries.standards import yardstick_at
from vendors.models import Attestation, NeutralityState, Vendor
from vendors.ownership.facts import AttestationKind
from vendors.queries.standing import with_pending

SERIOUS: Final = frozenset(
    {Action.PLACE_HOLD, Action.SUSPEND_CONTRACTS, Action.PROPOSE_TERMINATION}
)
"""A verdict for which the policy does one of these is one we must be able to act on."""

_CONDUCT: Final = (AttestationKind.NO_CUSTOMER_DATA_ACCESS, AttestationKind.NO_SHARING)
_NOBODY: Final = "a competitor that does not exist"
_A_TRIFLE: Final = Decimal("0.000001")


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
        uncovered=tuple(level.value for level in _uncovered(contract, rules, serious)),
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
    return [
        level
        for level in Level
        if level is not Level.NONE and SERIOUS & set(rules.actions_for(State.CONFLICT, level))
    ]


def _uncovered(contract: Contract, rules: Rules, levels: Iterable[Level]) -> Iterable[Level]:
    clauses = [clause_of(row) for row in list_clauses(contract.id)]
    for level in levels:
        if cover(clauses, _least(level, rules)) is not Cover.COVERED:
            yield level


def _least(level: Level, rules: Rules) -> Holdings:
    """The least that a competitor could have at this level, by the policy's own thresholds."""
    match level:
        case Level.TIE | Level.NONE:
            moved = KeyPersonMove(_NOBODY, "a key person", Answer.YES, Answer.YES, _NOBODY)
            return Holdings(key_people=(moved,))
        case Level.MATERIAL_INTEREST:
            return Holdings(measured=(_held(Measure.ECONOMIC, rules.material_equity),))
        case Level.SIGNIFICANT_INFLUENCE:
            return _both(rules.influence_votes, Answer.NO)
        case Level.JOINT_OR_NEGATIVE_CONTROL:
            return _both(rules.negative_control_votes, Answer.NO)
        case Level.CONTROL:
            return _both(min(rules.control_threshold + _A_TRIFLE, Decimal(100)), Answer.YES)


def _both(share: Decimal, controls: Answer) -> Holdings:
    return Holdings(
        measured=(_held(Measure.VOTING, share), _held(Measure.ECONOMIC, share)),
        controlled=(Controlled(_NOBODY, _NOBODY, is_competitor=True, answer=controls),),
    )


def _held(measure: Measure, share: Decimal) -> Measured:
    return Measured(
        _NOBODY, _NOBODY, is_competitor=True, measure=measure, lo=share, hi=share, worst=share
    )


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
