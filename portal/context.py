"""What every page knows of the installation and its reader: name, theme, menus, messages."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.core.cache import cache as django_cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from people.models import Notification, User

DEMO = "portal:people-of-the-demo"  # asked on every page, and it changes once in a lifetime
PEOPLE_PAGES = (
    "people:list",
    "people:invite",
    "people:person",
    "people:details",
    "people:roles",
    "people:department",
)
REPORT_PAGES = ("feedback:new", "feedback:bulk")
QUEUE_PAGES = ("feedback:report", "feedback:repair", "feedback:forwarding", "feedback:dashboard")


@dataclass(frozen=True)
class MenuItem:
    """A line of a menu. `current`: "page" on that page, "true" on one that belongs to it."""

    label: str
    url: str
    current: str = ""


def site(request: HttpRequest) -> dict[str, Any]:
    """Give the base template organisation, theme, languages, menus and the unread count.

    Works for a request without a user too: an error page may come before the session is read.
    """
    language = get_language() or settings.LANGUAGE_CODE
    known: dict[str, Any] = {
        "organisation": settings.ORGANISATION,
        "contact_email": settings.CONTACT_EMAIL,
        "theme_css": settings.THEME_CSS,
        "theme_class": settings.THEME_CLASS,
        "theme_logo": settings.THEME_LOGO,
        "idle_minutes": settings.SESSION_IDLE_MINUTES,
        "other_languages": [
            {"code": code, "name": name} for code, name in settings.LANGUAGES if code != language
        ],
        "here": request.get_full_path() if request.method in ("GET", "HEAD") else "/",
        "login_url": reverse("people:login"),
        "menu": [],
        "demo_notice": cache(_demo_notice),
    }
    reader = getattr(request, "user", None)
    if reader is None or not reader.is_authenticated:
        return known
    return known | {
        "menu": _menu(request, reader),
        "user_menu": _user_menu(reader),
        "reader_name": str(reader),
        "inbox_url": reverse("people:inbox"),
        "logout_url": reverse("people:logout"),
        "unread_count": cache(partial(_unread, reader)),  # a template calls it; one query
    }


def _menu(request: HttpRequest, reader: User) -> list[MenuItem]:
    here = request.resolver_match.view_name if request.resolver_match else ""
    lines: list[tuple[str, str, tuple[str, ...]]] = [
        (_("Start"), "portal:home", ()),
        (_("Datasets"), "datasets:list", ("datasets:",)),
        (_("Quality"), "portal:quality", ()),
        (_("My reports"), "feedback:mine", REPORT_PAGES),
    ]
    if reader.has_perm("feedback.judge_reports"):
        lines.append((_("Work queue"), "feedback:queue", QUEUE_PAGES))
    if reader.has_perm("people.manage_people"):
        lines.append((_("People"), "people:list", PEOPLE_PAGES))
    return _items((label, name, _current(here, name, below)) for label, name, below in lines)


def _user_menu(reader: User) -> list[MenuItem]:
    lines = [(_("My profile"), "people:profile", ""), (_("Messages"), "people:inbox", "")]
    if reader.has_perm("people.view_access_log"):
        lines.append((_("Access log"), "people:access_log", ""))
    if reader.has_perm("feedback.order_routes"):
        lines.append((_("Who takes up which report"), "feedback:routes", ""))
    lines.append((_("Building blocks"), "portal:components", ""))
    return _items(lines)


def _items(lines: Iterable[tuple[str, str, str]]) -> list[MenuItem]:
    return [MenuItem(label, reverse(name), current) for label, name, current in lines]


def _current(here: str, name: str, below: tuple[str, ...]) -> str:
    if here == name:
        return "page"
    return "true" if below and here.startswith(below) else ""


def _unread(reader: User) -> int:
    return Notification.objects.visible_to(reader).unread().count()


def _demo_notice() -> str:
    if not django_cache.get_or_set(DEMO, User.objects.filter(is_demo=True).exists, timeout=60):
        return ""
    return _(
        "This is a demo. The figures are public and real, the people are made up, and the "
        "municipality that the figures are about is not involved."
    )
