"""How did the story go, when it was played over HTTP with a real worker behind the server?"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import pytest
from rich.console import Console

from contracts.story.play import play
from contracts.story.telling import Teller
from tests.functional.stack import Stack

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """The story after its end.

    :ivar text: what was printed of it
    :ivar assessments: up to the one that the vendor's own words led to
    """

    text: str
    vendor: Json
    contract: Json
    termination: Json
    assessments: list[Json]


@pytest.fixture(scope="session")
def told(stack: Stack) -> Told:
    """The story, played to its end once for all who ask about it."""
    stack.be_whole()
    page = io.StringIO()
    play(stack.cast, Teller(Console(file=page, width=110)))
    stack.settle()
    vera = stack.person("vera")
    vendor = vera.get("vendors", q="Scale%20AI")["results"][0]
    contract = vera.get("contracts", vendor=vendor["id"])["results"][0]
    every = vera.get("assessments", vendor=vendor["id"], ordering="created_at")["results"]
    # What was learnt later, of others, led to the same verdict anew.
    confirmed = [each["state"] for each in every].index("conflict")
    assessments = every[: confirmed + 1]
    [termination] = vera.get(f"contracts/{contract['id']}/terminations")["results"]
    return Told(page.getvalue(), vendor, contract, termination, assessments)
