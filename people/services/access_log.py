"""The access log: writing a line, reading it, carrying it out as CSV."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO

from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from kit.exports import safe_cell
from people.models import AccessLogEntry, User
from people.services.address import client_address

# What the log calls each action; upper apps add their own (register_actions).
ACTIONS: dict[str, StrPromise] = {
    "login": gettext_lazy("logging in"),
    "page-refused": gettext_lazy("page asked for without the right to it"),
    "person-changed": gettext_lazy("person changed"),
    "department-changed": gettext_lazy("department changed"),
    "access-log-read": gettext_lazy("access log read"),
    "access-log-exported": gettext_lazy("access log exported"),
}


def register_actions(names: Mapping[str, StrPromise]) -> None:
    """Give actions the words in which the access log shows them.

    Raises ValueError for a code that means something else already.
    """
    for code, name in names.items():
        if str(ACTIONS.setdefault(code, name)) != str(name):
            raise ValueError(f"Action {code!r} is taken.")


def action_name(code: str) -> str:
    """The words for an action, in the reader's language; the code itself when it has none."""
    return str(ACTIONS.get(code, code))


def log_access(
    person: User | None,
    *,
    action: str,
    target: Model | None = None,
    object_type: str = "",
    object_id: str | int = "",
    object_label: str = "",
    reason: str = "",
    granted: bool = True,
    request: HttpRequest | None = None,
) -> AccessLogEntry:
    """Write one line: who did what to which object, why, and whether it was allowed.

    `target` fills type ("app.model"), id and label; those given by hand win. Address and request
    id come from `request`. Put no values of data into any of them.
    """
    if target is not None:
        object_type = object_type or target._meta.label_lower
        object_id = object_id or str(target.pk)
        object_label = object_label or str(target)
    return AccessLogEntry.objects.create(
        at=timezone.now(),
        person=person,
        person_label=f"{person} ({person.username})"[:300] if person else "",
        action=action,
        object_type=object_type[:60],
        object_id=str(object_id)[:64],
        object_label=object_label[:300],
        reason=reason[:500],
        result=AccessLogEntry.Result.GRANTED if granted else AccessLogEntry.Result.REFUSED,
        ip=client_address(request) if request else None,
        request_id=str(request.META.get("KOERS_REFERENCE", ""))[:64] if request else "",
    )


def csv_lines(entries: Iterable[AccessLogEntry]) -> Iterator[str]:
    """The log as CSV, line by line, as kit.exports writes it; moments are local, with offset."""
    yield "\ufeff" + _line(
        [
            _("moment"), _("person"), _("action"), _("result"), _("object type"),
            _("object number"), _("object"), _("reason"), _("address"), _("request number"),
        ]
    )  # fmt: skip
    for entry in entries:
        yield _line(
            [
                timezone.localtime(entry.at).isoformat(timespec="seconds"),
                entry.person_label,
                action_name(entry.action),
                str(AccessLogEntry.Result(entry.result).label),
                entry.object_type,
                entry.object_id,
                entry.object_label,
                entry.reason,
                entry.ip or "",
                entry.request_id,
            ]
        )


def _line(cells: Sequence[str]) -> str:
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([safe_cell(cell) for cell in cells])
    return out.getvalue()
