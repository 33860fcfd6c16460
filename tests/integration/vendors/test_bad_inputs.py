"""Bad input of every kind is refused by name or kept as it is; it never breaks anything."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from config.events.models import Event
from tests.builders.vendors import a_party, a_vendor
from tests.integration.conftest import Api
from vendors.models import Disclosure, Party

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
WRITING = ("/api/v1/parties", "/api/v1/vendors", "/api/v1/disclosures", "/api/v1/attestations")


def raw(client: Api, path: str, body: bytes, content_type: str = "application/json") -> Any:
    return client.generic("POST", path, body, content_type=content_type)


@pytest.mark.parametrize("path", WRITING)
@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"null", "application/json", 400),
        (b'"x"', "application/json", 400),
        (b"[]", "application/json", 400),
        (b"7", "application/json", 400),
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b'{"name":"a","name":"b"}', "application/json", 400),
        (b'{"share": NaN}', "application/json", 400),
        (b'{"name": "\\ud800"}', "application/json", 400),
        (b'{"name": "caf\xe9"}', "application/json", 400),
        (b'{"a":' * 60_000, "application/json", 400),
        (b"[" * 60_000, "application/json", 400),
        (b'{"a": 1}', "text/plain", 415),
        (b"a=1", "application/x-www-form-urlencoded", 415),
        (b"{}", "application/json; charset=utf-16", 415),
        (b'{"a": "' + b"a" * 1_100_000 + b'"}', "application/json", 413),
        (
            json.dumps({f"key{n}": n for n in range(30_000)}).encode(),
            "application/json",
            400,
        ),
    ],
    ids=lambda value: None if isinstance(value, (bytes, str)) else str(value),
)
def test_a_body_that_is_none_is_refused(
    api: Client, path: str, body: bytes, content_type: str, status: int
) -> None:
    answer = raw(api("vendor_manager"), path, body, content_type)

    assert answer.status_code == status, answer.content[:500]
    assert answer["Content-Type"] == "application/problem+json"
    assert not Event.objects.filter(type__startswith="vendors.").exists()


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "\t\n",
        "\x00",
        "Meta\u202egnp",
        "\u0301" * 50,
        "a" * 300_000,
        "\x07bell",
        ["a"],
        {"a": 1},
        7,
        None,
        True,
    ],
    ids=lambda value: f"{str(value)[:8]!r}",
)
def test_a_name_that_is_none_is_refused(api: Client, name: object) -> None:
    for path, body in (
        ("/api/v1/parties", {"name": name}),
        ("/api/v1/vendors", {"party": {"name": name}}),
    ):
        answer = api("vendor_manager").post(path, body)

        assert answer.status_code == 400
    assert not Party.objects.exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("\ufeffScale", "Scale"),
        ("Scale\tAI", "Scale AI"),
        ("Cafe\u0301", "Café"),
        ("é" * 50, "é" * 50),
        ("株式会社スケール", "株式会社スケール"),
        ("null", "null"),
        ("0", "0"),
        ("%_\\", "%_\\"),
        ("../../etc/passwd", "../../etc/passwd"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("=1+1", "=1+1"),
        ("]]><x>", "]]><x>"),
        ("';alert(1)//", "';alert(1)//"),
        ("a" * 500, "a" * 500),
        ("\ufdfa" * 400, "\ufdfa" * 400),
        ("Société Générale", "Société Générale"),
    ],
    ids=lambda value: f"{value[:8]!r}",
)
def test_a_strange_name_is_kept_and_found(api: Client, name: str, kept: str) -> None:
    answer = api("vendor_manager").post("/api/v1/parties", {"name": name})
    found = api("viewer").get("/api/v1/parties", {"q": kept[:200]})

    assert answer.status_code == 201, answer.content
    assert answer.json()["name"] == kept
    assert [party["id"] for party in found.json()["results"]] == [answer.json()["id"]]


@pytest.mark.parametrize(
    "day",
    [
        "2025-02-29",
        "2025-13-01",
        "10/06/2025",
        "20250610",
        "2025-06-10T10:00:00Z",
        "",
        20250610,
        [],
    ],
)
def test_a_day_that_is_none_is_refused_everywhere(api: Client, day: object) -> None:
    vendor = a_vendor()
    about = {"vendor": str(vendor.id), "kind": "complete"}
    statement = {
        "kind": "assertion",
        "interested_party": {"name": "Owner"},
        "interests": [{"type": "debt", "tie_ends_on": day}],
    }
    write = api("vendor_manager").post

    hold = write(
        f"/api/v1/vendors/{vendor.id}/holds", {"type": "all", "reason": "R", "release_on": day}
    )
    oath = write("/api/v1/attestations", about | {"valid_from": day})
    told = write(
        f"/api/v1/vendors/{vendor.id}/disclosures",
        {"source": {"type": "press", "title": "T"}, "statements": [statement]},
    )

    assert (hold.status_code, oath.status_code, told.status_code) == (400, 400, 400)


def test_the_last_day_of_all_is_a_day(api: Client) -> None:
    vendor = a_vendor()
    interest = {"type": "debt", "valid_from": "0001-01-01", "valid_to": "9999-12-31"}
    statement = {
        "kind": "assertion",
        "interested_party": {"name": "Owner"},
        "interests": [interest],
    }

    answer = api("vendor_manager").post(
        f"/api/v1/vendors/{vendor.id}/disclosures",
        {"source": {"type": "press", "title": "T"}, "statements": [statement]},
    )

    assert answer.status_code == 201
    codes = {warning["code"] for warning in answer.json()["warnings"]}
    assert codes == {"far_future", "long_ago"}
    for day in ("0001-01-01", "9999-12-30"):
        facts = api("viewer").get(f"/api/v1/interests?valid_at={day}").json()["results"]
        assert len(facts) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://2130706433/",
        "http://localhost./",
        "http://a@127.0.0.1/",
        "http://example.com:0/",
        "ftp://h/x",
        "javascript:alert(1)",
        "http://h/%0d%0aHost:%20x",
        "words",
        7,
    ],
)
def test_an_address_inside_is_no_source(api: Client, url: object) -> None:
    statement = {
        "kind": "assertion",
        "subject": {"name": "S"},
        "interested_party": {"name": "O"},
        "interests": [{"type": "debt"}],
    }

    answer = api("vendor_manager").post(
        "/api/v1/disclosures",
        {"source": {"type": "press", "title": "T", "url": url}, "statements": [statement]},
    )

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/source/url"
    assert not Disclosure.objects.exists()


@pytest.mark.parametrize(
    "path",
    [
        "parties",
        "vendors",
        "disclosures",
        "interests",
        "attestations",
        "evidence",
        "parties/{party}/owners",
        "parties/{party}/graph",
        "vendors/{vendor}/holds",
        "vendors/{vendor}/disclosures",
    ],
)
@pytest.mark.parametrize("query", ["ordering=password", "q=a&q=b", "x=%00", "page_size=100000"])
def test_a_question_that_is_none_is_refused(api: Client, path: str, query: str) -> None:
    vendor = a_vendor()
    address = path.format(vendor=vendor.id, party=vendor.party_id)

    answer = api("vendor_manager", "legal").get(f"/api/v1/{address}?{query}")

    assert answer.status_code == 400


def test_a_long_chain_and_a_star_are_no_trouble(api: Client) -> None:
    vendor = a_vendor()
    chain = [vendor.party, *(a_party(f"Level {n}") for n in range(30))]
    ids = [{"id": str(party.id)} for party in chain]
    statements = [
        {
            "kind": "assertion",
            "subject": below,
            "interested_party": above,
            "interests": [{"type": "ordinary_shares", "share": {"exact": 60}}],
        }
        for below, above in [*pairwise(ids), (ids[-1], ids[0])]
    ]

    told = api("vendor_manager").post(
        "/api/v1/disclosures",
        {"source": {"type": "registry", "title": "T"}, "statements": statements},
    )
    owners = api("viewer").get(f"/api/v1/parties/{vendor.party_id}/owners?page_size=500")

    assert told.status_code == 201
    assert owners.status_code == 200
    assert len({stake["party"] for stake in owners.json()["results"]}) == 30
