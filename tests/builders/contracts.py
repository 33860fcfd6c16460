"""Contracts and terminations at every point of their lives, made through the real operations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from config.actors import Actor
from config.events import ledger
from config.events.models import Event
from config.rest.roles import Role
from contracts.clauses import Clause, ClauseKind, Comparator, Measure, PartyClass, Remedy
from contracts.clauses import WindowFrom as Since
from contracts.lifecycle import Act, State
from contracts.models import AccessGrant, Contract, DataAsset, Step, Termination
from contracts.money import Money
from contracts.operations import drafting, inventory, moves, serving, terminations
from contracts.operations.proving import Certified
from contracts.operations.stepping import act_on_step
from contracts.operations.terminations import Proposal
from contracts.termination import Ground, Order, StepAct, StepCode
from tests.builders.people import acting
from tests.builders.vendors import a_vendor
from vendors.models import Vendor
from vendors.operations import record_standing, store_evidence
from vendors.shelf import Nowhere

SIGNED = datetime(2025, 1, 2, 12, tzinfo=UTC)
LATER = datetime(2025, 6, 16, 12, tzinfo=UTC)
STARTS = date(2025, 1, 1)
_numbers = count(1)

CONTROL_CLAUSE = Clause(
    kind=ClauseKind.CHANGE_OF_CONTROL,
    measure=Measure.CONTROL,
    remedy=Remedy.TERMINATE,
    party_class=PartyClass.COMPETITOR,
    window_days=90,
    window_from=Since.AWARENESS,
)
VOTES_CLAUSE = Clause(
    kind=ClauseKind.CHANGE_OF_CONTROL,
    measure=Measure.VOTING,
    remedy=Remedy.TERMINATE,
    comparator=Comparator.GT,
    threshold=None,
)


def vera() -> Actor:
    """Keeps the vendor file."""
    return acting("vera", Role.VENDOR_MANAGER)


def leo() -> Actor:
    """Legal."""
    return acting("leo", Role.LEGAL)


def ada() -> Actor:
    """Approves what others proposed."""
    return acting("ada", Role.APPROVER)


def judged(vendor: Vendor, state: str = "clear", level: str = "none") -> Vendor:
    """The vendor, with a verdict that is up to date."""
    record_standing(
        vendor_id=vendor.id,
        state=state,
        level=level,
        assessment_id=uuid4(),
        assessed_at=SIGNED,
        assessed_seq=ledger.current_seq(),
        policy_id=None,
        stale=False,
        next_boundary=None,
        footprint=[vendor.party_id],
    )
    return vendor


def evidence(text: str = "") -> UUID:
    """A file on the shelf; every call without a text is another file."""
    content = text or f"paper {uuid4()}"
    kept = store_evidence(
        file=BytesIO(content.encode()),
        title="A paper",
        filename="paper.txt",
        shelf=Nowhere(),
        actor=leo(),
    )
    return kept.evidence.id


def wording(vendor: Vendor, **changes: Any) -> drafting.Wording:
    """What a usual contract says: until one side leaves, with notice of 30 days."""
    said: dict[str, Any] = {
        "reference": f"MSA-{next(_numbers):04}",
        "title": "Mathematics annotation",
        "vendor": vendor.id,
        "dataset_domain": "mathematics",
        "value": Money.parse("1250000.00", "USD"),
        "starts_on": STARTS,
        "renewal_type": "evergreen",
        "notice_days_ours": 30,
        "notice_days_theirs": 60,
        "owner": "Data sourcing",
        "clauses": [CONTROL_CLAUSE],
    }
    return drafting.Wording(**{**said, **changes})  # type: ignore[typeddict-item]


def a_draft(vendor: Vendor | None = None, **changes: Any) -> Contract:
    """A contract Leo drafted."""
    party = vendor or judged(a_vendor(f"Labelworks {next(_numbers)}"))
    return drafting.draft_contract(wording=wording(party, **changes), actor=leo())


def moved(contract: Contract, *acts: Act, at: datetime = SIGNED) -> Contract:
    """The contract after some moves, each by whoever does that in this house."""
    for act in acts:
        proof = (evidence(),) if act in (Act.SIGN, Act.AMEND) else ()
        actor = ada() if act in (Act.APPROVE, Act.REJECT) else leo()
        contract = moves.move(
            contract_id=contract.id, act=act, actor=actor, reason="As agreed.", at=at,
            evidence=proof,
        )  # fmt: skip
    return contract


def in_review(vendor: Vendor | None = None, **changes: Any) -> Contract:
    return moved(a_draft(vendor, **changes), Act.SUBMIT)


def approved(vendor: Vendor | None = None, **changes: Any) -> Contract:
    return moved(in_review(vendor, **changes), Act.APPROVE)


def signed(vendor: Vendor | None = None, **changes: Any) -> Contract:
    """A contract in force."""
    return moved(approved(vendor, **changes), Act.SIGN)


def suspended(vendor: Vendor | None = None, **changes: Any) -> Contract:
    return moved(signed(vendor, **changes), Act.SUSPEND)


def a_grant(contract: Contract, system: str = "bucket") -> AccessGrant:
    return inventory.open_grant(
        contract_id=contract.id, system=system, actor=vera(), at=SIGNED, description="Images"
    )


def an_asset(
    contract: Contract, name: str = "Proofs", holders: Sequence[UUID] | None = None
) -> DataAsset:
    return inventory.register_asset(
        contract_id=contract.id, name=name, holders=holders, actor=vera()
    )


PLANNED = Proposal(ground=Ground.NEUTRALITY_CONFLICT, comment="No longer at arm's length.")
EMERGENCY = replace(PLANNED, order=Order.EMERGENCY)


def proposed(
    contract: Contract | None = None,
    proposal: Proposal = PLANNED,
    *,
    actor: Actor | None = None,
    at: datetime = LATER,
) -> Termination:
    """A termination Leo proposed."""
    return terminations.propose_termination(
        contract_id=(contract or signed()).id, proposal=proposal, actor=actor or leo(), at=at
    )


def agreed(contract: Contract | None = None, proposal: Proposal = PLANNED) -> Termination:
    """A termination Ada approved."""
    return terminations.approve_termination(
        termination_id=proposed(contract, proposal).id, actor=ada(), reason="Agreed.", at=LATER
    )


def served(contract: Contract | None = None, proposal: Proposal = PLANNED) -> Termination:
    """A termination whose notice went out, and was verified."""
    found = serving.serve_notice(
        termination_id=agreed(contract, proposal).id,
        actor=leo(),
        reason="By courier.",
        at=LATER,
        evidence=[evidence()],
    )
    stepped(found, StepCode.SERVE_NOTICE, StepAct.VERIFY)
    return found


def stepped(
    found: Termination,
    code: StepCode,
    *acts: StepAct,
    certificates: Sequence[Certified] = (),
    at: datetime = LATER,
) -> Step:
    """A step after some acts, each by whoever does that in this house."""
    row = found.steps.get(code=code)
    for act in acts:
        actor = ada() if act in (StepAct.VERIFY, StepAct.WAIVE) else leo()
        submits = act is StepAct.SUBMIT
        row = act_on_step(
            termination_id=found.id,
            code=code,
            act=act,
            actor=actor,
            reason="As planned.",
            at=at,
            evidence=[evidence()] if submits else (),
            certificates=certificates if submits else (),
        )
    return row


DONE = (StepAct.START, StepAct.SUBMIT, StepAct.VERIFY)


def certified(*assets: DataAsset) -> list[Certified]:
    """A certificate for each copy of each asset."""
    return [
        Certified(asset.id, copy.holder_id, evidence())
        for asset in assets
        for copy in asset.copies.all()
    ]


def settled(found: Termination, *, but: Sequence[StepCode] = ()) -> Termination:
    """A termination with every step done in order, but for some."""
    assets = DataAsset.objects.filter(contract=found.contract_id)
    for row in found.steps.order_by("position"):
        code = StepCode(row.code)
        if code in but or row.state in ("verified", "waived"):
            continue
        proof = certified(*assets) if code is StepCode.DESTROY_DATA else ()
        stepped(found, code, *DONE, certificates=proof)
    return found


def state_told(contract: UUID) -> str:
    """The state a contract must be in if its events tell the truth, each from where it was."""
    state = State.DRAFT.value
    events = Event.objects.filter(data__contract=str(contract)).order_by("seq")
    for event in events:
        served = event.type == "contracts.notice_served"
        names = ("contract_before", "contract_after") if served else ("before", "after")
        if event.subject_type != "contract" and not served:
            continue
        before, after = (event.data.get(name) for name in names)
        if after is None:
            continue
        assert before in (None, state), (event.type, before, state)
        state = after
    return state
