"""What gets every request before a view sees it? A name, and one spelling of its path."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import structlog
from django.http import HttpRequest, HttpResponse

_GIVEN = re.compile(r"[A-Za-z0-9._:-]{1,128}")
Next = Callable[[HttpRequest], HttpResponse]


class RequestTrace:
    """Take the caller's `X-Request-ID` or make one; answer it, log it, and let events keep it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _GIVEN.fullmatch(given) else str(uuid4())
        request.request_id = request_id  # type: ignore[attr-defined]
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response


# These end in a slash where they do, and redirect by themselves.
_AS_THEY_ARE = ("/admin/", "/static/", "/oidc/")


class TidyPath:
    """Everything of ours answers with and without a trailing slash: a redirect loses the body."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if path.endswith("/") and not path.startswith(_AS_THEY_ARE):
            request.path_info = path.rstrip("/") or "/"
        return self.get_response(request)
