"""Contracts are written down strictly, mended until signed, and shown with what follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from contracts.lifecycle import Act
from contracts.models import Clause, Contract
from tests.builders.contracts import (
    a_draft,
    approved,
    in_review,
    judged,
    moved,
    signed,
)
from tests.builders.vendors import a_vendor
from tests.integration.conftest import Api
from vendors.models import Vendor

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
Json = dict[str, Any]


@pytest.fixture
def vendor() -> Vendor:
    return judged(a_vendor())


def body(vendor: Vendor, **changes: object) -> Json:
    said: Json = {
        "reference": "MSA-2025-017",
        "title": "Mathematics annotation",
        "vendor": str(vendor.id),
        "dataset": {
            "domain": "mathematics",
            "modality": "text",
            "sensitivity": "restricted",
            "description": "Proofs,\nstep by step.",
        },
        "value": {"amount": "1250000.00", "currency": "USD"},
        "starts_on": "2025-01-01",
        "ends_on": "2025-12-31",
        "renewal": {"type": "auto_renew", "months": 12},
        "notice_days_ours": 30,
        "notice_days_theirs": 60,
        "notice_day_type": "business",
        "jurisdiction": "US-CA",
        "zone": "America/Los_Angeles",
        "owner": "Data sourcing",
        "clauses": [
            {
                "kind": "change_of_control",
                "measure": "economic",
                "comparator": "ge",
                "threshold": 12.5,
                "party_class": "competitor",
                "remedy": "terminate",
                "window_days": 90,
                "window_from": "awareness",
            }
        ],
    }
    return {**said, **changes}


def pointers(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 400, answer.content
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


def test_a_draft_says_back_what_was_said(api: Client, vendor: Vendor) -> None:
    answer = api("requester").post("/api/v1/contracts", body(vendor))

    assert answer.status_code == 201, answer.content
    made = answer.json()
    said = body(vendor)
    assert answer["Location"] == f"/api/v1/contracts/{made['id']}"
    assert answer["ETag"] == '"1"'
    clause = made["clauses"][0]
    assert {name: clause[name] for name in said["clauses"][0]} == said["clauses"][0]
    assert {name: made[name] for name in said if name != "clauses"} == {
        name: value for name, value in said.items() if name != "clauses"
    }
    assert (made["state"], made["status"], made["missing"]) == ("draft", "not_yet_effective", [])
    assert (made["final_status"], made["end_reason"], made["signed_on"]) == (None, None, None)
    assert made["allowed_acts"] == ["submit"]


def test_what_is_not_known_yet_is_missing(api: Client, vendor: Vendor) -> None:
    least = {"reference": "R-1", "title": "To be agreed", "vendor": str(vendor.id)}

    made = api("legal").post("/api/v1/contracts", least).json()

    assert made["status"] == "unknown"
    assert made["missing"] == ["starts_on", "renewal", "notice_days_ours", "notice_days_theirs"]
    assert (made["value"], made["renewal"], made["clauses"]) == (None, None, [])


def test_next_dates_say_their_rules(api: Client, vendor: Vendor) -> None:
    made = api("legal").post("/api/v1/contracts", body(vendor)).json()

    shown = api("viewer").get(f"/api/v1/contracts/{made['id']}?valid_at=2025-06-02").json()

    deadline = next(day for day in shown["next_dates"] if day["kind"] == "notice_deadline_ours")
    assert deadline["on"] == "2025-11-14"  # California keeps the day after Thanksgiving
    assert "30 business days (US-CA) before 2025-12-31" in deadline["rule"]


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"favourite_colour": "red"}, "/favourite_colour", "unknown_field"),
        ({"state": "active"}, "/state", "unknown_field"),
        ({"approved_by": "me"}, "/approved_by", "unknown_field"),
        ({"reference": ""}, "/reference", "blank"),
        ({"title": None}, "/title", "null"),
        ({"vendor": str(uuid4())}, "/vendor", "unknown_vendor"),
        ({"parent": str(uuid4())}, "/parent", "unknown_contract"),
        ({"value": {"amount": "0.105", "currency": "USD"}}, "/value/amount", "not_an_amount"),
        ({"value": {"amount": "1", "currency": "usd"}}, "/value/currency", "unknown_currency"),
        ({"value": {"amount": "-1", "currency": "USD"}}, "/value/amount", "negative"),
        ({"value": {"amount": "1e3", "currency": "USD"}}, "/value/amount", "not_an_amount"),
        ({"value": {"amount": "٤٩", "currency": "USD"}}, "/value/amount", "not_an_amount"),
        ({"value": {"amount": "9" * 16, "currency": "USD"}}, "/value/amount", "not_an_amount"),
        ({"value": 5}, "/value", "invalid"),
        ({"starts_on": "2025-02-29"}, "/starts_on", "invalid"),
        ({"starts_on": "10/06/2025"}, "/starts_on", "invalid"),
        ({"starts_on": "2025-06-10T10:00:00Z"}, "/starts_on", "invalid"),
        ({"starts_on": "2026-01-01"}, "/ends_on", "before_start"),
        ({"renewal": {"type": "fixed", "months": 3}}, "/renewal/months", "not_applicable"),
        ({"renewal": {"type": "auto_renew", "months": 0}}, "/renewal/months", "min_value"),
        ({"renewal": {"type": "perpetual"}}, "/renewal/type", "invalid_choice"),
        ({"notice_days_ours": -1}, "/notice_days_ours", "min_value"),
        ({"notice_days_ours": 10**6}, "/notice_days_ours", "out_of_range"),
        ({"notice_days_ours": True}, "/notice_days_ours", "invalid"),
        ({"notice_days_ours": 2**70}, "/notice_days_ours", "max_value"),
        ({"minimum_term_ends_on": "2024-01-01"}, "/minimum_term_ends_on", "before_start"),
        ({"jurisdiction": "XX"}, "/jurisdiction", "country"),
        ({"zone": "Mars/Olympus"}, "/zone", "zone"),
        ({"zone": "../../etc/passwd"}, "/zone", "zone"),
        ({"title": "turned \u202e around"}, "/title", "characters"),
        ({"clauses": {}}, "/clauses", "not_a_list"),
    ],
)
def test_what_cannot_be_meant_is_refused_where_it_stands(
    api: Client, vendor: Vendor, changes: Json, pointer: str, code: str
) -> None:
    answer = api("legal").post("/api/v1/contracts", body(vendor) | changes)

    assert (pointer, code) in pointers(answer)
    assert not Contract.objects.exists()


@pytest.mark.parametrize(
    ("clause", "pointer", "code"),
    [
        ({"kind": "audit"}, "/clauses/0/remedy", "required"),
        ({"measure": "voting", "remedy": "notify"}, "/clauses/0/threshold", "required"),
        ({"measure": "board", "threshold": 100.1}, "/clauses/0/threshold", "range"),
        ({"measure": "board", "threshold": 100}, "/clauses/0/threshold", "never_met"),
        ({"measure": "board", "threshold": 0.0000001}, "/clauses/0/threshold", "digits"),
        ({"window_days": 99_999}, "/clauses/0/window_days", "max_value"),
        ({"window": 3}, "/clauses/0/window", "unknown_field"),
    ],
)
def test_a_clause_that_cannot_be_meant_is_refused(
    api: Client, vendor: Vendor, clause: Json, pointer: str, code: str
) -> None:
    whole = {"kind": "change_of_control", "remedy": "terminate"} if "kind" not in clause else {}

    answer = api("legal").post("/api/v1/contracts", body(vendor, clauses=[{**whole, **clause}]))

    assert (pointer, code) in pointers(answer)


def test_a_far_away_end_is_kept_as_said_and_breaks_no_arithmetic(
    api: Client, vendor: Vendor
) -> None:
    said = body(vendor, ends_on="9999-12-31", notice_days_ours=36_600)

    answer = api("legal").post("/api/v1/contracts", said)

    assert answer.status_code == 201, answer.content
    shown = api("viewer").get(f"{answer['Location']}?valid_at=9999-12-31").json()
    assert shown["ends_on"] == "9999-12-31"


def test_a_reference_names_one_contract(api: Client, vendor: Vendor) -> None:
    first = api("legal").post("/api/v1/contracts", body(vendor)).json()

    answer = api("legal").post("/api/v1/contracts", body(vendor))

    assert answer.status_code == 409
    assert (answer.json()["code"], answer.json()["contract"]) == ("reference-taken", first["id"])


def test_the_same_request_sent_again_makes_one_contract(api: Client, vendor: Vendor) -> None:
    key = {"Idempotency-Key": "draft-1"}

    first = api("legal").post("/api/v1/contracts", body(vendor), headers=key)
    again = api("legal").post("/api/v1/contracts", body(vendor), headers=key)

    assert again.json() == first.json()
    assert again["Idempotency-Replayed"] == "true"
    assert Contract.objects.count() == 1


def test_a_dry_run_shows_the_contract_and_writes_nothing(api: Client, vendor: Vendor) -> None:
    answer = api("legal").post("/api/v1/contracts?dry_run=true", body(vendor))

    assert answer.json()["state"] == "draft"
    assert not Contract.objects.exists()


@pytest.mark.parametrize("role", ["viewer", "approver", "auditor", "admin", "intake"])
def test_who_may_not_draft_is_refused(api: Client, vendor: Vendor, role: str) -> None:
    answer = api(role).post("/api/v1/contracts", body(vendor))

    assert answer.status_code == 403
    assert answer.json()["needs"] == ["legal", "requester", "vendor_manager"]


def test_nobody_is_told_to_sign_in(anonymous: Api) -> None:
    assert anonymous.get("/api/v1/contracts").status_code == 401


def test_intake_reads_no_contracts(api: Client) -> None:
    assert api("intake").get("/api/v1/contracts").status_code == 403


def test_an_unknown_contract_is_not_found_before_anything_else(api: Client) -> None:
    path = f"/api/v1/contracts/{uuid4()}"

    assert api("viewer").get(path).status_code == 404
    assert api("legal").patch(path, {"nonsense": 1}).status_code == 404
    assert api("legal").post(f"{path}/submit", {"nonsense": 1}).status_code == 404
    assert api("viewer").get(f"{path}/timeline").status_code == 404
    assert api("viewer").get(f"{path}/clauses/evaluate").status_code == 404


def changed(api: Client, contract: Contract, version: int | str, **changes: object) -> Any:
    return api("legal").patch(
        f"/api/v1/contracts/{contract.id}", changes, headers={"If-Match": f'"{version}"'}
    )


def test_a_draft_is_mended_part_by_part(api: Client) -> None:
    draft = a_draft()

    answer = changed(
        api, draft, 1, title="Two proofs", dataset={"modality": "text"}, renewal=None, clauses=[]
    )

    assert answer.status_code == 200, answer.content
    mended = answer.json()
    assert (mended["title"], mended["renewal"], mended["clauses"]) == ("Two proofs", None, [])
    assert (mended["dataset"]["domain"], mended["dataset"]["modality"]) == ("mathematics", "text")
    assert answer["ETag"] == '"2"'
    assert Clause.objects.get().superseded_version == 2


def test_a_change_says_which_version_it_was_made_from(api: Client) -> None:
    draft = a_draft()

    blind = api("legal").patch(f"/api/v1/contracts/{draft.id}", {"title": "Other"})
    first, second = changed(api, draft, 1, title="A"), changed(api, draft, 1, title="B")

    assert (blind.status_code, first.status_code, second.status_code) == (428, 200, 412)
    assert second.json()["code"] == "stale-version"


def test_contradictions_between_old_and_new_are_refused(api: Client) -> None:
    answer = changed(api, a_draft(), 1, ends_on="2024-01-01")

    assert pointers(answer) == [("/ends_on", "before_start")]


def test_a_contract_does_not_stand_above_itself(api: Client) -> None:
    master = a_draft()
    below = a_draft(parent=master.id)

    answer = changed(api, master, 1, parent=str(below.id))

    assert pointers(answer) == [("/parent", "circular")]


@pytest.mark.parametrize("made", [in_review, approved])
def test_a_change_voids_review_and_approval(api: Client, made: Callable[[], Contract]) -> None:
    contract = made()

    answer = changed(api, contract, contract.version, title="Something else")

    assert answer.json()["state"] == "draft"
    contract.refresh_from_db()
    assert (contract.approved_by, contract.approved_version) == ("", None)


def test_what_is_signed_is_not_rewritten(api: Client) -> None:
    contract = signed()

    answer = changed(api, contract, contract.version, title="Something else")

    assert answer.status_code == 409
    assert answer.json()["state"] == "active"
    assert answer.json()["allowed"] == ["suspend", "amend", "renew"]


def test_the_list_is_narrowed_by_its_filters(api: Client, vendor: Vendor) -> None:
    one = signed(vendor, title="100% proofs", owner="Ann")
    moved(a_draft(vendor, title="Images", dataset_domain="vision"), Act.CANCEL)
    a_draft()
    everything = "/api/v1/contracts"

    def found(query: str) -> list[str]:
        answer = api("viewer").get(f"{everything}?{query}")
        assert answer.status_code == 200, answer.content
        return [row["reference"] for row in answer.json()["results"]]

    assert len(found(f"vendor={vendor.id}")) == 2
    assert len(found(f"party={vendor.party_id}")) == 2
    assert found("state=active") == [one.reference]
    assert found("status=in_force&valid_at=2025-06-01") == [one.reference]
    assert one.reference in found("status=not_yet_effective&valid_at=2024-06-01")
    assert found("owner=Ann") == [one.reference]
    assert found("q=100%25") == [one.reference]
    assert found("domain=Vision") != [one.reference]
    assert found(f"reference={one.reference}") == [one.reference]
    assert found("ordering=reference")[0] == one.reference


@pytest.mark.parametrize(
    "query", ["state=gone", "status=fine", "vendor=me", "ordering=value", "valid_at=soon", "a=b"]
)
def test_an_unknown_filter_is_refused(api: Client, query: str) -> None:
    assert api("viewer").get(f"/api/v1/contracts?{query}").status_code == 400


def test_the_shape_shown_is_the_shape_described(api: Client) -> None:
    from contracts.api.serializers.contracts import ContractRecord

    shown = api("viewer").get(f"/api/v1/contracts/{signed().id}").json()

    assert set(shown) == set(ContractRecord().fields)
