"""The vocabulary: read by all, kept by some, never closing upon itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from config.events.models import Event
from tests.builders.vendors import a_party
from tests.integration.conftest import Api
from vendors.models import Domain

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
DOMAINS = "/api/v1/domains"
NEW_ROWS = "INSERT INTO vendors_domain (version, code, name, parent_id, state) VALUES"
TOPOLOGY = {"code": "knot_theory", "name": "Knot theory", "parent": "geometry"}


def test_an_installation_begins_with_a_tree(api: Client) -> None:
    found = api("viewer").get(f"{DOMAINS}?parent=mathematics&ordering=code").json()["results"]

    assert "algebra" in [row["code"] for row in found]
    assert {row["state"] for row in found} == {"open"}


def test_a_domain_is_added_under_another(api: Client) -> None:
    answer = api("vendor_manager").post(DOMAINS, TOPOLOGY)

    assert (answer.status_code, answer["Location"]) == (201, f"{DOMAINS}/knot_theory")
    assert api("viewer").get(answer["Location"]).json()["parent"] == "geometry"
    assert Event.objects.filter(type="vendors.domain_added").count() == 1


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({**TOPOLOGY, "code": "Knot"}, "/code"),
        ({**TOPOLOGY, "parent": "quilting"}, "/parent"),
        ({**TOPOLOGY, "name": ""}, "/name"),
        ({**TOPOLOGY, "state": "retired"}, "/state"),
    ],
)
def test_what_cannot_be_meant_is_refused(api: Client, body: dict[str, str], pointer: str) -> None:
    answer = api("vendor_manager").post(DOMAINS, body)

    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize("body", [{**TOPOLOGY, "code": "law"}, {**TOPOLOGY, "name": "LAW"}])
def test_one_thing_has_one_code(api: Client, body: dict[str, str]) -> None:
    answer = api("vendor_manager").post(DOMAINS, body)

    assert (answer.status_code, answer.json()["code"]) == (409, "domain-taken")
    assert answer.json()["domain"] == "law"


def test_a_name_changes_with_the_version_that_was_seen(api: Client) -> None:
    keeper = api("vendor_manager")

    assert keeper.patch(f"{DOMAINS}/law", {"name": "Laws"}).status_code == 428
    assert keeper.patch(f"{DOMAINS}/law", {"name": "Laws"}, HTTP_IF_MATCH='"7"').status_code == 412
    answer = keeper.patch(f"{DOMAINS}/law", {"name": "Laws"}, HTTP_IF_MATCH='"1"')

    assert (answer.status_code, answer.json()["name"]) == (200, "Laws")


def test_nothing_new_is_said_of_a_retired_domain(api: Client) -> None:
    keeper = api("vendor_manager")
    kept = {"party": str(a_party().id), "expertise": [{"domain": "law", "level": "phd"}]}
    vendor = keeper.post("/api/v1/vendors", kept).json()["id"]

    retired = keeper.post(f"{DOMAINS}/law/retire", {"reason": "We buy none."})
    again = keeper.post(f"{DOMAINS}/law/retire", {"reason": "We buy none."})
    other = keeper.post("/api/v1/vendors", {**kept, "party": str(a_party("Other").id)})
    same = keeper.patch(
        f"/api/v1/vendors/{vendor}", {"expertise": kept["expertise"]}, HTTP_IF_MATCH="*"
    )
    back = keeper.post(f"{DOMAINS}/law/reinstate", {"reason": "We do."})

    assert (retired.json()["state"], retired.json()["allowed_acts"]) == ("retired", ["reinstate"])
    assert again.status_code == 409
    assert other.json()["errors"][0]["code"] == "retired_domain"
    assert (same.status_code, back.json()["state"]) == (200, "open")


def test_an_unknown_domain_is_answered_with_those_near_it(api: Client) -> None:
    skills = [
        {"domain": "Organic  Chemistry", "level": "phd"},
        {"domain": "mathmatics", "level": "phd"},
    ]

    answer = api("vendor_manager").post(
        "/api/v1/vendors", {"party": str(a_party().id), "expertise": skills}
    )

    [error] = answer.json()["errors"]
    assert (answer.status_code, error["pointer"]) == (400, "/expertise/1/domain")
    assert (error["code"], error["near"]) == ("unknown_domain", ["mathematics"])


def test_two_spellings_of_one_domain_are_one(api: Client) -> None:
    skills = [{"domain": "Law", "level": "phd"}, {"domain": "law", "level": "expert"}]

    answer = api("vendor_manager").post(
        "/api/v1/vendors", {"party": str(a_party().id), "expertise": skills}
    )

    assert answer.status_code == 400


def test_who_keeps_no_vendors_keeps_no_vocabulary(api: Client) -> None:
    for role in ("viewer", "requester", "legal", "approver", "auditor", "admin", "intake"):
        assert api(role).post(DOMAINS, TOPOLOGY).status_code == 403
    assert api().get(DOMAINS).status_code == 401
    assert api("vendor_manager").get(f"{DOMAINS}/quilting").status_code == 404


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE vendors_domain SET parent_id = 'algebra' WHERE code = 'mathematics'",
        "UPDATE vendors_domain SET code = 'maths' WHERE code = 'mathematics'",
        "DELETE FROM vendors_domain WHERE code = 'formal_proofs'",
        f"{NEW_ROWS} (1, 'a', 'A', 'b', 'open'), (1, 'b', 'B', 'a', 'open')",
        f"{NEW_ROWS} (1, 'self', 'S', 'self', 'open')",
    ],
)
def test_the_database_lets_no_line_of_domains_close(statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(statement)


def test_expertise_is_of_the_vocabulary_whoever_writes_it() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(
            "UPDATE vendors_expertise SET domain = 'quilting';"
            "INSERT INTO vendors_expertise (vendor_id, domain, level)"
            " SELECT gen_random_uuid(), 'quilting', 'phd'"
        )

    assert Domain.objects.filter(code="quilting").count() == 0
