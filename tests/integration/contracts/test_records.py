"""What the database refuses by itself, whoever writes and however."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, models, transaction

from contracts.models import (
    AccessGrant,
    Amendment,
    Clause,
    Contract,
    ContractDelivery,
    CureAttempt,
    DataAsset,
    Dispute,
    ExitRehearsal,
    ExitWaiver,
    ReturnedItem,
    SettlementLine,
    Step,
    Termination,
)
from contracts.termination import StepAct, StepCode
from tests.builders.contracts import (
    a_draft,
    a_grant,
    agreed,
    an_asset,
    approved,
    in_review,
    proposed,
    served,
    signed,
    stepped,
)

pytestmark = pytest.mark.django_db


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    return str(caught.value)


@pytest.mark.parametrize(
    ("made", "state"),
    [
        (a_draft, "active"),
        (a_draft, "approved"),
        (in_review, "active"),
        (signed, "draft"),
        (signed, "approved"),
        (signed, "cancelled"),
    ],
)
def test_no_contract_moves_beside_the_table(made: Callable[[], Contract], state: str) -> None:
    contract = made()

    told = refused(lambda: Contract.objects.filter(id=contract.id).update(state=state))

    assert f"from {contract.state} to {state}" in told


def test_no_termination_or_step_moves_beside_its_table() -> None:
    found = agreed()

    assert "approved to completed" in refused(
        lambda: Termination.objects.filter(id=found.id).update(state="completed")
    )
    assert "pending to verified" in refused(
        lambda: Step.objects.filter(termination=found).update(state="verified")
    )


def test_everything_begins_at_the_beginning() -> None:
    draft = a_draft()
    draft.pk, draft.reference, draft.state = None, "R-2", "active"
    draft._state.adding = True

    assert "begins as draft" in refused(lambda: draft.save(force_insert=True))


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Other"},
        {"value_amount": 1},
        {"ends_on": "2030-01-01"},
        {"notice_days_ours": 1},
        {"reference": "R-99"},
    ],
)
def test_what_was_signed_is_not_rewritten(change: dict[str, object]) -> None:
    contract = signed()

    assert "is not rewritten" in refused(
        lambda: Contract.objects.filter(id=contract.id).update(**change)
    )


def test_an_approval_covers_its_version_only() -> None:
    contract = approved()

    with pytest.raises(IntegrityError, match="approval_covers_this_version"):
        Contract.objects.filter(id=contract.id).update(version=contract.version + 1)


def test_nobody_approves_their_own_work() -> None:
    contract = in_review()

    with pytest.raises(IntegrityError, match="contract_approved_by_another"):
        Contract.objects.filter(id=contract.id).update(
            state="approved", approved_by=contract.drafted_by, approved_version=contract.version
        )


def test_a_second_open_termination_is_refused() -> None:
    found = proposed()
    found.pk = None
    found._state.adding = True

    with pytest.raises(IntegrityError, match="one_open_termination_per_contract"):
        found.save(force_insert=True)


def test_whoever_submitted_a_step_does_not_settle_it() -> None:
    step = stepped(agreed(), StepCode.TRANSITION, StepAct.START, StepAct.SUBMIT)

    with pytest.raises(IntegrityError, match="step_verified_by_another"):
        Step.objects.filter(id=step.id).update(state="verified", settled_by=step.submitted_by)


def test_an_end_says_how() -> None:
    contract = signed()

    with pytest.raises(IntegrityError, match="an_end_says_how_and_when"):
        Contract.objects.filter(id=contract.id).update(state="ended")


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Contract, {"value_amount": -1}),
        (Contract, {"value_currency": "usd"}),
        (Contract, {"ends_on": "2024-12-31"}),
        (Contract, {"notice_days_ours": 40_000}),
        (Contract, {"renewal_months": 3}),
        (Contract, {"title": ""}),
        (Clause, {"threshold": 101}),
    ],
)
def test_values_nobody_means_are_refused(
    model: type[models.Model], change: dict[str, object]
) -> None:
    a_draft()

    refused(lambda: model._default_manager.all().update(**change))


def test_nothing_is_deleted() -> None:
    contract = signed()
    a_grant(contract), an_asset(contract)
    served(contract)

    for model in (Contract, Clause, AccessGrant, DataAsset, Termination, Step):
        told = refused(lambda model=model: model.objects.all()._raw_delete("default"))
        assert "delete" in told.lower()


def test_what_is_kept_as_proof_is_not_changed() -> None:
    contract = signed()
    an_asset(contract)
    delivery = ContractDelivery.objects.create(
        contract=contract, delivered_on="2025-02-01", items=1, recorded_by="Vera"
    )
    amendment = Amendment.objects.create(
        contract=contract,
        number=1,
        reason="More.",
        evidence=[contract.id],
        signed_on="2025-02-01",
        recorded_by="Leo",
    )

    for row, change in (
        (delivery, {"items": 2}),
        (amendment, {"reason": "Less."}),
        (DataAsset.objects.get(), {"name": "Other"}),
    ):
        refused(
            lambda row=row, change=change: (
                type(row)._default_manager.filter(pk=row.pk).update(**change)
            )
        )


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (CureAttempt, {"accepted": True}),
        (ExitWaiver, {"reason": "Other."}),
        (ReturnedItem, {"items": 4}),
        (SettlementLine, {"amount": 2}),
        (ExitRehearsal, {"score": 100}),
    ],
)
def test_what_was_said_on_the_way_out_is_not_rewritten(
    model: type[models.Model], change: dict[str, object]
) -> None:
    said_on_the_way_out()

    refused(lambda: model._default_manager.all().update(**change))
    assert "delete" in refused(lambda: model._default_manager.all()._raw_delete("default")).lower()


def test_a_settled_dispute_says_how_and_one_is_open_at_a_time() -> None:
    found = said_on_the_way_out()

    refused(lambda: Dispute.objects.update(outcome="upheld"))
    refused(
        lambda: Dispute.objects.create(
            termination=found, reason="Again.", raised_on="2025-07-01", recorded_by="leo"
        )
    )
    refused(lambda: Dispute.objects.all()._raw_delete("default"))


def said_on_the_way_out() -> Termination:
    """One row of each kind."""
    asset = an_asset(contract := signed())
    found = served(contract)
    step = found.steps.get(code="return_data")
    CureAttempt.objects.create(
        termination=found, accepted=False, reason="No.", recorded_on="2025-07-01", recorded_by="leo"
    )
    Dispute.objects.create(
        termination=found, reason="Denied.", raised_on="2025-07-01", recorded_by="leo"
    )
    ExitWaiver.objects.create(
        termination=found, matter="cure_period", reason="So.", waived_on="2025-07-01",
        waived_by="ada",
    )  # fmt: skip
    ReturnedItem.objects.create(step=step, attempt=1, data_asset=asset, items=3)
    SettlementLine.objects.create(
        termination=found, kind="owed", amount=1, currency="USD", booked_on="2025-07-01",
        recorded_by="vera",
    )  # fmt: skip
    ExitRehearsal.objects.create(
        contract=contract, ground="mutual", rehearsed_on="2025-07-01", rehearsed_by="Leo",
        contract_version=1, fingerprint="", notice_on="2025-07-01", effective_on="2025-07-01",
        out_on="2025-07-01", score=50, parts=[], plan={},
    )  # fmt: skip
    return found
