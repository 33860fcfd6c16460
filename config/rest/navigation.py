"""What stands in the admin's sidebar, for the person who is signed in?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

# What people look for, in the order of the work; everything else is under "all applications".
_GROUPS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "Vendors": (
        ("Vendors", "vendors_vendor", "storefront"),
        ("Parties", "vendors_party", "groups"),
        ("Disclosures", "vendors_disclosure", "campaign"),
        ("Attestations", "vendors_attestation", "verified"),
        ("Asked of vendors", "vendors_attestationrequest", "contact_mail"),
        ("Evidence", "vendors_evidence", "attach_file"),
        ("Holds", "vendors_hold", "pan_tool"),
    ),
    "Sourcing": (
        ("Requisitions", "procurement_requisition", "shopping_cart"),
        ("Domains", "vendors_domain", "account_tree"),
        ("Claims", "vendors_expertiseclaim", "school"),
        ("Certificates", "vendors_certificate", "workspace_premium"),
        ("Workplaces", "vendors_workforce", "public"),
    ),
    "Neutrality": (
        ("Assessments", "procurement_assessment", "balance"),
        ("Cases", "procurement_case", "work"),
        ("Waivers", "procurement_waiver", "shield"),
        ("Policies", "procurement_policy", "gavel"),
        ("Backtests", "procurement_backtest", "history_toggle_off"),
        ("Competitors", "procurement_competitor", "swords"),
    ),
    "Contracts": (
        ("Contracts", "contracts_contract", "contract"),
        ("Terminations", "contracts_termination", "logout"),
        ("Steps", "contracts_step", "checklist"),
        ("Deadlines", "contracts_deadline", "event"),
        ("Rights", "contracts_right", "rule"),
        ("Letters", "contracts_letter", "mail"),
        ("Access grants", "contracts_accessgrant", "key"),
        ("Data assets", "contracts_dataasset", "database"),
        ("Planned deliveries", "contracts_planneddelivery", "local_shipping"),
        ("Replaceability", "contracts_substitutabilityassessment", "swap_horiz"),
        ("Limits passed", "contracts_limitpassed", "speed"),
        ("Exchange rates", "contracts_exchangerate", "currency_exchange"),
    ),
    "House": (
        ("Events", "events_event", "history"),
        ("Seals", "events_seal", "verified_user"),
        ("Owed deliveries", "events_delivery", "outbox"),
        ("Webhooks", "events_webhookendpoint", "webhook"),
        ("Tokens", "rest_token", "vpn_key"),
        ("People", "rest_user", "person"),
    ),
}


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups and pages this person may see."""
    groups = [
        {"title": title, "separator": True, "items": _items(request, pages)}
        for title, pages in _GROUPS.items()
    ]
    return [group for group in groups if group["items"]]


def _items(request: HttpRequest, pages: tuple[tuple[str, str, str], ...]) -> list[dict[str, Any]]:
    seen = {
        f"{model._meta.app_label}_{model._meta.model_name}"
        for model, page in admin.site._registry.items()
        if page.has_view_permission(request)
    }
    return [
        {"title": title, "icon": icon, "link": reverse(f"admin:{name}_changelist")}
        for title, name, icon in pages
        if name in seen
    ]
