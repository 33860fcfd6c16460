"""The register of rights: found once, running, used, lapsed, waived beforehand, or taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from config import clock
from config.actors import Actor
from config.events import inbox
from config.events.models import Delivery, Event
from contracts import tasks
from contracts.clauses import WindowFrom
from contracts.models import Contract, Letter, LetterKind, Right
from contracts.operations.leaving import withdraw
from contracts.operations.letters import Written, record_letter
from contracts.operations.rights import keep_rights
from contracts.operations.serving import serve_notice
from contracts.operations.terminations import Proposal, approve_termination
from contracts.termination import Ground
from tests.builders.contracts import (
    CONTROL_CLAUSE,
    ada,
    evidence,
    leo,
    proposed,
    signed,
)
from tests.builders.procurement import (
    a_clear_vendor,
    a_competitor,
    all_at_once,
    conflicted,
    noon,
    settled,
)
from tests.builders.vendors import a_party, an_interest, disclosed, revised
from tests.integration.conftest import Api
from vendors.models import Interest, Party, Vendor

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
SYSTEM = Actor.system()
NOTICE_CLAUSE = replace(CONTROL_CLAUSE, window_from=WindowFrom.NOTICE)


@pytest.fixture
def vendor() -> Vendor:
    return a_clear_vendor()


def found(vendor: Vendor, on: date | None = None) -> list[Right]:
    """The register, after the facts were looked at on a day."""
    keep_rights(vendor_id=vendor.id, after=None, actor=SYSTEM, on=on or clock.today())
    return list(Right.objects.order_by("id"))


def listed(api: Client, path: str = "rights", **asked: object) -> list[dict[str, Any]]:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    rows: list[dict[str, Any]] = api("viewer").get(f"/api/v1/{path}?{query}").json()["results"]
    return rows


def approve_beforehand(contract: Contract, party: Party, on: date) -> Letter:
    return record_letter(
        contract_id=contract.id,
        written=Written(LetterKind.APPROVAL, party.id, on=on, evidence=[evidence()]),
        actor=leo(),
        at=clock.now(),
    )


def taken_over(vendor: Vendor, rival: Party, *, since: date | None = None) -> UUID:
    """A competitor has 60 percent, the founder the rest; answers the competitor's record."""
    founder = Interest.objects.get(
        subject=vendor.party_id, interested_party__name=f"{vendor} Founder", superseded_seq=None
    )
    revised(founder.record_id, "correction", an_interest("ordinary_shares", 40))
    return disclosed(vendor, rival, 60, valid_from=since)


def using(contract: Contract, at: Any) -> Any:
    """Notice served on a day, under the contract's only clause."""
    proposal = Proposal(ground=Ground.CHANGE_OF_CONTROL, clause=contract.clauses.get().id)
    leaving = proposed(contract, proposal, at=at)
    approve_termination(termination_id=leaving.id, actor=ada(), reason="Yes.", at=at)
    return serve_notice(
        termination_id=leaving.id, actor=leo(), reason="Sent.", at=at, evidence=[evidence()]
    )


def test_what_the_facts_give_is_found_once_and_told_once(vendor: Vendor) -> None:
    contract = signed(vendor)
    rival = conflicted(vendor)

    first, again = found(vendor), found(vendor)

    assert [right.id for right in first] == [right.id for right in again]
    (right,) = first
    assert (right.contract, right.party_id) == (contract, rival.id)
    assert right.closes_on == right.aware_on + timedelta(days=90)
    (event,) = Event.objects.filter(type="contracts.right_found")
    assert event.data["right"] == str(right.id)
    assert "controls the vendor" in event.reason


def test_a_running_right_says_how_many_days_are_left(api: Client, vendor: Vendor) -> None:
    contract = signed(vendor)
    conflicted(vendor)
    (right,) = found(vendor)
    on = right.opens_on + timedelta(days=80)

    (row,) = listed(api, f"contracts/{contract.id}/rights", valid_at=on)

    assert (row["state"], row["days_left"]) == ("running", 10)
    assert listed(api, "deadlines", kind="right_lapses", valid_at=on)[0]["days_left"] == 10
    assert row["window"] == {"from": str(right.opens_on), "to": str(right.closes_on)}
    assert (row["clause"], row["remedy"]) == (str(right.clause_id), "terminate")
    one = api("viewer").get(f"/api/v1/rights/{right.id}?valid_at={on}")
    assert one.json() == row


def test_an_unused_right_lapses_the_day_after_its_window(api: Client, vendor: Vendor) -> None:
    signed(vendor)
    conflicted(vendor)
    (right,) = found(vendor)
    last, after = right.closes_on, right.closes_on + timedelta(days=1)

    assert [row["id"] for row in listed(api, state="running", valid_at=last)] == [str(right.id)]
    assert listed(api, state="lapsed", valid_at=last) == []
    (row,) = listed(api, state="lapsed", valid_at=after, vendor=vendor.id)
    assert (row["days_left"], row["termination"]) == (None, None)


def test_a_right_is_used_by_the_notice_that_was_served_in_time(api: Client, vendor: Vendor) -> None:
    contract = signed(vendor)
    conflicted(vendor)
    (right,) = found(vendor)

    leaving = using(contract, noon(right.opens_on))

    (row,) = listed(api, state="used")
    assert row["termination"] == str(leaving.id)
    consent = [evidence()]
    withdraw(termination_id=leaving.id, actor=leo(), reason="We stay.", evidence=consent)
    assert [row["state"] for row in listed(api, valid_at=right.opens_on)] == ["running"]


def test_a_notice_after_the_window_uses_no_right(api: Client, vendor: Vendor) -> None:
    contract = signed(vendor)
    conflicted(vendor)
    (right,) = found(vendor)
    late = right.closes_on + timedelta(days=1)

    using(contract, noon(late))

    assert [row["state"] for row in listed(api, valid_at=late)] == ["lapsed"]


def test_an_approval_beforehand_waives_the_right(api: Client, vendor: Vendor) -> None:
    contract = signed(vendor)
    rival = a_party("Rival Labs")
    a_competitor(rival)
    settled()
    letter = approve_beforehand(contract, rival, clock.today())
    taken_over(vendor, rival)

    (right,) = found(vendor)

    assert right.waived_on == clock.today()
    (row,) = listed(api, state="waived")
    assert (row["waived_on"], row["days_left"]) == (clock.today().isoformat(), None)
    evaluated = api("viewer").get(f"/api/v1/contracts/{contract.id}/clauses/evaluate").json()
    assert "no right arises" in evaluated["results"][0]["why"]
    api("legal").post(f"/api/v1/letters/{letter.id}/retract", {"reason": "Never written."})
    assert [(each.id, each.waived_on) for each in found(vendor)] == [(right.id, None)]


def test_an_approval_after_the_event_takes_no_right_away(vendor: Vendor) -> None:
    contract = signed(vendor)
    rival = a_party("Rival Labs")
    a_competitor(rival)
    taken_over(vendor, rival, since=date(2025, 3, 1))
    approve_beforehand(contract, rival, date(2025, 3, 2))

    (right,) = found(vendor)

    assert (right.event_on, right.waived_on) == (date(2025, 3, 1), None)


def test_a_corrected_fact_takes_the_right_back_and_a_new_one_gives_another(vendor: Vendor) -> None:
    signed(vendor)
    rival = a_party("Rival Labs")
    a_competitor(rival)
    record = taken_over(vendor, rival, since=date(2025, 3, 1))
    found(vendor)

    revised(record, "retraction")
    gone = found(vendor)
    disclosed(vendor, rival, 60, valid_from=date(2025, 4, 1))
    both = found(vendor)

    assert [right.ceased_on for right in gone] == [clock.today()]
    assert [right.ceased_on for right in both] == [clock.today(), None]


def test_a_window_that_runs_from_notice_opens_when_the_notice_is_recorded(
    api: Client, vendor: Vendor
) -> None:
    contract = signed(vendor, clauses=[NOTICE_CLAUSE])
    rival = conflicted(vendor)
    (before,) = found(vendor)

    answer = api("legal").post(
        f"/api/v1/contracts/{contract.id}/letters",
        {
            "kind": "notice",
            "party": str(rival.id),
            "on": "2025-06-01",
            "evidence": [str(evidence())],
        },
    )
    old, new = found(vendor)

    assert (before.opens_on, old.ceased_on) == (None, clock.today())
    assert answer.status_code == 201
    assert (new.opens_on, new.closes_on) == (date(2025, 6, 1), date(2025, 8, 30))


def test_a_letter_that_was_never_written_counts_no_more(api: Client, vendor: Vendor) -> None:
    contract = signed(vendor, clauses=[NOTICE_CLAUSE])
    rival = conflicted(vendor)
    body = {"kind": "notice", "party": str(rival.id), "on": "2025-06-01"}
    path = f"/api/v1/contracts/{contract.id}/letters"
    letter = api("legal").post(path, {**body, "evidence": [str(evidence())]}).json()
    found(vendor)

    retracted = api("legal").post(
        f"/api/v1/letters/{letter['id']}/retract", {"reason": "Another contract's."}
    )
    again = api("legal").post(f"/api/v1/letters/{letter['id']}/retract", {"reason": "Twice."})

    assert (letter["allowed_acts"], retracted.json()["allowed_acts"]) == (["retract"], [])
    assert (retracted.json()["retracted"], retracted.json()["retraction"]) == (
        True,
        "Another contract's.",
    )
    assert (again.status_code, again.json()["code"]) == (409, "letter-retracted")
    found(vendor)
    assert [right.opens_on for right in Right.objects.filter(ceased_on=None)] == [None]
    assert [row["id"] for row in listed(api, path.removeprefix("/api/v1/"), kind="notice")] == [
        letter["id"]
    ]


def test_a_notice_counts_from_the_day_the_contract_says_it_came(
    api: Client, vendor: Vendor
) -> None:
    contract = signed(
        vendor, zone="Asia/Tokyo", jurisdiction="JP", notice_receipt="next_business_day"
    )
    rival = a_party("Rival Labs")

    answer = api("legal").post(
        f"/api/v1/contracts/{contract.id}/letters",
        {
            "kind": "notice",
            "party": str(rival.id),
            "came_at": "2025-06-13T16:00:00Z",  # Saturday, one in the morning, in Tokyo
            "evidence": [str(evidence())],
        },
    )

    assert (answer.status_code, answer.json()["on"]) == (201, "2025-06-16")
    told = Event.objects.get(type="contracts.letter_recorded")
    assert "2025-06-14 is a day off" in told.reason


@pytest.mark.parametrize(
    ("said", "status", "where"),
    [
        ({"kind": "poem"}, 400, "/kind"),
        ({"party": str(uuid4())}, 400, "/party"),
        ({"on": "2999-01-01"}, 400, "/on"),
        ({"on": None}, 400, "/on"),
        ({"came_at": "2025-06-13T16:00:00Z"}, 400, "/on"),
        ({"kind": "approval", "on": ..., "came_at": "2025-06-13T16:00:00Z"}, 400, "/came_at"),
        ({"on": ..., "came_at": "2999-06-13T16:00:00Z"}, 400, "/came_at"),
        ({"on": ...}, 400, "/on"),
        ({"evidence": [str(uuid4())]}, 400, "/evidence/0"),
        ({"evidence": []}, 422, None),
    ],
)
def test_a_letter_that_cannot_be_meant_is_refused(
    api: Client, vendor: Vendor, said: dict[str, Any], status: int, where: str | None
) -> None:
    contract = signed(vendor)
    body = {
        "kind": "notice",
        "party": str(a_party().id),
        "on": "2025-06-01",
        "evidence": [str(evidence())],
        **said,
    }
    sent = {name: value for name, value in body.items() if value is not ...}

    answer = api("legal").post(f"/api/v1/contracts/{contract.id}/letters", sent)

    assert answer.status_code == status, answer.json()
    if where:
        assert answer.json()["errors"][0]["pointer"] == where
    assert not Letter.objects.exists()


@pytest.mark.parametrize("role", ["viewer", "requester", "vendor_manager", "approver", "auditor"])
def test_only_legal_keeps_letters(api: Client, vendor: Vendor, role: str) -> None:
    contract = signed(vendor)
    path = f"/api/v1/contracts/{contract.id}/letters"

    assert api(role).post(path, {}).status_code == 403
    assert api(role).get(path).status_code == 200
    assert api(role).post(f"/api/v1/letters/{uuid4()}/retract", {}).status_code == 403


def test_what_was_believed_of_letters_then_can_still_be_asked(api: Client, vendor: Vendor) -> None:
    contract = signed(vendor)
    rival = a_party("Rival Labs")
    a_competitor(rival)
    taken_over(vendor, rival)
    before = clock.now()
    approve_beforehand(contract, rival, clock.today())
    path = f"/api/v1/contracts/{contract.id}/clauses/evaluate"

    now = api("viewer").get(path).json()["results"][0]["result"]
    then = api("viewer").get(path, {"known_at": before.isoformat().replace("+00:00", "Z")})

    assert now == "not_fired"
    assert then.json()["results"][0]["result"] == "fired"


def test_a_verdict_owes_the_register_a_look_and_looking_twice_changes_nothing(
    vendor: Vendor,
) -> None:
    signed(vendor)
    conflicted(vendor)
    settled()
    assert tasks.keep_rights

    owed = list(Delivery.objects.filter(task="contracts.tasks.keep_rights"))
    for delivery in (*owed, *owed):
        inbox.deliver(delivery.id)

    assert Right.objects.count() == 1
    assert Event.objects.filter(type="contracts.right_found").count() == 1
    assert not Delivery.objects.filter(task="contracts.tasks.keep_rights", done_at=None).exists()


def test_a_contract_shows_when_its_rights_lapse(api: Client, vendor: Vendor) -> None:
    contract = signed(vendor)
    conflicted(vendor)
    (right,) = found(vendor)

    shown = api("viewer").get(f"/api/v1/contracts/{contract.id}").json()["next_dates"]

    assert {each["on"] for each in shown if each["kind"] == "right_lapses"} == {
        str(right.closes_on)
    }


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [("state=open", "/state"), ("colour=red", "/colour"), ("vendor=x", "/vendor")],
)
def test_an_unknown_question_about_rights_is_refused(api: Client, asked: str, pointer: str) -> None:
    answer = api("viewer").get(f"/api/v1/rights?{asked}")

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)


def test_no_right_no_letter_is_not_found(api: Client) -> None:
    assert api("viewer").get(f"/api/v1/rights/{uuid4()}").status_code == 404
    assert api("viewer").get(f"/api/v1/letters/{uuid4()}").status_code == 404
    assert api("legal").post(f"/api/v1/letters/{uuid4()}/retract", {}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_looks_at_once_find_a_right_once() -> None:
    vendor = a_clear_vendor()
    signed(vendor)
    conflicted(vendor)

    answers = all_at_once(*(lambda: found(vendor) for _ in range(3)))

    assert [type(answer) for answer in answers] == [list, list, list]
    assert Right.objects.count() == 1
