"""What do tests of the API share? A client per role, that speaks JSON as our users do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from config.rest.models import User
from tests.builders.people import a_token
from vendors.migrations._vocabulary import plant
from vendors.models import Domain


class Api(APIClient):
    """A client with a bearer token, sending and reading JSON."""

    default_format = "json"

    def __init__(self, secret: str | None = None) -> None:
        super().__init__(raise_request_exception=False)
        if secret:
            self.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")

    def post(self, path: str, data: Any = None, *args: Any, **kwargs: Any) -> Any:
        kwargs.setdefault("format", "json")
        return super().post(path, {} if data is None else data, *args, **kwargs)

    def patch(self, path: str, data: Any = None, *args: Any, **kwargs: Any) -> Any:
        kwargs.setdefault("format", "json")
        return super().patch(path, data, *args, **kwargs)


@pytest.fixture
def api(db: None) -> Callable[..., Api]:
    """`api("legal")` is a client of a token with that role; the same one each time it is asked for.

    `api("legal", name="Ann")` is another person's, `api()` is nobody's.
    """
    known: dict[tuple[str, ...], Api] = {}

    def client(*roles: str, name: str = "", user: User | None = None) -> Api:
        if not roles:
            return Api()
        key = (*roles, name, str(user.pk) if user else "")
        if key not in known:
            known[key] = Api(a_token(*roles, name=name or "+".join(roles), user=user))
        return known[key]

    return client


@pytest.fixture(autouse=True)
def vocabulary(request: pytest.FixtureRequest) -> None:
    """The domains are there, as after a migration: a test that empties its database empties it of
    them, too.
    """
    if request.node.get_closest_marker("django_db") or "api" in request.fixturenames:
        names = request.fixturenames
        request.getfixturevalue("transactional_db" if "transactional_db" in names else "db")
        if not Domain.objects.exists():
            plant(Domain)


@pytest.fixture
def anonymous() -> Api:
    return Api()
