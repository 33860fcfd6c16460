"""Policies: drafted, mended while drafts, adopted by another person, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from config.rest.roles import Role
from procurement.models import Policy
from procurement.queries.standards import adopted_policy, rules_of
from tests.builders.people import a_person
from tests.builders.procurement import a_policy, an_adopted_policy, legal, told
from tests.integration.conftest import Api

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
WHY = {"reason": "The board agreed."}


def at(policy: Policy, act: str = "") -> str:
    return f"/api/v1/policies/{policy.id}{act}"


def test_a_name_is_enough(api: Client) -> None:
    answer = api("legal").post("/api/v1/policies", {"name": "strict"})

    body = answer.json()
    assert answer.status_code == 201
    assert answer["Location"] == f"/api/v1/policies/{body['id']}"
    assert answer["ETag"] == '"1"'
    assert (body["name"], body["version"], body["state"]) == ("strict", 1, "draft")
    assert body["control_threshold"] == 50
    assert body["one_third_equity_pct"] == 33.333333
    assert body["actions"]["conflict"]["control"] == [
        "open_case",
        "place_hold",
        "suspend_contracts",
    ]
    assert body["valid_from"] is None


def test_what_is_said_is_kept(api: Client) -> None:
    said = {
        "name": "strict",
        "material_equity": 2.5,
        "material_cmp": ">",
        "aggregate": False,
        "control_dimensions": ["votes"],
        "proving_confidences": ["confirmed"],
        "staleness_days": 365,
        "product_lines": ["language models"],
        "valid_from": "2025-01-01",
        "actions": {"conflict": {"control": ["propose_termination"]}},
    }

    body = api("legal").post("/api/v1/policies", said).json()

    assert {name: body[name] for name in said} == said
    assert rules_of(Policy.objects.get(id=body["id"])).to_mapping()["material_equity"] == 2.5


def test_the_next_edition_of_a_name_has_the_next_number(api: Client) -> None:
    a_policy("strict")

    assert api("legal").post("/api/v1/policies", {"name": "strict"}).json()["version"] == 2
    assert api("legal").post("/api/v1/policies", {"name": "lax"}).json()["version"] == 1


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({}, "/name"),
        ({"name": "p", "favourite_colour": "red"}, "/favourite_colour"),
        ({"name": "p", "state": "adopted"}, "/state"),
        ({"name": "p", "material_equity": 101}, "/material_equity"),
        ({"name": "p", "aggregate": "yes"}, "/aggregate"),
        ({"name": "p", "control_cmp": "=>"}, "/control_cmp"),
        ({"name": "p", "control_dimensions": []}, "/control_dimensions"),
        ({"name": "p", "actions": {"angry": {}}}, "/actions"),
        ({"name": "p", "actions": {"conflict": {"deep": []}}}, "/actions"),
        ({"name": "p", "valid_from": "2026-01-01", "valid_to": "2025-01-01"}, "/valid_to"),
    ],
)
def test_what_is_no_policy_is_refused_with_a_pointer(
    api: Client, said: dict[str, object], pointer: str
) -> None:
    answer = api("legal").post("/api/v1/policies", said)

    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert not Policy.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.LEGAL])
def test_only_legal_drafts(api: Client, role: Role) -> None:
    assert api(role).post("/api/v1/policies", {"name": "p"}).status_code == 403
    assert not Policy.objects.exists()


def test_nobody_drafts_without_signing_in(anonymous: Api) -> None:
    assert anonymous.post("/api/v1/policies", {"name": "p"}).status_code == 401


def test_every_reader_sees_policies_and_intake_does_not(api: Client) -> None:
    policy = a_policy()

    assert api("viewer").get(at(policy)).json()["name"] == "strict"
    assert api("intake").get(at(policy)).status_code == 403
    assert api("viewer").get(f"/api/v1/policies/{uuid4()}").status_code == 404


def test_the_list_is_narrowed_by_state_and_name(api: Client) -> None:
    a_policy("one")
    an_adopted_policy("two")

    def names(query: str) -> list[str]:
        return [
            row["name"] for row in api("viewer").get(f"/api/v1/policies?{query}").json()["results"]
        ]

    assert names("state=adopted") == ["two"]
    assert names("name=one") == ["one"]
    assert api("viewer").get("/api/v1/policies?colour=red").status_code == 400


def test_acts_are_those_of_the_state_and_the_role(api: Client) -> None:
    draft, adopted = a_policy("draft"), an_adopted_policy("adopted")

    assert api("approver").get(at(draft)).json()["allowed_acts"] == ["adopt"]
    assert api("legal").get(at(draft)).json()["allowed_acts"] == []
    assert api("approver").get(at(adopted)).json()["allowed_acts"] == []


def test_a_draft_is_mended(api: Client) -> None:
    policy = a_policy(material_equity=10)

    answer = api("legal").patch(at(policy), {"influence_votes": 15}, HTTP_IF_MATCH='"1"')

    assert answer.status_code == 200
    assert answer["ETag"] == '"2"'
    assert (answer.json()["influence_votes"], answer.json()["material_equity"]) == (15, 10)


def test_a_draft_is_mended_from_a_version_only(api: Client) -> None:
    policy = a_policy()

    assert api("legal").patch(at(policy), {"aggregate": False}).status_code == 428


def test_a_stale_version_is_not_mended(api: Client) -> None:
    policy = a_policy()
    api("legal").patch(at(policy), {"aggregate": False}, HTTP_IF_MATCH='"1"')

    answer = api("legal").patch(at(policy), {"aggregate": True}, HTTP_IF_MATCH='"1"')

    assert answer.status_code == 412


def test_an_adopted_policy_is_never_mended(api: Client) -> None:
    policy = an_adopted_policy()

    answer = api("legal").patch(at(policy), {"aggregate": False}, HTTP_IF_MATCH="*")

    assert answer.status_code == 409
    assert (answer.json()["state"], answer.json()["allowed"]) == ("adopted", [])


def test_another_person_adopts(api: Client) -> None:
    policy = a_policy()

    answer = api("approver").post(at(policy, "/adopt"), WHY)

    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["adopted_by"]) == ("adopted", "approver")
    (told_of,) = told("procurement.policy_adopted")
    assert (told_of.subject_id, told_of.reason) == (policy.id, WHY["reason"])


def test_the_policy_before_it_is_retired(api: Client) -> None:
    former = an_adopted_policy("former")
    policy = a_policy()

    api("approver").post(at(policy, "/adopt"), WHY)

    former.refresh_from_db()
    policy.refresh_from_db()
    assert former.state == "retired"
    assert former.retired_seq == policy.adopted_seq


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.APPROVER])
def test_only_approvers_adopt(api: Client, role: Role) -> None:
    policy = a_policy()

    assert api(role).post(at(policy, "/adopt"), WHY).status_code == 403
    policy.refresh_from_db()
    assert policy.state == "draft"


def test_who_drafted_does_not_adopt(api: Client) -> None:
    ann = a_person("ann", "legal", "approver")
    drafted = api("legal", user=ann).post("/api/v1/policies", {"name": "p"}).json()["id"]

    answer = api("approver", user=ann).post(f"/api/v1/policies/{drafted}/adopt", WHY)

    assert (answer.status_code, answer.json()["code"]) == (403, "four-eyes")


def test_who_mended_does_not_adopt(api: Client) -> None:
    policy = a_policy(by=legal("lena"))
    both = api("legal", "approver", name="both")
    both.patch(at(policy), {"aggregate": False}, HTTP_IF_MATCH="*")

    assert both.post(at(policy, "/adopt"), WHY).json()["code"] == "four-eyes"


def test_a_version_that_was_not_seen_is_not_adopted(api: Client) -> None:
    policy = a_policy()
    api("legal").patch(at(policy), {"aggregate": False}, HTTP_IF_MATCH='"1"')

    answer = api("approver").post(at(policy, "/adopt"), WHY, HTTP_IF_MATCH='"1"')

    assert answer.status_code == 412


def test_it_is_adopted_once(api: Client) -> None:
    policy = an_adopted_policy()

    answer = api("approver").post(at(policy, "/adopt"), WHY)

    assert (answer.status_code, answer.json()["state"]) == (409, "adopted")


def test_absent_comes_before_a_bad_body(api: Client) -> None:
    assert api("approver").post(f"/api/v1/policies/{uuid4()}/adopt", {}).status_code == 404
    assert api("approver").post(at(a_policy(), "/adopt"), {}).status_code == 400


def test_a_dry_run_foresees_and_changes_nothing(api: Client) -> None:
    policy = a_policy()

    answer = api("approver").post(f"{at(policy, '/adopt')}?dry_run=true", WHY)

    policy.refresh_from_db()
    assert answer.json()["state"] == "adopted"
    assert policy.state == "draft"


def test_a_repeated_request_is_answered_again(api: Client) -> None:
    policy = a_policy()

    answers = [
        api("approver").post(at(policy, "/adopt"), WHY, HTTP_IDEMPOTENCY_KEY="once")
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[1]["Idempotency-Replayed"] == "true"


def test_nobody_deletes(api: Client) -> None:
    assert api("legal").delete(at(a_policy())).status_code == 405


def test_before_the_first_adoption_the_first_one_serves(api: Client) -> None:
    first = an_adopted_policy("first")
    an_adopted_policy("second")

    assert adopted_policy(first.created_at.date(), (first.adopted_seq or 0) - 1) == first
    assert adopted_policy(first.created_at.date(), first.adopted_seq or 0) == first
