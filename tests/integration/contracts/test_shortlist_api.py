"""The shortlist of a need: who could take it, in which order, why the others could not."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

from config import clock
from config.events.ledger import current_seq
from config.money import Money
from contracts.operations.inventory import record_delivery
from tests.builders.contracts import judged, signed, vera
from tests.builders.procurement import (
    a_clear_vendor,
    a_competitor,
    an_adopted_policy,
    an_approved_waiver,
    assessed,
    settled,
    sold,
)
from tests.builders.sourcing import (
    a_capable_vendor,
    an_awarded_need,
    an_open_need,
    claimed,
)
from tests.builders.vendors import a_party, vendor_manager
from tests.integration.contracts.shortlisting import Client, names, part, shortlist, why
from vendors.models import ExpertiseLevel, HoldType, Standard, Vendor
from vendors.operations import (
    amend_vendor,
    note_recheck_owed,
    place_hold,
    plan_capacity,
    record_certificate,
)
from vendors.operations.vendors import Skill

pytestmark = pytest.mark.django_db


def test_the_fitter_comes_first_with_the_reason_of_each_part(api: Client) -> None:
    a_capable_vendor("Generalists", ("mathematics", "expert"))
    a_capable_vendor("Algebraists", ("algebra", "phd"))

    found = shortlist(api, an_open_need(domain="algebra"))

    assert names(found) == ["Algebraists", "Generalists"]
    best, second = found["results"]
    assert (best["relation"], second["relation"], second["steps"]) == ("same", "broader", 1)
    assert part(second, "skill")["reason"] == "Knows mathematics, broader by 1."
    assert (best["hours_left"], best["place"]) == (400, 1)


def test_the_total_is_recomputed_from_its_parts(api: Client) -> None:
    claimed(a_capable_vendor(), rate=Money.parse("80", "USD"))

    found = shortlist(api, an_open_need())

    [row] = found["results"]
    whole = sum(found["weights"].values())
    exact = sum(Fraction(each["exact"]) * each["weight"] for each in row["scores"]) / whole
    assert Fraction(row["exact"]) == exact
    assert row["total"] == pytest.approx(float(exact), abs=1e-9)
    assert {each["part"]: each["weight"] for each in row["scores"]} == found["weights"]


def test_weights_are_the_policys(api: Client) -> None:
    a_capable_vendor("Near", ("algebra", "expert"), hours=100)
    a_capable_vendor("Able", ("mathematics", "phd"))
    policy = an_adopted_policy(shortlist_weights={"skill": 0, "level": 100})
    for vendor in Vendor.objects.all():
        judged(vendor)

    found = shortlist(api, an_open_need(domain="algebra"))

    assert (names(found), found["policy"]) == (["Able", "Near"], str(policy.id))
    assert found["weights"]["level"] == 100


def test_why_the_others_are_out(api: Client) -> None:
    a_capable_vendor("Lawyers", ("law", "phd"))
    a_capable_vendor("Beginners", ("mathematics", "generalist"))
    a_capable_vendor("Monoglots", languages=("de",))
    a_capable_vendor("Busy", hours=99)
    a_capable_vendor("Theirs", state="conflict", level="control")
    a_capable_vendor("Elsewhere", places=("US",))
    held = a_capable_vendor("Held")
    place_hold(
        vendor_id=held.id,
        type=HoldType.NEW_AWARDS,
        reason="Look.",
        actor=vendor_manager(),
        at=clock.now(),
    )
    replaced = a_capable_vendor("Left")

    found = shortlist(api, an_open_need(places_allowed=["SE"]), replacing=replaced.id)

    assert names(found) == []
    assert {name: why(found, name) for name in names(found, "out")} == {
        "Lawyers": ["domain_unknown"],
        "Beginners": ["level_too_low"],
        "Monoglots": ["language_missing"],
        "Busy": ["capacity_short"],
        "Theirs": ["conflict"],
        "Elsewhere": ["place_not_allowed"],
        "Held": ["on_hold"],
        "Left": ["being_replaced"],
    }
    assert (found["out_count"], found["out_by_reason"]["conflict"]) == (8, 1)


def test_nothing_that_waits_for_a_recheck_is_shown_clear(api: Client) -> None:
    waiting, ready = a_capable_vendor("Waiting"), a_capable_vendor("Ready")
    note_recheck_owed(vendor_ids=[waiting.id], seq=current_seq() + 1)
    judged(ready)

    found = shortlist(api, an_open_need())

    assert names(found) == ["Ready", "Waiting"]
    now = found["results"][1]["neutrality"]
    assert (now["state"], now["recheck_pending"]) == ("insufficient", True)
    assert part(found["results"][1], "neutrality")["known"] is False


def test_the_bounds_are_those_of_the_verdict_that_stands(api: Client) -> None:
    vendor = a_clear_vendor("Labelworks")
    sold(vendor, a_party("Holding"), 30)
    a_competitor()
    amend_vendor(
        vendor_id=vendor.id,
        seen_version=None,
        changes={
            "expertise": [Skill("mathematics", ExpertiseLevel.EXPERT)],
            "languages": ["en"],
        },
        actor=vendor_manager(),
    )
    verdict = assessed(vendor)

    [row] = shortlist(api, an_open_need())["results"]

    now = row["neutrality"]
    worst = next(one for one in verdict.findings if one["state"] != "clear")
    assert (now["assessment"], now["state"]) == (str(verdict.id), verdict.state)
    assert {name: now[name] for name in ("min", "max", "worst")} == {
        name: worst[name] for name in ("min", "max", "worst")
    }
    assert now["findings"][0]["sentence"] == worst["sentence"]


def test_hours_promised_to_other_needs_are_not_left(api: Client) -> None:
    vendor = a_capable_vendor(hours=250)
    an_awarded_need(vendor)

    found = shortlist(api, an_open_need())
    more = shortlist(api, an_open_need(hours_per_week=151))

    [row] = found["results"]
    assert (row["hours_per_week"], row["hours_promised"], row["hours_left"]) == (250, 100, 150)
    assert why(more, "Labelworks") == ["capacity_short"]


def test_hours_are_those_of_the_day_on_which_they_are_needed(api: Client) -> None:
    vendor, later = a_capable_vendor(hours=10), clock.today() + timedelta(days=60)
    plan_capacity(
        vendor_id=vendor.id,
        hours_per_week=500,
        valid_from=later,
        on=clock.today(),
        actor=vendor_manager(),
    )

    assert names(shortlist(api, an_open_need())) == []
    assert names(shortlist(api, an_open_need(needed_by=later))) == ["Labelworks"]


def test_certificates_have_to_last_until_the_day(api: Client) -> None:
    vendor, later = a_capable_vendor(), clock.today() + timedelta(days=60)
    record_certificate(
        vendor_id=vendor.id,
        standard=Standard.ISO_27001,
        scope="All",
        issued_on=clock.today(),
        expires_on=later,
        actor=vendor_manager(),
    )

    now = shortlist(api, an_open_need(certificates_required=["iso_27001"]))
    then = shortlist(api, an_open_need(certificates_required=["iso_27001"], needed_by=later))

    assert names(now) == ["Labelworks"]
    assert why(then, "Labelworks") == ["certificate_missing"]


def test_our_word_goes_before_the_vendors(api: Client) -> None:
    vendor = a_capable_vendor("Boasters", ("mathematics", "phd"))
    claimed(vendor, level="phd", said_by="vendor")
    claimed(vendor, level="specialist", said_by="lab")

    assert why(shortlist(api, an_open_need()), "Boasters") == ["level_too_low"]


def test_a_price_in_another_currency_is_not_compared(api: Client) -> None:
    claimed(a_capable_vendor("Dollars"), rate=Money.parse("80", "USD"))
    claimed(a_capable_vendor("Euros"), rate=Money.parse("1", "EUR"))

    rows = shortlist(api, an_open_need())["results"]

    assert {row["name"]: part(row, "price")["known"] for row in rows} == {
        "Dollars": True,
        "Euros": False,
    }


def test_quality_is_counted_from_deliveries_in_the_domain(api: Client) -> None:
    vendor = a_capable_vendor()
    for domain, accepted in (("Algebra", 90), ("law", 1)):
        contract = signed(vendor=vendor, dataset_domain=domain)
        record_delivery(
            contract_id=contract.id,
            delivered_on=contract.starts_on,
            items=100,
            accepted_items=accepted,
            actor=vera(),
            at=clock.now(),
        )

    [row] = shortlist(api, an_open_need())["results"]

    assert (part(row, "quality")["score"], part(row, "quality")["known"]) == (0.9, True)


def test_a_waiver_for_everything_keeps_a_conflict_in(api: Client) -> None:
    vendor = a_clear_vendor()
    rival = a_party("Rival Labs")
    a_competitor(rival)
    sold(vendor, rival, 60)
    settled()
    amend_vendor(
        vendor_id=vendor.id,
        seen_version=None,
        changes={"expertise": [Skill("mathematics", ExpertiseLevel.EXPERT)], "languages": ["en"]},
        actor=vendor_manager(),
    )
    before = shortlist(api, an_open_need())
    an_approved_waiver(vendor)

    [row] = shortlist(api, an_open_need())["results"]

    assert why(before, "Labelworks") == ["conflict"]
    assert (row["neutrality"]["state"], row["neutrality"]["waived"]) == ("conflict", True)
