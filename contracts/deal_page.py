"""What would a deal do? A page that asks who takes how much of whom, and tells what follows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from unfold.enums import ActionVariant
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldBooleanSwitchWidget,
)

from config import clock
from config.problems import Problem
from config.rest.admin import ReadOnlyAdmin, day_input
from config.rest.models import User
from config.rest.roles import is_allowed
from contracts.operations.simulating import Outcome, simulate
from procurement.operations.foreseeing import Scenario
from procurement.queries.standards import competitors_at
from vendors.choosing import VendorField
from vendors.models import Party
from vendors.ownership.facts import Confidence, Interval, Kind
from vendors.ownership.revision import StatementKind
from vendors.queries.parties import EVERYTHING_KNOWN
from vendors.statements import PartyById, Said, SaidInterest, Source

MAY = "procurement.simulate"
TITLE = "Simulate a deal"


class DealForm(forms.Form):
    """Who takes how much of whom, and from which day on."""

    competitor = forms.ModelChoiceField(Party.objects.none(), widget=UnfoldAdminSelectWidget)
    vendor = VendorField()
    percent = forms.DecimalField(
        min_value=0, max_value=100, decimal_places=6, widget=UnfoldAdminDecimalFieldWidget
    )
    votes = forms.BooleanField(
        required=False, widget=UnfoldBooleanSwitchWidget, label="The shares have votes"
    )
    day = forms.DateField(widget=day_input())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        listed = competitors_at(today, EVERYTHING_KNOWN).values("party")
        competitor = self.fields["competitor"]
        assert isinstance(competitor, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        competitor.queryset = Party.objects.filter(id__in=listed).order_by("name")
        self.fields["day"].initial = today

    def scenario(self) -> Scenario:
        """The deal as a statement. Valid once the form is."""
        asked = self.cleaned_data
        percent: Decimal = asked["percent"]
        interest = SaidInterest(
            type=Kind.ORDINARY_SHARES if asked["votes"] else Kind.NON_VOTING_SHARES,
            share=Interval.from_percent(percent, percent),
            valid_from=asked["day"],
        )
        deal = Said(
            kind=StatementKind.ASSERTION,
            subject=PartyById(asked["vendor"].party_id),
            interested_party=PartyById(asked["competitor"].id),
            interests=(interest,),
        )
        return Scenario(
            valid_at=asked["day"],
            source=Source(type="other", title="A scenario"),
            statements=[deal],
            confidences=[Confidence.CONFIRMED],
        )


def may_simulate(site: ReadOnlyAdmin, request: HttpRequest, _: object = None) -> bool:
    """Whether the person who is signed in sees the button."""
    return isinstance(request.user, User) and is_allowed(MAY, request.user.roles)


def simulate_deal(site: ReadOnlyAdmin, request: HttpRequest) -> HttpResponse:
    """The page; `ContractAdmin` has a button for it."""
    if not may_simulate(site, request):
        raise PermissionDenied
    form = DealForm(request.POST or None)
    outcome = _outcome(form) if request.method == "POST" and form.is_valid() else None
    context = {
        **site.admin_site.each_context(request),
        "opts": site.opts,
        "title": TITLE,
        "form": form,
        "outcome": outcome,
    }
    return render(request, "admin/deal.html", context)


simulate_deal.short_description = TITLE  # type: ignore[attr-defined]
simulate_deal.url_path = "simulate"  # type: ignore[attr-defined]
simulate_deal.attrs = {}  # type: ignore[attr-defined]
simulate_deal.icon = "science"  # type: ignore[attr-defined]
simulate_deal.variant = ActionVariant.DEFAULT  # type: ignore[attr-defined]
simulate_deal.allowed_permissions = ["simulate_deal"]  # type: ignore[attr-defined]


def _outcome(form: DealForm) -> Outcome | None:
    """What would follow; a refusal is shown in the form."""
    try:
        return simulate(scenario=form.scenario(), at=clock.now())
    except Problem as problem:
        form.add_error(None, ValidationError(problem.detail))
        return None
