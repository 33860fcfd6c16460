"""Who asks, about which day, and does the object exist?"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from rest_framework.request import Request

from config import clock
from config.problems import NotFound
from config.rest.fields import Day, Instant, Strict
from config.rest.views import actor, queried


class OnDay(Strict):
    """The day on which what follows from dates is judged; today unless said otherwise."""

    valid_at = Day(required=False)


class OnBothClocks(OnDay):
    """The day of the world, and the instant up to which we had heard (inclusive)."""

    known_at = Instant(required=False)


def asked_day(request: Request) -> date:
    """`valid_at`, or today."""
    given = request.query_params.get("valid_at")
    if given is None:
        return clock.today()
    asked = OnDay(data={"valid_at": given})
    asked.is_valid(raise_exception=True)
    day: date = asked.validated_data["valid_at"]
    return day


def both_clocks(request: Request) -> dict[str, Any]:
    """`valid_at` and `known_at`, or today and everything known."""
    asked = queried(OnBothClocks, request)
    return {"valid_at": asked.get("valid_at") or clock.today(), "known_at": asked.get("known_at")}


def clocks_beside(request: Request) -> dict[str, Any]:
    """The same in a list, where filters and paging stand beside the clocks."""
    given = request.query_params
    asked = OnBothClocks(data={n: given[n] for n in ("valid_at", "known_at") if n in given})
    asked.is_valid(raise_exception=True)
    told = asked.validated_data
    return {"valid_at": told.get("valid_at") or clock.today(), "known_at": told.get("known_at")}


def showing(request: Request) -> dict[str, object]:
    """The context in which contracts and terminations are shown.

    `at` is the present instant where no day was asked about: it falls on another day in the
    contract's zone than in UTC.
    """
    roles = actor(request).roles
    if request.method == "GET" and "valid_at" in request.query_params:
        return {"on": asked_day(request), "at": None, "roles": roles}
    at = clock.now()
    return {"on": at.date(), "at": at, "roles": roles}


def refuse_absent(model: type[models.Model], object_id: UUID) -> None:
    """An object that is not there is told before what is wrong with a body.

    :raises NotFound: if there is no such object
    """
    if not model._default_manager.filter(pk=object_id).exists():
        raise NotFound()
