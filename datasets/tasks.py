"""The jobs of datasets, for the registry of the portal. Times are in seconds."""

from datasets.services import (
    check_failed,
    clean_up,
    intake_failed,
    reading_time_limit,
    recheck,
    run_check,
    run_export,
    run_intake,
    run_profile,
    watch_freshness,
)
from kit.jobs import JobKind

JOBS = {
    "intake": JobKind("intake", run_intake, intake_failed, reading_time_limit()),
    "profile": JobKind("profile", run_profile, None, 300),
    "check": JobKind("check", run_check, check_failed, 300),
    "failing-rows": JobKind("failing-rows", run_export, None, 600),
    "nightly-checks": JobKind("nightly-checks", recheck, None, 300),
    "freshness": JobKind("freshness", watch_freshness, None, 120),
    "datasets-cleanup": JobKind("datasets-cleanup", clean_up, None, 300),
}
