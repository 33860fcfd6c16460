"""Needs for data, to look at, open and award."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin

from config import clock
from config.actors import Actor
from config.rest.admin import Act, ReadOnlyAdmin, ReasonForm
from config.rest.desk import piled
from procurement.models import Requisition
from procurement.operations import awarding, requisitions
from procurement.queries.requisitions import award_of, budget_of
from procurement.requisitioning import REQUISITION, RequisitionAct, RequisitionState
from vendors.choosing import VendorField

Asked = Mapping[str, Any]


class AwardForm(ReasonForm):
    """To whom, and why."""

    vendor = VendorField()


def _award(who: Actor, requisition: Requisition, asked: Asked) -> object:
    return awarding.award_requisition(
        requisition_id=requisition.id,
        vendor_id=asked["vendor"].id,
        reason=asked["reason"],
        actor=who,
        at=clock.now(),
        seen_version=requisition.version,
    )


def _moved(requisition: Requisition, who: Actor, asked: Asked) -> dict[str, Any]:
    return {
        "requisition_id": requisition.id,
        "reason": asked["reason"],
        "actor": who,
        "seen_version": requisition.version,
    }


def _submit(who: Actor, requisition: Requisition, asked: Asked) -> object:
    told = _moved(requisition, who, asked)
    return requisitions.submit_requisition(**told, at=clock.now())


def _approve(who: Actor, requisition: Requisition, asked: Asked) -> object:
    told = _moved(requisition, who, asked)
    return requisitions.approve_requisition(**told, at=clock.now())


def _reject(who: Actor, requisition: Requisition, asked: Asked) -> object:
    told = _moved(requisition, who, asked)
    return requisitions.reject_requisition(**told, at=clock.now())


def _revise(who: Actor, requisition: Requisition, asked: Asked) -> object:
    return requisitions.revise_requisition(**_moved(requisition, who, asked))


def _cancel(who: Actor, requisition: Requisition, asked: Asked) -> object:
    return requisitions.cancel_requisition(**_moved(requisition, who, asked))


def _act(act: RequisitionAct, may: str, do: Any, form: type[forms.Form] = ReasonForm) -> Act:
    return Act(
        name=act.value,
        label=act.value.capitalize(),
        may=f"requisitions.{may}",
        do=do,
        form=form,
        when=lambda row: act in REQUISITION.allowed(RequisitionState(row.state)),
    )


@admin.register(Requisition)
class RequisitionAdmin(ReadOnlyAdmin):
    reads = "procurement.read"
    list_display = ["title", "state", "domain", "level", "needed_by", "asked_for", "owner"]
    list_filter = ["state", "level"]
    list_select_related = ["domain"]
    search_fields = ["title", "domain__code", "domain__name", "owner"]
    piles = (
        piled("Needs to submit", "requisitions.draft", state=RequisitionState.DRAFT),
        piled("Needs to approve", "requisitions.approve", state=RequisitionState.SUBMITTED),
        piled("Needs to award", "requisitions.award", state=RequisitionState.OPEN),
    )
    fields = [
        "title", "state", "description", "domain", "level", "languages", "modality", "sensitivity",
        "volume_items", "hours_per_week", "places_allowed", "certificates_required", "needed_by",
        "asked_for", "replacing", "owner", "drafted_label", "submitted_label", "policy",
        "is_within_limit", "decided_label", "decided_at", "awarded_to", "given", "awarded_label",
        "awarded_at", "contract_id",
    ]  # fmt: skip
    readonly_fields = ["asked_for", "given"]
    acts = (
        _act(RequisitionAct.SUBMIT, "draft", _submit),
        _act(RequisitionAct.APPROVE, "approve", _approve),
        _act(RequisitionAct.REJECT, "approve", _reject),
        _act(RequisitionAct.AWARD, "award", _award, AwardForm),
        _act(RequisitionAct.REVISE, "draft", _revise),
        _act(RequisitionAct.CANCEL, "draft", _cancel),
    )

    @admin.display(description="budget")
    def asked_for(self, requisition: Requisition) -> str:
        budget = budget_of(requisition)
        return budget.words if budget else "-"

    @admin.display(description="awarded for")
    def given(self, requisition: Requisition) -> str:
        award = award_of(requisition)
        return award.words if award else "-"
