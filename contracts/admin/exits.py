"""What is said, counted and let go on the way out, to look at."""

from __future__ import annotations

from django.contrib import admin

from config.rest.admin import ReadOnlyAdmin
from config.rest.tables import table
from contracts.admin.plan import draw_rehearsal
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
    readonly_fields = ["plan_shown", "scored", "missing"]
    fields = [
        "contract", "score", "scored", "missing", "plan_shown", "ground", "emergency",
        "rehearsed_on", "rehearsed_by", "notice_on", "effective_on", "out_on",
    ]  # fmt: skip

    @admin.display(description="plan")
    def plan_shown(self, row: ExitRehearsal) -> str:
        return draw_rehearsal(row)

    @admin.display(description="parts of the score")
    def scored(self, row: ExitRehearsal) -> str:
        rows = [(part["part"], f"{part['points']:g} of {part['weight']}") for part in row.parts]
        return table(("part", "points"), rows, "-")

    @admin.display(description="what is missing")
    def missing(self, row: ExitRehearsal) -> str:
        rows = [(part["part"], one["words"]) for part in row.parts for one in part["missing"]]
        return table(("part", "what is missing"), rows, "Nothing.")
