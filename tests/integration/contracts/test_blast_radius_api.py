"""Blast radius: who is touched, through whom, and what of it hurts most."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from config import clock
from config.events.models import Event
from contracts.models import ExitRehearsal
from tests.builders.contracts import a_grant, an_asset, judged, signed
from tests.builders.procurement import a_competitor, an_adopted_policy
from tests.builders.reliance import assessed
from tests.builders.vendors import a_party, a_person, a_vendor, disclosed
from tests.integration.conftest import Api
from tests.integration.contracts.exposing import delivered, worth
from tests.integration.contracts.test_rehearsals_api import knowing
from vendors.models import Party, Vendor

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
PATH = "/api/v1/blast-radius"


def blast(client: Api, party: Party, **asked: str) -> dict[str, Any]:
    answer = client.get(PATH, {"party": str(party.id), **asked})
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def owned(owner: Party, name: str, share: int = 49) -> Vendor:
    vendor = a_vendor(name)
    disclosed(vendor, owner, share)
    return vendor


def test_everything_that_hangs_on_an_owner_is_named(api: Client) -> None:
    meta = a_party("Meta")
    vendor = owned(meta, "Scale")
    contract = worth(vendor, "1000.00")
    delivered(contract, "400.00")
    grant, asset = a_grant(contract), an_asset(contract)
    untouched = worth(a_vendor("Bystander"), "5.00", dataset_domain="law")

    found = blast(api("viewer"), meta)

    [touched] = found["vendors"]
    assert (touched["name"], touched["way"]) == ("Scale", "ownership")
    assert [step["name"] for step in touched["through"]] == ["Meta", "Scale"]
    assert (touched["min"], touched["max"], touched["control"]) == (49, 49, "no")
    [lost] = touched["contracts"]
    assert lost["reference"] == contract.reference
    assert lost["open"] == {"amount": "600.00", "currency": "USD"}
    assert [each["id"] for each in lost["data_assets"]] == [str(asset.id)]
    assert [each["id"] for each in lost["access_grants"]] == [str(grant.id)]
    assert found["totals"]["domains_without_cover"] == ["mathematics"]
    assert untouched.reference not in str(found)
    assert lost["pain"] == sum(each["points"] for each in lost["felt"])
    assert found["weights"] == {each["part"]: each["weight"] for each in lost["felt"]}


def test_what_hurts_more_comes_first(api: Client) -> None:
    meta = a_party("Meta")
    small, big = owned(meta, "Small"), owned(meta, "Big")
    worth(small, "100.00")
    assessed(worth(big, "900.00"), "not_substitutable", reintegration_days=365)

    found = blast(api("viewer"), meta)

    assert [each["name"] for each in found["vendors"]] == ["Big", "Small"]
    pains = [each["pain"] for each in found["vendors"]]
    assert pains == sorted(pains, reverse=True)
    shares = [each["felt"][0]["points"] for v in found["vendors"] for each in v["contracts"]]
    assert shares == [27, 3]


def test_a_chain_is_followed_and_a_shared_shareholder_is_not(api: Client) -> None:
    meta, holding, fund = a_party("Meta"), a_party("Holding"), a_party("Fund")
    disclosed(holding, meta, 60)
    below = owned(holding, "Below", 50)
    beside = owned(fund, "Beside", 10)
    disclosed(meta, fund, 10)
    worth(below, "10.00")
    worth(beside, "10.00")

    found = blast(api("viewer"), meta)

    assert [each["name"] for each in found["vendors"]] == ["Below"]
    assert [step["name"] for step in found["vendors"][0]["through"]] == [
        "Meta", "Holding", "Below",
    ]  # fmt: skip
    assert found["vendors"][0]["min"] == 30


def test_a_person_in_both_houses_touches_too(api: Client) -> None:
    meta, wang, vendor = a_party("Meta"), a_person("Wang"), a_vendor("Scale")
    disclosed(meta, wang, type_="employment")
    disclosed(vendor, wang, type_="board_seat")

    [touched] = blast(api("viewer"), meta)["vendors"]

    assert (touched["way"], touched["min"], touched["contracts"]) == ("people", 0, [])


def test_a_vendor_is_touched_by_itself(api: Client) -> None:
    vendor = a_vendor("Scale")
    worth(vendor, "10.00")

    [touched] = blast(api("viewer"), vendor.party)["vendors"]

    assert (touched["way"], touched["min"]) == ("itself", 100)


def test_a_domain_is_covered_by_who_works_in_it_or_else_by_who_could(api: Client) -> None:
    meta = a_party("Meta")
    vendor = owned(meta, "Scale")
    worth(vendor, "10.00", dataset_domain="Mathematics")
    worth(vendor, "10.00", dataset_domain="code")
    worth(vendor, "10.00", dataset_domain="law")
    other = a_vendor("Other")
    worth(other, "5.00", dataset_domain="code")
    knowing("mathematics")
    knowing("law", "conflict")

    found = blast(api("viewer"), meta)

    domains = {each["domain"]: each for each in found["domains"]}
    assert {name: each["cover"] for name, each in domains.items()} == {
        "mathematics": "candidate",
        "code": "running",
        "law": "none",
    }
    assert [each["name"] for each in domains["code"]["running"]] == ["Other"]
    assert domains["mathematics"]["candidates"][0]["level"] == "expert"
    assert found["domains"][0]["domain"] == "law"


def test_days_come_from_what_was_assessed_and_rehearsed(api: Client) -> None:
    meta = a_party("Meta")
    contract = worth(owned(meta, "Scale"), "10.00")
    unknown = blast(api("viewer"), meta)
    assessed(contract, reintegration_days=10, at=clock.now())
    api("legal").post(f"/api/v1/contracts/{contract.id}/exit-rehearsals")
    rehearsal = ExitRehearsal.objects.get()

    found = blast(api("viewer"), meta)

    assert unknown["totals"]["days"] is None
    replacing = found["vendors"][0]["contracts"][0]["replacing"]
    rehearsed = (rehearsal.out_on - rehearsal.rehearsed_on).days
    assert (replacing["reintegration_days"], replacing["exit_days"]) == (10, rehearsed)
    assert replacing["days"] == found["totals"]["days"] == max(10, rehearsed)
    assert replacing["rehearsal"] == str(rehearsal.id)


def test_the_picture_has_a_box_and_a_line_for_everything(api: Client) -> None:
    meta = a_party("Meta")
    contract = worth(owned(meta, "Scale"), "10.00")
    asset = an_asset(contract)

    picture = blast(api("viewer"), meta)["picture"]

    kinds = {node["id"]: node["kind"] for node in picture["nodes"]}
    assert kinds[str(meta.id)] == "party"
    assert kinds[str(asset.id)] == "data_asset"
    assert kinds["domain:mathematics"] == "domain"
    assert all(edge["source"] in kinds and edge["target"] in kinds for edge in picture["edges"])
    assert {"source": str(contract.id), "target": str(asset.id), "words": ""} in picture["edges"]
    reached = {edge["target"] for edge in picture["edges"]} | {str(meta.id)}
    assert reached == set(kinds)


def test_both_clocks(api: Client) -> None:
    meta, vendor = a_party("Meta"), a_vendor("Scale")
    before = clock.now().isoformat()
    disclosed(vendor, meta, 49, valid_from=date(2025, 6, 12))
    viewer = api("viewer")

    assert blast(viewer, meta, known_at=before)["vendors"] == []
    assert blast(viewer, meta, valid_at="2025-06-11")["vendors"] == []
    assert len(blast(viewer, meta, valid_at="2025-06-12")["vendors"]) == 1


def test_a_scenario_touches_what_it_would_make_worse(api: Client) -> None:
    an_adopted_policy()
    rival = a_competitor("Rival")
    vendor = judged(a_vendor("Scale"))
    contract = signed(vendor)
    requester = api("requester")
    events = Event.objects.count()
    deal = {
        "valid_at": "2025-07-01",
        "statements": [
            {
                "kind": "assertion",
                "subject": {"id": str(vendor.party_id)},
                "interested_party": {"id": str(rival.party_id)},
                "interests": [{"type": "ordinary_shares", "share": {"exact": 60}}],
            }
        ],
    }

    answer = requester.post(PATH, deal)

    assert answer.status_code == 200, answer.content
    [touched] = answer.json()["vendors"]
    assert (touched["name"], touched["way"]) == ("Scale", "scenario")
    assert "conflict at control" in touched["words"]
    assert [each["contract"] for each in touched["contracts"]] == [str(contract.id)]
    assert Event.objects.count() == events


def test_sums_are_those_of_the_contracts(api: Client) -> None:
    meta = a_party("Meta")
    for name in ("A", "B"):
        vendor = owned(meta, name)
        worth(vendor, "10.50")
        worth(vendor, "20.00", "EUR")

    found = blast(api("viewer"), meta)

    lost = [each for vendor in found["vendors"] for each in vendor["contracts"]]
    for money in found["totals"]["open"]:
        its = [e["open"]["amount"] for e in lost if e["open"]["currency"] == money["currency"]]
        assert Decimal(money["amount"]) == sum(map(Decimal, its))
    assert found["totals"]["contracts"] == 4


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 400),
        ({"party": "meta"}, 400),
        ({"party": str(uuid4())}, 404),
        ({"party": str(uuid4()), "depth": "9"}, 400),
        ({"party": str(uuid4()), "valid_at": "never"}, 400),
    ],
)
def test_a_bad_question_is_refused(api: Client, asked: dict[str, str], status: int) -> None:
    assert api("viewer").get(PATH, asked).status_code == status


def test_who_may_ask(api: Client, anonymous: Api) -> None:
    party = a_party("Meta")

    assert anonymous.get(PATH, {"party": str(party.id)}).status_code == 401
    assert api("intake").get(PATH, {"party": str(party.id)}).status_code == 403
    assert api("approver").get(PATH, {"party": str(party.id)}).status_code == 200
    assert api("approver").post(PATH, {"statements": []}).status_code == 403
    assert api("legal").post(PATH, {"statement": []}).status_code == 400
