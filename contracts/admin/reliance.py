"""How hard contracts are to replace, what currencies are worth, which limits were passed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from unfold.admin import TabularInline
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from config import clock
from config.actors import Actor
from config.rest.admin import Act, ReadOnlyAdmin, ReasonForm, day_input
from config.rest.desk import Pile
from contracts.models import (
    Contract,
    ExchangeRate,
    ExposureWatch,
    LimitPassed,
    SubstitutabilityAssessment,
)
from contracts.operations.rates import enter_rate
from contracts.operations.relying import Seen, assess_substitutability
from contracts.substitution import Impact, Obstacle, Reintegration, Substitutability
from vendors.models.choices import choices_of

READ = "contracts.read"
Asked = Mapping[str, Any]


class SubstitutabilityForm(ReasonForm):
    """How hard the vendor is to replace, and why. Alternatives are named through the API."""

    verdict = forms.ChoiceField(
        choices=choices_of(Substitutability), widget=UnfoldAdminSelectWidget
    )
    obstacle = forms.ChoiceField(
        choices=[("", "none"), *choices_of(Obstacle)],
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    reintegration = forms.ChoiceField(
        choices=choices_of(Reintegration), widget=UnfoldAdminSelectWidget
    )
    reintegration_days = forms.IntegerField(
        min_value=0, max_value=36_500, widget=UnfoldAdminIntegerFieldWidget
    )
    exit_plan = forms.BooleanField(required=False, widget=UnfoldBooleanSwitchWidget)
    exit_tested_on = forms.DateField(required=False, widget=day_input())
    impact = forms.ChoiceField(choices=choices_of(Impact), widget=UnfoldAdminSelectWidget)


class RateForm(forms.Form):
    """The next rate between the same currencies."""

    rate = forms.DecimalField(
        max_digits=24, decimal_places=12, min_value=0, widget=UnfoldAdminDecimalFieldWidget
    )
    valid_on = forms.DateField(widget=day_input())
    source = forms.CharField(max_length=500, widget=UnfoldAdminTextInputWidget)


def assess(who: Actor, contract: Contract, asked: Asked) -> object:
    """Keep what somebody found out about replacing a vendor."""
    seen = Seen(
        verdict=Substitutability(asked["verdict"]),
        obstacle=Obstacle(asked["obstacle"]) if asked["obstacle"] else None,
        reason=asked["reason"],
        reintegration=Reintegration(asked["reintegration"]),
        reintegration_days=asked["reintegration_days"],
        exit_plan=asked["exit_plan"],
        exit_tested_on=asked["exit_tested_on"],
        impact=Impact(asked["impact"]),
    )
    return assess_substitutability(contract_id=contract.id, seen=seen, actor=who, at=clock.now())


def _enter(who: Actor, row: ExchangeRate, asked: Asked) -> object:
    return enter_rate(
        base=row.base,
        quote=row.quote,
        rate=asked["rate"],
        valid_on=asked["valid_on"],
        source=asked["source"],
        actor=who,
        today=clock.today(),
    )


class SubstitutabilityInline(TabularInline):
    """What was found about replacing the vendor, the latest first."""

    model = SubstitutabilityAssessment
    fields = [
        "assessed_on", "verdict", "obstacle", "reintegration", "reintegration_days", "exit_plan",
        "exit_tested_on", "impact",
    ]  # fmt: skip
    readonly_fields = fields  # type: ignore[assignment]  # a list of names
    extra = 0
    can_delete = False
    verbose_name_plural = "replaceability"

    def has_add_permission(self, request: object, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        return False

    def has_view_permission(self, request: object, obj: object = None) -> bool:
        return True


@admin.register(SubstitutabilityAssessment)
class SubstitutabilityAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = [
        "contract", "verdict", "obstacle", "reintegration_days", "exit_plan", "impact",
        "assessed_on",
    ]  # fmt: skip
    list_filter = ["verdict", "impact", "exit_plan"]
    list_select_related = ["contract"]
    search_fields = ["contract__reference", "contract__vendor__party__name"]


@admin.register(ExchangeRate)
class ExchangeRateAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["base", "quote", "rate", "valid_on", "source", "entered_label"]
    list_filter = ["base", "quote"]
    acts = (
        Act(
            name="enter",
            label="Enter the next rate",
            may="rates.enter",
            do=_enter,
            form=RateForm,
            icon="add",
        ),
    )


@admin.register(LimitPassed)
class LimitPassedAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["limit", "key", "currency", "found_on", "ceased_on"]
    list_filter = ["limit", ("ceased_on", admin.EmptyFieldListFilter)]
    piles = (
        Pile(
            "Limits on exposure passed",
            READ,
            lambda rows: rows.filter(ceased_on=None),
            (("ceased_on__isempty", "1"),),
        ),
    )


@admin.register(ExposureWatch)
class ExposureWatchAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["on", "seq", "updated_at"]
