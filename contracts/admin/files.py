"""The contract file, to look at: papers, rights, days that come, what is out there, proofs."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from config import clock
from config.rest.admin import Act, ReadOnlyAdmin
from contracts.admin.acts import READ, ProofForm, retract, revoke
from contracts.admin.due import withdraw_planned
from contracts.models import (
    AccessGrant,
    Amendment,
    Certificate,
    Clause,
    ContractDelivery,
    DataAsset,
    DataHolder,
    Deadline,
    Letter,
    PlannedDelivery,
    Reminder,
    Renewal,
    Right,
    StepEvidence,
    SurvivalDuty,
)
from contracts.queries.planned import list_plans, plan_state
from contracts.queries.rights import list_rights


@admin.register(Clause)
class ClauseAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["contract", "kind", "measure", "comparator", "threshold", "remedy"]
    list_filter = ["kind", "measure", "remedy"]
    list_select_related = ["contract"]


@admin.register(Amendment)
class AmendmentAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["contract", "number", "signed_on", "effective_on", "worked_in_version"]
    list_select_related = ["contract"]


@admin.register(AccessGrant)
class AccessGrantAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["contract", "system", "account", "owner", "opened_on", "revoked_on"]
    list_filter = ["system", ("revoked_on", admin.EmptyFieldListFilter)]
    list_select_related = ["contract"]
    search_fields = ["system", "account", "contract__reference"]
    acts = (
        Act(
            name="revoke",
            label="Revoke",
            may="contracts.keep_inventory",
            when=lambda grant: grant.revoked_on is None,
            do=revoke,
            form=ProofForm,
            icon="lock",
        ),
    )


@admin.register(DataAsset)
class DataAssetAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["name", "contract", "sensitivity", "items", "sent_on"]
    list_select_related = ["contract"]
    search_fields = ["name", "contract__reference"]


@admin.register(DataHolder)
class DataHolderAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["data_asset", "holder"]
    list_select_related = ["data_asset", "holder"]


@admin.register(ContractDelivery)
class ContractDeliveryAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["contract", "delivered_on", "items", "accepted_amount", "accepted_currency"]
    list_select_related = ["contract"]


@admin.register(PlannedDelivery)
class PlannedDeliveryAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["contract", "due_on", "items", "description", "stands"]
    list_filter = [("withdrawn_on", admin.EmptyFieldListFilter)]
    list_select_related = ["contract"]
    search_fields = ["contract__reference", "description"]
    ordering = ["due_on"]
    acts = (
        Act(
            name="withdraw",
            label="Withdraw",
            may="contracts.keep_inventory",
            when=lambda plan: plan.withdrawn_on is None,
            do=withdraw_planned,
            icon="undo",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[PlannedDelivery]:
        """Each with what has come of it by today."""
        return list_plans(clock.today())

    @admin.display(description="today")
    def stands(self, plan: PlannedDelivery) -> str:
        return plan_state(plan, clock.today()).value


@admin.register(StepEvidence)
class StepEvidenceAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["step", "attempt", "evidence"]
    list_select_related = ["step", "evidence"]


@admin.register(Certificate)
class CertificateAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["data_asset", "holder", "method", "performed_on", "signed_on", "evidence"]
    list_select_related = ["data_asset", "holder", "evidence"]


@admin.register(Renewal)
class RenewalAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["contract", "number", "ended_on", "ends_on", "renewed_on"]
    list_select_related = ["contract"]


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["contract", "kind", "party", "on", "counts"]
    list_filter = ["kind", ("retraction", admin.EmptyFieldListFilter)]
    list_select_related = ["contract", "party"]
    search_fields = ["contract__reference", "party__name"]
    acts = (
        Act(
            name="retract",
            label="Retract",
            may="contracts.keep_letters",
            when=lambda letter: letter.retraction is None,
            do=retract,
            icon="undo",
        ),
    )

    @admin.display(description="counts")
    def counts(self, letter: Letter) -> str:
        if letter.retraction is None:
            return "yes"
        return f"no, retracted by {letter.retraction['by']}: {letter.retraction['reason']}"


@admin.register(SurvivalDuty)
class SurvivalDutyAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["contract", "kind", "owed_by", "months", "until"]
    list_filter = ["kind", "owed_by"]
    list_select_related = ["contract"]
    search_fields = ["contract__reference"]


@admin.register(Right)
class RightAdmin(ReadOnlyAdmin):
    """Each with where it stands today, which is what one comes for."""

    reads = READ
    list_display = ["contract", "clause", "party", "standing", "opens_on", "closes_on"]
    readonly_fields = ["standing"]
    list_select_related = ["contract", "clause", "party"]
    search_fields = ["contract__reference", "party__name"]
    ordering = ["closes_on"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Right]:
        return list_rights(clock.today()).order_by(*self.ordering)

    @admin.display(description="stands")
    def standing(self, right: Right) -> str:
        return str(right.state)  # type: ignore[attr-defined]  # annotated


@admin.register(Deadline)
class DeadlineAdmin(ReadOnlyAdmin):
    """Those that stand, unless others are asked for."""

    reads = READ
    list_display = ["on", "kind", "contract", "rule", "stands"]
    list_filter = ["stands", "kind"]
    list_select_related = ["contract"]
    search_fields = ["contract__reference", "contract__vendor__party__name"]
    ordering = ["on"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Deadline]:
        found = super().get_queryset(request)
        listing = request.resolver_match is not None and not request.resolver_match.kwargs
        return (
            found.filter(stands=True) if listing and "stands__exact" not in request.GET else found
        )


@admin.register(Reminder)
class ReminderAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["deadline", "days", "created_at"]
    list_select_related = ["deadline"]
