"""The page that shows how a contract is signed and left is true: it is typed as it stands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.functional.stack import PROJECT, Stack, standing

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
TOOLS = ("bash", "curl", "jq")
PAGE = PROJECT / "docs" / "how-to" / "leave.md"
REFUSED = re.compile(r"# (4\d\d) ([a-z-]+)$", re.MULTILINE)
# What curl was answered, one status a line, whatever the page does with the bodies.
TELLING = 'curl() { command curl -w "%{stderr}%{http_code}\\n" "$@" 2>>"$STATUSES"; }\n'


@dataclass(frozen=True, slots=True)
class Typed:
    """What came of typing the page."""

    output: str
    errors: str
    statuses: list[int]
    names: dict[str, str]


@pytest.fixture(scope="module")
def own_stack(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stack]:
    """A stack that nobody else looks at: the page changes who owns one of its vendors."""
    with standing(django_db_blocker, "_page") as made:
        made.be_whole()
        yield made


@pytest.fixture(scope="module")
def typed(own_stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Typed:
    assert all(map(shutil.which, TOOLS)), f"the page is for a shell; install {', '.join(TOOLS)}"
    statuses = tmp_path_factory.mktemp("page") / "statuses"
    names = ["C", "M", "W", "R", "T", "OTHER", "V"]
    ending = "".join(f'echo "{name}=${name}" >&2\n' for name in names)
    run = subprocess.run(
        ["bash", "-c", TELLING + shell_of(PAGE) + ending],
        cwd=PROJECT,
        env=environment(own_stack) | {"STATUSES": str(statuses)},
        capture_output=True,
        text=True,
        check=False,
    )
    own_stack.settle()
    found = dict(line.split("=", 1) for line in run.stderr.splitlines()[-len(names) :])
    told = [int(line) for line in statuses.read_text().split()]
    return Typed(run.stdout, run.stderr, told, found)


def shell_of(page: Path) -> str:
    """All that a page shows to be typed, in its order."""
    return "\n".join(re.findall(r"^```\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL))


def environment(stack: Stack) -> dict[str, str]:
    """As after `. .venv/bin/activate`, beside this stack."""
    first = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    own = {"API": f"{stack.address}/api/v1", "PATH": first, "no_proxy": "*"}
    return {**os.environ, **stack.web.environment, **own}


def test_the_page_is_refused_where_it_says_so_and_nowhere_else(typed: Typed) -> None:
    said = REFUSED.findall(PAGE.read_text())

    refused = [status for status in typed.statuses if status >= 400]

    assert refused == [int(status) for status, _ in said], typed.output + typed.errors
    assert len(typed.statuses) > 100
    for _, code in said:
        assert f'"code":"{code}"' in typed.output


def test_it_ends_as_the_page_tells(own_stack: Stack, typed: Typed) -> None:
    una, names = own_stack.person("una"), typed.names

    states = [una.get(f"contracts/{names[name]}")["state"] for name in ("C", "M", "W", "R")]

    assert states == ["ended", "active", "active", "active"]
    assert una.get(f"terminations/{names['T']}")["state"] == "withdrawn"
    assert una.get(f"waivers/{names['V']}")["state"] == "voided"
    assert una.get(f"vendors/{names['OTHER']}")["neutrality"]["state"] == "conflict"
    [renewal] = una.get(f"contracts/{names['W']}/renewals")["results"]
    assert renewal["number"] == 1
    assert ": intact; " in typed.output
