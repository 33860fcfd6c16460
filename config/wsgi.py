"""The WSGI entry point of the web server."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from config.patience import patient

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = patient(get_wsgi_application(), settings.EVIDENCE_MAX_BYTES)
