"""What waits for the person who has just signed in? The first page of the admin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from config.rest.models import User
from config.rest.roles import is_allowed


@dataclass(frozen=True, slots=True)
class Pile:
    """Things in a list that somebody should look at.

    :ivar may: the operation that takes a thing off the pile; shown to whoever may do it
    :ivar of: which of the list's rows
    :ivar filters: the same as the list's own filters
    """

    title: str
    may: str
    of: Callable[[QuerySet[Any]], QuerySet[Any]]
    filters: tuple[tuple[str, str], ...]


def piled(title: str, may: str, **lookup: str) -> Pile:
    """A pile of the rows with these values, in a list that can be filtered by them."""
    filters = tuple((f"{name}__exact", value) for name, value in lookup.items())
    return Pile(title, may, lambda rows: rows.filter(**lookup), filters)


def lay_out(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add the piles of this person to the first page."""
    piles = list(_piles(request))
    return {
        **context,
        "waiting": [pile for pile in piles if pile["acts"]],
        "looking": [pile for pile in piles if not pile["acts"]],
    }


def _piles(request: HttpRequest) -> Iterator[dict[str, Any]]:
    for model, page in admin.site._registry.items():
        for pile in getattr(page, "piles", ()):
            if page.has_view_permission(request) and _may(request, pile.may):
                name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
                yield {
                    "title": pile.title,
                    "count": pile.of(page.get_queryset(request)).count(),
                    "href": f"{reverse(name)}?{urlencode(pile.filters)}",
                    "acts": pile.may != getattr(page, "reads", ""),
                }


def _may(request: HttpRequest, operation: str) -> bool:
    return isinstance(request.user, User) and is_allowed(operation, request.user.roles)
