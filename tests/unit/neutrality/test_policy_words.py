"""The page about policies says what the code knows."""

from __future__ import annotations

from pathlib import Path

from procurement.neutrality.policy import Policy
from procurement.neutrality.policy_words import MEANINGS, rows

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "policy.md"


def test_every_field_says_what_it_does_and_no_other_does() -> None:
    assert set(MEANINGS) == set(Policy().to_mapping())


def test_the_page_has_every_field_with_what_is_usual() -> None:
    assert rows() in PAGE.read_text()
