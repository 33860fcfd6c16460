"""Is this a language, and does it answer to another?"""

from __future__ import annotations

from fractions import Fraction

import pytest

from vendors.languages import NotALanguage, answers, tag


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("EN", "en"),
        ("eng", "en"),
        ("pt-br", "pt-BR"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("tlh", "tlh"),
        ("sl-ROZAJ", "sl-rozaj"),
        ("en-x-Lab", "en-x-lab"),
        ("qaa", "qaa"),
    ],
)
def test_a_tag_is_written_the_usual_way(text: str, written: str) -> None:
    assert tag(text) == written


@pytest.mark.parametrize("text", ["", "english", "xx", "en-QQQ", "en-XQ1", "zh-Zzzq", "de_DE", "e"])
def test_what_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(NotALanguage):
        tag(text)


@pytest.mark.parametrize(
    ("spoken", "asked", "share"),
    [
        ("pt", "pt", Fraction(1)),
        ("pt-BR", "pt", Fraction(1)),
        ("pt", "pt-BR", Fraction(1, 2)),
        ("pt-PT", "pt-BR", Fraction(0)),
        ("en", "es", Fraction(0)),
        ("e", "en", Fraction(0)),
    ],
)
def test_a_region_answers_to_the_language_and_the_language_by_half(
    spoken: str, asked: str, share: Fraction
) -> None:
    assert answers(spoken, asked) == share
