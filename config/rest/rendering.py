"""How do answers leave? As JSON in UTF-8, problems as `application/problem+json`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework.renderers import JSONRenderer


class PlainJSON(JSONRenderer):
    """JSON; a refusal carries the media type of RFC 9457."""

    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        response = (renderer_context or {}).get("response")
        if response is not None and response.status_code >= 400:
            response.content_type = "application/problem+json"
            response["Content-Type"] = "application/problem+json"
        return super().render(data, accepted_media_type, renderer_context)
