"""What has been said, counted and let go on the way out of a contract, as the rules read it?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from contracts import termination
from contracts.models import (
    AccessGrant,
    Certificate,
    Contract,
    DataAsset,
    Dispute,
    ExitWaiver,
    SettlementLine,
    Step,
    Termination,
    WaivedMatter,
)
from contracts.money import Money
from contracts.termination import (
    Account,
    Asked,
    Content,
    Copy,
    CriticalPath,
    Cure,
    Inventory,
    Line,
    LineKind,
    NoticeForm,
    OpenItem,
    Outcome,
    StepCode,
    critical_path,
    open_account,
    reconcile,
    still_open,
)


def asked_form(contract: Contract) -> Asked:
    """What a contract says of notices."""
    form = NoticeForm(contract.notice_form) if contract.notice_form else None
    return Asked(form, contract.notice_address)


def cure_of(found: Termination) -> Cure:
    """The vendor's time to cure, and what came of it."""
    attempts = sorted(found.cures.all(), key=lambda attempt: attempt.id)
    return Cure(
        until=found.cure_until,
        cured=bool(attempts) and attempts[-1].accepted,
        waived=any(_of(found, WaivedMatter.CURE_PERIOD)),
    )


def disputes_of(found: Termination) -> tuple[termination.Dispute, ...]:
    """Every dispute of a termination, oldest first."""
    waived = {waiver.dispute_id for waiver in _of(found, WaivedMatter.DISPUTE)}
    return tuple(
        termination.Dispute(
            id=str(row.id),
            outcome=Outcome(row.outcome) if row.outcome else None,
            waived=row.id in waived,
        )
        for row in sorted(found.disputes.all(), key=lambda row: row.id)
    )


def open_dispute(found: Termination) -> Dispute | None:
    """The one that is not settled, if there is one."""
    return next((row for row in found.disputes.all() if not row.outcome), None)


def is_conceded(found: Termination) -> bool:
    """Whether the vendor has cured or was found right: then it need not agree to a withdrawal."""
    upheld = any(dispute.outcome is Outcome.UPHELD for dispute in disputes_of(found))
    return upheld or cure_of(found).cured


def destroyed_copies(found: Termination) -> Iterable[Copy]:
    """Copies certified as gone, by a submission that stands."""
    rows = Certificate.objects.filter(
        step__termination=found, step__state__in=("submitted", "verified")
    ).select_related("step")
    for row in rows:
        if row.attempt == row.step.attempt:
            yield Copy(str(row.data_asset_id), str(row.holder_id))


def content_of(row: DataAsset) -> Content:
    """What we know of what we sent."""
    return Content(row.items, row.sha256)


def open_items(found: Termination, row: Step) -> tuple[OpenItem, ...]:
    """What has not come back as it was sent, in the present attempt, and was not let go."""
    if row.code != StepCode.RETURN_DATA or not row.attempt:
        return ()
    returned = {
        str(line.data_asset_id): Content(line.items, line.sha256)
        for line in row.manifest.all()
        if line.attempt == row.attempt
    }
    assets = sorted(found.contract.data_assets.all(), key=lambda asset: asset.id)
    sent = {str(asset.id): content_of(asset) for asset in assets}
    waived = (
        str(waiver.data_asset_id)
        for waiver in _of(found, WaivedMatter.RETURNED_ITEM)
        if waiver.attempt == row.attempt
    )
    return still_open(reconcile(sent, returned), waived)


@dataclass(frozen=True, slots=True)
class GrantProof:
    """A door, whether it is closed, and what proves that.

    :ivar proved_by: `grant` for evidence of its own, `step` for that of the step, else empty
    """

    grant: AccessGrant
    evidence: tuple[UUID, ...]
    proved_by: str

    @property
    def is_unproved(self) -> bool:
        return self.grant.revoked_on is not None and not self.proved_by


def list_grant_proofs(found: Termination) -> tuple[GrantProof, ...]:
    """Every door of a contract that is being left, oldest first."""
    step = found.steps.filter(code=StepCode.REVOKE_ACCESS).prefetch_related("evidence").first()
    of_step: tuple[UUID, ...] = ()
    if step is not None:
        kept = step.evidence.all()
        of_step = tuple(one.evidence_id for one in kept if one.attempt == step.attempt)
    grants = AccessGrant.objects.filter(contract=found.contract_id).order_by("id")
    return tuple(_proof(grant, of_step) for grant in grants)


def _proof(grant: AccessGrant, of_step: tuple[UUID, ...]) -> GrantProof:
    if grant.revoked_on is None:
        return GrantProof(grant, (), "")
    if grant.evidence:
        return GrantProof(grant, tuple(grant.evidence), "grant")
    return GrantProof(grant, of_step, "step" if of_step else "")


def currency_of(found: Termination) -> str:
    """What accounts are settled in: the contract's currency, or that of the first line."""
    if found.contract.value_currency:
        return found.contract.value_currency
    first = found.settlement_lines.order_by("id").first()
    return first.currency if first else ""


def list_counted(found: Termination) -> list[SettlementLine]:
    """The lines that count: neither taken back, nor taking one back."""
    lines = list(found.settlement_lines.order_by("id"))
    reversed_ = {line.reverses_id for line in lines if line.reverses_id}
    return [line for line in lines if line.reverses_id is None and line.id not in reversed_]


def account_of(found: Termination) -> Account | None:
    """The final account; none where neither a contract value nor a line gives a currency."""
    currency = currency_of(found)
    if not currency:
        return None
    lines = (
        Line(LineKind(row.kind), Money(row.amount, row.currency)) for row in list_counted(found)
    )
    waivers = [w for w in _of(found, WaivedMatter.SETTLEMENT_BALANCE) if w.amount is not None]
    last = max(waivers, key=lambda waiver: waiver.id, default=None)
    waived = Money(last.amount, last.currency) if last and last.amount is not None else None
    return open_account(lines, currency, waived)


def inventory_of(contract: Contract) -> Inventory:
    """How much there is to close, to get back and to have destroyed."""
    assets = list(contract.data_assets.all())
    return Inventory(
        grants=sum(grant.revoked_on is None for grant in contract.grants.all()),
        data_assets=len(assets),
        copies=sum(len(asset.copies.all()) for asset in assets),
    )


def path_of(found: Termination, steps: termination.Steps, on: date) -> CriticalPath:
    """Which chain of open work, or which wait, decides when we are out; seen from a day."""
    return critical_path(
        steps,
        today=max(on, found.proposed_on),
        effective_on=found.effective_on,
        inventory=inventory_of(found.contract),
    )


def _of(found: Termination, matter: WaivedMatter) -> list[ExitWaiver]:
    return [waiver for waiver in found.waivers.all() if waiver.matter == matter]
