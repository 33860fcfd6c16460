"""How is a file taken in as evidence, and how is it described?"""

from __future__ import annotations

import unicodedata
from typing import Any

from django.conf import settings
from rest_framework import serializers

from config.rest.fields import Instant, Strict, Text
from config.rest.parsing import BodyTooLarge
from vendors.models import Evidence


class NewEvidence(Strict):
    """A file; without a title its name is the title."""

    file = serializers.FileField(max_length=None, allow_empty_file=False)
    title = Text(max_length=500, required=False, allow_blank=True)

    def validate_file(self, value: Any) -> Any:
        if value.size > settings.EVIDENCE_MAX_BYTES:
            raise BodyTooLarge(limit=settings.EVIDENCE_MAX_BYTES)
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        filename = tidy_filename(attrs["file"].name or "")
        return {
            "file": attrs["file"],
            "filename": filename,
            "title": attrs.get("title") or filename or "Untitled",
        }


def tidy_filename(name: str) -> str:
    """The last part of a name, without characters that cannot be seen."""
    last = name.replace("\\", "/").rpartition("/")[2]
    seen = (char for char in last if unicodedata.category(char)[0] not in "CZ" or char == " ")
    return unicodedata.normalize("NFC", "".join(seen)).strip(" .")[-255:]


class EvidenceRecord(serializers.ModelSerializer[Evidence]):
    """A file kept as evidence; `sha256` names its bytes. The bytes are under `/content`."""

    created_at = Instant()

    class Meta:
        model = Evidence
        fields = [
            "id",
            "created_at",
            "title",
            "filename",
            "sha256",
            "size",
            "media_type",
            "uploaded_by",
        ]
        read_only_fields = fields
