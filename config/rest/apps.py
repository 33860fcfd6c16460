from django.apps import AppConfig


class RestConfig(AppConfig):
    name = "config.rest"
    label = "rest"
    verbose_name = "Access"
