"""Who is above and below a party, with how much, and the picture of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from config.rest.fields import instant
from tests.builders.vendors import (
    a_party,
    a_person,
    a_vendor,
    an_interest,
    disclosed,
    disclosed_all,
    revised,
    said,
)
from tests.integration.conftest import Api
from vendors.models import Disclosure, Party, Vendor
from vendors.ownership.facts import Interval
from vendors.queries.graph import MOST_NODES
from vendors.statements import PartyById

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
DAY = "valid_at=2025-07-01"


@pytest.fixture
def vendor() -> Vendor:
    return a_vendor("V")


def stakes(api: Client, party: Party, which: str, query: str = DAY) -> list[dict]:
    answer = api("viewer").get(f"/api/v1/parties/{party.id}/{which}?{query}")
    assert answer.status_code == 200, answer.content
    found: list[dict] = answer.json()["results"]
    return found


def test_owners_have_direct_and_integrated_interests(api: Client, vendor: Vendor) -> None:
    holding, fund = a_party("Holding"), a_party("Fund")
    disclosed(vendor, holding, 60)
    disclosed(holding, fund, 50, "shareholding")
    disclosed(holding, fund, 60, "voting_rights")

    found = stakes(api, vendor.party, "owners")

    assert found == [
        {
            "party": str(holding.id),
            "dimension": "economic",
            "direct": {"min": 60, "max": 60},
            "integrated": {"min": 60, "max": 60},
        },
        {
            "party": str(holding.id),
            "dimension": "votes",
            "direct": {"min": 60, "max": 60},
            "integrated": {"min": 60, "max": 60},
        },
        {
            "party": str(fund.id),
            "dimension": "economic",
            "direct": {"min": 0, "max": 0},
            "integrated": {"min": 30, "max": 30},
        },
        {
            "party": str(fund.id),
            "dimension": "votes",
            "direct": {"min": 0, "max": 0},
            "integrated": {"min": 60, "max": 60},
        },
    ]


def test_holdings_are_the_same_seen_from_above(api: Client, vendor: Vendor) -> None:
    holding, fund = a_party("Holding"), a_party("Fund")
    disclosed(vendor, holding, Interval.from_percent(25, 50))
    disclosed(holding, fund, 50, "shareholding")

    economic = [s for s in stakes(api, fund, "holdings") if s["dimension"] == "economic"]

    assert [(s["party"], s["direct"], s["integrated"]) for s in economic] == [
        (str(holding.id), {"min": 50, "max": 50}, {"min": 50, "max": 50}),
        (str(vendor.party_id), {"min": 0, "max": 0}, {"min": 12.5, "max": 25}),
    ]


def test_owners_are_of_a_day_and_of_what_was_known(api: Client, vendor: Vendor) -> None:
    owner = a_party("Owner")
    record = disclosed(vendor, owner, 60, valid_from=date(2025, 6, 1))
    known = instant(Disclosure.objects.get().recorded_at)
    revised(record, "retraction")

    assert stakes(api, vendor.party, "owners") == []
    assert stakes(api, vendor.party, "owners", f"valid_at=2025-05-31&known_at={known}") == []
    assert len(stakes(api, vendor.party, "owners", f"{DAY}&known_at={known}")) == 2


def test_owners_come_page_by_page(api: Client, vendor: Vendor) -> None:
    disclosed_all(
        [
            said(
                "assertion",
                an_interest("shareholding", 10),
                an_interest("voting_rights", 0),
                subject=vendor.party,
                owner=a_party(f"Owner {n}"),
            )
            for n in range(5)
        ]
    )
    seen: list[str] = []

    url = f"/api/v1/parties/{vendor.party_id}/owners?{DAY}&page_size=2"
    while url:
        page = api("viewer").get(url).json()
        seen += [stake["party"] for stake in page["results"]]
        url = page["next"]

    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize("query", ["page_size=0", "cursor=-1", "cursor=x", "valid_at=now", "of=me"])
def test_a_question_about_owners_that_means_nothing_is_refused(
    api: Client, vendor: Vendor, query: str
) -> None:
    for which in ("owners", "holdings"):
        answer = api("viewer").get(f"/api/v1/parties/{vendor.party_id}/{which}?{query}")
        assert answer.status_code == 400


def picture(api: Client, party: Party, query: str) -> dict:
    answer = api("viewer").get(f"/api/v1/parties/{party.id}/graph?{DAY}&{query}")
    assert answer.status_code == 200, answer.content
    drawn: dict = answer.json()
    return drawn


def names(drawn: dict) -> set[str]:
    return {node["name"] for node in drawn["nodes"]}


def test_a_picture_goes_up_down_or_both_ways(api: Client, vendor: Vendor) -> None:
    owner, below = a_party("Owner"), a_party("Below")
    record = disclosed(vendor, owner, 60)
    disclosed(below, vendor.party, 70)

    up = picture(api, vendor.party, "direction=up")

    assert names(up) == {"V", "Owner"}
    assert names(picture(api, vendor.party, "direction=down")) == {"V", "Below"}
    assert names(picture(api, vendor.party, "direction=both")) == {"V", "Owner", "Below"}
    (edge,) = up["edges"]
    assert edge["record_id"] == str(record)
    assert (edge["interested_party"], edge["subject"]) == (str(owner.id), str(vendor.party_id))
    assert (edge["type"], edge["share"]) == ("ordinary_shares", {"exact": 60})
    assert edge["disclosure"] == str(Disclosure.objects.earliest("seq").id)
    assert {node["vendor"] for node in up["nodes"]} == {str(vendor.id), None}
    assert up["truncated"] is False


def test_a_picture_says_when_there_is_more(api: Client, vendor: Vendor) -> None:
    one, two = a_party("One"), a_party("Two")
    disclosed(vendor, one, 60)
    disclosed(one, two, 60)

    near = picture(api, vendor.party, "direction=up&depth=1")
    far = picture(api, vendor.party, "direction=up&depth=2")

    assert (names(near), near["truncated"]) == ({"V", "One"}, True)
    assert (names(far), far["truncated"]) == ({"V", "One", "Two"}, False)


def test_a_picture_has_circles_people_and_holders_nobody_names(api: Client, vendor: Vendor) -> None:
    one, ann, fund = a_party("One"), a_person("Ann"), a_party("Fund")
    disclosed(vendor, one, 60)
    disclosed(one, vendor.party, 10)
    disclosed(vendor, None, 5)
    disclosed(vendor, ann, None, "board_seat", nominated_by=PartyById(fund.id))

    drawn = picture(api, vendor.party, "direction=up")

    assert names(drawn) == {"V", "One", "Ann", "Fund"}
    assert len(drawn["edges"]) == 4
    assert None in {edge["interested_party"] for edge in drawn["edges"]}
    assert str(fund.id) in {edge["nominated_by"] for edge in drawn["edges"]}


def test_a_picture_has_an_edge_and_says_so(api: Client, vendor: Vendor) -> None:
    disclosed_all(
        [
            said("assertion", an_interest("debt"), subject=vendor.party, owner=a_party(f"O{n}"))
            for n in range(MOST_NODES + 10)
        ]
    )

    drawn = picture(api, vendor.party, "direction=up")

    assert len(drawn["nodes"]) == MOST_NODES
    assert len(drawn["edges"]) == MOST_NODES - 1
    assert drawn["truncated"] is True


def test_a_picture_is_of_a_day(api: Client, vendor: Vendor) -> None:
    disclosed(vendor, a_party("Later"), 60, valid_from=date(2026, 1, 1))

    drawn = picture(api, vendor.party, "direction=up")

    assert (names(drawn), drawn["edges"]) == ({"V"}, [])


@pytest.mark.parametrize(
    "query", ["direction=sideways", "depth=0", "depth=21", "depth=deep", "known_at=2999-01-01"]
)
def test_a_picture_nobody_can_draw_is_refused(api: Client, vendor: Vendor, query: str) -> None:
    answer = api("viewer").get(f"/api/v1/parties/{vendor.party_id}/graph?{query}")

    assert answer.status_code == 400


def test_neighbours_are_for_readers(api: Client, vendor: Vendor) -> None:
    for which in ("owners", "holdings", "graph"):
        assert api("intake").get(f"/api/v1/parties/{vendor.party_id}/{which}").status_code == 403
