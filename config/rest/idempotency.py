"""How is a request that is sent again answered once? By its key, claimed in the same transaction.

Claim, operation and stored answer commit together: a crash in between leaves no trace, and a retry
does the work. Only successful answers are kept; a refused request may be mended and sent again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.core.serializers.json import DjangoJSONEncoder
from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable
from rest_framework.request import Request
from rest_framework.response import Response

from config.problems import Invalid, Problem
from config.rest.models import IdempotencyKey
from config.rest.permissions import caller

_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_KEPT_HEADERS = ("Location", "ETag")


class KeyReused(Problem):
    """The `Idempotency-Key` came before, with another request. Use a new key for a new request."""

    status = 422
    code = "idempotency-key-reused"
    title = "This key belongs to another request."


class KeyInUse(Problem):
    """A request with this `Idempotency-Key` is still being worked on. Send it again in a moment."""

    status = 409
    code = "idempotency-key-in-use"
    title = "The first request with this key is still running."


def once(request: Request, handle: Callable[[], Response]) -> Response:
    """Handle a request at most once per key of its caller; without a key, just handle it."""
    key = key_of(request)
    if key is None:
        return handle()
    with transaction.atomic():
        claimed = _claim(request, key)
        if claimed.status is not None:
            return _replay(claimed)
        response = handle()
        _keep(claimed, response)
        return response


def key_of(request: Request) -> str | None:
    """The key of a request, if it has one.

    :raises Invalid: if it is none
    """
    key = request.headers.get("Idempotency-Key")
    if key is not None and not _KEY.fullmatch(key):
        raise Invalid.at(
            "/Idempotency-Key", "format", "A key has 1 to 255 visible ASCII characters."
        )
    return key


def _claim(request: Request, key: str) -> IdempotencyKey:
    """Insert the key, or wait up to two seconds for the twin that did."""
    who = caller(request)
    principal, fingerprint = f"{who.kind}:{who.id}" if who else "", _fingerprint(request)
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM rest_idempotencykey WHERE principal = %s AND key = %s"
                " AND created_at < clock_timestamp() - interval '24 hours'",
                [principal, key],
            )
            cursor.execute(
                "INSERT INTO rest_idempotencykey (principal, key, fingerprint, headers)"
                " VALUES (%s, %s, %s, '{}') ON CONFLICT DO NOTHING",
                [principal, key, fingerprint],
            )
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise KeyInUse from None
        raise
    row = IdempotencyKey.objects.get(principal=principal, key=key)
    if row.fingerprint != fingerprint:
        raise KeyReused
    return row


def _fingerprint(request: Request) -> str:
    """The method, the path and what the body says, not how it is spaced."""
    said = hashlib.sha256(f"{request.method} {request.path}".encode())
    said.update(json.dumps(request.query_params.dict(), sort_keys=True).encode())
    for name, value in sorted(_items(request.data)):
        said.update(f"\0{name}\0".encode())
        if isinstance(value, UploadedFile):
            for chunk in value.chunks():
                said.update(chunk)
            value.seek(0)
        else:
            said.update(json.dumps(value, sort_keys=True, cls=DjangoJSONEncoder).encode())
    return said.hexdigest()


def _items(data: object) -> list[tuple[str, object]]:
    items = getattr(data, "items", None)
    return list(items()) if items else [("", data)]


def _replay(row: IdempotencyKey) -> Response:
    headers = {**row.headers, "Idempotency-Replayed": "true"}
    return Response(row.body, status=row.status, headers=headers)


def _keep(row: IdempotencyKey, response: Response) -> None:
    row.status = response.status_code
    body = json.loads(json.dumps(response.data, cls=_Encoder))
    # A secret is shown once, and is not in what a second asker is told either.
    row.body = body | {"secret": None} if isinstance(body, dict) and "secret" in body else body
    row.headers = {name: response[name] for name in _KEPT_HEADERS if response.has_header(name)}
    row.save(update_fields=["status", "body", "headers"])


class _Encoder(DjangoJSONEncoder):
    """What the renderer would write: numbers stay numbers."""

    def default(self, o: object) -> object:
        return float(o) if isinstance(o, Decimal) else super().default(o)
