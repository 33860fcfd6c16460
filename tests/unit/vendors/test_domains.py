"""Which domain does somebody mean, and how near is one to another?"""

from __future__ import annotations

import pytest

from vendors.domains import DomainNode, Match, Relation, Tree, code_of, is_code

TREE = Tree(
    [
        DomainNode("mathematics", "Mathematics"),
        DomainNode("algebra", "Algebra", "mathematics"),
        DomainNode("group_theory", "Group theory", "algebra"),
        DomainNode("geometry", "Geometry", "mathematics"),
        DomainNode("alchemy", "Alchemy", None, is_retired=True),
    ]
)


@pytest.mark.parametrize(
    ("known", "asked", "match"),
    [
        ("algebra", "algebra", Match(Relation.SAME, 0)),
        ("mathematics", "group_theory", Match(Relation.BROADER, 2)),
        ("group_theory", "mathematics", Match(Relation.NARROWER, 2)),
        ("geometry", "algebra", None),
        ("alchemy", "algebra", None),
    ],
)
def test_a_domain_answers_along_its_line_only(known: str, asked: str, match: Match | None) -> None:
    assert TREE.match(known, asked) == match


def test_whatever_answers_is_found_at_once() -> None:
    assert set(TREE.answering("algebra")) == {"mathematics", "algebra", "group_theory"}


@pytest.mark.parametrize("text", ["group_theory", "Group theory", "GROUP-THEORY", " group  theory"])
def test_spelling_does_not_matter(text: str) -> None:
    found = TREE.find(text)

    assert found is not None
    assert found.code == "group_theory"


def test_what_was_meant_is_near() -> None:
    assert TREE.near("mathmatics") == ["mathematics"]
    assert TREE.near("theory") == ["group_theory"]
    assert TREE.near("quilting") == []


def test_nobody_is_led_to_a_retired_domain() -> None:
    assert "alchemy" not in TREE.near("alchemy")


def test_a_line_that_would_repeat_ends() -> None:
    tree = Tree([DomainNode("a", "A", "b"), DomainNode("b", "B", "a")])

    assert tree.line("a") == ("a", "b")


@pytest.mark.parametrize(("text", "code"), [("Organic chemistry", "organic_chemistry")])
def test_a_name_has_a_code(text: str, code: str) -> None:
    assert code_of(text) == code
    assert is_code(code)


@pytest.mark.parametrize("text", ["", "Law", "law ", "_law", "law__x", "1law", "lаw"])
def test_other_texts_are_no_codes(text: str) -> None:
    assert not is_code(text)
