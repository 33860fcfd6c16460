"""The page about events says what the code knows."""

from __future__ import annotations

from pathlib import Path

from config.events.types import EVENTS, reference
from config.reactions import REACTIONS
from contracts.lifecycle import Act

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "events.md"


def test_the_page_is_as_the_code_would_make_it() -> None:
    assert PAGE.read_text() == reference(), "python -m config.events.types > " + PAGE.name


def test_only_known_events_owe_something() -> None:
    assert set(REACTIONS) <= set(EVENTS)


def test_every_move_of_a_contract_is_an_event() -> None:
    assert {f"contracts.{act.past}" for act in Act} <= set(EVENTS)
