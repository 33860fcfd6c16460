"""Numbers of registers: written one way, with check digits that are right."""

from __future__ import annotations

import pytest

from vendors.identifiers import BadIdentifier, Number, parse, read


@pytest.mark.parametrize(
    ("scheme", "value", "tidy"),
    [
        ("LEI", "5493001kjtiigc8y1r12", "5493001KJTIIGC8Y1R12"),
        ("lei", " 5493001KJTIIGC8Y1R12 ", "5493001KJTIIGC8Y1R12"),
        ("GB-COH", "445790", "00445790"),
        ("GB-COH", "sc 123456", "SC123456"),
        ("US-CIK", "1326801", "0001326801"),
        ("ISIN", "US30303M1027", "US30303M1027"),
        ("DK-CVR", "13585628", "13585628"),
        ("FR-SIREN", "552 008 443", "552008443"),
        ("own-list", "  A   7 ", "A 7"),
    ],
)
def test_a_number_is_written_as_its_register_writes_it(scheme: str, value: str, tidy: str) -> None:
    assert read(scheme, value) == Number(scheme.upper(), tidy)


@pytest.mark.parametrize(
    ("scheme", "value"),
    [
        ("LEI", "5493001KJTIIGC8Y1R13"),
        ("LEI", "1"),
        ("LEI", ""),
        ("ISIN", "US30303M1028"),
        ("GB-COH", "123456789"),
        ("US-CIK", "12345678901"),
        ("DUNS", "1234"),
        ("DK-CVR", "13585627"),
        ("", "1"),
        ("A B", "1"),
        ("É", "1"),
        ("X" * 41, "1"),
        ("X", "1" * 101),
    ],
)
def test_what_no_register_gives_is_refused(scheme: str, value: str) -> None:
    with pytest.raises(BadIdentifier):
        read(scheme, value)


def test_a_number_is_read_from_one_text() -> None:
    assert parse("own:a:b") == Number("OWN", "a:b")
    assert str(parse("lei:5493001KJTIIGC8Y1R12")) == "LEI:5493001KJTIIGC8Y1R12"
    with pytest.raises(BadIdentifier):
        parse("5493001KJTIIGC8Y1R12")
