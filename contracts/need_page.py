"""Whom could a need go to? A page beside the need: ranks, parts in numbers, and who is out why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from unfold.enums import ActionVariant

from config import clock
from config.problems import Problem
from config.rest.admin import ReadOnlyAdmin
from config.rest.models import User
from config.rest.roles import is_allowed
from contracts.queries.shortlists import Page, Told, shortlist_for
from contracts.shortlist import Passed, Ranked
from procurement.models import Requisition
from procurement.neutrality.buying import Part
from procurement.neutrality.findings import State
from procurement.requisitioning import REQUISITION, RequisitionAct, RequisitionState
from vendors.choosing import VendorField

MAY = "procurement.read"
TITLE = "Shortlist"
SHOWN = 20


class ShortlistForm(forms.Form):
    """Whose work is taken over, and from where on the lists are told."""

    replacing = VendorField(
        required=False,
        help_text="The vendor being left, by name or id; the one the need names if empty.",
    )
    offset = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    out_offset = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)


def may_shortlist(site: ReadOnlyAdmin, request: HttpRequest, _: object = None) -> bool:
    """Whether the person who is signed in sees the button."""
    return isinstance(request.user, User) and is_allowed(MAY, request.user.roles)


def show_shortlist(site: ReadOnlyAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """The page of one need."""
    if not may_shortlist(site, request):
        raise PermissionDenied
    need = get_object_or_404(Requisition, id=object_id)
    form = ShortlistForm(request.GET)
    found: dict[str, Any] = {}
    if form.is_valid():
        try:
            found = _found(need, form.cleaned_data, request)
        except Problem as problem:
            form.add_error(None, ValidationError(str(problem.detail)))
    context = {
        **site.admin_site.each_context(request),
        "opts": site.opts,
        "original": need,
        "title": f"{TITLE}: {need.title}",
        "form": form,
        "back": reverse("admin:procurement_requisition_change", args=[need.id]),
        **found,
    }
    return render(request, "admin/shortlist.html", context)


show_shortlist.short_description = TITLE  # type: ignore[attr-defined]
show_shortlist.url_path = "shortlist"  # type: ignore[attr-defined]
show_shortlist.attrs = {}  # type: ignore[attr-defined]
show_shortlist.icon = "format_list_numbered"  # type: ignore[attr-defined]
show_shortlist.variant = ActionVariant.PRIMARY  # type: ignore[attr-defined]
show_shortlist.allowed_permissions = ["show_shortlist"]  # type: ignore[attr-defined]


def _found(need: Requisition, asked: Mapping[str, Any], request: HttpRequest) -> dict[str, Any]:
    left = asked["replacing"]
    page = Page(SHOWN, asked["offset"] or 0, asked["out_offset"] or 0)
    replacing = None if left is None else left.id
    told = shortlist_for(need, replacing=replacing, today=clock.today(), page=page)
    at = {"replacing": "" if left is None else str(left.id)}
    return {
        "told": told,
        "parts": [(part.value, told.weights.get(part, 0)) for part in Part],
        "whole": sum(told.weights.values()),
        "ranked": [_ranked(one, told) for one in told.ranked],
        "out": [_passed(one, told) for one in told.passed],
        "count": len(told.whole.ranked),
        "out_count": len(told.whole.passed),
        "out_by_reason": [
            (why.value.replace("_", " "), n) for why, n in told.whole.count_by_reason().items()
        ],
        "replaced": _name_of(told, told.need.replacing),
        "awards": _awards(need, request),
        **_steps(page, told, at),
    }


def _awards(need: Requisition, request: HttpRequest) -> str:
    """Where the need is awarded, if it can be and by this person."""
    allowed = RequisitionAct.AWARD in REQUISITION.allowed(RequisitionState(need.state))
    user = request.user
    may = isinstance(user, User) and is_allowed("requisitions.award", user.roles)
    return reverse("admin:procurement_requisition_award", args=[need.id]) if allowed and may else ""


def _name_of(told: Told, vendor: str | None) -> str:
    file = told.files.get(vendor or "")
    return file.name if file else ""


def _steps(page: Page, told: Told, at: Mapping[str, str]) -> dict[str, str]:
    """The addresses of what comes before and after on either list; empty where there is none."""

    def link(offset: int, out_offset: int) -> str:
        return "?" + urlencode({**at, "offset": offset, "out_offset": out_offset})

    def around(first: int, length: int, of: Any) -> tuple[str, str]:
        before = of(max(0, first - SHOWN)) if first else ""
        return before, of(first + SHOWN) if first + SHOWN < length else ""

    before, after = around(
        page.offset, len(told.whole.ranked), lambda n: link(n, page.passed_offset)
    )
    out_before, out_after = around(
        page.passed_offset, len(told.whole.passed), lambda n: link(page.offset, n)
    )
    return {"before": before, "after": after, "out_before": out_before, "out_after": out_after}


def _ranked(one: Ranked, told: Told) -> dict[str, Any]:
    whole = sum(told.weights.values())
    return {
        **_vendor(one, told),
        "place": one.place,
        "total": _points(one.total),
        "scores": [
            {
                "part": part.value,
                "points": _points(one.scores[part].score * told.weights.get(part, 0) / whole),
                "score": _two(one.scores[part].score),
                "is_known": one.scores[part].is_known,
                "said": one.scores[part].said,
            }
            for part in Part
        ],
    }


def _passed(one: Passed, told: Told) -> dict[str, Any]:
    return {**_vendor(one, told), "reasons": [out.said for out in one.reasons]}


def _vendor(one: Ranked | Passed, told: Told) -> dict[str, Any]:
    verdict, file = one.offer.verdict, told.files[one.offer.vendor]
    state = verdict.state.value
    level = "" if verdict.state is State.CLEAR else f", {verdict.level.replace('_', ' ')}"
    return {
        "id": one.offer.vendor,
        "name": file.name,
        "href": reverse("admin:vendors_vendor_change", args=[one.offer.vendor]),
        "verdict": f"{state}{level}{', recheck pending' if verdict.pending else ''}"
        f"{', waived' if verdict.waived else ''}",
        "shared": _shared(one.offer.vendor, told),
        "interlocks": list(_interlocks(file.party, told)),
    }


def _shared(vendor: str, told: Told) -> Sequence[str]:
    """Who stands behind it and the vendor being left."""
    bound = told.bound.get(vendor)
    if bound is None or told.contagion is None:
        return ()
    names = {party.id: party.name for party in told.contagion.parties}
    return list(dict.fromkeys(names.get(chain.shared, "") for chain in bound.chains))


def _interlocks(party: UUID, told: Told) -> Iterator[str]:
    """Who stands behind it and a competitor."""
    names = told.interlocks.names
    for lock in told.interlocks.by_party.get(party, ()):
        until = f", until {lock.there.until}" if lock.there.until else ""
        yield f"{names[lock.who]} at {names[lock.there.subject]}{until}"


def _points(part: Fraction) -> str:
    return f"{float(part * 100):.1f}"


def _two(score: Fraction) -> str:
    return f"{float(score):.2f}"
