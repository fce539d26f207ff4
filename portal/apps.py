from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        """Fill the places that lower pages name with what upper apps offer for them."""
        from kit.slots import offer
        from portal.wiring import OFFERS  # the apps it joins have their models only now

        for place, function in OFFERS:
            offer(place, function)
