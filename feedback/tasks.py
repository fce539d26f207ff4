"""The jobs of feedback, for the registry of the portal. Times are in seconds."""

from feedback.services.bulk import run_list
from feedback.services.patching import patch
from feedback.services.reminders import remind
from feedback.services.retention import clean_up_reports
from feedback.services.verification import verify
from kit.jobs import JobKind

JOBS = {
    "verify": JobKind("verify", verify, None, 300),
    "patch": JobKind("patch", patch, None, 600),
    "report-list": JobKind("report-list", run_list, None, 600),
    "reminders": JobKind("reminders", remind, None, 300),
    "feedback-cleanup": JobKind("feedback-cleanup", clean_up_reports, None, 600),
}
