"""How is any refusal, ours or the framework's, told to a client? Once, here, as RFC 9457."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from psycopg import errors as pg
from rest_framework import exceptions, status
from rest_framework.response import Response

from config.problems import Conflict, Forbidden, Invalid, NotFound, Problem, Unauthorized

log = structlog.get_logger(__name__)
MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 2


class MethodNotAllowed(Problem):
    """The address exists, but not for this method. Nothing here can be deleted.

    `Allow` lists the methods that exist.
    """

    status = 405
    code = "method-not-allowed"
    title = "This method does not exist here."


class NotAcceptable(Problem):
    """The answer exists only as JSON; leave `Accept` away or send `application/json`."""

    status = 406
    code = "not-acceptable"
    title = "Answers are JSON."


class UnsupportedMediaType(Problem):
    """The endpoint does not read that kind of body. Send JSON in UTF-8 as `application/json`."""

    status = 415
    code = "unsupported-media-type"
    title = "This kind of body is not read here."


class RateLimited(Problem):
    """The caller asks too often; wait as many seconds as `Retry-After` says.

    Each token and each person has a limit of their own, with room for bursts.
    """

    status = 429
    code = "rate-limited"
    title = "Too many requests."


class Unavailable(Problem):
    """The database or the folder of evidence is away, full, too busy, or can only be read.

    Nothing was written; try again as `Retry-After` says.
    """

    status = 503
    code = "unavailable"
    title = "Not available right now."


class InternalError(Problem):
    """We made a mistake. Nothing was written; the request id finds it in our logs."""

    status = 500
    code = "internal-error"
    title = "Something went wrong on our side."


_BY_STATUS: Mapping[int, type[Problem]] = {
    404: NotFound,
    405: MethodNotAllowed,
    406: NotAcceptable,
    415: UnsupportedMediaType,
    429: RateLimited,
}


def answer(error: Exception, context: Mapping[str, Any]) -> Response:
    """DRF's exception handler: every error of a view becomes a problem document."""
    request: HttpRequest = context["request"]._request
    problem = as_problem(error)
    response = Response(body(problem, request), status=problem.status, content_type=MEDIA_TYPE)
    for name, value in _headers(error, problem, context).items():
        response[name] = value
    return response


def as_problem(error: Exception) -> Problem:
    """The problem that tells of an error."""
    match error:
        case Problem():
            return error
        case exceptions.ValidationError():
            found = list(pointers(error.detail))
            first = found[0] if found else {"pointer": "", "detail": Invalid.title}
            return Invalid(f"{first['pointer'] or 'The body'}: {first['detail']}", errors=found)
        case exceptions.ParseError():
            return Invalid.at("", "body", str(error.detail))
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            return Unauthorized(str(error.detail))
        case exceptions.PermissionDenied() | PermissionDenied():
            return Forbidden(str(error))
        case Http404():
            return NotFound()
        case exceptions.APIException():
            return _BY_STATUS.get(error.status_code, Invalid)(str(error.detail))
        case IntegrityError():
            return _of_integrity(error)
        case DataError():
            return Invalid("A value of the request does not fit what is stored.")
        case OperationalError() | InterfaceError():
            log.warning("database_refused", error=type(error.__cause__).__name__)
            return Unavailable()
        case DatabaseError() if _is_of_the_server(error):
            log.error("database_broken", exc_info=error)
            return Unavailable()
        case OSError():
            log.error("machine_refused", exc_info=error)
            return Unavailable()
        case _:
            log.error("unexpected_error", exc_info=error)
            return InternalError()


def _is_of_the_server(error: DatabaseError) -> bool:
    """Whether the server itself failed (a file could not be written, say), not what was asked.

    One that only lets itself be read is a stand-by, or about to become the first.
    """
    state = error.__cause__.sqlstate if isinstance(error.__cause__, pg.Error) else None
    return state is not None and (
        state.startswith("XX") or state == pg.ReadOnlySqlTransaction.sqlstate
    )


def _of_integrity(error: IntegrityError) -> Problem:
    """A rule of the database that an operation did not name itself: refused, but never a 500."""
    cause = error.__cause__
    name = cause.diag.constraint_name if isinstance(cause, pg.Error) else None
    log.warning("integrity_refused", constraint=name)
    return Conflict(rule=name) if name else Conflict()


def _headers(error: Exception, problem: Problem, context: Mapping[str, Any]) -> Mapping[str, str]:
    if problem.status == status.HTTP_401_UNAUTHORIZED:
        return {"WWW-Authenticate": 'Bearer realm="armslength"'}
    if problem.status == status.HTTP_405_METHOD_NOT_ALLOWED:
        return {"Allow": ", ".join(context["view"].allowed_methods)}
    if problem.status in (429, 503):
        wait = getattr(error, "wait", None)
        return {"Retry-After": str(int(wait or RETRY_AFTER_SECONDS))}
    return {}


def pointers(detail: object, at: str = "") -> Iterator[dict[str, str]]:
    """The errors of a serializer, flat: one `{pointer, code, detail}` for each."""
    if isinstance(detail, Mapping):
        for key, value in detail.items():
            yield from pointers(value, at if key == "non_field_errors" else f"{at}/{key}")
    elif isinstance(detail, list):
        nested = any(isinstance(item, (Mapping, list)) for item in detail)
        for index, item in enumerate(detail):
            yield from pointers(item, f"{at}/{index}" if nested else at)
    else:
        code = getattr(detail, "code", "invalid")
        yield {"pointer": at, "code": str(code), "detail": str(detail)}


def body(problem: Problem, request: HttpRequest) -> dict[str, object]:
    """The members of RFC 9457, and the facts a client can act on, which never hide a member."""
    members: dict[str, object] = {
        "type": f"/problems/{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": request.path,
        "code": problem.code,
        "request_id": getattr(request, "request_id", ""),
    }
    return {**members, **problem.facts, **members}


def render(problem: Problem, request: HttpRequest) -> HttpResponse:
    """A problem outside of DRF: unknown addresses, refused hosts, errors of the frame itself."""
    return JsonResponse(body(problem, request), status=problem.status, content_type=MEDIA_TYPE)


def reading_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a page outside of the API be read; any other method is refused as everywhere."""

    @csrf_exempt
    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            return view(request, *args, **kwargs)
        response = render(MethodNotAllowed(), request)
        response["Allow"] = "GET, HEAD"
        return response

    return guarded


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(NotFound(), request)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(Invalid("The request could not be read."), request)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(Forbidden(), request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(Forbidden(f"CSRF: {reason}"), request)


def server_error(request: HttpRequest) -> HttpResponse:
    """What broke outside of the API, in the admin or in the frame, is told as it is in the API."""
    error = sys.exc_info()[1]
    problem = as_problem(error) if isinstance(error, Exception) else InternalError()
    response = render(problem, request)
    if problem.status == Unavailable.status:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response
