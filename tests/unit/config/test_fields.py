"""Texts are read strictly, and what we answer may be sent back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from rest_framework.exceptions import ValidationError

from config.rest.fields import Choice, Country, Link, Prose, Strict, Text, instant


@pytest.mark.parametrize(
    "field",
    [Text(allow_blank=True), Prose(allow_blank=True), Link(allow_blank=True)],
    ids=lambda field: type(field).__name__,
)
def test_where_nothing_may_be_said_null_says_nothing(field: Text | Link) -> None:
    assert field.run_validation(None) == field.run_validation("") == ""


@pytest.mark.parametrize("field", [Text(), Prose(), Link(), Country()])
def test_where_something_must_be_said_null_is_refused(field: Text | Link) -> None:
    with pytest.raises(ValidationError):
        field.run_validation(None)


@pytest.mark.parametrize(
    ("said", "told"),
    [("votes", '"votes" is none of economic, voting.'), (3, "int is none of economic, voting.")],
)
def test_a_code_that_is_not_known_is_told_which_are(said: object, told: str) -> None:
    field = Choice(choices=[("economic", "economic"), ("voting", "voting")])

    with pytest.raises(ValidationError, match=told) as refused:
        field.run_validation(said)

    assert refused.value.get_codes() == ["invalid_choice"]
    assert field.run_validation("voting") == "voting"


@pytest.mark.parametrize("said", ["\t=1", " =1", "safe\n=1+1\n", "  indented"])
def test_prose_is_kept_as_it_was_written(said: str) -> None:
    assert Prose().run_validation(said) == said


@pytest.mark.parametrize("said", ["", " ", "\n\t ", "\u00a0"])
def test_blanks_say_nothing(said: str) -> None:
    for field in (Text(), Prose()):
        with pytest.raises(ValidationError):
            field.run_validation(said)
    assert Prose(allow_blank=True).run_validation(said) == ""


def test_instants_sort_as_their_texts_do() -> None:
    whole = datetime(2025, 6, 12, 9, tzinfo=UTC)
    moments = [whole + timedelta(microseconds=late) for late in (0, 1, 500_000, 1_000_000)]

    told = [str(instant(moment)) for moment in moments]

    assert told == sorted(told)
    assert told[0] == "2025-06-12T09:00:00.000000Z"
    assert instant(whole.astimezone(timezone(timedelta(hours=2)))) == told[0]


def test_what_is_no_object_is_refused_in_words_of_json() -> None:
    with pytest.raises(ValidationError, match="An object is expected"):
        Strict().run_validation("SE")
