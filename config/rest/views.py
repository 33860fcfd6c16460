"""What do all endpoints have in common? Strict questions, safe repetition, plain answers."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, cast

from django.db import models, transaction
from django.db.models import QuerySet
from django_filters import FilterSet
from rest_framework.exceptions import NotAuthenticated
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from config.actors import Actor
from config.problems import Invalid, PreconditionRequired
from config.rest import idempotency
from config.rest.fields import Strict
from config.rest.filters import StrictFilters
from config.rest.permissions import caller

Handler = Callable[..., Response]


def _guarded(handle: Handler) -> Handler:
    """Let a writing method be repeated safely, or tried without effect (`?dry_run=true`)."""

    @functools.wraps(handle)
    def guarded(view: Endpoint, request: Request, *args: object, **kwargs: object) -> Response:
        def call() -> Response:
            return handle(view, request, *args, **kwargs)

        if not is_dry_run(request):
            return idempotency.once(request, call)
        idempotency.key_of(request)
        with transaction.atomic():
            response = call()
            transaction.set_rollback(True)
        response.headers.pop("Location", None)
        response.status_code = 200
        return response

    return guarded


class Endpoint(APIView):
    """A view that refuses query parameters it does not know, and guards what it writes.

    :cvar asks: the query parameters a view takes
    """

    asks: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        for name in ("post", "patch"):
            if name in cls.__dict__:
                setattr(cls, name, _guarded(cls.__dict__[name]))

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        super().initial(request, *args, **kwargs)
        self._refuse_unknown_parameters(request)

    def _refuse_unknown_parameters(self, request: Request) -> None:
        known = {*self.known_parameters(), "format"}
        if request.method in ("POST", "PATCH"):
            known.add("dry_run")
        for name, values in request.query_params.lists():
            if name not in known:
                raise Invalid.at(f"/{name}", "unknown_parameter", "No such query parameter.")
            if len(values) > 1:
                raise Invalid.at(f"/{name}", "repeated", "Give a query parameter once.")
            if "\x00" in values[0]:
                raise Invalid.at(f"/{name}", "characters", "A parameter has no NUL characters.")

    def options(self, request: Request, *args: object, **kwargs: object) -> Response:  # type: ignore[override]
        """Which methods there are (`Allow`); what they take is in the OpenAPI document."""
        return Response(status=204)

    def known_parameters(self) -> Iterable[str]:
        return self.asks


class ListEndpoint(Endpoint, GenericAPIView[Any]):
    """A list by cursor, with strict filters. Subclasses say `queryset`-making, serializer, filters.

    :cvar filterset_class: the filters a client may use
    :cvar orderings: the fields a client may order by
    """

    filterset_class: ClassVar[type[FilterSet] | None] = None
    filter_backends = [StrictFilters]
    orderings: ClassVar[tuple[str, ...]] = ("created_at",)
    ordering: ClassVar[str] = "-id"

    def known_parameters(self) -> Iterable[str]:
        filters = self.filterset_class.base_filters if self.filterset_class else {}
        paging = (
            ("page_size", "cursor", "ordering", "count") if self.request.method == "GET" else ()
        )
        return (*self.asks, *filters, *paging)

    def listed(self, queryset: QuerySet[Any]) -> Response:
        """One page of a queryset, filtered and rendered."""
        page = self.paginate_queryset(self.filter_queryset(queryset))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def get_queryset(self) -> QuerySet[Any]:
        """Only for the schema: which model a list is of."""
        model = getattr(self.serializer_class, "model", None)
        return cast("type[models.Model]", model)._default_manager.none() if model else QuerySet()


def actor(request: Request) -> Actor:
    """Who is calling, as the domain sees them."""
    who = caller(request)
    if who is None:
        raise NotAuthenticated
    return who


def parsed(serializer: type[Strict], request: Request, **context: object) -> dict[str, Any]:
    """The body as the serializer understands it; refuses with every field that is wrong.

    :raises rest_framework.exceptions.ValidationError: rendered as `invalid` with pointers
    """
    asked = serializer(data=request.data, context={"request": request, **context})
    asked.is_valid(raise_exception=True)
    return cast(dict[str, Any], asked.validated_data)


def queried(serializer: type[Strict], request: Request) -> dict[str, Any]:
    """The query parameters as the serializer understands them."""
    names = {name: value for name, value in request.query_params.items() if name != "format"}
    asked = serializer(data={k: v for k, v in names.items() if k != "dry_run"})
    asked.is_valid(raise_exception=True)
    return cast(dict[str, Any], asked.validated_data)


def is_dry_run(request: Request) -> bool:
    """Whether the caller only wants to know what would happen."""
    value = request.query_params.get("dry_run", "false")
    if value not in ("true", "false"):
        raise Invalid.at("/dry_run", "boolean", "Say true or false.")
    return value == "true"


def seen_version(request: Request) -> int | None:
    """The version the caller saw, from `If-Match`, if they say (`*` is any).

    :raises Invalid: if it is not an ETag of ours
    """
    given = request.headers.get("If-Match")
    if given is None or given.strip() == "*":
        return None
    text = given.strip().removeprefix("W/").strip('"')
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Invalid.at("/If-Match", "format", "Send back the ETag of your last read.")
    return int(text)


def required_version(request: Request) -> int | None:
    """The version the caller saw, for changes that need to know.

    :raises PreconditionRequired: if the caller does not say
    """
    if "If-Match" not in request.headers:
        raise PreconditionRequired
    return seen_version(request)


NEVER_CHANGES = 1  # the version of an object that is written once


def found(serializer: BaseSerializer[Any], version: int | None = None) -> Response:
    """200 with an object, and its ETag if it has versions."""
    return Response(serializer.data, headers=_etag(version))


def created(serializer: BaseSerializer[Any], location: str, version: int | None = None) -> Response:
    """201 with a new object and where it lives."""
    return Response(serializer.data, status=201, headers={"Location": location, **_etag(version)})


def _etag(version: int | None) -> dict[str, str]:
    return {} if version is None else {"ETag": f'"{version}"'}
