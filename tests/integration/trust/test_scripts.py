"""A script in a name is a name: in the admin, in the picture, on paper."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.test import Client as Browser
from django.urls import reverse

from config.rest.roles import Role
from tests.bad_inputs.corpus import corpus
from tests.builders.people import a_person
from tests.builders.vendors import a_party, a_vendor, disclosed
from tests.integration.conftest import Api
from vendors.models import Disclosure, Vendor

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]


class Scripts(HTMLParser):
    """Every script, handler and link of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._is_in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_in_script = tag == "script"
        self.found += [
            str(value)
            for name, value in attrs
            if name.startswith("on") or name in ("href", "src", "action")
        ]

    def handle_endtag(self, tag: str) -> None:
        self._is_in_script = False

    def handle_data(self, data: str) -> None:
        if self._is_in_script:
            self.found.append(data)


@pytest.fixture
def browser() -> Browser:
    made = Browser()
    made.force_login(a_person("visitor", Role.VIEWER, Role.VENDOR_MANAGER))
    return made


@pytest.fixture(params=corpus("scripts"), ids=lambda bad: bad["id"])
def vendor(request: pytest.FixtureRequest) -> Vendor:
    """A vendor whose name, and that of whose owner, is a script."""
    name = request.param["value"]
    made = a_vendor(name)
    disclosed(made, a_party(f"{name} Holding"), 40)
    return made


def test_the_admin_shows_it(vendor: Vendor, browser: Browser) -> None:
    told = Disclosure.objects.get()
    pages = [
        reverse("admin:vendors_vendor_changelist"),
        reverse("admin:vendors_vendor_change", args=[vendor.id]),
        reverse("admin:vendors_party_changelist") + "?q=Holding",
        reverse("admin:vendors_party_change", args=[vendor.party_id]),
        reverse("admin:vendors_disclosure_change", args=[told.id]),
    ]

    shown = [browser.get(page) for page in pages]

    for answer in shown:
        assert answer.status_code == 200
        page = answer.content.decode()
        scripts = Scripts()
        scripts.feed(page)
        assert not any("alert(1)" in script for script in scripts.found)
        assert "<script>alert(1)" not in page
        assert "'unsafe-inline'" not in answer["Content-Security-Policy"].partition("style-src")[0]


def test_the_picture_is_told_of_it_as_text(vendor: Vendor, api: Client) -> None:
    answer = api("viewer").get(f"/api/v1/parties/{vendor.party_id}/graph?direction=up")

    assert answer["Content-Type"] == "application/json"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert vendor.party.name in {node["name"] for node in answer.json()["nodes"]}
