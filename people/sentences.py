"""What happened to a person, in words."""

from django.utils.translation import gettext as _

from people.models import PersonChange
from people.roles import ROLE_NAMES


def describe_change(change: PersonChange) -> str:
    """One sentence for a line of someone's history, in the reader's language."""
    kinds = PersonChange.Kind
    if change.kind == kinds.ACTIVATION:
        return _activation(change)
    if change.kind == kinds.INVITATION:
        return _("Invitation withdrawn") if change.new == "withdrawn" else _("Invitation sent")
    if change.kind == kinds.ROLES:
        return _("Roles: from %(old)s to %(new)s") % {
            "old": _roles(change.old),
            "new": _roles(change.new),
        }
    nothing = _("nothing")
    values = {"old": change.old or nothing, "new": change.new or nothing}
    if change.kind == kinds.DEPARTMENT:
        return _("Department: from %(old)s to %(new)s") % values
    return _("Name and e-mail address: from %(old)s to %(new)s") % values


def _activation(change: PersonChange) -> str:
    if change.new == "inactive":
        return _("Account deactivated")
    return _("Account opened again") if change.old else _("Account made")


def _roles(codes: str) -> str:
    names = [str(ROLE_NAMES[code]) for code in codes.split() if code in ROLE_NAMES]
    return ", ".join(names) or _("no role")
