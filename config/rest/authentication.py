"""Who is calling? A bearer token, or a person signed in to the admin."""

from __future__ import annotations

from contextlib import suppress

from django.conf import settings
from django.db import DatabaseError, transaction
from django.http import HttpResponse
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, CSRFCheck, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from config import clock
from config.actors import Actor, ActorKind
from config.models import ClockTimestamp
from config.rest.models import Token, User
from config.rest.operations import digest_of, note_use
from config.rest.principal import Principal
from config.rest.roles import Role


def actor_of(user: User, request_id: str = "") -> Actor:
    """A signed-in person as the domain sees them. An inactive person has no roles."""
    return Actor(
        kind=ActorKind.USER,
        id=str(user.pk),
        person=user.person,
        label=user.get_full_name() or user.get_username(),
        roles=frozenset(Role(role) for role in user.roles) if user.is_active else frozenset(),
        request_id=request_id,
    )


def _actor_of_token(token: Token, request_id: str) -> Actor:
    return Actor(
        kind=ActorKind.TOKEN,
        id=str(token.id),
        person=token.user.person if token.user else f"token:{token.id}",
        label=token.name,
        roles=frozenset(Role(role) for role in token.roles),
        request_id=request_id,
    )


def request_id_of(request: Request) -> str:
    return str(getattr(request._request, "request_id", ""))


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer al_…`."""

    def authenticate(self, request: Request) -> tuple[Principal, Token] | None:
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"bearer":
            return None
        if len(words) != 2:
            raise AuthenticationFailed("Send `Authorization: Bearer <token>`.")
        token = self._token(words[1].decode("latin-1"))
        return Principal(_actor_of_token(token, request_id_of(request))), token

    def _token(self, secret: str) -> Token:
        # What time it is, in the same breath: every request begins here.
        tokens = Token.objects.select_related("user").annotate(shown_at=ClockTimestamp())
        token = tokens.filter(digest=digest_of(secret)).first()
        if token is None or token.revoked_at is not None:
            raise AuthenticationFailed("This token is unknown or has been revoked.")
        now = clock.played() or token.shown_at
        if token.expires_at is not None and token.expires_at <= now:
            raise AuthenticationFailed(
                "This token has expired; ask an administrator for a new one."
            )
        if token.user is not None and not token.user.is_active:
            raise AuthenticationFailed("The person this token belongs to is no longer active.")
        if token.last_used_on != now.date():
            # A note, and no reason to refuse who only wants to read from a server that only reads.
            with suppress(DatabaseError), transaction.atomic():
                note_use(token_id=token.id, on=now.date())
        return token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="armslength"'


class SignedInUser(BaseAuthentication):
    """The session of a person signed in to the admin; changes need the CSRF token."""

    def authenticate(self, request: Request) -> tuple[Principal, None] | None:
        user = getattr(request._request, "user", None)
        if not isinstance(user, User) or not user.is_active:
            return None
        self._enforce_csrf(request)
        return Principal(actor_of(user, request_id_of(request))), None

    def _enforce_csrf(self, request: Request) -> None:
        check = CSRFCheck(lambda _request: None)  # type: ignore[arg-type]
        check.process_request(request._request)
        if reason := check.process_view(request._request, _any_view, (), {}):
            raise PermissionDenied(f"CSRF: {reason}")


def _any_view(*_: object) -> HttpResponse:
    """Only a place holder: the check of CSRF looks at whether a view is exempt."""
    return HttpResponse()


class _TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "`create_token` makes one."}


class _SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = SignedInUser
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}
