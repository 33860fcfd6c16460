"""How are long lists cut? By cursor, so that a page costs the same wherever it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor as Place
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from config.problems import Invalid

if TYPE_CHECKING:
    from rest_framework.views import APIView

DEFAULT = 50
LARGEST = 500


class Cursor(CursorPagination):
    """`{"results", "next", "previous"}`, and `count` when asked for with `?count=true`."""

    page_size = DEFAULT
    page_size_query_param = "page_size"
    ordering = "-id"
    _count: int | None = None

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        if _flag(request, "count"):
            self._count = queryset.count()
        try:
            return super().paginate_queryset(queryset, request, view)
        # A place that is none of what the list is ordered by, found out by field or database.
        except (NotFound, ValidationError, ValueError, DataError):
            raise _not_ours() from None

    def decode_cursor(self, request: Request) -> Place | None:
        place: Place | None = super().decode_cursor(request)
        if place is not None and "\x00" in str(place.position):
            raise _not_ours()
        return place

    def get_page_size(self, request: Request) -> int:
        asked = request.query_params.get("page_size")
        if asked is None:
            return DEFAULT
        if not asked.isascii() or not asked.isdigit() or not 1 <= int(asked[:9]) <= LARGEST:
            raise Invalid.at("/page_size", "range", f"A page has 1 to {LARGEST} results.")
        return int(asked)

    def get_ordering(
        self, request: Request, queryset: QuerySet[Any], view: APIView
    ) -> tuple[str, ...]:
        allowed: tuple[str, ...] = getattr(view, "orderings", ())
        asked = request.query_params.get("ordering")
        if asked is None:
            usual: str = getattr(view, "ordering", self.ordering)
            return (usual,) if usual.endswith("id") else (usual, "-id")
        if asked.removeprefix("-") not in allowed:
            raise Invalid.at("/ordering", "ordering", f"Order by one of: {', '.join(allowed)}.")
        return (asked, "-id")

    def get_paginated_response(self, data: Any) -> Response:
        body: dict[str, object] = {
            "results": data,
            "next": self.get_next_link(),
            "previous": self.get_previous_link(),
        }
        if self._count is not None:
            body["count"] = self._count
        return Response(body)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """What every list takes; `ordering` only where there is something to order by."""
        size = {"type": "integer", "minimum": 1, "maximum": LARGEST, "default": DEFAULT}
        orders = [name for field in view.orderings for name in (field, f"-{field}")]
        asked = [
            ("page_size", size, "Results on a page."),
            ("cursor", {"type": "string"}, "From `next` or `previous`."),
            ("count", {"type": "boolean", "default": False}, "Count all results, too."),
        ]
        if orders:
            asked.append(("ordering", {"type": "string", "enum": orders}, "`-` is descending."))
        return [
            {"name": name, "in": "query", "required": False, "description": said, "schema": schema}
            for name, schema, said in asked
        ]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["results", "next", "previous"],
            "properties": {
                "results": schema,
                "next": link,
                "previous": link,
                "count": {"type": "integer"},
            },
        }


def _not_ours() -> Invalid:
    return Invalid.at("/cursor", "cursor", "This cursor is not one of ours; start without one.")


def _flag(request: Request, name: str) -> bool:
    value = request.query_params.get(name, "false")
    if value not in ("true", "false"):
        raise Invalid.at(f"/{name}", "boolean", "Say true or false.")
    return value == "true"
