"""What is a body we accept? JSON in UTF-8, small, shallow, unambiguous; nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import IO, Any

from django.conf import settings
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.parsers import BaseParser, MultiPartParser

from config.problems import Invalid, Problem

MAX_BODY = 1024 * 1024
MAX_DEPTH = 32
MAX_NUMBER_LENGTH = 64


class BodyTooLarge(Problem):
    """The body is larger than this endpoint takes: 1 MiB, for files 50 MiB.

    Send less at a time; disclosures may be split, large files go through imports.
    """

    status = 413
    code = "body-too-large"
    title = "The body is too large."


class StrictJSONParser(BaseParser):
    """JSON without double keys, NaN, NUL, lone surrogates, or more than 32 levels; exact."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        _refuse_other_charsets(media_type or "")
        if said_length((parser_context or {})["request"].META) > MAX_BODY:
            raise BodyTooLarge(limit=MAX_BODY)
        raw = stream.read(MAX_BODY + 1)
        if len(raw) > MAX_BODY:
            raise BodyTooLarge(limit=MAX_BODY)
        return loads(raw)


def said_length(meta: Mapping[str, Any]) -> int:
    """How long a body claims to be, so that one too long is refused before it is read.

    A chunked one does not say; its `CONTENT_LENGTH` is what we would read at most.
    """
    length = meta.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdigit() and "HTTP_TRANSFER_ENCODING" not in meta else 0


def loads(raw: bytes) -> object:
    """Read a JSON document strictly.

    :raises Invalid: saying what is wrong with it
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Invalid.at("", "encoding", "The body is not UTF-8.") from None
    _refuse_depth(text)
    try:
        body: object = json.loads(
            text,
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=_refuse_constant,
            object_pairs_hook=_unique,
        )
    except json.JSONDecodeError as error:
        raise Invalid.at(
            "", "json", f"The body is not JSON: {error.msg}, line {error.lineno}."
        ) from None
    return body


def _refuse_other_charsets(media_type: str) -> None:
    for parameter in media_type.split(";")[1:]:
        name, _, value = parameter.strip().partition("=")
        if name.lower() == "charset" and value.strip('" ').lower() not in ("utf-8", "utf8"):
            raise UnsupportedMediaType(media_type, "Send JSON in UTF-8.")


def _refuse_depth(text: str) -> None:
    """Count brackets outside strings before the parser recurses into them."""
    depth, in_string, escaped = 0, False, False
    for char in text:
        if in_string:
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            elif char == '"':
                in_string = False
        elif char == '"':
            in_string = True
        elif char in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise Invalid.at("", "too_deep", f"JSON may be nested {MAX_DEPTH} levels deep.")
        elif char in "]}":
            depth -= 1


def _decimal(text: str) -> Decimal:
    if len(text) > MAX_NUMBER_LENGTH:
        raise Invalid.at("", "number", "A number of the body has too many digits.")
    return Decimal(text)


def _integer(text: str) -> int:
    if len(text) > MAX_NUMBER_LENGTH:
        raise Invalid.at("", "number", "A number of the body has too many digits.")
    return int(text)


def _refuse_constant(text: str) -> object:
    raise Invalid.at("", "number", f"{text} is not a number of JSON.")


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        _refuse_text(key)
        if isinstance(value, str):
            _refuse_text(value)
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, str):
                    _refuse_text(item)
        if key in found:
            raise Invalid.at("", "double_key", "A key of the body appears twice in one object.")
        found[key] = value
    return found


def _refuse_text(text: str) -> None:
    if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise Invalid.at(
            "", "characters", "A text of the body has characters that cannot be stored."
        )


class FileParser(MultiPartParser):
    """Multipart for uploads, within the evidence limit."""

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        request = (parser_context or {})["request"]
        if said_length(request.META) > settings.EVIDENCE_MAX_BYTES + MAX_BODY:
            raise BodyTooLarge(limit=settings.EVIDENCE_MAX_BYTES)
        parsed = super().parse(stream, media_type, parser_context)
        for name, values in (*parsed.data.lists(), *parsed.files.lists()):
            if len(values) > 1:
                raise Invalid.at(f"/{name[:100]}", "repeated", "Send one part of a name.")
        return parsed
