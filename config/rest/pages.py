"""What does a person see who opens the address of a problem, or the house's front door?"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

from config.problems import Problem
from config.rest.errors import reading_only
from config.rest.rendering import PlainJSON


@reading_only
def home(request: HttpRequest) -> HttpResponse:
    """Where to go from here."""
    return render(request, "home.html")


@reading_only
def problems(request: HttpRequest) -> HttpResponse:
    """Every refusal this system knows, by code."""
    known = sorted(Problem.registry().values(), key=lambda problem: problem.code)
    return render(request, "problems/list.html", {"problems": known})


@reading_only
def problem(request: HttpRequest, code: str) -> HttpResponse:
    """What one refusal means, and what to do next."""
    known = Problem.registry().get(code)
    if known is None:
        raise Http404(code)
    return render(request, "problems/one.html", {"problem": known, "meaning": known.meaning()})


class Docs(SpectacularSwaggerSplitView):
    """The API's own page. What it refuses is told as everywhere, not in the page's renderer."""

    http_method_names = ["get", "head"]

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        if response.exception:
            request.accepted_renderer = PlainJSON()
            request.accepted_media_type = PlainJSON.media_type
        return super().finalize_response(request, response, *args, **kwargs)


_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<rect width="32" height="32" rx="7" fill="#1f5fa8"/>'
    '<path d="M7 16h18M7 16l4-4M7 16l4 4M25 16l-4-4M25 16l-4 4" stroke="#fff" stroke-width="2.4"'
    ' fill="none" stroke-linecap="round" stroke-linejoin="round"/></svg>'
)


@reading_only
def icon(request: HttpRequest) -> HttpResponse:
    """What browsers ask for by themselves: a length between two ends."""
    return HttpResponse(_ICON, content_type="image/svg+xml")
