"""The admin lets through whoever the table of roles lets through, to look and to act, and nobody to
edit.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pytest
from django.contrib import admin
from django.test import Client as Browser
from django.test import RequestFactory
from django.urls import reverse

from config.rest.admin import Act, ReadOnlyAdmin
from config.rest.roles import OPERATIONS, Role
from tests.builders.people import a_person
from tests.builders.world import a_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
OURS = {model: made for model, made in admin.site._registry.items() if "axes" not in str(model)}


def acts() -> Iterator[tuple[ReadOnlyAdmin, Act]]:
    for made in OURS.values():
        assert isinstance(made, ReadOnlyAdmin)
        yield from ((made, act) for act in made.acts)


def test_every_page_and_button_asks_for_an_operation_of_the_table() -> None:
    asked = {made.reads for made in OURS.values()} | {act.may for _, act in acts()}  # type: ignore[attr-defined]

    assert asked <= OPERATIONS.keys()


@pytest.mark.parametrize("role", Role)
def test_who_may_look_and_act(role: Role) -> None:
    request = RequestFactory().get("/admin/")
    request.user = a_person("somebody", role)

    for made in OURS.values():
        is_seen = role in OPERATIONS[made.reads]  # type: ignore[attr-defined]
        assert made.has_view_permission(request) is is_seen
        assert made.has_module_permission(request) is is_seen
        assert not made.has_add_permission(request)
        assert not made.has_change_permission(request)
        assert not made.has_delete_permission(request)
        assert made.actions is None
    for made, act in acts():
        permitted = getattr(made, f"has_{act.name}_permission")(request)
        assert permitted is (role in OPERATIONS[act.may]), (made, act.name)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.APPROVER, Role.ADMIN, Role.INTAKE])
def test_a_page_without_a_right_is_closed_also_to_those_who_know_its_address(role: Role) -> None:
    a_world()
    browser = Browser()
    browser.force_login(a_person("somebody", role))

    for model, made in OURS.items():
        row = model._default_manager.first()
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        expected = 200 if role in OPERATIONS[made.reads] else 403  # type: ignore[attr-defined]
        assert browser.get(reverse(f"{name}_changelist")).status_code == expected, name
        if row is not None:
            page = browser.get(reverse(f"{name}_change", args=[row.pk]))
            assert page.status_code == expected, name
            assert browser.get(reverse(f"{name}_delete", args=[row.pk])).status_code == 403, name
        assert browser.get(reverse(f"{name}_add")).status_code == 403, name


@pytest.mark.parametrize(
    ("page", "asked"),
    [
        ("rest_user", "password__startswith=pbkdf2"),
        ("rest_user", "password=x"),
        ("rest_token", "digest__startswith=a"),
        ("rest_idempotencykey", "body__icontains=a"),
        ("events_webhookendpoint", "salt__gt=a"),
        ("events_webhookendpoint", "created_at__year=99999"),
    ],
)
def test_what_a_list_hides_cannot_be_asked_for_bit_by_bit(page: str, asked: str) -> None:
    browser = Browser()
    browser.force_login(a_person("adm", Role.ADMIN))

    answer = browser.get(f"{reverse(f'admin:{page}_changelist')}?{asked}")

    assert answer.status_code == 400


@pytest.mark.long
def test_a_list_is_narrowed_by_every_filter_it_shows() -> None:
    browser = Browser()
    browser.force_login(a_person("everybody", *(role for role in Role if role is not Role.ADMIN)))
    browser_of_admin = Browser()
    browser_of_admin.force_login(a_person("adm", Role.ADMIN))

    for model, made in OURS.items():
        page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        asked = browser if made.reads not in ("tokens.manage", "") else browser_of_admin  # type: ignore[attr-defined]
        shown = asked.get(page).context["cl"]
        for filters in shown.filter_specs:
            for choice in islice(filters.choices(shown), 3):  # all, and what differs from it
                query = choice.get("query_string", "?")
                assert asked.get(f"{page}{query}").status_code == 200, (page, query)
        for pile in getattr(made, "piles", ()):
            assert asked.get(page, dict(pile.filters)).status_code == 200, (page, pile.title)
