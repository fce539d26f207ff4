from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DatasetsConfig(AppConfig):
    name = "datasets"

    def ready(self) -> None:
        """Give the access log its words for what is done with rows."""
        from people.services import register_actions  # models exist only from here on

        register_actions(
            {
                "rows-seen": _("rows of a dataset seen"),
                "examples-read": _("failing rows of a check seen"),
                "rows-downloaded": _("rows of a dataset downloaded"),
                "rejected-downloaded": _("rejected rows downloaded"),
                "values-shown": _("personal values shown"),
                "delivery-destroyed": _("delivery destroyed"),
                "failing-downloaded": _("failing rows of a rule downloaded"),
            }
        )
