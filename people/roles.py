"""The five roles and the permissions each gets when the portal first meets it."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

STAFF, STEWARDS, OWNERS, LEADERS, ADMINS = "staff", "stewards", "owners", "leaders", "admins"

# "app_label.codename". An administrator may change these per installation; this is the start.
# Every active person is staff. Owners decide about their own datasets only: the datasets'
# own services see to that. Administrators get no right to rows of datasets.
ROLES: dict[str, tuple[str, ...]] = {
    STAFF: (),
    STEWARDS: (
        "datasets.register_dataset",
        "datasets.edit_dataset",
        "datasets.deliver",
        "datasets.manage_rules",
        "datasets.run_checks",
        "datasets.accept_rules",
        "feedback.judge_reports",
    ),
    OWNERS: ("datasets.deliver", "datasets.accept_rules"),
    LEADERS: (),
    ADMINS: (
        "people.manage_people",
        "people.view_access_log",
        "portal.edit_texts",
        "feedback.order_routes",
    ),
}

ROLE_NAMES: dict[str, StrPromise] = {
    STAFF: _("employee"),
    STEWARDS: _("data team"),
    OWNERS: _("data owner"),
    LEADERS: _("executive and management"),
    ADMINS: _("administrator"),
}

# What an administrator gives and takes; staff comes with the account.
CHOSEN_ROLES = (STEWARDS, OWNERS, LEADERS, ADMINS)
