"""Can a state be written by any door but a move?"""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from django.contrib import admin
from django.http import HttpRequest

from config.rest.fields import Strict
from config.rest.models import User
from tests.architecture.tree import OWN_APPS, modules

NEVER_WRITTEN = {"state", "status"}


def own_serializers() -> Iterator[type[Strict]]:
    """Those that read requests: `parsed` takes no others."""
    for module in modules("api"):
        for _, found in inspect.getmembers(module, inspect.isclass):
            if issubclass(found, Strict) and found.__module__ == module.__name__:
                yield found


def test_no_serializer_takes_a_state() -> None:
    writable = [
        f"{serializer.__module__}.{serializer.__qualname__}.{name}"
        for serializer in own_serializers()
        for name, field in serializer().fields.items()
        if name in NEVER_WRITTEN and not field.read_only
    ]

    assert writable == []


def test_no_admin_form_takes_a_state() -> None:
    request = HttpRequest()
    request.user = User(is_superuser=True, is_staff=True)  # who may do most
    writable = [
        f"{type(page).__name__}.{name}"
        for model, page in admin.site._registry.items()
        if model._meta.app_label in OWN_APPS
        for name in NEVER_WRITTEN & {field.name for field in model._meta.get_fields()}
        if page.has_change_permission(request) or page.has_add_permission(request)
        if name not in {*page.get_readonly_fields(request), *(page.exclude or ())}
    ]

    assert writable == []
