"""How much hangs on whom, and what does a party touch? Two pages above the list of contracts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from unfold.enums import ActionVariant
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from config import clock
from config.problems import Problem
from config.rest.admin import ReadOnlyAdmin, day_input
from config.rest.models import User
from config.rest.roles import is_allowed
from contracts.money import MoneyError, minor_digits
from contracts.queries.blast import blast_of_party
from contracts.queries.exposure import Asked, By, exposure_of
from contracts.shown.blast import blast_json
from contracts.shown.exposure import exposure_json
from vendors.models import Party
from vendors.names import searchable

MAY = "contracts.read"
MOST_SHOWN = 200
_ANY = UUID(int=0)
_BOXES: Mapping[str, str] = {
    "party": "admin:vendors_party_change",
    "vendor": "admin:vendors_party_change",
    "contract": "admin:contracts_contract_change",
    "data_asset": "admin:contracts_dataasset_change",
    "access_grant": "admin:contracts_accessgrant_change",
}
Page = Callable[[ReadOnlyAdmin, HttpRequest], HttpResponse]


class ExposureForm(forms.Form):
    """By what, on which day, in which currency."""

    by = forms.ChoiceField(
        choices=[(by.value, by.value.replace("_", " ")) for by in By],
        widget=UnfoldAdminSelectWidget,
    )
    day = forms.DateField(widget=day_input())
    currency = forms.CharField(
        required=False,
        max_length=3,
        widget=UnfoldAdminTextInputWidget,
        help_text="Everything in this one, at entered rates; each by itself if empty.",
    )

    def clean_currency(self) -> str:
        code: str = self.cleaned_data["currency"].strip().upper()
        try:
            if code:
                minor_digits(code)
        except MoneyError as error:
            raise ValidationError(str(error)) from None
        return code


class BlastForm(forms.Form):
    """Of whom, on which day."""

    party = forms.CharField(
        max_length=500,
        widget=UnfoldAdminTextInputWidget,
        help_text="The name of any party on file, or its id.",
    )
    day = forms.DateField(widget=day_input())

    def clean_party(self) -> Party:
        asked: str = self.cleaned_data["party"].strip()
        known = Party.objects.filter(merged_into=None)
        try:
            found = list(known.filter(id=UUID(asked)))
        except ValueError:
            named = known.filter(search_text__contains=searchable(asked)).order_by("name")
            found = list(named.filter(name__iexact=asked)[:2] or named[:2])
        if not found:
            raise ValidationError("Nobody of this name is on file.")
        if len(found) > 1:
            raise ValidationError("Several names have this in them: give a whole one, or an id.")
        return found[0]


def may_look(site: ReadOnlyAdmin, request: HttpRequest, _: object = None) -> bool:
    """Whether the person who is signed in sees the buttons."""
    return isinstance(request.user, User) and is_allowed(MAY, request.user.roles)


def show_exposure(site: ReadOnlyAdmin, request: HttpRequest) -> HttpResponse:
    """The page of sums, shares and limits."""
    return _page(site, request, "Exposure", "admin/exposure.html", ExposureForm, _exposure)


def show_blast(site: ReadOnlyAdmin, request: HttpRequest) -> HttpResponse:
    """The page of what a party touches, with its picture."""
    return _page(site, request, "Blast radius", "admin/blast.html", BlastForm, _blast)


def _page(
    site: ReadOnlyAdmin,
    request: HttpRequest,
    title: str,
    template: str,
    form_class: type[forms.Form],
    answer: Callable[[Mapping[str, Any]], dict[str, Any]],
) -> HttpResponse:
    if not may_look(site, request):
        raise PermissionDenied
    today = clock.today()
    form = form_class(request.GET or None, initial={"day": today})
    found: dict[str, Any] = {}
    if form.is_valid():
        try:
            found = answer(form.cleaned_data)
        except Problem as problem:
            form.add_error(None, ValidationError(str(problem.detail)))
    context = {
        **site.admin_site.each_context(request),
        "opts": site.opts,
        "title": title,
        "form": form,
        **found,
    }
    return render(request, template, context)


def _exposure(asked: Mapping[str, Any]) -> dict[str, Any]:
    found = exposure_of(
        Asked(By(asked["by"]), asked["day"], currency=asked["currency"]), today=clock.today()
    )
    return {"exposure": exposure_json(found, MOST_SHOWN)}


def _blast(asked: Mapping[str, Any]) -> dict[str, Any]:
    party: Party = asked["party"]
    radius = blast_of_party(party.id, valid_at=asked["day"], known_at=None, today=clock.today())
    told = blast_json(radius)
    return {"blast": told, "picture": _drawn(told["picture"], party)}


def _drawn(picture: Mapping[str, Any], party: Party) -> dict[str, Any]:
    """The same for the page's script."""
    return {
        "focus": str(party.id),
        "drawing": {
            "boxes": [
                {
                    "id": node["id"],
                    "kind": node["kind"],
                    "name": node["name"] if node["pain"] is None else _hurting(node),
                    "href": _address(node),
                }
                for node in picture["nodes"]
            ],
            "lines": [
                {"from": edge["source"], "to": edge["target"], "text": edge["words"]}
                for edge in picture["edges"]
            ],
            "truncated": picture["truncated"],
        },
    }


def _hurting(node: Mapping[str, Any]) -> str:
    return f"{node['name']} ({node['pain']:g})"


def _address(node: Mapping[str, Any]) -> str:
    name = _BOXES.get(node["kind"])
    return reverse(name, args=[node["id"]]) if name else ""


def _button(page: Page, title: str, path: str, icon: str) -> Page:
    page.short_description = title  # type: ignore[attr-defined]
    page.url_path = path  # type: ignore[attr-defined]
    page.attrs = {}  # type: ignore[attr-defined]
    page.icon = icon  # type: ignore[attr-defined]
    page.variant = ActionVariant.DEFAULT  # type: ignore[attr-defined]
    page.allowed_permissions = [page.__name__]  # type: ignore[attr-defined]
    return page


_button(show_exposure, "Exposure", "exposure", "pie_chart")
_button(show_blast, "Blast radius", "blast-radius", "crisis_alert")
