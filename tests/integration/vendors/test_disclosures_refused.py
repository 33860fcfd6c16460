"""Disclosures: everything a source says of ownership, all of it or nothing."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.builders.vendors import a_party, a_vendor
from tests.integration.conftest import Api
from tests.integration.vendors.disclosing import (
    COMPANY,
    IN_INTEREST,
    IN_STATEMENT,
    LEI,
    PATH,
    PERSON,
    Client,
    body,
    interest,
    statement,
    told,
)
from vendors.models import Disclosure, Interest, Party, Statement, Vendor

pytestmark = pytest.mark.django_db


def test_numbers_of_two_parties_do_not_describe_one(api: Client, vendor: Vendor) -> None:
    a_party("One", "company", f"LEI:{LEI}")
    a_party("Two", "company", "X-NO:7")
    numbers = [{"scheme": "LEI", "value": LEI}, {"scheme": "x-no", "value": "7"}]

    answer = api("vendor_manager").post(
        f"/api/v1/vendors/{vendor.id}/disclosures",
        body(statement({"name": "Both", "identifiers": numbers})),
    )

    assert answer.status_code == 409
    assert answer.json()["code"] == "identifiers-disagree"
    assert len(answer.json()["parties"]) == 2


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"kind": "rumour"}, f"{IN_STATEMENT}/kind"),
        ({"kind": None}, f"{IN_STATEMENT}/kind"),
        ({"interests": []}, f"{IN_STATEMENT}/interests"),
        ({"interests": None}, f"{IN_STATEMENT}/interests"),
        ({"record_id": str(uuid4())}, f"{IN_STATEMENT}/record_id"),
        ({"kind": "change"}, f"{IN_STATEMENT}/record_id"),
        ({"kind": "retraction", "record_id": str(uuid4())}, f"{IN_STATEMENT}/interests"),
        ({"interested_party": None}, f"{IN_STATEMENT}/interested_party"),
        ({"interested_party": {}}, f"{IN_STATEMENT}/interested_party/name"),
        ({"interested_party": "Acme"}, f"{IN_STATEMENT}/interested_party"),
        ({"interested_party": {"id": 7}}, f"{IN_STATEMENT}/interested_party/id"),
        ({"interested_party": {"id": str(uuid4())}}, f"{IN_STATEMENT}/interested_party/id"),
        (
            {"interested_party": {"identifier": "X:1"}},
            f"{IN_STATEMENT}/interested_party/identifier",
        ),
        (
            {"interested_party": {"unspecified": "secret"}},
            f"{IN_STATEMENT}/interested_party/unspecified",
        ),
        ({"interested_party": {"name": "A", "boss": 1}}, f"{IN_STATEMENT}/interested_party/boss"),
        ({"subject": PERSON}, f"{IN_STATEMENT}/subject"),
        ({"valid_from": "2025-02-29"}, f"{IN_STATEMENT}/valid_from"),
        ({"interests": [{"type": "love"}]}, f"{IN_INTEREST}/type"),
        ({"interests": [{"type": ["debt"]}]}, f"{IN_INTEREST}/type"),
        ({"interests": [{}]}, f"{IN_INTEREST}/type"),
        (
            {"interests": [{"type": "board_seat", "share": {"exact": 1}}]},
            f"{IN_INTEREST}/share",
        ),
        (
            {"interests": [{"type": "debt", "share_class": "A"}]},
            f"{IN_INTEREST}/share_class",
        ),
        (
            {"interests": [{"type": "option", "key_person": True}]},
            f"{IN_INTEREST}/key_person",
        ),
        (
            {"interests": [{"type": "control_assertion", "basis": "magic"}]},
            f"{IN_INTEREST}/basis",
        ),
        ({"interests": [{"type": "concert"}]}, f"{IN_INTEREST}/members"),
        (
            {"interests": [{"type": "board_appointment", "seats": 5, "seats_total": 3}]},
            f"{IN_INTEREST}/seats",
        ),
        (
            {"interests": [{"type": "debt", "valid_from": "2025-06-01", "valid_to": "2025-06-01"}]},
            f"{IN_INTEREST}/valid_to",
        ),
        (
            {"interests": [{"type": "debt", "valid_from": "10/06/2025"}]},
            f"{IN_INTEREST}/valid_from",
        ),
        (
            {"interests": [{"type": "debt", "direct_or_indirect": "maybe"}]},
            f"{IN_INTEREST}/direct_or_indirect",
        ),
        (
            {"interests": [{"type": "family"}], "interested_party": PERSON},
            f"{IN_STATEMENT}/subject",
        ),
        ({"interests": [{"type": "senior_official"}]}, f"{IN_STATEMENT}/interested_party"),
        ({"interests": [{"type": "employment"}]}, f"{IN_STATEMENT}/interested_party"),
        (
            {"interests": [{"type": "debt"}, {"type": "debt", "colour": 1}]},
            "/statements/0/interests/1/colour",
        ),
        ({"interests": [{"type": "debt", "details": "a\x00b"}]}, ""),
        (
            {"interests": [{"type": "shareholding"}, {"type": "shareholding"}]},
            f"{IN_STATEMENT}/interests",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_where_it_stands(
    api: Client, vendor: Vendor, wrong: dict, pointer: str
) -> None:
    asked = {**statement(COMPANY), **wrong}

    answer = api("vendor_manager").post(f"/api/v1/vendors/{vendor.id}/disclosures", body(asked))

    assert answer.status_code == 400, answer.content
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert not Disclosure.objects.exists()
    assert Party.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"source": None}, "/source"),
        ({"source": {"type": "gossip", "title": "T"}}, "/source/type"),
        ({"source": {"type": "press"}}, "/source/title"),
        (
            {"source": {"type": "press", "title": "T", "url": "http://169.254.169.254/"}},
            "/source/url",
        ),
        ({"confidence": "sure"}, "/confidence"),
        ({"statement_date": "yesterday"}, "/statement_date"),
        ({"statements": []}, "/statements"),
        ({"statements": {}}, "/statements"),
        ({"statements": "none"}, "/statements"),
        ({"statements": [[]]}, "/statements/0"),
        ({"seq": 1}, "/seq"),
    ],
)
def test_a_disclosure_that_makes_no_sense_is_refused(
    api: Client, fields: dict, pointer: str
) -> None:
    subject = {"name": "Subject"}
    asked = body(statement(COMPANY, subject=subject)) | fields

    answer = api("vendor_manager").post(PATH, asked)

    assert answer.status_code == 400, answer.content
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert not Party.objects.exists()


def test_without_a_vendor_a_statement_says_whom_it_is_about(api: Client) -> None:
    answer = api("vendor_manager").post(PATH, body(statement(COMPANY)))

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/statements/0/subject"


def test_one_wrong_statement_refuses_them_all(api: Client, vendor: Vendor) -> None:
    good = statement({"name": "Good"})
    bad = statement({"id": str(uuid4())})

    answer = api("vendor_manager").post(
        f"/api/v1/vendors/{vendor.id}/disclosures", body(good, good, bad)
    )

    assert answer.json()["errors"][0]["pointer"] == "/statements/2/interested_party/id"
    assert not Statement.objects.exists()
    assert Party.objects.count() == 1


def test_a_thousand_statements_are_enough(api: Client, vendor: Vendor) -> None:
    owner = a_party("Owner")
    many = [statement({"id": str(owner.id)}, interest("licence"))] * 1001

    answer = api("vendor_manager").post(f"/api/v1/vendors/{vendor.id}/disclosures", body(*many))
    made = told(api, vendor, *many[:1000])

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/statements"
    assert len(made["statements"]) == 1000
    assert len({said["record_id"] for said in made["statements"]}) == 1000


def test_answers_stand_in_the_order_of_the_questions(api: Client, vendor: Vendor) -> None:
    names = [f"Owner {number}" for number in range(12)]

    made = told(
        api, vendor, *(statement({"name": name}, interest(share={"exact": 1})) for name in names)
    )

    known = {str(party.id): party.name for party in Party.objects.all()}
    assert [known[said["interested_party"]] for said in made["statements"]] == names


def test_more_than_everything_is_kept_and_said_aloud(api: Client, vendor: Vendor) -> None:
    first = told(api, vendor, statement({"name": "One"}, interest(share={"exact": 70})))
    second = told(
        api, vendor, statement({"name": "Two"}, interest(share={"exact": 60})), source="press"
    )

    assert first["warnings"] == []
    assert [warning["code"] for warning in second["warnings"]] == ["over_100", "over_100"]
    assert second["warnings"][0]["party"] == str(vendor.party_id)
    assert Interest.objects.count() == 2
    assert api("viewer").get(f"{PATH}/{second['id']}").json()["warnings"] == second["warnings"]


def test_one_after_the_other_is_not_more_than_everything(api: Client, vendor: Vendor) -> None:
    made = told(
        api,
        vendor,
        statement({"name": "One"}, interest(share={"exact": 70}, valid_to="2025-01-01")),
        statement({"name": "Two"}, interest(share={"exact": 60}, valid_from="2025-01-01")),
    )

    assert made["warnings"] == []


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"statement_date": "2125-01-01"}, "/statement_date", "far_future"),
        ({"statement_date": "1066-10-14"}, "/statement_date", "long_ago"),
        (
            {"source": {"type": "press", "title": "T", "published_on": "9999-12-31"}},
            "/source/published_on",
            "far_future",
        ),
    ],
)
def test_a_day_hardly_meant_is_kept_and_said_aloud(
    api: Client, vendor: Vendor, fields: dict, pointer: str, code: str
) -> None:
    asked = body(statement({"name": "Owner"})) | fields

    answer = api("vendor_manager").post(f"/api/v1/vendors/{vendor.id}/disclosures", asked)

    assert answer.status_code == 201, answer.content
    first = answer.json()["warnings"][0]
    assert (first["pointer"], first["code"]) == (pointer, code)


def test_a_look_alike_among_new_owners_is_said_aloud(api: Client, vendor: Vendor) -> None:
    known = a_party("Meta Platforms")

    made = told(api, vendor, statement({"name": "Meta Platforms, Inc."}))

    (warning,) = made["warnings"]
    assert (warning["code"], warning["party"]) == ("possible_duplicate", str(known.id))


def test_disclosures_are_listed_by_what_they_are_about(api: Client, vendor: Vendor) -> None:
    owner, other = a_party("Owner"), a_vendor("Other")
    one = told(api, vendor, statement({"id": str(owner.id)}))
    two = told(api, other, statement({"name": "Else"}), source="press")

    def ids(query: str) -> list[str]:
        return [row["id"] for row in api("viewer").get(query).json()["results"]]

    assert ids(PATH) == [two["id"], one["id"]]
    assert ids(f"{PATH}?vendor={vendor.id}") == [one["id"]]
    assert ids(f"{PATH}?party={owner.id}") == [one["id"]]
    assert ids(f"{PATH}?source_type=press") == [two["id"]]
    assert ids(f"/api/v1/vendors/{other.id}/disclosures") == [two["id"]]
    assert api("viewer").get(f"{PATH}?mood=good").status_code == 400


@pytest.mark.parametrize(
    "taking_back",
    [
        {"kind": "retraction"},
        {"kind": "change", "valid_from": "2025-01-01"},
        {"kind": "correction", "interests": [interest(share={"exact": 1})]},
        {"kind": "change", "interests": [interest(share={"exact": 1})]},
    ],
)
def test_the_intake_takes_back_its_own_reports_only(
    api: Client, vendor: Vendor, taking_back: dict
) -> None:
    path, news = f"/api/v1/vendors/{vendor.id}/disclosures", api("intake", name="News")
    rumour = statement(COMPANY, interest(share={"exact": 49}, valid_from="2024-01-01"))
    told_by_a_person = told(api, vendor, rumour, source="press")["statements"][0]["record_id"]
    its_own = news.post(path, body(rumour, source="press")).json()["statements"][0]["record_id"]

    def sent(client: Api, record: str, said: dict) -> int:
        status: int = client.post(
            path, body({**said, "record_id": record}, source="press")
        ).status_code
        return status

    before = Interest.objects.filter(superseded_seq=None).count()
    confirmed = sent(news, told_by_a_person, {"kind": "confirmation"})
    refused = sent(news, told_by_a_person, taking_back)
    left = Interest.objects.filter(superseded_seq=None).count()
    taken_back = sent(news, its_own, taking_back)

    assert (confirmed, refused, left, taken_back) == (201, 422, before, 201)


def test_what_a_person_has_changed_is_out_of_the_intakes_reach(api: Client, vendor: Vendor) -> None:
    path, news = f"/api/v1/vendors/{vendor.id}/disclosures", api("intake", name="News")
    its_own = news.post(path, body(statement(COMPANY), source="press")).json()
    record = its_own["statements"][0]["record_id"]
    more = {"kind": "change", "record_id": record, "interests": [interest(share={"exact": 60})]}
    told(api, vendor, more, source="press")

    answer = news.post(path, body({"kind": "retraction", "record_id": record}, source="press"))

    assert (answer.status_code, answer.json()["code"]) == (422, "record-rests-on-stronger-sources")
