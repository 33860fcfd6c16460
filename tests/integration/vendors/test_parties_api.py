"""Parties: described as given, found by what they are called, numbered once."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from config.events.models import Event
from tests.builders.vendors import a_party, a_person, a_vendor, disclosed
from tests.integration.conftest import Api
from vendors.models import Identifier, Party, PartyVersion

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
LEI, OTHER_LEI = "5493001KJTIIGC8Y1R12", "HWUPKR0MPOU8FGXBT394"


def body(**fields: object) -> dict[str, object]:
    return {"kind": "company", "name": "Scale AI, Inc."} | fields


def names(answer: object) -> list[str]:
    return [row["name"] for row in answer.json()["results"]]  # type: ignore[attr-defined]


def test_a_party_is_registered_as_described(api: Client) -> None:
    described = body(
        publicly_listed=True,
        jurisdiction="US-DE",
        aliases=["Scale"],
        identifiers=[{"scheme": "lei", "value": LEI.lower()}],
    )

    answer = api("vendor_manager").post("/api/v1/parties", described)

    made = answer.json()
    assert answer.status_code == 201, made
    assert answer["Location"] == f"/api/v1/parties/{made['id']}"
    assert answer["ETag"] == '"1"'
    assert made["name"] == "Scale AI, Inc."
    assert made["jurisdiction"] == "US-DE"
    assert made["publicly_listed"] is True
    assert made["identifiers"] == [{"scheme": "LEI", "value": LEI}]
    assert made["merged_into"] is None
    assert made["warnings"] == []
    assert made["allowed_acts"] == ["merge"]
    assert api("viewer").get(answer["Location"]).json()["aliases"] == ["Scale"]


def test_registering_is_an_event_and_a_version(api: Client) -> None:
    made = api("vendor_manager").post("/api/v1/parties", body()).json()

    event = Event.objects.get(type="vendors.party_registered")
    version = PartyVersion.objects.get()
    assert str(event.subject_id) == made["id"] == str(version.party_id)
    assert version.seq == event.seq


@pytest.mark.parametrize("role", ["viewer", "requester", "legal", "approver", "admin", "intake"])
def test_only_who_keeps_the_file_may_register(api: Client, role: str) -> None:
    answer = api(role).post("/api/v1/parties", body())

    assert answer.status_code == 403
    assert not Party.objects.exists()


def test_intake_may_not_read_and_nobody_unknown_may(api: Client, anonymous: Api) -> None:
    assert api("intake").get("/api/v1/parties").status_code == 403
    assert anonymous.get("/api/v1/parties").status_code == 401


def test_the_same_request_twice_is_one_party(api: Client) -> None:
    key = {"HTTP_IDEMPOTENCY_KEY": "one"}

    first = api("vendor_manager").post("/api/v1/parties", body(), **key)
    second = api("vendor_manager").post("/api/v1/parties", body(), **key)

    assert first.json() == second.json()
    assert second["Idempotency-Replayed"] == "true"
    assert Party.objects.count() == 1


def test_a_rehearsal_leaves_nothing(api: Client) -> None:
    answer = api("vendor_manager").post("/api/v1/parties?dry_run=true", body())

    assert answer.status_code == 200
    assert not Party.objects.exists()
    assert not Event.objects.filter(type__startswith="vendors.").exists()


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"kind": "starfish"}, "/kind"),
        ({"name": ""}, "/name"),
        ({"jurisdiction": "XX"}, "/jurisdiction"),
        ({"jurisdiction": "us"}, "/jurisdiction"),
        ({"publicly_listed": "yes"}, "/publicly_listed"),
        ({"aliases": [""]}, "/aliases/0"),
        ({"identifiers": [{"scheme": "LEI", "value": LEI[:-1] + "3"}]}, "/identifiers/0/value"),
        ({"identifiers": [{"scheme": "!", "value": "1"}]}, "/identifiers/0/value"),
        ({"identifiers": [{"scheme": "LEI"}]}, "/identifiers/0/value"),
        ({"identifiers": {"LEI": LEI}}, "/identifiers"),
        ({"favourite_colour": "red"}, "/favourite_colour"),
        ({"merged_into": None}, "/merged_into"),
        ({"id": "x"}, "/id"),
    ],
)
def test_what_makes_no_sense_is_refused(
    api: Client, fields: dict[str, object], pointer: str
) -> None:
    answer = api("vendor_manager").post("/api/v1/parties", body(**fields))

    assert answer.status_code == 400, answer.content
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert not Party.objects.exists()


def test_an_identifier_names_one_party(api: Client) -> None:
    first = a_party("Scale AI", "company", f"LEI:{LEI}")

    answer = api("vendor_manager").post(
        "/api/v1/parties", body(identifiers=[{"scheme": "LEI", "value": LEI}])
    )

    assert answer.status_code == 409
    assert answer.json()["code"] == "identifier-taken"
    assert answer.json()["party"] == str(first.id)
    assert Party.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("scale ai", "possible_duplicate"),
        ("ＳＣＡＬＥ　ＡＩ GmbH", "possible_duplicate"),
        ("\u0405cale \u0410I", "confusable"),
        ("Sca1e Al", "confusable"),
    ],
)
def test_a_name_like_another_warns_and_does_not_block(api: Client, name: str, code: str) -> None:
    known = a_party("Scale AI, Inc.")

    answer = api("vendor_manager").post("/api/v1/parties", body(name=name))

    assert answer.status_code == 201
    (warning,) = answer.json()["warnings"]
    assert (warning["code"], warning["party"]) == (code, str(known.id))


def test_a_list_is_searched_filtered_and_ordered(api: Client) -> None:
    a_party("Bravo Ltd", jurisdiction="GB")
    a_party("Alpha plc", "company", f"LEI:{LEI}", jurisdiction="US")
    a_person("Alphonse")
    read = api("viewer").get

    assert names(read("/api/v1/parties?ordering=name")) == ["Alpha plc", "Alphonse", "Bravo Ltd"]
    assert names(read("/api/v1/parties?q=ALPH&kind=person")) == ["Alphonse"]
    assert names(read(f"/api/v1/parties?identifier=lei:{LEI}")) == ["Alpha plc"]
    assert names(read(f"/api/v1/parties?identifier=LEI:{OTHER_LEI}")) == []
    assert names(read("/api/v1/parties?jurisdiction=GB")) == ["Bravo Ltd"]


@pytest.mark.parametrize(
    "query", ["identifier=LEI", "identifier=LEI:1", "kind=fish", "shape=round"]
)
def test_a_filter_that_means_nothing_is_refused(api: Client, query: str) -> None:
    assert api("viewer").get(f"/api/v1/parties?{query}").status_code == 400


@pytest.mark.parametrize("q", ["%", "_", "\\", "%_\\"])
def test_signs_of_a_pattern_are_searched_as_signs(api: Client, q: str) -> None:
    a_party("Plain")
    a_party("%_\\")

    assert names(api("viewer").get("/api/v1/parties", {"q": q})) == ["%_\\"]


def test_a_party_is_amended_from_the_version_that_was_seen(api: Client) -> None:
    party = a_party("Old Name")
    path, write = f"/api/v1/parties/{party.id}", api("vendor_manager").patch

    answer = write(path, {"name": "New Name", "aliases": ["Old Name"]}, HTTP_IF_MATCH='"1"')

    assert answer.status_code == 200
    assert answer["ETag"] == '"2"'
    assert answer.json()["name"] == "New Name"
    assert write(path, {"name": "Late"}, HTTP_IF_MATCH='"1"').status_code == 412
    assert write(path, {"name": "Careless"}).status_code == 428
    assert names(api("viewer").get("/api/v1/parties?q=new name")) == ["New Name"]
    assert Event.objects.get(type="vendors.party_amended").data["before"] == {
        "name": "Old Name",
        "aliases": [],
    }


def test_identifiers_are_replaced_by_those_given(api: Client) -> None:
    party = a_party("Acme", "company", f"LEI:{LEI}")

    answer = api("vendor_manager").patch(
        f"/api/v1/parties/{party.id}",
        {"identifiers": [{"scheme": "LEI", "value": OTHER_LEI}]},
        HTTP_IF_MATCH="*",
    )

    assert answer.json()["identifiers"] == [{"scheme": "LEI", "value": OTHER_LEI}]
    assert [str(row) for row in Identifier.objects.all()] == [f"LEI:{OTHER_LEI}"]


def test_being_listed_is_a_fact_and_a_name_is_not(api: Client) -> None:
    party = a_party("Acme")
    path, write = f"/api/v1/parties/{party.id}", api("vendor_manager").patch

    write(path, {"name": "Acme Group"}, HTTP_IF_MATCH="*")
    party.refresh_from_db()
    unchanged = party.changed_seq
    write(path, {"publicly_listed": True}, HTTP_IF_MATCH="*")
    party.refresh_from_db()

    amended = Event.objects.filter(type="vendors.party_amended")
    assert unchanged == 0
    assert party.changed_seq == amended[1].seq
    assert [event.data["parties"] for event in amended] == [[], [str(party.id)]]
    assert [version.name for version in PartyVersion.objects.order_by("seq")] == [
        "Acme",
        "Acme Group",
        "Acme Group",
    ]


def test_what_owns_or_is_owned_keeps_a_kind_that_fits(api: Client) -> None:
    company, person, vendor = a_party("Acme"), a_person("Ann"), a_vendor("Labelworks")
    disclosed(company, person, None, "senior_official")
    write = api("vendor_manager").patch

    for party, kind in ((company, "person"), (person, "company"), (vendor.party, "person")):
        answer = write(f"/api/v1/parties/{party.id}", {"kind": kind}, HTTP_IF_MATCH="*")

        assert answer.status_code == 422
        assert answer.json()["code"] == "kind-contradicts-facts"


@pytest.mark.parametrize("act", ["", "/owners", "/holdings", "/graph"])
def test_nobody_is_found_under_an_unknown_id(api: Client, act: str) -> None:
    answer = api("viewer").get(f"/api/v1/parties/{uuid4()}{act}")

    assert answer.status_code == 404
    assert answer.json()["code"] == "not-found"


def test_amending_is_refused_in_the_usual_order(api: Client) -> None:
    party = a_party("Acme")
    path = f"/api/v1/parties/{party.id}"

    assert api("viewer").patch(path, {"bad": 1}).status_code == 403
    assert api("vendor_manager").patch(f"/api/v1/parties/{uuid4()}", {"bad": 1}).status_code == 404
    assert api("vendor_manager").patch(path, {"bad": 1}).status_code == 400
    assert api("vendor_manager").patch(path, {}).status_code == 428
    assert api("vendor_manager").delete(path).status_code == 405
