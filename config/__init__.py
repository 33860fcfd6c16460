"""The project: settings, and the plumbing every app stands on."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
