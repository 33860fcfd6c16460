"""What does the OpenAPI document say beyond what views say? Every refusal, everywhere."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

_PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457. `code` names the refusal; `type` is its page.",
    "required": ["type", "title", "status", "detail", "instance", "code"],
    "properties": {
        "type": {"type": "string", "examples": ["/problems/not-found"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {
                    "pointer": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
    "additionalProperties": True,
}
_REFUSALS = {
    "400": "The request is not valid.",
    "401": "Sign in first.",
    "403": "Your roles do not allow this, or a second person has to do it.",
    "404": "There is nothing here.",
    "405": "This method does not exist here.",
    "406": "Answers are JSON.",
    "408": "The body did not arrive in time.",
    "409": "Not possible in this state.",
    "412": "The object has changed since you read it.",
    "413": "The body is too large.",
    "415": "This kind of body is not read here.",
    "422": "Understood, but refused by a rule.",
    "428": "Say which version you saw.",
    "429": "Too many requests.",
    "503": "Not available right now.",
}
_WRITING = ("408", "409", "412", "413", "415", "422", "428")

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": r"^[\x21-\x7e]{1,255}$"},
    OpenApiParameter.HEADER,
    description="The same key and body within 24 h gives the first answer again.",
)
DRY_RUN = OpenApiParameter(
    "dry_run", bool, description="Say what would happen and write nothing.", default=False
)
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description="The ETag of your last read."
)


class Schema(AutoSchema):
    """The library's schema of a view, with the manners every operation has.

    A list is told apart by its `orderings`, which every list has: its answer is a page, its
    parameters are its filters and those of paging.
    """

    def _is_list_view(self, serializer: Any = None) -> bool:
        return self.method == "GET" and hasattr(self.view, "orderings")

    def get_override_parameters(self) -> list[Any]:
        match self.method:
            case "POST":
                return [IDEMPOTENCY_KEY, DRY_RUN]
            case "PATCH":
                return [IF_MATCH, DRY_RUN]
            case _:
                return []


def add_problems(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """Document the refusals every operation can answer (a post-processing hook)."""
    result["components"].setdefault("schemas", {})["Problem"] = _PROBLEM
    for path in result["paths"].values():
        for method, operation in path.items():
            if method in ("get", "post", "patch", "put", "delete"):
                _add_refusals(method, operation)
    return result


def _add_refusals(method: str, operation: dict[str, Any]) -> None:
    _add_foreseen(operation["responses"])
    reference = {"$ref": "#/components/schemas/Problem"}
    for code, title in _REFUSALS.items():
        if method == "get" and code in _WRITING:
            continue
        operation["responses"].setdefault(
            code,
            {"description": title, "content": {"application/problem+json": {"schema": reference}}},
        )


def _add_foreseen(responses: dict[str, Any]) -> None:
    """What would be made is answered with 200 (`dry_run`), in the shape of what is made."""
    for made in ("201", "202"):
        if made in responses and "200" not in responses:
            said = {**responses[made], "description": "What would happen (`dry_run`)."}
            responses["200"] = {name: said[name] for name in said if name != "headers"}
