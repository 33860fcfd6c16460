"""How does somebody change their own password? On the admin's page for it, as an act of theirs."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from unfold.forms import AdminOwnPasswordChangeForm

from config.rest.authentication import actor_of
from config.rest.models import User
from config.rest.operations import change_user


class OwnPasswordForm(AdminOwnPasswordChangeForm):
    """The usual form; what it does leaves an event."""

    def save(self, commit: bool = True) -> User:
        """Give the signed-in person the new password."""
        user: User = self.user
        changed = change_user(
            username=user.username,
            actor=actor_of(user),
            reason="Their own password.",
            password=self.cleaned_data["new_password1"],
        )
        user.password = changed.password  # the session is kept by it
        return user


def change_own_password(request: HttpRequest) -> HttpResponse:
    """Stands before the admin's own view of the same name."""
    options: dict[str, Any] = {
        "form_class": OwnPasswordForm,
        "success_url": reverse("admin:password_change_done"),
        "extra_context": admin.site.each_context(request),
    }
    request.current_app = admin.site.name
    return cast(HttpResponse, PasswordChangeView.as_view(**options)(request))
