"""What is in the contract file, to look at."""

from __future__ import annotations

from django.contrib import admin

from config.rest.admin import ReadOnlyAdmin
from contracts.models import (
    AccessGrant,
    Amendment,
    Certificate,
    Clause,
    ContractDelivery,
    DataAsset,
    DataHolder,
    StepEvidence,
)

READ = "contracts.read"


@admin.register(Clause)
class ClauseAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["contract", "kind", "measure", "comparator", "threshold", "remedy"]
    list_filter = ["kind", "measure", "remedy"]
    list_select_related = ["contract"]


@admin.register(Amendment)
class AmendmentAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["contract", "number", "signed_on"]
    list_select_related = ["contract"]


@admin.register(AccessGrant)
class AccessGrantAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["contract", "system", "account", "owner", "opened_on", "revoked_on"]
    list_filter = ["system", ("revoked_on", admin.EmptyFieldListFilter)]
    list_select_related = ["contract"]
    search_fields = ["system", "account", "contract__reference"]


@admin.register(DataAsset)
class DataAssetAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["name", "contract", "sensitivity", "items"]
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
