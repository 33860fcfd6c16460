"""What happens to somebody who guesses passwords? They are locked out for a while, and told so."""

from __future__ import annotations

from datetime import timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse

from config import clock
from config.problems import Problem
from config.rest.errors import render
from config.rest.throttling import address_of

KEPT = timedelta(days=30)


class SignInLocked(Problem):
    """Too many wrong passwords for this name from this address; nothing is checked for a while.

    Wait as long as `Retry-After` says. An administrator can end it earlier with
    `python manage.py axes_reset_username NAME`.
    """

    status = 429
    code = "sign-in-locked"
    title = "Too many wrong passwords."


def locked(request: HttpRequest, *_: object) -> HttpResponse:
    """What a locked-out visitor gets."""
    seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
    response = render(SignInLocked(retry_after=seconds), request)
    response["Retry-After"] = str(seconds)
    return response


def client_address(request: HttpRequest) -> str:
    """Whom to lock out."""
    return address_of(request)


def is_single_sign_on(request: HttpRequest, _: object = None) -> bool:
    """Whether the provider is asked, where nothing can be guessed, and an office shares an address.

    Without it, five people whom we do not know would lock out everybody beside them.
    """
    return request.path_info.startswith("/oidc/")


def prune_sign_ins() -> None:
    """Forget old failures and sessions that are over."""
    AccessAttempt.objects.filter(attempt_time__lt=clock.now() - KEPT).delete()
    Session.objects.filter(expire_date__lt=clock.now()).delete()
