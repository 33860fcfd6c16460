"""When more hangs on one than the policy allows: told once, and once when it does no more."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config import clock
from config.actors import Actor
from config.events.models import Event
from contracts.models import LimitPassed
from contracts.operations.exposing import watch_limits
from tests.builders.procurement import an_adopted_policy
from tests.builders.vendors import a_person, disclosed
from tests.integration.conftest import Api
from tests.integration.contracts.exposing import a_vendor_called, worth

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]


def look() -> int:
    return watch_limits(on=clock.today(), actor=Actor.system())


def told() -> list[str]:
    found = Event.objects.filter(type__startswith="contracts.exposure_").order_by("seq")
    return [event.type.rpartition("_")[2] for event in found]


def test_a_limit_is_told_of_once_and_once_when_it_is_kept_again(api: Client) -> None:
    an_adopted_policy(limits={"vendor_share_pct": 60})
    worth(a_vendor_called("Big"), "700.00")
    first, again = look(), look()
    listed = api("viewer").get("/api/v1/limits-passed", {"standing": "true"}).json()["results"]

    worth(a_vendor_called("Other"), "700.00")
    look()

    assert (first, again) == (1, 0)
    assert [each["limit"] for each in listed] == ["vendor_share_pct"]
    assert listed[0]["found"]["max"] == 100
    assert told() == ["passed", "kept"]
    assert LimitPassed.objects.get().ceased_on == clock.today()


@pytest.mark.parametrize("value", ["yes", "1", "True", "\U0010ffff"])
def test_what_is_neither_true_nor_false_narrows_nothing_and_is_refused(
    api: Client, value: str
) -> None:
    answer = api("viewer").get("/api/v1/limits-passed", {"standing": value})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/standing")


def test_owners_are_looked_at_where_they_are_limited() -> None:
    an_adopted_policy(limits={"ultimate_owner_share_pct": 60})
    vendor = a_vendor_called()
    worth(vendor, "10.00")
    look()

    disclosed(vendor, a_person("Ann"), 100)
    look()

    row = LimitPassed.objects.get()
    assert row.limit == "ultimate_owner_share_pct"
    assert "Ann" in row.found["sentence"]


def test_another_policy_has_limits_of_its_own() -> None:
    an_adopted_policy("first", limits={"vendor_share_pct": 60})
    worth(a_vendor_called(), "10.00")
    look()

    an_adopted_policy("second")
    look()

    assert told() == ["passed", "kept"]


def test_where_nothing_has_changed_hardly_anything_is_read() -> None:
    an_adopted_policy(limits={"vendor_share_pct": 60})
    worth(a_vendor_called(), "10.00")
    look()

    with CaptureQueriesContext(connection) as caught:
        look()

    assert len(caught) <= 9
