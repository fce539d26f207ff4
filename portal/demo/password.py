"""The password of the demo accounts: a known one is only for a portal that nobody else reaches."""

from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

DEFAULT = "koers-demo"  # stands in the README, so everybody knows it


class PasswordRefused(Exception):
    """The demo accounts would be open to others. The text says what to do."""


def demo_password() -> str:
    """The password that settings give the demo accounts.

    Raises PasswordRefused when it is empty, and when others can reach the portal while the
    password is the default or breaks the rules for passwords.
    """
    password: str = settings.DEMO_PASSWORD
    if not password:
        raise PasswordRefused(_("DEMO_PASSWORD is empty. Give the demo accounts a password."))
    where = reachable_from()
    if not where:
        return password
    if password == DEFAULT:
        raise PasswordRefused(
            _(
                "The demo accounts have a password that everybody can know, and others can reach "
                "this portal (%(where)s). Set DEMO_PASSWORD to a password of your own."
            )
            % {"where": where}
        )
    try:
        validate_password(password)
    except ValidationError as error:
        raise PasswordRefused(
            _("DEMO_PASSWORD is too weak, and others can reach this portal (%(where)s): %(why)s")
            % {"where": where, "why": " ".join(error.messages)}
        ) from error
    return password


def reachable_from() -> str:
    """The setting by which others can reach the portal (HOST or ALLOWED_HOSTS), empty if none."""
    if not is_loopback(settings.HOST):
        return f"HOST={settings.HOST}"
    names = [name for name in settings.ALLOWED_HOSTS if not is_loopback(name)]
    return f"ALLOWED_HOSTS={','.join(names)}" if names else ""


def is_loopback(host: str) -> bool:
    """Whether a name or address means this machine alone (`testserver` is the test client's)."""
    name = host.strip().strip("[]").lower().removeprefix(".")
    if name in ("localhost", "testserver") or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
