"""Environment variables, typed, refused when unclear, secrets also from a file."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE, _FALSE = {"true", "1", "yes"}, {"false", "0", "no"}


def text(name: str, default: str = "") -> str:
    """The variable NAME, or what the file named by NAME_FILE holds, stripped.

    Raises ImproperlyConfigured when NAME_FILE names a file that cannot be read.
    """
    path = os.environ.get(f"{name}_FILE", "")
    if path and name not in os.environ:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE: {error}") from error
    return os.environ.get(name, default).strip()


def required(name: str) -> str:
    """As `text`; raises ImproperlyConfigured when the variable is absent or empty."""
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"Set {name} (or {name}_FILE); see README.md, Settings.")
    return value


def boolean(name: str, *, default: bool) -> bool:
    """True or False; raises ImproperlyConfigured for any other word than true/false/1/0/yes/no."""
    value = text(name).lower()
    if not value:
        return default
    if value in _TRUE | _FALSE:
        return value in _TRUE
    raise ImproperlyConfigured(f"{name} must be True or False, not {value!r}.")


def number(name: str, default: int, *, minimum: int = 0) -> int:
    """A whole number of at least `minimum`; raises ImproperlyConfigured otherwise."""
    value = text(name) or str(default)
    if not value.isascii() or not value.isdigit() or int(value) < minimum:
        raise ImproperlyConfigured(
            f"{name} must be a whole number of {minimum} or more, not {value!r}."
        )
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """A comma separated list without empty members."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(url: str) -> dict[str, object]:
    """Django's database settings for postgresql://user:password@host:port/name?sslmode=…

    Raises ImproperlyConfigured for any other scheme or a URL without a database name.
    """
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in {"postgres", "postgresql"} or not name:
        raise ImproperlyConfigured(
            "DATABASE_URL must read postgresql://user:password@host:port/name."
        )
    options: dict[str, object] = dict(parse_qsl(parts.query))
    options.setdefault("connect_timeout", 5)
    options.setdefault(
        "options",
        "-c lock_timeout=10000 -c statement_timeout=60000 "
        "-c idle_in_transaction_session_timeout=60000",
    )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def mail(url: str) -> dict[str, object]:
    """Django's e-mail settings for smtp://, smtp+tls:// or smtps://user:password@host:port.

    An empty URL gives the console back-end. Raises ImproperlyConfigured for another scheme.
    """
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtp+tls", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL must read smtp+tls://user:password@host:port.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }
