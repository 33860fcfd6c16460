"""An award opens one draft contract, however often it is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from config.actors import Actor
from config.events import inbox
from config.events.models import Delivery, Event
from contracts import tasks
from contracts.models import Contract
from contracts.operations.awarding import draft_awarded
from tests.builders.contracts import a_draft
from tests.builders.people import a_person
from tests.builders.sourcing import SMALL, a_capable_vendor, an_awarded_need, an_open_need
from tests.integration.conftest import Api

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]


def delivered() -> None:
    """Whatever an award owes."""
    assert tasks.draft_awarded  # it is known
    for delivery in Delivery.objects.filter(task="contracts.tasks.draft_awarded"):
        inbox.deliver(delivery.id)
        delivery.refresh_from_db()
        assert delivery.done_at is not None, delivery.last_error


def test_an_award_opens_a_draft_that_says_what_the_need_said() -> None:
    vendor = a_capable_vendor()
    requisition = an_awarded_need(vendor, sensitivity="confidential", description="Proofs.")

    delivered()

    [contract] = Contract.objects.all()
    assert (contract.vendor_id, contract.requisition) == (vendor.id, requisition.id)
    assert (contract.state, contract.title) == ("draft", requisition.title)
    assert (contract.dataset_domain, contract.dataset_sensitivity) == (
        "mathematics",
        "confidential",
    )
    assert (contract.value_amount, contract.value_currency) == (SMALL.amount, SMALL.currency)
    requisition.refresh_from_db()
    assert requisition.contract_id == contract.id


def test_told_twice_it_opens_one() -> None:
    requisition = an_awarded_need(a_capable_vendor())
    delivered()

    again = draft_awarded(requisition_id=requisition.id, actor=Actor.system())
    delivered()

    assert Contract.objects.get().id == again.id
    assert Event.objects.filter(type="procurement.requisition_contracted").count() == 1
    assert Event.objects.filter(type="contracts.drafted").count() == 1


def test_the_database_keeps_an_award_from_opening_two() -> None:
    requisition = an_awarded_need(a_capable_vendor())
    delivered()

    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(id=a_draft().id).update(opened_by_award=requisition.id)


def test_who_awarded_it_does_not_approve_its_contract(api: Client) -> None:
    vendor, requisition = a_capable_vendor(), an_open_need()
    both = api("legal", "approver", user=a_person("both", "legal", "approver"))
    both.post(
        f"/api/v1/requisitions/{requisition.id}/award",
        {"vendor": str(vendor.id), "reason": "The best."},
    )
    delivered()
    contract = f"/api/v1/contracts/{Contract.objects.get().id}"
    api("requester").post(f"{contract}/submit", {"reason": "Ready."})

    mine = both.post(f"{contract}/approve", {"reason": "Mine."})
    other = api("approver").post(f"{contract}/approve", {"reason": "Fine."})

    assert (mine.status_code, mine.json()["code"]) == (403, "four-eyes")
    assert (other.status_code, other.json()["state"]) == (200, "approved")
    found = api("viewer").get(f"/api/v1/requisitions/{requisition.id}").json()
    assert contract.endswith(found["contract"])
