"""What may a page of ours load and do in a browser? As little as it can work with."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_BARE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_PAGE = f"{_BARE}; style-src 'self'; img-src 'self'"
_DOCS = (
    f"{_BARE}; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'"
)
# The theme builds its menus from expressions in attributes, which is evaluating, and sets styles;
# no script stands in a page itself, so none that slips into a name or a text is ever run.
_ADMIN = (
    "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
    " script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'"
)
_NOBODY = "accelerometer=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class BrowserPolicy:
    """Say it with every answer, unless a view has said something stricter of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy_of(request.path_info))
        response.headers.setdefault("Permissions-Policy", _NOBODY)
        if request.path_info.startswith("/api/v1/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def policy_of(path: str) -> str:
    """The policy of whatever is at a path."""
    if path.startswith("/admin/"):
        return _ADMIN
    if path.rstrip("/") == "/api/docs":
        return _DOCS
    return _BARE if path.startswith("/api/") else _PAGE
