"""What would follow if a deal came true? Asked over the API, and nothing changed by asking."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from config import clock
from contracts.clauses import Clause, ClauseKind, Comparator, Measure, PartyClass, Remedy
from contracts.clauses import WindowFrom as Since
from contracts.money import Money
from contracts.operations.inventory import record_delivery
from procurement.operations import comparing
from tests.builders.contracts import LATER, approved, signed, vera
from tests.builders.procurement import (
    a_clear_vendor,
    a_competitor,
    a_policy,
    assessed,
    settled,
)
from tests.builders.vendors import a_party, a_vendor, disclosed, revised, vendor_manager
from tests.integration.contracts.supposing import PATH, holding, of_vendor, row_counts
from vendors import operations
from vendors.models import ExpertiseLevel, Party, Vendor
from vendors.operations.vendors import Skill

pytestmark = pytest.mark.django_db
ApiFor = Callable[..., Any]
TENTH = Clause(
    kind=ClauseKind.CHANGE_OF_CONTROL,
    measure=Measure.ECONOMIC,
    comparator=Comparator.GE,
    threshold=10,  # type: ignore[arg-type]  # whole percent
    party_class=PartyClass.COMPETITOR,
    remedy=Remedy.TERMINATE,
    window_days=90,
    window_from=Since.AWARENESS,
)


@pytest.fixture
def rival(db: None) -> Party:
    party = a_party("Rival Labs")
    a_competitor(party)
    return party


@pytest.fixture
def vendor(rival: Party) -> Vendor:
    """Clear, with a founder who has all of it."""
    found = a_clear_vendor("Labelworks")
    settled()
    return found


def skilled(vendor: Vendor, domain: str = "mathematics", hours: int | None = 400) -> Vendor:
    operations.amend_vendor(
        vendor_id=vendor.id,
        seen_version=None,
        changes={
            "expertise": [Skill(domain, ExpertiseLevel.EXPERT)],
            "capacity_hours_per_week": hours,
        },
        actor=vendor_manager(),
    )
    return vendor


def test_a_deal_is_judged_before_and_after(api: ApiFor, vendor: Vendor, rival: Party) -> None:
    answer = api("legal").post(PATH, {"statements": [holding(vendor, rival, 30)]})

    assert answer.status_code == 200
    found = of_vendor(answer.json(), vendor)
    assert (found["change"], found["name"]) == ("worse", "Labelworks")
    assert (found["before"]["state"], found["after"]["state"]) == ("clear", "possible")
    assert found["after"]["level"] == "significant_influence"
    assert found["after"]["findings"][0]["sources"] == [answer.json()["supposed"]["disclosure"]]


def test_nothing_is_left_behind(api: ApiFor, vendor: Vendor, rival: Party) -> None:
    client = api("requester")
    before = row_counts()

    answer = client.post(
        PATH,
        {
            "statements": [holding(vendor, {"name": "Newcomer", "kind": "company"}, 30)],
            "competitors_add": [{"name": "Newcomer", "kind": "company"}],
            "competitors_remove": [str(rival.id)],
        },
    )

    assert answer.status_code == 200
    assert of_vendor(answer.json(), vendor)["change"] == "worse"
    assert row_counts() == before


def test_sent_again_with_its_key_it_is_answered_once(
    api: ApiFor, vendor: Vendor, rival: Party
) -> None:
    client, body = api("legal"), {"statements": [holding(vendor, rival, 30)]}
    before = row_counts()

    first = client.post(PATH, body, headers={"Idempotency-Key": "deal-1"})
    second = client.post(PATH, body, headers={"Idempotency-Key": "deal-1"})

    assert first.status_code == second.status_code == 200
    assert second.headers["Idempotency-Replayed"] == "true"
    assert first.json() == second.json()
    assert row_counts() == {**before, "rest.IdempotencyKey": before["rest.IdempotencyKey"] + 1}


def test_a_dry_run_of_it_is_the_same(api: ApiFor, vendor: Vendor, rival: Party) -> None:
    answer = api("legal").post(f"{PATH}?dry_run=true", {"statements": [holding(vendor, rival, 30)]})

    assert answer.status_code == 200
    assert of_vendor(answer.json(), vendor)["change"] == "worse"


def test_what_is_only_reported_makes_possible(api: ApiFor, vendor: Vendor, rival: Party) -> None:
    deal = [{**holding(vendor, rival, 60), "confidence": "reported"}]

    confirmed = api("legal").post(PATH, {"statements": [holding(vendor, rival, 60)]}).json()
    reported = api("legal").post(PATH, {"statements": deal}).json()
    all_reported = api("legal").post(
        PATH, {"statements": [holding(vendor, rival, 60)], "confidence": "reported"}
    )

    assert of_vendor(reported, vendor)["after"]["state"] == "possible"
    assert (
        of_vendor(confirmed, vendor)["after"]["findings"]
        != (of_vendor(reported, vendor)["after"]["findings"])
    )
    assert of_vendor(all_reported.json(), vendor)["after"]["state"] == "possible"


def test_a_record_on_file_can_be_changed(api: ApiFor, rival: Party) -> None:
    vendor = a_vendor("Annotators")
    record = disclosed(vendor, rival, 60)
    assessed(vendor)

    answer = api("legal").post(
        PATH, {"statements": [{"kind": "retraction", "record_id": str(record)}]}
    )

    found = of_vendor(answer.json(), vendor)
    assert (found["before"]["state"], found["change"]) == ("conflict", "better")


def test_a_deal_of_a_later_day_counts_on_that_day(
    api: ApiFor, vendor: Vendor, rival: Party
) -> None:
    day = clock.today() + timedelta(60)
    deal = holding(vendor, rival, 60, valid_from=day.isoformat())

    today = api("legal").post(PATH, {"statements": [deal]}).json()
    then = api("legal").post(PATH, {"statements": [deal], "valid_at": day.isoformat()}).json()

    assert of_vendor(today, vendor)["change"] == "same"
    assert of_vendor(then, vendor)["change"] == "worse"
    assert then["valid_at"] == day.isoformat()


def test_who_is_not_concerned_is_not_listed(api: ApiFor, vendor: Vendor, rival: Party) -> None:
    a_clear_vendor("Bystander")
    settled()

    answer = api("legal").post(PATH, {"statements": [holding(vendor, rival, 30)]}).json()

    assert [one["name"] for one in answer["vendors"]] == ["Labelworks"]
    assert (answer["truncated"], answer["left_out"]) == (False, 0)


def test_a_competitor_bought_concerns_its_buyers_other_holdings(
    api: ApiFor, vendor: Vendor, rival: Party
) -> None:
    """Whoever comes to control a competitor is of its group, and its vendor is no longer clear."""
    grand, giant = a_party("Grand Holding"), a_party("Giant")
    disclosed(giant, grand, 100)
    other = a_vendor("Owned by Grand")
    disclosed(other, grand, 100)
    assessed(other)
    settled()

    answer = api("legal").post(PATH, {"statements": [holding(rival, giant, 100)]}).json()

    assert of_vendor(answer, other)["after"]["state"] == "conflict"
    assert "Labelworks" not in [one["name"] for one in answer["vendors"]]


def test_another_competitor_concerns_everybody(api: ApiFor, vendor: Vendor) -> None:
    founder = Party.objects.get(name="Labelworks Founder")
    bystander = a_clear_vendor("Bystander")

    answer = api("legal").post(PATH, {"competitors_add": [str(founder.id)]}).json()

    assert of_vendor(answer, vendor)["after"]["state"] == "conflict"
    assert of_vendor(answer, bystander)["change"] == "same"
    assert answer["vendors"][0]["name"] == "Labelworks"


def test_only_the_vendors_asked_for_are_looked_at(api: ApiFor, vendor: Vendor) -> None:
    founder = Party.objects.get(name="Labelworks Founder")
    bystander = a_clear_vendor("Bystander")

    answer = api("legal").post(
        PATH, {"competitors_add": [{"id": str(founder.id)}], "vendors": [str(bystander.id)]}
    )

    assert [one["name"] for one in answer.json()["vendors"]] == ["Bystander"]


def test_a_competitor_off_the_list_counts_no_more(api: ApiFor, rival: Party) -> None:
    vendor = a_vendor("Annotators")
    disclosed(vendor, rival, 60)
    assessed(vendor)

    for taken_off in (rival.id, rival.competitors.get().id):
        answer = api("legal").post(PATH, {"competitors_remove": [str(taken_off)]})

        found = of_vendor(answer.json(), vendor)
        assert found["before"]["state"] == "conflict"
        assert found["after"]["competitors"] == []


def test_product_lines_decide_whether_a_competitor_counts(api: ApiFor, vendor: Vendor) -> None:
    policy = a_policy("code only", product_lines=["code"])
    founder = Party.objects.get(name="Labelworks Founder")
    listed = {"party": {"id": str(founder.id)}, "product_lines": ["video"]}

    answer = api("legal").post(
        PATH, {"policy": str(policy.id), "competitors_add": [listed]}
    ).json()  # fmt: skip

    assert str(founder.id) not in of_vendor(answer, vendor)["after"]["competitors"]


def test_another_policy_measures_otherwise(api: ApiFor, vendor: Vendor, rival: Party) -> None:
    lenient = a_policy("lenient", material_equity=90, influence_votes=90, one_third_equity_pct=90)
    revised(disclosed(vendor, rival, 8), "confirmation")
    assessed(vendor)

    answer = api("legal").post(PATH, {"policy": str(lenient.id)}).json()

    found = of_vendor(answer, vendor)
    assert found["after"]["policy"] == str(lenient.id)
    assert found["before"]["policy"] != str(lenient.id)
    assert found["after"]["level"] != found["before"]["level"]


def test_a_prospect_nobody_knows_is_judged_too(api: ApiFor, rival: Party) -> None:
    newcomer = {"name": "Fresh Annotation", "kind": "company"}
    deal = {
        "kind": "assertion",
        "subject": newcomer,
        "interested_party": {"id": str(rival.id)},
        "interests": [{"type": "ordinary_shares", "share": {"exact": 70}}],
    }

    answer = api("vendor_manager").post(PATH, {"statements": [deal], "prospects": [newcomer]})

    [found] = answer.json()["vendors"]
    assert (found["vendor"], found["name"], found["change"]) == (None, "Fresh Annotation", "new")
    assert (found["before"], found["after"]["level"]) == (None, "control")
    [made] = answer.json()["supposed"]["parties"]
    assert (made["id"], made["name"]) == (found["party"], "Fresh Annotation")


def test_contracts_say_which_rights_would_arise_and_what_is_at_risk(
    api: ApiFor, vendor: Vendor, rival: Party
) -> None:
    contract = signed(vendor, clauses=[TENTH])
    record_delivery(
        contract_id=contract.id, delivered_on=date(2025, 2, 1), items=5,
        accepted=Money.parse("250000.00", "USD"), actor=vera(), at=LATER,
    )  # fmt: skip
    deal = [holding(vendor, rival, 30)]

    answer = api("legal").post(PATH, {"statements": deal}).json()

    [found] = answer["contracts"]
    assert (found["contract"], found["vendor"]) == (str(contract.id), str(vendor.id))
    [clause] = found["clauses"]
    assert clause["before"]["result"] == "not_fired"
    assert clause["after"]["result"] in {"fired", "undetermined"}
    assert clause["after"]["why"]
    assert found["value_at_risk"] == {"amount": "1000000.00", "currency": "USD"}
    assert answer["total_at_risk"] == [{"amount": "1000000.00", "currency": "USD"}]


def test_contracts_not_in_force_are_not_at_risk(api: ApiFor, vendor: Vendor, rival: Party) -> None:
    approved(vendor)

    answer = api("legal").post(PATH, {"statements": [holding(vendor, rival, 30)]}).json()

    assert (answer["contracts"], answer["total_at_risk"]) == ([], [])


def test_who_could_take_over_is_clear_and_stays_so(
    api: ApiFor, vendor: Vendor, rival: Party
) -> None:
    skilled(vendor)
    skilled(a_clear_vendor("Able"))
    skilled(a_clear_vendor("Busy"), hours=0)
    skilled(a_clear_vendor("Linguists"), "languages")
    skilled(a_clear_vendor("Also Bought"))
    also = Vendor.objects.get(party__name="Also Bought")
    settled()
    deal = [holding(vendor, rival, 30), holding(also, rival, 30)]

    answer = api("legal").post(PATH, {"statements": deal}).json()

    [found] = answer["replacements"][str(vendor.id)]
    assert (found["name"], found["domains"]) == ("Able", ["mathematics"])
    assert found["reasons"] == [
        "Knows mathematics (expert).",
        "Has 400 hours a week.",
        "Is clear today, and would stay so.",
    ]


def test_what_is_left_out_is_said(
    api: ApiFor, vendor: Vendor, rival: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = a_clear_vendor("Other")
    a_clear_vendor("Third")
    monkeypatch.setattr(comparing, "MOST_VENDORS", 1)
    deal = [holding(other, rival, 30)]
    more = [{"name": "Newcomer"}]

    answer = api("legal").post(PATH, {"statements": deal, "competitors_add": more}).json()

    assert [one["name"] for one in answer["vendors"]] == ["Other"]
    assert (answer["truncated"], answer["left_out"]) == (True, 2)


def test_no_further_vendor_is_begun_when_it_takes_long(
    api: ApiFor, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_clear_vendor("Other")
    monkeypatch.setattr(comparing, "PATIENCE_SECONDS", -1)

    answer = api("legal").post(PATH, {"competitors_add": [{"name": "Newcomer"}]}).json()

    assert len(answer["vendors"]) == 1
    assert answer["left_out"] == 1


def test_one_whose_verdict_is_out_of_date_is_looked_at(
    api: ApiFor, vendor: Vendor, rival: Party
) -> None:
    """Its recheck is owed: its last verdict did not lean on the new owner yet."""
    newcomer = a_party("Newcomer")
    disclosed(vendor, newcomer, 0)

    answer = api("legal").post(PATH, {"statements": [holding(newcomer, rival, 100)]}).json()

    assert of_vendor(answer, vendor)["party"] == str(vendor.party_id)
