"""The WSGI entry point of the web server."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from config.patience import patient

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = patient(get_wsgi_application(), settings.EVIDENCE_MAX_BYTES)
# Every view is loaded before the first request comes, which would have to wait for that.
get_resolver().url_patterns  # noqa: B018
