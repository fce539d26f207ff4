from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "feedback"

    def ready(self) -> None:
        """Give the access log its words for what is done with reports."""
        from people.services import register_actions  # models exist only from here on

        register_actions(
            {
                "evidence-opened": _("evidence of a report opened"),
                "corrections-read": _("corrections of a dataset seen"),
                "corrections-downloaded": _("corrections of a dataset downloaded"),
            }
        )
