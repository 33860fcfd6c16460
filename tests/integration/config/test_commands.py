"""Tokens and people are made at the command line, and never with both hats on."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from config.events.models import Event
from config.rest.models import Token, User
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db


def test_a_token_is_printed_once_and_holds_its_roles() -> None:
    out = StringIO()

    call_command("create_token", "--name=ci", "--role=legal", "--role=viewer", stdout=out)

    token = Token.objects.get()
    assert out.getvalue().startswith(token.prefix)
    assert token.roles == ["legal", "viewer"]


@pytest.mark.parametrize("other", ["requester", "vendor_manager", "legal", "approver", "intake"])
def test_an_admin_holds_no_business_role(other: str) -> None:
    with pytest.raises(CommandError, match="no business role"):
        call_command("create_token", "--name=ci", "--role=admin", f"--role={other}")
    with pytest.raises(CommandError, match="no business role"):
        call_command("create_user", "ann", "--role=admin", f"--role={other}")

    assert not Token.objects.exists()
    assert not User.objects.exists()


def test_nor_does_an_admin_by_another_key() -> None:
    ann, bob = a_person("ann", "admin"), a_person("bob", "legal")
    call_command("create_token", "--name=keys", "--role=auditor", "--user=ann")
    call_command("create_token", "--name=desk", "--role=approver", "--user=bob")
    for role, user in (("approver", "ann"), ("admin", "bob")):
        with pytest.raises(CommandError, match="no business role"):
            call_command("create_token", "--name=more", f"--role={role}", f"--user={user}")

    assert Token.objects.filter(user=ann).get().roles == ["auditor"]
    assert Token.objects.filter(user=bob).get().roles == ["approver"]


@pytest.mark.parametrize("days", [0, -1, 3651])
def test_a_token_expires_within_ten_years(days: int) -> None:
    with pytest.raises(CommandError, match="--expires"):
        call_command("create_token", "--name=ci", "--role=legal", f"--expires={days}")


def a_clerk() -> User:
    call_command("create_user", "ann", "--role=legal", "--email=ann@lab.example", stdout=StringIO())
    return User.objects.get(username="ann")


def changes_told() -> list[Event]:
    return list(Event.objects.filter(type="rest.user_changed").order_by("seq"))


def test_what_somebody_may_do_is_changed_with_a_reason() -> None:
    ann = a_clerk()

    call_command("change_user", "ann", "--role=approver", "--reason=Promoted.")
    call_command("change_user", "ann", "--deactivate", "--reason=Left us.")

    ann.refresh_from_db()
    assert (ann.roles, ann.is_active) == (["approver"], False)
    assert [(e.reason, e.data["changed"]) for e in changes_told()] == [
        ("Promoted.", ["roles"]),
        ("Left us.", ["is_active"]),
    ]


def test_nobody_becomes_an_admin_with_a_business_key() -> None:
    a_clerk()
    call_command("create_token", "--name=desk", "--role=legal", "--user=ann", stdout=StringIO())

    with pytest.raises(CommandError, match="no business role"):
        call_command("change_user", "ann", "--role=admin", "--reason=Promoted.")


def test_a_new_password_is_printed_and_is_an_act() -> None:
    a_clerk()
    out = StringIO()

    call_command("change_user", "ann", "--new-password", "--reason=Forgotten.", stdout=out)

    assert User.objects.get().check_password(out.getvalue().strip())
    assert [e.data["changed"] for e in changes_told()] == [["password"]]


@pytest.mark.parametrize(
    ("arguments", "because"),
    [
        (["bob", "--deactivate", "--reason=x"], "no user bob"),
        (["ann", "--reason=x"], "Say what to change"),
        (["ann", "--deactivate", "--reason= "], "say why"),
        (["ann", "--role=admin", "--role=legal", "--reason=x"], "no business role"),
    ],
)
def test_a_change_that_cannot_be_is_refused(arguments: list[str], because: str) -> None:
    a_clerk()

    with pytest.raises(CommandError, match=because):
        call_command("change_user", *arguments)

    assert changes_told() == []


@pytest.mark.parametrize("again", [["ann"], ["bea", "--email=ANN@lab.example"]])
def test_two_people_are_never_taken_for_one(again: list[str]) -> None:
    a_clerk()

    with pytest.raises(CommandError, match="There is somebody called"):
        call_command("create_user", *again, "--role=legal")


def test_one_changes_ones_own_password_as_an_act(client: Client) -> None:
    ann = a_clerk()
    ann.set_password("old and long enough")
    ann.save()
    client.force_login(ann, backend="django.contrib.auth.backends.ModelBackend")
    new = "quite another long one"
    said = {"old_password": "old and long enough", "new_password1": new, "new_password2": new}

    page = client.get("/admin/password_change/")
    wrong = client.post("/admin/password_change/", {**said, "old_password": "a guess"})
    done = client.post("/admin/password_change/", said)

    ann.refresh_from_db()
    assert (page.status_code, wrong.status_code, done.status_code) == (200, 200, 302)
    assert ann.check_password(new)
    [event] = changes_told()
    assert (event.actor_person, event.data["changed"]) == (ann.person, ["password"])
    assert client.get("/admin/").status_code == 200  # still signed in


def test_who_looks_at_a_password_does_not_write_it_anew(settings: Any) -> None:
    """A stronger way to hash comes with the next password: nothing changes unless by an act."""
    ann = a_clerk()
    ann.set_password("old and long enough")
    ann.save()
    before = ann.password
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        *settings.PASSWORD_HASHERS,
    ]

    assert ann.check_password("old and long enough")

    ann.refresh_from_db()
    assert ann.password == before


def test_the_first_administrator_is_made_by_an_act_too() -> None:
    root = User.objects.create_superuser("root", password="long enough for once")

    [event] = Event.objects.filter(type="rest.user_created")
    assert (event.subject_id, event.data["roles"]) == (root.pk, ["admin"])


def test_django_has_nothing_against_our_pages_and_tables() -> None:
    """Every command asks this first: one page that is refused would keep the dispatcher down."""
    call_command("check", fail_level="WARNING")
