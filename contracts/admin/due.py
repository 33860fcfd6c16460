"""What a vendor is to deliver by which day: planned and withdrawn by a signed-in person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextInputWidget

from config import clock
from config.actors import Actor
from config.rest.admin import day_input
from contracts.models import Contract, PlannedDelivery
from contracts.operations import planning

Asked = Mapping[str, Any]


class PlanForm(forms.Form):
    """By which day, how many, of what."""

    due_on = forms.DateField(widget=day_input())
    items = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=10**12,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text="Empty: not said how many.",
    )
    description = forms.CharField(
        required=False, max_length=1000, widget=UnfoldAdminTextInputWidget
    )


def plan_due(who: Actor, contract: Contract, asked: Asked) -> object:
    """Write down a batch that is to come."""
    return planning.plan_delivery(contract_id=contract.id, actor=who, at=clock.now(), **asked)


def withdraw_planned(who: Actor, plan: PlannedDelivery, asked: Asked) -> object:
    """Say that a planned batch is to come no more."""
    return planning.withdraw_plan(
        plan_id=plan.id,
        reason=asked["reason"],
        actor=who,
        at=clock.now(),
        expected_version=plan.version,
    )
