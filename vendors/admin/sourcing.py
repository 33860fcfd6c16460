"""What vendors can do, to look at; domains to add, and claims and certificates to write down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextInputWidget,
)

from config import clock
from config.actors import Actor
from config.rest.admin import Act, ReadOnlyAdmin
from config.rest.desk import Pile
from vendors import operations
from vendors.expiry import LONGEST
from vendors.models import (
    Capacity,
    Certificate,
    Domain,
    Domainhood,
    ExpertiseClaim,
    ExpertiseLevel,
    Standard,
    Vendor,
    Voice,
    Workforce,
)
from vendors.queries.expiry import certificates_ending
from vendors.queries.workforce import workplaces_of
from vendors.workforce import NotAPlace, Workplace, places_said, said_of

Asked = Mapping[str, Any]
KEEP = "vendors.keep"


class DomainForm(forms.Form):
    """A new domain."""

    code = forms.CharField(
        max_length=100,
        widget=UnfoldAdminTextInputWidget,
        help_text="Small letters, digits and underscores; it never changes.",
    )
    name = forms.CharField(max_length=200, widget=UnfoldAdminTextInputWidget)


class NameForm(forms.Form):
    """Another name."""

    name = forms.CharField(max_length=200, widget=UnfoldAdminTextInputWidget)


class ClaimForm(forms.Form):
    """Whose word for what."""

    domain = forms.CharField(max_length=100, widget=UnfoldAdminTextInputWidget)
    level = forms.ChoiceField(choices=ExpertiseLevel.choices, widget=UnfoldAdminSelectWidget)
    said_by = forms.ChoiceField(choices=Voice.choices, widget=UnfoldAdminSelectWidget)
    asserted_by = forms.CharField(
        max_length=200, required=False, widget=UnfoldAdminTextInputWidget, help_text="Who exactly."
    )
    valid_from = forms.DateField(required=False, widget=UnfoldAdminSingleDateWidget)
    valid_to = forms.DateField(required=False, widget=UnfoldAdminSingleDateWidget)


class HoursForm(forms.Form):
    """How many hours a week, from which day on."""

    hours_per_week = forms.IntegerField(
        min_value=0, max_value=10_000_000, widget=UnfoldAdminIntegerFieldWidget
    )
    valid_from = forms.DateField(widget=UnfoldAdminSingleDateWidget)


class WorkforceForm(forms.Form):
    """Where the vendor's people work, from which day on."""

    places = forms.CharField(
        required=False,
        max_length=3000,
        widget=UnfoldAdminTextInputWidget,
        help_text="Codes of countries, each with its percent of the work if that is known: "
        "SE 60, PL 40. Empty: nobody knows.",
    )
    valid_from = forms.DateField(
        required=False, widget=UnfoldAdminSingleDateWidget, help_text="Empty: it was always so."
    )

    def clean_places(self) -> list[Workplace]:
        try:
            return places_said(self.cleaned_data["places"])
        except NotAPlace as error:
            raise ValidationError(str(error)) from None


class CertificateForm(forms.Form):
    """What was certified, of what, until when."""

    standard = forms.ChoiceField(choices=Standard.choices, widget=UnfoldAdminSelectWidget)
    title = forms.CharField(
        max_length=200,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text="Which standard, if it is another one.",
    )
    scope = forms.CharField(max_length=1000, widget=UnfoldAdminTextInputWidget)
    issued_by = forms.CharField(max_length=200, required=False, widget=UnfoldAdminTextInputWidget)
    issued_on = forms.DateField(widget=UnfoldAdminSingleDateWidget)
    expires_on = forms.DateField(required=False, widget=UnfoldAdminSingleDateWidget)


def _add(who: Actor, asked: Asked, parent: str | None) -> Domain:
    return operations.add_domain(code=asked["code"], name=asked["name"], parent=parent, actor=who)


def _claim(who: Actor, vendor: Vendor, asked: Asked) -> object:
    return operations.claim_expertise(
        vendor_id=vendor.id,
        actor=who,
        **{
            **asked,
            "level": ExpertiseLevel(asked["level"]),
            "said_by": Voice(asked["said_by"]),
        },
    )


def _plan(who: Actor, vendor: Vendor, asked: Asked) -> object:
    return operations.plan_capacity(vendor_id=vendor.id, on=clock.today(), actor=who, **asked)


def _place(who: Actor, vendor: Vendor, asked: Asked) -> object:
    return operations.place_workforce(vendor_id=vendor.id, actor=who, **asked)


def _certify(who: Actor, vendor: Vendor, asked: Asked) -> object:
    standard = Standard(asked["standard"])
    return operations.record_certificate(
        vendor_id=vendor.id, actor=who, **{**asked, "standard": standard}
    )


VENDOR_ACTS = (
    Act(name="claim", label="Claim", may=KEEP, do=_claim, form=ClaimForm, icon="school"),
    Act(name="plan_hours", label="Hours", may=KEEP, do=_plan, form=HoursForm, icon="schedule"),
    Act(
        name="place",
        label="Workplaces",
        may=KEEP,
        do=_place,
        form=WorkforceForm,
        icon="public",
    ),
    Act(
        name="certify",
        label="Certificate",
        may=KEEP,
        do=_certify,
        form=CertificateForm,
        icon="verified_user",
    ),
)
"""What else can be done from a vendor's page."""


def _withdrawal(operation: Any, key: str) -> Act:
    return Act(
        name="withdraw",
        label="Withdraw",
        may=KEEP,
        when=lambda row: row.withdrawn_at is None,
        do=lambda who, row, asked: operation(
            **{key: row.id}, reason=asked["reason"], actor=who, at=clock.now()
        ),
    )


@admin.register(Domain)
class DomainAdmin(ReadOnlyAdmin):
    reads = "vendors.read"
    list_display = ["code", "name", "parent", "state"]
    list_filter = ["state"]
    list_select_related = ["parent"]
    search_fields = ["code", "name"]
    acts = (
        Act(
            name="add_under",
            label="Add one under it",
            may=KEEP,
            form=DomainForm,
            when=lambda domain: domain.state == Domainhood.OPEN,
            do=lambda who, domain, asked: _add(who, asked, domain.code),
            icon="add",
        ),
        Act(
            name="add_beside",
            label="Add one beside it",
            may=KEEP,
            form=DomainForm,
            do=lambda who, domain, asked: _add(who, asked, domain.parent_id),
            icon="add",
        ),
        Act(
            name="rename",
            label="Rename",
            may=KEEP,
            form=NameForm,
            do=lambda who, domain, asked: operations.rename_domain(
                code=domain.code, name=asked["name"], seen_version=domain.version, actor=who
            ),
        ),
        Act(
            name="retire",
            label="Retire",
            may=KEEP,
            when=lambda domain: domain.state == Domainhood.OPEN,
            do=lambda who, domain, asked: operations.retire_domain(
                code=domain.code, reason=asked["reason"], actor=who
            ),
        ),
        Act(
            name="reinstate",
            label="Reinstate",
            may=KEEP,
            when=lambda domain: domain.state == Domainhood.RETIRED,
            do=lambda who, domain, asked: operations.reinstate_domain(
                code=domain.code, reason=asked["reason"], actor=who
            ),
        ),
    )


@admin.register(ExpertiseClaim)
class ExpertiseClaimAdmin(ReadOnlyAdmin):
    reads = "vendors.read"
    list_display = [
        "vendor", "domain", "level", "said_by", "valid_from", "valid_to", "withdrawn_at",
    ]  # fmt: skip
    list_filter = ["level", "said_by", ("withdrawn_at", admin.EmptyFieldListFilter)]
    list_select_related = ["vendor__party", "domain"]
    search_fields = ["domain__code", "domain__name", "vendor__party__search_text", "asserted_by"]
    acts = (_withdrawal(operations.withdraw_claim, "claim_id"),)


@admin.register(Capacity)
class CapacityAdmin(ReadOnlyAdmin):
    reads = "vendors.read"
    list_display = ["vendor", "hours_per_week", "valid_from", "recorded_label", "created_at"]
    list_select_related = ["vendor__party"]
    search_fields = ["vendor__party__search_text"]


@admin.register(Workforce)
class WorkforceAdmin(ReadOnlyAdmin):
    reads = "vendors.read"
    list_display = ["vendor", "said", "valid_from", "recorded_label", "created_at"]
    list_select_related = ["vendor__party"]
    search_fields = ["vendor__party__search_text"]

    @admin.display(description="places")
    def said(self, row: Workforce) -> str:
        return said_of(workplaces_of(row))


class EndsFilter(admin.SimpleListFilter):
    """Those that end soon or have ended, with nothing of their kind that lasts longer."""

    title = "ends"
    parameter_name = "ends"

    def lookups(self, *_: object) -> list[tuple[str, str]]:
        return [("soon", "soon"), ("over", "has ended")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Certificate]
    ) -> QuerySet[Certificate]:
        return _ending(queryset, self.value()) if self.value() else queryset


def _ending(certificates: QuerySet[Certificate], when: str | None) -> QuerySet[Certificate]:
    today = clock.today()
    over = Q(expires_on__lte=today)
    ending = certificates_ending(today + timedelta(days=LONGEST))
    return certificates.filter(over if when == "over" else ~over, id__in=ending.values("id"))


@admin.register(Certificate)
class CertificateAdmin(ReadOnlyAdmin):
    reads = "vendors.read"
    piles = (
        Pile("Certificates that end soon", KEEP, lambda c: _ending(c, "soon"), (("ends", "soon"),)),
        Pile(
            "Certificates that have ended", KEEP, lambda c: _ending(c, "over"), (("ends", "over"),)
        ),
    )
    list_display = ["vendor", "standard", "scope", "issued_on", "expires_on", "certifies"]
    list_filter = [EndsFilter, "standard", ("withdrawn_at", admin.EmptyFieldListFilter)]
    list_select_related = ["vendor__party"]
    search_fields = ["vendor__party__search_text", "scope", "number", "title"]
    acts = (_withdrawal(operations.withdraw_certificate, "certificate_id"),)

    @admin.display(description="today")
    def certifies(self, certificate: Certificate) -> str:
        return certificate.state_on(clock.today()).replace("_", " ")
