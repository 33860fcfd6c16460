"""What is said, counted and let go on the way out, to look at."""

from __future__ import annotations

from django.contrib import admin

from config.rest.admin import ReadOnlyAdmin
from contracts.models import (
    CureAttempt,
    Dispute,
    ExitRehearsal,
    ExitWaiver,
    ReturnedItem,
    SettlementLine,
)

READ = "contracts.read"


@admin.register(ReturnedItem)
class ReturnedItemAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["data_asset", "step", "attempt", "items"]
    list_select_related = ["data_asset", "step"]


@admin.register(CureAttempt)
class CureAttemptAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["termination", "accepted", "recorded_on", "recorded_by"]
    list_filter = ["accepted"]
    list_select_related = ["termination"]


@admin.register(Dispute)
class DisputeAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["termination", "raised_on", "answer_by", "outcome", "settled_on"]
    list_filter = ["outcome"]
    list_select_related = ["termination"]


@admin.register(ExitWaiver)
class ExitWaiverAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["termination", "matter", "reason", "waived_on", "waived_by"]
    list_filter = ["matter"]
    list_select_related = ["termination"]


@admin.register(SettlementLine)
class SettlementLineAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["termination", "kind", "amount", "currency", "booked_on", "reference"]
    list_filter = ["kind", "currency"]
    list_select_related = ["termination"]


@admin.register(ExitRehearsal)
class ExitRehearsalAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["contract", "score", "ground", "rehearsed_on", "effective_on", "out_on"]
    list_filter = ["ground", "emergency"]
    list_select_related = ["contract"]
    search_fields = ["contract__reference"]
