"""Tokens and people are made at the command line, and never with both hats on."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

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
