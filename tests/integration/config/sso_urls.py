"""The project's addresses, with single sign-on."""

from __future__ import annotations

from django.urls import include, path

from config import urls

urlpatterns = [*urls.urlpatterns, path("oidc/", include("mozilla_django_oidc.urls"))]
handler400, handler404 = urls.handler400, urls.handler404
