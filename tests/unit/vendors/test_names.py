"""Names that mean the same have one normal form; names that look the same have one skeleton."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.names import normal_name, searchable, skeleton


@pytest.mark.parametrize(
    ("name", "normal"),
    [
        ("Scale AI, Inc.", "scale ai"),
        ("SCALE AI", "scale ai"),
        ("Ｓｃａｌｅ　ＡＩ", "scale ai"),
        ("Bayer AG", "bayer"),
        ("Telefónica, S.A.", "telefónica"),
        ("Moody's Corporation", "moodys"),
        ("株式会社スケール", "スケール"),
        ("北京公司有限公司", "北京公司"),
        ("Company", "company"),
        ("Co. Ltd.", "co"),
        ("%_\\", "%_\\"),
        ("A & B Holdings", "a b holdings"),
        ("Straße GmbH & Co. KG", "strasse"),
    ],
)
def test_spelling_and_legal_form_do_not_matter(name: str, normal: str) -> None:
    assert normal_name(name) == normal


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Scale AI", "\u0405cale \u0410I"),
        ("Scale AI", "Sca1e A1"),
        ("Google", "G00gle"),
        ("Modern", "Modem"),
        ("OpenAI", "Οpen\u0391I"),
        ("Telefonica", "Telefónica"),
    ],
)
def test_names_that_look_alike_have_one_skeleton(name: str, other: str) -> None:
    assert skeleton(name) == skeleton(other)


def test_other_names_have_other_skeletons() -> None:
    assert len({skeleton(name) for name in ("Scale AI", "Surge AI", "Mercor", "Meta")}) == 4


@given(st.text(min_size=1, max_size=50))
def test_what_is_made_searchable_stays_so(name: str) -> None:
    assert searchable(searchable(name)) == searchable(name)


@given(st.text(alphabet="abcdefgh ÄÖé", min_size=1, max_size=30))
def test_case_does_not_matter(name: str) -> None:
    assert normal_name(name.upper()) == normal_name(name)
