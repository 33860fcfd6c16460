"""What belongs to a case, to look at: its verdicts and claims, proposals and decisions."""

from __future__ import annotations

from django.contrib import admin

from config.rest.admin import ReadOnlyAdmin
from procurement.models import CaseClaim, CaseDecision, CaseProposal, CaseVerdict

READ = "procurement.read"


@admin.register(CaseVerdict)
class CaseVerdictAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["case", "assessment", "created_at"]
    list_select_related = ["case", "assessment"]


@admin.register(CaseDecision)
class CaseDecisionAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["case", "decision", "decided_label", "created_at"]
    list_select_related = ["case"]


@admin.register(CaseProposal)
class CaseProposalAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["case", "decision", "proposed_label", "created_at"]
    list_select_related = ["case"]


@admin.register(CaseClaim)
class CaseClaimAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["case", "attestation", "state", "created_at"]
    list_filter = ["state"]
    list_select_related = ["case__vendor__party", "attestation"]
