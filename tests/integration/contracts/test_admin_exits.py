"""The admin of the way out: everything is shown, and what may be done calls the operation."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from config.rest.roles import Role
from contracts.models import (
    Contract,
    CureAttempt,
    Dispute,
    ExitRehearsal,
    ExitWaiver,
    ReturnedItem,
    SettlementLine,
    Step,
    Termination,
    WaivedMatter,
)
from contracts.money import Money
from contracts.operations.objecting import dispute, judge_cure
from contracts.operations.proving import Returned
from contracts.operations.rehearsing import rehearse_exit
from contracts.operations.settling import book_line
from contracts.operations.stepping import act_on_step
from contracts.operations.waiving import waive_matter
from contracts.termination import LineKind, StepAct, StepCode
from tests.builders.contracts import (
    CONTROL_CLAUSE,
    LATER,
    PLANNED,
    a_grant,
    ada,
    an_asset,
    evidence,
    leo,
    served,
    signed,
    stepped,
)
from tests.builders.people import a_person

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
OWN = (CureAttempt, Dispute, ExitRehearsal, ExitWaiver, ReturnedItem, SettlementLine)


def signed_in(*roles: str) -> Client:
    client = Client()
    client.force_login(a_person("user " + "+".join(roles), *roles))
    return client


@pytest.fixture
def found() -> Termination:
    """A way out on which everything there can be has been said."""
    contract = signed(clauses=[replace(CONTROL_CLAUSE, cure_days=20_000)])
    asset = an_asset(contract)
    rehearse_exit(contract_id=contract.id, actor=leo(), at=LATER)
    made = served(contract, replace(PLANNED, clause=contract.clauses.get().id))
    said = {"termination_id": made.id, "actor": leo(), "at": LATER}
    judge_cure(accepted=False, reason="Not cured.", **said)  # type: ignore[arg-type]
    dispute(reason="Denied.", **said)  # type: ignore[arg-type]
    book_line(kind=LineKind.OWED, amount=Money.parse("1.00", "USD"), **said)  # type: ignore[arg-type]
    stepped(made, StepCode.RETURN_DATA, StepAct.START)
    act_on_step(
        termination_id=made.id, code=StepCode.RETURN_DATA, act=StepAct.SUBMIT, actor=leo(),
        reason="Back.", at=LATER, evidence=[evidence()], manifest=[Returned(asset.id, 3)],
    )  # fmt: skip
    waive_matter(
        termination_id=made.id, matter=WaivedMatter.DISPUTE, actor=ada(), reason="So.", at=LATER
    )
    return made


@pytest.mark.parametrize("model", OWN, ids=lambda model: model._meta.model_name)
def test_every_row_of_the_way_out_is_shown(found: Termination, model: type) -> None:
    client = signed_in(Role.VIEWER)
    name = f"admin:contracts_{model._meta.model_name}"  # type: ignore[attr-defined]
    row = model._default_manager.get()  # type: ignore[attr-defined]

    assert model in admin.site._registry
    assert client.get(reverse(f"{name}_changelist")).status_code == 200
    assert client.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200


def press(client: Client, of: Contract | Termination | Step, act: str, **said: object) -> str:
    path = reverse(f"admin:contracts_{of._meta.model_name}_{act}", args=[of.pk])
    answer = client.post(path, said, follow=True)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_an_approver_lets_something_go_from_its_page(found: Termination) -> None:
    client = signed_in(Role.VIEWER, Role.APPROVER)

    page = press(client, found, "waive", reason="Enough time.", matter="cure_period")

    assert "Let something go: done." in page
    assert ExitWaiver.objects.filter(matter="cure_period").count() == 1


def test_a_refusal_is_shown_and_nothing_changes(found: Termination) -> None:
    client = signed_in(Role.VIEWER, Role.APPROVER)

    page = press(client, found, "waive", reason="Again.", matter="dispute")

    assert "nothing to let go" in page
    assert ExitWaiver.objects.count() == 1


def test_legal_rehearses_from_the_contracts_page() -> None:
    contract = signed()

    press(signed_in(Role.VIEWER, Role.LEGAL), contract, "rehearse_exit", ground="convenience")

    assert ExitRehearsal.objects.get().contract == contract


def test_an_approver_waives_a_step_from_its_page(found: Termination) -> None:
    step = found.steps.get(code="transition")

    press(signed_in(Role.VIEWER, Role.APPROVER), step, "waive", reason="Nothing to hand over.")

    assert Step.objects.get(id=step.id).state == "waived"


def page_of(client: Client, row: Contract | Termination | ExitRehearsal) -> str:
    path = reverse(f"admin:contracts_{row._meta.model_name}_change", args=[row.pk])
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_plan_of_a_way_out_is_drawn_without_a_script(found: Termination) -> None:
    page = page_of(signed_in(Role.VIEWER), found)

    drawn = page[page.index("<svg viewBox") : page.index("</figure>")]
    assert drawn.count("<rect") == found.steps.count()
    assert "destroy data" in drawn
    assert "<script" not in drawn
    assert "style=" not in drawn


def test_a_rehearsed_plan_is_drawn_too(found: Termination) -> None:
    page = page_of(signed_in(Role.VIEWER), ExitRehearsal.objects.get())

    assert page.count("<rect") >= 10
    assert "what is missing" in page.lower()


def test_a_contract_says_what_comes_and_who_did_what_by_name(found: Termination) -> None:
    page = page_of(signed_in(Role.VIEWER), found.contract)

    assert "takes effect" in page
    assert "change of control" in page
    assert "20000 days" in page


def test_days_that_stand_are_listed_and_others_where_asked_for(found: Termination) -> None:
    client, path = signed_in(Role.VIEWER), reverse("admin:contracts_deadline_changelist")
    gone = found.contract.deadlines.filter(stands=False).count()
    stand = found.contract.deadlines.filter(stands=True).count()

    assert client.get(path).context["cl"].result_count == stand
    assert client.get(f"{path}?stands__exact=0").context["cl"].result_count == gone


def test_a_door_is_closed_from_its_page_with_the_file_that_shows_it(found: Termination) -> None:
    grant = a_grant(signed())
    client = signed_in(Role.VIEWER, Role.LEGAL)
    path = reverse("admin:contracts_accessgrant_revoke", args=[grant.pk])

    client.post(path, {"reason": "Closed."})
    grant.refresh_from_db()
    assert grant.revoked_on is None
    client.post(path, {"reason": "Closed.", "proof": SimpleUploadedFile("closed.txt", b"closed")})

    grant.refresh_from_db()
    assert len(grant.evidence) == 1
