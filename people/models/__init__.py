"""People, departments, what they are told, and what they looked at."""

from people.models.access import AccessLogEntry, ApiToken, LoginFailure
from people.models.message import Notification, OutgoingMail
from people.models.person import Department, Language, PersonChange, User
from people.models.role import RoleDefault

__all__ = [
    "AccessLogEntry",
    "ApiToken",
    "Department",
    "Language",
    "LoginFailure",
    "Notification",
    "OutgoingMail",
    "PersonChange",
    "RoleDefault",
    "User",
]
