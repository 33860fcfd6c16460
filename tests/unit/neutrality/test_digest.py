"""One value has one text, and one hash, whatever it is made of."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from hashlib import sha256

import pytest

from procurement.neutrality.digest import canonical, digest, facts_digest
from procurement.neutrality.policy import Policy
from tests.unit.ownership.cap_tables import cap_table, holds

FACTS = cap_table(holds("X", "V", "33.4"), holds("Y", "V", 10), people=["X"])


@pytest.mark.parametrize(
    "value",
    [
        None, 'é"\n', 3, [], {}, (), {"b": {}, "a": []}, [[1, [2, [3, [4]]]]], Fraction(1, 3),
        {"z": {"day": date(2025, 6, 13), "b": frozenset({"y", "x"})}, "a": (1, (2,))},
        {"facts": list(FACTS.facts), "parties": FACTS.parties}, Policy().to_judging_mapping(),
    ],
)  # fmt: skip
def test_the_hash_is_that_of_the_text(value: object) -> None:
    assert digest(value) == sha256(canonical(value).encode()).hexdigest()


def test_order_is_no_part_of_what_is_known() -> None:
    other = cap_table(*reversed(FACTS.facts), people=["X"])

    assert facts_digest(other) == facts_digest(FACTS)


def test_every_share_is() -> None:
    other = cap_table(holds("X", "V", "33.5"), holds("Y", "V", 10), people=["X"])

    assert facts_digest(other) != facts_digest(FACTS)
