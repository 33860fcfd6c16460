"""How are texts, numbers, days and money read strictly, and written plainly?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pycountry
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.rest.addresses import is_public_address

_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BLANK = re.compile(r"[ \t\r\n\u00a0\ufeff]+")
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn")


class Strict(serializers.Serializer[Any]):
    """A serializer that refuses what it does not know."""

    default_error_messages = {"invalid": "An object is expected."}

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            taken = {name for name, field in self.fields.items() if not field.read_only}
            unknown = [str(name) for name in data if name not in taken]
            if unknown:
                raise serializers.ValidationError(
                    {
                        name[:100]: [
                            serializers.ErrorDetail(
                                "This field is read-only."
                                if name in self.fields
                                else "There is no such field.",
                                code="read_only_field" if name in self.fields else "unknown_field",
                            )
                        ]
                        for name in unknown[:20]
                    }
                )
        return super().to_internal_value(data)


class _Sayable(serializers.CharField):
    """Where a text may be empty, null says so too: what is answered as null may be sent back."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("allow_null", kwargs.get("allow_blank", False))
        super().__init__(**kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return super().run_validation("" if data is None and self.allow_blank else data)


class Text(_Sayable):
    """A line of text: a JSON string in NFC, blanks single, nothing invisible or turned around."""

    default_error_messages = {
        "characters": "This text has invisible, control or direction characters.",
        "letters": "This text has no character that can be seen.",
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 500)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        text = self.tidy(data)
        if any(char in _BIDI or self.is_refused(char) for char in text):
            self.fail("characters")
        if text and all(unicodedata.category(char)[0] == "M" for char in text):
            self.fail("letters")
        return text

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if isinstance(data, str) and not self.tidy(data):
            data = ""
        return super().run_validation(data)

    def tidy(self, data: str) -> str:
        return unicodedata.normalize("NFC", _BLANK.sub(" ", data)).strip()

    def is_refused(self, char: str) -> bool:
        return unicodedata.category(char) in _INVISIBLE and char not in "\u200c\u200d"


class Prose(Text):
    """Text of several lines, kept as it was written, blanks and all."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20_000)
        super().__init__(**kwargs)

    def tidy(self, data: str) -> str:
        return unicodedata.normalize("NFC", data.replace("\r\n", "\n"))

    def is_refused(self, char: str) -> bool:
        return char not in "\n\t" and super().is_refused(char)


class Choice(serializers.ChoiceField):
    """One of the codes of an enum, as a JSON string. A refusal says which there are."""

    default_error_messages = {"invalid_choice": "{input} is none of {codes}."}

    def to_internal_value(self, data: Any) -> Any:
        known = isinstance(data, str) and data in self.choice_strings_to_values
        if not known and not (data == "" and self.allow_blank):
            said = f'"{data[:50]}"' if isinstance(data, str) else type(data).__name__
            self.fail("invalid_choice", input=said, codes=", ".join(map(str, self.choices)))
        return super().to_internal_value(data)


class Whole(serializers.IntegerField):
    """A JSON integer; never a float, a string or a boolean."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault("max_value", 2_147_483_647)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return data


class Flag(serializers.BooleanField):
    """A JSON boolean and nothing that resembles one."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


def exact_decimal(data: object) -> Decimal | None:
    """A JSON number or a plain decimal string as a Decimal; None if it is neither."""
    if isinstance(data, bool):
        return None
    if isinstance(data, (int, Decimal)) or (isinstance(data, str) and _DECIMAL.fullmatch(data)):
        value = Decimal(data)
    else:
        return None
    return value if value.is_finite() else None


# Not `multipleOf`: a validator that divides floats refuses 33.333333 by it.
@extend_schema_field(
    {"type": "number", "minimum": 0, "maximum": 100, "description": "At most six decimals."}
)
class Percent(serializers.Field[Decimal, Any, Any, Any]):
    """A percentage 0..100 with at most six decimals, exact."""

    default_error_messages = {
        "number": "Give a percentage as a number.",
        "range": "A percentage lies between 0 and 100.",
        "digits": "A percentage has at most six decimals.",
    }

    def to_internal_value(self, data: Any) -> Decimal:
        value = exact_decimal(data)
        if value is None:
            self.fail("number")
        if not 0 <= value <= 100:
            self.fail("range")
        rounded = value.quantize(Decimal("0.000001"))
        if rounded != value:
            self.fail("digits")
        return abs(rounded)

    def to_representation(self, value: Any) -> float | int | None:
        return plain_number(value)


def plain_number(value: Decimal | None) -> float | int | None:
    """A Decimal of at most six decimals as the JSON number that prints it exactly."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


class Day(serializers.DateField):
    """`YYYY-MM-DD`."""

    def to_internal_value(self, value: Any) -> date:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            self.fail("invalid", format="YYYY-MM-DD")
        return super().to_internal_value(value)


class Instant(serializers.DateTimeField):
    """RFC 3339 with a time zone; answered in UTC with `Z`."""

    def to_internal_value(self, value: Any) -> datetime:
        if not isinstance(value, str) or not _INSTANT.fullmatch(value):
            self.fail("invalid", format="YYYY-MM-DDThh:mm:ssZ")
        try:
            return datetime.fromisoformat(value).astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail("invalid", format="YYYY-MM-DDThh:mm:ssZ")

    def to_representation(self, value: Any) -> Any:
        return instant(value)


def instant(value: datetime | None) -> str | None:
    """An instant as we write it: always to the microsecond, so that texts sort as instants do."""
    if value is None:
        return None
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


class Country(Text):
    """ISO 3166-1 alpha-2 or 3166-2."""

    default_error_messages = {"country": "Give a code of ISO 3166, such as US or US-DE."}

    def to_internal_value(self, data: Any) -> str:
        code = super().to_internal_value(data)
        if code and not _is_country(code):
            self.fail("country")
        return code


def _is_country(code: str) -> bool:
    if code != code.upper():
        return False
    if len(code) == 2:
        return pycountry.countries.get(alpha_2=code) is not None
    return pycountry.subdivisions.get(code=code) is not None  # type: ignore[no-untyped-call]


class Id(serializers.UUIDField):
    """The id of an object."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid", value=type(data).__name__)
        return super().to_internal_value(data)


class Link(_Sayable, serializers.URLField):
    """An `https` or `http` address, kept as a reference and never fetched."""

    default_error_messages = {"address": "Give a public http or https address."}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 2000)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if not is_public_address(text):
            self.fail("address")
        return text


class Reason(Strict):
    """Why something is done."""

    reason = Prose(min_length=1, max_length=5000)


class ReasonAndEvidence(Reason):
    """Why something is done, and on what evidence."""

    evidence = serializers.ListField(child=Id(), required=False, max_length=100)
