"""Who is it that the organisation's own sign-in sends? Somebody we know already, or nobody.

Used when `OIDC_RP_CLIENT_ID` is set: the code flow of OpenID Connect with PKCE, state and nonce.
People are made here, with their roles, by an administrator; the provider only says who they are. It
is asked with short patience, and whatever is wrong with its answer means: not signed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jwt
import requests
import structlog
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from config.rest.models import User

log = structlog.get_logger(__name__)


class SingleSignOn(OIDCAuthenticationBackend):
    """The library's backend, stricter: for us, from our provider, about a verified address."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """Whom the provider sends with this request; a name and a password are not its business."""
        try:
            found: User | None = super().authenticate(request, **kwargs)  # type: ignore[no-untyped-call]
        except (jwt.PyJWTError, requests.RequestException, SuspiciousOperation) as error:
            log.warning("single_sign_on_refused", error=type(error).__name__)
            return None
        except (KeyError, TypeError, ValueError) as error:  # an answer that is none
            log.warning("single_sign_on_unreadable", error=type(error).__name__)
            return None
        return found

    def verify_token(self, token: str, **kwargs: Any) -> Mapping[str, Any]:
        """The library looks at signature, expiry and nonce; we at who said it, and to whom."""
        said: Mapping[str, Any] = super().verify_token(token, **kwargs)  # type: ignore[no-untyped-call]
        audience = said.get("aud")
        meant = audience if isinstance(audience, list) else [audience]
        if settings.OIDC_RP_CLIENT_ID not in meant or said.get("iss") != settings.OIDC_OP_ISSUER:
            raise SuspiciousOperation("The token is not for us, or not from our provider.")
        if said.get("azp", settings.OIDC_RP_CLIENT_ID) != settings.OIDC_RP_CLIENT_ID:
            raise SuspiciousOperation("The token was given to somebody else.")
        return said

    def get_userinfo(
        self, access_token: str, id_token: str, payload: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """What the provider says of the very person the token is about."""
        answer = super().get_userinfo(access_token, id_token, payload)  # type: ignore[no-untyped-call]
        said: Mapping[str, Any] = answer
        if said.get("sub") != payload.get("sub"):
            raise SuspiciousOperation("The provider tells of another person.")
        return said

    def verify_claims(self, claims: Mapping[str, Any]) -> bool:
        """An address nobody has verified could be anybody's."""
        return bool(claims.get("email")) and claims.get("email_verified") is True
