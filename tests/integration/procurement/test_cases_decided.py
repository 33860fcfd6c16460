"""Cases: opened by a worse verdict, joined by a later one, decided by another person."""

from __future__ import annotations

from uuid import uuid4

import pytest

from config.rest.roles import Role
from procurement.operations import cases
from tests.builders.people import a_person
from tests.builders.procurement import (
    a_case,
    a_decided_case,
    a_proposed_case,
    all_at_once,
    legal,
    told,
)
from tests.integration.conftest import Api
from tests.integration.procurement.casework import ASKED, Client, at, everyday, with_real_commits


@everyday
def test_the_list_is_narrowed_by_vendor_and_state(api: Client) -> None:
    case = a_case()

    def count(query: str) -> int:
        return len(api("viewer").get(f"/api/v1/cases?{query}").json()["results"])

    assert count(f"vendor={case.vendor_id}&state=opened") == 1
    assert count("state=closed") == 0
    assert count(f"vendor={uuid4()}") == 0


@everyday
def test_legal_proposes(api: Client) -> None:
    case = a_case()

    answer = api("legal").post(at(case, "/propose"), ASKED)

    body = answer.json()
    assert (answer.status_code, answer["ETag"]) == (200, '"2"')
    assert body["state"] == "under_review"
    assert body["proposal"]["decision"] == "suspend"
    assert body["proposal"]["proposed_by"] == "legal"
    assert body["decision"] is None


@everyday
def test_a_later_proposal_replaces_the_one_before(api: Client) -> None:
    case = a_proposed_case()

    body = api("legal").post(at(case, "/propose"), {**ASKED, "decision": "exit"}).json()

    assert (body["state"], body["proposal"]["decision"]) == ("under_review", "exit")


@everyday
@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"comment": "x"}, "/decision"),
        ({"decision": "ignore", "comment": "x"}, "/decision"),
        ({"decision": "exit"}, "/comment"),
        ({"decision": "exit", "comment": "x", "state": "closed"}, "/state"),
    ],
)
@pytest.mark.parametrize(("act", "role"), [("propose", "legal"), ("decide", "approver")])
def test_a_decision_says_which_and_why(
    api: Client, act: str, role: str, said: dict[str, str], pointer: str
) -> None:
    answer = api(role).post(at(a_case(), f"/{act}"), said)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == pointer


@everyday
def test_a_reason_is_a_comment(api: Client) -> None:
    said = {"decision": "exit", "reason": "It is theirs now."}

    body = api("legal").post(at(a_case(), "/propose"), said).json()

    assert body["proposal"]["comment"] == "It is theirs now."


@everyday
def test_an_approver_decides(api: Client) -> None:
    case = a_proposed_case()

    answer = api("approver").post(at(case, "/decide"), {"decision": "exit", "comment": "Enough."})

    body = answer.json()
    assert answer.status_code == 200
    assert (body["state"], body["decision"], body["comment"]) == ("decided", "exit", "Enough.")
    assert body["decided_by"] == "approver"
    assert body["proposal"]["decision"] == "suspend"
    (event,) = told("procurement.case_decided")
    assert (event.data["decision"], event.data["proposed"]) == ("exit", "suspend")


@everyday
def test_who_proposed_does_not_decide(api: Client) -> None:
    ann, case = a_person("ann", "legal", "approver"), a_case()
    api("legal", user=ann).post(at(case, "/propose"), ASKED)

    answer = api("approver", user=ann).post(at(case, "/decide"), ASKED)

    assert (answer.status_code, answer.json()["code"]) == (403, "four-eyes")
    case.refresh_from_db()
    assert case.state == "under_review"


@everyday
def test_nothing_is_decided_that_nobody_proposed(api: Client) -> None:
    answer = api("approver").post(at(a_case(), "/decide"), ASKED)

    assert answer.status_code == 409
    assert (answer.json()["state"], answer.json()["allowed"]) == ("opened", ["propose"])


@everyday
def test_a_decision_is_about_the_version_that_was_seen(api: Client) -> None:
    case = a_proposed_case()

    answer = api("approver").post(at(case, "/decide"), ASKED, HTTP_IF_MATCH='"1"')

    assert answer.status_code == 412


@everyday
def test_it_is_decided_once(api: Client) -> None:
    case = a_decided_case()

    assert api("approver").post(at(case, "/decide"), ASKED).status_code == 409
    assert api("legal").post(at(case, "/propose"), ASKED).status_code == 409


@everyday
def test_legal_closes_what_was_decided(api: Client) -> None:
    case = a_decided_case()

    body = api("legal").post(at(case, "/close"), {"reason": "All is done."}).json()

    assert (body["state"], body["close_reason"], body["closed_by"]) == (
        "closed",
        "All is done.",
        "legal",
    )
    assert body["decision"] == "suspend"
    assert body["allowed_acts"] == []


@everyday
def test_what_is_not_decided_is_not_closed(api: Client) -> None:
    assert api("legal").post(at(a_case(), "/close"), {"reason": "x"}).status_code == 409


@everyday
@pytest.mark.parametrize(
    ("act", "right"), [("propose", Role.LEGAL), ("decide", Role.APPROVER), ("close", Role.LEGAL)]
)
def test_others_do_nothing(api: Client, anonymous: Api, act: str, right: Role) -> None:
    case = a_proposed_case()

    others = [api(role).post(at(case, f"/{act}"), ASKED) for role in Role if role is not right]

    assert {answer.status_code for answer in others} == {403}
    assert anonymous.post(at(case, f"/{act}"), ASKED).status_code == 401
    assert api(right).post(f"/api/v1/cases/{uuid4()}/{act}", ASKED).status_code == 404
    case.refresh_from_db()
    assert case.state == "under_review"


@everyday
def test_a_dry_run_decides_nothing(api: Client) -> None:
    case = a_proposed_case()

    answer = api("approver").post(f"{at(case, '/decide')}?dry_run=true", ASKED)

    case.refresh_from_db()
    assert answer.json()["state"] == "decided"
    assert case.state == "under_review"


@with_real_commits
def test_two_deciders_at_once_decide_once() -> None:
    case = a_proposed_case()
    deciders = [legal(f"decider {number}") for number in range(4)]

    answers = all_at_once(
        *[
            lambda who=who: cases.decide_case(  # type: ignore[misc]
                case_id=case.id,
                decision="exit",  # type: ignore[arg-type]
                comment="Enough.",
                actor=who,
            )
            for who in deciders
        ]
    )

    assert [type(answer).__name__ for answer in answers].count("Case") == 1
    assert case.decisions.count() == 1
