"""The jobs of people, for the registry of the portal."""

from kit.jobs import JobKind
from people.services import run_cleanup, run_mail, run_reset

JOBS = {
    "mail": JobKind("mail", run_mail, None, 60),
    "password-reset": JobKind("password-reset", run_reset, None, 30),
    "people-cleanup": JobKind("people-cleanup", run_cleanup, None, 120),
}
