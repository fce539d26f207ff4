from django.apps import AppConfig


class NewerConfig(AppConfig):
    name = "tests.faults.newer"
    label = "newer"
    default_auto_field = "django.db.models.BigAutoField"
