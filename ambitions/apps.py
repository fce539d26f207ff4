from django.apps import AppConfig


class AmbitionsConfig(AppConfig):
    name = "ambitions"
