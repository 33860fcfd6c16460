"""June 2025, as the demo plays it: from a press report to a contract left with proof."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.dossier import check
from tests.functional.stack import Stack
from tests.functional.telling import Told

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
Json = dict[str, Any]


def timeline(stack: Stack, told: Told) -> list[Json]:
    found = stack.person("una").get(f"contracts/{told.contract['id']}/timeline", page_size="500")
    events: list[Json] = found["results"]
    return events


def test_the_verdict_went_from_unknown_to_possible_to_conflict(told: Told) -> None:
    went = [(each["state"], each["level"]) for each in told.assessments]

    *before, press, confirmed = went
    assert {state for state, _ in before} == {"insufficient"}
    assert press[0] == "possible"
    assert confirmed == ("conflict", "significant_influence")
    assert told.vendor["neutrality"]["recheck_pending"] is False
    standing = told.vendor["neutrality"]
    assert (standing["state"], standing["level"]) == confirmed


def test_the_conflict_names_who_how_much_and_on_whose_word(stack: Stack, told: Told) -> None:
    conflict = told.assessments[-1]
    proved = [found for found in conflict["findings"] if found["state"] == "conflict"]

    finding = next(each for each in proved if each["rule"] == "significant_influence")

    assert "Meta Platforms" in finding["sentence"]
    assert (finding["min"], finding["max"]) == (49, 49)
    assert finding["paths"]
    assert finding["sources"]
    founder = next(each for each in proved if each["rule"] == "tie")
    assert "Alexandr Wang" in founder["sentence"]


def test_the_deal_was_foreseen_before_anybody_spoke_of_it(told: Told) -> None:
    assert "insufficient at control would become conflict at significant_influence" in told.text
    assert "1 of 6 clauses would give a right" in told.text


def test_no_assessment_was_made_twice(stack: Stack, told: Told) -> None:
    doubles = stack.ask(
        "SELECT input_digest, policy_id, count(*) FROM procurement_assessment"
        " WHERE vendor_id = %s GROUP BY 1, 2 HAVING count(*) > 1",
        told.vendor["id"],
    )

    assert doubles == []


def test_a_worse_verdict_opened_one_case_and_the_next_joined_it(stack: Stack, told: Told) -> None:
    cases = stack.person("leo").get("cases", vendor=told.vendor["id"])["results"]

    opened_on, *joined = [verdict["state"] for verdict in _verdicts(stack, cases[0])]

    assert len(cases) == 1
    assert opened_on == "possible"
    assert joined == ["conflict"]


def _verdicts(stack: Stack, case: Json) -> list[Json]:
    """The assessments a case is about, in the order they joined it."""
    rows = stack.ask(
        "SELECT assessment_id FROM procurement_caseverdict WHERE case_id = %s ORDER BY id",
        case["id"],
    )
    return [stack.person("leo").get(f"assessments/{assessment}") for (assessment,) in rows]


def test_the_waiver_did_not_outlive_the_conflict(stack: Stack, told: Told) -> None:
    [waiver] = stack.person("leo").get("waivers", vendor=told.vendor["id"])["results"]

    assert waiver["state"] == "voided"


def test_the_contract_lived_through_it_in_this_order(stack: Stack, told: Told) -> None:
    expected = [
        "contracts.signed",
        "contracts.suspended",
        "contracts.termination_proposed",
        "contracts.termination_approved",
        "contracts.notice_served",
        "contracts.ended",
    ]

    types = [event["type"] for event in timeline(stack, told)]

    assert [each for each in types if each in expected] == expected


def test_the_system_suspended_and_proposed_and_a_person_approved(stack: Stack, told: Told) -> None:
    by = {event["type"]: event["actor"] for event in timeline(stack, told)}

    assert by["contracts.suspended"]["kind"] == "system"
    assert by["contracts.termination_proposed"]["kind"] == "system"
    assert by["contracts.termination_approved"]["label"].startswith("Ada Acheampong")
    assert told.termination["proposed_by_system"] is True
    assert told.termination["assessment"] == told.assessments[-1]["id"]


def test_what_the_system_did_names_what_made_it_do_so(stack: Stack, told: Told) -> None:
    suspended = next(e for e in timeline(stack, told) if e["type"] == "contracts.suspended")

    cause = stack.person("una").get(f"events/{suspended['cause']}")

    assert cause["type"] == "procurement.verdict_changed"
    assert cause["subject"]["id"] == told.vendor["id"]


def test_every_step_was_proved_and_every_door_closed(stack: Stack, told: Told) -> None:
    leo = stack.person("leo")
    grants = leo.get(f"contracts/{told.contract['id']}/access-grants")["results"]
    assets = leo.get(f"contracts/{told.contract['id']}/data-assets")["results"]
    steps = {step["code"]: step for step in told.termination["steps"]}

    assert {step["state"] for step in steps.values()} == {"verified"}
    assert all(step["evidence"] for step in steps.values() if step["evidence_required"])
    assert [grant for grant in grants if grant["revoked_on"] is None] == []
    certified = {each["data_asset"] for each in steps["destroy_data"]["certificates"]}
    assert certified == {asset["id"] for asset in assets}


def test_notice_was_served_as_the_contract_asks_and_data_came_back_whole(told: Told) -> None:
    steps = {step["code"]: step for step in told.termination["steps"]}

    assert told.termination["notice"]["form"] == "courier"
    assert told.termination["notice"]["proof"]["kind"] == "courier_receipt"
    assert [line["items"] for line in steps["return_data"]["manifest"]] == [64_000, 118_000]
    assert steps["return_data"]["open_items"] == []
    assert "notice by e-mail is refused (notice-form)" in told.text


def test_the_dossier_can_be_checked_by_anyone(stack: Stack, told: Told) -> None:
    bundle = stack.person("una").get(f"terminations/{told.termination['id']}/dossier")

    assert check(bundle) == ()
    [judged] = bundle["sections"]["assessments"]
    assert (judged["state"], judged["level"]) == ("conflict", "significant_influence")
    assert "checked without the database: intact" in told.text


def test_the_contract_has_ended(told: Told) -> None:
    assert told.termination["state"] == "completed"
    assert (told.contract["state"], told.contract["end_reason"]) == ("ended", "change_of_control")
    assert told.contract["allowed_acts"] == []


def test_no_wording_about_half_of_it_fired_and_the_covenant_did(stack: Stack, told: Told) -> None:
    contract = told.contract
    results = stack.person("leo").get(f"contracts/{contract['id']}/clauses/evaluate")["results"]
    worded = {clause["id"]: clause for clause in contract["clauses"]}

    fired = {
        (clause["measure"], clause["comparator"], clause["threshold"])
        for clause in (worded[each["clause"]] for each in results if each["result"] == "fired")
    }

    assert len(results) == len(contract["clauses"]) == 6
    assert fired == {("economic", "ge", 10), ("key_person", "gt", None)}


def test_each_moment_is_answered_with_what_was_known_then(stack: Stack, told: Told) -> None:
    path = f"vendors/{told.vendor['id']}/neutrality"
    signed_at = told.contract["signed_at"]
    *_, press, confirmed = told.assessments

    said = [
        stack.person("una").get(path, valid_at="2025-06-20", known_at=known_at)["state"]
        for known_at in (signed_at, press["known_at"], confirmed["known_at"])
    ]

    assert said == ["insufficient", "possible", "conflict"]


def test_each_verdict_can_be_computed_again(stack: Stack, told: Told) -> None:
    again = [
        stack.person("una").post(f"assessments/{each['id']}/reproduce")["identical"]
        for each in told.assessments
    ]

    assert set(again) == {True}


def test_a_replacement_is_found_among_those_who_are_clear(told: Told) -> None:
    assert "clear today: Northlight Annotation (fictional)" in told.text


def test_nothing_is_owed_and_nothing_gave_up(stack: Stack, told: Told) -> None:
    stack.settle()

    assert stack.ask("SELECT id FROM events_delivery WHERE parked_at IS NOT NULL") == []


def test_the_work_goes_to_who_is_clear_and_a_contract_is_drafted(stack: Stack, told: Told) -> None:
    [need] = stack.person("leo").get("requisitions", replacing=told.vendor["id"])["results"]

    found = stack.person("leo").get(f"requisitions/{need['id']}/shortlist")

    contract = stack.person("leo").get(f"contracts/{need['contract']}")
    assert (need["state"], need["within_limit"]) == ("awarded", False)
    assert contract["state"] == "draft"
    assert contract["vendor"] == need["awarded_to"] != told.vendor["id"]
    reasons = {row["name"]: [out["code"] for out in row["reasons"]] for row in found["out"]}
    assert "being_replaced" in reasons["Scale AI"]
    assert "domain_unknown" in reasons["Appen"]


def test_the_interlock_is_told_with_its_days(told: Told) -> None:
    assert "Mercor is worth a second look: Larry Summers" in told.text
    assert "2023-11-22 to 2025-11-19" in " ".join(told.text.split())
    assert "if Alphabet took 20 % of Northlight" in told.text
