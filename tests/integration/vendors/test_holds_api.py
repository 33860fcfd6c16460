"""Holds: placed for a reason, released once or on their day, never lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from config import clock
from config.events.models import Event
from tests.builders.vendors import a_vendor
from tests.integration.conftest import Api
from vendors.models import Hold, Vendor
from vendors.queries import holds_in_force

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
FAR = "2999-01-01"


@pytest.fixture
def vendor() -> Vendor:
    return a_vendor()


def placed(api: Client, vendor: Vendor, **fields: object) -> dict[str, object]:
    asked = {"type": "new_awards", "reason": "Under review."} | fields
    answer = api("vendor_manager").post(f"/api/v1/vendors/{vendor.id}/holds", asked)
    assert answer.status_code == 201, answer.content
    made: dict[str, object] = answer.json()
    return made


def test_a_hold_is_placed_and_shown_with_the_vendor(api: Client, vendor: Vendor) -> None:
    made = placed(api, vendor, type="payments", release_on=FAR)

    assert (made["state"], made["allowed_acts"]) == ("in_force", ["release"])
    assert (made["type"], made["release_on"]) == ("payments", FAR)
    (shown,) = api("viewer").get(f"/api/v1/vendors/{vendor.id}").json()["holds"]
    assert shown["id"] == made["id"]
    assert shown["allowed_acts"] == []
    event = Event.objects.get(type="vendors.hold_placed")
    assert (event.subject_id, event.reason) == (vendor.id, "Under review.")


def test_a_hold_is_released_once(api: Client, vendor: Vendor) -> None:
    hold = placed(api, vendor)
    release = f"/api/v1/holds/{hold['id']}/release"

    answer = api("vendor_manager").post(release, {"reason": "Cleared up."})
    again = api("vendor_manager").post(release, {"reason": "Once more."})

    assert answer.status_code == 200
    assert answer.json()["state"] == "released"
    assert answer.json()["release_reason"] == "Cleared up."
    assert again.status_code == 409
    assert (again.json()["state"], again.json()["allowed"]) == ("released", [])
    assert api("viewer").get(f"/api/v1/vendors/{vendor.id}").json()["holds"] == []
    assert Event.objects.filter(type="vendors.hold_released").count() == 1


def test_a_release_honours_the_version_that_was_seen(api: Client, vendor: Vendor) -> None:
    client, at = api("vendor_manager"), f"/api/v1/holds/{placed(api, vendor)['id']}"
    seen = client.get(at)["ETag"]

    stale = client.post(f"{at}/release", {"reason": "?"}, headers={"If-Match": '"2"'})
    released = client.post(f"{at}/release", {"reason": "Done."}, headers={"If-Match": seen})

    assert (stale.status_code, released.status_code) == (412, 200)
    assert client.get(at)["ETag"] == released["ETag"] != seen
    assert released.json()["updated_at"] == released.json()["released_at"]


def test_a_hold_ends_on_its_day_by_itself(api: Client, vendor: Vendor) -> None:
    hold = placed(api, vendor, release_on=FAR)
    today = clock.today()
    Hold.objects.filter(id=hold["id"]).update(release_on=today)

    answer = api("viewer").get(f"/api/v1/holds/{hold['id']}").json()

    assert answer["state"] == "expired"
    assert not holds_in_force(vendor.id, today).exists()
    assert holds_in_force(vendor.id, today - timedelta(days=1)).exists()
    refused = api("vendor_manager").post(f"/api/v1/holds/{hold['id']}/release", {"reason": "?"})
    assert (refused.status_code, refused.json()["state"]) == (409, "expired")


def test_all_holds_are_listed_by_state(api: Client, vendor: Vendor) -> None:
    first, second = placed(api, vendor), placed(api, vendor, type="all")
    api("vendor_manager").post(f"/api/v1/holds/{first['id']}/release", {"reason": "Done."})
    path = f"/api/v1/vendors/{vendor.id}/holds"

    def ids(query: str) -> list[object]:
        return [hold["id"] for hold in api("viewer").get(path + query).json()["results"]]

    assert ids("") == [second["id"], first["id"]]
    assert ids("?state=released") == [first["id"]]
    assert ids("?state=in_force") == [second["id"]]
    assert api("viewer").get(f"{path}?state=lost").status_code == 400


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"type": "coffee"}, "/type"),
        ({"reason": ""}, "/reason"),
        ({"reason": None}, "/reason"),
        ({"release_on": "2020-01-01"}, "/release_on"),
        ({"release_on": "soon"}, "/release_on"),
        ({"state": "released"}, "/state"),
    ],
)
def test_what_makes_no_sense_is_refused(
    api: Client, vendor: Vendor, fields: dict[str, object], pointer: str
) -> None:
    asked = {"type": "all", "reason": "Because."} | fields

    answer = api("vendor_manager").post(f"/api/v1/vendors/{vendor.id}/holds", asked)

    assert answer.status_code == 400, answer.content
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert not Hold.objects.exists()


def test_holds_are_refused_in_the_usual_order(api: Client, vendor: Vendor) -> None:
    asked = {"type": "all", "reason": "Because."}
    path = f"/api/v1/vendors/{vendor.id}/holds"

    for role in ("viewer", "legal", "approver", "intake"):
        assert api(role).post(path, asked).status_code == 403
    assert api("vendor_manager").post(f"/api/v1/vendors/{uuid4()}/holds", asked).status_code == 404
    assert api("viewer").get(f"/api/v1/vendors/{uuid4()}/holds").status_code == 404
    assert api("viewer").get(f"/api/v1/holds/{uuid4()}").status_code == 404
    release = f"/api/v1/holds/{uuid4()}/release"
    assert api("vendor_manager").post(release, {"reason": "?"}).status_code == 404
    assert api("legal").post(release, {"reason": "?"}).status_code == 403


def test_the_same_request_twice_is_one_hold(api: Client, vendor: Vendor) -> None:
    asked = {"type": "all", "reason": "Because."}
    path, key = f"/api/v1/vendors/{vendor.id}/holds", {"HTTP_IDEMPOTENCY_KEY": "k"}

    first = api("vendor_manager").post(path, asked, **key)
    second = api("vendor_manager").post(path, asked, **key)

    assert first.json() == second.json()
    assert Hold.objects.count() == 1
