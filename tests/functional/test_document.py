"""The server does what the OpenAPI document says, whatever it is sent: made up by schemathesis.

Every check there is, every phase, a bounded number of examples. The database is a copy that nobody
else looks at.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from config.actors import Actor
from config.development import is_ready
from config.rest.operations import issue_token
from config.rest.roles import Role
from tests import databases
from tests.functional.stack import Stack, standing, until

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(900)]
EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES", "5")
PHASES = os.environ.get("SCHEMATHESIS_PHASES", "fuzzing,stateful")
CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
SEED = "20250610"
BUSINESS = [role for role in Role if role is not Role.ADMIN]
OF_ADMINS = "webhook|deliveries_(list|replay)"


@pytest.fixture(scope="module")
def served(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stack]:
    """The web server alone: what it owes is done by nobody."""
    with standing(django_db_blocker, "_document") as made:
        made.web.environment = {**made.web.environment, "RATE_LIMIT_PER_MINUTE": "0"}
        made.start_broker()
        made.web.start()
        until(lambda: is_ready(made.address), "the web server is ready")
        yield made


def token(served: Stack, blocker: Any, *roles: Role) -> str:
    name = urlsplit(served.database_url).path.removeprefix("/")
    with blocker.unblock(), databases.pointed_at(NAME=name):
        return issue_token(name="Schemathesis", roles=roles, actor=Actor.system())[1]


@pytest.mark.parametrize(
    ("roles", "asked"),
    [(BUSINESS, "--exclude-operation-id-regex"), ([Role.ADMIN], "--include-operation-id-regex")],
    ids=["business", "admin"],
)
def test_no_answer_is_undocumented(
    served: Stack, django_db_blocker: Any, tmp_path: Path, roles: list[Role], asked: str
) -> None:
    key = token(served, django_db_blocker, *roles)
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIGURATION), "run"]
    command += [f"{served.address}/api/v1/schema", "--phases", PHASES]
    command += ["--header", f"Authorization: Bearer {key}", asked, OF_ADMINS]
    command += ["--checks", "all", "--max-examples", EXAMPLES, "--seed", SEED, "--workers", "2"]
    command += ["--continue-on-failure", "--no-color", "--suppress-health-check", "all"]

    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout[-20_000:] + run.stderr
