"""The vendor file to look at, and holds to place and release; facts are only looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from unfold.admin import TabularInline
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminSingleDateWidget

from config import clock
from config.actors import Actor
from config.rest.admin import Act, ReadOnlyAdmin, ReasonForm
from config.rest.colours import LABELS
from config.rest.desk import Pile
from vendors import operations
from vendors.admin.sourcing import VENDOR_ACTS
from vendors.models import (
    Capacity,
    Certificate,
    Disclosure,
    Evidence,
    Expertise,
    ExpertiseClaim,
    Footprint,
    Hold,
    HoldType,
    Identifier,
    Interest,
    Merge,
    NeutralityState,
    Party,
    PartyVersion,
    Standards,
    Standing,
    Statement,
    Vendor,
    Watched,
    Workforce,
)
from vendors.ownership.interval import Interval
from vendors.picture import PicturedAdmin, Subject
from vendors.queries.standing import hold_state, with_pending
from vendors.queries.workforce import workplaces_of
from vendors.said import ToldOfAdmin
from vendors.shares import told
from vendors.workforce import said_of


class HoldForm(ReasonForm):
    """What is put on hold, why, and until when."""

    type = forms.ChoiceField(choices=HoldType.choices, widget=UnfoldAdminSelectWidget)
    release_on = forms.DateField(
        required=False,
        widget=UnfoldAdminSingleDateWidget,
        help_text="The first day on which it no longer holds.",
    )


def _place_hold(who: Actor, vendor: Vendor, asked: Mapping[str, Any]) -> Hold:
    return operations.place_hold(
        vendor_id=vendor.id,
        type=HoldType(asked["type"]),
        reason=asked["reason"],
        release_on=asked["release_on"],
        actor=who,
        at=clock.now(),
    )


def _release_hold(who: Actor, hold: Hold, asked: Mapping[str, Any]) -> Hold:
    return operations.release_hold(
        hold_id=hold.id, reason=asked["reason"], actor=who, at=clock.now()
    )


def _share(interest: Interest) -> str:
    if interest.lo is None or interest.hi is None:
        return "-"
    said = told(Interval(interest.lo, interest.hi, interest.lo_open, interest.hi_open)) or {}
    return ", ".join(f"{name.replace('_', ' ')} {value} %" for name, value in said.items())


class _Inline(TabularInline):
    extra = 0
    can_delete = False
    show_change_link = True
    joined: ClassVar[tuple[str, ...]] = ()

    def has_add_permission(self, *_: object) -> bool:
        return False

    def has_change_permission(self, *_: object) -> bool:
        return False

    def has_view_permission(self, *_: object) -> bool:
        return True  # whoever sees the page they stand on

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related(*self.joined)


class IdentifiersInline(_Inline):
    model = Identifier
    fields = ["scheme", "value"]


class ExpertiseInline(_Inline):
    model = Expertise
    fields = ["domain", "level"]


class ClaimsInline(_Inline):
    model = ExpertiseClaim
    joined = ("domain",)
    fields = ["domain", "level", "said_by", "valid_from", "valid_to", "withdrawn_at"]


class CertificatesInline(_Inline):
    model = Certificate
    fields = ["standard", "scope", "issued_on", "expires_on", "withdrawn_at"]


class CapacityInline(_Inline):
    model = Capacity
    fields = ["hours_per_week", "valid_from", "recorded_label"]


class WorkforceInline(_Inline):
    model = Workforce
    fields = ["said", "valid_from", "recorded_label"]
    readonly_fields = fields  # type: ignore[assignment]  # a list of names
    verbose_name_plural = "where its people work"

    @admin.display(description="places")
    def said(self, row: Workforce) -> str:
        return said_of(workplaces_of(row))


class HoldsInline(_Inline):
    model = Hold
    fields = ["type", "reason", "placed_by", "release_on", "released_at"]


class StatementsInline(_Inline):
    model = Statement
    joined = ("subject", "interested_party")
    fields = [
        "position",
        "kind",
        "subject",
        "interested_party",
        "unspecified",
        "valid_from",
        "said",
    ]


class InterestsInline(_Inline):
    model = Interest
    fields = ["type", "lo", "hi", "confidence", "valid_from", "valid_to", "seq", "superseded_seq"]


@admin.register(Party)
class PartyAdmin(ToldOfAdmin):
    reads = "vendors.read"
    list_display = ["name", "kind", "publicly_listed", "jurisdiction", "merged_into"]
    list_filter = ["kind", "publicly_listed", ("merged_into", admin.EmptyFieldListFilter)]
    list_select_related = ["merged_into"]
    search_fields = ["search_text", "identifiers__value"]
    exclude = ["normal_name", "skeleton", "search_text"]
    inlines = [IdentifiersInline]


@admin.register(PartyVersion)
class PartyVersionAdmin(ReadOnlyAdmin):
    reads = "vendors.read"
    list_display = ["name", "kind", "publicly_listed", "seq"]
    list_filter = ["kind"]
    search_fields = ["name"]


@admin.register(Merge)
class MergeAdmin(ReadOnlyAdmin):
    reads = "vendors.read"
    list_display = ["party", "into", "reason", "seq", "undone_seq"]
    list_filter = [("undone_seq", admin.EmptyFieldListFilter)]
    list_select_related = ["party", "into"]
    search_fields = ["party__name", "into__name"]


class NeutralityFilter(admin.SimpleListFilter):
    """By the verdict as it is shown."""

    title = "neutrality"
    parameter_name = "neutrality"

    def lookups(self, *_: object) -> list[tuple[str, str]]:
        return [(code, code) for code in NeutralityState.values]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Vendor]) -> QuerySet[Vendor]:
        # `shown_state` is what VendorAdmin.get_queryset annotates.
        return queryset.filter(Q(("shown_state", self.value()))) if self.value() else queryset


def _standing_at(state: str) -> Pile:
    return Pile(
        f"Vendors: {state}",
        "vendors.read",
        lambda vendors: vendors.filter(shown_state=state),
        (("neutrality", state),),
    )


@admin.register(Vendor)
class VendorAdmin(PicturedAdmin):
    reads = "vendors.read"
    list_display = ["name", "verdict", "lifecycle", "capacity_hours_per_week", "created_at"]
    list_filter = [NeutralityFilter, "lifecycle", "expertise__level", "standing__engaged"]
    piles = tuple(_standing_at(state) for state in reversed(NeutralityState.values))
    fields = [
        "party", "neutrality", "lifecycle", "summary", "website", "languages",
        "capacity_hours_per_week", "created_at",
    ]  # fmt: skip
    list_select_related = ["party", "standing"]
    search_fields = ["party__search_text", "summary"]
    inlines = [
        ExpertiseInline, ClaimsInline, CertificatesInline, CapacityInline,
        WorkforceInline, HoldsInline,
    ]  # fmt: skip
    acts = (
        Act(
            name="place_hold",
            label="Place a hold",
            may="vendors.keep",
            do=_place_hold,
            form=HoldForm,
            icon="pan_tool",
        ),
        *VENDOR_ACTS,
    )

    def pictured(self, found: Vendor) -> Subject:
        return Subject(found.party_id)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Vendor]:
        return with_pending(super().get_queryset(request))

    @admin.display(ordering="party__name")
    def name(self, vendor: Vendor) -> str:
        return vendor.party.name

    @display(description="neutrality", label=LABELS)
    def verdict(self, vendor: Vendor) -> tuple[str, str]:
        shown: str = vendor.shown_state  # type: ignore[attr-defined]
        return shown, self.neutrality(vendor)

    @admin.display(description="neutrality")
    def neutrality(self, vendor: Vendor) -> str:
        """As the API shows it: nothing that waits for a recheck is ever clear."""
        shown: str = vendor.shown_state  # type: ignore[attr-defined]
        level = vendor.standing.level.replace("_", " ")
        said = shown if shown == NeutralityState.CLEAR else f"{shown}: {level}"
        pending = vendor.recheck_pending  # type: ignore[attr-defined]
        return f"{said}, recheck pending" if pending else said


@admin.register(Hold)
class HoldAdmin(ReadOnlyAdmin):
    reads = "vendors.read"
    list_display = ["vendor", "type", "placed_by", "placed_at", "release_on", "released_at"]
    list_filter = ["type", ("released_at", admin.EmptyFieldListFilter)]
    list_select_related = ["vendor__party"]
    search_fields = ["vendor__party__search_text", "reason"]
    acts = (
        Act(
            name="release",
            label="Release",
            may="vendors.keep",
            do=_release_hold,
            when=lambda hold: hold_state(hold, on=clock.today()) == "in_force",
            icon="lock_open",
        ),
    )


@admin.register(Disclosure)
class DisclosureAdmin(ReadOnlyAdmin):
    reads = "vendors.read"
    list_display = ["source_title", "source_type", "confidence", "statement_date", "recorded_at"]
    list_filter = ["source_type", "confidence"]
    list_select_related = ["vendor__party"]
    search_fields = ["source_title", "source_asserted_by", "vendor__party__search_text"]
    inlines = [StatementsInline]


@admin.register(Statement)
class StatementAdmin(ReadOnlyAdmin):
    reads = "vendors.read"
    list_display = ["kind", "subject", "interested_party", "unspecified", "disclosure"]
    list_filter = ["kind"]
    list_select_related = ["subject", "interested_party", "disclosure"]
    search_fields = ["subject__search_text", "interested_party__search_text", "record_id"]
    inlines = [InterestsInline]


@admin.register(Interest)
class InterestAdmin(ReadOnlyAdmin):
    reads = "vendors.read"
    list_display = [
        "subject",
        "interested_party",
        "type",
        "share",
        "confidence",
        "valid_from",
        "valid_to",
        "is_believed",
    ]
    list_filter = ["type", "confidence", ("superseded_seq", admin.EmptyFieldListFilter)]
    list_select_related = ["subject", "interested_party"]
    search_fields = ["subject__search_text", "interested_party__search_text", "record_id"]

    @admin.display
    def share(self, interest: Interest) -> str:
        return _share(interest)

    @admin.display(boolean=True)
    def is_believed(self, interest: Interest) -> bool:
        return interest.superseded_seq is None


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    reads = "evidence.read"
    list_display = ["title", "media_type", "size", "uploaded_by", "created_at"]
    list_filter = ["media_type"]
    search_fields = ["title", "filename", "sha256"]


@admin.register(Standing)
class StandingAdmin(ReadOnlyAdmin):
    reads = "vendors.read"
    list_display = ["vendor", "state", "level", "assessed_at", "stale", "next_boundary", "engaged"]
    list_filter = ["state", "level", "stale", "engaged"]
    list_select_related = ["vendor__party"]
    search_fields = ["vendor__party__search_text"]


@admin.register(Identifier)
class IdentifierAdmin(ReadOnlyAdmin):
    reads = "vendors.read"
    list_display = ["scheme", "value", "party"]
    list_filter = ["scheme"]
    list_select_related = ["party"]
    search_fields = ["value", "party__search_text"]


@admin.register(Expertise)
class ExpertiseAdmin(ReadOnlyAdmin):
    reads = "vendors.read"
    list_display = ["vendor", "domain", "level"]
    list_filter = ["level"]
    list_select_related = ["vendor__party"]
    search_fields = ["domain", "vendor__party__search_text"]


@admin.register(Footprint)
class FootprintAdmin(ReadOnlyAdmin):
    reads = "vendors.read"
    list_display = ["vendor", "party"]
    list_select_related = ["vendor__party", "party"]
    search_fields = ["vendor__party__search_text", "party__search_text"]


@admin.register(Watched)
class WatchedAdmin(ReadOnlyAdmin):
    reads = "vendors.read"
    list_display = ["party"]
    list_select_related = ["party"]
    search_fields = ["party__search_text"]


@admin.register(Standards)
class StandardsAdmin(ReadOnlyAdmin):
    reads = "vendors.read"
    list_display = ["id", "changed_seq", "group_checked_seq"]
