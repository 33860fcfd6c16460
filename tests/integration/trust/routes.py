"""Which routes are there, and who may take each? The table, written a second time, by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.builders.world import address
from tests.integration.conftest import Api
from tests.integration.trust.bodies import DOCUMENT

__all__ = ["ROUTES", "TABLE", "Route", "address", "may"]

EVERYBODY = "viewer requester vendor_manager legal approver auditor admin"
# Who may do what, by the ids of the operations. A line that ends in * is a beginning.
TABLE: Mapping[str, str] = {
    # read parties, vendors, ownership, verdicts, cases, contracts
    "parties_list parties_get parties_owners parties_holdings parties_graph": EVERYBODY,
    "vendors_list vendors_get vendors_neutrality interests_list": EVERYBODY,
    "holds_list holds_get disclosures_list disclosures_get vendor_disclosures_list": EVERYBODY,
    "attestations_list attestations_get": EVERYBODY,
    "policies_list policies_get competitors_list competitors_get": EVERYBODY,
    "assessments_list assessments_get assessments_reproduce jobs_get": EVERYBODY,
    "cases_list cases_get waivers_list waivers_get contagion_get open_questions_list": EVERYBODY,
    "backtests_list backtests_get backtests_differences backtests_vendors": EVERYBODY,
    "contracts_list contracts_get contracts_timeline contracts_evaluate_clauses": EVERYBODY,
    "contracts_amendments contracts_renewals contracts_rights contracts_hindsight": EVERYBODY,
    "contracts_survival_duties survival_duties_list contracts_terminations_list": EVERYBODY,
    "contracts_exit_rehearsals exit_rehearsals_list exit_rehearsals_get": EVERYBODY,
    "letters_list letters_get rights_list rights_get deadlines_list clause_gaps_list": EVERYBODY,
    "access_grants_list access_grants_get data_assets_list data_assets_get": EVERYBODY,
    "contract_deliveries_list contract_deliveries_get": EVERYBODY,
    "planned_deliveries_list planned_deliveries_get": EVERYBODY,
    "terminations_list terminations_get terminations_access terminations_settlement": EVERYBODY,
    "steps_list steps_get": EVERYBODY,
    "attestation_requests_list attestation_requests_get blast_radius_get": EVERYBODY,
    "certificates_get certificates_list capacity_list workforce_list": EVERYBODY,
    "sub_processors_list": EVERYBODY,
    "expertise_claims_get expertise_claims_list domains_list domains_get": EVERYBODY,
    "contracts_substitutability substitutability_list substitutability_get": EVERYBODY,
    "exchange_rates_list exchange_rates_get exposure_get exports_ocds": EVERYBODY,
    "limits_passed_list": EVERYBODY,
    "requisitions_list requisitions_get requisitions_shortlist": EVERYBODY,
    # read evidence files, dossiers
    "evidence_list evidence_get evidence_content": "vendor_manager legal approver auditor",
    "assessments_dossier terminations_dossier": "vendor_manager legal approver auditor",
    # scenarios, requisitions, draft and submit contracts
    "scenarios_simulate contracts_draft contracts_change contracts_submit": (
        "requester vendor_manager legal"
    ),
    "requisitions_draft requisitions_amend requisitions_cancel requisitions_revise": (
        "requester vendor_manager legal"
    ),
    "requisitions_submit requisitions_shortlist_supposed blast_radius_simulate": (
        "requester vendor_manager legal"
    ),
    # parties, vendors, holds, imports, merges, attestations, disclosures
    "parties_create parties_amend parties_merge parties_unmerge": "vendor_manager",
    "vendors_create vendors_amend holds_place holds_release": "vendor_manager",
    "attestations_create attestation_requests_create capacity_plan": "vendor_manager",
    "workforce_place": "vendor_manager",
    "certificates_create certificates_withdraw": "vendor_manager",
    "expertise_claims_create expertise_claims_withdraw": "vendor_manager",
    "domains_add domains_rename domains_retire domains_reinstate": "vendor_manager",
    "disclosures_create vendor_disclosures_create": "vendor_manager intake",
    # sign, suspend, resume, amend, renew, propose and carry out terminations, decide cases,
    # propose waivers and policies, competitors
    "contracts_sign contracts_resume contracts_amend contracts_renew contracts_cancel": "legal",
    "contracts_suspend": "vendor_manager legal",
    "letters_record letters_retract": "legal",
    "terminations_propose terminations_serve_notice terminations_withdraw": "legal",
    "terminations_complete terminations_reschedule terminations_cure": "legal",
    "terminations_dispute terminations_settle_dispute": "legal",
    "cases_propose cases_close waivers_draft waivers_amend waivers_submit": "legal",
    "waivers_revoke policies_draft policies_amend policies_backtest": "legal",
    "competitors_add competitors_end": "legal",
    # approve or reject; verify or waive steps
    "contracts_approve contracts_reject terminations_approve terminations_reject": "approver",
    "terminations_waive waivers_approve waivers_reject policies_adopt cases_decide": "approver",
    "steps_verify steps_waive requisitions_approve requisitions_reject": "approver",
    # whose role a step needs starts, submits and fails it; what comes and goes with a contract
    "steps_start steps_submit steps_fail": "vendor_manager legal",
    "access_grants_open access_grants_revoke": "vendor_manager legal",
    "data_assets_register data_assets_add_copy": "vendor_manager legal",
    "contract_deliveries_record terminations_book_line": "vendor_manager legal",
    "planned_deliveries_plan planned_deliveries_withdraw": "vendor_manager legal",
    "contracts_rehearse_exit evidence_create vendors_recheck": "vendor_manager legal",
    "contracts_assess_substitutability exchange_rates_create": "vendor_manager legal",
    "requisitions_award": "vendor_manager legal",
    # events, seals, proofs; the feed also for integrations
    "events_list events_get": "auditor admin",
    "audit_*": "auditor",
    # tokens, users, webhooks, parked deliveries
    "deliveries_list webhook_deliveries_list webhook_deliveries_get": "auditor admin",
    "webhook_endpoints_list webhook_endpoints_get": "auditor admin",
    "deliveries_replay webhook_deliveries_replay": "admin",
    "webhook_endpoints_create webhook_endpoints_rotate": "admin",
    "webhook_endpoints_disable webhook_endpoints_enable": "admin",
}


@dataclass(frozen=True, slots=True)
class Route:
    """A method of an address."""

    operation: str
    method: str
    path: str
    body: Mapping[str, Any]

    def ask(self, client: Api, path: str, data: object = None) -> Any:
        said = {"If-Match": "*"} if self.method == "PATCH" else {}
        if self.method == "GET":
            return client.get(path)
        multipart = "application/json" not in self.body
        return client.generic(
            self.method,
            path,
            data="" if multipart else client._encode_json(data or {}, "application/json"),
            content_type="multipart/form-data; boundary=x" if multipart else "application/json",
            headers=said,
        )


def routes() -> Iterator[Route]:
    for path, methods in DOCUMENT["paths"].items():
        for method, said in methods.items():
            content = said.get("requestBody", {}).get("content", {"application/json": {}})
            yield Route(said["operationId"], method.upper(), path, content)


ROUTES = sorted(routes(), key=lambda route: (route.path, route.method))


def may(operation: str) -> frozenset[str]:
    """Who may do it, as written here."""
    for names, roles in TABLE.items():
        for name in names.split():
            if operation == name or (name.endswith("*") and operation.startswith(name[:-1])):
                return frozenset(roles.split())
    return frozenset()
