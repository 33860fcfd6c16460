"""Where is everything?"""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularJSONAPIView

from config.rest import health, pages
from config.rest.own_password import change_own_password

urlpatterns = [
    path("", pages.home, name="home"),
    path("admin/password_change/", admin.site.admin_view(change_own_password)),
    path("admin/", admin.site.urls),
    path("api/v1/schema", SpectacularJSONAPIView.as_view(), name="schema"),
    path("api/docs", pages.Docs.as_view(url_name="schema"), name="docs"),
    path(
        "api/v1/",
        include(
            [
                path("", include("config.events.api.urls")),
                path("", include("vendors.api.urls")),
                path("", include("procurement.api.urls")),
                path("", include("contracts.api.urls")),
            ]
        ),
    ),
    path("favicon.ico", pages.icon),
    path("problems", pages.problems, name="problems"),
    path("problems/<slug:code>", pages.problem, name="problem"),
    path("livez", health.livez),
    path("readyz", health.readyz),
    path("metrics", health.metrics),
]

if "config.rest.single_sign_on.SingleSignOn" in settings.AUTHENTICATION_BACKENDS:
    urlpatterns.append(path("oidc/", include("mozilla_django_oidc.urls")))

handler400 = "config.rest.errors.bad_request"
handler403 = "config.rest.errors.forbidden"
handler404 = "config.rest.errors.not_found"
handler500 = "config.rest.errors.server_error"
