"""What does every test stand on? A real database of its own, and no way out of this machine."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings as django_settings
from hypothesis import HealthCheck, settings

from config.embedded import Holding, NotStartedError, hold_if_bundled, paths
from tests import databases

# What runs once for several folders of tests.
pytest_plugins = ["tests.functional.stack", "tests.functional.telling"]

PROJECT = Path(__file__).resolve().parent.parent
NEVER = "tests reach nothing outside this machine"

# Django reads its settings now: tests have servers, data and evidence of their own, and never
# touch the demo's. Workers of pytest-xdist inherit both, and the first process's hold.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("ARMSLENGTH_LOCAL", "test")
django.setup()  # here, so that the conftest of a folder below may import models
# A password worth a third of a second each time would be most of what tests take.
django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

_example_database = PROJECT / ".local" / "hypothesis"
settings.register_profile(
    "everyday",
    deadline=None,  # a busy machine is not a failure
    derandomize=True,  # the same examples for everybody, every day
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("thorough", deadline=None, max_examples=2_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "everyday"))

_holding = pytest.StashKey[Holding | None]()


def pytest_configure(config: pytest.Config) -> None:
    try:
        config.stash[_holding] = hold_if_bundled(paths(os.environ["ARMSLENGTH_LOCAL"]))
    except NotStartedError as error:
        raise pytest.UsageError(str(error)) from error


def pytest_unconfigure(config: pytest.Config) -> None:
    holding = config.stash.get(_holding, None)
    if holding is not None:
        holding.release()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[None]:
    """Copy the migrated template; making it is the work of whoever comes first."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django has no public type for it
        name = databases.copy_of_template(PROJECT)
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        databases.drop(name)


@pytest.fixture(autouse=True, scope="session")
def no_way_out() -> Iterator[None]:
    """Refuse every connection that would leave this machine, from whichever library."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded_connect(own: socket.socket, address: socket._Address) -> None:
        _refuse_outside(own, address)
        connect(own, address)

    def guarded_connect_ex(own: socket.socket, address: socket._Address) -> int:
        _refuse_outside(own, address)
        return connect_ex(own, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        yield


def _refuse_outside(own: socket.socket, address: socket._Address) -> None:
    if own.family == socket.AF_UNIX:
        return
    host = str(address[0]) if isinstance(address, tuple) else ""
    if not (host.startswith("127.") or host in {"localhost", "::1"}):
        pytest.fail(f"{NEVER}, asked for {host}")
