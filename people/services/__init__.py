"""What other apps may ask of people; the only place that writes their tables."""

from people.services.access_log import (
    ACTIONS,
    action_name,
    csv_lines,
    log_access,
    register_actions,
)
from people.services.address import (
    client_address,
    network_of,
    record_failure,
    too_many_failures,
)
from people.services.cleanup import run_cleanup
from people.services.department import (
    add_department,
    change_place,
    department_tree,
    merge_department,
    retire_department,
    uses_of,
)
from people.services.invitation import invite, resend_invitation, withdraw_invitation
from people.services.mail import run_mail, send_mail
from people.services.message import mark_all_read, mark_read, notify, unread_count
from people.services.password import (
    ask_reset,
    password_link,
    person_for_link,
    run_reset,
    set_password,
)
from people.services.person import (
    change_department,
    change_details,
    change_language,
    change_profile,
    change_roles,
    create_person,
    deactivate,
    end_sessions,
    reactivate,
    roles_of,
)
from people.services.roles import grant_roles
from people.services.token import create_token, find_token, revoke_token, revoke_tokens

__all__ = [
    "ACTIONS",
    "action_name",
    "add_department",
    "ask_reset",
    "change_department",
    "change_details",
    "change_language",
    "change_place",
    "change_profile",
    "change_roles",
    "client_address",
    "create_person",
    "create_token",
    "csv_lines",
    "deactivate",
    "department_tree",
    "end_sessions",
    "find_token",
    "grant_roles",
    "invite",
    "log_access",
    "mark_all_read",
    "mark_read",
    "merge_department",
    "network_of",
    "notify",
    "password_link",
    "person_for_link",
    "reactivate",
    "record_failure",
    "register_actions",
    "resend_invitation",
    "retire_department",
    "revoke_token",
    "revoke_tokens",
    "roles_of",
    "run_cleanup",
    "run_mail",
    "run_reset",
    "send_mail",
    "set_password",
    "too_many_failures",
    "unread_count",
    "uses_of",
    "withdraw_invitation",
]
